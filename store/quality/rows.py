"""Rows of a bulk change that set different columns each: written together where they are alike."""

from __future__ import annotations

from collections.abc import Sequence

from store.change import Change
from store.customers.bulk import Ready


def write_rows(
    change: Change, ready: Sequence[Ready], group: str, reason: str, *, touch: bool
) -> None:
    """Write them and a line in the log for each. A row is the names of its columns in one text,
    then their values; `touch`: the moment of the last change becomes now."""
    alike: dict[str, list[tuple[object, ...]]] = {}
    for one in ready:
        names, *values = one.row
        moment = (change.at,) if touch else ()
        alike.setdefault(str(names), []).append((*values, *moment, one.id))
    for text, rows in alike.items():
        names = [*text.split(), "changed"] if touch else text.split()
        settings = "".join([f"{name} = ?, " for name in names])
        change.conn.executemany(
            f"UPDATE customer SET {settings}version = version + 1 WHERE id = ?", rows
        )
    change.log_lines(
        (one.action, one.code, one.id, group, one.before, one.after, reason) for one in ready
    )
