"""One customer added by the Session against the same statements bare, FULL sync both."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from tests.bench.customers import customers
from tests.bench.houses import bare, enter, filled_house
from tests.bench.measure import Figure, percentile95, timed
from tests.bench.recorder import follow_sign_in, record, replay, transactions

REPEATS = 1500
CUSTOMERS = 10_000


def run() -> Iterator[Figure]:
    """Adds in one store are recorded; what they wrote is replayed bare in a copy of that store."""
    first, second = filled_house(CUSTOMERS), filled_house(CUSTOMERS)
    session = enter(first)
    recorder = record(session)
    connection = bare(second, session)
    follow_sign_in(connection, session)
    session.customers.add({"name": "热身", "region": "广东", "type": "个人"})
    replay(connection, recorder.calls)
    recorder.calls.clear()
    ours, theirs = [], []
    for values in customers(REPEATS, seed=8):
        ours.append(timed(lambda v=values: session.customers.add(v)))  # type: ignore[misc]
        (calls,) = transactions(recorder.calls)
        theirs.append(timed(lambda c=calls: replay(connection, c)))  # type: ignore[misc]
        recorder.calls.clear()
    session.close()
    connection.close()
    mine, base = statistics.median(ours), statistics.median(theirs)
    yield Figure(
        "one customer added",
        "ms",
        mine * 1000,
        percentile95(ours) * 1000,
        base * 1000,
        percentile95(theirs) * 1000,
        base / mine,
        "rate at least 0.60 of bare",
        base / mine >= 0.60,
    )
