"""The colours: dark, light, and none. All are colours that a 256-colour terminal shows exactly.

SSH drops COLORTERM, so most people see 256 colours; shades that are not in that palette would be
moved to a neighbour. With NO_COLOR, or the plain theme, no colour is sent at all: what has the
focus is then reversed or underlined (`:nocolor` in kehao.tcss).
"""

from __future__ import annotations

from typing import Final

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
