"""A query that cannot be read: pointed at, while the list shows what was asked for before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Vertical

from store.errors import InvalidText
from tui.locale import t

if TYPE_CHECKING:
    from tui.widgets.customer_list import CustomerList


class WrongQuery(Vertical):
    """What `CustomerList` knows of the query in its box that it could not ask."""

    query_shown = ""
    """The query whose list is shown."""
    wrong: tuple[str, InvalidText] | None = None
    """The text that could not be read last, and why."""

    @property
    def _boxed(self) -> CustomerList:
        return cast("CustomerList", self)

    @property
    def error_stands(self) -> bool:
        """Whether the box holds a query that cannot be read; the list is another's then."""
        return self.wrong is not None and self.wrong[0] == self._boxed.box.query_text

    def point(self) -> None:
        """Show what is wrong in the box, and what is shown still."""
        if self.wrong is not None:
            shown = self.query_shown.strip() or t("all")
            self._boxed.box.point(self.wrong[1], t("still shows: {query}", query=shown))
