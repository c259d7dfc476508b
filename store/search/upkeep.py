"""What search keeps of the customers: checked by the doctor, mended and evened out when due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.engine.driver import Connection
from store.search import facets, name_order

if TYPE_CHECKING:
    from store.session import Session


def differences(conn: Connection) -> list[str]:
    """What search keeps otherwise than the customers say: fields, and `name` for the order of
    names; none, unless somebody changed the store from outside."""
    found = dict.fromkeys(field for field, _ in facets.differences(conn))
    return [*found, *(["name"] if name_order.differences(conn) else [])]


def mend(session: Session, *permissions: str) -> tuple[list[str], bool]:
    """Make anew what differs, and set the marks of names anew where they have become uneven.

    Returns what differed, and whether marks were set. Only a store that was damaged is written to
    in one long transaction.
    """
    with session.reading() as conn:
        wrong = differences(conn)
    if wrong:
        with session.writing(*permissions) as change:
            facets.rebuild(change.conn)
            name_order.put(change.conn, name_order.mark_anew(change.conn))
        return wrong, True
    return [], name_order.even_out(session, *permissions)
