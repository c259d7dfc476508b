"""The operation log: a filter in the log's own language, the list, and the proof that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from store.customers.fields import Field
from store.errors import InvalidText, KehaoError
from tui.actions import bindings_for
from tui.locale import t
from tui.screens.base import KehaoScreen
from tui.screens.customers.undo_work import UndoWork
from tui.screens.log.verify_work import VerifyWork
from tui.widgets.info_line import InfoLine
from tui.widgets.log_query import with_term
from tui.widgets.log_words import action_words, moment_words, summary
from tui.widgets.page_cache import KEPT_PAGES, PAGE_ROWS
from tui.widgets.page_columns import Column, Sort
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import Rows, RowTable
from tui.widgets.search_box import LABEL, QueryInput, SearchBox

if TYPE_CHECKING:
    from store.log.reading import Operation

READS_OTHERS = ("log.all", "log.team", "log.admin")


class LogFilter(SearchBox):
    """The query row; `Asked` says that it changed."""

    def compose(self) -> ComposeResult:
        """The row with the query, and the line under it."""
        with Horizontal():
            yield Static(LABEL, classes="slash")
            yield QueryInput(
                placeholder=t("actor:NAME action:customer object:CODE at:>-7d or words"), id="query"
            )
            yield Static(id="found")
        yield InfoLine()


class LogScreen(KehaoScreen, UndoWork, VerifyWork):
    """Read page by page from where the last page ended; older pages are forgotten again."""

    SCOPE = "log"
    SECTION = "Operation log"
    BINDINGS = bindings_for("log")

    def __init__(self) -> None:
        super().__init__()
        self.oldest_first = False
        self.pages: dict[int, list[Operation]] = {}
        self._froms: dict[int, int | None] = {}
        self._fields: Mapping[str, Field] = {}
        self._counted = 0
        self._ended = False

    def compose_body(self) -> ComposeResult:
        """The filter, then the list."""
        yield LogFilter()
        yield RowTable()

    def on_mount(self) -> None:
        """Read the newest page."""
        self.table.focus()
        self._ask()

    def on_screen_resume(self) -> None:
        """Show what came meanwhile, unless the person is reading further down."""
        super().on_screen_resume()
        if self.pages and self.table.cursor == 0:
            self._ask()

    @property
    def table(self) -> RowTable:
        """The list."""
        return self.query_one(RowTable)

    @property
    def filter(self) -> LogFilter:
        """The query row."""
        return self.query_one(LogFilter)

    # -- reading --------------------------------------------------------------------------------

    @on(SearchBox.Asked)
    def _asked(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Read the first page of what the filter says."""
        from store.engine.cancel import Cancel

        session, query, cancel = self.session, self.filter.query_text, Cancel()
        oldest_first = self.oldest_first

        def read() -> tuple[Mapping[str, Field], list[Operation]]:
            found = session.log.list(
                query, limit=PAGE_ROWS, oldest_first=oldest_first, cancel=cancel
            )
            return session.field_map(), found

        self.run_in_thread(read, self._begin, failed=self._refused, kind="first", cancel=cancel)

    def _begin(self, found: tuple[Mapping[str, Field], list[Operation]]) -> None:
        self._fields, operations = found
        self.pages, self._froms = {}, {0: None}
        columns = (
            Column("seq", t("No."), 6, right=True),
            Column("at", t("Time"), 16),
            Column("actor", t("Who"), 8, grows=True, most=16),
            Column("action", t("Action"), 16, grows=True, most=24),
            Column("object", t("Object"), 14, grows=True, most=24),
            Column("what", t("What"), 12, grows=True, most=90),
        )
        table = self.table
        table.empty_lines = self._empty_lines()
        page = self._keep(0, operations)
        table.begin(
            table.generation + 1,
            columns,
            page,
            total=self._counted,
            sort=Sort("seq", descending=not self.oldest_first),
        )
        self._say()

    def _keep(self, offset: int, operations: list[Operation]) -> Rows:
        """Keep a page and where the next one begins; the rows as the table shows them."""
        self.pages[offset] = operations
        if len(self.pages) > KEPT_PAGES:
            del self.pages[next(iter(self.pages))]
        self._ended = len(operations) < PAGE_ROWS
        after = offset + len(operations)
        if not self._ended:
            self._froms[after] = operations[-1].seq
        known = max(self._froms)
        if after >= known:
            # One row more than is here, as long as there may be more: to see it is to ask for it.
            self._counted = after if self._ended else after + 1
        zone = self.session.zone
        rows = [
            (
                str(operation.seq),
                moment_words(operation.at, zone)[:16],
                operation.actor,
                action_words(operation.action),
                operation.object,
                summary(operation, self._fields),
            )
            for operation in operations
        ]
        ids = [operation.seq for operation in operations]
        return Rows(ids, rows, [False] * len(rows), offset)

    @on(PageTable.PageNeeded)
    def _page_needed(self) -> None:
        from store.engine.cancel import Cancel

        session, query, generation = self.session, self.filter.query_text, self.table.generation
        oldest_first = self.oldest_first
        for offset in self.table.missing_pages():
            start = self._froms.get(offset)
            if start is None:
                continue
            cancel = Cancel()

            def read(start: int = start, cancel: Cancel = cancel) -> list[Operation]:
                return session.log.list(
                    query,
                    before=None if oldest_first else start,
                    after=start if oldest_first else None,
                    limit=PAGE_ROWS,
                    oldest_first=oldest_first,
                    cancel=cancel,
                )

            def put(operations: list[Operation], offset: int = offset) -> None:
                self._put(generation, offset, operations)

            self.run_in_thread(read, put, kind=f"page {offset}", cancel=cancel)

    def _put(self, generation: int, offset: int, operations: list[Operation]) -> None:
        if generation == self.table.generation:
            page = self._keep(offset, operations)
            self.table.put_page(generation, page)
            self.table.set_total(generation, self._counted)
            self._say()

    def _refused(self, error: KehaoError) -> None:
        if isinstance(error, InvalidText):
            self.filter.point(error)
        else:
            self.show_error(error)

    def _say(self) -> None:
        count = max(0, self._counted - (0 if self._ended else 1))
        more = "" if self._ended else "+"
        self.filter.show_found(t("{count} operations", count=f"{count:,}{more}"))
        order = t("oldest first") if self.oldest_first else t("newest first")
        whose = [] if self.kehao.may(*READS_OTHERS) else [t("your own operations")]
        self.filter.say(t(", ").join([*whose, order, self.session.zone.key]))

    def _empty_lines(self) -> tuple[str, ...]:
        if self.filter.query_text.strip():
            return (t("Nothing fits this filter."), t("x takes it away, / changes it."))
        return (t("There is nothing in the log yet that you may read."),)

    # -- the row under the cursor ---------------------------------------------------------------

    @property
    def current(self) -> Operation | None:
        """The operation under the cursor, if it is here."""
        return self._at(self.table.cursor)

    def chosen_operation(self) -> Operation | None:
        """What `undo` is about."""
        return self.current

    def undone(self, note: str) -> None:
        """Show the list with the undo in it."""
        self._ask()
        self.show_note(note)

    def _at(self, index: int) -> Operation | None:
        offset = index - index % PAGE_ROWS
        page = self.pages.get(offset, [])
        return page[index - offset] if 0 <= index - offset < len(page) else None

    def step(self, by: int) -> Operation | None:
        """Move the cursor by so many rows; the operation there, None if there is none here."""
        place = self.table.cursor + by
        found = self._at(place) if place >= 0 else None
        if found is not None:
            self.table.move_to(place)
        return found

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        from tui.screens.log.operation import OperationPage

        if operation := self.current:

            def closed(term: str | None) -> None:
                if term:
                    self._set(term)

            page = OperationPage(operation, self._fields, self.session.zone, self.step)
            self.app.push_screen(page, closed)

    # -- filters by key -------------------------------------------------------------------------

    def _set(self, query: str) -> None:
        self.filter.set_query(query)
        self.table.focus()

    def look(self, query: str) -> None:
        """Show what fits this filter."""
        self._set(query)

    def _by_row(self, key: str, value: str) -> None:
        if value:
            self._set(with_term(self.filter.query_text, key, value))
        else:
            self.show_note(t("The row under the cursor has none."))

    def action_search(self) -> None:
        """Write a filter."""
        self.set_focus(self.query_one(QueryInput))

    def action_choose(self) -> None:
        """Choose a time, a person or an action by its name."""
        session = self.session
        near = {operation.actor for page in self.pages.values() for operation in page}

        def people() -> set[str]:
            if not session.may("staff.read"):
                return near
            return near | {account.name for account in session.staff.list()}

        self.run_in_thread(people, self._choose, kind="people")

    def _choose(self, people: set[str]) -> None:
        from tui.screens.choose import ChooseDialog
        from tui.widgets.log_filters import filters

        def chosen(found: str | None) -> None:
            if found:
                key, _, value = found.partition(":")
                self._set(with_term(self.filter.query_text, key, value))

        today = self.session.today()
        self.app.push_screen(ChooseDialog(t("Choose a filter"), filters(people, today)), chosen)

    @on(QueryInput.Left)
    def _left(self) -> None:
        self.table.focus()

    def action_person(self) -> None:
        """Only what the person in this row did."""
        self._by_row("actor", self.current.actor if self.current else "")

    def action_action(self) -> None:
        """Only what was done like in this row."""
        self._by_row("action", self.current.action if self.current else "")

    def action_object(self) -> None:
        """Only what was done with the object of this row."""
        self._by_row("object", self.current.object if self.current else "")

    def action_group(self) -> None:
        """Only what was done together with this row."""
        self._by_row("group", self.current.group if self.current else "")

    def action_day(self) -> None:
        """Only the day of this row."""
        if self.current:
            self._by_row("at", moment_words(self.current.at, self.session.zone)[:10])

    def action_mine(self) -> None:
        """Only one's own."""
        self._by_row("actor", self.session.name)

    def action_today(self) -> None:
        """Only today."""
        self._by_row("at", "today")

    def action_week(self) -> None:
        """Only the last seven days."""
        self._by_row("at", ">-7d")

    def action_clear(self) -> None:
        """Everything again."""
        self._set("")

    def action_turn(self) -> None:
        """The oldest first, or the newest."""
        self.oldest_first = not self.oldest_first
        self._ask()

    def action_reload(self) -> None:
        """Read again from the start."""
        self._ask()

    def action_back(self) -> None:
        """From the filter to the list; then the filter goes."""
        if not self.table.has_focus:
            self.table.focus()
        elif self.filter.query_text:
            self._set("")

    @on(PageTable.SortRequested)
    def _heading(self) -> None:
        self.action_turn()

    # -- the proof ------------------------------------------------------------------------------

    def action_verify(self) -> None:
        """Check every line from the first on."""
        self.verify()

    def action_checkpoints(self) -> None:
        """The checkpoints, and the proof by them."""
        from tui.screens.log.checkpoints import CheckpointsPage

        self.app.push_screen(CheckpointsPage())
