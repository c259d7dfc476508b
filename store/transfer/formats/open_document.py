"""How large a sheet of an OpenDocument workbook (ODS) becomes when it is laid out.

In the file one cell or row can stand for a million: the reader lays all of them out as a rectangle,
and the process ends where memory does. So the repetitions are added up first.
"""

from __future__ import annotations

import re
import zipfile
from typing import Final

KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_CELLS: Final = 12_000_000
"""Some 1.5 GB as the reader holds them."""

_TAG: Final = re.compile(
    rb"<(?:(/)?table:(table-row|table-cell|covered-table-cell|table)(?![\w-])([^>]*)|(text:p)\b[^>]*)>"
)
_COLUMNS: Final = re.compile(rb"""number-columns-repeated=["'](\d{1,10})""")
_ROWS: Final = re.compile(rb"""number-rows-repeated=["'](\d{1,10})""")


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is such a workbook."""
    names = archive.namelist()
    if "mimetype" not in names or "content.xml" not in names:
        return False
    with archive.open("mimetype") as part:
        return part.read(200).strip() == KIND


def largest_sheet(archive: zipfile.ZipFile) -> int:
    """The cells of the largest rectangle that holds all filled cells of a sheet."""
    sheet = _Sheet()
    rest = b""
    with archive.open("content.xml") as part:
        while block := part.read(1 << 20):
            block = rest + block
            end = 0
            for match in _TAG.finditer(block):
                sheet.take(match)
                end = match.end()
                if sheet.cells > MOST_CELLS:
                    return sheet.cells
            rest = block[max(end, block.rfind(b"<")) :][-(1 << 16) :]
    return sheet.cells


class _Sheet:
    """Adds up one sheet after the other; `cells` is the largest so far."""

    def __init__(self) -> None:
        self.cells = 0
        self._begin()

    def _begin(self) -> None:
        self._rows = self._filled_rows = self._width = 0
        self._repeated = 1
        self._columns = self._row_width = 0

    def take(self, match: re.Match[bytes]) -> None:
        """One tag of the file."""
        closing, name, attributes, text = match.groups()
        if text:
            self._row_width = self._columns
        elif name == b"table":
            self._begin()
        elif name == b"table-row":
            if not closing:
                self._repeated = _number(_ROWS, attributes)
                self._columns = self._row_width = 0
            if closing or attributes.endswith(b"/"):
                self._rows += self._repeated
                if self._row_width:
                    self._filled_rows = self._rows
                    self._width = max(self._width, self._row_width)
                    self.cells = max(self.cells, self._filled_rows * self._width)
        elif not closing:
            self._columns += _number(_COLUMNS, attributes)
            if b"office:value" in attributes or b"formula" in attributes:
                self._row_width = self._columns


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
