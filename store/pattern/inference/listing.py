"""A list of codes with the columns beside them, made ready to be learned from.

Codes are compared in one form (compatibility forms unified, no invisible characters); what was
written otherwise is an exception of its row, never a reason for another rule.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from store.text import clean, fold, thin

Kind = Literal["table", "date", "name"]
Progress = Callable[[int, int], None]
SAMPLE: Final = 3000


@dataclass(frozen=True, slots=True)
class Column:
    """A field's values beside the codes. kind: `table` for values that may have codes, `date`
    (ISO text) or `name` (initials are taken from it)."""

    name: str
    kind: Kind
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say to a person: a kind, and what it is about. power: the evidence of a
    claim, as the decimal exponent of the odds against chance (0: no claim)."""

    kind: str
    params: Mapping[str, object] = field(default_factory=dict)
    power: float = 0.0


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row that a proposal does not explain: its place in the list (from 0), code, and why."""

    row: int
    code: str
    why: Note


@dataclass(slots=True)
class Listing:
    """The codes in one form, and what is known beside them.

    usable: the places of codes that are neither blank nor there twice. known: what is wrong with
    the others.
    """

    raw: Sequence[str]
    texts: list[str]
    columns: Sequence[Column]
    initials: Callable[[str], str]
    today: date
    usable: list[int]
    known: dict[int, Note]

    def column(self, name: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.name == name)


def make_listing(
    codes: Sequence[str],
    columns: Iterable[Column],
    initials: Callable[[str], str],
    today: date,
) -> Listing:
    """Put a list of codes into one form, and find the blank and the repeated ones."""
    texts: list[str] = []
    usable: list[int] = []
    known: dict[int, Note] = {}
    seen: dict[str, int] = {}
    for row, raw in enumerate(codes):
        text = raw
        if not (raw.isascii() and raw.isalnum()):
            text = clean(unicodedata.normalize("NFKC", thin(raw)))
        texts.append(text)
        if not text:
            known[row] = Note("blank")
            continue
        key = fold(text)
        first = seen.setdefault(key, row)
        if first != row:
            known[row] = Note("repeated", {"place": first})
            continue
        usable.append(row)
    return Listing(codes, texts, tuple(columns), initials, today, usable, known)


def sampled(rows: Sequence[int], most: int = SAMPLE) -> list[int]:
    """At most so many of the rows, evenly spread, always the same ones."""
    if len(rows) <= most:
        return list(rows)
    return [rows[at * len(rows) // most] for at in range(most)]
