"""A list that also moves by j, k, g and G, as the table does."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class VimList(OptionList):
    """An `OptionList` for hands that know vi."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "first", show=False),
        Binding("G", "last", show=False),
        Binding("ctrl+f,ctrl+d", "page_down", show=False),
        Binding("ctrl+b,ctrl+u", "page_up", show=False),
    ]
