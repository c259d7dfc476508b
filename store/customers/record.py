"""A customer as its reader may see it, and how one is found by a code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as part
from typing import Final

from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, MASK, Field
from store.engine.driver import Connection
from store.errors import NotFound

NAME_KINDS: Final = ("short", "foreign", "former")

_COLUMNS: Final = ", ".join(BUILT_IN)
_BY_ID: Final = (
    f"SELECT {_COLUMNS}, code, custom, flags, version, archived, created, changed"
    " FROM customer WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer.

    values: every built-in and custom field by name (missing ones are empty), personal ones masked
        for those who may not see them.
    names: other names as (kind, text), kinds short, foreign, former.
    aliases: earlier codes that still find this customer.
    flags: fields whose value could not be read as what they are (kept as it came).
    version: grows by one with each change; `edit` takes the one that was read.
    seq: the last line about it in the operation log, where it was read to be edited; else 0.
    """

    id: int
    code: str
    values: dict[str, str]
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    flags: tuple[str, ...]
    version: int
    archived: bool
    created: str
    changed: str
    seq: int = part(default=0, compare=False)


def load(conn: Connection, customer: int, fields: Mapping[str, Field]) -> Customer:
    """The customer with this id, nothing masked. Raises NotFound."""
    row = conn.execute(_BY_ID, (customer,)).fetchone()
    if row is None:
        raise gone(conn, customer)
    values = dict(zip(BUILT_IN, row[: len(BUILT_IN)], strict=True))
    code, custom, flags, version, archived, created, changed = row[len(BUILT_IN) :]
    kept = json.loads(custom) if custom not in ("", "{}") else {}
    for name, field in fields.items():
        if field.custom:
            values[name] = kept.get(name, "")
    names = conn.execute(
        "SELECT kind, text FROM name WHERE customer = ? ORDER BY id", (customer,)
    ).fetchall()
    tags = conn.execute(
        "SELECT tag FROM tag WHERE customer = ? ORDER BY tag", (customer,)
    ).fetchall()
    aliases = conn.execute(
        "SELECT text FROM code WHERE customer = ? AND state = 'alias' ORDER BY id", (customer,)
    ).fetchall()
    return Customer(
        id=customer,
        code=code,
        values=values,
        names=tuple((kind, text) for kind, text in names),
        tags=tuple(tag for (tag,) in tags),
        aliases=tuple(text for (text,) in aliases),
        flags=tuple(flags.split()),
        version=version,
        archived=bool(archived),
        created=created,
        changed=changed,
    )


def masked(customer: Customer, fields: Mapping[str, Field]) -> Customer:
    """The customer for somebody who may not see personal values."""
    values = {
        name: MASK if value and name in fields and fields[name].personal else value
        for name, value in customer.values.items()
    }
    return replace(customer, values=values)


def with_seq(conn: Connection, customer: Customer) -> Customer:
    """The customer with the number of its last line in the log (index: operation.subject)."""
    row = conn.execute(
        "SELECT max(seq) FROM operation WHERE subject = ?", (customer.id,)
    ).fetchone()
    return replace(customer, seq=row[0] or 0)


def gone(conn: Connection, customer: int) -> NotFound:
    """The error for a customer who is not there any more: merged into another, or deleted."""
    row = conn.execute(
        "SELECT customer.code FROM merged JOIN customer ON customer.id = merged.survivor"
        " WHERE merged.customer = ?",
        (customer,),
    ).fetchone()
    if row is None:
        return NotFound("This customer is gone: somebody deleted it.", id=customer)
    return NotFound("This customer was merged into {code}: look there.", id=customer, code=row[0])


def find_id(conn: Connection, code: str) -> int:
    """The id of the customer who has this code or had it once. Raises NotFound."""
    row = conn.execute(
        "SELECT customer, state, text FROM code WHERE skeleton = ?", (skeleton(code),)
    ).fetchone()
    if row is None:
        raise NotFound("No customer has the code {code}: kehao codes explain says why.", code=code)
    if row[1] == "reserved":
        raise NotFound("The code {code} is reserved: nobody has it yet.", code=row[2])
    if row[1] == "void" or row[0] is None:
        raise NotFound("The code {code} is void: nobody has it.", code=row[2])
    return int(row[0])


def stored_custom(custom: Mapping[str, str]) -> str:
    """Custom values as the `custom` column keeps them: JSON of those that are not empty."""
    kept = {name: value for name, value in custom.items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else "{}"
