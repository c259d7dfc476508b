"""A matrix of yes and no: things down the side, holders across, a cursor on one crossing.

Wider or longer than the screen, it scrolls by whole rows and columns; the headings stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.cells import fit

GAP = 2


class Matrix(Widget, can_focus=True):
    """`show` fills it; `held` is what is taken now, changed by `toggle`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "matrix--heading",
        "matrix--row",
        "matrix--cursor",
        "matrix--line",
        "matrix--changed",
    }
    DEFAULT_CSS = """
    Matrix { height: 1fr; background: $background; color: $foreground; }
    Matrix > .matrix--heading { text-style: bold; color: $quiet; background: $bar; }
    Matrix > .matrix--row { color: $foreground; background: $background; }
    Matrix > .matrix--line { color: $strong; background: $row-selected; }
    Matrix > .matrix--cursor { color: $row-cursor-text; background: $row-cursor; }
    Matrix > .matrix--changed { color: $warning; background: $background; text-style: bold; }
    Matrix:nocolor > .matrix--heading { text-style: bold underline; }
    Matrix:nocolor > .matrix--line { text-style: bold; }
    Matrix:nocolor > .matrix--cursor { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1, 0)", show=False),
        Binding("up,k", "move(-1, 0)", show=False),
        Binding("right,l", "move(0, 1)", show=False),
        Binding("left,h", "move(0, -1)", show=False),
        Binding("pagedown,ctrl+d,ctrl+f", "move(10, 0)", show=False),
        Binding("pageup,ctrl+u,ctrl+b", "move(-10, 0)", show=False),
        Binding("home,g", "move(-9999, 0)", show=False),
        Binding("end,G", "move(9999, 0)", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another crossing."""

        matrix: Matrix

    def __init__(self) -> None:
        super().__init__()
        self.things: Sequence[tuple[str, str]] = ()
        self.holders: Sequence[tuple[str, str]] = ()
        self.held: dict[str, set[str]] = {}
        self._before: Mapping[str, frozenset[str]] = {}
        self.row = self.column = 0
        self._top = self._left = 0

    def show(
        self,
        things: Sequence[tuple[str, str]],
        holders: Sequence[tuple[str, str]],
        held: Mapping[str, frozenset[str]],
    ) -> None:
        """things and holders: (key, text) pairs; held: the things each holder has."""
        self.things, self.holders, self._before = things, holders, dict(held)
        self.held = {key: set(held[key]) for key, _ in holders}
        self.action_move(0, 0)

    @property
    def current(self) -> tuple[str, str] | None:
        """The thing and the holder under the cursor."""
        if not self.things or not self.holders:
            return None
        return self.things[self.row][0], self.holders[self.column][0]

    def toggle(self) -> None:
        """Give the thing under the cursor to the holder, or take it away."""
        if at := self.current:
            self.held[at[1]] ^= {at[0]}
            self.refresh()
            self.post_message(self.Moved(self))

    def changed(self) -> dict[str, tuple[list[str], list[str]]]:
        """For each holder that changed: what was given and what was taken, in order."""
        found = {}
        for holder, _ in self.holders:
            now, before = self.held[holder], self._before.get(holder, frozenset())
            if now != before:
                found[holder] = (
                    [key for key, _ in self.things if key in now - before],
                    [key for key, _ in self.things if key in before - now],
                )
        return found

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor, scrolling as little as brings it in sight."""
        self.row = max(0, min(self.row + rows, len(self.things) - 1))
        self.column = max(0, min(self.column + columns, len(self.holders) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self))

    def on_resize(self) -> None:
        """More or fewer rows and columns fit."""
        self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        """To the crossing that was clicked."""
        x = event.x - self._label_width - GAP
        if event.y < 1 or x < 0:
            return
        column = self._left
        for width in self._widths()[self._left :]:
            if x < width + GAP:
                self.action_move(self._top + event.y - 1 - self.row, column - self.column)
                return
            x -= width + GAP
            column += 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All rows and the headings."""
        return len(self.things) + 1

    # -- drawing --------------------------------------------------------------------------------

    @property
    def _label_width(self) -> int:
        longest = max((cell_len(text) for _, text in self.things), default=0)
        return min(longest + 1, max(16, self.size.width * 2 // 5))

    def _widths(self) -> list[int]:
        return [max(4, min(14, cell_len(text))) for _, text in self.holders]

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height - 1)
        self._top = max(min(self._top, self.row), self.row - height + 1)
        self._left = min(self._left, self.column)
        room = self.size.width - self._label_width
        widths = self._widths()
        while (
            self._left < self.column
            and sum(width + GAP for width in widths[self._left : self.column + 1]) > room
        ):
            self._left += 1

    def render_line(self, y: int) -> Strip:
        """The headings, then a row for each thing."""
        width = self.size.width
        heading = self.get_component_rich_style("matrix--heading")
        plain = self.get_component_rich_style("matrix--row")
        names = list(zip(self.holders, self._widths(), strict=True))[self._left :]
        if y == 0:
            more = "< " if self._left else ""
            segments = [Segment(fit(" " + more, self._label_width), heading)]
            segments += [Segment(" " * GAP + fit(text, room), heading) for (_, text), room in names]
            return Strip(segments).adjust_cell_length(width, heading)
        place = self._top + y - 1
        if place >= len(self.things):
            return Strip.blank(width, plain)
        key, label = self.things[place]
        line = self.get_component_rich_style("matrix--line") if place == self.row else plain
        segments = [Segment(fit(" " + label, self._label_width), line)]
        for column, ((holder, _), room) in enumerate(names, self._left):
            has = key in self.held[holder]
            changed = has != (key in self._before.get(holder, frozenset()))
            style = line
            if place == self.row and column == self.column and self.has_focus:
                style = self.get_component_rich_style("matrix--cursor")
            elif changed:
                style = self.get_component_rich_style("matrix--changed")
            text = ("x" if has else ".") + ("*" if changed else "")
            segments += [Segment(" " * GAP, line), Segment(fit(text, room), style)]
        return Strip(segments).adjust_cell_length(width, line)
