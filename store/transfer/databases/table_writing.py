"""Rows written to a table of another database, all or none.

Everything happens in one transaction there: an export that is stopped, killed or cut off leaves
the table as it was, and the next run does it whole. Into an empty table rows go as fast as the
database takes them; beside rows that are there they are first put aside, then written over those
with their code, or added. Statements are SQLAlchemy's, so that each kind of database gets its own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from store.transfer.databases.table_there import LIVE, NOW, OUTSIDE, OWN, STATE, UNREAD, VOID, There
from store.transfer.mapping.words import CODE

if TYPE_CHECKING:
    from sqlalchemy import Insert, Table, Update

    from store.transfer.databases.connecting import Link

Line = tuple[str | None, ...]

BLOCK: Final = 2_000
"""Rows sent at once."""
PACKET: Final = 1 << 22
"""Bytes of a statement to MySQL, at most; less where the server takes less."""
_ASIDE: Final = "kehao_rows"
_GONE: Final = "kehao_gone"


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of the table. closed: codes that are marked as nobody's any more, or as those
    of customers who are no longer among these."""

    added: int
    updated: int
    closed: int


def fill(
    link: Link,
    there: There,
    rows: Iterable[Line],
    gone: Callable[[], Iterable[tuple[str, str, str | None]]],
    *,
    every: bool = False,
    update: bool = True,
) -> Filled:
    """Write rows (the columns of `there.kinds`, then `OWN`), then what codes have become.

    gone: codes with what they are and by which their customer goes; asked when the rows are
    written. every: these are all rows that the table is to say are live. update: write over rows
    that are there. The caller commits. Raises KehaoError; nothing is written then.
    """
    table, columns = there.table, [*there.kinds, *OWN]
    with link.told(), link.watched(patient=True):
        _prepare(link, table)
        empty = _is_empty(link, table)
        if empty:
            return Filled(_send(link, table, columns, rows, there), 0, 0)
        aside = _put_aside(link, table, _ASIDE, columns)
    _send(link, aside, columns, rows, there)
    with link.told(), link.watched(patient=True):
        run = link.connection.execute
        written = columns if update else [STATE, NOW]
        updated = run(over(table, aside, written, link.address.kind)).rowcount
        added = run(
            beside(table, aside, columns), execution_options={"preserve_rowcount": True}
        ).rowcount
        closed = run(outside(table, aside)).rowcount if every else 0
        closed_aside = _put_aside(link, table, _GONE, [CODE, STATE, NOW])
    _send(link, closed_aside, [CODE, STATE, NOW], gone(), there)
    with link.told(), link.watched(patient=True):
        closed += run(over(table, closed_aside, [STATE, NOW], link.address.kind)).rowcount
        run(emptied(table, there))
    return Filled(added, updated, closed)


# -- the statements --------------------------------------------------------------------------------


def over(table: Table, aside: Table, columns: Sequence[str], kind: str) -> Update:
    """Write over rows with the same code, where anything differs."""
    from sqlalchemy import or_, update

    differs = [
        _exact(table.c[name], kind).is_distinct_from(_exact(aside.c[name], kind))
        for name in columns
        if name != CODE
    ]
    return (
        update(table)
        .where(table.c[CODE] == aside.c[CODE])
        .where(or_(*differs))
        .values({table.c[name]: aside.c[name] for name in columns if name != CODE})
    )


def _exact(column: Any, kind: str) -> Any:
    """Compared sign by sign, where texts that differ in their case alone may be taken as one."""
    from sqlalchemy import cast, types
    from sqlalchemy.dialects import mysql

    if not isinstance(column.type, types.String):
        return column
    if kind == "mysql":
        return cast(column, mysql.BINARY)
    return cast(column, types.LargeBinary()) if kind == "mssql" else column


def beside(table: Table, aside: Table, columns: Sequence[str]) -> Insert:
    """Add the rows whose code is not there."""
    from sqlalchemy import exists, insert, select

    known = exists().where(table.c[CODE] == aside.c[CODE])
    rows = select(*(aside.c[name] for name in columns)).where(~known)
    return insert(table).from_select(list(columns), rows)


def outside(table: Table, aside: Table) -> Update:
    """Mark live rows that are not among those put aside."""
    from sqlalchemy import exists, update

    return (
        update(table)
        .where(table.c[STATE] == LIVE)
        .where(~exists().where(aside.c[CODE] == table.c[CODE]))
        .values({table.c[STATE]: OUTSIDE})
    )


def emptied(table: Table, there: There) -> Update:
    """Take the values of those who are deleted for good: only the code stays."""
    from sqlalchemy import or_, update

    names = [name for name in (*there.kinds, UNREAD) if name != CODE]
    nothing = {name: "" if name in there.empties else None for name in names}
    some = [
        table.c[name] != "" if name in there.empties else table.c[name].is_not(None)
        for name in names
    ]
    return update(table).where(table.c[STATE] == VOID).where(or_(*some)).values(nothing)


# -- sending ---------------------------------------------------------------------------------------


def _prepare(link: Link, table: Table) -> None:
    """One export at a time, and no value cut short unasked."""
    run = link.connection.exec_driver_sql
    kind = link.address.kind
    if kind == "postgresql":
        place = link.connection.dialect.identifier_preparer.format_table(table)
        run(f"LOCK TABLE {place} IN SHARE ROW EXCLUSIVE MODE")
    elif kind == "mysql":
        run("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")


