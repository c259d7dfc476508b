"""A text that is longer than the screen, read with the arrows, j and k, page up and down."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Reading(VerticalScroll, can_focus=True):
    """Holds what is read; moves by a line at once, without gliding."""

    BINDINGS = [("j,down", "line(1)"), ("k,up", "line(-1)")]
    DEFAULT_CSS = "Reading > Static { height: auto; }"

    def action_line(self, by: int) -> None:
        """So many lines down."""
        self.scroll_relative(y=by, animate=False)
