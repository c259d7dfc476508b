"""One line of text from the person: a name for a view, a reason, a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog


class AskDialog(KehaoDialog[str]):
    """Answers with the text, never an empty one; None when it was left.

    title and lines: already in the person's language. check: says what is wrong with a text, or
    an empty string.
    """

    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = "AskDialog Static { height: auto; } AskDialog Input { margin-top: 1; }"

    def __init__(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        value: str = "",
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._value = value
        self._check = check

    def title_text(self) -> str:
        """What is asked."""
        return self._title

    def compose_body(self) -> ComposeResult:
        """Why, and the field."""
        for line in self._lines:
            yield Static(content(line), classes="hint")
        yield Input(self._value, select_on_focus=False)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        problem = self._check(text) if self._check and text else ""
        if not text:
            self.show_error(t("Write something, or leave with Esc."))
        elif problem:
            self.show_error(problem)
        else:
            self.dismiss(text)
