"""One field of many customers: the new value, what it changes, then the change itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.widgets.customer_fields import label_of
from tui.widgets.form_field import FormField

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from store.customers.record import Customer
    from store.engine.cancel import Cancel
    from tui.screens.progress import Outcome, Report

SAMPLES = 8
REASON = Field("reason", "text", "Reason")


class BulkDialog(KehaoDialog["Bulk"], EnterGoesOn["Bulk"]):
    """Answers with what was done, None when it was left.

    ids: the customers. field: the field to change.
    """

    SCOPE = "form"
    BINDINGS = [*bindings_for("form"), ENTER]
    DEFAULT_CSS = "BulkDialog #effect { height: auto; margin-top: 1; }"

    def __init__(self, ids: Sequence[int], field: Field, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._ids = ids
        self._field = field
        self._label = label_of(field.name, fields)
        self.samples: list[Customer] = []

    def title_text(self) -> str:
        """What, and for how many."""
        return t("{field} of {count} customers", field=self._label, count=f"{len(self._ids):,}")

    def compose_body(self) -> ComposeResult:
        """The value, the reason, and the effect on the first ones."""
        hint = t("empty: the value is taken away")
        yield FormField(self._field, self._label, hint="" if self._field.choices else hint)
        yield FormField(REASON, t("Reason"), hint=t("for the log, if there is one"))
        yield Static(id="effect")

    def on_mount(self) -> None:
        """Read the first customers, to show what will change."""
        self.query_one(FormField).editor.focus()
        customers, ids = self.session.customers, self._ids[:SAMPLES]
        self.run_in_thread(
            lambda: [customers.by_id(customer_id) for customer_id in ids],
            self._show_samples,
            kind="samples",
        )

    def _show_samples(self, samples: list[Customer]) -> None:
        self.samples = samples
        self._show_effect()

    @on(Input.Changed)
    def _show_effect(self) -> None:
        new = plain(self._value()) or t("(empty)")
        parts: list[str | tuple[str, str]] = []
        for customer in self.samples:
            old = plain(customer.values.get(self._field.name, "")) or t("(empty)")
            parts += [
                (plain(customer.code), "$primary"),
                f"  {plain(customer.values.get('name', ''))}  ",
                (f"{old} -> {new}" if old != new else t("stays {value}", value=old), "$strong"),
                "\n",
            ]
        if len(self._ids) > len(self.samples):
            more = f"{len(self._ids) - len(self.samples):,}"
            parts.append((t("and {count} more", count=more), "$quiet"))
        self.query_one("#effect", Static).update(Content.assemble(*parts))

    def _value(self) -> str:
        return self.query_one(FormField).value.strip()

    def action_options(self) -> None:
        """The values that the field offers."""
        from tui.screens.choose import ChooseDialog

        row = self.query_one(FormField)
        if not self._field.choices:
            self.show_note(t("This field has no list of values: type one."))
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                row.set_value(value)

        rows = [(choice, choice) for choice in self._field.choices]
        self.app.push_screen(ChooseDialog(self._label, rows), chosen)

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    def action_save(self) -> None:
        """Check the value, ask, then change."""
        from store.customers.values import read_value, refuse
        from tui.screens.confirm import ConfirmDialog

        row = self.query_one(FormField)
        value, fits = read_value(self._field, row.value)
        extends = self._field.kind == "choice" and not self._field.custom
        if not fits and not (extends and self.session.may("field.edit")):
            row.complain(error_text(refuse(self._field, value)))
            row.editor.focus()
            return
        row.complain("")
        title = t(
            "Set {field} of {count} customers to {value}?",
            field=self._label,
            count=f"{len(self._ids):,}",
            value=plain(value) or t("(empty)"),
        )
        lines = [t("It stands in the log as one group.")]
        reason = self.query(FormField).last().value.strip()

        def answered(yes: bool | None) -> None:
            if yes:
                self._change(value, reason)

        self.app.push_screen(ConfirmDialog(title, lines, verb=t("Change")), answered)

    def _change(self, value: str, reason: str) -> None:
        from tui.screens.progress import ProgressDialog

        set_many, ids, name = self.session.customers.set_many, self._ids, self._field.name

        def work(report: Report, cancel: Cancel) -> Bulk:
            return set_many(ids, {name: value}, reason=reason, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Changing"), work), self._done)

    def _done(self, outcome: Outcome[Bulk] | None) -> None:
        if outcome is None:
            return
        if outcome.error is not None:
            self.show_error(outcome.error)
        else:
            self.dismiss(outcome.result)

    def action_close(self) -> None:
        """Leave; nothing is changed."""
        self.dismiss(None)


def said(done: Bulk) -> str:
    """What a bulk change did, in a sentence."""
    parts = [t("{count} changed", count=f"{done.changed:,}")]
    if done.unchanged:
        parts.append(t("{count} had the value already", count=f"{done.unchanged:,}"))
    if done.failed:
        parts.append(t("{count} are gone", count=f"{len(done.failed):,}"))
    if done.stopped:
        parts.append(t("stopped before the end"))
    return t("{parts}.", parts=", ".join(parts))
