"""A change of rules on a store of 1,000,000 customers: the proof, the dry run, and its memory.

The baseline of the dry run is reading the same columns of all customers, bare.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import store
from store.codes.trial import _COLUMNS
from tests.bench.houses import PASSWORD, bare, filled_house
from tests.bench.measure import Figure

SMALL, LARGE = 100_000, 1_000_000


def run() -> Iterator[Figure]:
    """Each store in a process of its own, so that the peak is that of the dry run."""
    small = _measured(filled_house(SMALL).folder)
    large = _measured(filled_house(LARGE).folder)
    yield Figure(
        "proof of three rules",
        "ms",
        large["proof"] * 1000,
        large["proof"] * 1000,
        small["proof"] * 1000,
        small["proof"] * 1000,
        large["proof"] / small["proof"],
        "no more customers, no more work: at most 3x",
        large["proof"] / small["proof"] <= 3,
    )
    yield Figure(
        "dry run, 1,000,000 customers",
        "s",
        large["trial"],
        large["trial"],
        large["bare"],
        large["bare"],
        large["trial"] / large["bare"],
        "at most 20x reading them bare",
        large["trial"] / large["bare"] <= 20,
    )
    yield Figure(
        "peak memory of the dry run",
        "MB",
        large["peak"],
        large["peak"],
        small["peak"],
        small["peak"],
        large["peak"] / small["peak"],
        "at most 1.25x that of 100,000",
        large["peak"] / small["peak"] <= 1.25,
    )


def _measured(folder: Path) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.proving", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    names = ("proof", "trial", "peak", "bare")
    return dict(zip(names, map(float, ran.stdout.split()), strict=True))


def _measure(folder: Path) -> None:
    """Prove and try a wider version of the last rule; seconds, seconds, MB, seconds."""
    house = store.open(folder)
    session = house.sign_in("boss", PASSWORD)
    rules = session.rules.rule_set()
    last = rules.rules[-1]
    wider = replace(last, pattern=last.pattern.replace("{seq:7}", "{seq:8}"))
    rules = replace(rules, rules=(*rules.rules[:-1], wider))
    start = time.perf_counter()
    session.rules.check(rules)
    proof = time.perf_counter() - start
    start = time.perf_counter()
    result = session.rules.apply(rules, dry_run=True, progress=lambda done, total: None)
    trial = time.perf_counter() - start
    assert result.differing > 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    connection = bare(house, session)
    start = time.perf_counter()
    for _ in connection.execute(f"SELECT {_COLUMNS} FROM customer WHERE archived = 0 ORDER BY id"):
        pass
    seconds = time.perf_counter() - start
    print(proof, trial, peak, seconds)
    connection.close()
    session.close()


if __name__ == "__main__":
    _measure(Path(sys.argv[1]))
