"""Whether a password is one of the commonest, plain or in a thin disguise.

The list, `common_passwords.dat`, holds the 10,000 commonest passwords (made by
`common_passwords_build`, which names its source). It is read when a password is chosen, never at a
sign-in.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from store.text import fold

DATA: Final = Path(__file__).with_name("common_passwords.dat")

_SHORTEST: Final = 4
"""Of a common password that makes a longer one common as well."""
_SMALL: Final = 8
"""So many digits and signs beside a common password hide it from nobody."""
_UNIT: Final = 4
"""A piece so short, said again and again, needs no list."""

_BEFORE: Final = re.compile(r"^[\W\d_]+")
_BEHIND: Final = re.compile(r"[\W\d_]+$")
_LETTERS_FOR: Final = str.maketrans("@0134$5!7", "aoleassit")
_LETTERS_TOO: Final = str.maketrans("@0134$5!7", "aoieassit")


def common(password: str) -> bool:
    """Whether the password is a common one: as it is, said again and again, with signs for letters,
    with digits and signs before or behind it; or all of it is a row like abcdefghijkl."""
    text = fold(password)
    return _in_a_row(text) or any(_known(core) for core in _cores(text))


def _cores(text: str) -> Iterator[str]:
    """The text, and what is left of it without some of the digits and signs at its ends."""
    first = len(text) - len(_BEFORE.sub("", text))
    last = len(_BEHIND.sub("", text))
    for start in range(first + 1):
        for end in range(max(last, start + _SHORTEST), len(text) + 1):
            beside = text[:start] + text[end:]
            if len(beside) <= _SMALL or beside in listed():
                yield text[start:end]


def _known(text: str) -> bool:
    """Whether a text is listed or repeated, also when its signs are read as letters."""
    spoken = {text, text.translate(_LETTERS_FOR), text.translate(_LETTERS_TOO)}
    return any(one in listed() or _repeated(one) for one in spoken)


def _repeated(text: str) -> bool:
    """Whether the text is one short or common piece, again and again (the last may be cut)."""
    for size in range(1, len(text) // 2 + 1):
        unit = text[:size]
        if (unit * (len(text) // size + 1)).startswith(text):
            return size <= _UNIT or unit in listed()
    return False


def _in_a_row(text: str) -> bool:
    """Whether each character is the next, or each the one before, in the alphabet's order."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


@functools.cache
def listed() -> frozenset[str]:
    """The list as it is shipped."""
    return frozenset(zlib.decompress(DATA.read_bytes()).decode("ascii").split("\n"))
