"""A row that matches a customer: what it changes, and writing that.

Only cells that hold something change anything. What the row brings is worked out on a reading
connection; inside the transaction it is written if the customer is still as it was read, else
worked out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.change import Change
from store.customers.definitions import add_choice
from store.customers.fields import MASK, Field
from store.customers.indexing import Indexed, index_rows, reindex
from store.customers.policy import Policy
from store.customers.record import Customer, load
from store.customers.saving import save_fields
from store.engine.driver import Connection
from store.transfer.imports.rows import RowValues


@dataclass(frozen=True, slots=True)
class Update:
    """What a row changes of the customer as it was read."""

    row: RowValues
    match: str
    current: Customer
    edited: dict[str, str]
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    indexed: Indexed


def plan_update(
    conn: Connection, customer: int, row: RowValues, fields: Mapping[str, Field], match: str
) -> Update | None:
    """What the row changes of this customer, or None if it is all there already.

    The field by which it matched stays as it is written. A new name keeps the old one as a former
    name. Raises NotFound if the customer is gone.
    """
    current = load(conn, customer, fields)
    edited = {
        name: value
        for name, value in row.values.items()
        if value != current.values.get(name, "")
        and name != match
        and not (value == MASK and fields[name].personal)
    }
    names = [pair for pair in row.names if pair not in current.names]
    if "name" in edited and ("former", current.values["name"]) not in current.names:
        names.append(("former", current.values["name"]))
    tags = [tag for tag in row.tags if tag not in current.tags]
    if not (edited or names or tags):
        return None
    indexed = index_rows(
        current,
        {**current.values, **edited},
        fields,
        names=(*current.names, *names),
        tags=(*current.tags, *tags),
    )
    return Update(row, match, current, edited, tuple(names), tuple(tags), indexed)


def write_update(
    change: Change,
    update: Update,
    fields: Mapping[str, Field],
    *,
    may_extend: bool,
    group: str,
    policy: Policy,
) -> bool:
    """Write it, with its line in the log; returns whether anything was left to change.

    `may_extend`: a choice that a list does not have is added to it, else it is flagged. Raises
    SecondCustomer where the house's policy stops it.
    """
    conn = change.conn
    found = update
    version = conn.execute(
        "SELECT version FROM customer WHERE id = ?", (update.current.id,)
    ).fetchone()
    if version is None or version[0] != update.current.version:
        fresh = plan_update(conn, update.current.id, update.row, fields, update.match)
        if fresh is None:
            return False
        found = fresh
    current = found.current
    policy.check(found.edited, customer=current.id, before=current.values)
    _write_fields(change, found, fields, may_extend=may_extend, group=group)
    customer = found.current.id
    conn.executemany(
        "INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)",
        [(customer, kind, text) for kind, text in found.names],
    )
    conn.executemany(
        "INSERT INTO tag (customer, tag) VALUES (?, ?)", [(customer, tag) for tag in found.tags]
    )
    reindex(conn, customer, found.indexed)
    _log(change, found, group, policy.reason)
    return True


def _write_fields(
    change: Change, update: Update, fields: Mapping[str, Field], *, may_extend: bool, group: str
) -> None:
    current, edited = update.current, update.edited
    unread = {flag for flag in update.row.flags if flag in edited}
    for name in sorted(unread):
        field = fields[name]
        if field.kind == "choice" and not field.custom and may_extend:
            add_choice(change, name, edited[name], group)
            unread.remove(name)
    save_fields(change, current, edited, unread=unread)


def _log(change: Change, update: Update, group: str, reason: str) -> None:
    current = update.current
    before: dict[str, object] = {n: current.values.get(n, "") for n in update.edited}
    after: dict[str, object] = dict(update.edited)
    if given := {n: text for n, text in update.row.given.items() if n in update.edited}:
        after["given"] = given
    if update.names:
        before["names"] = [list(pair) for pair in current.names]
        after["names"] = [list(pair) for pair in (*current.names, *update.names)]
    if update.tags:
        before["tags"] = list(current.tags)
        after["tags"] = sorted((*current.tags, *update.tags))
    change.log(
        "customer.edit",
        current.code,
        subject=current.id,
        before=before,
        after=after,
        reason=reason,
        group=group,
    )
