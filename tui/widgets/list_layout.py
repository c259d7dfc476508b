"""How a list stands: its columns and the saved view that it shows, if it shows one.

A person's own list and a view are two things: what is moved, hidden or sorted while a view is in
sight changes that view's look for now (the line under the query says so), and leaving the view
brings the own list back as it was.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.containers import Vertical
from textual.message import Message

from store.customers.fields import Field
from tui.locale import t
from tui.widgets.customer_fields import SHIPPED_SORT
from tui.widgets.table_layout import Layout, ViewState


class ArrangedList(Vertical):
    """What `CustomerList` knows of its columns and views; it does the asking and drawing."""

    @dataclass
    class Asked(Message):
        """Another query is being asked: what else shows it should follow."""

        query: str

    @dataclass
    class Sorted(Message):
        """The list stands in another order now."""

        sort: str

    @dataclass
    class Arranged(Message):
        """The person's own list is laid out otherwise now: to be remembered."""

        layout: Layout
        only_widths: bool = False

    def __init__(self) -> None:
        super().__init__()
        self.fields: Mapping[str, Field] = {}
        self.query_asked = ""
        self.sort = SHIPPED_SORT
        self.layout_shown = Layout()
        self.view: ViewState | None = None
        self._own = ViewState("", "", SHIPPED_SORT, Layout())

    # What the list does

    @abstractmethod
    def ask_for(self, state: ViewState, cursor: int = 0) -> None:
        """Show another list: its query, its order, its columns; the cursor on this row."""

    @abstractmethod
    def draw_columns(self) -> None:
        """Draw the columns as they stand now; all of them have been read."""

    # What there is

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in their order, the code first."""
        return self.layout_shown.names

    @property
    def view_name(self) -> str:
        """The saved view that is shown, or was before it was changed; empty for none."""
        return self.view.name if self.view is not None else ""

    def now(self) -> ViewState:
        """The list as it stands."""
        return ViewState("", self.query_asked, self.sort, self.layout_shown)

    @property
    def view_changed(self) -> bool:
        """Whether the list is not as the view has it any more."""
        return self.view is not None and not self.view.same_list(self.now())

    def view_words(self) -> str:
        """Which view is shown, by its key and name, and whether it was changed; empty for none."""
        view = self.view
        if view is None:
            return ""
        name = f"{view.place} {view.name}" if view.place else view.name
        if self.view_changed:
            return t("view {name}, changed", name=name)
        return t("view {name}", name=name)

    # What is asked

    def lay_columns(self, layout: Layout) -> None:
        """Other columns, another order or other widths; the cursor stays on its customer."""
        before, self.layout_shown = self.layout_shown, layout
        if layout == before:
            return
        if self.view is None:
            sized = (layout.names, layout.frozen) == (before.names, before.frozen)
            self.post_message(self.Arranged(layout, sized))
        if set(layout.names) <= set(before.names):
            self.draw_columns()
        else:
            self.ask_for(self.now())

    def show_view(self, view: ViewState) -> None:
        """Show a saved view."""
        if self.view is None:
            self._own = replace(self.now(), query="")
        self.view = view
        self.ask_for(view)

    def home(self) -> ViewState:
        """All customers, the list laid out as the person's own is."""
        return self._own if self.view is not None else replace(self.now(), query="")

    def leave_view(self, cursor: int = 0) -> None:
        """Back to all customers, to row `cursor` of them."""
        own = self.home()
        self.view = None
        self.ask_for(own, cursor)
