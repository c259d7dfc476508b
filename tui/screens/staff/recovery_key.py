"""Asking for the recovery key: typed unseen, checked for slips of the pen, kept nowhere."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.errors import InvalidValue
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog


class RecoveryKeyDialog(KehaoDialog[str]):
    """Answers with a recovery key that is complete; whether it is the right one is for others."""

    TITLE_TEXT = "Recovery key"
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = (
        "RecoveryKeyDialog Static { height: auto; } RecoveryKeyDialog Input { margin: 1 0; }"
    )

    def compose_body(self) -> ComposeResult:
        """What it is for, and the field."""
        why = t(
            "It opens the backup: fourteen groups of four characters, written down when the store "
            "was made. It is neither shown nor kept."
        )
        yield Static(content(why), classes="hint")
        yield Input(password=True, max_length=256)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        from store.keys.recovery import read_recovery

        key = event.value
        if not key.strip():
            self.show_error(t("Write something, or leave with Esc."))
            return
        try:
            read_recovery(key)
        except InvalidValue as error:
            self.show_error(error)
            return
        event.input.value = ""
        self.dismiss(key)
