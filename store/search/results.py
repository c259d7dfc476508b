"""Whom a query means: everyone as an exact set, or which of some customers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from store import bits
from store.customers.fields import Field
from store.engine import dialect
from store.engine.driver import Connection
from store.search import facets, row_words, sets
from store.search.conditions import Condition, joined
from store.search.sql import Where

READ_EACH: Final = 20_000
"""Up to so many are read by their ids for what no set tells; beyond, the whole table is read."""


def result(conn: Connection, where: Where) -> int:
    """The set of everyone who fits."""
    found: int | None = None
    rest: list[Condition] = []
    for each in where.conditions:
        part = sets.find(conn, each.who) if each.who is not None else None
        if part is None:
            rest.append(each)
        else:
            found = part if found is None else found & part
    if where.match and found != 0:
        hits = bits.whole(sets.matching(conn, where.match))
        found = hits if found is None else found & hits
    if found is None:
        found = facets.everyone(conn)
    if where.live:
        found &= ~facets.value_bits(conn, facets.ARCHIVED, ("yes",))
    return _passing(conn, found, rest) if rest and found else found


def fitting(
    conn: Connection, where: Where, ids: Sequence[int], fields: Mapping[str, Field]
) -> list[int]:
    """Those of these customers who fit, in their order."""
    tests = [each.tested or each for each in where.conditions]
    if where.live:
        tests.append(Condition(dialect.LIVE))
    if tests:
        test = joined(tests, " AND ")
        rows = conn.execute(
            f"SELECT id FROM customer WHERE id IN ({dialect.LISTED_IDS}) AND ({test.sql})",
            (json.dumps(list(ids)), *test.params),
        )
        passed = {id_ for (id_,) in rows.fetchall()}
        ids = [one for one in ids if one in passed]
    return row_words.fitting(conn, where.match, fields)(ids) if where.match else list(ids)


def _passing(conn: Connection, who: int, rest: list[Condition]) -> int:
    """Those of a set whom the remaining conditions fit."""
    test = joined(rest, " AND ")
    highest = who.bit_length()
    if who.bit_count() <= READ_EACH:
        one_by_one = joined([each.tested or each for each in rest], " AND ")
        rows = conn.execute(
            f"SELECT id FROM customer WHERE id IN ({dialect.LISTED_IDS}) AND ({one_by_one.sql})",
            (json.dumps(list(bits.ids_of(who))), *one_by_one.params),
        )
        return bits.of_ids([id_ for (id_,) in rows.fetchall()], highest)
    every = sets.listed(conn, sets.Listed(f"SELECT id FROM customer WHERE {test.sql}", test.params))
    assert every is not None, "without a limit a list is always whole"
    return who & every
