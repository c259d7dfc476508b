"""Text that takes exactly so many cells of the terminal, whatever its characters are.

Chinese characters take two cells, marks take none; the store keeps control characters out, and
they are taken out once more here, because this is the last place before the terminal.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from store.text import FORBIDDEN

ELLIPSIS = "…"


def sweep(text: str) -> str:
    """The text on one line, with each control, bidirectional or invisible character as `?`."""
    if text.isascii() and text.isprintable():
        return text
    return FORBIDDEN.sub("?", text.replace("\n", " "))


@lru_cache(maxsize=16384)
def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: padded, or cut with `…` where it is too long.

    With `right` the padding stands before the text (numbers).
    """
    if width <= 0:
        return ""
    text = sweep(text)
    size = cell_len(text)
    if size > width:
        text = set_cell_size(text, width - 1).rstrip() + ELLIPSIS
        size = cell_len(text)
    padding = " " * (width - size)
    return padding + text if right else text + padding
