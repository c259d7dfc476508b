"""How many customers fit, and how many of each kind."""

from __future__ import annotations

import json

from store import bits
from store.customers.fields import Field
from store.engine import dialect
from store.engine.driver import Connection
from store.search import facets
from store.search.code_tests import SAID, is_decided, segment_value
from store.search.conditions import Access, Condition, column, joined
from store.search.names import OF_CODES, SEGMENT, is_segment
from store.search.results import READ_EACH, result
from store.search.sorting import LEGACY
from store.search.sql import Where


def count(conn: Connection, where: Where) -> int:
    """How many customers fit."""
    if not where.conditions and not where.match:
        return _all(conn, live=where.live)
    if where.match and not where.conditions and not archived(conn):
        sql = f"SELECT count(*) FROM search WHERE {dialect.MATCH}"
        return int(conn.execute(sql, (where.match,)).fetchone()[0])
    return result(conn, where).bit_count()


def _all(conn: Connection, *, live: bool) -> int:
    totals = dict(facets.totals(conn, facets.ARCHIVED))
    return totals.get("no", 0) + (0 if live else totals.get("yes", 0))


def archived(conn: Connection) -> int:
    """How many customers are archived."""
    return dict(facets.totals(conn, facets.ARCHIVED)).get("yes", 0)


def value_counts(
    conn: Connection, field: Field, limit: int, access: Access, who: int | None
) -> list[tuple[str, int]]:
    """The values of a field among the customers that fit, with how many have each, most first.

    `who` are those customers; None are all there are.
    """
    if field.name in facets.FACETS:
        if who is None:
            counts = dict(facets.totals(conn, field.name))
        else:
            counts = facets.count_each(conn, field.name, who)
    elif field.name in OF_CODES or is_segment(field.name):
        counts = _said_counts(conn, field.name, access, who)
    else:
        counts = _read_counts(conn, column(field), who)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]


def _said_counts(conn: Connection, name: str, access: Access, who: int | None) -> dict[str, int]:
    """What the present codes of customers say, with how many say so."""
    token = name.removeprefix(SEGMENT)
    if name == "rule":
        value = "coalesce(code.rule_version, 0)"
    elif name == "code.legacy":
        value = LEGACY
    else:
        value = segment_value(token, access)
    params: tuple[object, ...] = ()
    if is_segment(name) and is_decided(token, access):
        # out of indexes alone: neither codes nor customers are read
        source, value, params = f"({SAID}) AS code", "code.said", (token,)
        parts, customer = [], "code.id"
    else:
        source, parts, customer = "code", [Condition("code.state = 'live'")], "code.customer"
    if who is not None:
        dialect.let_choose(conn, who)
        parts.append(Condition(f"chosen({customer})"))
    found = joined(parts or [Condition("1 = 1")], " AND ")
    rows = conn.execute(
        f"SELECT {value} AS value, count(*) FROM {source} WHERE {found.sql} GROUP BY value",
        (*params, *found.params),
    )
    counts: dict[str, int] = {}
    versions = access.says().versions
    for text, many in rows.fetchall():
        known = versions[text].rule if name == "rule" and text else text or ""
        if known:
            counts[known] = counts.get(known, 0) + many
    return counts


def _read_counts(conn: Connection, value: str, who: int | None) -> dict[str, int]:
    """The values of a column without sets: the customers are read."""
    chosen, params = "1 = 1", tuple[object, ...]()
    if who is not None and who.bit_count() <= READ_EACH:
        chosen, params = (
            f"id IN ({dialect.LISTED_IDS})",
            (json.dumps(list(bits.ids_of(who))),),
        )
    elif who is not None:
        dialect.let_choose(conn, who)
        chosen = "chosen(id)"
    rows = conn.execute(
        f"SELECT {value} AS value, count(*) FROM customer WHERE {chosen} AND {value} <> ''"
        " GROUP BY value",
        params,
    )
    return dict(rows.fetchall())
