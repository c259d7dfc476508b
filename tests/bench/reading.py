"""Reading 100,000 rows as an import does, against the reader of each kind of file alone.

Ours looks at the whole file for its digest, its headers and what its columns hold, then goes over
the rows once; the baseline goes over the rows once. Nothing is written anywhere.
"""

from __future__ import annotations

import csv
import json
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from store.transfer.formats.opening import open_table
from store.transfer.imports.source import Source
from tests.bench.customers import customers
from tests.bench.houses import PREFIX
from tests.bench.measure import Figure, in_turn, percentile95

ROWS = 100_000
REPEATS = 5


def run() -> Iterator[Figure]:
    """CSV, JSON lines and XLSX; then what a database gives."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as place:
        folder = Path(place)
        rows = list(customers(ROWS))
        headers = list(rows[0])
        cells = [[row[name] for name in headers] for row in rows]
        yield _figure("CSV", _csv(folder / "a.csv", headers, cells), _bare_csv, 0.2)
        yield _figure("JSON lines", _json(folder / "a.jsonl", rows), _bare_json, 0.2)
        yield _figure("XLSX", write_book(folder / "a.xlsx", headers, cells), _bare_book, 0.4)


def _figure(kind: str, path: Path, bare: Callable[[Path], int], bound: float) -> Figure:
    def ours(_: int) -> None:
        table = open_table(Source(path))
        table.scan(range(len(table.headers)))
        assert sum(1 for _ in table.rows()) == ROWS

    def baseline(_: int) -> None:
        assert bare(path) >= ROWS

    first, second = in_turn(ours, baseline, REPEATS)
    rate, base = ROWS / statistics.median(first), ROWS / statistics.median(second)
    return Figure(
        f"reading 100,000 rows of {kind}",
        "rows/s",
        rate,
        ROWS / percentile95(first),
        base,
        ROWS / percentile95(second),
        rate / base,
        f"at least {bound:.2f} of its reader alone",
        rate / base >= bound,
    )


def _csv(path: Path, headers: list[str], cells: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headers, *cells])
    return path


def _bare_csv(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file))


def _json(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def _bare_json(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if json.loads(line))


def write_book(path: Path, headers: list[str], cells: Iterable[Sequence[str]]) -> Path:
    """A workbook of one sheet."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([headers, *cells]):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def _bare_book(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(1 for _ in book.get_sheet_by_index(0).iter_rows())
