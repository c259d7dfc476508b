"""What others did with customers meanwhile, read from the end of the operation log.

Whoever may see customers may know which were changed, by whom, and which fields; the values are
read from the customer, masked as ever. The log's end is a few lines long: this is cheap to ask
once a second, at any size of the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from store.customers.fields import Field
from store.customers.record import Customer, gone, load, masked, with_seq
from store.engine.driver import Connection
from store.errors import NotFound
from store.log.sealing import SEALED, unseal

if TYPE_CHECKING:
    from store.session import Session

MOST: Final = 500
"""Lines read at one time; behind more (an import) everything may be different."""
NO_CHANGE: Final = ("customer.reveal",)
LISTS: Final = ("names", "tags", "archived", "code")
"""What a customer has besides fields, as the log's images call it."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody changed a customer.

    customer: its id. fields: what was changed, where that was asked for (also `names`, `tags`,
    `archived`, `code`). own: done by this very session.
    """

    seq: int
    at: str
    customer: int
    actor: str
    action: str
    own: bool
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """The touches since, oldest first, up to the line `seq`; `many`: more than were read."""

    seq: int
    touches: tuple[Touch, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """One customer looked at again.

    customer: as it is now, None when it is gone; then `error` says what became of it, `survivor`
    is the id of the customer whom it was merged into, and `by` is who did it (empty: not known).
    """

    touches: tuple[Touch, ...]
    customer: Customer | None
    error: NotFound | None = None
    survivor: int | None = None
    by: str = ""


def changed_since(session: Session, seq: int | None) -> Changes:
    """See `Customers.changed_since`."""
    with session.reading() as conn:
        row = conn.execute("SELECT seq FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
        head = int(row[0]) if row else 0
        if seq is None or head == seq:
            return Changes(head, ())
        rows = conn.execute(  # by the key of the table
            "SELECT seq, at, subject, actor, action, session FROM operation"
            " WHERE seq > ? ORDER BY seq LIMIT ?",
            (seq, MOST + 1),
        ).fetchall()
    touches = tuple(
        Touch(number, at, subject, actor, action, own == session.session_id)
        for number, at, subject, actor, action, own in rows[:MOST]
        if subject is not None and action not in NO_CHANGE
    )
    return Changes(head, touches, len(rows) > MOST)


def news_of(session: Session, customer: int, seq: int) -> News:
    """See `Customers.news_of`."""
    with session.reading() as conn:
        fields = session.field_map(conn)
        touches = tuple(touches_of(conn, customer, seq, fields, session.session_id))
        try:
            there = with_seq(conn, load(conn, customer, fields))
        except NotFound:
            return _fate(conn, customer, touches)
    if not session.may("customer.see_personal"):
        there = masked(there, fields)
    return News(touches, there)


def _fate(conn: Connection, customer: int, touches: tuple[Touch, ...]) -> News:
    """What became of a customer who is not there any more, and who did it."""
    error = gone(conn, customer)
    row = conn.execute("SELECT survivor FROM merged WHERE customer = ?", (customer,)).fetchone()
    if row is None or "code" not in error.params:
        ends = [one.actor for one in touches if one.action in ("customer.delete", "log.undo")]
        return News(touches, None, error, None, ends[-1] if ends else "")
    done = conn.execute(
        "SELECT operation.actor FROM operation JOIN merged ON operation.subject = merged.survivor"
        " AND operation.at = merged.at WHERE merged.customer = ? ORDER BY operation.seq DESC",
        (customer,),
    ).fetchone()
    return News(touches, None, error, int(row[0]), done[0] if done else "")


def touches_of(
    conn: Connection, customer: int, seq: int, fields: Mapping[str, Field], session_id: str
) -> Iterator[Touch]:
    """What was done with one customer after line `seq`, oldest first, with the fields."""
    for line, before, after in _lines(conn, customer, seq):
        number, at, actor, action, own = line
        if action in NO_CHANGE:
            continue
        names = [
            name
            for name in dict.fromkeys([*before, *after])
            if (name in fields or name in LISTS) and before.get(name) != after.get(name)
        ]
        yield Touch(number, at, customer, actor, action, own == session_id, tuple(names))


def values_at(
    conn: Connection, customer: int, seq: int, names: Iterable[str], now: Mapping[str, str]
) -> dict[str, str]:
    """What these fields held when the log ended at line `seq`; `now` is what they hold today.

    A field that the log cannot tell is left out.
    """
    found: dict[str, str] = {}
    wanted, sealed = set(names), False
    for _, before, after in _lines(conn, customer, seq):
        sealed = sealed or SEALED in before or SEALED in after
        for name in wanted - found.keys():
            if name in before or name in after:
                found[name] = str(before.get(name, ""))
    if sealed:
        return found
    return {name: found.get(name, now.get(name, "")) for name in wanted}


_Line = tuple[int, str, str, str, str]


def _lines(
    conn: Connection, customer: int, seq: int
) -> Iterator[tuple[_Line, dict[str, Any], dict[str, Any]]]:
    """The lines about a customer after `seq`, oldest first, opened (index: operation.subject)."""
    rows = conn.execute(
        "SELECT seq, at, actor, action, session, before, after FROM operation"
        " WHERE subject = ? AND seq > ? ORDER BY seq",
        (customer, seq),
    ).fetchall()
    if not rows:
        return
    row = conn.execute("SELECT key FROM subject_key WHERE customer = ?", (customer,)).fetchone()
    key = bytes(row[0]) if row else None
    for *line, before, after in rows:
        first, second = (unseal(key, customer, image) or {} for image in (before, after))
        yield (line[0], line[1], line[2], line[3], line[4]), first, second


def last_by(touches: Iterable[Touch]) -> dict[str, str]:
    """For each field who changed it last."""
    return {name: touch.actor for touch in touches for name in touch.fields}
