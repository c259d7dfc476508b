"""The lines of the table as strips of the terminal, kept so that a line is built once.

A line is two pieces of text, in one style each, and the cursor's cell: few bytes for a slow
connection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.cells import fit
from tui.widgets.page_cache import Row
from tui.widgets.page_columns import (
    GAP,
    GUTTER,
    LEAST_PART,
    Column,
    Sort,
    frozen_width,
    heading,
    line,
    place_of,
    starts,
    total_width,
)

MARK = "*"
KEPT_LINES = 1000


class Painter:
    """Draws lines of `width` cells, the columns after the frozen ones scrolled left by `left`.

    style: the style of a part of the table by its name (`row`, `cursor`, `selected` …).
    column: the place of the column under the cursor, None where there is no such cursor.
    """

    def __init__(self, style: Callable[[str], Style]) -> None:
        self._make_style = style
        self._styles: dict[str, Style] = {}
        self._lines: dict[tuple[int, str, bool, int, int, int | None, str], Strip] = {}
        self._blanks: dict[tuple[str, int], Strip] = {}
        self.columns: tuple[Column, ...] = ()
        self.frozen = 1
        self.column: int | None = None

    def restyle(self) -> None:
        """The colours have changed."""
        self._styles.clear()
        self.forget()

    def forget(self) -> None:
        """The rows or the columns have changed."""
        self._lines.clear()
        self._blanks.clear()

    def style(self, name: str) -> Style:
        """The style of a part of the table."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._make_style(name)
        return style

    def headings(self, sort: Sort, left: int, width: int) -> Strip:
        """The line of headings."""
        style = self.style("header")
        texts = [heading(column, sort) for column in self.columns]
        stays, gap = self.frozen, " " * GAP
        frozen = " " * GUTTER + gap.join(texts[:stays]) + gap
        strip = self._line(frozen, gap.join(texts[stays:]), style, style, left, width)
        return self._marked(strip, "column", left, width)

    def row(
        self, row: Row, state: str, chosen: bool, left: int, width: int, sign: str = " "
    ) -> Strip:
        """A row; `state` names its style, a chosen one has the mark, `sign` stands behind that."""
        cell = self.column if state == "cursor" else None
        key = (row.id, state, chosen, left, width, cell, sign)
        strip = self._lines.get(key)
        if strip is None:
            if len(self._lines) >= KEPT_LINES:
                self._lines.clear()
            style = self.style(state)
            first = self.style("code") if state == "row" else style
            mark = MARK if chosen else " "
            stays = self.frozen
            kept = line(self.columns[:stays], row.cells[:stays])
            frozen = mark + sign + " " * (GUTTER - 2) + kept + " " * GAP
            rest = line(self.columns[stays:], row.cells[stays:])
            strip = self._line(frozen, rest, first, style, left, width)
            if cell is not None:
                strip = self._marked(strip, "cell", left, width)
            self._lines[key] = strip
        return strip

    def waiting(self, state: str, width: int) -> Strip:
        """A row that is on its way."""
        return Strip([Segment(fit(" " * GUTTER + "…", width), self.style(state))], width)

    def blank(self, text: str, width: int) -> Strip:
        """A line below the last row, with a text in its middle."""
        strip = self._blanks.get((text, width))
        if strip is None:
            line = " " * max(0, (width - cell_len(text)) // 2) + text if text else ""
            strip = Strip([Segment(fit(line, width), self.style("row"))], width)
            self._blanks[text, width] = strip
        return strip

    def _line(
        self, frozen: str, rest: str, first: Style, style: Style, left: int, width: int
    ) -> Strip:
        edge = frozen_width(self.columns, self.frozen)
        room = width - edge
        wanted = max(0, total_width(self.columns) - edge)
        if room < 0 or left or wanted > room:
            rest = self._scrolled(rest, wanted, left, max(0, room))
        else:
            rest += " " * (room - wanted)
        if first == style:
            strip = Strip([Segment(frozen + rest, style)])
        else:
            strip = Strip([Segment(frozen, first), Segment(rest, style)])
        return strip.adjust_cell_length(width, style) if room < 0 else strip

    def _marked(self, strip: Strip, part: str, left: int, width: int) -> Strip:
        """The line with the cursor's column in the style of this part."""
        if self.column is None or self.column >= len(self.columns):
            return strip
        first, last = place_of(self.columns, self.column, self.frozen, left)
        first, last = min(first, width), min(last, width)
        if first >= last:
            return strip
        text = strip.crop(first, last).text
        middle = Strip([Segment(text, self.style(part))], last - first)
        return Strip.join([strip.crop(0, first), middle, strip.crop(last, width)])

    def _scrolled(self, rest: str, wanted: int, left: int, room: int) -> str:
        """What is seen of the columns after the frozen ones, `room` cells of it."""
        right = left + room
        for start in starts(self.columns, self.frozen):
            if left < start < right and right - start < LEAST_PART and right < wanted:
                right = start
        line = Strip([Segment(rest)], wanted)
        seen = line.crop(left, right).text
        if right < wanted and seen[-1:].strip() and line.crop(right, right + 1).text.strip():
            seen = fit(seen + " ", right - left)
        return seen + " " * (room - cell_len(seen))


def centred(lines: Sequence[str], y: int, height: int) -> str:
    """Which of these lines stands in line `y` of an otherwise empty table; empty for none."""
    place = y - max(0, (height - len(lines)) // 3)
    return lines[place] if 0 <= place < len(lines) else ""
