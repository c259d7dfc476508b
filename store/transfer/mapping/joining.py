"""Several columns of a file that make one value: parts of a name or an address, one of some phones.

A joint is worked off on a row's cells before they are read: its value goes into its first column,
which has the target. Nothing is lost on the way: of the columns from which the first that holds
something is taken, the others keep what they hold, and become what their own target says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from store.customers.fields import Field
from store.text import clean
from store.transfer.imports.values import MISSING

How = Literal["first", "person", "address", "words", "list", "lines"]
"""The first that holds something; given, middle and family name; parts of an address; words in a
row; a list; a line for each."""

_CJK: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_FIRST: Final = frozenset(("phone", "email", "credit", "date", "choice", "number", "yesno"))
_OWN: Final[Mapping[str, How]] = {
    "name": "person",
    "contact": "person",
    "address": "address",
    "notes": "lines",
    "tags": "list",
    "aliases": "list",
    "short_name": "list",
    "foreign_name": "list",
    "former_name": "list",
    "code": "first",
    "website": "first",
    "postal_code": "first",
}


@dataclass(frozen=True, slots=True)
class Joint:
    """Columns (from 0) that make the value of `target`, in the order in which they are joined.

    own: those of them that are columns of their own besides; they keep what is taken from them.
    For `person` the columns are given, middle and family name, as far as the file has them.
    """

    target: str
    columns: tuple[int, ...]
    how: How
    own: frozenset[int] = frozenset()
    family_last: bool = True

    @property
    def place(self) -> int:
        """The column that takes the value."""
        return self.columns[0]

    @property
    def eaten(self) -> frozenset[int]:
        """The columns of which nothing is left when the value is made."""
        if self.how == "first":
            return frozenset()
        return frozenset(self.columns[1:]) - self.own


def usual(target: str, fields: Mapping[str, Field]) -> How:
    """How several columns for one field are brought together when nothing else is said."""
    if target in _OWN:
        return _OWN[target]
    field = fields.get(target)
    if field is None:
        return "words"
    if field.kind in _FIRST:
        return "first"
    return "lines" if field.kind == "lines" else "words"


def join(cells: list[str], joints: Sequence[Joint]) -> list[str]:
    """The cells of a row with the joints worked off, in their order; a list of its own."""
    cells = [*cells]
    for joint in joints:
        if joint.how == "first":
            _take_first(cells, joint)
        else:
            parts = [_held(cells[column]) for column in joint.columns]
            for column in joint.eaten:
                cells[column] = ""
            cells[joint.place] = _joined(joint, parts)
    return cells


def _held(cell: str) -> str:
    return "" if cell.strip() == MISSING else clean(cell, lines=True)


def _take_first(cells: list[str], joint: Joint) -> None:
    if _held(cells[joint.place]):
        return
    for column in joint.columns[1:]:
        if value := _held(cells[column]):
            cells[joint.place] = value
            if column not in joint.own:
                cells[column] = ""
            return


def _joined(joint: Joint, parts: Sequence[str]) -> str:
    held = [part for part in parts if part]
    if len(held) < 2:
        return "".join(held)
    if joint.how == "list":
        return "; ".join(held)
    if joint.how == "lines":
        return "\n".join(held)
    chinese = all(_CJK.search(part) for part in held)
    if joint.how == "person":
        if chinese and joint.family_last:
            return parts[-1] + "".join(parts[:-1])
        return ("" if chinese else " ").join(held)
    if joint.how == "address":
        return ("" if chinese else ", ").join(" ".join(part.split("\n")) for part in held)
    return " ".join(held)
