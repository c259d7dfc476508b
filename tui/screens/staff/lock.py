"""The lock: nothing of the data, and only the password returns."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoScreen
from tui.widgets.password_field import PasswordField


class LockScreen(KehaoScreen):
    """One field. What is behind goes on working and is not shown."""

    SCOPE = "lock"
    BINDINGS = bindings_for("lock")
    DEFAULT_CSS = """
    LockScreen { align: center middle; }
    LockScreen > #card { width: 50; max-width: 100%; height: auto; padding: 0 2; }
    LockScreen #card > Static { height: auto; }
    LockScreen Input { margin: 1 0; }
    """

    def compose_body(self) -> ComposeResult:
        """Who locked it, and the field for the password."""
        with Vertical(id="card"):
            yield Static(Content.styled("客号 Kehao", "bold $primary"))
            yield Static(id="who")
            yield PasswordField(self.session.check_password, self.kehao.unlock)
            yield Static(id="how", classes="hint")

    def on_screen_resume(self) -> None:
        """Empty the field, and speak the language of now."""
        super().on_screen_resume()
        who = t("Locked by {name}.", name=self.session.name)
        self.query_one("#who", Static).update(content(who))
        how = t("Your password and Enter go on; Ctrl-Q signs out and leaves.")
        if self.kehao.prefill and self.kehao.prefill[1]:
            password = self.kehao.prefill[1]
            how += "\n" + t("In the demonstration it is: {password}", password=password)
        self.query_one("#how", Static).update(content(how, lines=True))
        self.query_one(PasswordField).open()
        self.clear_message()

    def on_paste(self, event: events.Paste) -> None:
        """Nothing pasted reaches what lies behind."""
        event.stop()
