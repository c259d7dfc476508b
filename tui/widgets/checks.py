"""A list of which several can be taken: Space takes or leaves one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from tui.actions import bindings_for
from tui.widgets.page_columns import Column
from tui.widgets.row_table import RowTable


class Checks(RowTable):
    """rows: (key, text) pairs, the text already in the person's language; taken: the keys taken."""

    SCOPE: ClassVar[str] = "checks"
    BINDINGS = bindings_for("checks")

    def __init__(
        self,
        heading: str,
        rows: Sequence[tuple[str, str]],
        taken: Collection[str] = (),
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._heading = heading
        self._rows = rows
        self._taken = set(taken)

    @property
    def taken(self) -> list[str]:
        """The keys taken, in the order of the list."""
        return [key for key, _ in self._rows if key in self._taken]

    def on_mount(self) -> None:
        """Show them."""
        self._show()

    def action_take(self) -> None:
        """Take the row under the cursor, or leave it."""
        if self.index is not None:
            self._taken ^= {self._rows[self.index][0]}
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter opens nothing here."""
        return False if action == "open" else super().check_action(action, parameters)

    def action_open(self) -> None:
        """A double click takes or leaves the row."""
        self.action_take()

    def _show(self) -> None:
        columns = (Column("taken", "", 3), Column("text", self._heading, 20, grows=True, most=90))
        rows = [("[x]" if key in self._taken else "[ ]", text) for key, text in self._rows]
        self.show(columns, rows)
