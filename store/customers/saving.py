"""Writing changed fields of a customer: the one way of forms, bulk changes and imports."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from store.change import Change
from store.customers.fields import BUILT_IN
from store.customers.indexing import keys_of
from store.customers.record import Customer, stored_custom


def save_fields(
    change: Change,
    current: Customer,
    edited: Mapping[str, str],
    *,
    unread: Collection[str] = (),
) -> bool:
    """Write the edited values, with their keys and flags, and count the version up.

    `unread`: the fields whose new value could not be read. Custom values of fields that are out
    of use stay kept. False, and nothing is written, when the customer is no longer at the version
    that was read. The search terms and the log line are the caller's.
    """
    columns = {name: value for name, value in edited.items() if name in BUILT_IN}
    if len(columns) < len(edited):
        columns["custom"] = _custom(change, current.id, edited)
    columns.update(keys_of(edited))
    columns["flags"] = flags_text({flag for flag in current.flags if flag not in edited}, unread)
    columns["changed"] = change.at
    settings = ", ".join(f"{column} = ?" for column in columns)
    done = change.conn.execute(
        f"UPDATE customer SET {settings}, version = version + 1 WHERE id = ? AND version = ?",
        (*columns.values(), current.id, current.version),
    )
    return bool(done.rowcount)


def flags_text(*flags: Collection[str]) -> str:
    """Flags as their column keeps them: each between spaces, in order."""
    names = sorted(set().union(*flags))
    return f" {' '.join(names)} " if names else ""


def _custom(change: Change, customer: int, edited: Mapping[str, str]) -> str:
    row = change.conn.execute("SELECT custom FROM customer WHERE id = ?", (customer,)).fetchone()
    kept: dict[str, str] = json.loads((row[0] if row else "") or "{}")
    kept.update((name, value) for name, value in edited.items() if name not in BUILT_IN)
    return stored_custom(kept)
