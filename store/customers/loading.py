"""Many customers read at once: a few queries for a whole chunk, whatever its size."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from store.customers.fields import BUILT_IN, Field
from store.customers.record import Customer
from store.engine.dialect import LISTED_IDS
from store.engine.driver import Connection

_ROWS: Final = (
    f"SELECT id, {', '.join(BUILT_IN)}, code, custom, flags, version, archived, created, changed"
    f" FROM customer WHERE id IN ({LISTED_IDS})"
)
_NAMES: Final = (
    f"SELECT customer, kind, text FROM name WHERE customer IN ({LISTED_IDS}) ORDER BY id"
)
_TAGS: Final = f"SELECT customer, tag FROM tag WHERE customer IN ({LISTED_IDS}) ORDER BY tag"
_ALIASES: Final = (
    f"SELECT customer, text FROM code WHERE customer IN ({LISTED_IDS}) AND state = 'alias'"
    " ORDER BY id"
)
_KEYS: Final = f"SELECT customer, key FROM subject_key WHERE customer IN ({LISTED_IDS})"
_KEPT: Final = f"SELECT id, custom FROM customer WHERE id IN ({LISTED_IDS})"


def load_many(
    conn: Connection, ids: Sequence[int], fields: Mapping[str, Field], *, beside: bool = True
) -> dict[int, Customer]:
    """The customers with these ids by id, nothing masked; those that are gone are left out.

    beside: read other names, tags and earlier codes as well; without it they are empty.
    """
    listed = json.dumps(list(ids))
    names: dict[int, list[tuple[str, str]]] = {}
    tags: dict[int, list[str]] = {}
    aliases: dict[int, list[str]] = {}
    if beside:
        for customer, kind, text in conn.execute(_NAMES, (listed,)):
            names.setdefault(customer, []).append((kind, text))
        for customer, tag in conn.execute(_TAGS, (listed,)):
            tags.setdefault(customer, []).append(tag)
        for customer, text in conn.execute(_ALIASES, (listed,)):
            aliases.setdefault(customer, []).append(text)
    custom_names = [name for name, field in fields.items() if field.custom]
    found = {}
    for row in conn.execute(_ROWS, (listed,)):
        customer = row[0]
        values = dict(zip(BUILT_IN, row[1:], strict=False))
        code, custom, flags, version, archived, created, changed = row[1 + len(BUILT_IN) :]
        if custom_names:
            kept = json.loads(custom) if custom not in ("", "{}") else {}
            for name in custom_names:
                values[name] = kept.get(name, "")
        found[customer] = Customer(
            id=customer,
            code=code,
            values=values,
            names=tuple(names.get(customer, ())),
            tags=tuple(tags.get(customer, ())),
            aliases=tuple(aliases.get(customer, ())),
            flags=tuple(flags.split()),
            version=version,
            archived=bool(archived),
            created=created,
            changed=changed,
        )
    return found


def keys_of_many(conn: Connection, ids: Sequence[int]) -> dict[int, bytes]:
    """The keys under which the log seals these customers' personal values."""
    return {customer: bytes(key) for customer, key in conn.execute(_KEYS, (json.dumps(list(ids)),))}


def kept_of_many(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """All custom values that these customers have, those of fields out of use among them."""
    return {
        customer: json.loads(custom or "{}")
        for customer, custom in conn.execute(_KEPT, (json.dumps(list(ids)),))
    }
