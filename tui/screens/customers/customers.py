"""The customers: search, filters, table and details on one screen, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.timer import Timer

from tui.actions import bindings_for
from tui.locale import t
from tui.screens.base import KehaoScreen
from tui.screens.codes.code_work import CodeWork
from tui.screens.customers.bulk_work import BulkWork
from tui.screens.customers.copying import CustomersCopy
from tui.screens.customers.customer_filters import CustomerFilters
from tui.screens.customers.customer_work import CustomerWork
from tui.screens.customers.table_hands import TableHands
from tui.screens.customers.view_work import ViewWork
from tui.screens.jump import Jumps
from tui.screens.live_list import LiveList
from tui.screens.staff.own_work import CustomersOwn
from tui.widgets.customer_fields import SHIPPED_SORT, known_columns
from tui.widgets.customer_list import CustomerList
from tui.widgets.customer_pane import CustomerPane
from tui.widgets.customer_text import Detail, read_detail
from tui.widgets.filter_pane import FilterPane
from tui.widgets.page_columns import Sort
from tui.widgets.page_table import PageTable
from tui.widgets.search_box import QueryInput
from tui.widgets.table_layout import read_layout
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.customers.record import Customer

WIDE_CELLS = 110
DETAIL_PAUSE = 0.08


class CustomersScreen(
    KehaoScreen,
    BulkWork,
    CustomerFilters,
    CustomerWork,
    LiveList,
    CodeWork,
    TableHands,
    ViewWork,
    Jumps,
    CustomersOwn,
    CustomersCopy,
):
    """The section Customers."""

    SCOPE = "customers"
    SECTION = "Customers"
    BINDINGS = bindings_for("customers")
    AUTO_FOCUS = "PageTable"
    DEFAULT_CSS = "CustomersScreen > Horizontal { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._pane_beside = True
        self._pane_below = False
        self._detail_timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Filters (when asked for), the list, the details (where there is room)."""
        with Horizontal():
            yield FilterPane()
            yield CustomerList()
            yield CustomerPane()

    def on_mount(self) -> None:
        """Read the fields and the person's wishes, then the first page."""
        session = self.session
        self.begin_live()

        def work() -> tuple[dict[str, Field], tuple[str, ...]]:
            kept = ("columns", "layout", "sort")
            return session.field_map(), tuple(map(session.preference, kept))

        self.run_in_thread(work, self._begin, kind="begin")

    def _begin(self, read: tuple[dict[str, Field], tuple[str, ...]]) -> None:
        fields, (columns, layout, sort) = read
        self.finder.layout_shown = read_layout(columns, layout)
        self.finder.sort = sort or SHIPPED_SORT
        self._take_fields(fields)

    def _take_fields(self, fields: dict[str, Field]) -> None:
        personal = self.session.may("customer.see_personal")
        self.query_one(FilterPane).begin(fields, sees_personal=personal)
        self.finder.begin(fields)

    # Changes

    def customers_changed(self, note: str) -> None:
        """Something was saved from here: read again where the cursor is."""
        if note:
            self.show_note(note)
        self.finder.read_again()
        self.show_detail_soon()

    def customer_added(self, saved: Customer, note: str) -> None:
        """A new customer is saved: stand on it, or say that this list leaves it out."""
        from store.engine.cancel import Cancel

        finder, cancel, search = self.finder, Cancel(), self.session.search
        query, sort = finder.query_asked, finder.sort

        def found(place: int | None) -> None:
            said = note
            if place is None:
                said += " " + t("It is not in the list shown.")
                self.customers_changed(said)
            else:
                finder.look(cursor=place)
                self.show_note(said)
            self.warn_of_end(saved.code, said)

        self.run_in_thread(
            lambda: search.position(query, saved.id, sort=sort, cancel=cancel),
            found,
            failed=lambda _: found(None),
            kind="list",
            cancel=cancel,
        )

    # Details

    def on_screen_resume(self) -> None:
        """Changed from another section meanwhile: read the list again."""
        super().on_screen_resume()
        if self.kehao.session is not None:
            self.finder.read_again()
            self.show_detail_soon()

    def on_resize(self, event: Resize) -> None:
        """The details go where there is room."""
        self.show_pane()

    def show_pane(self) -> None:
        """The details stand beside the table when there is room; under it when asked for."""
        pane = self.query_one(CustomerPane)
        beside = self._room_beside
        pane.set_class(not beside, "-below")
        pane.display = self._pane_beside if beside else self._pane_below
        self.show_detail_soon()

    @property
    def _room_beside(self) -> bool:
        filters = self.query_one(FilterPane)
        return self.size.width - (FilterPane.CELLS if filters.display else 0) >= WIDE_CELLS

    @on(PageTable.RowHighlighted)
    def show_detail_soon(self) -> None:
        """Read the details of the customer under the cursor, once the cursor rests."""
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._detail_timer = None
        if self.query_one(CustomerPane).display:
            self._detail_timer = self.set_timer(DETAIL_PAUSE, self._read_detail)

    def _read_detail(self) -> None:
        customer_id = self.finder.table.current_id
        pane = self.query_one(CustomerPane)
        if self.kehao.session is None:
            return
        if customer_id is None:
            pane.show(None)
            return
        session = self.session
        self.run_in_thread(
            lambda: read_detail(session, customer_id),
            pane.show,
            failed=lambda _: pane.show(None),
            kind="detail",
        )

    @on(PageTable.RowOpened)
    def _row_opened(self, message: PageTable.RowOpened) -> None:
        from tui.screens.customers.customer_detail import CustomerDialog

        def closed(changed: bool | None) -> None:
            if changed:
                self.customers_changed("")

        self.app.push_screen(CustomerDialog(message.row_id), closed)

    # Which customers are meant

    def _current_code(self) -> str:
        row = self.finder.table.row_at(self.finder.table.cursor)
        return row.cells[0] if row else ""

    def _with_current(self, do: Callable[[Detail], object]) -> None:
        customer_id = self.finder.table.current_id
        if customer_id is None:
            self.show_note(t("There is no customer here."))
            return
        session = self.session
        self.run_in_thread(lambda: read_detail(session, customer_id), do, kind="current")

    # Actions

    def action_search(self) -> None:
        """To the search box."""
        self.set_focus(self.query_one(QueryInput))

    def action_back(self) -> None:
        """One step back: the range, the chosen rows, the query."""
        if not self.finder.table.has_focus:
            self.finder.table.focus()
        else:
            self.finder.step_back()

    def action_reload(self) -> None:
        """Read the list again."""
        self.finder.look()

    def action_pane(self) -> None:
        """Show the details beside the table, or under it where there is no room; or not."""
        if self._room_beside:
            self._pane_beside = not self._pane_beside
        else:
            self._pane_below = not self._pane_below
        self.show_pane()

    def action_sort(self) -> None:
        """Choose what to sort by."""
        from tui.screens.choose import ChooseDialog

        listed = self.finder
        shown = [column.name for column in listed.layout_shown.columns(listed.fields)]
        others = [name for name in known_columns(listed.fields) if name not in shown]
        rows = [
            (name, label_of(name, listed.fields))
            for name in [*shown, *others]
            if self.may_sort(name, listed.fields)
        ]

        def chosen(field: str | None) -> None:
            if field is not None:
                listed.sort_by(field)

        current = Sort.parse(listed.sort).field
        title = t("Sort by (the same again turns the order round)")
        self.app.push_screen(ChooseDialog(title, rows, current=current), chosen)

    def action_reverse(self) -> None:
        """Turn the order round."""
        self.finder.sort_by(Sort.parse(self.finder.sort).field)

    @on(CustomerList.Sorted)
    def _keep_sort(self, message: CustomerList.Sorted) -> None:
        if not self.finder.view_name:
            self.run_in_thread(
                partial(self.session.set_preference, "sort", message.sort), kind="preference"
            )

    def action_new(self) -> None:
        """A new customer."""
        self.open_form(None)

    def action_edit(self) -> None:
        """Change the customer under the cursor."""
        if (customer_id := self.finder.table.current_id) is not None:
            self.edit_by_id(customer_id)

    def action_history(self) -> None:
        """What was done with the customer under the cursor."""
        if (customer_id := self.finder.table.current_id) is not None:
            self.open_history(customer_id, self._current_code())

    def action_delete(self) -> None:
        """Erase the customer under the cursor for good."""
        self._with_current(
            lambda detail: self.delete_for_good(
                detail.customer.id, detail.customer.code, detail.customer.values.get("name", "")
            )
        )

    def action_quality(self) -> None:
        """How good the records are; a figure leads to its list."""
        from tui.screens.quality.page import QualityPage

        def closed(query: str | None) -> None:
            if query is not None:
                self.finder.look(query=query)
                self.finder.table.focus()

        self.app.push_screen(QualityPage(), closed)

    def action_import_file(self) -> None:
        """Bring customers in from a file."""
        from tui.screens.importing.page import ImportPage

        def closed(note: str | None) -> None:
            if note is not None:
                self.finder.fields = {}
                self.customers_changed(note)
                self._reread_fields()

        self.app.push_screen(ImportPage(), closed)

    def _reread_fields(self) -> None:
        self.run_in_thread(self.session.field_map, self._take_fields, kind="begin")
