"""Why a file of delimited text cannot be read from some row on, said so that it can be found.

Only looked into once it has happened: the lines of the row are read again, and the cell that goes
on and on is counted out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from store.errors import InvalidValue


def unclosed(file: str, row: int) -> InvalidValue:
    """A quotation mark of that row opens a cell that never ends."""
    return InvalidValue(
        "Row {row} of {file} can't be read: look for a quotation mark that is never closed.",
        row=row,
        file=file,
    )


def too_long(lines: Iterable[str], delimiter: str, file: str) -> InvalidValue | None:
    """What to say of the first cell that is longer than a cell may be; None if there is none."""
    limit = csv.field_size_limit()
    held = _Held(lines)
    reader = csv.reader(held, delimiter=delimiter)
    row = 1
    try:
        for _ in reader:
            held.lines.clear()
            row += 1
    except csv.Error:
        column, cell = _longest("".join(held.lines), delimiter, limit)
        if broken := len(cell.splitlines()) - 1:
            return InvalidValue(
                "Row {row} of {file}, column {column}: this cell goes on over {lines} lines and is "
                "longer than {limit} characters; look for a quotation mark that is never closed.",
                row=row,
                file=file,
                column=column,
                lines=broken + 1,
                limit=limit,
            )
        return long_cell(file, row, column)
    return None


def long_cell(file: str, row: int, column: int) -> InvalidValue:
    """What to say of a cell that is longer than a cell may be."""
    return InvalidValue(
        "Row {row} of {file}, column {column}: this cell is longer than {limit} characters, no "
        "customer's data is; shorten it or take the column out.",
        row=row,
        file=file,
        column=column,
        limit=csv.field_size_limit(),
    )


class _Held:
    """Lines as they pass, kept since the last whole row."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rest = iter(lines)
        self.lines: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._rest)
        self.lines.append(line)
        return line


def _longest(text: str, delimiter: str, limit: int) -> tuple[int, str]:
    """The first cell of a row that is longer than the limit, as it is written, and its column."""
    end = re.escape(delimiter)
    cell = re.compile(f'(?:"([^"]*(?:""[^"]*)*+)"?)?([^{end}\r\n]*+)')
    place = column = 0
    while True:
        column += 1
        found = cell.match(text, place)
        assert found is not None
        quoted, plain = found[1] or "", found[2]
        if found.end() - place > limit and len(quoted.replace('""', '"')) + len(plain) > limit:
            return column, found[0]
        if found.end() + 1 >= len(text):
            return column, found[0]
        place = found.end() + 1
