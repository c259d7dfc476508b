"""The line under the search box: where one stands, or where in the query something is wrong."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.safe import fit, plain


class InfoLine(Widget):
    """One row. `say` shows a quiet text, `point` marks a place above it and says what is wrong."""

    DEFAULT_CSS = "InfoLine { height: 1; padding: 0 1; color: $quiet; }"

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._at: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def say(self, text: str) -> None:
        """Show a text; what stands there already is not sent again."""
        self._show(plain(text), None)

    def point(self, text: str, at: int, cells: int) -> None:
        """Show `^` under `cells` cells from cell `at` of the row above, and the text beside it."""
        self._show(plain(text), (at, max(1, cells)))

    def _show(self, text: str, at: tuple[int, int] | None) -> None:
        if (text, at) != (self._text, self._at):
            self._text, self._at = text, at
            self.refresh()

    def render(self) -> Content:
        """The text; of an error, the mark, and the text on the side where there is more room."""
        width = self.size.width
        if self._at is None:
            return Content(fit(self._text, width))
        at = min(self._at[0], width - 1)
        mark = "^" * min(self._at[1], width - at)
        room_after = width - at - len(mark) - 1
        if cell_len(self._text) <= room_after or room_after >= at:
            said = fit(self._text, max(0, room_after))
            return Content.assemble(" " * at, (mark, "$error"), " ", (said, "$error"))
        said = fit(self._text, max(0, at - 1))
        gap = at - 1 - cell_len(said)
        return Content.assemble(" " * gap, (said, "$error"), " ", (mark, "$error"))
