"""Which widgets take what is typed as text."""

from __future__ import annotations

import sys
from typing import Final

from textual.widget import Widget
from textual.widgets import Input

_TEXT_AREA: Final = "textual.widgets._text_area"


def takes_text(widget: Widget | None) -> bool:
    """Whether keys become text in this widget: a line of text, or several.

    Textual's text of several lines takes 15 ms to import: who has not opened one has none.
    """
    if isinstance(widget, Input):
        return True
    several = sys.modules.get(_TEXT_AREA)
    return several is not None and isinstance(widget, several.TextArea)
