"""The same customers brought in from every form: rate, and the most memory it takes.

`python -m tests.bench million 1000000 xlsx mysql` tries so many rows of those forms alone. Each
import runs in a process of its own, once with a tenth of the rows and once with all: memory that
does not grow is flat. The baseline of the rate is the form's own reader with one executemany into a
bare table of the encrypted database.
"""

from __future__ import annotations

import csv
import gc
import json
import multiprocessing
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.customers import customers
from tests.bench.houses import PREFIX, bare, enter, new_house
from tests.bench.measure import Figure
from tests.bench.reading import write_book
from tests.databases import (
    Server,
    start_mariadb,
    start_postgresql,
    why_no_mariadb,
    why_no_postgresql,
)

MANY = "1000000"
FORMS = ("csv", "xlsx", "jsonl", "postgresql", "mysql")
FLAT = 1.3
"""Times the memory of a tenth of the rows."""
BOOK = 2048.0
"""MB for a workbook, whose reader holds the whole sheet."""


@dataclass(frozen=True)
class Where:
    """What is read: a file, or the table `customers` of a server's database."""

    form: str
    path: str
    password: str = ""
    server: Server | None = None
    database: str = ""


def run(many: str = MANY, *forms: str) -> Iterator[Figure]:
    """Two figures a form: the rate beside the bare one, the memory beside that of a tenth."""
    count = int(many)
    headers = list(next(customers(1)))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as place:
        for form in forms or FORMS:
            with _made(form, Path(place), headers, count // 10) as where:
                _, small = _apart(_ours, where, count // 10)
            with _made(form, Path(place), headers, count) as where:
                rate, peak = _apart(_ours, where, count)
                base, _ = _apart(_bare, where, count)
            name = f"{count:,} rows from {form}"
            ratio = rate / base
            yield Figure(
                name, "rows/s", rate, rate, base, base, ratio, "reader + executemany", True
            )
            ratio, bound = peak / small, f"at most {FLAT} of a tenth's"
            holds = ratio <= FLAT
            if form == "xlsx":
                bound, holds = f"less than {BOOK:,.0f} MB", peak < BOOK
            yield Figure(f"memory: {name}", "MB", peak, peak, small, small, ratio, bound, holds)


@contextmanager
def _made(form: str, folder: Path, headers: list[str], count: int) -> Iterator[Where]:
    """So many customers in this form."""
    if form in ("postgresql", "mysql"):
        server = _server(form)
        with server.database() as database:
            _fill(server, database, headers, count)
            url = server.url(database, sslmode="disable")
            yield Where(form, url, server.password, server, database)
        return
    path = folder / f"customers.{form}"
    if form == "jsonl":
        with path.open("w", encoding="utf-8") as file:
            for row in customers(count):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    elif form == "xlsx":
        write_book(path, headers, (list(row.values()) for row in customers(count)))
    else:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows(row.values() for row in customers(count))
    yield Where(form, str(path))
    path.unlink()


@cache
def _server(form: str) -> Server:
    """A server of this kind, which ends with this process. Raises RuntimeError where none is."""
    why = why_no_postgresql() if form == "postgresql" else why_no_mariadb()
    if why:
        raise RuntimeError(why)
    return start_postgresql() if form == "postgresql" else start_mariadb()


def _fill(server: Server, database: str, headers: list[str], count: int) -> None:
    connection = server.connect(database)
    cursor = connection.cursor()
    columns = ", ".join(f"{name} varchar(200)" for name in headers)
    cursor.execute(f"CREATE TABLE customers (id integer PRIMARY KEY, {columns})")
    rows: Iterator[tuple[Any, ...]] = (
        (number, *row.values()) for number, row in enumerate(customers(count), 1)
    )
    if server.kind == "postgresql":
        with cursor.copy("COPY customers FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        places = ", ".join(["%s"] * (len(headers) + 1))
        while some := list(islice(rows, 5_000)):
            cursor.executemany(f"INSERT INTO customers VALUES ({places})", some)
    connection.close()


def _apart(work: Any, where: Where, count: int) -> tuple[float, float]:
    """Rows a second and the most memory (MB), in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ends: Any = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, where, count, ends[1]))
    process.start()
    ends[1].close()
    rate, peak = ends[0].recv()
    process.join()
    return rate, peak


def _child(work: Any, where: Where, count: int, end: Any) -> None:
    from tests.bench.houses import clear

    try:
        seconds = work(where, count)
    finally:
        peak = _peak()
        clear()
    end.send((count / seconds, peak))


def _peak() -> float:
    """MB. Not `ru_maxrss`: a process begins with its parent's."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say how much memory a process took")


def _ours(where: Where, count: int) -> float:
    """Seconds of the whole import."""
    session = enter(new_house())
    more = {"table": "customers", "source_password": where.password} if where.password else {}
    start = time.perf_counter()
    result = session.transfer.run_import(where.path, **more)  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    assert result.added == count, result
    session.close()
    return seconds


def _bare(where: Where, count: int) -> float:
    """Seconds of reading the rows by the form's own reader into one bare table."""
    house = new_house()
    session = enter(house)
    connection = bare(house, session)
    width = len(next(iter(_rows(where))))
    connection.execute(f"CREATE TABLE plain ({', '.join(f'c{number}' for number in range(width))})")
    gc.collect()
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * width)})", _rows(where))
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    assert connection.execute("SELECT count(*) FROM plain").fetchone()[0] >= count
    session.close()
    return seconds


def _rows(where: Where) -> Iterable[Sequence[Any]]:
    if where.form == "csv":
        with Path(where.path).open(newline="", encoding="utf-8") as file:
            yield from csv.reader(file)
    elif where.form == "jsonl":
        with Path(where.path).open(encoding="utf-8") as file:
            for line in file:
                yield list(json.loads(line).values())
    elif where.form == "xlsx":
        from python_calamine import CalamineWorkbook

        yield from CalamineWorkbook.from_path(where.path).get_sheet_by_index(0).iter_rows()
    else:
        yield from _fetched(where)


def _fetched(where: Where) -> Iterator[Sequence[Any]]:
    """The table by the driver alone, through a cursor that does not hold it all."""
    assert where.server is not None
    connection = where.server.connect(where.database)
    if where.server.kind == "postgresql":
        connection.autocommit = False
        cursor = connection.cursor(name="bare")
        cursor.itersize = 5_000
    else:
        from pymysql.cursors import SSCursor

        cursor = connection.cursor(SSCursor)
    cursor.execute("SELECT * FROM customers")
    yield from cursor
    connection.close()
