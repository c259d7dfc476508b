"""A question before something that matters. Enter alone never says yes."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog


class ConfirmDialog(KehaoDialog[bool]):
    """Asks; answers True for `y`, False for `n`, Escape and Enter.

    title: the question, already translated; lines: what will happen, a paragraph each.
    verb: what `y` does, in a word.
    word: if given, it must be typed out (a customer's code, for what cannot be taken back).
    """

    SCOPE = "confirm"
    BINDINGS = bindings_for("confirm")
    DEFAULT_CSS = "ConfirmDialog Static { height: auto; } ConfirmDialog .ask { margin-top: 1; }"

    def __init__(
        self, title: str, lines: Sequence[str] = (), *, verb: str = "", word: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._verb = verb
        self._word = word

    def title_text(self) -> str:
        """The question."""
        return self._title

    def compose_body(self) -> ComposeResult:
        """What will happen, and how to say yes."""
        for line in self._lines:
            yield Static(content(line, lines=True))
        apart = "ask hint" if self._lines else "hint"
        if self._word:
            ask = t(
                "Type {word} and press Enter to go on; Esc leaves all as it is.", word=self._word
            )
            yield Static(content(ask), classes=apart)
            yield Input(max_length=128)
        else:
            verb = self._verb or t("Go on")
            ask = t("y: {verb}.  n, Esc or Enter: leave all as it is.", verb=verb)
            yield Static(content(ask), classes=apart)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where a word must be typed, no key says yes."""
        if self._word and action == "yes":
            return False
        return super().check_action(action, parameters)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value.strip() == self._word:
            self.dismiss(True)
        elif event.value.strip():
            self.show_error(t("That is not {word}.", word=self._word))
        else:
            self.dismiss(False)

    def key_enter(self, event: events.Key) -> None:
        """Enter alone is no; and it is not handed on to the screen below."""
        if not self._word:
            event.stop()
            self.dismiss(False)

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave all as it is."""
        self.dismiss(False)
