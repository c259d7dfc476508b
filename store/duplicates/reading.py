"""Customers read as profiles, a chunk at a time or the ones asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from store.duplicates.profile import COLUMNS, Profile, of_row
from store.engine.dialect import LISTED_IDS
from store.engine.driver import Connection

_ROW: Final = f"customer.id, {COLUMNS}, customer.custom"
_NEXT: Final = f"SELECT {_ROW} FROM customer WHERE id > ? AND archived = 0 ORDER BY id LIMIT ?"
_NAMES_BETWEEN: Final = (
    "SELECT customer, text FROM name WHERE customer > ? AND customer <= ? ORDER BY id"
)
_THESE: Final = f"SELECT {_ROW} FROM customer WHERE id IN ({LISTED_IDS})"
_NAMES: Final = f"SELECT customer, text FROM name WHERE customer IN ({LISTED_IDS}) ORDER BY id"


def next_profiles(conn: Connection, after: int, most: int, custom: Sequence[str]) -> list[Profile]:
    """The next customers behind an id who are not archived, in the order of their ids."""
    rows = conn.execute(_NEXT, (after, most)).fetchall()
    if not rows:
        return []
    names = _gathered(conn.execute(_NAMES_BETWEEN, (after, rows[-1][0])))
    return [of_row(row, custom, names.get(row[0], ())) for row in rows]


def these_profiles(
    conn: Connection, ids: Iterable[int], custom: Sequence[str]
) -> Iterator[Profile]:
    """These customers, archived or not; those who are gone are left out."""
    listed = json.dumps(list(ids))
    names = _gathered(conn.execute(_NAMES, (listed,)))
    for row in conn.execute(_THESE, (listed,)).fetchall():
        yield of_row(row, custom, names.get(row[0], ()))


def _gathered(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for customer, text in rows:
        found.setdefault(customer, []).append(text)
    return found


def count(conn: Connection) -> int:
    """How many customers there are, by the sets that are kept of them."""
    row = conn.execute("SELECT coalesce(sum(many), 0) FROM facet WHERE field = 'archived'")
    return int(row.fetchone()[0])
