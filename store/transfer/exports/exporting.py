"""Tables written as files, for spreadsheets, scripts, phones and documents.

The kind follows the file's ending unless it is said. In CSV and XLSX formulas are made inert
(`formulas`), and the file appears whole or not at all (`landing`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from store.errors import InvalidValue, NotFound, WrongUsage
from store.files import confinement
from store.files.landing import check_not_in_store, landing
from store.transfer.exports.place import Place
from store.transfer.formats.formulas import inert_row

FORMS: Final = ("csv", "tsv", "xlsx", "jsonl", "vcf", "md")
"""What a table can be written as."""
EXACT: Final = ("jsonl", "vcf")
"""Those that programs read: values as they are kept (telephone numbers in E.164)."""

_ENDINGS: Final = {
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".vcf": "vcf",
    ".vcard": "vcf",
    ".md": "md",
    ".markdown": "md",
}
_OTHER_BOOKS: Final = frozenset({".xls", ".xlsb", ".xlsm", ".ods", ".numbers"})


def form_of(path: str | Path | Place, form: str = "") -> str:
    """What a file is to be written as: the form that is named, else what its ending says, else
    CSV. Raises WrongUsage for a form that there is not."""
    if form and form not in FORMS:
        raise WrongUsage(
            "{form} can't be written: choose {known}.", form=form, known=", ".join(FORMS)
        )
    name = path.name if isinstance(path, Place) else str(path)
    return form or _ENDINGS.get("" if name == "-" else Path(name).suffix.lower(), "csv")


def told_as(path: str | Path | Place) -> str:
    """What the log calls a place: a file's name without its folder."""
    if isinstance(path, Place):
        return path.told
    return "-" if str(path) == "-" else Path(path).name


def write_table(
    path: str | Path | Place,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    form: str = "",
    mark: bool | None = None,
    columns: Sequence[str] = (),
) -> int:
    """Write a table to `path` (`-`: standard output) or a `Place`; returns the number of rows.

    form: see `form_of`. mark: whether a CSV begins with the byte-order mark by which spreadsheets
    know UTF-8; by default in files, not on standard output. columns: the fields' own names, where
    `headers` are others; vCards go by them. Raises WrongUsage for an ending that cannot be
    written, and what `landing` raises.
    """
    check_place(path)
    form = form_of(path, form)
    with path.landing() if isinstance(path, Place) else landing(path) as file:
        if form == "xlsx":
            from store.transfer.formats.workbook import write_workbook

            return write_workbook(file, headers, rows)
        if form == "jsonl":
            from store.transfer.formats.json_lines import write_json_lines

            return write_json_lines(file, headers, rows)
        if form == "md":
            from store.transfer.formats.markdown import write_markdown

            return write_markdown(file, headers, rows)
        if form == "vcf":
            from store.transfer.formats.vcard_writing import write_cards

            return write_cards(file, columns or headers, rows)
        if mark if mark is not None else str(path) != "-":
            file.write(codecs.BOM_UTF8)
        return write_csv(file, headers, rows, delimiter="\t" if form == "tsv" else ",")


def check_place(path: str | Path | Place) -> None:
    """Refuse what cannot become a table: WrongUsage for its ending, NotFound for its folder,
    InvalidValue for a store's own folder, or a file that stands there when one is confined."""
    if isinstance(path, Place):
        path.check()
        return
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
        writer.writerow(inert_row(headers))
        count = 0

        def cells() -> Iterator[Sequence[str]]:
            nonlocal count
            for row in rows:
                count += 1
                yield inert_row(row)

        writer.writerows(cells())
        text.flush()
        return count
    finally:
        text.detach()
