"""Rows of customers in order, page by page, as SQL: which ids come next, and what their cells say.

Ids come first, so that sorting and skipping carry nothing else; the cells of one page are read
afterwards. A word that fits few customers is looked up and its hits sorted; one that fits many is
tested row by row along the order that is asked for, until the page is full.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from store.customers.fields import MASK, Field
from store.engine import dialect
from store.engine.migrations import CUSTOMER_INDEXES
from store.errors import InvalidValue, NotPermitted
from store.search.conditions import EVERYTHING, Access, Condition, column, joined
from store.search.names import SYSTEM, find_field
from store.search.sql import Where

FEW: Final = 1_000
"""Hits of a word up to which they are looked up and sorted, if the order has an index to walk."""
FEW_UNSORTED: Final = 10_000
"""The same where it has none, and for counting."""

_ORDER: Final = {"name": "customer.name_key", "created": "customer.id"}
_NEVER_EMPTY: Final = frozenset(("code", "created", "changed", "name"))
_BESIDE: Final = ("tags", "names", "aliases")
_SYSTEM_COLUMNS: Final = ("code", "created", "changed", "archived", "flags")


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
    if field is None or (field.name in SYSTEM and field.name not in _SYSTEM_COLUMNS):
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


def find_ids(conn: Any, where: Where, sort: Sort, offset: int, limit: int) -> list[int]:
    """The ids from `offset` on in this order, at most `limit`."""
    if not sort.gaps or sort.down:
        return _ids(conn, where, sort, "", offset, limit)
    filled, empty = _filled(sort)
    found = _ids(conn, where, sort, filled, offset, limit)
    if len(found) < limit:
        before = offset + len(found) if found or not offset else count(conn, where, filled)
        found += _ids(conn, where, sort, empty, max(offset - before, 0), limit - len(found))
    return found


def _filled(sort: Sort) -> tuple[str, str]:
    """Conditions for having a value to sort by, and for having none."""
    if sort.expression.startswith("CASE"):
        return f"({sort.expression}) IS NOT NULL", f"({sort.expression}) IS NULL"
    return f"{sort.expression} <> ''", f"{sort.expression} = ''"


def _ids(conn: Any, where: Where, sort: Sort, also: str, offset: int, limit: int) -> list[int]:
    if sort.expression == "customer.id" and where.match and not where.conditions:
        return _newest_hits(conn, where, sort, offset, limit)
    few = FEW if sort.indexed else FEW_UNSORTED
    source, found = _source(conn, where, few)
    conditions = f"{found.sql} AND {also}" if also else found.sql
    if conditions == dialect.LIVE and sort.expression == "customer.id":
        conditions = "customer.archived = 0"  # the index on it is in this order
    rows = conn.execute(
        f"SELECT customer.id FROM {source} WHERE {conditions} ORDER BY {sort.order()}"
        " LIMIT ? OFFSET ?",
        (*found.params, limit, offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _newest_hits(conn: Any, where: Where, sort: Sort, offset: int, limit: int) -> list[int]:
    """Hits of words alone in the order of their ids, which is the index's own."""
    live = f" AND {dialect.HIT_IS_LIVE}" if where.live else ""
    way = " DESC" if sort.down else ""
    rows = conn.execute(
        f"SELECT {dialect.HIT} FROM search WHERE {dialect.MATCH}{live}"
        f" ORDER BY {dialect.HIT}{way} LIMIT ? OFFSET ?",
        (where.match, limit, offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _source(
    conn: Any, where: Where, few: int, conditions: Sequence[Condition] | None = None
) -> tuple[str, Condition]:
    """From where to read the customers that fit, and under which condition.

    If words fit but few customers, from their hits; else from the table, each tested.
    """
    parts = list(where.conditions if conditions is None else conditions)
    source = "customer"
    if where.match and _hits(conn, where.match, few) < few:
        source = dialect.FROM_MATCHES
        parts = [Condition(dialect.MATCH, (where.match,)), *where.conditions]
    elif where.match:
        parts.append(Condition(dialect.TESTED_MATCHES, (where.match,)))
    if where.live:
        parts.append(Condition(dialect.LIVE))
    return source, joined(parts, " AND ") if parts else EVERYTHING


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


def count(conn: Any, where: Where, also: str = "") -> int:
    """How many customers fit."""
    if where.match and not where.conditions and not also:
        live = f" AND {dialect.HIT_IS_LIVE}" if where.live else ""
        sql = f"SELECT count(*) FROM search WHERE {dialect.MATCH}{live}"
        return int(conn.execute(sql, (where.match,)).fetchone()[0])
    asked = _from_indexes(where.conditions, lead=not also)
    source, found = _source(conn, where, FEW, asked)
    conditions = f"{found.sql} AND {also}" if also else found.sql
    row = conn.execute(f"SELECT count(*) FROM {source} WHERE {conditions}", found.params).fetchone()
    return int(row[0])


def facets(conn: Any, where: Where, field: Field, limit: int) -> list[tuple[str, int]]:
    """The values of a field among the customers that fit, with how many have each, most first."""
    asked = None
    if field.name in CUSTOMER_INDEXES and all(each.covered for each in where.conditions):
        asked = _from_indexes(where.conditions, lead=False)
    source, found = _source(conn, where, FEW if asked is not None else FEW_UNSORTED, asked)
    if field.name == "tag":
        source += " JOIN tag ON tag.customer = customer.id"
        value = "tag.tag"
    elif field.name == "archived":
        value = "CASE customer.archived WHEN 0 THEN 'no' ELSE 'yes' END"
    else:
        value = column(field)
    rows = conn.execute(
        f"SELECT {value} AS value, count(*) AS many FROM {source}"
        f" WHERE {found.sql} AND {value} <> '' GROUP BY value ORDER BY many DESC, value LIMIT ?",
        (*found.params, limit),
    )
    return [(text, many) for text, many in rows.fetchall()]


# -- cells -----------------------------------------------------------------------------------------


def check_columns(columns: Sequence[str], fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The columns by their own names. Raises InvalidValue for one that there is not."""
    names = []
    for name in columns:
        field = find_field(name, fields)
        if name in _BESIDE or name in _SYSTEM_COLUMNS:
            names.append(name)
        elif field is not None and field.name == "tag":
            names.append("tags")
        elif field is not None and (field.name in fields or field.name in _SYSTEM_COLUMNS):
            names.append(field.name)
        else:
            raise InvalidValue("There is no column {name}: choose one of the fields.", name=name)
    return tuple(names)


def read_rows(
    conn: Any, ids: Sequence[int], columns: Sequence[str], access: Access
) -> tuple[list[int], list[tuple[str, ...]], list[bool]]:
    """The cells of these customers in this order, masked for the reader; those gone are left out.

    Returns the ids that are there, their cells, and whether each is archived.
    """
    fields = access.fields
    kept = [name for name in columns if name not in _BESIDE]
    plain = [name for name in kept if name not in fields or not fields[name].custom]
    listed = json.dumps(list(ids))
    selected = ", ".join([f"customer.{name}" for name in ("id", "archived", "custom", *plain)])
    rows = conn.execute(
        f"SELECT {selected} FROM customer WHERE id IN ({dialect.LISTED_IDS})", (listed,)
    )
    found = {row[0]: row for row in rows.fetchall()}
    beside = {name: _beside(conn, name, listed) for name in columns if name in _BESIDE}
    place = {name: i + 3 for i, name in enumerate(plain)}
    masked = {name for name in kept if name in fields and access.hides(fields[name])}
    wants_custom = len(plain) < len(kept)
    present = [id_ for id_ in ids if id_ in found]
    cells = []
    for id_ in present:
        row = found[id_]
        custom = json.loads(row[2]) if wants_custom and row[2] not in ("", "{}") else {}
        line = []
        for name in columns:
            if name in place:
                value = row[place[name]]
                if name == "archived":
                    value = "yes" if value else "no"
            elif name in beside:
                value = beside[name].get(id_, "")
            else:
                value = custom.get(name, "")
            line.append(MASK if value and name in masked else value)
        cells.append(tuple(line))
    return present, cells, [bool(found[id_][1]) for id_ in present]


_BESIDE_SQL: Final = {
    "tags": "SELECT customer, tag FROM tag WHERE customer IN ({ids}) ORDER BY tag",
    "names": "SELECT customer, text FROM name WHERE customer IN ({ids}) ORDER BY id",
    "aliases": (
        "SELECT customer, text FROM code WHERE customer IN ({ids}) AND state = 'alias' ORDER BY id"
    ),
}


def _beside(conn: Any, name: str, listed: str) -> dict[int, str]:
    """What stands in other tables, several values joined by a comma."""
    found: dict[int, list[str]] = {}
    sql = _BESIDE_SQL[name].format(ids=dialect.LISTED_IDS)
    for id_, text in conn.execute(sql, (listed,)).fetchall():
        found.setdefault(id_, []).append(text)
    return {id_: ", ".join(texts) for id_, texts in found.items()}
