"""Setting the same values for many customers, in short transactions as one group."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.customers.definitions import add_choice
from store.customers.fields import BUILT_IN, Field
from store.customers.indexing import index_rows, keys_of, reindex
from store.customers.record import load, stored_custom
from store.engine.cancel import Cancel
from store.errors import KehaoError, NotFound, Stopped

if TYPE_CHECKING:
    from store.session import Session

CHUNK: Final = 200

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are in all."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk change did: its group in the log, how many changed, which failed and why."""

    group: str
    changed: int
    unchanged: int
    failed: tuple[tuple[int, KehaoError], ...]
    stopped: bool


def new_group() -> str:
    """A name for a group of operations."""
    return secrets.token_hex(6)


def set_many(
    session: Session,
    ids: Sequence[int],
    wanted: Mapping[str, str],
    fields: Mapping[str, Field],
    reason: str,
    progress: Progress | None,
    cancel: Cancel | None,
) -> Bulk:
    """Set `wanted` (read values) for every customer in `ids`; see `Customers.set_many`."""
    group = new_group()
    changed = unchanged = 0
    failed: list[tuple[int, KehaoError]] = []
    stopped = False
    searched = any(
        fields[name].custom or name in ("contact", "phone", "email", "address") for name in wanted
    )
    for start in range(0, len(ids), CHUNK):
        try:
            if cancel is not None:
                cancel.check()
        except Stopped:
            stopped = True
            break
        with session.writing("customer.edit") as change:
            for name, value in wanted.items():
                field = fields[name]
                if field.kind == "choice" and not field.custom and value:
                    add_choice(change, name, value, group)
            for customer in ids[start : start + CHUNK]:
                try:
                    current = load(change.conn, customer, fields)
                except NotFound as error:
                    failed.append((customer, error))
                    continue
                edited = {n: v for n, v in wanted.items() if v != current.values.get(n, "")}
                if not edited:
                    unchanged += 1
                    continue
                columns = {name: value for name, value in edited.items() if name in BUILT_IN}
                if len(columns) < len(edited):
                    custom = {n: v for n, v in current.values.items() if n not in BUILT_IN}
                    custom.update((n, v) for n, v in edited.items() if n not in BUILT_IN)
                    columns["custom"] = stored_custom(custom)
                columns.update(keys_of(edited))
                flags = [flag for flag in current.flags if flag not in edited]
                columns["flags"] = f" {' '.join(flags)} " if flags else ""
                columns["changed"] = change.at
                settings = ", ".join(f"{column} = ?" for column in columns)
                change.conn.execute(
                    f"UPDATE customer SET {settings}, version = version + 1 WHERE id = ?",
                    (*columns.values(), customer),
                )
                if searched:
                    rows = index_rows(current, {**current.values, **edited}, fields)
                    reindex(change.conn, customer, rows)
                change.log(
                    "customer.edit",
                    current.code,
                    subject=customer,
                    before={name: current.values.get(name, "") for name in edited},
                    after=edited,
                    reason=reason,
                    group=group,
                )
                changed += 1
        if progress is not None:
            progress(min(start + CHUNK, len(ids)), len(ids))
    return Bulk(group, changed, unchanged, tuple(failed), stopped)
