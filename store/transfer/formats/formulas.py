"""Cells that a spreadsheet would run as a formula: made inert on the way out, back on the way in.

`inert` puts one apostrophe before such a cell, `restored` takes exactly that one away again. A
text that has apostrophes of its own before a formula sign gets one more, so that
`restored(inert(text)) == text` holds for every text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

# = + - @, their full-width forms (spreadsheets in Chinese and Japanese take these too), tab,
# carriage return and line feed, also after blanks; and NULL, which an import reads as nothing.
_DANGER: Final = r"(?:\s*[=+\-@＝＋－＠\t\r\n]|NULL\Z)"
_NEEDS: Final = re.compile(rf"'*{_DANGER}")
_HAS: Final = re.compile(rf"'+{_DANGER}")


# the same anywhere in a row whose cells stand each behind a sign that none has
_BEFORE: Final = "\x00"
_ANY_NEEDS: Final = re.compile(rf"\x00'*{_DANGER}".replace(r"\Z", r"(?:\Z|\x00)"))


def inert_row(cells: Sequence[str]) -> Sequence[str]:
    """A row of cells, none of which a spreadsheet takes for a formula; most rows have none."""
    if _ANY_NEEDS.search(_BEFORE + _BEFORE.join(cells)):
        return [inert(cell) for cell in cells]
    return cells


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return "'" + text if _NEEDS.match(text) else text


def restored(cell: str) -> str:
    """The text that `inert` made this cell of; any other cell comes back as it is."""
    return cell[1:] if cell[:1] == "'" and _HAS.match(cell) else cell
