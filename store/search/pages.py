"""Which customers come next in an order, how many there are, and how many of each kind.

Only ids are found here, so that sorting and skipping carry nothing else; `cells` reads a page's
values afterwards. A word that fits few customers is looked up and its hits are sorted; one that
fits many is tested row by row along the order that is asked for, until the page is full.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from store import bits
from store.customers.fields import Field
from store.engine import dialect
from store.engine.migrations import CUSTOMER_INDEXES
from store.errors import InvalidValue, NotPermitted
from store.search.cells import SYSTEM_COLUMNS
from store.search.code_tests import SAID, is_decided, segment_value
from store.search.conditions import EVERYTHING, Access, Condition, column, joined
from store.search.names import OF_CODES, SEGMENT, SYSTEM, find_field, is_segment
from store.search.sql import Where

FEW: Final = 1_000
"""Hits of a word up to which they are looked up and sorted, if the order has an index to walk."""
FEW_UNSORTED: Final = 10_000
"""The same where it has none, and for counting."""
FEW_CODES: Final = 10_000
"""Customers up to which those whose codes say something are listed, not found on the way."""

_ORDER: Final = {"name": "customer.name_key", "created": "customer.id"}
_NEVER_EMPTY: Final = frozenset(("code", "created", "changed", "name"))


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of customers: an SQL expression, its direction, and whether values may be missing.

    Customers without a value come last, whichever the direction; equals go by their ids.
    """

    field: str
    expression: str
    down: bool
    gaps: bool

    @property
    def indexed(self) -> bool:
        """Whether there is an index to walk in this order."""
        return self.expression.removeprefix("customer.") in ("id", "code", *CUSTOMER_INDEXES)

    def order(self) -> str:
        """The ORDER BY of it."""
        way = " DESC" if self.down else ""
        if self.expression == "customer.id":
            return f"customer.id{way}"
        return f"{self.expression}{way}, customer.id{way}"


def read_sort(text: str, access: Access) -> Sort:
    """The order that `name` or `-created` asks for.

    Raises InvalidValue for an unknown field, NotPermitted for one that is masked for the reader.
    """
    down = text.startswith("-")
    name = text[1:] if down else text
    field = find_field(name, access.fields)
    if field is not None and (field.name in OF_CODES or is_segment(field.name)):
        raise InvalidValue(
            "Customers cannot be sorted by {name}, which has no order of its own in the store: "
            "sort by code, and ask for {name} in the query.",
            name=field.name,
        )
    if field is None or (field.name in SYSTEM and field.name not in SYSTEM_COLUMNS):
        raise InvalidValue(
            "Customers cannot be sorted by {name}: choose one of their fields.", name=name
        )
    if access.hides(field):
        raise NotPermitted(
            "{field} is masked for you: it cannot be sorted by.",
            field=field.name,
            permission="customer.see_personal",
        )
    if field.name in SYSTEM:
        expression = _ORDER.get(field.name, f"customer.{field.name}")
    elif field.kind == "number":
        expression = dialect.number_value(column(field))
    else:
        expression = _ORDER.get(field.name, column(field))
    return Sort(field.name, expression, down, field.name not in _NEVER_EMPTY)


def find_ids(
    conn: Any, where: Where, sort: Sort, offset: int, limit: int, after: int | None = None
) -> list[int]:
    """The ids from `offset` on in this order, at most `limit`.

    `after` is the customer who stood just before them a moment ago, if that is known: then none
    has to be counted off. It is left out of account when it is gone or the order has no index.
    """
    value = _value_of(conn, sort, after) if after is not None and sort.indexed else None
    if after is not None and value is not None:
        return _ids_after(conn, where, sort, value, after, limit)
    if not sort.gaps or sort.down:
        return _ids(conn, where, sort, [], offset, limit)
    filled, empty = _filled(sort)
    found = _ids(conn, where, sort, [filled], offset, limit)
    if len(found) < limit:
        before = offset + len(found) if found or not offset else count(conn, where, [filled])
        found += _ids(conn, where, sort, [empty], max(offset - before, 0), limit - len(found))
    return found


def find_bits(conn: Any, where: Where) -> int:
    """All who fit, in no order, as bits: no list of them is ever made."""
    highest = conn.execute("SELECT coalesce(max(id), 0) FROM customer").fetchone()[0]
    flags = bytearray(highest + 1)
    found, params = where.whole()
    for (one,) in conn.execute(f"SELECT customer.id FROM customer WHERE {found}", params):
        flags[one] = 1
    return bits.of_flags(flags)


