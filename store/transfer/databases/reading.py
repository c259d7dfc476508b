"""A table, a view or one SELECT of another database as a table.

Rows come in the order of their key, else of all their columns, so that each has the same number in
every reading of one state. They stream by: what is in memory does not grow with their number. A
cell is the text that people write for the value; what is longer than any field can keep is cut off
over there, and is an error here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from store.errors import InvalidValue, KehaoError, NotFound, WrongUsage
from store.text import clean
from store.transfer.databases.column_names import column_expressions
from store.transfer.databases.connecting import Link
from store.transfer.databases.one_select import check_select
from store.transfer.formats.books import clock_text, duration_text, moment_text, number_text
from store.transfer.formats.objects import JOINED
from store.transfer.formats.tables import MOST_CELL, Row, Scan, holds

if TYPE_CHECKING:
    from sqlalchemy import Inspector

PAGE: Final = 2_000
"""Rows fetched at once."""
NAMED: Final = 40
"""So many tables are named in an error."""
_NOTHING: Final = frozenset({"0000-00-00", "0000-00-00 00:00:00"})
"""How MySQL writes that there is no date."""


class DatabaseTable:
    """What a database gives for a table's name or a query. Row numbers count from 1."""

    encoding = ""
    book = False
    literal = True
    sheet = ""
    sheets: tuple[str, ...] = ()

    def __init__(self, link: Link, *, table: str = "", query: str = "", key: str = "") -> None:
        """Reads it all once, for its digest. `key`: the column by which rows are known again, by
        default the table's primary key. Raises KehaoError; the link is closed then."""
        self._link = link
        try:
            self.name = clean(f"{table or 'query'} {link.address.where}")
            keys = self._begin(table, query)
            with link.told():
                self.headers, self._expressions = column_expressions(link, self._from)
            self.key = self._key_columns(key, keys)
            self._order = self._order_by()
            self._head: list[Row] = []
            self._examine()
        except BaseException:
            link.close()
            raise

    def _begin(self, table: str, query: str) -> list[str]:
        """Say what is selected from; the columns of the primary key, where there is one."""
        from sqlalchemy import inspect

        if bool(table) == bool(query):
            raise WrongUsage(
                "Say what to read from {where}: --table NAME or --query 'SELECT …'. It has "
                "{tables}.",
                where=self._link.address.where,
                tables=self._tables(),
            )
        if query:
            self._from = f"(\n{check_select(query)}\n) AS q"
            return []
        schema, _, bare = table.rpartition(".")
        with self._link.told(), self._link.watched():
            inspector: Inspector = inspect(self._link.connection)
            names = {*inspector.get_table_names(schema or None)}
            names.update(inspector.get_view_names(schema or None))
            key = inspector.get_pk_constraint(bare, schema or None) if bare in names else None
        if bare not in names:
            raise NotFound(
                "{where} has no table {table}: it has {tables}.",
                where=self._link.address.where,
                table=table,
                tables=self._tables(),
            )
        self._from = ".".join(self._quoted(part) for part in (schema, bare) if part) + " AS q"
        return list(key["constrained_columns"]) if key else []

    def _tables(self) -> str:
        return ", ".join(table_names(self._link)[:NAMED]) or "-"

    def _quoted(self, name: str) -> str:
        return str(self._link.connection.dialect.identifier_preparer.quote_identifier(name))

    def _key_columns(self, key: str, primary: list[str]) -> tuple[int, ...]:
        if not key:
            places = [self.headers.index(name) for name in primary if name in self.headers]
            return tuple(places) if len(places) == len(primary) else ()
        if key not in self.headers:
            raise NotFound(
                "{where} has no column {column}: it has {columns}.",
                where=self._link.address.where,
                column=key,
                columns=", ".join(self.headers),
            )
        return (self.headers.index(key),)

    def _order_by(self) -> str:
        """By the key as the other side compares it, then by all, if the key is no primary one."""
        first = [f"q.{self._quoted(self.headers[place])}" for place in self.key]
        return ", ".join(first) or ", ".join(str(n) for n in range(1, len(self.headers) + 1))

    # -- reading --------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Number and cells, in the order of the key."""
        link, number = self._link, 0
        sql = f"SELECT {', '.join(self._expressions)} FROM {self._from} ORDER BY {self._order}"
        options = {"stream_results": True, "no_parameters": True, "max_row_buffer": PAGE}
        with link.told(), link.watched():
            result = link.connection.execution_options(**options).exec_driver_sql(sql)
        try:
            while True:
                with link.told(row=number), link.watched():
                    page = result.fetchmany(PAGE)
                if not page:
                    return
                for values in page:
                    number += 1
                    yield number, self._cells(number, values)
        except KehaoError:
            link.give_up()
            raise
        finally:
            with suppress(Exception), link.watched():
                result.close()

    def head(self, most: int) -> list[Row]:
        """The first rows, without asking again."""
        return self._head[:most]

    def _cells(self, number: int, values: Iterable[Any]) -> list[str]:
        cells = ["" if v is None else v if v.__class__ is str else cell_text(v) for v in values]
        for place, cell in enumerate(cells):
            if len(cell) > MOST_CELL:
                raise InvalidValue(
                    "Row {row} of {file} has more than {most} characters in {column}: shorten it, "
                    "or leave the column out with --query.",
                    row=number,
                    file=self.name,
                    column=self.headers[place],
                    most=MOST_CELL,
                )
            if cell in _NOTHING:
                cells[place] = ""
        return cells

    def _examine(self) -> None:
        """Go over everything once: the digest of its content, and which columns hold anything."""
        digest = hashlib.sha256("\x1f".join(self.headers).encode())
        open_columns = list(range(len(self.headers)))
        filled: set[int] = set()
        rows = 0
        for rows, cells in self.rows():
            digest.update("\x1f".join(cells).encode("utf-8", "surrogatepass"))
            digest.update(b"\x1e")
            if rows <= KEPT:
                self._head.append((rows, cells))
            if open_columns:
                found = [place for place in open_columns if cells[place] and holds(cells[place])]
                if found:
                    filled.update(found)
                    open_columns = [place for place in open_columns if place not in filled]
        self.digest = digest.hexdigest()
        self._scan = Scan(rows, len(self.headers), frozenset(filled))

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """What was found when it was opened."""
        return self._scan

    def close(self) -> None:
        """Close the connection."""
        self._link.close()


