"""Changing one's own password; forced when the one in use was given by somebody else."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.errors import KehaoError, SignInRefused
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn


class PasswordDialog(KehaoDialog[bool], EnterGoesOn[bool]):
    """Old password, new one twice. Answers True when it was changed."""

    TITLE_TEXT = "Change password"
    BINDINGS = [*bindings_for("dialog"), ENTER]

    def __init__(self, *, forced: bool = False, expired: bool = False, old: str = "") -> None:
        """old: what was typed a moment ago at the sign-in: nobody types it twice."""
        super().__init__()
        self._old = old
        self.forced = forced
        self.expired = expired

    def compose_body(self) -> ComposeResult:
        """Why, and three fields."""
        if self.forced:
            why = t("Your password has been in use for too long: choose another to go on.")
            if not self.expired:
                why = t("Your password was given to you for one time: choose your own to go on.")
            yield Static(content(why), classes="hint")
        for name, label in (
            ("old", t("Password now")),
            ("new", t("New password (12 characters or more)")),
            ("again", t("New password again")),
        ):
            yield Static(content(label), classes="label")
            value = self._old if name == "old" else ""
            yield Input(value, password=True, id=name, max_length=256, select_on_focus=False)
        yield Static(content(t("Enter goes on, Esc leaves all as it was.")), classes="hint")

    def on_mount(self) -> None:
        """Begin with what is not there yet."""
        self.query_one("#new" if self._old else "#old").focus()
        self._old = ""

    def submit(self) -> None:
        """Change it, or say what is still wrong."""
        old, new, again = (self.query_one(f"#{name}", Input) for name in ("old", "new", "again"))
        if not old.value or not new.value:
            self.show_error(t("All three fields, then Enter."))
        elif new.value != again.value:
            again.value = ""
            again.focus()
            self.show_error(t("The two new passwords differ: type the second one again."))
        else:
            self._work(old.value, new.value)

    def _work(self, old: str, new: str) -> None:
        session = self.session

        def change() -> bool:
            session.change_password(old, new)
            return session.alive()

        self.freeze(True)
        self.show_note(t("Changing the password…"))
        self.run_in_thread(change, self.dismiss, failed=self._refused, kind="change")

    def _refused(self, error: KehaoError) -> None:
        self.freeze(False)
        self.query_one("#old" if isinstance(error, SignInRefused) else "#new").focus()
        self.show_error(error)
