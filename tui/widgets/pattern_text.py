"""A code pattern as it is typed: its segments in colours, and what is wrong under its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Input, Static

from store.errors import InvalidText
from store.pattern.tokens import DATE_PARTS, NOW
from tui.locale import error_text, t
from tui.safe import plain

KINDS: Final[dict[str, tuple[str, str]]] = {
    "text": ("fixed text", "$foreground"),
    "number": ("counter", "bold $primary"),
    "date": ("date", "$warning"),
    "field": ("field", "$success"),
    "initials": ("initials", "italic $success"),
    "random": ("random", "italic $secondary"),
    "free": ("by hand", "italic $foreground"),
    "check": ("check digit", "bold underline $secondary"),
}
"""Each kind of segment: its name, and its style; kinds differ without colours too, where they
would otherwise be easy to take for each other."""

_PIECE: Final = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}:]*)(?P<rest>:[^{}]*)?\}?|[^{}]+|\}")
_OWN: Final = {"seq": "number", "rand": "random", "any": "free", "check": "check", NOW: "date"}


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The pattern's pieces with their kinds, also while it is still being written."""
    for match in _PIECE.finditer(text):
        name, rest = match["name"], match["rest"] or ""
        if name is None:
            yield match[0], "text"
        elif name in _OWN:
            yield match[0], _OWN[name]
        elif name in DATE_PARTS or "%" in rest:
            yield match[0], "date"
        elif rest.startswith(":initials"):
            yield match[0], "initials"
        else:
            yield match[0], "field"


def coloured(text: str) -> Content:
    """The pattern with each piece in the style of its kind."""
    return Content.assemble(*((plain(piece), KINDS[kind][1]) for piece, kind in pieces(text)))


def legend(text: str) -> Content:
    """The kinds that the pattern has, each named in its own style."""
    kinds = dict.fromkeys(kind for _, kind in pieces(text))
    return Content("  ").join(Content.styled(t(KINDS[kind][0]), KINDS[kind][1]) for kind in kinds)


def pointed(text: str, error: InvalidText, scrolled: int) -> Content:
    """Carets under the very characters that are wrong, and below them what is wrong.

    scrolled: cells by which the text above is scrolled to the left.
    """
    at = cell_len(text[: error.start]) - scrolled
    width = max(1, cell_len(text[error.start : error.end]))
    if at < 0:
        width, at = max(1, width + at), 0
    return Content.assemble(
        " " * at, ("^" * width, "bold $error"), "\n", (plain(error_text(error)), "$error")
    )


class UnderInput(Static):
    """What stands under an input: its text in colours (for patterns), then a fault or a legend.

    It stands exactly under the input's text, and is scrolled sideways with it.
    """

    DEFAULT_CSS = "UnderInput { height: auto; max-height: 5; padding: 0 1; }"

    def __init__(self, *, pattern: bool, id: str) -> None:
        super().__init__(id=id)
        self._pattern = pattern
        self.fault: InvalidText | None = None

    def follow(self, field: Input, fault: InvalidText | None) -> None:
        """Show what belongs to the input's text as it is now."""
        text = field.value
        self.fault = fault if text.strip() else None
        scrolled = int(field.scroll_offset.x)
        rows: list[Content] = []
        if self._pattern and text:
            rows.append(_cropped(coloured(text), scrolled, max(1, self.size.width)))
        if self.fault is not None:
            rows += _carets_cropped(pointed(text, self.fault, scrolled), max(1, self.size.width))
        elif self._pattern and text:
            rows.append(legend(text))
        self.display = bool(rows)
        self.update(Content("\n").join(rows))


def _cropped(line: Content, left: int, width: int) -> Content:
    """`width` cells of a line from cell `left` on; half a Chinese character becomes a blank."""
    kept: list[Content] = []
    at = 0
    for character in _characters(line):
        cells = character.cell_length
        if at + cells > left and at < left + width:
            if at < left or at + cells > left + width:
                kept.append(Content(" " * (min(at + cells, left + width) - max(at, left))))
            else:
                kept.append(character)
        at += cells
    return Content("").join(kept)


def _characters(line: Content) -> Iterator[Content]:
    for place in range(len(line)):
        yield line[place]


def _carets_cropped(pointing: Content, width: int) -> list[Content]:
    carets, message = pointing.split("\n")
    return [_cropped(carets, 0, width), message]