KEPT: Final = 500
"""So many rows are kept for a preview."""


def table_names(link: Link) -> list[str]:
    """The tables and views that a person can name, in order."""
    from sqlalchemy import inspect

    with link.told(), link.watched():
        inspector: Inspector = inspect(link.connection)
        names = [*inspector.get_table_names(), *inspector.get_view_names()]
    return sorted(map(clean, names))


def cell_text(value: Any) -> str:
    """A value of a database as people write it.

    >>> cell_text(Decimal("1200.50")), cell_text(dt.date(2026, 1, 31)), cell_text(["a", "b"])
    ('1200.50', '2026-01-31', 'a; b')
    """
    kind = type(value)
    shown = _SHOWN.get(kind)
    if shown is not None:
        return shown(value)
    if isinstance(value, list | tuple | set | frozenset):
        return JOINED.join(cell_text(one) for one in value if one is not None)
    return str(value)


def _bytes(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()


_SHOWN: Final[dict[type, Callable[[Any], str]]] = {
    str: str,
    int: str,
    bool: lambda value: "true" if value else "false",
    float: lambda value: number_text(value) if math.isfinite(value) else str(value),
    Decimal: lambda value: format(value, "f"),
    dt.date: dt.date.isoformat,
    dt.datetime: moment_text,
    dt.time: clock_text,
    dt.timedelta: duration_text,
    bytes: _bytes,
    bytearray: lambda value: _bytes(bytes(value)),
    memoryview: lambda value: _bytes(bytes(value)),
}
