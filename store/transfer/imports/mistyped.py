"""Codes of a file that look mistyped: a letter where its other codes have a digit like it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_letters
from typing import Final

from store.text import clean

FEWEST: Final = 5
"""So many of the codes looked at must have the form that one is held against."""
TIMES: Final = 10
"""So many times as many as have the form that it has itself."""

_ALIKE: Final = str.maketrans("OoIlSsBZz", "001155822")
_ANY_DIGIT: Final = str.maketrans("012345678", "999999999")
_SUSPECT: Final = re.compile(r"[0-9][OoIlSsBZz]|[OoIlSsBZz][0-9]")
_RUN: Final = re.compile(r"[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Forms:
    """How many of a file's codes have which form: the code with 9 for every digit."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def mended(self, code: str) -> str:
        """What a code was probably meant to be; empty where nothing speaks for a slip."""
        if not self.counts or _SUSPECT.search(code) is None:
            return ""
        own = self.counts.get(_form(code), 0)
        for other in _readings(code):
            if self.counts.get(_form(other), 0) >= max(FEWEST, TIMES * own):
                return other
        return ""


NO_FORMS: Final = Forms()
"""Of no codes: nothing looks mistyped beside them."""


def forms_of(codes: Iterable[str]) -> Forms:
    """The forms of some codes, as they stand in the file."""
    return Forms(Counter(_form(clean(code)) for code in codes if code))


def _form(code: str) -> str:
    return code.translate(_ANY_DIGIT)


def _readings(code: str) -> Iterator[str]:
    """The code with digits for look-alikes, in one run of letters and digits after the other.

    Letters in front of a run may be a prefix: as many as can be are left as they are.
    """
    for run in _RUN.finditer(code):
        text = run[0]
        lead = len(text) - len(text.lstrip(ascii_letters))
        for kept in range(lead, -1, -1):
            read = text[:kept] + text[kept:].translate(_ALIKE)
            if read != text:
                yield code[: run.start()] + read + code[run.end() :]
