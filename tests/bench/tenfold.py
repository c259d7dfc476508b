"""The clerk's mix (`mix`) on a store ten times as large: how much slower is the median?

`KEHAO_BENCH_STORE` and `KEHAO_BENCH_TENFOLD` name the two stores; without them they are made.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

import store
from tests.bench.houses import enter, fill, multiply, new_house, read_through
from tests.bench.measure import Figure, percentile95
from tests.bench.mix import COLUMNS, CUSTOMERS, Times, ours_of, queries


def run() -> Iterator[Figure]:
    """Pages, counts and counts by value, each beside the same on the smaller store."""
    small = _house("KEHAO_BENCH_STORE", 1)
    large = _house("KEHAO_BENCH_TENFOLD", 10)
    before, after = _times(small), _times(large)
    for name, ours, base in (
        ("page of 50", list(after.pages.values()), list(before.pages.values())),
        ("counts", after.counts, before.counts),
        ("facets", after.facets, before.facets),
    ):
        ratio = statistics.median(ours) / statistics.median(base)
        yield Figure(
            f"{name}: ten times the customers",
            "ms",
            statistics.median(ours) * 1000,
            percentile95(ours) * 1000,
            statistics.median(base) * 1000,
            percentile95(base) * 1000,
            ratio,
            "pages: median at most 2",
            ratio <= 2 or name != "page of 50",
        )


def _house(given: str, times: int) -> store.Store:
    if os.environ.get(given):
        return store.open(Path(os.environ[given]))
    house = new_house()
    fill(house, CUSTOMERS)
    if times > 1:
        multiply(house, times)
    return house


def _times(house: store.Store) -> Times:
    session = enter(house)
    read_through(house)
    session.search.page("", limit=50, columns=COLUMNS)
    times = ours_of(session, queries())
    session.close()
    return times
