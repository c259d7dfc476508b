"""The colours: dark, light, and none. All are colours that a 256-colour terminal shows exactly.

SSH drops COLORTERM, so most people see 256 colours; shades that are not in that palette would be
moved to a neighbour. With NO_COLOR, or the plain theme, no colour is sent at all: `NoColours` then
reverses what stands on a cursor's colour, so that the row under the cursor shows in every widget.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

DARK: Final = Theme(
    name="dark",
    primary="#5fafd7",
    secondary="#5f87af",
    accent="#d7af5f",
    warning="#d7af5f",
    error="#ff8787",
    success="#87af5f",
    foreground="#d0d0d0",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    dark=True,
    variables={
        "quiet": "#8a8a8a",
        "strong": "#eeeeee",
        "bar": "#262626",
        "field": "#262626",
        "field-focus": "#303030",
        "row-cursor": "#005f87",
        "row-cursor-text": "#ffffff",
        "row-selected": "#303030",
        "border": "#5f87af",
        "border-blurred": "#444444",
        "input-cursor-background": "#d0d0d0",
        "input-cursor-foreground": "#121212",
        "input-selection-background": "#005f87",
        "scrollbar": "#444444",
        "scrollbar-background": "#1c1c1c",
        "scrollbar-hover": "#5f87af",
        "scrollbar-active": "#5fafd7",
        "scrollbar-background-hover": "#1c1c1c",
        "scrollbar-background-active": "#1c1c1c",
        "scrollbar-corner-color": "#1c1c1c",
    },
)

LIGHT: Final = Theme(
    name="light",
    primary="#005f87",
    secondary="#5f87af",
    accent="#875f00",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    foreground="#303030",
    background="#eeeeee",
    surface="#e4e4e4",
    panel="#d0d0d0",
    dark=False,
    variables={
        "quiet": "#626262",
        "strong": "#080808",
        "bar": "#d0d0d0",
        "field": "#ffffff",
        "field-focus": "#d7ffff",
        "row-cursor": "#afd7ff",
        "row-cursor-text": "#080808",
        "row-selected": "#d0d0d0",
        "border": "#5f87af",
        "border-blurred": "#a8a8a8",
        "input-cursor-background": "#303030",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#afd7ff",
        "scrollbar": "#a8a8a8",
        "scrollbar-background": "#e4e4e4",
        "scrollbar-hover": "#5f87af",
        "scrollbar-active": "#005f87",
        "scrollbar-background-hover": "#e4e4e4",
        "scrollbar-background-active": "#e4e4e4",
        "scrollbar-corner-color": "#e4e4e4",
    },
)

THEMES: Final[dict[str, str]] = {"dark": "Dark", "light": "Light", "plain": "No colours"}
"""What a person can choose, each with its English label."""

_CURSORS: Final = frozenset(
    theme.variables[name]
    for theme in (DARK, LIGHT)
    for name in ("row-cursor", "input-selection-background")
)
_NONE: Final = Style.from_color(RichColor.parse("default"), RichColor.parse("default"))
_REVERSED: Final = _NONE + Style(reverse=True)


class NoColours(LineFilter):
    """Takes every colour out of a line; what was marked by a cursor's colour is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments with their weight, underline and reversal alone."""
        return [
            Segment(text, None if style is None else _uncoloured(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _uncoloured(style: Style) -> Style:
    ground = style.bgcolor
    if ground is not None and ground.triplet is not None and ground.triplet.hex in _CURSORS:
        return style + _REVERSED
    return style + _NONE
