"""Sends to the terminal only what has changed on it: over SSH bytes are time.

Textual sends a widget again whenever anything about it changes, so that moving the focus out of a
list costs 20 kB though one row looks different. An update is cut down to what differs from the
`Shadow`, which knows what every cell of the terminal shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.driver import Driver
from textual.screen import Screen
from textual.strip import Strip

from tui.closed import ClosedDoors
from tui.terminal.shadow import Cell, Shadow, blank

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


class Changed(CompositorUpdate):
    """An update of Textual's, cut down to what differs from the shadow."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, shadow: Shadow) -> None:
        self._update = update
        self._shadow = shadow

    def render_segments(self, console: Console) -> str:
        """What to send, and the shadow is up to date."""
        colours = console._color_system or ColorSystem.TRUECOLOR
        pieces = _whole if isinstance(self._update, LayoutUpdate) else _pieces
        return self._shadow.draw(
            (x, y, _cut(_cells(strip, colours), length))
            for x, y, strip, length in pieces(self._update)
        )


_Drawn = tuple[int, int, Strip, int]
"""Column, row, what is there, and how many cells of it are to be shown."""


def _whole(update: Any) -> Iterator[_Drawn]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip, strip.cell_length
            x += strip.cell_length


def _pieces(update: Any) -> Iterator[_Drawn]:
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < x2 and end > x1:
                yield x, y, strip, min(end, x2) - x


def _cells(strip: Strip, colours: ColorSystem) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in strip:
        if control is not None:
            continue
        codes = style._make_ansi_codes(colours) if style else ""
        space = (" ", blank(codes))
        if text.isascii():
            cells.extend([space if sign == " " else (sign, codes) for sign in text])
            continue
        for character in text:
            width = get_character_cell_size(character)
            if character == " ":
                cells.append(space)
            elif width:
                cells.append((character, codes))
                if width == 2:
                    cells.append(("", codes))
            elif cells:
                cells[-1] = (cells[-1][0] + character, cells[-1][1])
    return cells


def _cut(cells: list[Cell], length: int) -> list[Cell]:
    """The first cells; a wide character that would be cut in two is a space, as in Textual."""
    if length < len(cells) and not cells[length][0]:
        return [*cells[: length - 1], (" ", blank(cells[length][1]))]
    return cells[:length]


class ThriftyApp(ClosedDoors):
    """An app that sends only what has changed."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self._shadow = Shadow()

    def get_driver_class(self) -> type[Driver]:
        """The driver for a terminal; nothing in the environment chooses another."""
        from tui.terminal.driver import LineDriver

        return LineDriver

    def repaint(self) -> None:
        """Send everything again with the next update."""
        self._shadow.forget()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            changed: Any = Changed(renderable, self._shadow)
            super()._display(screen, changed)
        else:
            super()._display(screen, renderable)

    def on_resize(self) -> None:
        """Whatever the terminal made of its text, it is drawn anew."""
        self.repaint()
