"""What can be done with customers from the list and from the details alike.

Archiving, bringing back, deleting for good, the form, the history: each asks first where it must,
works in a thread, and then calls `customers_changed`.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from tui.locale import t
from tui.safe import plain
from tui.screens.base import Framed

if TYPE_CHECKING:
    from store.codes.ends import End
    from store.customers.record import Customer


class CustomerWork(Framed[Any]):
    """For a screen or dialog that shows customers."""

    @abstractmethod
    def customers_changed(self, note: str) -> None:
        """Something was saved: read again what is shown, and say the note."""

    def open_form(self, customer: Customer | None, field: str = "") -> None:
        """The form for a new customer (None), or for one that was read; begins at a field."""
        from tui.screens.customers.customer_form import CustomerForm

        form = CustomerForm(customer, field)

        def closed(saved: Customer | None) -> None:
            if saved is not None:
                note = t("{code} is saved.", code=saved.code)
                if added := ", ".join(map(plain, form.new_choices.values())):
                    note += " " + t("New among the choices: {values}.", values=added)
                if form.also:
                    note += " " + form.also
                if customer is None:
                    self.customer_added(saved, note)
                else:
                    self.customers_changed(note)

        self.app.push_screen(form, closed)

    def customer_added(self, saved: Customer, note: str) -> None:
        """A new customer is saved: show it, and say the note."""
        self.customers_changed(note)
        self.warn_of_end(saved.code, note)

    def warn_of_end(self, code: str, note: str) -> None:
        """Say so when the counter that gave a code nears its end."""
        from tui.words.ends import warning

        def told(end: End | None) -> None:
            if end is not None and end.near:
                self.show_note(f"{note} {warning(end)}")

        rules = self.session.rules
        self.run_in_thread(lambda: rules.end_of(code), told, kind="end")

    def edit_by_id(self, customer_id: int, field: str = "") -> None:
        """Read the customer as it is now, then open the form."""
        session = self.session
        self.run_in_thread(
            lambda: session.customers.by_id(customer_id),
            lambda customer: self.open_form(customer, field),
            kind="form",
        )

    def open_history(self, customer_id: int, code: str) -> None:
        """What was done with the customer."""
        from tui.screens.customers.customer_history import HistoryDialog

        self.app.push_screen(HistoryDialog(customer_id, code))

    def set_archived(self, customer_id: int, code: str, archived: bool) -> None:
        """Archive a customer or bring it back, after a question."""
        from tui.screens.confirm import ConfirmDialog

        title = t("Archive {code}?", code=code) if archived else t("Bring {code} back?", code=code)
        lines = (
            [t("Everyday lists leave them out; records and codes stay, archived:yes finds them.")]
            if archived
            else []
        )
        verb = t("Archive") if archived else t("Bring back")
        customers = self.session.customers
        move = customers.archive if archived else customers.restore
        note = t("{who} archived.", who=code) if archived else t("{who} brought back.", who=code)

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    lambda: move(customer_id), lambda _: self.customers_changed(note), kind="save"
                )

        self.app.push_screen(ConfirmDialog(title, lines, verb=verb), answered)

    def delete_for_good(self, customer_id: int, code: str, name: str) -> None:
        """Erase a customer: a reason first, then its code typed out."""
        from tui.screens.ask import AskDialog
        from tui.screens.confirm import ConfirmDialog

        title = t("Delete {code} for good?", code=code)
        customers = self.session.customers

        def confirmed(yes: bool | None, reason: str) -> None:
            if yes:
                self.run_in_thread(
                    lambda: customers.delete(customer_id, reason),
                    lambda _: self.customers_changed(t("{code} is deleted.", code=code)),
                )

        def reasoned(reason: str | None) -> None:
            if reason is None:
                return
            lines = [
                plain(name),
                t("The record is erased, also from the log; its codes are never given again."),
                t("This cannot be undone."),
            ]
            self.app.push_screen(
                ConfirmDialog(title, lines, word=code), lambda yes: confirmed(yes, reason)
            )

        self.app.push_screen(AskDialog(title, [t("Why? The reason goes to the log.")]), reasoned)
