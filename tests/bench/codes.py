"""Codes given one at a time with FULL sync, by 1, 4 and 8 processes in one counter's store.

The baseline is the same statements, recorded from one process and sent bare by as many processes.
They take turns as the store's own processes do: whoever holds the write lock sends the transaction
that comes next by the log's own number.
"""

from __future__ import annotations

import multiprocessing
import pickle
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import store
from store.engine.connection import connect
from store.keys.derive import database_key
from store.session import Session
from store.sign_in.opening import DATABASE
from tests.bench.customers import customers
from tests.bench.houses import PASSWORD, bare, enter, filled_house, new_house
from tests.bench.measure import Figure
from tests.bench.recorder import Call, follow_sign_in, record, transactions

CUSTOMERS = 10_000
GIVEN = 2_000
REPEATS = 3
PROCESSES = (1, 4, 8)
BLOCK = 10_000
LEAST = 0.45


def run() -> Iterator[Figure]:
    """Each number of processes in turn with its baseline, each time in fresh stores; medians."""
    house = filled_house(CUSTOMERS)
    session = enter(house)
    key = database_key(session.access.data_key)
    signed_in = _last_line(session)
    recorder = record(session)
    for values in customers(GIVEN, seed=8):
        session.customers.add(values)
    steps = transactions(recorder.calls)
    script = house.folder.parent / "steps"
    script.write_bytes(pickle.dumps([[_plain(call) for call in step] for step in steps[:GIVEN]]))
    for processes in PROCESSES:
        ours, theirs = [], []
        for _ in range(REPEATS):
            ours.append(_rate(processes, _give, filled_house(CUSTOMERS).folder, ""))
            copy = filled_house(CUSTOMERS)
            connection = bare(copy, session)
            connection.execute(*signed_in)
            connection.close()
            theirs.append(_rate(processes, _send, copy.folder, f"{script}|{key}"))
        yield _figure(f"codes given, {processes} process(es)", ours, theirs, LEAST)
    session.close()
    yield from _blocks()


def _blocks() -> Iterator[Figure]:
    """A block of 10,000 set aside, against the same statements bare."""
    ours, theirs = [], []
    for _ in range(REPEATS):
        first, second = new_house(), new_house()
        session = enter(first)
        recorder = record(session)
        connection = bare(second, session)
        follow_sign_in(connection, session)
        start = time.perf_counter()
        session.life.reserve(
            "everyone else", BLOCK, owner="boss", until="2099-12-31", values={"region": "广东"}
        )
        ours.append(BLOCK / (time.perf_counter() - start))
        start = time.perf_counter()
        for call in recorder.calls:
            if call.many:
                connection.executemany(call.sql, call.parameters)
            else:
                connection.execute(call.sql, call.parameters)
        theirs.append(BLOCK / (time.perf_counter() - start))
        connection.close()
        session.close()
    yield _figure("a block of 10,000 reserved", ours, theirs, 0.25)


def _figure(name: str, ours: list[float], theirs: list[float], least: float) -> Figure:
    rate, base = statistics.median(ours), statistics.median(theirs)
    return Figure(
        name,
        "codes/s",
        rate,
        min(ours),
        base,
        min(theirs),
        rate / base,
        f"at least {least:.2f} of bare",
        rate / base >= least,
    )


def _plain(call: Call) -> tuple[bool, str, Any]:
    return call.many, call.sql, call.parameters


def _rate(processes: int, work: Callable[..., None], folder: Path, what: str) -> float:
    """Codes a second from the moment all processes are ready to that at which the last is done."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(processes + 1), context.Barrier(processes + 1)
    team = [
        context.Process(target=work, args=(folder, what, number, processes, ready, done))
        for number in range(processes)
    ]
    for one in team:
        one.start()
    ready.wait(120)
    start = time.perf_counter()
    done.wait(600)
    seconds = time.perf_counter() - start
    for one in team:
        one.join()
    return GIVEN / seconds


def _give(folder: Path, what: str, number: int, processes: int, ready: Any, done: Any) -> None:
    """One process: sign in, wait for the others, add its share of the customers."""
    session = store.open(folder).sign_in("boss", PASSWORD)
    share = list(islice(customers(GIVEN, seed=8), number, None, processes))
    session.customers.add({"name": "热身", "region": "广东", "type": "个人"})
    ready.wait()
    for values in share:
        session.customers.add(values)
    done.wait()
    session.close()


def _send(folder: Path, what: str, number: int, processes: int, ready: Any, done: Any) -> None:
    """One process of the baseline: send the transaction that comes next until none is left."""
    script, _, key = what.partition("|")
    steps = pickle.loads(Path(script).read_bytes())
    connection = connect(folder / DATABASE, key)
    base = _log_line(steps[0])
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT max(seq) FROM operation").fetchone()
    connection.execute("COMMIT")
    ready.wait()
    while True:
        connection.execute("BEGIN IMMEDIATE")
        (last,) = connection.execute("SELECT max(seq) FROM operation").fetchone()
        step = max(0, last + 1 - base)
        if step >= len(steps):
            connection.execute("COMMIT")
            break
        for many, sql, parameters in steps[step]:
            if sql.startswith(("BEGIN", "COMMIT")):
                continue
            if many:
                connection.executemany(sql, parameters)
            else:
                connection.execute(sql, parameters)
        connection.execute("COMMIT")
    done.wait()
    connection.close()


def _last_line(session: Session) -> tuple[str, tuple[object, ...]]:
    """The log's last line, signing in, as the statement that gives it to a copy of the store."""
    with session.reading() as conn:
        row = conn.execute("SELECT * FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    return f"INSERT INTO operation VALUES ({', '.join('?' * len(row))})", tuple(row)


def _log_line(step: list[tuple[bool, str, Any]]) -> int:
    """The number of the log line that a transaction writes."""
    for many, sql, parameters in step:
        if sql.startswith("INSERT INTO operation"):
            row = parameters[0] if many else parameters
            return int(row[0])
    raise AssertionError("a transaction without a line in the log")
