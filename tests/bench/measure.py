"""How the bench measures: many repeats of two things in turn, medians and 95th percentiles."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside its baseline; `ratio` is what the bound is on."""

    name: str
    unit: str
    ours: float
    ours_p95: float
    baseline: float
    baseline_p95: float
    ratio: float
    bound: str
    holds: bool


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile95(values: Sequence[float]) -> float:
    """The 95th percentile of at least two values."""
    return statistics.quantiles(values, n=20)[-1]


def in_turn(
    ours: Callable[[int], object], baseline: Callable[[int], object], repeats: int
) -> tuple[list[float], list[float]]:
    """Time both in turn, `repeats` times each (after one warm-up each); seconds."""
    ours(0)
    baseline(0)
    first, second = [], []
    for number in range(1, repeats + 1):
        first.append(timed(lambda n=number: ours(n)))  # type: ignore[misc]
        second.append(timed(lambda n=number: baseline(n)))  # type: ignore[misc]
    return first, second


def show(figures: Sequence[Figure]) -> str:
    """A table of figures as text."""
    lines = [
        f"{'what':<34} {'unit':>7} {'ours':>10} {'p95':>10} {'baseline':>10} {'p95':>10}"
        f" {'ratio':>7}  bound",
        "-" * 112,
    ]
    for one in figures:
        mark = "holds" if one.holds else "FALLS SHORT"
        lines.append(
            f"{one.name:<34} {one.unit:>7} {one.ours:>10.2f} {one.ours_p95:>10.2f}"
            f" {one.baseline:>10.2f} {one.baseline_p95:>10.2f} {one.ratio:>7.2f}  "
            f"{one.bound}: {mark}"
        )
    return "\n".join(lines)
