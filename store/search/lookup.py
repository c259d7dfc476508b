"""What a typed word looks for in the index.

One word is tried as everything it could be: part of a name, the beginning of a Latin word, a code
with or without its separators, the initials or the pinyin of a name, either end of a phone number.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import add
from typing import Final

from store.engine.dialect import NOTHING, Expression, all_of, any_of, tokens
from store.search.pinyin import RUNS, all_syllables, plain
from store.search.terms import (
    BACKWARDS,
    FIRST_LETTER,
    FORWARDS,
    GRAM,
    LETTERS,
    SYLLABLE,
    WHOLE,
    compact,
    national,
    whole_token,
)
from store.text import FORBIDDEN, fold

OPEN: Final = ("name", "contact", "tag")
SHORTEST_PHONE: Final = 4
LONGEST_SPELLED: Final = 40
MOST_READINGS: Final = 24

_SPELLED: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_LIKE_PHONE: Final = re.compile(r"[+(]?[\d+()\-./]+")
_ALIASES: Final = {"lue": "lve", "nue": "nve", "lyu": "lv", "nyu": "nv", "lyue": "lve"}
_NO_SYLLABLES: Final = frozenset({"n", "ng", "m", "hm", "hng"})


def word(text: str, *, personal: bool, other: bool = True) -> Expression:
    """The expression for a word; '' if there is nothing in it to look for.

    `personal` looks in phones and mails too, and otherwise only for masked values as a whole;
    `other` looks in custom fields.
    """
    raw = FORBIDDEN.sub("", fold(text))
    folded = plain(raw)
    columns = OPEN + (("other",) if other else ()) + (("email",) if personal else ())
    found = []
    row, begins = row_of(folded)
    bare = compact(folded)
    if row:
        if row == [bare] and begins:
            found.append(tokens((*columns, "code"), row, begins=True))
        else:
            found.append(tokens(columns, row, begins=begins))
            found.append(tokens(("code",), [bare], begins=True))
            if personal and ("@" in folded or "." in folded):
                found.append(tokens(("email",), [folded], begins=True))
    if _SPELLED.fullmatch(raw) and len(raw) <= LONGEST_SPELLED:
        found += spelled(raw)
    if personal:
        found += phone_ends(raw)
    else:
        found += whole(raw)
    return any_of(found) if found else NOTHING


def phrase(text: str, *, personal: bool, other: bool = True) -> Expression:
    """The expression for words in quotes: as they stand, to their ends; '' if there is nothing."""
    folded = plain(FORBIDDEN.sub("", fold(text)))
    columns = OPEN + (("other",) if other else ()) + (("email",) if personal else ())
    row, begins = row_of(folded)
    if not row:
        return NOTHING
    chinese = len(row[-1]) == 1 and begins and not row[-1].isascii()
    found = [tokens(columns, row, begins=chinese), tokens(("code",), [compact(folded)])]
    if not personal:
        found += whole(folded)
    elif "@" in folded or "." in folded:
        found.append(tokens(("email",), ["".join(folded.split())]))
    return any_of(found)


def code(text: str) -> Expression:
    """The expression for the beginning of a code, with or without its separators."""
    return tokens(("code",), [compact(fold(text))], begins=True)


def other(text: str, *, exact: bool) -> Expression:
    """The expression for a word or phrase in custom fields alone."""
    row, begins = row_of(plain(FORBIDDEN.sub("", fold(text))))
    return tokens(("other",), row, begins=begins and (not exact or not row[-1].isascii()))


def row_of(folded: str) -> tuple[list[str], bool]:
    """The tokens that a text must give in a row, and whether the last may only begin so."""
    runs = list(RUNS.finditer(folded))
    row: list[str] = []
    for match in runs:
        run: str = match[0]
        if match[1] is None:
            row.append(run)
            continue
        row += map(add, run, run[1:])
        if match is not runs[-1] or len(run) == 1:
            row.append(run[-1])
    last = runs[-1] if runs else None
    return row, last is not None and (last[1] is None or len(last[0]) == 1)


def name_part(text: str) -> Expression:
    """The expression that every name with this text in it fits; '' if the index can't help."""
    found = []
    for match in RUNS.finditer(plain(fold(text))):
        run: str = match[0]
        if match[1] is not None and len(run) > 1:
            found.append(tokens(("name",), list(map(add, run, run[1:]))))
    return all_of(found) if found else NOTHING


