"""An operation of the log that is to be undone, and what stands in the way of it.

An undo is a line `log.undo` whose images show what it changed, as any line's do; `undoes` names the
line that it undid, `root` the first one of the chain, `action` what that was, and `again` says that
it brought the thing back (it undid an undo). Table `undone` holds what is undone at present.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from store.change import Change
from store.customers.fields import Field
from store.customers.record import Customer
from store.engine.driver import Connection
from store.errors import CannotUndo
from store.log.sealing import unseal

if TYPE_CHECKING:
    from store.session import Session

UNDO: Final = "log.undo"
_ABOUT: Final = ("undoes", "root", "action", "again")
COLUMNS: Final = "seq, action, object, subject, group_id, before, after"

CHANGING: Final = (
    *("customer.add", "customer.edit", "customer.archive", "customer.restore", "customer.names"),
    *("customer.merge", "tag.add", "tag.remove", "code.change", "code.renumber"),
)
"""The actions that change a customer, besides an undo."""

Images = tuple[dict[str, Any], dict[str, Any]]
Step = Callable[[Change], Images]
"""Does what was found to be possible, and returns the images of before and after for the log."""


@dataclass(frozen=True, slots=True)
class Past:
    """An operation with its images opened.

    kind: what it was in the first place. back: it undid that, so that undoing it is doing it again.
    root: the operation at the beginning of the chain.
    """

    seq: int
    action: str
    object: str
    subject: int | None
    group: str
    before: dict[str, Any]
    after: dict[str, Any]
    kind: str
    back: bool
    root: int


@dataclass(slots=True)
class Work:
    """What undoing needs: whose session, a connection, and the fields in force.

    loaded: customers read ahead, each for the first step on it only. keys: the log's keys of them.
    """

    session: Session
    conn: Connection
    fields: Mapping[str, Field]
    loaded: dict[int, Customer] = field(default_factory=dict)
    keys: Mapping[int, bytes] = field(default_factory=dict)


def read_past(
    conn: Connection, row: tuple[Any, ...], keys: Mapping[int, bytes] | None = None
) -> Past:
    """A row of the log (COLUMNS) as an operation to undo; `keys`: those of customers read ahead."""
    seq, action, object_, subject, group, before, after = row
    first = opened(conn, subject, before, keys)
    second = opened(conn, subject, after, keys)
    kind, back, root = action, False, seq
    if action == UNDO:
        kind, back, root = second["action"], not second["again"], second["root"]
        second = {name: value for name, value in second.items() if name not in _ABOUT}
    return Past(seq, action, object_, subject, group, first, second, kind, back, root)


def opened(
    conn: Connection, subject: int | None, image: str, keys: Mapping[int, bytes] | None = None
) -> dict[str, Any]:
    """An image with its personal values opened; empty for none."""
    key = keys.get(subject) if keys and subject is not None else None
    if key is None and subject is not None and image:
        found = conn.execute("SELECT key FROM subject_key WHERE customer = ?", (subject,))
        row = found.fetchone()
        key = bytes(row[0]) if row else None
    return unseal(key, subject, image) or {}


def in_the_way(work: Work, past: Past, name: str, items: Sequence[object] = ()) -> CannotUndo:
    """The error for a value that is not any more as the operation left it, with who changed it.

    items: of a list of names or tags, those that were put in or taken out since.
    """
    rows = work.conn.execute(
        f"SELECT {COLUMNS}, EXISTS (SELECT 1 FROM undone WHERE undone.seq = operation.seq)"
        " FROM operation WHERE subject = ? AND seq > ? ORDER BY seq DESC",
        (past.subject, past.seq),
    )
    for *row, undone in rows.fetchall():
        if undone:
            continue
        later = read_past(work.conn, tuple(row))
        if later.action == UNDO and (later.back or _is_undone(work.conn, later.root)):
            continue  # what it took back, or did again, is undone: that is not in the way
        if name in later.after and _touches(later, name, items):
            return blocked(work, past, later.root if later.root > past.seq else later.seq, name)
    return blocked(work, past, None, name)


def _is_undone(conn: Connection, seq: int) -> bool:
    return conn.execute("SELECT 1 FROM undone WHERE seq = ?", (seq,)).fetchone() is not None


def _touches(later: Past, name: str, items: Sequence[object]) -> bool:
    was, now = later.before.get(name) or (), later.after[name]
    return not items or any((one in was) != (one in now) for one in items)


def blocked(work: Work, past: Past, later: int | None, what: str) -> CannotUndo:
    """The error for a later change, by its number if it is known, and its person."""
    if later is None:
        return CannotUndo(
            "Operation {seq} cannot be undone: {what} is not as it left it any more.",
            seq=past.seq,
            what=what,
        )
    row = work.conn.execute("SELECT actor, at FROM operation WHERE seq = ?", (later,)).fetchone()
    return CannotUndo(
        "Operation {seq} cannot be undone: {who} has changed {what} since (operation {later}). "
        "That one must be undone first.",
        seq=past.seq,
        later=later,
        what=what,
        who=row[0],
        at=row[1],
    )


def gone(work: Work, past: Past) -> CannotUndo:
    """The error for an operation whose customer is not there any more."""
    row = work.conn.execute(
        "SELECT max(operation.seq) FROM merged JOIN operation"
        " ON operation.subject = merged.survivor AND operation.at = merged.at"
        " WHERE merged.customer = ?",
        (past.subject,),
    ).fetchone()
    if row[0] is None:
        row = work.conn.execute(
            "SELECT max(seq) FROM operation WHERE subject = ? AND seq > ?",
            (past.subject, past.seq),
        ).fetchone()
    return CannotUndo(
        "Operation {seq} cannot be undone: its customer is gone since operation {later}.",
        seq=past.seq,
        later=row[0],
    )


def later_change(conn: Connection, past: Past) -> int | None:
    """The number of the newest change to the operation's customer that came after it and is not
    undone."""
    marks = ", ".join("?" * len(CHANGING))
    row = conn.execute(
        f"SELECT max(seq) FROM operation WHERE subject = ? AND seq > ? AND action IN ({marks})"
        " AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.seq = operation.seq)",
        (past.subject, past.seq, *CHANGING),
    ).fetchone()
    return None if row[0] is None else int(row[0])
