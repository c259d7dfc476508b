"""The box in which a query is edited: several lines, and a mark where something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea

WRONG: Final = Style(bold=True, underline=True, reverse=True)

LISTED: Final = frozenset({"tab", "enter", "up", "down", "escape", "pageup", "pagedown"})
"""Keys that the list under the box may want."""


class QueryText(TextArea):
    """A text of a query. Keys for the list under it go out as `Asked` before the box sees them."""

    DEFAULT_CSS = """
    QueryText {
        height: 4; border: none; padding: 0 1; background: $field;
    }
    QueryText:focus { border: none; background: $field-focus; }
    """

    @dataclass
    class Pressed(Message):
        """A key that belongs to the list, or to the editor as a whole."""

        key: str

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self.wrong: tuple[int, int] | None = None
        self.list_open = False

    @property
    def place(self) -> int:
        """Where the cursor is, in characters from the beginning."""
        row, column = self.cursor_location
        return self._begins(row) + column

    def _begins(self, row: int) -> int:
        """Where a line begins, in characters."""
        return sum(len(line) + 1 for line in self.text.split("\n")[:row])

    def put(self, text: str, place: int) -> None:
        """Another text, with the cursor at a place of it; the box's own undo takes it back."""
        self.replace(text, self.document.start, self.document.end, maintain_selection_offset=False)
        self.go_to(place)

    def go_to(self, place: int) -> None:
        """The cursor at a place of the text."""
        before = self.text[:place].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    def mark(self, wrong: tuple[int, int] | None) -> None:
        """Mark these characters as wrong; at the end of the text there may be none to mark."""
        if wrong != self.wrong:
            self.wrong = wrong
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        """The line, with the mark on it."""
        line = super().get_line(line_index)
        if self.wrong is not None:
            begins = self._begins(line_index)
            start, end = (place - begins for place in self.wrong)
            if start < len(line.plain) and end > 0:
                line.stylize(WRONG, max(start, 0), end)
        return line

    async def _on_key(self, event: events.Key) -> None:
        """Enter does not break the line (ctrl+j does); the list's keys go to the list."""
        key = event.key
        if key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif key in ("tab", "enter", "escape") or (
            key in LISTED and (self.list_open or (key == "down" and self.cursor_at_last_line))
        ):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pressed(key))
