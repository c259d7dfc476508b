"""How long each counter lasts: what is left of its numbers, and the day the last one is given.

The pace is that of the last 90 days, by the numbers a counter has gone through since. It is found
by halving along the index of a counter's numbers, some twenty looks, however many codes there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from store.codes.allocation import belongs
from store.codes.rulebook import ActiveRule, RuleBook
from store.engine.driver import Connection
from store.pattern import Seq, capacity, left, shown_key
from store.pattern.tokens import DateField, DatePart

WINDOW: Final = 90
"""Days whose pace is taken, and days ahead of the last number from which there is a warning."""
SHORTEST: Final = 30
"""A counter younger than this many days is taken to be that old: one import is no pace."""
NEARLY: Final = 90
"""Percent of a counter's numbers from which there is a warning."""
_LEAST: Final = 25
"""Below this percent no counter can end within the window, however young (see WINDOW, SHORTEST)."""
_HOLE: Final = re.compile(r"\{(?:[0-9]+:)?([0-9]+),([0-9]+)\}")


@dataclass(frozen=True, slots=True)
class End:
    """What is left of one counter.

    counter: as people write it, `GD2026#######`. pace: numbers a day. day: when the last number
    is given at that pace; None without one, or beyond the calendar.
    """

    rule: str
    counter: str
    capacity: int
    left: int
    pace: float
    day: date | None
    near: bool

    @property
    def percent(self) -> int:
        """How much of it is gone."""
        return (self.capacity - self.left) * 100 // self.capacity if self.capacity else 100


def end_of(rule: str, seq: Seq, key: str, value: int, pace: float, today: date) -> End:
    """What is left of a counter whose last number is `value` (-1: none yet)."""
    number = value if value >= 0 else None
    whole, rest = capacity(seq), left(seq, number)
    day = None
    if pace > 0 and rest / pace < (date.max - today).days:
        day = today + timedelta(days=int(rest / pace))
    near = (whole - rest) * 100 >= NEARLY * whole or (
        day is not None and day <= today + timedelta(days=WINDOW)
    )
    return End(rule, shown_key(key), whole, rest, pace, day, near)


def pace_of(conn: Connection, counter: int, seq: Seq, value: int, now: datetime) -> float:
    """How many numbers a day a counter has gone through in the last 90 days."""
    first = _code_from(conn, counter, 0)
    if first is None:
        return 0.0
    days = min(WINDOW, max(SHORTEST, (now - datetime.fromisoformat(first[1])).days))
    since = (now.astimezone(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")
    low, high = first[0], value
    if first[1] >= since:
        return (capacity(seq) - left(seq, value)) / days
    while low < high:  # the highest number given before `since`
        middle = (low + high + 1) // 2
        found = _code_from(conn, counter, middle)
        if found is None or found[1] >= since:
            high = middle - 1
        else:
            low = found[0]
    return (left(seq, low) - left(seq, value)) / days


def _code_from(conn: Connection, counter: int, number: int) -> tuple[int, str] | None:
    """The lowest code of a counter from a number on: its number, and when it was given (UTC)."""
    row: tuple[int, str] | None = conn.execute(
        "SELECT number, issued_at FROM code WHERE counter = ? AND number >= ?"
        " ORDER BY number LIMIT 1",
        (counter, number),
    ).fetchone()
    return row


def near_ends(conn: Connection, book: RuleBook, now: datetime) -> list[End]:
    """The counters of the rules in force that have given 90 % of their numbers, or will have
    given the last one in 90 days; the nearest to its end first.

    A counter of a day, month or year gone by, from which nothing is given any more, is left out.
    now: with a time zone.
    """
    found = []
    for counter, key, value, rule, seq in _candidates(conn, book):
        pace = pace_of(conn, counter, seq, value, now)
        if not pace and _is_dated(rule):
            continue
        end = end_of(rule.name, seq, key, value, pace, now.date())
        if end.near and belongs(conn, counter, rule.id):
            found.append(end)
    return sorted(found, key=lambda end: (end.day or date.max, -end.percent))


def end_of_code(conn: Connection, book: RuleBook, code: str, now: datetime) -> End | None:
    """What is left of the counter that gave a code; None for one that no rule in force gave."""
    row = conn.execute(
        "SELECT counter.id, counter.key, counter.value, code.rule_version FROM code"
        " JOIN counter ON counter.id = code.counter WHERE code.text = ?",
        (code,),
    ).fetchone()
    if row is None:
        return None
    rule = next((rule for rule in book.rules if rule.version_id == row[3]), None)
    if rule is None or rule.pattern.seq is None:
        return None
    counter, key, value, _ = row
    seq = rule.pattern.seq
    pace = pace_of(conn, counter, seq, value, now)
    return end_of(rule.name, seq, key, value, pace, now.date())


def _candidates(
    conn: Connection, book: RuleBook
) -> Iterator[tuple[int, str, int, ActiveRule, Seq]]:
    """Counters that may be near their end, each with every rule that it may be of."""
    rules: dict[tuple[int, int], list[tuple[ActiveRule, Seq]]] = {}
    for rule in book.rules:
        if (seq := rule.pattern.seq) is not None:
            rules.setdefault((seq.width, seq.base), []).append((rule, seq))
    if not rules:
        return
    lowest = min(
        seq.first + (seq.last - seq.first + 1) * _LEAST // 100
        for those in rules.values()
        for _, seq in those
    )
    rows = conn.execute("SELECT id, key, value FROM counter WHERE value >= ?", (lowest,))
    for counter, key, value in rows.fetchall():
        hole = _HOLE.search(key.replace("{{", "").replace("}}", ""))
        if hole is None:
            continue
        for rule, seq in rules.get((int(hole[1]), int(hole[2])), ()):
            if (capacity(seq) - left(seq, value)) * 100 >= _LEAST * capacity(seq):
                yield counter, key, value, rule, seq


def _is_dated(rule: ActiveRule) -> bool:
    return any(isinstance(token, DatePart | DateField) for token in rule.pattern.tokens)
