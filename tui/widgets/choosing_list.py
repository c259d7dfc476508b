"""The chosen customers of a list: all that a query finds, ranges, and how many are out of sight.

Who is chosen stays chosen when another list is shown. How many of them the list does not show is
found out in a thread, for the line over the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.containers import Vertical

from store.customers.chosen import Chosen
from store.errors import KehaoError
from tui.locale import t
from tui.widgets.page_table import PageTable

if TYPE_CHECKING:
    from tui.screens.base import Framed
    from tui.widgets.customer_list import CustomerList


class ChoosingList(Vertical):
    """What `CustomerList` knows of chosen rows."""

    out_of_sight = 0
    """How many of the chosen are not among those found, as far as is known."""

    @property
    def _list(self) -> CustomerList:
        return cast("CustomerList", self)

    @property
    def _screen(self) -> Framed[None]:
        return cast("Framed[None]", self.screen)

    @on(PageTable.AllNeeded)
    def _all_needed(self, message: PageTable.AllNeeded) -> None:
        message.stop()
        from store.engine.cancel import Cancel

        cancel, query = Cancel(), self._list.query_asked
        search = self._screen.session.search
        self._screen.run_in_thread(
            lambda: Chosen(search.chosen(query, cancel=cancel)),
            self._list.table.select,
            failed=self._not_chosen,
            kind="select",
            cancel=cancel,
        )

    @on(PageTable.RangeNeeded)
    def _range_needed(self, message: PageTable.RangeNeeded) -> None:
        message.stop()
        from store.engine.cancel import Cancel

        cancel = Cancel()
        search, query, sort = self._screen.session.search, self._list.query_asked, self._list.sort
        first, last = message.first, message.last
        self._screen.run_in_thread(
            lambda: Chosen.of(search.ids(query, last + 1, sort=sort, cancel=cancel)[first:]),
            self._list.table.select,
            failed=self._not_chosen,
            kind="select",
            cancel=cancel,
        )

    def _not_chosen(self, error: KehaoError) -> None:
        self._screen.show_error(error)

    def look_for_chosen(self) -> None:
        """Another list is shown: find out how many of the chosen it leaves out."""
        selection = self._list.table.selection
        self._screen.drop("sight")
        if not selection:
            self.out_of_sight = 0
            return
        from store.engine.cancel import Cancel

        cancel = Cancel()
        many, chosen, query = self._screen.session.many, selection.chosen, self._list.query_asked
        self._screen.run_in_thread(
            lambda: len(chosen) - many.within(chosen, query, cancel=cancel),
            partial(self._looked, chosen),
            failed=lambda _: None,
            kind="sight",
            cancel=cancel,
        )

    def _looked(self, chosen: Chosen, missing: int) -> None:
        if self._list.table.selection.chosen == chosen:
            self.out_of_sight = missing
            self._list.inform()
        else:
            self.look_for_chosen()

    def chosen_words(self) -> Iterator[str]:
        """What the line over the table says of them."""
        table = self._list.table
        if not table.selection:
            self.out_of_sight = 0
        if table.selection.anchor is not None:
            yield t("range open, v closes it")
        if chosen := table.selected_count:
            count = f"{chosen:,}"
            if self.out_of_sight:
                yield t(
                    "{count} selected, {hidden} of them not in this list",
                    count=count,
                    hidden=f"{min(self.out_of_sight, chosen):,}",
                )
            else:
                yield t("{count} selected", count=count)
