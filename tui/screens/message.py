"""Something to read that is longer than a line: a one-time password, a report, a list of errors."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.actions import bindings_for
from tui.safe import content
from tui.screens.base import KehaoDialog


class MessageDialog(KehaoDialog[None]):
    """Shows paragraphs until Escape or Enter.

    title: the heading, already translated. lines: paragraphs; strong: one shown in bold after
    them (a password, a number) that can be read off well.
    """

    BINDINGS = [*bindings_for("dialog"), ("enter", "close")]
    DEFAULT_CSS = """
    MessageDialog VerticalScroll { height: auto; max-height: 16; }
    MessageDialog VerticalScroll > Static { height: auto; }
    MessageDialog .strong { margin: 1 0; }
    """

    def __init__(self, title: str, lines: Sequence[str] = (), *, strong: str = "") -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._strong = strong

    def title_text(self) -> str:
        """The heading."""
        return self._title

    def compose_body(self) -> ComposeResult:
        """The paragraphs, scrolled when they are many."""
        with VerticalScroll():
            for line in self._lines:
                yield Static(content(line, lines=True))
            if self._strong:
                yield Static(content(self._strong), classes="strong")
