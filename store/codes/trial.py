"""Trying rules out before they take effect: on all existing customers, or on a few as one types."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from typing import Final

from store.codes.allocation import reached
from store.codes.ends import SHORTEST, WINDOW, End, end_of
from store.codes.rulefile import RuleDraft, RuleSet
from store.customers.fields import BUILT_IN, Field
from store.engine.driver import Connection
from store.errors import CounterExhausted, KehaoError
from store.pattern import (
    Pattern,
    Resolved,
    capacity,
    finish_text,
    next_number,
    parse_pattern,
    reader,
    resolve,
)
from store.pattern.render import counter_key_of
from store.search.matches import matches
from store.search.pinyin import initials
from store.search.query import parse_query

EXAMPLES: Final = 10
PAGE: Final = 1000
LOOKED_AT: Final = 50
"""How many of a rule's counters are looked at, for the ones that end first."""
SHOWN: Final = 5

_COLUMNS: Final = f"id, code, custom, created, {', '.join(BUILT_IN)}"


@dataclass(frozen=True, slots=True)
class Sample:
    """What one customer would get: a code, or why not."""

    name: str
    now: str
    code: str
    error: KehaoError | None


@dataclass(frozen=True, slots=True)
class Room:
    """A rule's counters: how many customers it fits, how many counters they need, how many of them
    in the fullest, how many numbers each has (0 for a rule without a counter).

    ends: how long those last that end first, going on from the numbers given so far, at the pace
    at which customers came in the last 90 days.
    """

    rule: str
    customers: int
    counters: int
    fullest: int
    capacity: int
    ends: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """A set of rules tried on every customer: how many have a code that it would not have given
    (they keep it), how many it could give none, with examples of both; room for each rule."""

    customers: int
    differing: int
    failing: int
    examples: tuple[Sample, ...]
    rooms: tuple[Room, ...]


@dataclass(slots=True)
class _Tally:
    """What a rule fits: how many customers in all, by counter, and lately by counter."""

    customers: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    lately: dict[str, int] = field(default_factory=dict)


