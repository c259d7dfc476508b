"""Customers into a table of another database, read from one state of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.bits import tester
from store.customers.chosen import Chosen
from store.engine.cancel import Cancel
from store.transfer.databases.cell_values import rows_there
from store.transfer.databases.table_there import OUTSIDE, REPLACED, VOID, There, kinds_of, reach
from store.transfer.databases.table_writing import Filled, fill
from store.transfer.exports.marks import Untold, no_more

if TYPE_CHECKING:
    from store.engine.driver import Connection
    from store.session import Session

Pages = Callable[["Connection"], Iterator[Sequence[tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Into:
    """Where customers go: an address or `source:NAME` with a password, its table. update: write
    over rows that are there. add_columns: add those that the table lacks."""

    where: str
    password: str
    table: str
    update: bool
    add_columns: bool


def write_into(
    session: Session,
    into: Into,
    columns: Sequence[str],
    pages: Pages,
    ids: Sequence[int],
    untold: Untold | None,
    cancel: Cancel | None,
) -> tuple[int, Filled]:
    """Write the customers `ids`, whose cells are `pages`, and what codes have become since.

    untold: of an export with a name. Committed over there at the end, all or nothing. Returns how
    many rows were told. Raises KehaoError, NotFound, InvalidValue, Stopped.
    """
    link, table = session.sources.open_to_write(into.where, into.password, table=into.table)
    told = 0

    def rows(conn: Connection) -> Iterator[tuple[str, ...]]:
        nonlocal told
        for page in pages(conn):
            told += len(page)
            yield from page

    try:
        with session.reading(cancel) as conn:
            kinds = kinds_of(columns, session.field_map(conn))
            there = reach(link, table, kinds, add_columns=into.add_columns)
            filled = fill(
                link,
                there,
                rows_there(
                    _in_order(rows(conn), columns, there),
                    list(there.kinds),
                    there.kinds,
                    there.empties,
                    link.address.kind,
                ),
                lambda: _gone(conn, ids, untold),
                every=untold is not None and untold.ids is None,
                update=into.update,
            )
        if cancel is not None:
            cancel.check()
        with link.told(), link.watched(patient=True):
            link.connection.commit()
    finally:
        link.close()
    return told, filled


def _in_order(
    rows: Iterable[tuple[str, ...]], columns: Sequence[str], there: There
) -> Iterable[Sequence[str]]:
    """The cells in the order in which the table's columns are written: the code first."""
    places = [columns.index(name) for name in there.kinds]
    if places == list(range(len(columns))):
        return rows
    return ([cells[place] for place in places] for cells in rows)


def _gone(
    conn: Connection, ids: Sequence[int], untold: Untold | None
) -> Iterator[tuple[str, str, str | None]]:
    """Codes with what they are over there, and by which code their customer goes now."""
    changed = untold.ids if untold is not None else None
    for text, state, now in no_more(conn, untold.seq if changed is not None and untold else None):
        yield (text, VOID, None) if state == "void" else (text, REPLACED, now)
    if changed is not None:
        told = tester(Chosen.of(ids).bits)
        for one in changed:
            if not told(one):
                row = conn.execute("SELECT code FROM customer WHERE id = ?", (one,)).fetchone()
                if row is not None:
                    yield row[0], OUTSIDE, None
