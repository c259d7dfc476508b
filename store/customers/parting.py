"""Taking a customer's record out of the store whole, and putting it back as it was.

What is taken out is an image for the log, where it is sealed; the customer's key stays, so that it
can be opened again. (Erasing for good is another thing: that destroys the key.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from store.change import Change
from store.customers.fields import BUILT_IN, Field
from store.customers.indexing import index_rows, keys_of, reindex, unindex
from store.customers.record import gone, load
from store.engine.driver import Connection

Image = Mapping[str, Any]
"""A customer's rows: `id`, `values` (built-in fields that are not empty), `custom` (as it is
kept), `names`, `tags`, `codes` as [text, state], `flags`, `archived`, `version`, `created`."""

_COLUMNS: Final = ", ".join(BUILT_IN)
_PUT: Final = (
    f"INSERT INTO customer (id, code, {_COLUMNS}, custom, name_key, phone_key, flags, version,"
    f" archived, created, changed) VALUES (?, ?, {', '.join('?' * len(BUILT_IN))},"
    " ?, ?, ?, ?, ?, ?, ?, ?)"
)


def image_of(conn: Connection, customer: int) -> dict[str, Any]:
    """Everything that is kept of a customer. Raises NotFound."""
    row = conn.execute(
        f"SELECT {_COLUMNS}, custom, flags, version, archived, created FROM customer WHERE id = ?",
        (customer,),
    ).fetchone()
    if row is None:
        raise gone(conn, customer)
    values = dict(zip(BUILT_IN, row[: len(BUILT_IN)], strict=True))
    custom, flags, version, archived, created = row[len(BUILT_IN) :]
    return {
        "id": customer,
        "values": {name: value for name, value in values.items() if value},
        "custom": json.loads(custom or "{}"),
        "flags": flags,
        "version": version,
        "archived": bool(archived),
        "created": created,
        "names": _pairs(
            conn, "SELECT kind, text FROM name WHERE customer = ? ORDER BY id", customer
        ),
        "tags": [
            tag
            for (tag,) in conn.execute(
                "SELECT tag FROM tag WHERE customer = ? ORDER BY tag", (customer,)
            )
        ],
        "codes": _pairs(
            conn, "SELECT text, state FROM code WHERE customer = ? ORDER BY id", customer
        ),
    }


def _pairs(conn: Connection, sql: str, customer: int) -> list[list[str]]:
    return [list(row) for row in conn.execute(sql, (customer,))]


def take_out(change: Change, customer: int) -> None:
    """Remove a customer's rows; what becomes of the codes is the caller's."""
    conn = change.conn
    unindex(conn, customer)
    conn.execute("DELETE FROM name WHERE customer = ?", (customer,))
    conn.execute("DELETE FROM tag WHERE customer = ?", (customer,))
    conn.execute("DELETE FROM customer WHERE id = ?", (customer,))


def put_back(change: Change, image: Image, fields: Mapping[str, Field]) -> str:
    """Write a customer's rows anew from its image, its codes in their old states; its code."""
    conn, customer = change.conn, int(image["id"])
    values: dict[str, str] = image["values"]
    code = next(text for text, state in image["codes"] if state == "live")
    keys = {"name_key": "", "phone_key": "", **keys_of(values)}
    conn.execute(
        _PUT,
        (
            customer,
            code,
            *(values.get(name, "") for name in BUILT_IN),
            json.dumps(image["custom"], ensure_ascii=False, sort_keys=True),
            keys["name_key"],
            keys["phone_key"],
            image["flags"],
            image["version"] + 1,
            int(image["archived"]),
            image["created"],
            change.at,
        ),
    )
    conn.executemany(
        "INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)",
        [(customer, kind, text) for kind, text in image["names"]],
    )
    conn.executemany(
        "INSERT INTO tag (customer, tag) VALUES (?, ?)", [(customer, tag) for tag in image["tags"]]
    )
    conn.executemany(
        "UPDATE code SET customer = ?, state = ? WHERE text = ?",
        [(customer, state, text) for text, state in image["codes"]],
    )
    current = load(conn, customer, fields)
    reindex(conn, customer, index_rows(current, current.values, fields))
    return str(code)
