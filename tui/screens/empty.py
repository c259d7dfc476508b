"""What an account sees whose roles open no section."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoScreen


class EmptyScreen(KehaoScreen):
    """Says that there is nothing here, and who can change that."""

    DEFAULT_CSS = "EmptyScreen { align: center middle; } EmptyScreen Static { width: auto; }"

    def compose_body(self) -> ComposeResult:
        """The one sentence."""
        yield Static(
            content(t("Your roles open no section yet: ask an administrator for one."), "$quiet")
        )
