"""The table: a `PageView` that a person moves in, chooses rows of and sorts, by keys or clicks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.events import Click
from textual.geometry import Region
from textual.message import Message

from tui.actions import bindings_for
from tui.widgets.live_view import LiveView
from tui.widgets.page_columns import Column, column_at, frozen_width, left_for, starts


class PageTable(LiveView):
    """The table. Its keys are the actions `table.*` of the registry."""

    SCOPE: ClassVar[str] = "table"
    BINDINGS = bindings_for("table")

    @dataclass
    class RowOpened(Message):
        """Enter, or a double click, on a row."""

        table: PageTable
        row_id: int

    @dataclass
    class RangeNeeded(Message):
        """A range was closed over rows that are not all here: add the ids of these places."""

        table: PageTable
        first: int
        last: int

    @dataclass
    class AllNeeded(Message):
        """All rows of the list are to be chosen: give their ids to `select`."""

        table: PageTable

    @dataclass
    class SortRequested(Message):
        """A heading was clicked, or the list is to be sorted by the column under the cursor."""

        table: PageTable
        field: str

    # Moving

    def action_down(self) -> None:
        self.move_to(self._seen_cursor(self.cursor + 1))

    def action_up(self) -> None:
        self.move_to(self._seen_cursor(self.cursor - 1))

    def _seen_cursor(self, index: int) -> int:
        """Where the cursor goes; out of sight (the list was scrolled past it), to what is seen."""
        first, last = self._in_sight()
        return index if first - 1 <= index <= last + 1 else max(first, min(index, last))

    def action_page_down(self) -> None:
        self._turn(self._body_height)

    def action_page_up(self) -> None:
        self._turn(-self._body_height)

    def action_half_down(self) -> None:
        self._turn(self._body_height // 2)

    def action_half_up(self) -> None:
        self._turn(-(self._body_height // 2))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self._total - 1)

    def action_right(self) -> None:
        if self.HAS_COLUMN_CURSOR:
            self.move_column(self.column + 1)
            return
        after = [
            start for start in starts(self._shown, self.frozen) if start > self.scroll_offset.x
        ]
        if after:
            self.scroll_to(x=after[0], animate=False, force=True)

    def action_left(self) -> None:
        if self.HAS_COLUMN_CURSOR:
            self.move_column(self.column - 1)
            return
        before = [
            start for start in starts(self._shown, self.frozen) if start < self.scroll_offset.x
        ]
        if before:
            self.scroll_to(x=before[-1], animate=False, force=True)

    def move_column(self, index: int) -> None:
        """Put the column cursor on a column, scrolling as little as brings it in sight."""
        index = max(0, min(index, len(self._shown) - 1))
        if index != self.column:
            self.column = index
            self._painter.column = index if self.HAS_COLUMN_CURSOR else None
            self.refresh(Region(0, 0, self.size.width, 1))
            self._repaint_rows(self.cursor, self.cursor)
        self._column_in_sight()

    def _column_in_sight(self) -> None:
        left = self.scroll_offset.x
        if self._shown and self.HAS_COLUMN_CURSOR:
            seen = left_for(self._shown, self.column, self.frozen, left, self._width)
            if seen != left:
                self.scroll_to(x=seen, animate=False, force=True)

    def rearrange(self, generation: int, columns: Sequence[Column], frozen: int) -> None:
        """The same rows with these of the columns, in this order; nothing is read again."""
        before = [column.name for column in self._columns]
        self.generation = generation
        self._cache.rearrange([before.index(column.name) for column in columns])
        self._take_columns(columns, frozen)
        self._lay_out()
        self._column_in_sight()
        self._ask()

    def action_open(self) -> None:
        if (row_id := self.current_id) is not None:
            self.post_message(self.RowOpened(self, row_id))

    def _turn(self, rows: int) -> None:
        top = max(0, min(self.scroll_offset.y + rows, self.max_scroll_y))
        self.scroll_to(y=top, animate=False, force=True)
        self.move_to(self.cursor + rows)

    # Choosing

    def select(self, row_ids: Iterable[int]) -> None:
        """Choose these rows too."""
        self.selection.add(row_ids)
        self._selection_changed()

    def drop_range(self) -> bool:
        """Give up the open range; True if there was one."""
        if self.selection.anchor is None:
            return False
        self.selection.anchor = None
        self._selection_changed()
        return True

    def clear_selection(self) -> bool:
        """Let all chosen rows go; True if there were any."""
        had = self.selection.clear()
        if had:
            self._selection_changed()
        return had

    def action_mark(self) -> None:
        if self.selection.anchor is not None:
            self.action_range()
        elif (row_id := self.current_id) is not None:
            self.selection.toggle(row_id)
            self._repaint_rows(self.cursor, self.cursor)
            self.post_message(self.SelectionChanged(self, self.selected_count))
            self.move_to(self.cursor + 1)

    def action_range(self) -> None:
        if self.selection.anchor is None:
            if self._total:
                self.selection.anchor = self.cursor
                self._repaint_rows(self.cursor, self.cursor)
                self.post_message(self.SelectionChanged(self, self.selected_count))
            return
        span = self.selection.span(self.cursor)
        self.selection.anchor = None
        ids = self._cache.ids_between(span.start, span.stop - 1)
        if len(ids) == len(span):
            self.select(ids)
        else:
            self.post_message(self.RangeNeeded(self, span.start, span.stop - 1))

    def action_extend_down(self) -> None:
        self._extend(1)

    def action_extend_up(self) -> None:
        self._extend(-1)

    def _extend(self, rows: int) -> None:
        if self.selection.anchor is None:
            self.selection.anchor = self.cursor
        self.move_to(self.cursor + rows)

    def action_all(self) -> None:
        if self._total:
            self.selection.anchor = None
            self.post_message(self.AllNeeded(self))

    def on_click(self, event: Click) -> None:
        frozen = event.x < frozen_width(self._shown, self.frozen)
        place = column_at(self._shown, event.x + (0 if frozen else self.scroll_offset.x))
        if place is not None:
            self.move_column(place)
        if event.y == 0:
            if place is not None:
                self.post_message(self.SortRequested(self, self._shown[place].name))
            return
        index = self.scroll_offset.y + event.y - 1
        if index < self._total:
            self.move_to(index)
            if event.chain == 2:
                self.action_open()
