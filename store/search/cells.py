"""What the cells of a page say: the values of given customers, masked for the reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from store.customers.divisions import code_of
from store.customers.fields import MASK
from store.engine import dialect
from store.errors import InvalidValue
from store.search.conditions import Access
from store.search.names import DIVISION, OF_CODES, SEGMENT, find_field, is_segment
from store.search.segment_names import check_segment

NAMES_BY_KIND: Final = {
    "short_name": "short",
    "foreign_name": "foreign",
    "former_name": "former",
}
"""Columns of other names of one kind, which exports have; joined by a semicolon, for a name may
have a comma in it."""
_BESIDE: Final = ("tags", "names", "aliases", DIVISION, *NAMES_BY_KIND)
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

    Returns the ids that are there, their cells, and whether each is archived. Exports of a million
    live on it: what the database can put in its place, it does, and only what stands in other
    tables or in custom fields is set row by row.
    """
    among = _Among.of(ids)
    selected, custom = _selected(columns, access)
    rows = conn.execute(
        f"SELECT {', '.join(['id', 'archived', *selected])} FROM customer WHERE id {among.sql}",
        among.params,
    ).fetchall()
    found = {row[0]: row for row in rows}
    beside = _beside_values(conn, columns, among, access)
    end = 2 + len(columns)
    if custom:
        _set_custom(found, end, custom)
    if beside:
        for place, texts in beside:
            for id_, text in texts.items():
                if text and id_ in found:
                    row = found[id_]
                    if row.__class__ is tuple:
                        row = found[id_] = list(row)
                    row[place] = text
    present = [id_ for id_ in ids if id_ in found]
    lines = [found[id_] for id_ in present]
    return present, [tuple(row[2:end]) for row in lines], [bool(row[1]) for row in lines]


DENSE: Final = 4
"""Where at least one of so many ids is asked for, the stretch between them is read in one go."""


@dataclass(frozen=True, slots=True)
class _Among:
    """Ids as a condition. A stretch may hold others as well: whoever asks leaves them out."""

    sql: str
    params: tuple[object, ...]

    @classmethod
    def of(cls, ids: Sequence[int]) -> _Among:
        if ids:
            first, last = min(ids), max(ids)
            if last - first < DENSE * len(ids):
                return cls("BETWEEN ? AND ?", (first, last))
        return cls(f"IN ({dialect.LISTED_IDS})", (json.dumps(list(ids)),))


def _selected(
    columns: Sequence[str], access: Access
) -> tuple[list[str], list[tuple[int, str, bool]]]:
    """What to select for each column, and which custom fields go where, masked or not."""
    fields = access.fields
    selected: list[str] = []
    custom: list[tuple[int, str, bool]] = []
    for place, name in enumerate(columns):
        field = fields.get(name)
        if field is not None and field.custom:
            custom.append((place + 2, name, access.hides(field)))
            selected.append("''")
        elif field is not None and access.hides(field):
            selected.append(f"CASE {name} WHEN '' THEN '' ELSE '{MASK}' END")
        elif name == "archived":
            selected.append("CASE archived WHEN 1 THEN 'yes' ELSE 'no' END")
        elif field is not None or name in SYSTEM_COLUMNS:
            selected.append(name)
        else:
            selected.append("''")
    if custom:
        selected.append("custom")
    return selected, custom


def _set_custom(found: dict[int, Any], end: int, custom: Sequence[tuple[int, str, bool]]) -> None:
    """Set the values of custom fields, where a customer has any."""
    for id_, row in found.items():
        if row[end] in ("", "{}"):
            continue
        kept = json.loads(row[end])
        line = found[id_] = list(row)
        for place, name, hidden in custom:
            value = kept.get(name, "")
            line[place] = MASK if value and hidden else value


def _beside_values(
    conn: Any, columns: Sequence[str], among: _Among, access: Access
) -> list[tuple[int, dict[int, str]]]:
    """What stands in other tables: where it goes, and the text of each customer that has any."""
    said = [
        name
        for name in columns
        if name not in access.fields and (name in OF_CODES or is_segment(name))
    ]
    texts = _said(conn, said, among, access)
    for name in columns:
        if name in _BESIDE_SQL and name not in access.fields:
            texts[name] = _beside(conn, name, among)
        elif name == DIVISION and name not in access.fields:
            texts[name] = _divisions(conn, among, access)
    return [(place + 2, texts[name]) for place, name in enumerate(columns) if name in texts]


def _divisions(conn: Any, among: _Among, access: Access) -> dict[int, str]:
    """The code of each customer's division; none where its region or city is masked."""
    if any(access.hides(access.fields[name]) for name in ("region", "city")):
        return {}
    sql = f"SELECT id, region, city FROM customer WHERE id {among.sql}"
    return {id_: code_of(region, city) for id_, region, city in conn.execute(sql, among.params)}


_BESIDE_SQL: Final = {
    "tags": "SELECT customer, tag FROM tag WHERE customer {among} ORDER BY tag",
    "names": "SELECT customer, text FROM name WHERE customer {among} ORDER BY id",
    "aliases": (
        "SELECT customer, text FROM code WHERE customer {among} AND state = 'alias' ORDER BY id"
    ),
    **{
        column: f"SELECT customer, text FROM name WHERE customer {{among}} AND kind = '{kind}'"
        " ORDER BY id"
        for column, kind in NAMES_BY_KIND.items()
    },
}


def _said(
    conn: Any, names: Sequence[str], among: _Among, access: Access
) -> dict[str, dict[int, str]]:
    """What the customers' present codes say: a text for each name and customer."""
    if not names:
        return {}
    found: dict[str, dict[int, str]] = {name: {} for name in names}
    sql = _CODES_SQL.format(among=among.sql)
    says = access.says()
    for id_, code, version, number, origin in conn.execute(sql, among.params).fetchall():
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
    " WHERE customer {among} AND state = 'live'"
)


def _beside(conn: Any, name: str, among: _Among) -> dict[int, str]:
    """What stands in another table, several values joined."""
    found: dict[int, list[str]] = {}
    sql = _BESIDE_SQL[name].format(among=among.sql)
    for id_, text in conn.execute(sql, among.params).fetchall():
        found.setdefault(id_, []).append(text)
    sign = ", " if name in ("tags", "names") else "; "
    return {id_: sign.join(texts) for id_, texts in found.items()}
