"""Tables written as files: CSV for spreadsheets and scripts, XLSX.

The kind follows the file's ending. Formulas are made inert (`formulas`), and the file appears
whole or not at all (`landing`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from store import confinement
from store.errors import InvalidValue, NotFound, WrongUsage
from store.transfer.formulas import inert
from store.transfer.landing import check_not_in_store, landing

_DELIMITERS: Final = {".tsv": "\t", ".tab": "\t"}
_OTHER_BOOKS: Final = frozenset({".xls", ".xlsb", ".xlsm", ".ods", ".numbers"})


def write_table(
    path: str | Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    mark: bool | None = None,
) -> int:
    """Write a table to `path` (`-`: standard output, as CSV); returns the number of rows.

    `mark`: whether a CSV begins with the byte-order mark by which spreadsheets know UTF-8; by
    default in files, not on standard output. Raises WrongUsage for an ending that is neither,
    and what `landing` raises.
    """
    check_place(path)
    ending = "" if str(path) == "-" else Path(path).suffix.lower()
    with landing(path) as file:
        if ending == ".xlsx":
            from store.transfer.workbook import write_workbook

            return write_workbook(file, headers, rows)
        if mark if mark is not None else str(path) != "-":
            file.write(codecs.BOM_UTF8)
        return write_csv(file, headers, rows, delimiter=_DELIMITERS.get(ending, ","))


def check_place(path: str | Path) -> None:
    """Refuse what cannot become a table: WrongUsage for its ending, NotFound for its folder,
    InvalidValue for a store's own folder, or a file that stands there when one is confined."""
    if str(path) == "-":
        return
    path = confinement.place(path)
    ending = path.suffix.lower()
    if ending in _OTHER_BOOKS:
        raise WrongUsage(
            "Files of kind {ending} can't be written: use .csv or .xlsx.", ending=ending
        )
    if not path.parent.is_dir():
        raise NotFound("There is no folder {path}.", path=str(path.parent))
    check_not_in_store(path)
    if confinement.is_taken(path):
        raise confinement.taken(path)


def check_other_file(path: str | Path | bytes, source: str | Path | bytes) -> None:
    """Refuse to write rejected rows over the very file that they come from."""
    if isinstance(path, bytes) or isinstance(source, bytes) or "-" in (str(path), str(source)):
        return
    path, source = Path(path), Path(source)
    if path.exists() and source.exists() and path.samefile(source):
        raise InvalidValue(
            "{path} is the file that is imported: name another for rejected rows.", path=str(path)
        )


def write_csv(
    file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ","
) -> int:
    """Write a table as CSV in UTF-8 to an open file; returns the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(text, delimiter=delimiter)
        writer.writerow([inert(header) for header in headers])
        count = 0

        def cells() -> Iterator[list[str]]:
            nonlocal count
            for row in rows:
                count += 1
                yield [inert(cell) for cell in row]

        writer.writerows(cells())
        text.flush()
        return count
    finally:
        text.detach()
