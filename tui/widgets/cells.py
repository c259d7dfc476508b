"""Text that takes exactly so many cells of the terminal, whatever its characters are.

What `tui.safe` does for any text, remembered for the cells of a table, which are drawn again and
again.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

from tui import safe


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: padded, or cut with `…` where it is too long.

    With `right` the padding stands before the text (numbers).
    """
    return _fit(safe.near(text, width), width, right)


@lru_cache(maxsize=16384)
def _fit(text: str, width: int, right: bool) -> str:
    shown = safe.fit(text, width)
    padding = " " * (width - cell_len(shown))
    return padding + shown if right else shown + padding
