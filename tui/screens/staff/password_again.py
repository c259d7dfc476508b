"""The password once more, before something dangerous; what was asked for goes on by itself."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from store.staff.roles import PERMISSIONS
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.widgets.password_field import PasswordField


class PasswordAgainDialog(KehaoDialog[bool]):
    """Answers True once the password was right."""

    TITLE_TEXT = "Your password once more"
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = "PasswordAgainDialog Static { height: auto; }"

    def __init__(self, permission: str = "") -> None:
        """permission: what is asked for, if it is known."""
        super().__init__()
        self._permission = permission

    def compose_body(self) -> ComposeResult:
        """Why, and the field."""
        why = t(
            "The password is asked for again in case somebody else sits at your screen; then not "
            "for five minutes."
        )
        if self._permission in PERMISSIONS:
            why = t("You asked for: {what}.", what=t(PERMISSIONS[self._permission])) + "\n" + why
        if self.kehao.prefill and (password := self.kehao.prefill[1]):
            why += "\n" + t("In the demonstration it is: {password}", password=password)
        yield Static(content(why, lines=True), classes="hint")
        yield Static(content(t("Password")), classes="label")
        yield PasswordField(self.session.confirm, lambda: self.dismiss(True))
