"""A file of delimited text (CSV, TSV and their kin) as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from store.errors import InvalidValue, WrongUsage
from store.transfer.formats.detect import SAMPLE, detect_delimiter
from store.transfer.formats.tables import FileTable, Row, Scan, scan_records, wrong_byte
from store.transfer.formats.unreadable import too_long, unclosed
from store.transfer.imports.source import Source

_END: Final = "\x1e end of file \x1e"


class TextTable(FileTable):
    """A file of delimited text."""

    def __init__(self, source: Source, digest: str, encoding: str, delimiter: str = "") -> None:
        self._source = source
        self.name = source.name
        self.digest = f"{digest} {delimiter}" if delimiter else digest
        self.encoding = encoding
        self.delimiter, self._skip = detect_delimiter(self._sample())
        if delimiter:
            self.delimiter = known_delimiter(delimiter)
        first = next(self._records(), None)
        if first is None:
            raise InvalidValue("{file} is empty.", file=self.name)
        self._header_row, self.headers = first

    def _sample(self) -> str:
        with self._source.open() as raw, self._text(raw) as file:
            try:
                return file.read(SAMPLE)
            except UnicodeError:
                raise wrong_byte(self._source, self.encoding) from None

    def _text(self, raw: Any) -> io.TextIOWrapper:
        return io.TextIOWrapper(raw, encoding=self.encoding, newline="")

    def _records(self, end: str = "") -> Iterator[Row]:
        """All records that are not blank, with their numbers; then `end` as a last one."""
        with self._source.open() as raw, self._text(raw) as file:
            try:
                if self._skip:
                    file.read(self._skip)
                lines = _with_end(file, end) if end else file
                reader = csv.reader(lines, delimiter=self.delimiter)
                number = 0
                for number, cells in enumerate(reader, 1):
                    if any(cells):
                        yield number, cells
            except UnicodeError:
                raise wrong_byte(self._source, self.encoding) from None
            except csv.Error:
                raise self._why() or unclosed(self.name, number + 1) from None

    def _why(self) -> InvalidValue | None:
        """What is to be said of a cell that is too long; None when it is something else."""
        with self._source.open() as raw, self._text(raw) as file:
            file.read(self._skip)
            return too_long(file, self.delimiter, self.name)

    def rows(self) -> Iterator[Row]:
        """Row number and cells, from the first row below the headers."""
        records = self._records()
        next(records, None)
        return records

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """Read it all once."""
        row = 0
        closed = False

        def records() -> Iterator[list[str]]:
            nonlocal row, closed
            for number, cells in self._records(_END):
                if cells == [_END]:
                    closed = True
                    return
                row = number
                yield cells

        found = scan_records(records(), len(self.headers), watch)
        if not closed:
            raise unclosed(self.name, row)
        return found


def known_delimiter(text: str) -> str:
    """The sign that a person names: itself, `tab`, or written like `\\t`; raises WrongUsage."""
    named = {"tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";", "pipe": "|"}
    sign = named.get(text.lower(), text)
    if sign.startswith("\\x") and len(sign) == 4:
        try:
            sign = chr(int(sign[2:], 16))
        except ValueError:
            sign = ""
    if len(sign) != 1 or sign in '"\r\n\ufeff':
        raise WrongUsage("{value} can't stand between cells: name one sign, or tab.", value=text)
    return sign


def _with_end(file: io.TextIOWrapper, end: str) -> Iterator[str]:
    """The lines, and one more: read as a record of its own only if no quotation is open."""
    yield from file
    yield end
