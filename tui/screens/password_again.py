"""The password once more, before something dangerous; what was asked for goes on by itself."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.errors import KehaoError
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog


class PasswordAgainDialog(KehaoDialog[bool]):
    """Answers True once the password was right."""

    TITLE_TEXT = "Your password once more"
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = "PasswordAgainDialog Static { height: auto; }"

    def compose_body(self) -> ComposeResult:
        """Why, and the field."""
        why = t("What you asked for is dangerous. For five minutes you are not asked again.")
        if self.kehao.prefill and (password := self.kehao.prefill[1]):
            why += "\n" + t("In the demonstration it is: {password}", password=password)
        yield Static(content(why, lines=True), classes="hint")
        yield Static(content(t("Password")), classes="label")
        yield Input(password=True, max_length=256)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        password, session = event.value, self.session
        if not password:
            return
        event.input.value = ""
        event.input.disabled = True
        self.show_note(t("Checking…"))
        self.run_in_thread(
            lambda: session.confirm(password),
            lambda _: self.dismiss(True),
            failed=self._refused,
            kind="confirm",
        )

    def _refused(self, error: KehaoError) -> None:
        field = self.query_one(Input)
        field.disabled = False
        field.focus()
        self.show_error(error)
