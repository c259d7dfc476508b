"""An import of 100,000 rows against the same rows, made beforehand, through a bare executemany."""

from __future__ import annotations

import csv
import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.customers import customers
from tests.bench.houses import bare, enter, new_house
from tests.bench.measure import Figure
from tests.bench.recorder import Call, record

ROWS = 100_000
REPEATS = 5


def run() -> Iterator[Figure]:
    """One import is recorded for its rows; then both are timed in turn, in fresh stores.

    Medians; in the columns of the 95th percentiles stands the slowest run.
    """
    rates, bares = [], []
    tables = recorded_rows()
    gc.collect()
    gc.freeze()  # the rows kept for the baseline must not slow the import's collector
    for _ in range(REPEATS):
        first = new_house()
        file = first.folder.parent / "customers.csv"
        write_csv(file)
        session = enter(first)
        start = time.perf_counter()
        result = session.transfer.run_import(file)
        rates.append(ROWS / (time.perf_counter() - start))
        assert result.added == ROWS, result
        session.close()
        bares.append(ROWS / bare_seconds(tables))
    gc.unfreeze()
    rate, base = statistics.median(rates), statistics.median(bares)
    yield Figure(
        "import of 100,000 rows",
        "rows/s",
        rate,
        min(rates),
        base,
        min(bares),
        rate / base,
        "at least 0.50 of bare",
        rate / base >= 0.50,
    )


def recorded_rows() -> dict[str, list[Any]]:
    """What an import of the file writes, statement by statement."""
    house = new_house()
    file = house.folder.parent / "customers.csv"
    write_csv(file)
    session = enter(house)
    recorder = record(session)
    session.transfer.run_import(file)
    session.close()
    return by_table(recorder.calls)


def bare_seconds(tables: dict[str, list[Any]]) -> float:
    """How long the rows take through one executemany a table, all in one transaction."""
    house = new_house()
    session = enter(house)
    connection = bare(house, session)
    connection.execute("DELETE FROM choice")
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for sql, rows in tables.items():
        connection.executemany(sql, rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    connection.close()
    session.close()
    return seconds


def write_csv(path: Path) -> None:
    """The customers as a file with a header."""
    rows = list(customers(ROWS))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def by_table(calls: list[Call]) -> dict[str, list[Any]]:
    """All rows of each INSERT of the import, so that each table takes one executemany.

    The marks of an order are written anew whenever they are evened out: left out, few as they are.
    """
    tables: dict[str, list[Any]] = defaultdict(list)
    for call in calls:
        if call.sql.startswith("INSERT INTO order_mark"):
            continue
        if call.many and call.sql.startswith("INSERT"):
            tables[call.sql].extend(call.parameters)
        elif call.sql.startswith("INSERT INTO counter (") and not call.many:
            tables[call.sql].append(call.parameters)
    order = sorted(tables, key=lambda sql: 0 if sql.startswith("INSERT INTO counter") else 1)
    return {sql: tables[sql] for sql in order}
