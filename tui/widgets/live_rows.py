"""Rows that others change while one looks at them: which are marked, and what stays in its place.

A list that is read again is laid over the one before so that the customer under the cursor stays
under it, on the same line of the screen: rows that came or went push the others away. If that
customer itself has left the list, the nearest one that is still there stays in its place, those
below first: the row that followed moves up under the cursor. Only at the very top of a list new
rows are let into sight, as long as the cursor stays in the upper half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tui.widgets.page_cache import RowPage

MARK_SECONDS: Final = 3.0
"""So long a row is marked that somebody else has changed."""
CHANGED: Final = "~"
NEW: Final = "+"
"""One plain cell at the row's edge: read without colours, and sent in a few bytes."""
ANCHORS: Final = 60
"""Rows on either side of the cursor of which one may hold the list in its place."""


class Marks:
    """The rows marked just now, by their ids; each batch ends by itself."""

    def __init__(self) -> None:
        self._signs: dict[int, tuple[str, int]] = {}
        self._batch = 0

    def put(self, signs: Mapping[int, str]) -> int:
        """Mark these rows; returns the batch, to be given to `end` later."""
        self._batch += 1
        for row_id, sign in signs.items():
            before = self._signs.get(row_id)
            fresh = before is not None and before[0] == NEW
            self._signs[row_id] = (NEW if fresh else sign, self._batch)
        return self._batch

    def end(self, batch: int) -> list[int]:
        """Take the marks of a batch away, but for rows that were marked again; which they were."""
        over = [row_id for row_id, (_, own) in self._signs.items() if own == batch]
        for row_id in over:
            del self._signs[row_id]
        return over

    def sign(self, row_id: int) -> str:
        """The row's mark, or a space."""
        marked = self._signs.get(row_id)
        return marked[0] if marked else " "


def shift_of(
    cursor: int, id_at: Callable[[int], int | None], pages: Iterable[RowPage]
) -> int | None:
    """By how many rows the list has moved under the cursor; None if nothing is known again.

    id_at: the ids of the rows as they were. pages: as they are now.
    """
    now = {row_id: page.offset + n for page in pages for n, row_id in enumerate(page.ids)}
    for index in range(cursor, cursor + ANCHORS):
        row_id = id_at(index)
        if row_id is not None and row_id in now:
            return now[row_id] - cursor
    for index in range(cursor - 1, max(-1, cursor - ANCHORS), -1):
        row_id = id_at(index)
        if row_id is not None and row_id in now:
            return now[row_id] + 1 - cursor
    return None


def top_after(top: int, shift: int, cursor: int, height: int) -> int:
    """The first row in sight after a shift, with the cursor on row `cursor` by now."""
    if top or shift <= 0:
        return max(0, top + shift)
    return max(0, min(shift, cursor - height // 2))
