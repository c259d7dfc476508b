"""Customers who hang together through pairs: all groups at once, or the one of a customer."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

from store.engine.dialect import LISTED_IDS
from store.engine.driver import Connection

MOST_GROUPED: Final = 500_000
"""Pairs of which groups are made, at most."""
MOST_REACHED: Final = 500
"""Customers of one group who are counted, at most."""

_PAIRS: Final = (
    "SELECT first, second, score FROM duplicate WHERE state = ? AND score >= ?"
    " ORDER BY score DESC LIMIT ?"
)
_IN_USE: Final = f"SELECT id FROM customer WHERE id IN ({LISTED_IDS}) AND archived = 0"
# The + keeps SQLite from going through all open pairs instead of this customer's.
_BESIDE: Final = (
    "SELECT duplicate.score, customer.id FROM duplicate CROSS JOIN customer"
    " WHERE duplicate.{one} = ? AND +duplicate.state = 'open' AND +duplicate.score >= ?"
    " AND customer.id = duplicate.{other} AND customer.archived = 0"
)


def grouped_pairs(conn: Connection, state: str, minimum: float) -> list[tuple[int, int, float]]:
    """Pairs of a state as (first, second, score), the likest first, of which groups are made.

    Of three or more who hang together those are left out who are archived, merged into another or
    gone. (Two who hang together with nobody else are not looked at.)
    """
    pairs = conn.execute(_PAIRS, (state, minimum, MOST_GROUPED)).fetchall()
    group_of = hanging_together(pairs)
    sizes = Counter(group_of.values())
    several = [one for one, group in group_of.items() if sizes[group] > 2]
    in_use = {id_ for (id_,) in conn.execute(_IN_USE, (json.dumps(sorted(several)),))}
    passed = in_use.union(one for one, group in group_of.items() if sizes[group] <= 2)
    return [one for one in pairs if one[0] in passed and one[1] in passed]


def hanging_together(pairs: Sequence[tuple[int, int, float]]) -> dict[int, int]:
    """For each customer in a pair the smallest id that hangs together with it."""
    above: dict[int, int] = {}

    def root(one: int) -> int:
        while (up := above.setdefault(one, one)) != one:
            above[one] = above[up]
            one = up
        return one

    for first, second, _ in pairs:
        low, high = sorted((root(first), root(second)))
        above[high] = low
    return {one: root(one) for one in above}


def reached(conn: Connection, start: int, minimum: float) -> list[int]:
    """Who hangs together with a customer through open pairs, itself first, then each by the likest
    pair that leads to it from those before; at most MOST_REACHED."""
    found: dict[int, None] = {}
    waiting = [(0.0, start)]
    while waiting and len(found) < MOST_REACHED:
        _, one = heapq.heappop(waiting)
        if one in found:
            continue
        found[one] = None
        for here, there in (("first", "second"), ("second", "first")):
            for score, other in conn.execute(_BESIDE.format(one=here, other=there), (one, minimum)):
                if other not in found:
                    heapq.heappush(waiting, (-score, other))
    return list(found)
