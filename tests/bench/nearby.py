"""Near codes and the audit at 1,000,000 codes.

A mistyped code's neighbours are looked up; beside it stands the cheapest scan there can be: every
skeleton fetched from the index and nothing done with it. The audit stands beside reading every code
with its rule's pattern and nothing else, which no check of the codes can do without.
"""

from __future__ import annotations

import random
import statistics
import tracemalloc
from collections.abc import Iterator

from store.codes.near import near
from store.session import Session
from tests.bench.houses import enter, new_house
from tests.bench.measure import Figure, percentile95, timed

CODES = 1_000_000
TYPED = 200
SCANS = 5
REGIONS = ("BJ", "GD", "JS", "SH", "ZJ")
YEARS = range(2020, 2027)
PAGE = 20_000


def fill(session: Session, codes: int) -> None:
    """So many codes of the rule `companies`, by bare SQL and without customers."""
    with session.reading() as conn:
        version = conn.execute(
            "SELECT rule_version.id FROM rule_version JOIN rule ON rule.id = rule_version.rule"
            " WHERE rule.name = 'companies'"
        ).fetchone()[0]
    each = codes // (len(REGIONS) * len(YEARS)) + 1
    for place, (region, year) in enumerate((r, y) for r in REGIONS for y in YEARS):
        with session.writing("import.run") as change:
            change.conn.execute(
                "INSERT INTO counter (id, key, start, value) VALUES (?, ?, 1, ?)",
                (place + 1, f"{region}{year}{{6:7,10}}", each),
            )
        for first in range(1, each + 1, PAGE):
            numbers = range(first, min(first + PAGE, each + 1))
            texts = [f"{region}{year}{number:07}" for number in numbers]
            rows = [
                (text, text.lower(), version, place + 1, number, "2026-01-01T00:00:00.000Z")
                for text, number in zip(texts, numbers, strict=True)
            ]
            with session.writing("import.run") as change:
                change.conn.executemany(
                    "INSERT INTO code (text, skeleton, state, origin, rule_version, counter,"
                    " number, issued_at) VALUES (?, ?, 'live', 'rule', ?, ?, ?, ?)",
                    rows,
                )


def mistyped(rnd: random.Random, codes: int) -> str:
    """A code with one slip in it."""
    each = codes // (len(REGIONS) * len(YEARS))
    right = f"{rnd.choice(REGIONS)}{rnd.choice(YEARS)}{rnd.randint(1, each):07}"
    at = rnd.randrange(len(right) - 1)
    return rnd.choice(
        (
            right[:at] + right[at + 1] + right[at] + right[at + 2 :],
            right[:at] + rnd.choice("0123456789OXI") + right[at + 1 :],
            right[:at] + right[at + 1 :],
            right[:at] + rnd.choice("0123456789") + right[at:],
        )
    )


def run() -> Iterator[Figure]:
    """The near codes of mistyped ones, then an audit."""
    session = enter(new_house())
    with session.bulk():
        fill(session, CODES)
    rnd = random.Random(3)
    lookups = []
    with session.reading() as conn:
        near(conn, mistyped(rnd, CODES))
        for _ in range(TYPED):
            typed = mistyped(rnd, CODES)
            lookups.append(timed(lambda typed=typed: near(conn, typed)))  # type: ignore[misc]
        scans = [
            timed(lambda: sum(1 for _ in conn.execute("SELECT skeleton FROM code")))
            for _ in range(SCANS)
        ]
    ours, scan = statistics.median(lookups), statistics.median(scans)
    yield Figure(
        f"near codes among {CODES:,}",
        "ms",
        ours * 1000,
        percentile95(lookups) * 1000,
        scan * 1000,
        percentile95(scans) * 1000,
        ours / scan,
        "<= 0.01 of a scan",
        ours <= scan / 100,
    )
    reading = timed(lambda: _read_all(session))
    seconds = timed(lambda: session.auditing.run())
    yield Figure(
        f"audit of {CODES:,} codes",
        "s",
        seconds,
        seconds,
        reading,
        reading,
        seconds / reading,
        "<= 3 x reading them",
        seconds <= 3 * reading,
    )
    tracemalloc.start()
    session.auditing.run()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    yield Figure("its memory", "MB", peak, peak, 0, 0, peak, "<= 24 MB", peak <= 24)
    session.close()


def _read_all(session: Session) -> None:
    with session.reading() as conn:
        rule = next(r for r in session.rulebook(conn).rules if r.name == "companies")
        for (text,) in conn.execute("SELECT text FROM code"):
            rule.reader.read(text)
