"""The audit of all codes: that no two are the same, that each says what is true, that every number
of every counter is explained, and that no counter is near its end.

It reads in short pieces, so that nobody waits for it and memory does not grow with the store; it
changes nothing. Its figures go to the log as `code.audit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.codes.audit_codes import PAGE, Reader
from store.codes.audit_pairs import Pairs
from store.codes.ends import End, near_ends
from store.codes.explained import (
    CODED,
    HELD,
    UNEXPLAINED,
    Run,
    Version,
    Versions,
    explain_counter,
    name_held,
)
from store.codes.findings import COUNTER, MOST, Audit, Finding, Found
from store.codes.findings import UNEXPLAINED as UNEXPLAINED_KIND
from store.codes.skeleton import skeleton
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import KehaoError, NotFound
from store.pattern import parse_pattern, shown_key
from store.pattern.widening import widened

if TYPE_CHECKING:
    from store.session import Session

COUNTERS: Final = 50
"""Counters explained in one read at the most; a long one is a read of its own."""
_ROUNDS: Final = 4
"""Each code is read so many times: by itself, twice for pairs, once for its number."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """A counter: its key, as people write it, where it started and the last number given."""

    key: str
    shown: str
    start: int
    value: int


class Auditing(Service):
    """The health of codes."""

    @needs("code.audit")
    def run(
        self,
        *,
        most: int = MOST,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Audit:
        """Audit every code and counter; `most` findings of each kind are kept (0: all).

        `progress(done, total)` counts readings of codes. Raises Stopped; then nothing is logged.
        """
        return audit(self._session, "code.audit", most=most, progress=progress, cancel=cancel)

    @needs("code.audit", "rule.read")
    def counters(self, prefix: str = "") -> Sequence[CounterFacts]:
        """The counters whose key, as people write it, begins so; the first thousand."""
        with self._session.reading() as conn:
            rows = conn.execute("SELECT key, start, value FROM counter ORDER BY key").fetchall()
        facts = [CounterFacts(key, shown_key(key), start, value) for key, start, value in rows]
        wanted = [one for one in facts if one.shown.startswith(prefix) or one.key == prefix]
        return wanted[:1000]

    @needs("code.audit", "rule.read")
    def explain(
        self, counter: str, *, most: int = 1000, cancel: Cancel | None = None
    ) -> tuple[CounterFacts, Sequence[Run]]:
        """Every number of one counter from its start to its value, as runs in order; `most` runs.

        counter: its key, or the key as people write it, or a code that it gave. Raises NotFound.
        """
        session = self._session
        with session.reading(cancel) as conn:
            id_, facts = _find(conn, counter)
            versions = Versions(conn)
            runs: list[Run] = []
            for run in explain_counter(conn, versions, id_, facts.start, facts.value):
                runs += name_held(conn, versions, id_, run) if run.why == HELD else (run,)
                if len(runs) >= most:
                    break
        return facts, runs[:most]


def audit(
    session: Session,
    permission: str,
    *,
    most: int = MOST,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Audit:
    """The audit for whoever holds `permission`: see `Auditing.run`."""
    return _Work(session, permission, Found(most), progress, cancel).run()


@dataclass(slots=True)
class _Work:
    session: Session
    permission: str
    found: Found
    progress: Progress | None
    cancel: Cancel | None
    done: int = 0
    total: int = 0

    def run(self) -> Audit:
        began = time.monotonic()
        session, found = self.session, self.found
        with session.reading() as conn:
            codes: int = conn.execute("SELECT count(*) FROM code").fetchone()[0]
            fields = session.field_map(conn)
        self.total = codes * _ROUNDS
        self._report()
        reader = Reader(found, fields, session.may("customer.see_personal"))
        self._pages(reader.page)
        pairs = Pairs(found, codes)
        self._pages(pairs.first)
        self._pages(pairs.second)
        unexplained, counters = self._counters()
        self._ends()
        if self.progress is not None:
            self.progress(self.total, self.total)
        result = Audit(
            found.in_order(),
            dict(found.counts),
            unexplained,
            codes,
            counters,
            time.monotonic() - began,
        )
        with session.writing(self.permission) as change:
            change.log(
                "code.audit",
                after={
                    "codes": codes,
                    "counters": counters,
                    "findings": result.counts,
                    "unexplained": unexplained,
                },
            )
        return result

    def _report(self, more: int = 0) -> None:
        if self.cancel is not None:
            self.cancel.check()
        self.done += more
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)

    def _pages(self, page: Callable[[Connection], int]) -> None:
        """Call a reader of pages, each in a short read of its own, until there are none left."""
        while True:
            with self.session.reading(self.cancel) as conn:
                codes = page(conn)
            self._report(codes)
            if not codes:
                return

    def _counters(self) -> tuple[int, int]:
        """Explain the numbers of every counter: how many nobody can, and how many counters."""
        unexplained = counters = last = 0
        known: dict[int, Version] = {}
        while True:
            with self.session.reading(self.cancel) as conn:
                rows = conn.execute(
                    "SELECT id, key, start, value FROM counter WHERE id > ? ORDER BY id LIMIT ?",
                    (last, COUNTERS),
                ).fetchall()
                versions = Versions(conn, known)
                for last, key, start, value in rows:
                    unexplained += self._counter(conn, versions, last, key, start, value)
                    counters += 1
            if not rows:
                return unexplained, counters

    def _counter(
        self, conn: Connection, versions: Versions, counter: int, key: str, start: int, value: int
    ) -> int:
        unexplained = seen = 0
        for run in explain_counter(conn, versions, counter, start, value):
            seen += run.count if run.why in CODED else 0
            if seen >= PAGE:
                self._report(seen)
                seen = 0
            if run.why == UNEXPLAINED:
                unexplained += run.count
                self.found.add(_unexplained(key, run), run.count)
        self._report(seen)
        return unexplained

    def _ends(self) -> None:
        with self.session.reading(self.cancel) as conn:
            book = self.session.rulebook(conn)
            for end in near_ends(conn, book, self.session.now()):
                pattern = next((r.pattern.text for r in book.rules if r.name == end.rule), "")
                self.found.add(_near_end(end, pattern))


def _unexplained(key: str, run: Run) -> Finding:
    shown = shown_key(key)
    if run.count == 1:
        what = KehaoError(
            "Nobody can say what became of number {first} of the counter {counter}.",
            first=run.first,
            counter=shown,
        )
    else:
        what = KehaoError(
            "Nobody can say what became of the numbers {first} to {last} of the counter {counter}.",
            first=run.first,
            last=run.last,
            counter=shown,
        )
    mend = KehaoError(
        "Somebody changed the store from outside: verify the log, and compare with a backup."
    )
    return Finding(UNEXPLAINED_KIND, "", "", None, "", what, mend, shown)


def _near_end(end: End, pattern: str) -> Finding:
    if end.day is None:
        what = KehaoError(
            "The counter {counter} of the rule {rule} has {left} of {capacity} numbers left.",
            counter=end.counter,
            rule=end.rule,
            left=end.left,
            capacity=end.capacity,
        )
    else:
        what = KehaoError(
            "The counter {counter} of the rule {rule} has {left} of {capacity} numbers left: at "
            "the last 90 days' pace until {day}.",
            counter=end.counter,
            rule=end.rule,
            left=end.left,
            capacity=end.capacity,
            day=end.day.isoformat(),
        )
    wider = widened(parse_pattern(pattern)) if pattern else None
    if wider is None:
        mend = KehaoError("Save a version of the rule {rule} with more places.", rule=end.rule)
    else:
        mend = KehaoError(
            "Save a version of the rule {rule} one place wider, {pattern}: it goes on from here.",
            rule=end.rule,
            pattern=wider.text,
        )
    return Finding(COUNTER, "", "", None, end.rule, what, mend, end.counter)


def _find(conn: Connection, counter: str) -> tuple[int, CounterFacts]:
    """A counter by its key, by the key as people write it, or by a code that it gave."""
    row = conn.execute(
        "SELECT id, key, start, value FROM counter WHERE key = ?"
        " OR id = (SELECT counter FROM code WHERE skeleton = ?) LIMIT 1",
        (counter, skeleton(counter)),
    ).fetchone()
    if row is None:
        for other in conn.execute("SELECT id, key, start, value FROM counter"):
            if shown_key(other[1]) == counter:
                row = other
                break
    if row is None:
        raise NotFound(
            "There is no counter {counter}: kehao codes numbers lists them.", counter=counter
        )
    id_, key, start, value = row
    return id_, CounterFacts(key, shown_key(key), start, value)
