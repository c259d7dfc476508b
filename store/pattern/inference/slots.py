"""Codes of one form cut into slots that stand below each other.

A slot is a single place when all codes are of one length. When only runs of letters differ in
length (`GD00001`, `NMG00001`), such a run is one slot as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SEPARATORS: Final = frozenset("-_/. :+#~")
_SIGN: Final = re.compile(r"[-_/. :+#~]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile("[0-9]")
_MOST_OF_ALL: Final = 0.9
Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows that have the form, with their slots; whole: the slots that are runs of letters
    of differing lengths."""

    rows: list[int]
    cells: dict[int, Cells]
    width: int
    whole: frozenset[int]


def cut(texts: Sequence[str], rows: Sequence[int]) -> Cut | None:
    """Cut the codes of these rows into slots; None when most of them have no form in common."""
    if not rows:
        return None
    lengths = Counter(len(texts[row]) for row in rows)
    length, count = min(lengths.items(), key=lambda item: (-item[1], item[0]))
    by_runs = _by_runs(texts, rows, lengths)
    if by_runs is not None and len(by_runs.rows) > count * 1.005:
        return by_runs
    if count < _MOST_OF_ALL * len(rows):
        return None
    found = [row for row in rows if len(texts[row]) == length]
    return Cut(found, {row: texts[row] for row in found}, length, frozenset())


def signature(text: str) -> str:
    """The form of a code: a letter for each run of letters, digits and signs one by one."""
    return _SIGN.sub("-", _DIGIT.sub("0", _LETTERS.sub("A", text)))


def _by_runs(texts: Sequence[str], rows: Sequence[int], lengths: Counter[int]) -> Cut | None:
    if len(lengths) < 2:
        return None
    forms: dict[str, list[int]] = {}
    for row in rows:
        forms.setdefault(signature(texts[row]), []).append(row)
    form, found = min(forms.items(), key=lambda item: (-len(item[1]), item[0]))
    if len(found) < _MOST_OF_ALL * len(rows) or "A" not in form:
        return None
    runs = {row: _LETTERS.findall(texts[row]) for row in found}
    places = [at for at, character in enumerate(form) if character == "A"]
    sizes = [
        Counter(len(runs[row][number]) for row in found).most_common(1)[0]
        for number in range(len(places))
    ]
    fixed = [size if count >= 0.985 * len(found) else 0 for size, count in sizes]
    kept = [
        row
        for row in found
        if all(not size or len(run) == size for run, size in zip(runs[row], fixed, strict=True))
    ]
    whole: set[int] = set()
    width = at = 0
    for character in form:
        if character == "A":
            size = fixed[at]
            at += 1
            if not size:
                whole.add(width)
            width += size or 1
        else:
            width += 1
    if not whole:
        return None
    return Cut(kept, {row: _cells(texts[row], fixed) for row in kept}, width, frozenset(whole))


def _cells(text: str, fixed: Sequence[int]) -> list[str]:
    cells: list[str] = []
    last = 0
    for number, match in enumerate(_LETTERS.finditer(text)):
        cells.extend(text[last : match.start()])
        if fixed[number]:
            cells.extend(match.group())
        else:
            cells.append(match.group())
        last = match.end()
    cells.extend(text[last:])
    return cells


def joined(cells: Cells, start: int, end: int) -> str:
    """The text of some slots."""
    return "".join(cells[start:end])
