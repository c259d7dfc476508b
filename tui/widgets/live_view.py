"""The view of a list that others change: read again in place, its changed rows marked a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui.widgets.live_rows import MARK_SECONDS, Marks, shift_of, top_after
from tui.widgets.page_cache import RowPage
from tui.widgets.page_view import PageView


class LiveView(PageView):
    """The view. `renew` lays the list read again over the one shown, `mark` marks rows."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._marks = Marks()

    def renew(self, generation: int, pages: Sequence[RowPage], total: int) -> None:
        """The same list read again around the cursor: repaint only the lines that changed.

        The customer under the cursor stays under it and on its line: see `live_rows`.
        """
        if generation != self.generation:
            return
        first, last = self._in_sight()
        before = [self._cache.row(index) for index in range(first, last + 1)]
        seen = self._cache.row(self.cursor)
        shift = shift_of(self.cursor, self._id_at, pages) or 0
        was, length = self.cursor, self._total
        self._cache.clear()
        for page in pages:
            self._cache.put(page)
        self._painter.forget()
        if shift:
            self.cursor = max(0, min(self.cursor + shift, total - 1))
            if self.selection.anchor is not None:
                self.selection.anchor = max(0, min(self.selection.anchor + shift, total - 1))
            self._repaint_rows(was, was)
        if total != length:
            self._set_total(total)
        top = top_after(first, shift, self.cursor, self._body_height)
        if shift and top != first:
            self.scroll_to(y=top, animate=False, force=True)
            self._keep_in_sight()
        for index, row in enumerate(before, first):
            if row != self._cache.row(index):
                self._repaint_rows(index, index)
        self._ask()
        if shift or total != length or seen != self._cache.row(self.cursor):
            self._repaint_rows(self.cursor, self.cursor)
            self._arrived()

    def sign_of(self, row_id: int) -> str:
        """The mark of a row that somebody else has changed."""
        return self._marks.sign(row_id)

    def mark(self, signs: Mapping[int, str]) -> None:
        """Mark rows, by their ids, for a moment."""
        batch = self._marks.put(signs)
        self._repaint_ids(signs)
        self.set_timer(MARK_SECONDS, lambda: self._repaint_ids(self._marks.end(batch)))

    def _repaint_ids(self, row_ids: Iterable[int]) -> None:
        wanted = set(row_ids)
        first, last = self._in_sight()
        for index in range(first, last + 1):
            if self._id_at(index) in wanted:
                self._repaint_rows(index, index)

    @property
    def pages_in_sight(self) -> list[int]:
        """Offsets of the pages with the cursor and with what is seen."""
        first, last = self._in_sight()
        places = (self.cursor, first, last)
        return sorted({self._cache.offset_of(index) for index in places})