def _is_empty(link: Link, table: Table) -> bool:
    from sqlalchemy import literal_column, select

    return (
        link.connection.execute(select(literal_column("1")).select_from(table).limit(1)).first()
        is None
    )


def _put_aside(link: Link, table: Table, name: str, columns: Sequence[str]) -> Table:
    """An empty table for the time of the connection, with columns like those."""
    from sqlalchemy import Column, MetaData, Table

    kind = link.address.kind
    link.connection.exec_driver_sql(like(link.connection.dialect, table, name, columns, kind))
    if kind == "sqlite":
        link.connection.exec_driver_sql(f"CREATE INDEX temp.{name}_code ON {name} ({CODE})")
    shown = f"#{name}" if kind == "mssql" else name
    return Table(shown, MetaData(), *(Column(n, table.c[n].type) for n in columns))


def like(dialect: Any, table: Table, name: str, columns: Sequence[str], kind: str) -> str:
    """The statement that makes such a table."""
    quoted = dialect.identifier_preparer
    listed = ", ".join(quoted.quote(column) for column in columns)
    source = f"SELECT {listed} %s FROM {quoted.format_table(table)}"
    if kind == "postgresql":
        return f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {source % ''} WITH NO DATA"
    if kind == "mysql":
        return f"CREATE TEMPORARY TABLE {name} (PRIMARY KEY ({CODE})) {source % ''} WHERE 1 = 0"
    if kind == "mssql":
        return f"{source % f'INTO #{name}'} WHERE 1 = 0"
    return f"CREATE TEMPORARY TABLE {name} AS {source % ''} WHERE 1 = 0"


def _send(
    link: Link, table: Table, columns: Sequence[str], rows: Iterable[Line], there: There
) -> int:
    """Put rows into a table; how many they were."""
    driver: Any = link.connection.connection.driver_connection
    quoted = link.connection.dialect.identifier_preparer
    place = quoted.format_table(table)
    names = [quoted.quote(name) for name in columns]
    kind = link.address.kind
    blocks = _blocks(rows)
    if kind == "postgresql":
        full = [quoted.quote(name) for name in columns if name in there.empties]
        return _copy(link, driver, place, names, full, blocks)
    if kind == "mysql":
        return _insert(link, driver, place, names, blocks)
    cursor = driver.cursor()
    if kind == "mssql":
        cursor.fast_executemany = True
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {place} ({', '.join(names)}) VALUES ({marks})"
    count = 0
    for block in blocks:
        with link.told(row=count), link.watched(patient=True):
            cursor.executemany(sql, block)
        count += len(block)
    return count


def _blocks(rows: Iterable[Line]) -> Iterator[list[Line]]:
    rows = iter(rows)
    while block := list(islice(rows, BLOCK)):
        yield block


def _copy(
    link: Link,
    driver: Any,
    place: str,
    names: Sequence[str],
    full: Sequence[str],
    blocks: Iterable[list[Line]],
) -> int:
    """By COPY, as CSV: an empty cell is NULL but in columns that have none."""
    never = f", FORCE_NOT_NULL ({', '.join(full)})" if full else ""
    sql = f"COPY {place} ({', '.join(names)}) FROM STDIN (FORMAT csv{never})"
    count = 0
    with link.told(), driver.cursor() as cursor, cursor.copy(sql.encode()) as copy:
        for block in blocks:
            text = io.StringIO()
            csv.writer(text).writerows(block)
            with link.watched(patient=True):
                copy.write(text.getvalue())
            count += len(block)
    return count


_SPECIAL: Final = re.compile("['\\\\\x00\n\r\x1a\"]")


def _insert(
    link: Link, driver: Any, place: str, names: Sequence[str], blocks: Iterable[list[Line]]
) -> int:
    """By statements of many rows. LOAD DATA LOCAL would be quicker, but lets the server ask this
    machine for any of its files."""
    from pymysql.converters import escape_string

    def literal(row: Line) -> str:
        if _SPECIAL.search("".join(filter(None, row))):
            row = tuple([text and escape_string(text) for text in row])
        return ",".join(["NULL" if text is None else f"'{text}'" for text in row])

    cursor = driver.cursor()
    cursor.execute("SELECT @@max_allowed_packet")
    most = min(PACKET, cursor.fetchone()[0] // 2) // 4  # characters, of four bytes at most
    start = f"INSERT INTO {place} ({', '.join(names)}) VALUES ("
    count = 0
    for block in blocks:
        pieces: list[str] = []
        size = 0
        for row in block:
            piece = literal(row)
            if pieces and size + len(piece) > most:
                _execute(link, cursor, start, pieces, count)
                count, pieces, size = count + len(pieces), [], 0
            pieces.append(piece)
            size += len(piece) + 3
        _execute(link, cursor, start, pieces, count)
        count += len(pieces)
    return count


def _execute(link: Link, cursor: Any, start: str, pieces: list[str], row: int) -> None:
    with link.told(row=row), link.watched(patient=True):
        cursor.execute(f"{start}{'),('.join(pieces)})")
