"""The filter pane beside the list of customers: how the two follow each other."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual import on
from textual.widgets import OptionList

from tui.screens.base import Framed
from tui.widgets.customer_fields import label_of
from tui.widgets.customer_list import CustomerList
from tui.widgets.filter_pane import FilterPane

FILTER_CELLS = 72
"""On narrower screens the filters take the place of the table."""
MOST_VALUES = 50


class CustomerFilters(Framed[Any]):
    """For the screen that has a `FilterPane` and a `CustomerList`."""

    @property
    def finder(self) -> CustomerList:
        """Search box and table."""
        return self.query_one(CustomerList)

    def show_pane(self) -> None:
        """Show the details if there is room beside the filters."""
        raise NotImplementedError

    def action_filters(self) -> None:
        """Show the filters and go to them; hide them when they have the cursor."""
        pane = self.query_one(FilterPane)
        if pane.display and pane.has_focus_within:
            self._leave_filters()
            return
        pane.display = True
        self.finder.display = self.size.width >= FILTER_CELLS
        self.show_pane()
        pane.show_query(self.finder.query_asked)
        self.run_in_thread(self.session.search.segments, pane.offer, kind="segments")
        pane.query_one(OptionList).focus()

    @on(FilterPane.Left)
    def _leave_filters(self) -> None:
        self.query_one(FilterPane).display = False
        self.finder.display = True
        self.show_pane()
        self.finder.table.focus()

    @on(FilterPane.Edited)
    def _filter_edited(self, message: FilterPane.Edited) -> None:
        self.finder.look(query=message.query)

    @on(CustomerList.Asked)
    def _query_asked(self, message: CustomerList.Asked) -> None:
        self.query_one(FilterPane).show_query(message.query)

    @on(FilterPane.CountsNeeded)
    def _count_values(self, message: FilterPane.CountsNeeded) -> None:
        from store.engine.cancel import Cancel

        cancel = Cancel()
        self.run_in_thread(
            partial(
                self.session.search.facets,
                message.query,
                message.field,
                limit=MOST_VALUES,
                cancel=cancel,
            ),
            partial(self.query_one(FilterPane).show_counts, message.field),
            failed=lambda _: None,
            kind="facets",
            cancel=cancel,
        )

    @on(FilterPane.RangeAsked)
    def _range_asked(self, message: FilterPane.RangeAsked) -> None:
        from tui.screens.date_range import DateRangeDialog

        def chosen(value: str | None) -> None:
            if value is not None:
                self.query_one(FilterPane).put(message.field, (value,) if value else ())

        label = label_of(message.field, self.finder.fields)
        self.app.push_screen(DateRangeDialog(label), chosen)
