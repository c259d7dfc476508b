"""Customers who hang together through pairs: all groups at once, or the one of a customer."""

from __future__ import annotations

import heapq
from typing import Final

from store.engine.driver import Connection

MOST_GROUPED: Final = 500_000
"""Pairs of which groups are made, at most."""
MOST_REACHED: Final = 500
"""Customers of one group who are counted, at most."""

_PAIRS: Final = (
    "SELECT duplicate.first, duplicate.second, duplicate.score FROM duplicate"
    " JOIN customer AS one ON one.id = duplicate.first AND one.archived = 0"
    " JOIN customer AS other ON other.id = duplicate.second AND other.archived = 0"
    " WHERE duplicate.state = ? AND duplicate.score >= ? ORDER BY duplicate.score DESC LIMIT ?"
)
_BESIDE: Final = (
    "SELECT duplicate.score, customer.id FROM duplicate"
    " JOIN customer ON customer.id = duplicate.{other} AND customer.archived = 0"
    " WHERE duplicate.{one} = ? AND duplicate.state = 'open' AND duplicate.score >= ?"
)


def pairs_in_force(conn: Connection, state: str, minimum: float) -> list[tuple[int, int, float]]:
    """Pairs of a state as (first, second, score), the likest first; of no one who is archived,
    merged into another or gone."""
    rows = conn.execute(_PAIRS, (state, minimum, MOST_GROUPED))
    return [(first, second, float(score)) for first, second, score in rows]


def hanging_together(pairs: list[tuple[int, int, float]]) -> dict[int, int]:
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
