"""A view of a list of any length, of which only a few pages are in memory: what is drawn and where.

The view never asks the store for anything. It says which pages it lacks (`PageNeeded`), whoever
owns it loads them in a thread and gives them to `put_page`; rows not here yet are drawn as
waiting. Every list shown has a generation: pages of an older one are dropped. Cells are plain
text, never markup. Moving the cursor repaints two lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.events import Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.page_cache import PageCache, Row, RowPage
from tui.widgets.page_columns import (
    Column,
    Sort,
    frozen_count,
    spread,
    total_width,
)
from tui.widgets.page_painter import Painter, centred
from tui.widgets.page_selection import Selection

PREFETCH_ROWS = 60


class PageView(ScrollView, can_focus=True):
    """The view. `begin` shows a new list, `put_page` and `set_total` complete it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "page-table--header",
        "page-table--column",
        "page-table--cell",
        "page-table--row",
        "page-table--code",
        "page-table--cursor",
        "page-table--selected",
        "page-table--archived",
        "page-table--waiting",
    }
    DEFAULT_CSS = """
    PageView {
        height: 1fr; background: $background; color: $foreground; scrollbar-size: 0 1;
        overflow: auto scroll;
    }
    PageView > .page-table--header { text-style: bold; color: $quiet; background: $bar; }
    PageView > .page-table--column { text-style: bold; color: $bar; background: $strong; }
    PageView > .page-table--cell { color: $row-cursor; background: $row-cursor-text; }
    PageView > .page-table--row { color: $foreground; background: $background; }
    PageView > .page-table--code { color: $primary; background: $background; }
    PageView > .page-table--cursor { color: $row-cursor-text; background: $row-cursor; }
    PageView > .page-table--selected { color: $warning; background: $row-selected; }
    PageView > .page-table--archived { color: $quiet; background: $background; }
    PageView > .page-table--waiting { color: $quiet; background: $background; }
    PageView:nocolor > .page-table--header { text-style: bold underline; }
    PageView:nocolor > .page-table--column { text-style: bold reverse; }
    PageView:nocolor > .page-table--cell { text-style: bold underline; }
    PageView:nocolor > .page-table--cursor { text-style: reverse; }
    PageView:nocolor > .page-table--selected { text-style: bold; }
    PageView:nocolor > .page-table--archived { text-style: italic; }
    """

    HAS_COLUMN_CURSOR: ClassVar[bool] = False
    """Whether the keys left and right move from column to column, or scroll only."""

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """How much can be scrolled over; unlike Textual's it does not lay out the whole screen anew."""

    @dataclass
    class PageNeeded(Message):
        """Rows in sight, or soon to be, are not here: `missing_pages` says which."""

        table: PageView

    @dataclass
    class RowHighlighted(Message):
        """The cursor stands on another row; `row_id` is None while that row is on its way."""

        table: PageView
        index: int
        row_id: int | None

    @dataclass
    class SelectionChanged(Message):
        """Rows were chosen or let go, or a range is open."""

        table: PageView
        count: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.generation = 0
        self.cursor = 0
        self.column = 0
        self.sort = Sort()
        self.selection = Selection()
        self.empty_lines: Sequence[str] = ()
        self._columns: tuple[Column, ...] = ()
        self._frozen_wanted = 1
        self._shown: tuple[Column, ...] = ()
        self._cache = PageCache()
        self._total = 0
        self._painter = Painter(self._part_style)

    # The list shown

    @property
    def row_count(self) -> int:
        """How many rows the list has, as far as is known."""
        return self._total

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as they stand, widths for this screen."""
        return self._shown

    @property
    def frozen(self) -> int:
        """How many columns stay at the left when the others are scrolled."""
        return self._painter.frozen

    @property
    def column_name(self) -> str:
        """The field under the column cursor; empty while there are no columns."""
        return self._shown[self.column].name if self.column < len(self._shown) else ""

    def begin(
        self,
        generation: int,
        columns: Sequence[Column],
        page: RowPage,
        *,
        total: int | None = None,
        sort: Sort | None = None,
        cursor: int = 0,
        frozen: int = 1,
    ) -> None:
        """Show a new list, of which `page` is here; `total` may follow by `set_total`.

        Until then the list is taken to be as long as what is known of it. The column cursor stays
        on its column.
        """
        self.generation = generation
        self.sort = sort or Sort()
        self._take_columns(columns, frozen)
        self._cache.clear()
        self._cache.put(page)
        known = page.offset + len(page.ids)
        self._total = known if total is None else total
        self.cursor = max(0, min(cursor, self._total - 1))
        self.selection.anchor = None
        self._lay_out()
        self._keep_in_sight()
        self.refresh()
        self._arrived()

    def _take_columns(self, columns: Sequence[Column], frozen: int) -> None:
        """These columns from now on; the cursor stays on its column, or near where it was."""
        here, names = self.column_name, [column.name for column in columns]
        self._columns, self._frozen_wanted = tuple(columns), frozen
        self.column = names.index(here) if here in names else min(self.column, len(names) - 1)
        self.column = max(0, self.column)

    def put_page(self, generation: int, page: RowPage) -> None:
        """Take a page that was on its way; one of an older generation is dropped."""
        if generation != self.generation:
            return
        self._cache.put(page)
        if page.offset + len(page.ids) > self._total:
            self._set_total(page.offset + len(page.ids))
        self._painter.forget()
        self._repaint_rows(page.offset, page.offset + len(page.ids) - 1)
        if page.offset == self._cache.offset_of(self.cursor):
            self._arrived()

    def set_total(self, generation: int, total: int) -> None:
        """Say how many rows the list has."""
        if generation == self.generation and total != self._total:
            self._set_total(total)

    def missing_pages(self) -> list[int]:
        """Offsets of pages to load now: those in sight first, then their neighbours."""
        if not self._total:
            return []
        first, last = self._in_sight()
        self._cache.touch(first)
        self._cache.touch(last)
        offsets = self._cache.missing(first, last)
        around = self._cache.missing(
            max(0, first - PREFETCH_ROWS), min(self._total - 1, last + PREFETCH_ROWS)
        )
        return offsets + [offset for offset in around if offset not in offsets]

    def row_at(self, index: int) -> Row | None:
        """Row `index`, if it is here."""
        return self._cache.row(index)

    @property
    def current_id(self) -> int | None:
        """Identity of the row under the cursor."""
        return self._id_at(self.cursor)

    def _id_at(self, index: int) -> int | None:
        row = self._cache.row(index)
        return row.id if row else None

    def sign_of(self, row_id: int) -> str:
        """The cell at the edge of a row that says something of it; a space for nothing."""
        return " "

    # Moving

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, scrolling as little as brings it in sight."""
        index = max(0, min(index, self._total - 1))
        if index == self.cursor or not self._total:
            self._keep_in_sight()
            return
        before, self.cursor = self.cursor, index
        if self.selection.anchor is not None:
            self._repaint_rows(min(before, index), max(before, index))
            self.post_message(self.SelectionChanged(self, self.selected_count))
        else:
            self._repaint_rows(before, before)
            self._repaint_rows(index, index)
        self._keep_in_sight()
        self._ask()
        self._arrived()

    # Choosing

    @property
    def selected_count(self) -> int:
        """How many rows are chosen, those of the open range among them."""
        span = self.selection.span(self.cursor)
        if not span:
            return len(self.selection)
        here = self._cache.ids_between(span.start, span.stop - 1)
        inside = sum(1 for row_id in here if row_id in self.selection)
        return len(self.selection) + len(span) - inside

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in `crop`: the headings, then rows.

        Nothing stands around them, no border and no padding: Textual's way, which would put them
        on, takes three times as long.
        """
        width, left, top = self._width, self.scroll_offset.x, self.scroll_offset.y
        span = self.selection.span(self.cursor)
        strips = [self._line(y, top, span, left, width) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        (strip,) = self.render_lines(Region(0, y, self.size.width, 1))
        return strip

    def _line(self, y: int, top: int, span: range, left: int, width: int) -> Strip:
        if y == 0:
            return self._painter.headings(self.sort, left, width)
        index = top + y - 1
        if index >= self._total:
            lines = () if self._total else self.empty_lines
            return self._painter.blank(centred(lines, y - 1, self._body_height), width)
        row = self._cache.row(index)
        if row is None:
            return self._painter.waiting("cursor" if index == self.cursor else "waiting", width)
        chosen = row.id in self.selection or index in span
        state = "archived" if row.archived else "row"
        state = "selected" if chosen else state
        state = "cursor" if index == self.cursor else state
        return self._painter.row(row, state, chosen, left, width, self.sign_of(row.id))

    def notify_style_update(self) -> None:
        """The colours have changed: draw in the new ones."""
        super().notify_style_update()
        self._painter.restyle()

    def _part_style(self, name: str) -> Style:
        return self.get_component_rich_style(f"page-table--{name}")

    # Under the bonnet

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _body_height(self) -> int:
        return max(1, self.size.height - 1)

    def _in_sight(self) -> tuple[int, int]:
        first = min(self.scroll_offset.y, max(0, self._total - 1))
        return first, max(first, min(first + self._body_height, self._total) - 1)

    def _lay_out(self) -> None:
        self._shown = self._painter.columns = spread(
            self._columns, self._width, self._frozen_wanted
        )
        self._painter.frozen = frozen_count(self._shown, self._frozen_wanted, self._width)
        self._painter.column = self.column if self.HAS_COLUMN_CURSOR else None
        self._painter.forget()
        self.virtual_size = Size(total_width(self._shown), self._total + 1)
        self.refresh()  # rows may have been drawn between the new size and these columns

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scroll bars."""
        self._scroll_update(size)

    def _set_total(self, total: int) -> None:
        before, self._total = self._total, total
        self._repaint_rows(min(before, total), max(before, total) - 1)
        if not before or not total:
            self.refresh()
        self.virtual_size = Size(total_width(self._shown), total + 1)
        if self.cursor >= total:
            self.cursor = max(0, total - 1)
            self._arrived()
        self._keep_in_sight()
        self._ask()

    def _keep_in_sight(self) -> None:
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + self._body_height:
            self.scroll_to(y=self.cursor - self._body_height + 1, animate=False, force=True)

    def _repaint_rows(self, first: int, last: int) -> None:
        top = self.scroll_offset.y
        first, last = max(first, top), min(last, top + self._body_height - 1)
        if first <= last:
            self.refresh(Region(0, first - top + 1, self.size.width, last - first + 1))

    def _selection_changed(self) -> None:
        self.refresh(Region(0, 1, self.size.width, self._body_height))
        self.post_message(self.SelectionChanged(self, self.selected_count))

    def _arrived(self) -> None:
        self.post_message(self.RowHighlighted(self, self.cursor, self.current_id))

    def _ask(self) -> None:
        if self.missing_pages():
            self.post_message(self.PageNeeded(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def on_resize(self, event: Resize) -> None:
        self._lay_out()
        self._keep_in_sight()
        self._ask()
