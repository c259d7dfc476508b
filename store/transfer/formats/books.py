"""A sheet of a workbook as a table: every cell as the text that people see in it."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from store.errors import InvalidValue, NotFound
from store.text import clean
from store.transfer.formats.open_document import MOST_CELLS as MOST_OPEN_CELLS
from store.transfer.formats.open_document import is_open_document, largest_sheet
from store.transfer.formats.tables import FileTable, Row, Scan, scan_records
from store.transfer.formats.unreadable import long_cell
from store.transfer.formats.zipped import BROKEN, open_zip
from store.transfer.imports.source import Source

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LARGEST_BOOK: Final = 1 << 31  # bytes that a workbook may unpack to
MOST_CELLS: Final = 60_000_000  # some 1.5 GB as the reader holds them

_ROW: Final = re.compile(rb"""<row [^>]{0,400}?r=["'](\d+)""")
_BEYOND_Z: Final = re.compile(rb"""r=["']([A-Z]{2,})(\d+)["']""")
_BROKEN: Final = (*BROKEN, OSError)


class BookTable(FileTable):
    """One sheet of a workbook: XLSX, ODS, or the XLS of old."""

    encoding = ""
    book = True

    def __init__(self, source: Source, digest: str, sheet: str) -> None:
        self.name = source.name
        self._sheet, self.sheets = _sheet(source, sheet)
        self.sheet = self._sheet.name
        self.digest = f"{digest} {self.sheet}"
        first = next(self._records(), None)
        if first is None:
            raise InvalidValue("{file} is empty.", file=self.name)
        self._header_row, self.headers = first

    def _records(self) -> Iterator[Row]:
        shown, limit = _SHOWN, csv.field_size_limit()
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            texts = [
                cell if cell.__class__ is str else shown[cell.__class__](cell) for cell in cells
            ]
            if any(texts):
                if max(map(len, texts)) > limit:
                    column = next(n for n, text in enumerate(texts, 1) if len(text) > limit)
                    raise long_cell(self.name, number, column)
                yield number, texts

    def rows(self) -> Iterator[Row]:
        """Row number and cells, from the first row below the headers."""
        records = self._records()
        next(records, None)
        return records

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """Read it all once."""
        return scan_records((cells for _, cells in self._records()), len(self.headers), watch)


def _sheet(source: Source, wanted: str) -> tuple[CalamineSheet, tuple[str, ...]]:
    """The sheet by its name, else the first visible one that has cells; and the names of all that
    are visible."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        _refuse_what_bursts(source)
        book = CalamineWorkbook.from_filelike(source.open())
        seen = SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible
        visible = tuple(one.name for one in book.sheets_metadata if (one.typ, one.visible) == seen)
        if wanted:
            if wanted not in book.sheet_names:
                raise NotFound(
                    "{file} has no sheet {sheet}: it has {sheets}.",
                    file=source.name,
                    sheet=wanted,
                    sheets=", ".join(map(clean, book.sheet_names)),
                )
            return book.get_sheet_by_name(wanted), visible
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                return sheet, visible
    except (CalamineError, *_BROKEN) as error:
        raise InvalidValue(
            "{file} can't be read as a workbook: {why}.", file=source.name, why=str(error)
        ) from None
    raise InvalidValue("{file} is empty.", file=source.name)


def _refuse_what_bursts(source: Source) -> None:
    """Refuse a workbook that would take more memory than its content is worth.

    The reader lays a sheet out as a rectangle from its first cell to its last: one cell far out
    at the right and one far down are enough to end the process.
    """
    with source.open() as file:
        if not zipfile.is_zipfile(file):
            return  # the old XLS: at most 65,536 rows of 256 cells
        with open_zip(file) as archive:
            names = archive.namelist()
            open_document = is_open_document(archive)
            if "xl/workbook.xml" not in names and not open_document:
                raise InvalidValue(
                    "{file} is no workbook that can be read: save it as XLSX, ODS or CSV.",
                    file=source.name,
                )
            size = sum(info.file_size for info in archive.infolist())
            sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
            if size > LARGEST_BOOK:
                cells = 0  # refused for its size alone: unpacking it would take minutes
            elif open_document:
                cells = largest_sheet(archive)
            else:
                cells = max((_extent(archive, name) for name in sheets), default=0)
    most = MOST_OPEN_CELLS if open_document else MOST_CELLS
    if size > LARGEST_BOOK or cells > most:
        raise InvalidValue(
            "{file} would take too much memory ({size} MB unpacked, {cells} cells from the first "
            "to the last): save it as CSV.",
            file=source.name,
            size=size >> 20,
            cells=cells,
        )


def _extent(archive: zipfile.ZipFile, name: str) -> int:
    """The cells of the rectangle that holds all cells of a sheet, from A1 on."""
    rows, columns = 0, 26
    rest = b""
    with archive.open(name) as part:
        while block := part.read(1 << 20):
            block = rest + block
            for row in _ROW.findall(block):
                rows = max(rows, int(row[-9:]))
            for letters, row in _BEYOND_Z.findall(block):
                columns = max(columns, _column(letters[-3:]))
                rows = max(rows, int(row[-9:]))
            rest = block[-512:]
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it: no `.0`, 15 digits at most."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return format(value, ".15g")


def moment_text(value: dt.datetime) -> str:
    """A date and a time; a date alone at midnight."""
    if not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat(" ", "seconds")


def clock_text(value: dt.time) -> str:
    """A time of the day."""
    return value.isoformat("seconds" if value.second else "minutes")


def duration_text(value: dt.timedelta) -> str:
    """Hours, minutes and seconds."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


_SHOWN: Final[dict[type, Callable[[Any], str]]] = {
    float: number_text,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: moment_text,
    dt.time: clock_text,
    dt.timedelta: duration_text,
}
