"""Sends to the terminal only what has changed on it: over SSH bytes are time.

Textual sends a widget again whenever anything about it changes, so that moving the focus out of a
list costs 20 kB though one row looks different. `Shadow` remembers what every cell of the terminal
shows and cuts an update down to the runs of cells that differ. Where a width is uncertain (a
character that some terminals draw narrow and others wide) the whole row is sent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import repeat
from operator import eq
from typing import TYPE_CHECKING, Any, Final

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.driver import Driver
from textual.screen import Screen
from textual.strip import Strip

from tui.closed import ClosedDoors

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

GAP: Final = 6
"""Runs of changed cells with so few equal ones between them are sent as one."""

Cell = tuple[str, str]
"""A character (empty: the second half of a wide one) and the codes of its look."""


class Shadow:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Cell | None]] = {}

    def forget(self) -> None:
        """The terminal may show anything: the next update is sent whole."""
        self._rows.clear()

    def put(self, x: int, y: int, cells: list[Cell]) -> str:
        """Take note of these cells from column `x` of row `y`; what has to be sent for them."""
        row = self._rows.setdefault(y, [])
        end = x + len(cells)
        if len(row) < end:
            row.extend([None] * (end - len(row)))
        old = row[x:end]
        if old == cells:
            return ""
        row[x:end] = cells
        if _uncertain(cells) or _uncertain(old):
            return _sequence(x, y, cells)
        return "".join(_sequence(x + a, y, cells[a:b]) for a, b in _changes(old, cells))


class Changed(CompositorUpdate):
    """An update of Textual's, cut down to what differs from the shadow."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, shadow: Shadow) -> None:
        self._update = update
        self._shadow = shadow

    def render_segments(self, console: Console) -> str:
        """What to send, and the shadow is up to date."""
        colours = console._color_system or ColorSystem.TRUECOLOR
        pieces = _whole if isinstance(self._update, LayoutUpdate) else _pieces
        return "".join(
            self._shadow.put(x, y, _cut(_cells(strip, colours), length))
            for x, y, strip, length in pieces(self._update)
        )


_Piece = tuple[int, int, Strip, int]
"""Column, row, what is there, and how many cells of it are to be shown."""


def _whole(update: Any) -> Iterator[_Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip, strip.cell_length
            x += strip.cell_length


def _pieces(update: Any) -> Iterator[_Piece]:
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
        if text.isascii():
            cells.extend(zip(text, repeat(codes)))
            continue
        for character in text:
            width = get_character_cell_size(character)
            if width:
                cells.append((character, codes))
                if width == 2:
                    cells.append(("", codes))
            elif cells:
                cells[-1] = (cells[-1][0] + character, cells[-1][1])
    return cells


def _cut(cells: list[Cell], length: int) -> list[Cell]:
    """The first cells; a wide character that would be cut in two is a space, as in Textual."""
    if length < len(cells) and not cells[length][0]:
        return [*cells[: length - 1], (" ", cells[length][1])]
    return cells[:length]


def _changes(old: list[Cell | None], new: list[Cell]) -> Iterator[tuple[int, int]]:
    """Runs of cells that differ, as [first, last), wide characters whole on both sides."""
    different = [index for index, same in enumerate(map(eq, new, old)) if not same]
    if not different:
        return
    first = before = different[0]
    for index in different:
        if index - before > GAP + 1:
            yield _whole_characters(old, new, first, before + 1)
            first = index
        before = index
    yield _whole_characters(old, new, first, before + 1)


def _whole_characters(
    old: list[Cell | None], new: list[Cell], first: int, last: int
) -> tuple[int, int]:
    """The run, wider where it would begin or end within a wide character."""
    while first > 0 and (not new[first][0] or (old[first] or " ")[0] == ""):
        first -= 1
    while last < len(new) and (not new[last][0] or (old[last] or " ")[0] == ""):
        last += 1
    return first, last


def _sequence(x: int, y: int, cells: list[Cell]) -> str:
    parts = [f"\x1b[{y + 1};{x + 1}H"]
    look = ""
    for character, codes in cells:
        if codes != look:
            if look:
                parts.append("\x1b[0m")
            if codes:
                parts.append(f"\x1b[{codes}m")
            look = codes
        parts.append(character)
    if look:
        parts.append("\x1b[0m")
    return "".join(parts)


def _uncertain(cells: Iterable[Cell | None]) -> bool:
    text = "".join([cell[0] for cell in cells if cell is not None])
    return not (text.isascii() or all(map(_certain, text)))


@lru_cache(4096)
def _certain(character: str) -> bool:
    """Whether every terminal gives this character as many cells as we think, at least one."""
    return character.isascii() or (
        character < "\U0001f000"
        and unicodedata.east_asian_width(character) in ("W", "F", "H", "Na", "N")
        and get_character_cell_size(character) > 0
    )


class ThriftyApp(ClosedDoors):
    """An app that sends only what has changed."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self._shadow = Shadow()

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
