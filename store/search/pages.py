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
from store.errors import InvalidValue, NotPermitted
from store.search.conditions import Access, column
from store.search.names import SYSTEM, find_field
from store.search.sql import Where

NO_PARAMS: tuple[str, ...] = ()
MANY: Final = 4_000
"""Hits of a word from which the order is walked instead of the hits."""

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

    def __str__(self) -> str:
        return f"-{self.field}" if self.down else self.field

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
            "{name} is masked for you: it cannot be sorted by.",
            name=field.name,
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
    conditions, params = _conditions(where, also)
    by_id = sort.expression == "customer.id"
    if not where.match:
        source, head = "customer", NO_PARAMS
    elif by_id:
        source, head = dialect.FROM_MATCHES, (where.match,)
        conditions.insert(0, dialect.MATCH)
    elif _fits_many(conn, where.match):
        source, head = "customer", NO_PARAMS
        conditions.append(dialect.THIS_MATCHES)
        params = (*params, where.match)
    else:
        source, head = dialect.FROM_MATCHES, (where.match,)
        conditions.insert(0, dialect.MATCH)
    order = sort.order()
    if where.match and by_id:
        order = order.replace("customer.id", dialect.INDEX_ID)
    rows = conn.execute(
        f"SELECT customer.id FROM {source} WHERE {' AND '.join(conditions) or '1 = 1'}"
        f" ORDER BY {order} LIMIT ? OFFSET ?",
        (*head, *params, limit, offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _conditions(where: Where, also: str) -> tuple[list[str], tuple[object, ...]]:
    parts = [f"({where.sql})"] if where.sql else []
    if where.live:
        parts.append("customer.archived = 0")
    if also:
        parts.append(also)
    return parts, where.params


def _fits_many(conn: Any, match: str) -> bool:
    row = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM search WHERE {dialect.MATCH} LIMIT {MANY})", (match,)
    ).fetchone()
    return bool(row[0] >= MANY)


def count(conn: Any, where: Where, also: str = "") -> int:
    """How many customers fit."""
    conditions, params = _conditions(where, also)
    source = "customer"
    if where.match:
        source = dialect.FROM_MATCHES
        conditions.insert(0, dialect.MATCH)
        params = (where.match, *params)
    row = conn.execute(
        f"SELECT count(*) FROM {source} WHERE {' AND '.join(conditions) or '1 = 1'}", params
    ).fetchone()
    return int(row[0])


def facets(conn: Any, where: Where, field: Field, limit: int) -> list[tuple[str, int]]:
    """The values of a field among the customers that fit, with how many have each, most first."""
    conditions, params = _conditions(where, "")
    source = "customer"
    if where.match:
        source = dialect.FROM_MATCHES
        conditions.insert(0, dialect.MATCH)
        params = (where.match, *params)
    if field.name == "tag":
        source += " JOIN tag ON tag.customer = customer.id"
        value = "tag.tag"
    elif field.name == "archived":
        value = "CASE customer.archived WHEN 0 THEN 'no' ELSE 'yes' END"
    else:
        value = column(field)
    rows = conn.execute(
        f"SELECT {value} AS value, count(*) AS many FROM {source}"
        f" WHERE {' AND '.join([*conditions, f'{value} <> ?'])}"
        " GROUP BY value ORDER BY many DESC, value LIMIT ?",
        (*params, "", limit),
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
