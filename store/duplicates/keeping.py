"""The table of pairs: what was found, what people decided, and when that has to be asked again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from store.change import Change
from store.duplicates.model import Weight
from store.duplicates.profile import Profile
from store.engine.dialect import LISTED_IDS
from store.engine.driver import Connection

OPEN: Final = "open"
DIFFERENT: Final = "different"
LATER: Final = "later"
NEVER: Final = ""
"""The state of two who were never found to be alike, or in whose merging that was undone."""
STATES: Final = (OPEN, LATER, DIFFERENT)
MODEL: Final = "duplicates"
"""The setting under which the figures that the store taught are kept."""
MUCH: Final = 2
"""So many values of a customer that have changed since a decision make it a question again."""
LIKER: Final = 0.2
"""So does a score that has grown by this."""

_PUT: Final = (
    "INSERT INTO duplicate (first, second, score, reasons, state, prints, at, by)"
    " VALUES (?, ?, ?, ?, ?, '', ?, '') ON CONFLICT (first, second) DO UPDATE SET"
    " score = excluded.score, reasons = excluded.reasons, state = excluded.state,"
    " at = excluded.at"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Two customers with the probability that they are one, and why."""

    first: Profile
    second: Profile
    score: float
    weights: tuple[Weight, ...]


def put(change: Change, judged: Sequence[Judged], at: str) -> int:
    """Keep pairs that were found at `at`; returns how many are open.

    A pair that was decided stays so, unless one of the two has changed much since.
    """
    if not judged:
        return 0
    rows, opened = [], 0
    decided = _decided(change.conn, {one.first.id for one in judged})
    for one in judged:
        pair = (one.first.id, one.second.id)
        state = OPEN
        if pair in decided:
            kept, prints, score = decided[pair]
            if kept == LATER or not _is_new(prints, score, one):
                state = kept
        if state == DIFFERENT:
            continue
        opened += state == OPEN
        rows.append((*pair, round(one.score, 4), reasons_text(one.weights), state, at))
    change.conn.executemany(_PUT, rows)
    return opened


def _decided(
    conn: Connection, firsts: Iterable[int]
) -> dict[tuple[int, int], tuple[str, str, float]]:
    rows = conn.execute(
        "SELECT first, second, state, prints, score FROM duplicate"
        f" WHERE state IN ('later', 'different') AND first IN ({LISTED_IDS})",
        (json.dumps(sorted(firsts)),),
    )
    return {(first, second): (state, prints, score) for first, second, state, prints, score in rows}


def _is_new(prints: str, score: float, now: Judged) -> bool:
    """Whether a decision is about customers who have become others since."""
    then = json.loads(prints) if prints else []
    for before, profile in zip(then, (now.first, now.second), strict=False):
        fresh = print_of(profile)
        if sum(1 for name, value in fresh.items() if before.get(name) != value) >= MUCH:
            return True
    return now.score >= score + LIKER


def print_of(profile: Profile) -> dict[str, int]:
    """What tells later whether a customer's values have changed: a check sum of each that counts.

    Empty values are left out, so that a value that came counts as one that changed.
    """
    found = {
        name: zlib.crc32(repr(value).encode())
        for name in ("phones", "email", "credit_code", "birthday", "address", "website", "custom")
        if (value := getattr(profile, name))
    }
    found["name"] = zlib.crc32(profile.names[0].whole.encode())
    if profile.contact.whole:
        found["contact"] = zlib.crc32(profile.contact.whole.encode())
    return found


def prints_text(first: Profile, second: Profile) -> str:
    """Both customers' check sums as they are kept with a decision."""
    return json.dumps([print_of(first), print_of(second)], sort_keys=True)


def reasons_text(weights: Iterable[Weight]) -> str:
    """Reasons as they are kept: field, level, bits."""
    return json.dumps([[one.field, one.level, round(one.bits, 2)] for one in weights])


def read_reasons(text: str) -> tuple[Weight, ...]:
    """Reasons that were kept, what speaks most for it first."""
    weights = [Weight(field, level, bits) for field, level, bits in json.loads(text or "[]")]
    return tuple(sorted(weights, key=lambda one: -one.bits))


def drop_stale(conn: Connection, at: str, most: int) -> int:
    """Drop some open pairs that were found before `at` and not again; returns how many."""
    done = conn.execute(
        "DELETE FROM duplicate WHERE (first, second) IN (SELECT first, second FROM duplicate"
        " WHERE state = 'open' AND at < ? LIMIT ?)",
        (at, most),
    )
    return int(done.rowcount)


def kept_model(conn: Connection) -> str:
    """The figures that the store taught, as they are kept; empty before the first search."""
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (MODEL,)).fetchone()
    return str(row[0]) if row else ""


def keep_model(conn: Connection, text: str) -> None:
    """Keep the figures that the store taught."""
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (MODEL, text),
    )
