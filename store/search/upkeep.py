"""What search keeps of the customers: checked by the doctor, mended and evened out when due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.engine.driver import Connection
from store.search import facets, stretches

if TYPE_CHECKING:
    from store.session import Session


def differences(conn: Connection) -> list[str]:
    """What search keeps otherwise than the customers say: fields, the orders among
    them; none, unless somebody changed the store from outside."""
    found = dict.fromkeys(field for field, _ in facets.differences(conn))
    orders = [field for field in stretches.COLUMNS if stretches.differences(conn, field)]
    return list(dict.fromkeys([*found, *orders]))


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
            for field in stretches.COLUMNS:
                stretches.put(change.conn, stretches.mark_anew(change.conn, field))
        return wrong, True
    return [], stretches.even_out(session, *permissions)
