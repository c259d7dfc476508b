"""The filter pane beside the list of customers, and the query's editor: how they follow each other.

Counts come one field after the other, and only when the query has rested for a moment, so that
they never stand in the way of typing.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.timer import Timer
from textual.widgets import OptionList

from store.errors import KehaoError
from store.search.filters import Written
from tui.locale import t
from tui.screens.base import Framed
from tui.widgets.customer_list import CustomerList
from tui.widgets.filter_pane import FilterPane
from tui.widgets.filter_rows import Counts, is_number
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.engine.cancel import Cancel

FILTER_CELLS = 72
"""On narrower screens the filters take the place of the table."""
QUIET = 0.15
"""Seconds the query must have rested before anything is counted."""


class CustomerFilters(Framed[Any]):
    """For the screen that has a `FilterPane` and a `CustomerList`."""

    _waiting: tuple[tuple[str, str], ...] = ()
    _quiet: Timer | None = None
    _typing: Timer | None = None

    @property
    def finder(self) -> CustomerList:
        """Search box and table."""
        return self.query_one(CustomerList)

    @abstractmethod
    def show_pane(self) -> None:
        """Show the details if there is room beside the filters."""

    def action_filters(self) -> None:
        """Show the filters and go to them; hide them when they have the cursor."""
        pane = self.query_one(FilterPane)
        if pane.display and pane.has_focus_within:
            self._leave_filters()
            return
        pane.display = True
        pane.own_name = self.session.name
        self._fit_filters()
        self.show_pane()
        pane.show_query(self.finder.query_asked)
        self.run_in_thread(self.session.search.segments, pane.offer, kind="segments")
        pane.query_one(OptionList).focus()

    def _fit_filters(self) -> None:
        """Beside the table, or in its place where there is no room for both."""
        pane = self.query_one(FilterPane)
        alone = pane.display and self.size.width < FILTER_CELLS
        pane.set_class(alone, "-alone")
        self.finder.display = not alone

    @on(events.Resize)
    def _filters_resized(self) -> None:
        self._fit_filters()

    @on(FilterPane.Left)
    def _leave_filters(self) -> None:
        self.query_one(FilterPane).display = False
        self._fit_filters()
        self.show_pane()
        self.finder.table.focus()

    @on(FilterPane.Edited)
    def _filter_edited(self, message: FilterPane.Edited) -> None:
        if self.finder.error_stands:  # what was typed is not thrown away
            self._filter_refused()
            return
        self.finder.look(query=message.query)

    @on(CustomerList.Asked)
    def _query_asked(self, message: CustomerList.Asked) -> None:
        if self.query_one(FilterPane).show_query(message.query):
            self.drop("facets")

    @on(FilterPane.Refused)
    def _filter_refused(self) -> None:
        self.show_note(t("The query cannot be read: put it right first (E edits it)."))

    # Counts

    @on(FilterPane.CountsNeeded)
    def _count_values(self, message: FilterPane.CountsNeeded) -> None:
        self._waiting = message.wanted
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(QUIET, self._count_next)

    def _count_next(self) -> None:
        if not self._waiting or self.kehao.session is None:
            return
        from tui.value_counts import read_counts

        (field, query), *rest = self._waiting
        self._waiting = tuple(rest)
        cancel = _cancel()
        pane = self.query_one(FilterPane)

        def counted(counts: Counts) -> None:
            pane.show_counts(field, counts)
            self._count_next()

        def refused(_: KehaoError) -> None:
            pane.show_counts(field, Counts())
            self._count_next()

        self.run_in_thread(
            partial(read_counts, self.session, query, field, pane.fields, cancel),
            counted,
            failed=refused,
            kind="facets",
            cancel=cancel,
        )

    @on(FilterPane.BeginningNeeded)
    def _look_for_beginning(self, message: FilterPane.BeginningNeeded) -> None:
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(QUIET, partial(self._read_beginning, message))

    def _read_beginning(self, asked: FilterPane.BeginningNeeded) -> None:
        if self.kehao.session is None:
            return
        from tui.value_counts import read_beginning

        cancel = _cancel()
        pane = self.query_one(FilterPane)
        self.run_in_thread(
            partial(
                read_beginning,
                self.session,
                asked.query,
                asked.field,
                asked.typed,
                pane.fields,
                cancel,
            ),
            partial(pane.show_beginning, asked.field, asked.typed),
            failed=lambda _: pane.show_beginning(asked.field, asked.typed, Counts()),
            kind="beginning",
            cancel=cancel,
        )

    # The query's editor

    def action_query(self) -> None:
        """Edit the query, with what could follow and what is wrong."""
        from tui.screens.customers.query_editor import QueryEditor

        finder = self.finder

        def edited(query: str | None) -> None:
            if query is not None:
                finder.look(query=query)
                finder.table.focus()

        def edit(segments: tuple[str, ...]) -> None:
            self.app.push_screen(
                QueryEditor(finder.box.query_text, finder.fields, segments), edited
            )

        self.run_in_thread(self.session.search.segments, edit, kind="form")

    # Ranges

    @on(FilterPane.RangeAsked)
    def _range_asked(self, message: FilterPane.RangeAsked) -> None:
        from tui.screens.customers.date_range import DateRangeDialog, NumberRangeDialog

        pane = self.query_one(FilterPane)

        def chosen(value: str | None) -> None:
            if value is not None:
                pane.put(message.field, (Written(value),) if value else ())

        label = label_of(message.field, self.finder.fields)
        numeric = is_number(message.field, pane.fields) or message.field.startswith("code.")
        if numeric:
            self.app.push_screen(NumberRangeDialog(label, message.value), chosen)
        else:
            dialog = DateRangeDialog(label, message.value, today=self.session.today())
            self.app.push_screen(dialog, chosen)


def _cancel() -> Cancel:
    from store.engine.cancel import Cancel

    return Cancel()
