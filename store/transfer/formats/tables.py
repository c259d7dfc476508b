"""Anything with rows as headers and rows of text, read as it streams by; here: delimited text.

Every cell comes out as the text a person sees in it. Rows of spreadsheets and of delimited text
carry the number they have in a spreadsheet (the header is usually row 1), blank ones are left out
but counted; rows of everything else are counted from 1.
"""

from __future__ import annotations

import csv
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Protocol

from store.errors import InvalidValue
from store.transfer.imports.source import Source
from store.transfer.imports.values import MISSING

Row = tuple[int, list[str]]

MOST_CELL: Final = csv.field_size_limit()
"""So many characters a cell may have, whatever it comes from (131,072)."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What reading a table once found. rows: how many there are; width: the cells of the widest;
    filled: those of the watched columns, and of those beyond the headers, that hold anything."""

    rows: int
    width: int
    filled: frozenset[int]


class Table(Protocol):
    """What every source is read as.

    digest: by which the same content is known again. encoding: empty where there is none. book: a
    workbook, where a bare number can be a date. literal: cells are what they say; elsewhere an
    apostrophe before a formula is taken away, and NULL is nothing. key: the columns that tell each
    row from every other, where the source says so. sheet: which one of a workbook it is, sheets:
    all that people see in it; empty elsewhere.
    """

    name: str
    headers: list[str]
    digest: str
    encoding: str
    book: bool
    literal: bool
    key: tuple[int, ...]
    sheet: str
    sheets: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """Row number and cells, from the first row below the headers; as wide as it is written."""

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """Read it all once. `watch`: columns of which to say whether they hold anything.

        Raises InvalidValue at the first place that cannot be read, so that an import finds
        it before it has written anything.
        """

    def head(self, most: int) -> list[Row]:
        """The first rows."""

    def close(self) -> None:
        """Let go of what is held open."""


class FileTable(ABC):
    """What tables have in common that can be read again and again, and hold nothing open."""

    book = False
    literal = False
    key: tuple[int, ...] = ()
    sheet = ""
    sheets: tuple[str, ...] = ()

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Row number and cells."""

    def head(self, most: int) -> list[Row]:
        """The first rows."""
        return list(islice(self.rows(), most))

    def close(self) -> None:  # noqa: B027
        """Nothing is held open."""


class Loaded(FileTable):
    """A small table with its rows at hand, so that going over them reads nothing."""

    def __init__(self, table: Table) -> None:
        self.name, self.headers, self.digest = table.name, table.headers, table.digest
        self.encoding, self.key = table.encoding, table.key
        self.book, self.literal = table.book, table.literal
        self._rows = list(table.rows())

    def rows(self) -> Iterator[Row]:
        """Row number and cells."""
        return iter(self._rows)

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """Read it all once."""
        cells = (cells for _, cells in self._rows)
        return scan_records(chain([self.headers], cells), len(self.headers), watch)


def scan_records(records: Iterator[list[str]], headers: int, watch: Iterable[int]) -> Scan:
    """Count the records below the first, and look for values in the columns to watch."""
    rows, width = -1, headers
    open_columns = sorted(set(watch))
    filled: set[int] = set()
    for rows, cells in enumerate(records):
        if len(cells) > headers:
            beyond = [n for n in range(headers, len(cells)) if holds(cells[n])]
            filled.update(beyond)
            width = max(width, len(cells))
        if open_columns and rows:
            found = [n for n in open_columns if n < len(cells) and holds(cells[n])]
            if found:
                filled.update(found)
                open_columns = [n for n in open_columns if n not in filled]
    return Scan(max(rows, 0), width, frozenset(filled))


def holds(cell: str) -> bool:
    """Whether a cell holds a value: blanks and NULL are none."""
    return bool(cell) and cell.strip() not in ("", MISSING)


def wrong_byte(source: Source, encoding: str) -> InvalidValue:
    """The message for the first byte of a file that its encoding does not have."""
    import codecs

    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    byte = ""
    try:
        for block in source.blocks():
            line += decoder.decode(block).count("\n")
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        good = bytes(error.object[: error.start])
        line += good.decode(encoding, "ignore").count("\n")
        byte = " ".join(f"{value:02X}" for value in error.object[error.start : error.end][:4])
    except UnicodeError:
        pass  # UTF-16 that does not begin with a mark: line 1
    shown = {"utf-8-sig": "UTF-8", "gb18030": "GB 18030"}.get(encoding, encoding.upper())
    return InvalidValue(
        "Line {line} of {file} has bytes ({byte}) that are not {encoding}: save the file as "
        "UTF-8, or say which encoding it has.",
        file=source.name,
        line=line,
        byte=byte,
        encoding=shown,
    )
