"""An import of 100,000 rows against the same rows, made beforehand, through a bare executemany."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.customers import customers
from tests.bench.houses import bare, enter, new_house
from tests.bench.measure import Figure
from tests.bench.recorder import Call, follow_sign_in, record

ROWS = 100_000
REPEATS = 3


def run() -> Iterator[Figure]:
    """The best of a few runs of each: an import is long enough not to need many."""
    rates, bares = [], []
    for _ in range(REPEATS):
        first, second = new_house(), new_house()
        file = first.folder.parent / "customers.csv"
        write_csv(file)
        session = enter(first)
        connection = bare(second, session)
        follow_sign_in(connection, session)
        recorder = record(session)
        start = time.perf_counter()
        result = session.transfer.run_import(file)
        rates.append(ROWS / (time.perf_counter() - start))
        assert result.added == ROWS, result
        tables = by_table(recorder.calls)
        session.close()
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for sql, rows in tables.items():
            connection.executemany(sql, rows)
        connection.execute("COMMIT")
        bares.append(ROWS / (time.perf_counter() - start))
        connection.close()
    rate, base = max(rates), max(bares)
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


def write_csv(path: Path) -> None:
    """The customers as a file with a header."""
    rows = list(customers(ROWS))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def by_table(calls: list[Call]) -> dict[str, list[Any]]:
    """All rows of each INSERT of the import, so that each table takes one executemany."""
    tables: dict[str, list[Any]] = defaultdict(list)
    for call in calls:
        if call.many and call.sql.startswith("INSERT"):
            tables[call.sql].extend(call.parameters)
        elif call.sql.startswith("INSERT INTO counter (") and not call.many:
            tables[call.sql].append(call.parameters)
    order = sorted(tables, key=lambda sql: 0 if sql.startswith("INSERT INTO counter") else 1)
    return {sql: tables[sql] for sql in order}
