"""A page of 50 by Session search against the same SQL bare, over a mix of queries and orders."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator

from tests.bench.houses import bare, enter, filled_house
from tests.bench.measure import Figure, percentile95, timed
from tests.bench.recorder import record_reads

CUSTOMERS = 100_000
REPEATS = 400
COLUMNS = ("code", "name", "type", "status", "level", "region", "city", "phone", "registered")
QUERIES = (
    "",
    "华为",
    "深圳",
    "有限公司",
    "szhw",
    "huawei",
    "8000",
    "1380",
    "GD2024",
    "王",
    "level:A",
    "region:广东 level:A,B",
    "科技 region:江苏",
    "registered:2024..2025",
    "type:VIP -status:流失",
    "小米 物流",
)
SORTS = ("-created", "name", "level", "-registered")


def run() -> Iterator[Figure]:
    """Each query through the Session; what it asked the database is asked again, bare."""
    house = filled_house(CUSTOMERS)
    session = enter(house)
    session.search.page("", limit=50, columns=COLUMNS)
    recorder = record_reads(session)
    connection = bare(house, session)
    rnd = random.Random(5)
    mix = [(query, sort) for query in QUERIES for sort in SORTS]
    ours, theirs, over = [], [], []
    for number in range(REPEATS):
        query, sort = mix[number % len(mix)] if number < len(mix) else rnd.choice(mix)
        recorder.calls.clear()
        first = timed(
            lambda q=query, s=sort: session.search.page(  # type: ignore[misc]
                q, sort=s, limit=50, columns=COLUMNS
            )
        )
        calls = list(recorder.calls)

        def again(calls: list[object] = calls) -> None:  # type: ignore[assignment]
            for call in calls:
                connection.execute(call.sql, call.parameters).fetchall()  # type: ignore[attr-defined]

        second = timed(again)
        if number < len(mix):
            continue  # the first round warms both caches
        ours.append(first)
        theirs.append(second)
        over.append(first - second)
    session.close()
    connection.close()
    mine, base = percentile95(ours), percentile95(theirs)
    allowed = max(3 * base, base + 0.001)
    yield Figure(
        "a page of 50, of 100,000",
        "ms",
        statistics.median(ours) * 1000,
        mine * 1000,
        statistics.median(theirs) * 1000,
        base * 1000,
        mine / base,
        "p95 at most 3x or 1 ms more",
        mine <= allowed,
    )
