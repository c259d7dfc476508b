"""Setting the same values for many customers, in short transactions as one group."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.customers.definitions import add_choice
from store.customers.fields import Field
from store.customers.indexing import index_rows, reindex
from store.customers.policy import policy_of
from store.customers.record import load
from store.customers.saving import save_fields
from store.engine.cancel import Cancel
from store.errors import KehaoError, NotFound, SecondCustomer, Stopped

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
            policy = policy_of(session, change.conn, reason)
            for customer in ids[start : start + CHUNK]:
                try:
                    current = load(change.conn, customer, fields)
                    edited = {n: v for n, v in wanted.items() if v != current.values.get(n, "")}
                    policy.check(edited, customer=customer, before=current.values)
                except (NotFound, SecondCustomer) as error:
                    failed.append((customer, error))
                    continue
                if not edited:
                    unchanged += 1
                    continue
                save_fields(change, current, edited)
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
