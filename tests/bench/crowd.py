"""Many people at once on one machine: each a real process on its own pseudo-terminal.

`python -m tests.bench crowd [people] [seconds] [customers]` (50, 300 and 100,000 when not said).
Each person signs in, and then every ten seconds types ten keys into the search box (five a
second), scrolls, and rests; once a minute they open who they found and save a change. All of it
is driven by one loop that only watches the raw bytes: a key is answered when the cell that it
changes is sent, so no screen has to be emulated on the cores that are being measured. What the
driver itself took of them is one of the figures.

The baseline of each figure is one person alone on the same machine in the same run.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Iterator, Sequence
from random import Random

from store.search.pinyin import initials
from store.sign_in.making import DATABASE
from store.sign_in.opening import Store
from tests.bench.crowd_people import KEYS, Crowd, Person
from tests.bench.houses import PASSWORD, enter, filled_house
from tests.bench.measure import Figure, percentile95

ALONE_SECONDS = 60
IDLE_SECONDS = 20
START_EVERY = 0.5
"""Seconds between two people coming to work."""
MANAGERS = 5
"""Every fifth is a manager, who sees phones; the others are clerks."""


def run(people: str = "50", seconds: str = "300", customers: str = "100000") -> Iterator[Figure]:
    """Sign in, rest, work; one person first, then all."""
    house = filled_house(int(customers))
    names = hire(house, int(people))
    wanted = queries(house)
    alone = measure(house, names[:1], ALONE_SECONDS, wanted)
    many = measure(house, names, float(seconds), wanted)
    for words in (*alone.last_words, *many.last_words):
        print("--- a program ended by itself, and said:", words, sep="\n")
    yield from alone.beside(many)


def hire(house: Store, people: int) -> list[str]:
    """Accounts for so many."""
    boss = enter(house)
    names = [f"staff{number:02d}" for number in range(people)]
    for number, name in enumerate(names):
        boss.staff.add(name, ["clerk" if number % MANAGERS else "manager"], PASSWORD)
    boss.close()
    return names


def queries(house: Store) -> list[str]:
    """What is typed, at least ten keys each: initials of names, names, codes, phones."""
    boss = enter(house)
    rows = boss.search.page("", limit=200, columns=("code", "name", "phone"))
    boss.close()
    found: list[str] = []
    for code, name, phone, *_ in rows.rows:
        found += [letters for letters in [initials(name)] if len(letters) >= KEYS]
        found += [text for text in (name, code, phone) if len(text) >= KEYS]
    return found


class Outcome:
    """What was measured with a number of people."""

    def __init__(self, crowd: Crowd) -> None:
        self.people = len(crowd.people)
        self.times = crowd.times
        self.refused = crowd.refused
        self.alarms = crowd.alarms
        self.last_words = crowd.last_words
        self.shares: dict[str, float] = {}
        self.memory: list[float] = []
        self.peak = 0.0
        self.log_peak = 0
        self.driver = 0.0

    def beside(self, many: Outcome) -> Iterator[Figure]:
        """The figures of many beside those of one."""
        for kind, bound in (
            ("start", "no bound"),
            ("signing in", "no bound"),
            ("key", "at most 0.1 s at the 95th percentile"),
            ("key until quiet", "at most 0.5 s at the 95th percentile"),
            ("row down", "at most 0.1 s at the 95th percentile"),
            ("page down", "at most 0.2 s at the 95th percentile"),
            ("form", "at most 0.5 s at the 95th percentile"),
            ("save", "at most 1 s at the 95th percentile"),
        ):
            yield _times(kind, many, self, bound)
        for what, share in many.shares.items():
            yield _plain(f"CPU of one person: {what}", "% core", share, self.shares[what])
        yield _plain("CPU of the driver", "% core", many.driver, self.driver)
        yield _plain("memory of one (shared once)", "MB", many.memory[1], self.memory[1])
        yield _plain("memory of one (resident)", "MB", many.memory[0], self.memory[0])
        total = many.memory[1] * many.people
        yield _plain(f"memory of all {many.people}", "MB", total, self.memory[1])
        yield _plain("its peak (signing in)", "MB", many.peak, self.peak)
        yield _plain("write-ahead log at most", "MB", many.log_peak / 1e6, self.log_peak / 1e6)
        yield _plain("saves refused (conflicts)", "", many.refused, self.refused)
        bad = sum(many.alarms.values())
        yield Figure(
            "errors shown " + ", ".join(f"{word} {n}" for word, n in many.alarms.items()),
            "",
            bad,
            bad,
            sum(self.alarms.values()),
            sum(self.alarms.values()),
            bad,
            "none",
            bad == 0,
        )


def _times(kind: str, many: Outcome, one: Outcome, bound: str) -> Figure:
    ours, base = _safe(many.times.get(kind, [])), _safe(one.times.get(kind, []))
    words = bound.split()
    p95 = percentile95(ours)
    return Figure(
        f"{kind} ({len(ours)} times)",
        "ms",
        statistics.median(ours) * 1000,
        p95 * 1000,
        statistics.median(base) * 1000,
        percentile95(base) * 1000,
        p95 / percentile95(base),
        bound,
        words[0] == "no" or p95 <= float(words[2]),
    )


def _safe(values: Sequence[float]) -> list[float]:
    """At least two values, so that there are percentiles."""
    return list(values) * 2 if len(values) == 1 else list(values) or [float("nan")] * 2


def _plain(name: str, unit: str, ours: float, base: float) -> Figure:
    ratio = ours / base if base else 0.0
    return Figure(name, unit, ours, ours, base, base, ratio, "no bound", True)


def measure(house: Store, names: Sequence[str], seconds: float, wanted: list[str]) -> Outcome:
    """Have these people come, rest, work for so long, and go."""
    random = Random(len(names))
    people = [Person(house.folder, name, Random(number)) for number, name in enumerate(names)]
    crowd = Crowd(people)
    outcome = Outcome(crowd)
    log = house.folder / f"{DATABASE}-wal"

    def watch() -> None:
        outcome.log_peak = max(outcome.log_peak, log.stat().st_size if log.exists() else 0)

    try:
        for number, person in enumerate(people):
            crowd.do(person, person.come(), after=number * START_EVERY)
        crowd.finish(watch=lambda: _peak(outcome, crowd), timeout=60 + 4.0 * len(people))
        crowd.rest(5)
        outcome.shares["at rest"] = _share(crowd, lambda: crowd.rest(IDLE_SECONDS))
        driver = _own_cpu()
        began = time.perf_counter()

        def work() -> None:
            for person in people:
                crowd.do(
                    person,
                    person.work(began + seconds, wanted, sees_phones=_manager(person.name)),
                    after=random.uniform(0, 10),
                )
            crowd.finish(watch=watch, timeout=seconds + 60)

        outcome.shares["at work"] = _share(crowd, work)
        outcome.driver = 100 * (_own_cpu() - driver) / (time.perf_counter() - began)
        outcome.memory = crowd.memory()
    finally:
        crowd.close()
    return outcome


def _manager(name: str) -> bool:
    return int(name[-2:]) % MANAGERS == 0


def _peak(outcome: Outcome, crowd: Crowd) -> None:
    outcome.peak = max(outcome.peak, sum(crowd.sizes("Pss")))


def _share(crowd: Crowd, work: object) -> float:
    """Percent of a core that one person takes while something goes on."""
    assert callable(work)
    before, began = crowd.cpu(), time.perf_counter()
    work()
    spent = crowd.cpu() - before
    return 100 * spent / (time.perf_counter() - began) / len(crowd.people)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
