"""Another code for one customer: the next by rule, or one that is typed; with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.customers.fields import Field
from store.errors import InvalidValue, KehaoError
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.widgets.form_field import FormField

if TYPE_CHECKING:
    from store.codes.changing import Changed
    from store.codes.service import Preview
    from store.customers.record import Customer

CODE = Field("code", "text", "Code")
REASON = Field("reason", "text", "Reason")


class ChangeCodeDialog(KehaoDialog["Changed"], EnterGoesOn["Changed"]):
    """Answers with what was changed, None when it was left."""

    SCOPE = "sheet"
    BINDINGS = [*bindings_for("sheet"), ENTER]
    DEFAULT_CSS = "ChangeCodeDialog Static { height: auto; } ChangeCodeDialog #old { margin: 1 0; }"

    def __init__(self, customer: Customer) -> None:
        super().__init__()
        self.customer = customer

    def title_text(self) -> str:
        """Whose code."""
        return t("Change the code {code}", code=plain(self.customer.code))

    def compose_body(self) -> ComposeResult:
        """The new code, the reason, and what becomes of the old one."""
        yield Static(content(plain(self.customer.values.get("name", ""))))
        if self.customer.aliases:
            old = ", ".join(map(plain, self.customer.aliases))
            yield Static(content(t("Had before: {codes}", codes=old)), classes="hint")
        kept = t("{code} stays an old code of this customer for ever.", code=self.customer.code)
        yield Static(content(kept), classes="hint", id="old")
        yield FormField(CODE, t("New code"), hint=t("empty: the next by rule"))
        yield FormField(REASON, t("Reason"), hint=t("for the log; it is needed"))
        yield Static(id="next", classes="hint")

    def on_mount(self) -> None:
        """Show what the rule would give."""
        self.row("code").editor.focus()
        codes, values = self.session.codes, dict(self.customer.values)
        self.run_in_thread(
            lambda: codes.preview(values), self._previewed, failed=self._no_rule, kind="preview"
        )

    def row(self, name: str) -> FormField:
        """The row of `code` or `reason`."""
        return next(row for row in self.query(FormField) if row.field.name == name)

    def _previewed(self, preview: Preview) -> None:
        text = t("By rule {rule} now: {code}", rule=plain(preview.rule), code=plain(preview.text))
        self.query_one("#next", Static).update(content(text))

    def _no_rule(self, error: KehaoError) -> None:
        text = Content.assemble(t("By rule: "), error_text(error))
        self.query_one("#next", Static).update(text)

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    def action_save(self) -> None:
        """Ask, then change."""
        from tui.screens.confirm import ConfirmDialog

        new, reason = self.row("code").value.strip(), self.row("reason").value.strip()
        self.row("code").complain("")
        self.row("reason").complain("" if reason else t("Say why: the log keeps it."))
        if not reason:
            self.row("reason").editor.focus()
            return
        shown = plain(new) or t("the next by rule")
        title = t("Change {old} to {new}?", old=plain(self.customer.code), new=shown)
        self.app.push_screen(
            ConfirmDialog(title, verb=t("Change")),
            lambda yes: self._change(new, reason) if yes else None,
        )

    def _change(self, new: str, reason: str) -> None:
        life, customer = self.session.life, self.customer.id
        self.run_in_thread(
            lambda: life.change(customer, new, reason=reason),
            self.dismiss,
            failed=self._refused,
            kind="save",
        )

    def _refused(self, error: KehaoError) -> None:
        if isinstance(error, InvalidValue) and error.field == "code":
            self.row("code").complain(error_text(error))
            self.row("code").editor.focus()
        else:
            self.show_error(error)


def said(done: Changed) -> str:
    """What a change of code did, in a sentence."""
    text = t("{old} is now {new}; the old code still finds it.", old=done.before, new=done.after)
    if done.how == "alias":
        text += " " + t(
            "It had {new} before: its own earlier code is in force again.", new=done.after
        )
    return text
