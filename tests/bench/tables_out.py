"""An export to PostgreSQL against a bare COPY of the same rows, which lie in memory already.

Takes PostgreSQL's server programs. `python -m tests.bench tables_out FOLDER` runs over a store of
any size, as the account boss with the tests' password.
"""

from __future__ import annotations

import csv
import gc
import io
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import store
from store.session import Session
from tests.bench.houses import enter, new_house
from tests.bench.importing import write_csv
from tests.bench.measure import Figure
from tests.conftest import PASSWORD
from tests.databases import Server, start_postgresql, why_no_postgresql

REPEATS = 3
ALL = "archived:any"


def run(folder: str = "") -> Iterator[Figure]:
    """Over a fresh store of 100,000 customers, or over the one in a folder."""
    if why_no_postgresql():
        return
    if folder:
        session = store.open(Path(folder)).sign_in("boss", PASSWORD)
    else:
        house = new_house()
        file = house.folder.parent / "customers.csv"
        write_csv(file)
        session = enter(house)
        session.transfer.run_import(file)
    yield compared(session, start_postgresql())
    session.close()


def compared(session: Session, server: Server) -> Figure:
    """Rows a second, both into a new table with the same columns and key; medians of runs in
    turn, and in the columns of the 95th percentiles the slowest."""
    ours, bare = [], []
    with server.database() as name:
        url = server.url(name, sslmode="disable")
        for _ in range(REPEATS):
            server.run(name, "DROP TABLE IF EXISTS customers, bare")
            session.confirm(PASSWORD)
            start = time.perf_counter()
            done = session.exports.run(url, ALL, table="customers", source_password=server.password)
            ours.append(done.written / (time.perf_counter() - start))
            bare.append(bare_rate(server, name))
    rate, base = statistics.median(ours), statistics.median(bare)
    return Figure(
        f"{done.written:,} rows to PostgreSQL",
        "rows/s",
        rate,
        min(ours),
        base,
        min(bare),
        rate / base,
        "at least 0.33 of bare COPY",
        rate / base >= 1 / 3,
    )


def bare_rate(server: Server, name: str) -> float:
    """Rows a second of a COPY of what was exported, out of memory."""
    connection: Any = server.connect(name)
    cursor = connection.cursor()
    text = bytearray()
    with cursor.copy("COPY customers TO STDOUT (FORMAT csv)") as copy:
        for piece in copy:
            text += piece
    rows = [
        tuple(cell or None for cell in cells) for cells in csv.reader(io.StringIO(text.decode()))
    ]
    del text
    gc.collect()
    gc.freeze()
    cursor.execute("CREATE TABLE bare (LIKE customers INCLUDING ALL)")
    start = time.perf_counter()
    with cursor.copy("COPY bare FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    seconds = time.perf_counter() - start
    gc.unfreeze()
    connection.close()
    return len(rows) / seconds
