"""Columns of the table and where each stands, in cells.

The first columns (the code, and others that were frozen) stay when the rest is scrolled sideways.
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
LEAST_PART = 8
"""Cells: a column at the right edge of which less would be seen is not begun."""


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


def spread(columns: Sequence[Column], width: int, frozen: int = 1) -> tuple[Column, ...]:
    """The columns with their widths for a table of `width` cells.

    What is left over goes to those that grow, if they are not frozen; a first column that would
    fill the whole table is cut to two thirds of it. Columns that do not fit are reached by
    scrolling sideways.
    """
    if not columns:
        return ()
    shown = [replace(columns[0], width=min(columns[0].width, max(8, width * 2 // 3))), *columns[1:]]
    spare = width - GUTTER - sum(column.width + GAP for column in shown) + GAP
    for place, column in enumerate(shown):
        if spare > 0 and place >= frozen and column.grows and column.most > column.width:
            more = min(spare, column.most - column.width)
            shown[place] = replace(column, width=column.width + more)
            spare -= more
    return tuple(shown)


def total_width(columns: Sequence[Column]) -> int:
    """Cells that all columns take, with the gutter and the gaps."""
    return GUTTER + sum(column.width for column in columns) + GAP * max(0, len(columns) - 1)


def frozen_count(columns: Sequence[Column], wanted: int, width: int) -> int:
    """How many columns can stay at the left of a table of `width` cells: at most `wanted`.

    Two thirds of the table are theirs at most, so that there is something to scroll; one stays
    always.
    """
    most = max(8, width * 2 // 3) + GUTTER + GAP
    count = min(wanted, len(columns))
    while count > 1 and frozen_width(columns, count) > most:
        count -= 1
    return max(min(1, len(columns)), count)


def frozen_width(columns: Sequence[Column], frozen: int = 1) -> int:
    """Cells of the gutter and the frozen columns with their gaps."""
    return GUTTER + sum(column.width + GAP for column in columns[:frozen])


def starts(columns: Sequence[Column], frozen: int = 1) -> list[int]:
    """Where each column after the frozen ones begins, in cells of the part that scrolls."""
    lefts, left = [0], 0
    for column in columns[frozen:-1]:
        left += column.width + GAP
        lefts.append(left)
    return lefts


def place_of(columns: Sequence[Column], index: int, frozen: int, left: int) -> tuple[int, int]:
    """From which to which cell of the screen a column is seen, the rest scrolled by `left`."""
    start = GUTTER + sum(column.width + GAP for column in columns[:index])
    end = start + columns[index].width
    if index >= frozen:
        edge = frozen_width(columns, frozen)
        start, end = max(edge, start - left), max(edge, end - left)
    return start, end


def left_for(columns: Sequence[Column], index: int, frozen: int, left: int, width: int) -> int:
    """How far to scroll so that a column is seen whole, as little as brings it in sight."""
    if index < frozen:
        return left
    begins = starts(columns, frozen)
    room = width - frozen_width(columns, frozen)
    start = begins[index - frozen]
    end = start + columns[index].width
    if start < left:
        return start
    if end <= left + room:
        return left
    return next((each for each in begins if end - each <= room), start)


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


def column_at(columns: Sequence[Column], x: int) -> int | None:
    """The place of the column over cell `x` of the unscrolled table; None beside all of them."""
    left = GUTTER
    for place, column in enumerate(columns):
        if left <= x < left + column.width + GAP:
            return place
        left += column.width + GAP
    return None
