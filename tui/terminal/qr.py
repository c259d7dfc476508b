"""A QR code out of half blocks, two rows of it in a line: what a phone reads from a terminal."""

from __future__ import annotations

from typing import Final

QUIET: Final = (2, 1)
"""Light modules round the code: phones are content with two, and with one on a dark ground."""


def qr_lines(text: str, most: int = 0) -> list[str]:
    """The lines of the code, light modules as blocks: for light text on a dark ground.

    With the smallest correction, so that it fits into a terminal: 37 columns and 19 lines for 78
    bytes, 41 and 21 for 106. most: with a narrower rim, two columns and a line less, where it
    would have more lines than these.
    """
    lines = _lines(text, QUIET[0])
    return _lines(text, QUIET[1]) if 0 < most < len(lines) else lines


def _lines(text: str, quiet: int) -> list[str]:
    import segno

    code = segno.make_qr(text, error="l", boost_error=False)
    rows = [[not dark for dark in row] for row in code.matrix]
    side = [True] * quiet
    rows = [side + row + side for row in rows]
    edge = [[True] * len(rows[0])] * quiet
    rows = [*edge, *rows, *edge]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        "".join(_SIGNS[upper, lower] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]


_SIGNS: Final = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
