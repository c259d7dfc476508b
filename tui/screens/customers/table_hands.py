"""What a hand does with the table: the column under the cursor is moved, sized, frozen, hidden,
sorted by, counted; two customers are compared.

All of it is remembered with the account, unless a saved view is in sight: that is another list.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from textual import on

from store.search.names import DIVISION
from tui.locale import t
from tui.screens.base import Framed
from tui.widgets.list_layout import ArrangedList
from tui.widgets.page_columns import Sort
from tui.widgets.table_layout import STEP, Layout
from tui.words.labels import label_of

if TYPE_CHECKING:
    from textual.timer import Timer

    from store.customers.fields import Field
    from tui.widgets.customer_list import CustomerList

UNCOUNTED: Final = frozenset(
    {"code", "names", "aliases", DIVISION, "created", "changed", "code.seq"}
)
"""Columns without a frequency sheet: their values are each customer's own."""
REMEMBER_SECONDS: Final = 0.5
"""So long a width must stand before it is written: keys that size a column come in rows."""


class TableHands(Framed[Any]):
    """For the screen that has a `CustomerList`."""

    _layout_timer: Timer | None = None
    _layout_kept: Layout | None = None

    @property
    @abstractmethod
    def finder(self) -> CustomerList:
        """The list."""

    def may_sort(self, name: str, fields: Mapping[str, Field]) -> bool:
        """Whether this person may sort by a column: what is masked for them has no order."""
        field = fields.get(name)
        return field is None or not field.personal or self.session.may("customer.see_personal")

    # The column under the cursor

    def _column(self) -> str:
        return self.finder.table.column_name

    def action_column_left(self) -> None:
        """The column one place to the left."""
        self._move_column(-1)

    def action_column_right(self) -> None:
        """The column one place to the right."""
        self._move_column(1)

    def _move_column(self, step: int) -> None:
        name, finder = self._column(), self.finder
        if name == "code":
            self.show_note(t("The code stays the first column."))
        elif name:
            finder.lay_columns(finder.layout_shown.moved(name, step))

    def action_narrower(self) -> None:
        """The column a little narrower."""
        self._resize(-STEP)

    def action_wider(self) -> None:
        """The column a little wider."""
        self._resize(STEP)

    def _resize(self, by: int) -> None:
        finder, table = self.finder, self.finder.table
        if name := self._column():
            width = table.columns[table.column].width
            finder.lay_columns(finder.layout_shown.resized(name, width + by))

    def action_freeze(self) -> None:
        """The column joins those that stay at the left, or is let go again."""
        name, finder = self._column(), self.finder
        if name == "code":
            self.show_note(t("The code stays the first column."))
        elif name:
            finder.lay_columns(finder.layout_shown.frozen_with(name))
            frozen = finder.layout_shown.is_frozen(name)
            label = label_of(name, finder.fields)
            self.show_note(
                t("{field} stays at the left now.", field=label)
                if frozen
                else t("{field} is let go from the left.", field=label)
            )

    def action_hide_column(self) -> None:
        """The column out of the table; the list of columns brings it back."""
        name, finder = self._column(), self.finder
        if name == "code":
            self.show_note(t("The code cannot be hidden: it names the customer."))
        elif name:
            finder.lay_columns(finder.layout_shown.hidden(name))
            label = label_of(name, finder.fields)
            self.show_note(t("{field} is hidden; c shows it again.", field=label))

    def action_sort_up(self) -> None:
        """By the column under the cursor, the smallest first."""
        self._sort(descending=False)

    def action_sort_down(self) -> None:
        """By the column under the cursor, the greatest first."""
        self._sort(descending=True)

    def _sort(self, *, descending: bool) -> None:
        name, finder = self._column(), self.finder
        if not name:
            return
        if self.may_sort(name, finder.fields):
            finder.look(sort=str(Sort(name, descending)))
        else:
            label = label_of(name, finder.fields)
            self.show_note(t("{field} is masked for you: it cannot be sorted by.", field=label))

    def action_columns(self) -> None:
        """Choose the columns."""
        from tui.screens.customers.column_chooser import ColumnChooser

        finder = self.finder

        def choose(segments: tuple[str, ...]) -> None:
            chooser = ColumnChooser(finder.column_names, finder.fields, segments)

            def chosen(names: tuple[str, ...] | None) -> None:
                if names is not None:
                    before = Layout() if chooser.reset else finder.layout_shown
                    finder.lay_columns(before.showing(names))

            self.app.push_screen(chooser, chosen)

        self.run_in_thread(self.session.search.segments, choose, kind="columns")

    # Counting and comparing

    def action_frequency(self) -> None:
        """The frequency sheet of the column under the cursor."""
        from tui.screens.customers.frequency import FrequencyDialog

        finder = self.finder
        if not (name := self._column()):
            return
        if name in UNCOUNTED:
            label = label_of(name, finder.fields)
            self.show_note(
                t("{field} is not counted: everyone has another one.", field=label)
                if name == "code"
                else t("{field} cannot be counted: choose another column.", field=label)
            )
            return

        def chosen(query: str | None) -> None:
            if query is not None:
                finder.look(query=query)

        dialog = FrequencyDialog(name, finder.query_asked, finder.fields, finder.total)
        self.app.push_screen(dialog, chosen)

    @abstractmethod
    def action_merge(self) -> None:
        """Merge two; `CodeWork` knows how."""

    @abstractmethod
    def _targets(self) -> tuple[int, ...]: ...

    def action_compare(self) -> None:
        """The two chosen customers side by side, or the chosen one and the one under the cursor."""
        from tui.screens.customers.compare import CompareDialog

        table = self.finder.table
        ids = self._targets() if table.selected_count <= 2 else ()
        current = table.current_id
        if len(ids) == 1 and current is not None and current not in ids:
            ids = (*ids, current)
        if len(ids) != 2:
            self.show_note(
                t("Choose two customers with Space, or one and put the cursor on another.")
            )
            return

        def closed(answer: str | None) -> None:
            if answer == "merge":
                self.action_merge()

        self.app.push_screen(CompareDialog(ids[0], ids[1]), closed)

    # Remembering

    @on(ArrangedList.Arranged)
    def _arranged(self, message: ArrangedList.Arranged) -> None:
        sized = message.only_widths
        self._layout_kept = message.layout
        if self._layout_timer is not None:
            self._layout_timer.stop()
        self._layout_timer = None
        if sized:
            self._layout_timer = self.set_timer(REMEMBER_SECONDS, self.remember_layout)
        else:
            self.remember_layout()

    def remember_layout(self) -> None:
        """Keep the columns with the account, if they have changed."""
        layout, self._layout_kept = self._layout_kept, None
        if self._layout_timer is not None:
            self._layout_timer.stop()
            self._layout_timer = None
        if layout is None or self.kehao.session is None:
            return
        keep = self.session.set_preference

        def work() -> None:
            keep("columns", ",".join(layout.names))
            keep("layout", layout.text())

        self.run_in_thread(work, kind="preference")
