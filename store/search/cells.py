"""What the cells of a page say: the values of given customers, masked for the reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from store.customers.fields import MASK
from store.engine import dialect
from store.errors import InvalidValue
from store.search.conditions import Access
from store.search.names import OF_CODES, SEGMENT, find_field, is_segment
from store.search.segment_names import check_segment

_BESIDE: Final = ("tags", "names", "aliases")
SYSTEM_COLUMNS: Final = ("code", "created", "changed", "archived", "flags")


def check_columns(columns: Sequence[str], access: Access) -> tuple[str, ...]:
    """The columns by their own names. Raises InvalidValue for one that there is not."""
    names = []
    fields = access.fields
    for name in columns:
        field = find_field(name, fields)
        if name in _BESIDE or name in SYSTEM_COLUMNS:
            names.append(name)
        elif field is not None and (field.name in OF_CODES or is_segment(field.name)):
            check_segment(field.name, access)
            names.append(field.name)
        elif field is not None and field.name == "tag":
            names.append("tags")
        elif field is not None and (field.name in fields or field.name in SYSTEM_COLUMNS):
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
    said = [name for name in columns if name in OF_CODES or is_segment(name)]
    kept = [name for name in columns if name not in _BESIDE and name not in said]
    plain = [name for name in kept if name not in fields or not fields[name].custom]
    listed = json.dumps(list(ids))
    selected = ", ".join([f"customer.{name}" for name in ("id", "archived", "custom", *plain)])
    rows = conn.execute(
        f"SELECT {selected} FROM customer WHERE id IN ({dialect.LISTED_IDS})", (listed,)
    )
    found = {row[0]: row for row in rows.fetchall()}
    beside = {name: _beside(conn, name, listed) for name in columns if name in _BESIDE}
    beside |= _said(conn, said, listed, access)
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


def _said(
    conn: Any, names: Sequence[str], listed: str, access: Access
) -> dict[str, dict[int, str]]:
    """What the customers' present codes say: a text for each name and customer."""
    if not names:
        return {}
    found: dict[str, dict[int, str]] = {name: {} for name in names}
    sql = _CODES_SQL.format(ids=dialect.LISTED_IDS)
    says = access.says()
    for id_, code, version, number, origin in conn.execute(sql, (listed,)).fetchall():
        known = says.versions.get(version)
        for name in names:
            if name == "rule":
                text = known.rule if known is not None else ""
            elif name == "code.seq":
                text = "" if number is None else str(number)
            elif name == "code.legacy":
                text = "yes" if version is None and origin == "import" else "no"
            else:
                text = says.text(version, name.removeprefix(SEGMENT), code)
            found[name][id_] = text
    return found


_CODES_SQL: Final = (
    "SELECT customer, text, rule_version, number, origin FROM code"
    " WHERE customer IN ({ids}) AND state = 'live'"
)


def _beside(conn: Any, name: str, listed: str) -> dict[int, str]:
    """What stands in other tables, several values joined by a comma."""
    found: dict[int, list[str]] = {}
    sql = _BESIDE_SQL[name].format(ids=dialect.LISTED_IDS)
    for id_, text in conn.execute(sql, (listed,)).fetchall():
        found.setdefault(id_, []).append(text)
    return {id_: ", ".join(texts) for id_, texts in found.items()}
