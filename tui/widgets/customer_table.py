"""The table of customers: the screen's keys in their order, and Enter where nobody was found."""

from __future__ import annotations

from dataclasses import replace

from textual.binding import Binding, BindingType

from tui.actions import bindings_for
from tui.widgets.page_table import PageTable


def _at_once(scope: str, namespace: str = "") -> list[BindingType]:
    return [
        replace(binding, action=namespace + binding.action, priority=True)
        for binding in bindings_for(scope)
        if isinstance(binding, Binding)
    ]


class CustomerTable(PageTable):
    """The table with the screen's keys, all taken in the order in which they were pressed.

    Over a slow line several keys arrive in one piece: `jjx` must archive the row two below, and
    what follows `/` belongs into the search box. Keys that first travel through the widgets
    would be overtaken, so these are taken before that.
    """

    BINDINGS = [*_at_once("table"), *_at_once("customers", "screen.")]

    HAS_COLUMN_CURSOR = True

    offered: int | None = None
    """The customer that Enter shows where no row is: the one whose code was meant."""

    def action_open(self) -> None:
        if not self.row_count and self.offered is not None:
            self.post_message(self.RowOpened(self, self.offered))
        else:
            super().action_open()