def fitting(conn: Any, where: Where, ids: Sequence[int]) -> list[int]:
    """Those of these ids that fit, in no order."""
    found, params = where.whole()
    rows = conn.execute(
        f"SELECT customer.id FROM customer WHERE customer.id IN ({dialect.LISTED_IDS})"
        f" AND ({found})",
        (json.dumps(list(ids)), *params),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _value_of(conn: Any, sort: Sort, customer: int) -> object:
    """What a customer is sorted by; None if it is gone."""
    sql = f"SELECT {sort.expression} FROM customer WHERE id = ?"
    row = conn.execute(sql, (customer,)).fetchone()
    return row[0] if row is not None else None


def _ids_after(
    conn: Any, where: Where, sort: Sort, value: object, after: int, limit: int
) -> list[int]:
    """The ids that come after this customer in the order."""
    sign = "<" if sort.down else ">"
    if sort.expression == "customer.id":
        beyond = Condition(f"{sort.expression} {sign} ?", (after,))
    else:
        beyond = Condition(f"({sort.expression}, customer.id) {sign} (?, ?)", (value, after))
    if not sort.gaps or sort.down:
        return _ids(conn, where, sort, [beyond], 0, limit)
    filled, empty = _filled(sort)
    if value == "":
        return _ids(conn, where, sort, [empty, Condition("customer.id > ?", (after,))], 0, limit)
    found = _ids(conn, where, sort, [filled, beyond], 0, limit)
    if len(found) < limit:
        found += _ids(conn, where, sort, [empty], 0, limit - len(found))
    return found


def _filled(sort: Sort) -> tuple[Condition, Condition]:
    """Conditions for having a value to sort by, and for having none."""
    if sort.expression.startswith("CASE"):
        yes, no = f"({sort.expression}) IS NOT NULL", f"({sort.expression}) IS NULL"
    else:
        yes, no = f"{sort.expression} <> ''", f"{sort.expression} = ''"
    return Condition(yes), Condition(no)


def _ids(
    conn: Any, where: Where, sort: Sort, also: list[Condition], offset: int, limit: int
) -> list[int]:
    by_id = sort.expression == "customer.id"
    if by_id and where.match and not where.conditions:
        return _newest_hits(conn, where, sort, also, offset, limit)
    few = FEW if sort.indexed else FEW_UNSORTED
    walked = [_walked(conn, each, FEW_CODES) for each in where.conditions] if sort.indexed else None
    source, parts = _source(conn, where, few, walked)
    if by_id and source == "customer" and parts == [_LIVE]:
        parts = [Condition("customer.archived = 0")]  # the index on it is in this order
    found = _every([*parts, *also])
    rows = conn.execute(
        f"SELECT customer.id FROM {source} WHERE {found.sql} ORDER BY {sort.order()}"
        " LIMIT ? OFFSET ?",
        (*found.params, limit, offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _newest_hits(
    conn: Any, where: Where, sort: Sort, also: list[Condition], offset: int, limit: int
) -> list[int]:
    """Hits of words alone in the order of their ids, which is the index's own."""
    parts = [Condition(dialect.MATCH, (where.match,))]
    parts += [replace(c, sql=c.sql.replace("customer.id", dialect.HIT)) for c in also]
    parts += [Condition(dialect.HIT_IS_LIVE)] if where.live else []
    found = _every(parts)
    way = " DESC" if sort.down else ""
    rows = conn.execute(
        f"SELECT {dialect.HIT} FROM search WHERE {found.sql}"
        f" ORDER BY {dialect.HIT}{way} LIMIT ? OFFSET ?",
        (*found.params, limit, offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


_LIVE: Final = Condition(dialect.LIVE)


def _every(parts: Sequence[Condition]) -> Condition:
    return joined(parts or [EVERYTHING], " AND ")


def _source(
    conn: Any, where: Where, few: int, conditions: Sequence[Condition] | None = None
) -> tuple[str, list[Condition]]:
    """From where to read the customers that fit, and under which conditions.

    If words fit but few customers, from their hits; else from the table, each tested.
    """
    parts = list(where.conditions if conditions is None else conditions)
    source = "customer"
    if where.match and _hits(conn, where.match, few) < few:
        source = dialect.FROM_MATCHES
        parts = [Condition(dialect.MATCH, (where.match,)), *parts]
    elif where.match:
        parts.append(Condition(dialect.TESTED_MATCHES, (where.match,)))
    if where.live:
        parts.append(_LIVE)
    return source, parts


def _walked(conn: Any, part: Condition, few: int) -> Condition:
    """A condition on codes as it serves a page: where many fit, the code of each is looked at."""
    if part.walk is None:
        return part
    hits = part.walk.hits
    row = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM ({hits.sql}) LIMIT ?)", (*hits.params, few)
    ).fetchone()
    return part.walk.tested if row[0] >= few else part


def _hits(conn: Any, match: str, most: int) -> int:
    """How many customers the index finds, counted up to `most`."""
    row = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM search WHERE {dialect.MATCH} LIMIT ?)", (match, most)
    ).fetchone()
    return int(row[0])


def _from_indexes(conditions: Sequence[Condition], *, lead: bool) -> list[Condition]:
    """The conditions, each that an index answers asked of its index alone.

    So the customers' own rows are not read, if nothing else needs them. With `lead` the first one
    stays as it is, to be walked.
    """
    asked = []
    for each in conditions:
        if each.covered and not lead:
            each = Condition(
                f"+customer.id IN (SELECT id FROM customer WHERE {each.sql})", each.params
            )
        elif each.covered:
            lead = False
        asked.append(each)
    return asked


def count(conn: Any, where: Where, also: Sequence[Condition] = ()) -> int:
    """How many customers fit."""
    if where.match and not where.conditions and not also:
        live = f" AND {dialect.HIT_IS_LIVE}" if where.live else ""
        sql = f"SELECT count(*) FROM search WHERE {dialect.MATCH}{live}"
        return int(conn.execute(sql, (where.match,)).fetchone()[0])
    if not where.match and not also and (lead := _by_codes(where)) is not None:
        return _count_codes(conn, where, lead)
    asked = _from_indexes(where.conditions, lead=not also)
    source, parts = _source(conn, where, FEW, asked)
    found = _every([*parts, *also])
    row = conn.execute(f"SELECT count(*) FROM {source} WHERE {found.sql}", found.params).fetchone()
    return int(row[0])


def _by_codes(where: Where) -> Condition | None:
    """A condition on codes whose customers alone have to be looked at, if none need be read."""
    if not all(each.covered or each.walk is not None for each in where.conditions):
        return None
    return next((c for c in where.conditions if c.walk is not None and c.walk.exact), None)


def _count_codes(conn: Any, where: Where, lead: Condition) -> int:
    """How many fit, counted among those whose codes do: the customers themselves are not read."""
    assert lead.walk is not None
    others = [each for each in where.conditions if each is not lead]
    parts = _from_indexes(others, lead=False) + ([_LIVE] if where.live else [])
    found = _every(parts)
    row = conn.execute(
        f"SELECT count(*) FROM ({lead.walk.hits.sql}) AS customer WHERE {found.sql}",
        (*lead.walk.hits.params, *found.params),
    ).fetchone()
    return int(row[0])


def facets(
    conn: Any, where: Where, field: Field, limit: int, access: Access
) -> list[tuple[str, int]]:
    """The values of a field among the customers that fit, with how many have each, most first."""
    if field.name in OF_CODES or is_segment(field.name):
        return _said_facets(conn, where, field.name, access, limit)
    asked = None
    if field.name in CUSTOMER_INDEXES and all(each.covered for each in where.conditions):
        asked = _from_indexes(where.conditions, lead=False)
    source, parts = _source(conn, where, FEW if asked is not None else FEW_UNSORTED, asked)
    if field.name == "tag":
        source += " JOIN tag ON tag.customer = customer.id"
        value = "tag.tag"
    elif field.name == "archived":
        value = "CASE customer.archived WHEN 0 THEN 'no' ELSE 'yes' END"
    else:
        value = column(field)
    found = _every([*parts, Condition(f"{value} <> ''")])
    rows = conn.execute(
        f"SELECT {value} AS value, count(*) AS many FROM {source}"
        f" WHERE {found.sql} GROUP BY value ORDER BY many DESC, value LIMIT ?",
        (*found.params, limit),
    )
    return [(text, many) for text, many in rows.fetchall()]


def _said_facets(
    conn: Any, where: Where, name: str, access: Access, limit: int
) -> list[tuple[str, int]]:
    """What the codes of the customers that fit say, with how many say so, most first."""
    if name == "rule":
        value = "coalesce(code.rule_version, 0)"
    elif name == "code.legacy":
        legacy = "code.rule_version IS NULL AND code.origin = 'import'"
        value = f"CASE WHEN {legacy} THEN 'yes' ELSE 'no' END"
    else:
        value = segment_value(name.removeprefix(SEGMENT), access)
    token = name.removeprefix(SEGMENT)
    asked = _from_indexes(where.conditions, lead=False)
    light = not where.match and all(c.covered or c.walk is not None for c in where.conditions)
    if light and is_segment(name) and is_decided(token, access):
        # out of indexes alone: neither codes nor customers are read
        source, value = f"({SAID}) AS customer", "customer.said"
        parts = asked + ([_LIVE] if where.live else [])
        params: tuple[object, ...] = (token,)
    elif not where.match and not where.conditions:
        params = ()
        source = "code"
        parts = [Condition(dialect.LIVE.replace("customer.id", "code.customer"))]
        parts = parts if where.live else []
    else:
        params = ()
        source, parts = _source(conn, where, FEW_UNSORTED)
        source += " JOIN code ON code.customer = customer.id"
    if not params:
        parts = [*parts, Condition("code.state = 'live'")]
    found = _every(parts)
    rows = conn.execute(
        f"SELECT {value} AS value, count(*) AS many FROM {source} WHERE {found.sql} GROUP BY value",
        (*params, *found.params),
    )
    counts: dict[str, int] = {}
    versions = access.says().versions
    for text, many in rows.fetchall():
        known = versions[text].rule if name == "rule" and text else text or ""
        if known:
            counts[known] = counts.get(known, 0) + many
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]
