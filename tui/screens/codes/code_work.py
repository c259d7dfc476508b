"""What is done with codes from the list of customers: change, merge, renumber, reserve."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.locale import t
from tui.safe import plain
from tui.screens.base import Framed

if TYPE_CHECKING:
    from store.codes.changing import Changed
    from store.customers.record import Customer
    from tui.widgets.customer_list import CustomerList


class ChangesCode(Framed[Any]):
    """For a screen or dialog that shows a customer."""

    @abstractmethod
    def customers_changed(self, note: str) -> None:
        """Something was saved: read again what is shown, and say the note."""

    def open_change_code(self, customer_id: int) -> None:
        """Another code for a customer."""
        customers = self.session.customers
        self.run_in_thread(lambda: customers.by_id(customer_id), self._ask_for_code, kind="change")

    def _ask_for_code(self, customer: Customer) -> None:
        from tui.screens.codes.change_code import ChangeCodeDialog, said

        def closed(done: Changed | None) -> None:
            if done is not None:
                self.customers_changed(said(done))

        self.app.push_screen(ChangeCodeDialog(customer), closed)


class CodeWork(ChangesCode):
    """For the list of customers."""

    @property
    @abstractmethod
    def finder(self) -> CustomerList:
        """The list."""

    @abstractmethod
    def _targets(self) -> tuple[int, ...]: ...

    def action_change_code(self) -> None:
        """Another code for the customer under the cursor."""
        if (customer_id := self.finder.table.current_id) is not None:
            self.open_change_code(customer_id)

    def action_merge(self) -> None:
        """Merge the two chosen customers, or the chosen one and the one under the cursor."""
        from tui.screens.customers.merge import MergeDialog

        ids: Sequence[int] = self._targets()
        current = self.finder.table.current_id
        if len(ids) == 1 and current is not None and current not in ids:
            ids = (*ids, current)
        if len(ids) != 2:
            self.show_note(t("Choose two customers with Space, then merge them."))
            return

        def closed(note: str | None) -> None:
            if note is not None:
                self.finder.table.clear_selection()
                self.customers_changed(note)

        first, second = sorted(ids)
        self.app.push_screen(MergeDialog(first, second, self.finder.fields), closed)

    def action_duplicates(self) -> None:
        """The pairs of customers who may be one."""
        from tui.screens.customers.duplicates import DuplicatesPage

        def closed(changed: bool | None) -> None:
            if changed:
                self.customers_changed("")

        self.app.push_screen(DuplicatesPage(), closed)

    def action_renumber(self) -> None:
        """New codes for the chosen customers, else for all that are found."""
        from tui.screens.codes.renumber import RenumberDialog

        chosen = self.finder.table.selection.chosen

        def closed(note: str | None) -> None:
            if note is not None:
                self.finder.table.clear_selection()
                self.customers_changed(note)

        self.app.push_screen(RenumberDialog(self.finder.query_asked, chosen or None), closed)

    def action_reservations(self) -> None:
        """The blocks of codes that are set aside."""
        from tui.screens.codes.reservations import ReservationsDialog

        self.app.push_screen(ReservationsDialog())

    def action_void_code(self) -> None:
        """Make a code void that nobody has: which one, why, and the code typed out again."""
        from tui.screens.ask import AskDialog

        def named(code: str | None) -> None:
            if code:
                title = t("Make {code} void", code=plain(code))
                ask = AskDialog(title, [t("Why? The reason goes to the log.")])
                self.app.push_screen(ask, lambda reason: self._void(code, reason))

        lines = [t("A reserved code, or one that nobody ever had: it is never given then.")]
        self.app.push_screen(AskDialog(t("Make a code void"), lines), named)

    def _void(self, code: str, reason: str | None) -> None:
        from tui.screens.confirm import ConfirmDialog

        if not reason:
            return
        life = self.session.life

        def confirmed(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    lambda: life.void(code, reason),
                    lambda text: self.show_note(
                        t("{code} is void: it is never given.", code=plain(text))
                    ),
                )

        title = t("Make {code} void?", code=plain(code))
        self.app.push_screen(ConfirmDialog(title, [], word=plain(code)), confirmed)
