"""A customer's rows beside the record: search terms and the keys for sorting and matching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.customers.fields import BUILT_IN, Field
from store.customers.phones import phone_key
from store.customers.record import Customer, load
from store.engine.dialect import custom_value, drop_terms, put_terms
from store.engine.driver import Connection
from store.search.pinyin import sort_key
from store.search.terms import terms

if TYPE_CHECKING:
    from store.session import Session

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Indexed:
    """The search terms of a customer as they will be, one text for each column of the index."""

    columns: tuple[str, ...]


def findable(values: Mapping[str, str], fields: Mapping[str, Field]) -> dict[str, str]:
    """The values whose words search may find: no masked custom field, no retired one."""
    return {
        name: value
        for name, value in values.items()
        if value and (name in BUILT_IN or (name in fields and not fields[name].personal))
    }


def index_rows(
    customer: Customer,
    values: Mapping[str, str],
    fields: Mapping[str, Field],
    *,
    names: Iterable[tuple[str, str]] | None = None,
    tags: Iterable[str] | None = None,
) -> Indexed:
    """What the index will hold of a customer with these values (make it outside a transaction)."""
    made = terms(
        customer.code,
        findable(values, fields),
        names=[text for _, text in (customer.names if names is None else names)],
        tags=customer.tags if tags is None else tags,
        aliases=customer.aliases,
    )
    return Indexed(made.columns)


def reindex(conn: Connection, customer: int, rows: Indexed) -> None:
    """Put a customer's new terms in the place of the old ones."""
    put_terms(conn, customer, rows.columns)


def reindex_field(session: Session, name: str) -> None:
    """Index every customer with a value in this custom field anew, in short transactions."""
    last = 0
    while True:
        with session.writing("field.edit") as change:
            fields = session.field_map(change.conn)
            ids = change.conn.execute(
                f"SELECT id FROM customer WHERE id > ? AND {custom_value(name)} <> ''"
                " ORDER BY id LIMIT ?",
                (last, CHUNK),
            ).fetchall()
            for (customer,) in ids:
                record = load(change.conn, customer, fields)
                reindex(change.conn, customer, index_rows(record, record.values, fields))
        if not ids:
            return
        last = ids[-1][0]


def unindex(conn: Connection, customer: int) -> None:
    """Take a customer out of the search."""
    drop_terms(conn, customer)


def keys_of(edited: Mapping[str, str]) -> dict[str, str]:
    """The key columns that go with edited values: for sorting by name, for matching phones."""
    keys = {}
    if "name" in edited:
        keys["name_key"] = sort_key(edited["name"])
    if "phone" in edited:
        keys["phone_key"] = phone_key(edited["phone"])
    return keys
