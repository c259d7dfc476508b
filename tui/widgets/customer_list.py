"""The customers found: the search box over the table, and how the two get their answers.

Everything is asked in threads through the screen's `run_in_thread`. A new query interrupts the
one before; its first page is shown as soon as it is here, the number found follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult

from store.customers.fields import Field
from store.errors import InvalidText, KehaoError, Stopped
from tui.locale import error_text, t
from tui.widgets.choosing_list import ChoosingList
from tui.widgets.customer_fields import SHIPPED_SORT
from tui.widgets.customer_page import guess, nobody, read_page, said_of
from tui.widgets.customer_table import CustomerTable
from tui.widgets.list_layout import ArrangedList
from tui.widgets.live_listing import COUNT_REST, LiveListing
from tui.widgets.page_cache import PAGE_ROWS, RowPage
from tui.widgets.page_columns import ASCENDING, DESCENDING, Sort
from tui.widgets.page_table import PageTable
from tui.widgets.search_box import QueryInput, SearchBox
from tui.widgets.table_layout import ViewState
from tui.widgets.wrong_query import WrongQuery
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.codes.service import Meant
    from store.engine.cancel import Cancel
    from tui.screens.base import Framed


class CustomerList(ArrangedList, ChoosingList, LiveListing, WrongQuery):
    """Search box and table. `begin` starts it, `look` asks for another list."""

    DEFAULT_CSS = "CustomerList { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.total: int | None = None
        self._generation = 0
        self._loading = False
        self._sort_shown = SHIPPED_SORT
        self._meant: Meant | None = None
        self._enter_offered = False
        self._left_box = False

    def compose(self) -> ComposeResult:
        """The box, and what it finds."""
        yield SearchBox()
        yield CustomerTable(id="customers")

    @property
    def table(self) -> CustomerTable:
        """The table."""
        return self.query_one(CustomerTable)

    @property
    def box(self) -> SearchBox:
        """The search box."""
        return self.query_one(SearchBox)

    @property
    def _threads(self) -> Framed[None]:
        return cast("Framed[None]", self.screen)

    @property
    def _ready(self) -> bool:
        return bool(self.fields) and self._threads.kehao.session is not None

    # What is asked

    def begin(self, fields: Mapping[str, Field]) -> None:
        """Show the first list with these fields."""
        self.fields = fields
        self._sort_shown = self.sort
        self._find()

    def look(self, *, query: str | None = None, sort: str | None = None, cursor: int = 0) -> None:
        """Ask for another list, the cursor on that row; what is not given stays as it is."""
        if sort is not None:
            self.sort = sort
        if query is not None and (query != self.query_asked or self.error_stands):
            self.query_asked = query
            self.box.set_query(query)
            self.post_message(self.Asked(query))
        self._find(cursor)

    def ask_for(self, state: ViewState, cursor: int = 0) -> None:
        """Show another list; the cursor stays where it is if only more columns are asked for."""
        same = (state.query, state.sort) == (self.query_asked, self.sort)
        self.layout_shown = state.layout
        if same and not cursor and self._ready and self.total is not None:
            cursor = self.table.cursor
        self.look(query=state.query, sort=state.sort, cursor=cursor)

    def draw_columns(self) -> None:
        """Draw the columns as they stand now; pages under way have the old ones."""
        if self.table.generation != self._generation:  # another list is on its way
            self._find()
            return
        self._generation += 1
        self._loading = False
        for kind in ("more", "again"):
            self._threads.drop(kind)
        layout = self.layout_shown
        self.table.rearrange(
            self._generation, layout.columns(self.fields), layout.stays(self.fields)
        )
        self.inform()
        if self.total is None:
            self._count(self._generation)

    def sort_by(self, field: str) -> None:
        """Sort by a field; a second time turns the order round."""
        self.look(sort=str(Sort.parse(self.sort).by(field)))

    @on(SearchBox.Asked)
    def _asked(self, message: SearchBox.Asked) -> None:
        message.stop()
        self._ask(message.query)

    def _ask(self, query: str) -> None:
        if query != self.query_asked:
            self.query_asked = query
            self.post_message(self.Asked(query))
            self._find()
        elif self.wrong is not None and not self.error_stands:
            self.wrong = None  # what was wrong is taken back: the list shown is the one asked for
            self.post_message(self.Asked(query))
            self._show_found()

    def counter(self, cancel: Cancel) -> Callable[[], tuple[int, float]]:
        """What counts the list in a thread: the number, and the seconds it took."""
        count, query = self._threads.session.search.count, self.query_asked

        def work() -> tuple[int, float]:
            began = monotonic()
            return count(query, cancel=cancel), monotonic() - began

        return work

    def page_reader(self, offset: int) -> Callable[[Cancel], RowPage]:
        """What reads the page there in a thread."""
        return partial(
            read_page,
            self._threads.session,
            self.query_asked,
            self.sort,
            self._columns_read,
            offset,
        )

    @property
    def _columns_read(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.layout_shown.columns(self.fields))

    def _find(self, cursor: int = 0) -> None:
        """Read the list, first the page around row `cursor`."""
        if not self._ready:
            return
        self._generation += 1
        self._loading = False
        for kind in ("more", "count", "again"):
            self._threads.drop(kind)
        cancel = _cancel()
        session, query = self._threads.session, self.query_asked
        read = self.page_reader(cursor - cursor % PAGE_ROWS)

        def work() -> tuple[RowPage, Meant | None]:
            page = read(cancel)
            return page, guess(session, query, page, cancel)

        self._enter_offered = False
        self._threads.run_in_thread(
            work,
            partial(self._found, self._generation, cursor),
            failed=self._refused,
            kind="page",
            cancel=cancel,
        )

    # What is answered

    def _found(self, generation: int, cursor: int, answer: tuple[RowPage, Meant | None]) -> None:
        page, self._meant = answer
        self.box.answered()
        self.query_shown, self._left_box = self.query_asked, False
        if self.sort != self._sort_shown:
            self._sort_shown = self.sort
            self.post_message(self.Sorted(self.sort))
        if cursor and not page.ids:
            self._find()
            return
        whole = len(page.ids) < PAGE_ROWS
        self.total = page.offset + len(page.ids) if whole else None
        self.table.empty_lines = nobody(self._threads.session, self.query_asked, self._meant)
        self.table.offered = self._meant.customer_id if self._meant and not page.ids else None
        self._threads.paint_first(self.table)
        self.table.begin(
            generation,
            self.layout_shown.columns(self.fields),
            page,
            total=self.total,
            sort=Sort.parse(self.sort),
            cursor=cursor,
            frozen=self.layout_shown.stays(self.fields),
        )
        self._show_found()
        self.look_for_chosen()
        if self._enter_offered:
            self._take_offered()
        if not whole and self._ready:
            self.call_after_refresh(self._count, generation)

    def _count(self, generation: int) -> None:
        """Count once the rows are painted: a thread that works slows the painting."""
        if generation != self._generation or not self._ready:
            return
        cancel = _cancel()
        self._threads.run_in_thread(
            self.counter(cancel),
            partial(self._counted, generation),
            kind="count",
            cancel=cancel,
        )

    def _counted(self, generation: int, answer: tuple[int, float]) -> None:
        total, seconds = answer
        self.total = total
        self.count_again_at = monotonic() + seconds * COUNT_REST
        self.table.set_total(generation, total)
        self._show_found()

    # Read again: see `LiveListing`

    @property
    def generation(self) -> int:
        """The number of the list that is shown or on its way."""
        return self._generation

    @property
    def may_read_again(self) -> bool:
        """Whether the list shown is whole; else what is on its way is new enough."""
        return self._ready and not self._loading and self.total is not None

    def find_again(self) -> None:
        """Ask for the list from its beginning."""
        self._find()

    def count_again(self) -> None:
        """Count what the list finds."""
        self._count(self._generation)

    def renewed(self) -> None:
        """The list was read again: say what is said of it."""
        self._show_found()
        self.look_for_chosen()

    def _refused(self, error: KehaoError) -> None:
        if isinstance(error, InvalidText):
            self._cannot_be_read(error)
        elif not isinstance(error, Stopped):
            if self.sort != self._sort_shown:
                self.sort = self._sort_shown
            elif self.total is None and self.sort != SHIPPED_SORT:
                self.sort = SHIPPED_SORT
                self._find()
            self.box.say(error_text(error))

    def _cannot_be_read(self, error: InvalidText) -> None:
        """Point at it; what is shown stays, and is what keys are about."""
        self.wrong = (self.query_asked, error)
        self.query_asked = self.query_shown
        self._generation = self.table.generation
        if self._left_box:
            self.box.query_one(QueryInput).focus()
        self._left_box = False
        self.point()
        self._load_next()
        if self.total is None:
            self._count(self._generation)

    @on(PageTable.PageNeeded)
    def _page_needed(self, message: PageTable.PageNeeded) -> None:
        message.stop()
        self._load_next()

    def _load_next(self) -> None:
        missing = self.table.missing_pages()
        if self._loading or not missing or self.table.generation != self._generation:
            return
        if not self._ready:
            return
        self._loading = True
        cancel = _cancel()
        self._threads.run_in_thread(
            partial(self.page_reader(missing[0]), cancel),
            partial(self._loaded, self._generation),
            failed=self._not_loaded,
            kind="more",
            cancel=cancel,
        )

    def _loaded(self, generation: int, page: RowPage) -> None:
        self._loading = False
        self.table.put_page(generation, page)
        self._load_next()

    def _not_loaded(self, error: KehaoError) -> None:
        self._loading = False
        self._refused(error)

    # What is said

    def _show_found(self) -> None:
        if self.error_stands:
            pass  # the box says what is shown
        elif self.total is None:
            self.box.show_found(t("{count}+ …", count=PAGE_ROWS))
        else:
            self.box.show_found(t("{count} found", count=f"{self.total:,}"))
        self.inform()

    def inform(self) -> None:
        """Say where one stands: row, chosen rows, order, view; or what is wrong in the box."""
        if self.error_stands and not self.table.has_focus:
            self.point()
            return
        table = self.table
        parts = [*self.chosen_words()]
        if table.row_count:
            parts.append(t("row {row}", row=f"{table.cursor + 1:,}"))
        sort = Sort.parse(self.sort)
        arrow = DESCENDING if sort.descending else ASCENDING
        parts.append(t("by {field}", field=label_of(sort.field, self.fields)) + f" {arrow}")
        if self._meant is not None and (exact := self._meant.exact) and exact.state != "live":
            parts = [said_of(exact)] if table.row_count else parts
        if view := self.view_words():
            parts.append(view)
        self.box.say("  ".join(parts))

    @on(PageTable.SelectionChanged)
    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        self.inform()

    @on(PageTable.SortRequested)
    def _sort_requested(self, message: PageTable.SortRequested) -> None:
        message.stop()
        self.sort_by(message.field)

    @on(QueryInput.Left)
    def _to_table(self, message: QueryInput.Left) -> None:
        message.stop()
        self.box.ask_now()
        asked = self.box.query_text != self.query_asked
        if self.error_stands:
            if message.by == "escape":
                self.table.focus()
            else:
                self.inform()
            return
        self._ask(self.box.query_text)
        self._left_box = message.by != "escape"
        if message.by == "tab":
            self.screen.focus_next()
        else:
            self.table.focus()
        by_enter = message.by == "enter"
        if by_enter and not asked and self.table.generation == self._generation:
            self._take_offered()
            return
        self._enter_offered = by_enter

    def _take_offered(self) -> None:
        """Enter in the box, and nobody found: show the customer whose code was meant."""
        self._enter_offered = False
        if self.table.offered is not None and not self.table.row_count:
            self.table.call_later(self.table.action_open)

    def step_back(self) -> bool:
        """Undo the last of: open range, chosen rows, query. False if there is none."""
        if self.table.drop_range() or self.table.clear_selection():
            return True
        if self.view is not None or self.query_asked or self.box.query_text:
            self.leave_view()
            return True
        return False


def _cancel() -> Cancel:
    from store.engine.cancel import Cancel

    return Cancel()
