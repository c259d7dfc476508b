"""An import of 1,000,000 customers, each of whom gets a code, against one of 100,000.

What an import writes is compared with the same rows bare in `importing`; here it is whether the
rate holds while the store grows, and whether the memory does not.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import store
from tests.bench.customers import customers
from tests.bench.houses import PASSWORD, new_house
from tests.bench.measure import Figure

SMALL, LARGE = 100_000, 1_000_000


def run() -> Iterator[Figure]:
    """Each import in a process of its own, into a fresh store."""
    small_seconds, small_peak = _measured(SMALL)
    seconds, peak = _measured(LARGE)
    rate, small_rate = LARGE / seconds, SMALL / small_seconds
    yield Figure(
        "import of 1,000,000 rows",
        "rows/s",
        rate,
        rate,
        small_rate,
        small_rate,
        rate / small_rate,
        "at least 0.60 of 100,000 rows'",
        rate / small_rate >= 0.60,
    )
    yield Figure(
        "peak memory of that import",
        "MB",
        peak,
        peak,
        small_peak,
        small_peak,
        peak / small_peak,
        "at most 1.50x that of 100,000",
        peak / small_peak <= 1.50,
    )


def _measured(count: int) -> tuple[float, float]:
    folder = new_house().folder
    with (folder.parent / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        rows = customers(count)
        first = next(rows)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.bulk", str(folder), str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, peak = map(float, ran.stdout.split())
    return seconds, peak


def _measure(folder: Path, count: int) -> None:
    """Import the file beside a store; seconds and MB."""
    session = store.open(folder).sign_in("boss", PASSWORD)
    start = time.perf_counter()
    result = session.transfer.run_import(folder.parent / "customers.csv")
    seconds = time.perf_counter() - start
    assert result.added == count, result
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    session.close()


if __name__ == "__main__":
    _measure(Path(sys.argv[1]), int(sys.argv[2]))
