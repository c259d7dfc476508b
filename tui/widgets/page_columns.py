"""Columns of the table and where each stands, in cells.

The first column (the code) is frozen: it stays when the others are scrolled sideways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from tui.widgets.cells import fit

GAP = 2
GUTTER = 2
"""Cells left of the first column, for the selection mark."""
ASCENDING, DESCENDING = "▴", "▾"
"""One cell wide in every terminal, unlike the arrows, which some Chinese fonts draw in two."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it shows, its heading, its width in cells.

    grows: takes the room that is left over on a wide screen, up to `most` cells.
    """

    name: str
    label: str
    width: int
    right: bool = False
    grows: bool = False
    most: int = 48


@dataclass(frozen=True, slots=True)
class Sort:
    """What the rows are sorted by."""

    field: str = ""
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        """From the store's form: `name`, or `-name` for descending."""
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    def by(self, field: str) -> Sort:
        """The sort after asking for a field: ascending, or turned round if it was that already."""
        return Sort(field, field == self.field and not self.descending)


def spread(columns: Sequence[Column], width: int) -> tuple[Column, ...]:
    """The columns with their widths for a table of `width` cells.

    What is left over goes to those that grow; a frozen column that would fill the whole table
    is cut to two thirds of it. Columns that do not fit are reached by scrolling sideways.
    """
    if not columns:
        return ()
    shown = [replace(columns[0], width=min(columns[0].width, max(8, width * 2 // 3))), *columns[1:]]
    spare = width - GUTTER - sum(column.width + GAP for column in shown) + GAP
    for place, column in enumerate(shown):
        if spare > 0 and column.grows and column.most > column.width:
            more = min(spare, column.most - column.width)
            shown[place] = replace(column, width=column.width + more)
            spare -= more
    return tuple(shown)


def total_width(columns: Sequence[Column]) -> int:
    """Cells that all columns take, with the gutter and the gaps."""
    return GUTTER + sum(column.width for column in columns) + GAP * max(0, len(columns) - 1)


def frozen_width(columns: Sequence[Column]) -> int:
    """Cells of the gutter, the first column and its gap."""
    return GUTTER + columns[0].width + GAP if columns else GUTTER


def starts(columns: Sequence[Column]) -> list[int]:
    """Where each column after the frozen one begins, in cells of the part that scrolls."""
    lefts, left = [0], 0
    for column in columns[1:-1]:
        left += column.width + GAP
        lefts.append(left)
    return lefts


def heading(column: Column, sort: Sort) -> str:
    """The column's heading in its width, with the arrow when the rows are sorted by it."""
    if column.name != sort.field:
        return fit(column.label, column.width, right=column.right)
    arrow = DESCENDING if sort.descending else ASCENDING
    room = column.width - 1
    if column.right:
        return fit(column.label, room, right=True) + arrow
    label = fit(column.label, min(room, cell_len(column.label)))
    return fit(label + arrow, column.width)


def line(columns: Sequence[Column], cells: Sequence[str]) -> str:
    """Cells side by side in their columns' widths; a missing cell is empty."""
    texts = [
        fit(cells[place] if place < len(cells) else "", column.width, right=column.right)
        for place, column in enumerate(columns)
    ]
    return (" " * GAP).join(texts)


def column_at(columns: Sequence[Column], x: int) -> Column | None:
    """The column over cell `x` of the unscrolled table; None in the gutter or after the last."""
    left = GUTTER
    for column in columns:
        if left <= x < left + column.width + GAP:
            return column
        left += column.width + GAP
    return None