def dry_run(
    conn: Connection,
    rules: RuleSet,
    fields: Mapping[str, Field],
    moment: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> DryRun:
    """Try a proved set of rules on every customer that is not archived.

    `progress` is told how many of how many; it may raise to end the work. Memory does not grow
    with the customers, only with the counters that they need.
    """
    tables = rules.code_tables
    ready = [
        (draft, parse_query(draft.when, fields), parse_pattern(draft.pattern))
        for draft in rules.rules
    ]
    readers = [reader(pattern, tables) for _, _, pattern in ready]
    total: int = conn.execute("SELECT count(*) FROM customer WHERE archived = 0").fetchone()[0]
    tallies = [_Tally() for _ in ready]
    today = moment.date()
    days, since = _window(conn, moment)
    seen = differing = failing = 0
    changed: list[Sample] = []
    failed: list[Sample] = []
    shown: dict[str, int] = {}
    for code, created, values in _customers(conn):
        if progress is not None and seen % PAGE == 0:
            progress(seen, total)
        seen += 1
        place = next(
            at
            for at, (draft, when, _) in enumerate(ready)
            if not draft.when or matches(when, values, fields, today)
        )
        draft, _, pattern = ready[place]
        tally = tallies[place]
        tally.customers += 1
        try:
            resolved = resolve(pattern, values, moment, draft.date, tables, initials)
        except KehaoError as error:
            failing += 1
            if len(failed) < EXAMPLES:
                failed.append(Sample(values["name"], code, "", error))
            continue
        key = resolved.counter_key
        if key:
            tally.counters[key] = tally.counters.get(key, 0) + 1
            if created >= since:
                tally.lately[key] = tally.lately.get(key, 0) + 1
        reading = readers[place].read(code)
        texts = [segment.text for segment in reading.segments]
        same = reading.ok and (not key or counter_key_of(pattern, draft.date, texts) == key)
        if not same:
            differing += 1
            if len(changed) < EXAMPLES:
                changed.append(_sample(values["name"], code, pattern, resolved, shown))
    if progress is not None:
        progress(total, total)
    return DryRun(
        customers=seen,
        differing=differing,
        failing=failing,
        examples=tuple(changed + failed),
        rooms=tuple(
            Room(
                draft.name,
                tally.customers,
                len(tally.counters),
                max(tally.counters.values(), default=0),
                capacity(pattern.seq) if pattern.seq else 0,
                _ends(conn, draft.name, pattern, tally, days, moment),
            )
            for (draft, _, pattern), tally in zip(ready, tallies, strict=True)
        ),
    )


def _window(conn: Connection, moment: datetime) -> tuple[int, str]:
    """The days over which the pace is taken, at most 90, and since when that is (UTC)."""
    now = moment.astimezone(UTC)
    row = conn.execute("SELECT created FROM customer ORDER BY id LIMIT 1").fetchone()
    age = (now - datetime.fromisoformat(row[0])).days if row and row[0] else 0
    days = min(WINDOW, max(SHORTEST, age))
    return days, (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")


def _ends(
    conn: Connection, name: str, pattern: Pattern, tally: _Tally, days: int, moment: datetime
) -> tuple[End, ...]:
    """How long a rule's counters last, those that end first."""
    seq = pattern.seq
    if seq is None:
        return ()
    row = conn.execute("SELECT id FROM rule WHERE name = ?", (name,)).fetchone()
    rule = row[0] if row else 0
    keys = {
        *nlargest(LOOKED_AT, tally.lately, key=tally.lately.__getitem__),
        *nlargest(LOOKED_AT, tally.counters, key=tally.counters.__getitem__),
    }
    found = []
    for key in keys:
        row = conn.execute("SELECT value FROM counter WHERE key = ?", (key,)).fetchone()
        value = row[0] if row else reached(conn, seq, key, rule)
        pace = tally.lately.get(key, 0) / days
        found.append(end_of(name, seq, key, value, pace, moment.date()))
    found.sort(key=lambda end: (end.day is None, end.day, -end.percent, end.counter))
    return tuple(found[:SHOWN])


def samples(
    conn: Connection,
    draft: RuleDraft,
    tables: Mapping[str, Mapping[str, str]],
    fields: Mapping[str, Field],
    moment: datetime,
    *,
    count: int = EXAMPLES,
    look_at: int = 5000,
) -> list[Sample]:
    """What a rule being written would give to the newest customers that it fits.

    Looks at `look_at` customers at the most. Raises InvalidPattern or InvalidQuery.
    """
    pattern = parse_pattern(draft.pattern, fields)
    when = parse_query(draft.when, fields)
    found: list[Sample] = []
    counters: dict[str, int] = {}
    for code, _, values in _customers(conn, newest=look_at):
        if draft.when and not matches(when, values, fields, moment.date()):
            continue
        try:
            resolved = resolve(pattern, values, moment, draft.date, tables, initials)
            found.append(_sample(values["name"], code, pattern, resolved, counters))
        except KehaoError as error:
            found.append(Sample(values["name"], code, "", error))
        if len(found) == count:
            break
    return found


def _sample(
    name: str, now: str, pattern: Pattern, resolved: Resolved, counters: dict[str, int]
) -> Sample:
    """A customer with the next number of its counter among these: no two show one code."""
    if pattern.seq is None:
        return Sample(name, now, finish_text(resolved, None), None)
    try:
        number = next_number(pattern.seq, counters.get(resolved.counter_key))
    except CounterExhausted as error:
        return Sample(name, now, "", error)
    counters[resolved.counter_key] = number
    return Sample(name, now, finish_text(resolved, number), None)


def _customers(
    conn: Connection, newest: int | None = None
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each customer's code, when it was added, and values; all in order, or only the newest few,
    newest first."""
    names = (*BUILT_IN,)
    if newest is not None:
        rows = conn.execute(
            f"SELECT {_COLUMNS} FROM customer WHERE archived = 0 ORDER BY id DESC LIMIT ?",
            (newest,),
        )
        for row in rows:
            yield row[1], row[3], _values(names, row)
        return
    last = 0
    while True:
        page = conn.execute(
            f"SELECT {_COLUMNS} FROM customer WHERE id > ? AND archived = 0 ORDER BY id LIMIT ?",
            (last, PAGE),
        ).fetchall()
        if not page:
            return
        for row in page:
            yield row[1], row[3], _values(names, row)
        last = page[-1][0]


def _values(names: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str]:
    values = dict(zip(names, row[4:], strict=True))
    if row[2] not in ("", "{}"):
        values.update(json.loads(row[2]))
    return values
