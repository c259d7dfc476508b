"""Fields of one line, and which widgets take what is typed as text."""

from __future__ import annotations

import sys
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui.safe import fit

_TEXT_AREA: Final = "textual.widgets._text_area"


class Entry(Input):
    """A line of text that ends in … where there is no room for all of it: its hint always, what
    was typed while the cursor is elsewhere."""

    def render_line(self, y: int) -> Strip:
        """The line, cut for the width at hand."""
        hint, width = self.placeholder, self.scrollable_content_region.width
        if y == 0 and not self.has_focus and not self.password and cell_len(self.value) > width:
            text = Strip([Segment(fit(self.value, width))])
            return text.extend_cell_length(width + 1).apply_style(self.rich_style)
        shown = fit(hint, width)
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
