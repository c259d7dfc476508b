"""What search keeps of the customers: checked by the doctor, mended and evened out when due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.engine import dialect
from store.engine.cancel import Cancel
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


MOST_PARTS: Final = 6
"""More parts of the index of words than these are worth merging into one: a rare word is then
found in a fifth of the time."""
PAGES: Final = 100
"""Pages that one transaction merges: some 50 ms."""


def merge_words(session: Session, *permissions: str, cancel: Cancel | None = None) -> bool:
    """Merge the parts of the index of words into one, in short transactions, if they are many;
    True if it was done. Some 13 s for a million customers; others may work meanwhile."""
    with session.reading() as conn:
        if dialect.parts(conn) <= MOST_PARTS:
            return False
    begin = going = True
    while going:
        if cancel is not None:
            cancel.check()
        with session.writing(*permissions) as change:
            going = dialect.merge_some(change.conn, PAGES, begin=begin)
        begin = False
    return True


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