def spelled(text: str) -> Iterator[Expression]:
    """Expressions for Latin letters as the initials or the pinyin of a name."""
    letters = text.replace("'", "")
    if len(letters) == 1:
        yield tokens(("initials",), [FIRST_LETTER + letters])
        return
    if letters.isdigit():
        return
    if len(letters) <= GRAM:
        yield tokens(("initials",), [LETTERS + letters], begins=len(letters) < GRAM)
    else:
        grams = [LETTERS + letters[i : i + GRAM] for i in range(len(letters) - GRAM + 1)]
        yield tokens(("initials",), grams)
    for reading in readings(text):
        yield tokens(("pinyin",), syllable_row(reading), begins=True)


def syllable_row(reading: Sequence[str]) -> list[str]:
    """Syllables as the index keeps them, two by two; one alone as the beginning of a pair."""
    if len(reading) == 1:
        return [SYLLABLE + reading[0]]
    return [f"{SYLLABLE}{a}'{b}" for a, b in pairwise(reading)]


def readings(text: str) -> list[list[str]]:
    """All ways to read letters as syllables, of which the last may be unfinished.

    `huawei` is hua'wei and hu'a'wei; `tclke`, which no syllables make up, is TCL and then ke.
    """
    pieces = text.split("'")
    found: list[list[str]] = [[]]
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        found = [[*before, *after] for before in found for after in _cut(piece, open_end=last)][
            :MOST_READINGS
        ]
    if found or len(pieces) > 1:
        return found
    for size in range(1, len(text) - 1):
        rest = _cut(text[size:], open_end=True)
        if rest:
            return [[text[:size], *after] for after in rest][:MOST_READINGS]
    return []


def _cut(letters: str, *, open_end: bool) -> list[list[str]]:
    """The ways to cut letters into syllables."""
    known, beginnings = _known()
    ways: dict[int, list[list[str]]] = {len(letters): [[]]}
    for start in range(len(letters) - 1, -1, -1):
        here: list[list[str]] = []
        for end in range(len(letters), start, -1):
            part = letters[start:end]
            part = _ALIASES.get(part, part)
            if part in known or (open_end and end == len(letters) and part in beginnings):
                here += [[part, *after] for after in ways[end]]
        ways[start] = here[:MOST_READINGS]
    return ways[0]


@functools.cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The syllables there are, and all beginnings of them."""
    known = frozenset(all_syllables()) - _NO_SYLLABLES
    return known, frozenset(s[:i] for s in known for i in range(1, len(s) + 1))


def phone_ends(text: str) -> list[Expression]:
    """Expressions for a run of four or more digits from the start or the end of a number."""
    if not _LIKE_PHONE.fullmatch(text):
        return []
    return digits_at_ends("".join([c for c in text if c.isdigit()]), SHORTEST_PHONE)


def digits_at_ends(digits: str, shortest: int = 1) -> list[Expression]:
    """Expressions for digits at either end of a number, with or without the country prefix."""
    found = []
    for run in dict.fromkeys((digits, national(digits), *_without_prefix(digits))):
        if len(run) >= shortest:
            found.append(tokens(("phone",), [FORWARDS + run], begins=True))
            found.append(tokens(("phone",), [BACKWARDS + run[::-1]], begins=True))
    return found


def _without_prefix(digits: str) -> Iterator[str]:
    """An unfinished number typed with its country prefix, without it."""
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) >= len(prefix) + SHORTEST_PHONE:
            yield digits[len(prefix) :]
            return


def whole(text: str) -> list[Expression]:
    """Expressions for a masked value given whole: a number, an address, a mail address."""
    found = [tokens(("whole",), [whole_token(text)])] if text.strip() else []
    if _LIKE_PHONE.fullmatch(text):
        number = national("".join([c for c in text if c.isdigit()]))
        found.append(tokens(("whole",), [WHOLE + number]))
    return found
