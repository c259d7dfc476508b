"""A whole screen opened over a section, which closes with an answer: an editor, one record."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.screens.base import Framed
from tui.widgets.frame import KeyBar, MessageBar, TitleBar

Answer = TypeVar("Answer")


class KehaoPage(Framed[Answer]):
    """Framed like a section; closes with an answer, None when it was left."""

    SECTION: ClassVar[str] = ""
    DEFAULT_CSS = "KehaoPage { overflow: hidden; }"

    def compose(self) -> ComposeResult:
        """Title, body, message, keys."""
        yield TitleBar(self.SECTION)
        yield from self.compose_body()
        with Vertical(classes="foot"):
            yield MessageBar()
            yield KeyBar()

    def action_close(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
