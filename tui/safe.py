"""Data text on its way out: never markup, never a control character.

Text is cleaned when it enters the store (`store.text.clean`); this is the second door, for what
came in another way (a file name, an older store, an error's value). Show data with `plain` or
`content`, never as a `str` handed to a widget that reads markup. `Sweep` is the last door: it
goes over every line of every widget just before it is sent to the terminal.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from store.text import FORBIDDEN, thin

_SPACE = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")


def plain(text: object, *, lines: bool = False) -> str:
    """The text without control, bidirectional and invisible characters.

    Line ends and tabs become a space; with `lines` the line ends stay.
    """
    raw = str(text)
    if raw.isascii() and raw.isprintable():
        return raw
    if lines:
        return "\n".join(plain(line) for line in raw.splitlines())
    return thin(FORBIDDEN.sub("", _SPACE.sub(" ", raw)))


def content(text: object, style: str = "", *, lines: bool = False) -> Content:
    """The text for a widget: cleaned, in one style, its brackets not read as markup."""
    return Content.styled(plain(text, lines=lines), style)


def near(text: str, cells: int) -> str:
    """The beginning of a text, more than enough for so many cells: measuring all of a long one
    would take longer than showing it."""
    return text[: 16 * max(cells, 0) + 64]


def fit(text: object, cells: int) -> str:
    """The text cut to so many terminal cells (a Chinese character takes two), with … if cut."""
    shown = plain(near(str(text), cells))
    if cell_len(shown) <= cells:
        return shown
    if cells <= 1:
        return "…"[:cells]
    return chop_cells(shown, cells - 1)[0] + "…"


def pad(text: object, cells: int) -> str:
    """The text in exactly so many cells: cut if longer, filled with spaces if shorter."""
    shown = fit(text, cells)
    return shown + " " * (cells - cell_len(shown))


class Sweep(LineFilter):
    """Takes forbidden characters out of every line on its way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments; those with forbidden characters without them (they take no cell)."""
        search = FORBIDDEN.search
        for segment in segments:
            if segment.control is None and search(segment.text):
                break
        else:
            return segments
        return [
            segment
            if segment.control is not None
            else Segment(FORBIDDEN.sub("", segment.text), segment.style)
            for segment in segments
        ]
