"""Fields of one line, and which widgets take what is typed as text."""

from __future__ import annotations

import sys
from typing import Final

from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui.safe import fit

_TEXT_AREA: Final = "textual.widgets._text_area"


class Entry(Input):
    """A line of text whose hint, where there is no room for all of it, ends in …"""

    def render_line(self, y: int) -> Strip:
        """The line; the hint is cut for the width at hand."""
        hint = self.placeholder
        shown = fit(hint, self.scrollable_content_region.width)
        if self.value or shown == hint:
            return super().render_line(y)
        self.set_reactive(Input.placeholder, shown)
        try:
            return super().render_line(y)
        finally:
            self.set_reactive(Input.placeholder, hint)


def takes_text(widget: Widget | None) -> bool:
    """Whether keys become text in this widget: a line of text, or several.

    Textual's text of several lines takes 15 ms to import: who has not opened one has none.
    """
    if isinstance(widget, Input):
        return True
    several = sys.modules.get(_TEXT_AREA)
    return several is not None and isinstance(widget, several.TextArea)
