"""The table of another database that customers are written to: what it is like, and making it.

One row to a code, which is the key; the columns are named as the fields are. Three columns are
Kehao's own: what the code is today (`kehao_state`), by which code its customer goes if it is no
longer theirs (`kehao_now`), and what a column with a type could not take (`kehao_unread`). Codes
are never given to another and never deleted there, as they are not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from store.customers.fields import Field
from store.customers.preparing import MAX_CODE
from store.errors import InvalidValue, NotFound
from store.transfer.mapping.words import CODE

if TYPE_CHECKING:
    from sqlalchemy import Column, Inspector, Table
    from sqlalchemy.types import TypeEngine

    from store.transfer.databases.connecting import Link

STATE: Final = "kehao_state"
NOW: Final = "kehao_now"
UNREAD: Final = "kehao_unread"
OWN: Final = (STATE, NOW, UNREAD)

LIVE: Final = "live"
REPLACED: Final = "replaced"
VOID: Final = "void"
OUTSIDE: Final = "outside"
"""What a code is: somebody's; an earlier one of theirs; nobody's for ever; somebody's who is no
longer among those that this export is of."""

MOST_NAME: Final = 63
"""Bytes that every kind of database allows a column's name."""


@dataclass(frozen=True, slots=True)
class There:
    """A table as it is there. kinds: for each column that is written, what it takes (`text`,
    `date`, `number`, `whole`, `yesno`). empties: columns of texts that take no NULL."""

    table: Table
    kinds: Mapping[str, str]
    empties: frozenset[str]


def kinds_of(columns: Sequence[str], fields: Mapping[str, Field]) -> dict[str, str]:
    """What each column holds, by its field."""
    kinds: dict[str, str] = {}
    for name in columns:
        field = fields.get(name)
        kind = field.kind if field is not None else "yesno" if name == "archived" else "text"
        kinds[name] = kind if kind in ("date", "number", "yesno") else "text"
    return kinds


def define(name: str, kinds: Mapping[str, str], schema: str = "") -> Table:
    """The table as Kehao makes it, in SQLAlchemy's terms. Raises InvalidValue for a name of a
    column that is too long."""
    from sqlalchemy import Column, MetaData, Table

    code, texts = _code_type(), _types()
    columns = [Column(CODE, code, primary_key=True, autoincrement=False)]
    columns += [Column(_fitting(one), texts[kind]) for one, kind in kinds.items() if one != CODE]
    columns += [Column(STATE, _short_type()), Column(NOW, code), Column(UNREAD, texts["text"])]
    return Table(
        name,
        MetaData(),
        *columns,
        schema=schema or None,
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
    )


def _fitting(name: str) -> str:
    if len(name.encode()) > MOST_NAME:
        raise InvalidValue(
            "The name {column} is too long for a column of a database: leave it out with "
            "--columns.",
            column=name,
        )
    return name


def _code_type() -> TypeEngine[Any]:
    """Compared sign by sign: two codes of the store are never one over there."""
    from sqlalchemy import String
    from sqlalchemy.dialects.mssql import NVARCHAR
    from sqlalchemy.dialects.mysql import VARCHAR

    return (
        String(MAX_CODE)
        .with_variant(VARCHAR(MAX_CODE, charset="utf8mb4", collation="utf8mb4_bin"), "mysql")
        .with_variant(NVARCHAR(MAX_CODE, collation="Latin1_General_100_BIN2"), "mssql")
    )


def _short_type() -> TypeEngine[Any]:
    from sqlalchemy import String

    return String(10)


def _types() -> dict[str, TypeEngine[Any]]:
    """The type of each kind of value; what each of them can't take is told by `values_there`."""
    from sqlalchemy import DATE, Boolean, Date, Numeric, Text
    from sqlalchemy.dialects.mssql import DECIMAL as MSSQL_DECIMAL
    from sqlalchemy.dialects.mssql import NVARCHAR
    from sqlalchemy.dialects.mysql import DECIMAL, MEDIUMTEXT

    text = (
        Text()
        .with_variant(MEDIUMTEXT(charset="utf8mb4", collation="utf8mb4_bin"), "mysql")
        .with_variant(NVARCHAR(None), "mssql")
    )
    number = (
        Numeric()
        .with_variant(DECIMAL(38, 10), "mysql")
        .with_variant(MSSQL_DECIMAL(38, 10), "mssql")
    )
    return {
        "text": text,
        "date": Date().with_variant(DATE(), "mssql"),
        "number": number,
        "yesno": Boolean(),
    }


def reach(link: Link, name: str, kinds: Mapping[str, str], *, add_columns: bool = False) -> There:
    """The table, made if it is not there, its missing columns added if that is asked for.

    Raises NotFound for columns that are missing; InvalidValue for a table without a key on the
    code, or one that could not be taken back half-way; KehaoError.
    """
    from sqlalchemy import inspect
    from sqlalchemy.schema import CreateTable

    schema, _, bare = name.rpartition(".")
    wanted = define(bare, kinds, schema)
    with link.told(), link.watched():
        inspector: Inspector = inspect(link.connection)
        if not inspector.has_table(bare, schema or None):
            link.connection.execute(CreateTable(wanted))
            return There(wanted, {CODE: "text", **kinds}, frozenset())
        there = {one["name"]: one for one in inspector.get_columns(bare, schema or None)}
    missing = [column for column in wanted.columns if column.name not in there]
    if missing and (not add_columns or CODE not in there):
        raise NotFound(
            "{table} in {where} lacks the columns {columns}: add them, have them added with "
            "--add-columns, or name others with --columns.",
            table=name,
            where=link.address.where,
            columns=", ".join(column.name for column in missing),
        )
    with link.told(), link.watched():
        _check_key(link, inspector, name, bare, schema)
        _check_whole(link, inspector, name, bare, schema)
        for column in missing:
            link.connection.exec_driver_sql(added(link, wanted, column))
    return _as_it_is(wanted, there, kinds)


def added(link: Link, table: Table, column: Column[Any]) -> str:
    """The statement that adds a column."""
    from sqlalchemy.schema import CreateColumn

    dialect = link.connection.dialect
    place = dialect.identifier_preparer.format_table(table)
    word = "ADD" if dialect.name == "mssql" else "ADD COLUMN"
    return f"ALTER TABLE {place} {word} {CreateColumn(column).compile(dialect=dialect)}"


def _as_it_is(wanted: Table, there: Mapping[str, Any], kinds: Mapping[str, str]) -> There:
    """What the columns of a table that was there take."""
    from sqlalchemy import Column, MetaData, Table, types

    columns = []
    taken: dict[str, str] = {CODE: "text"}
    empties = set()
    for column in wanted.columns:
        known = there.get(column.name)
        kind = kinds.get(column.name, "text")
        columns.append(Column(column.name, column.type if known is None else known["type"]))
        if column.name not in (STATE, NOW):
            taken[column.name] = kind if known is None else _taken(known["type"], kind)
        if known is None or known["nullable"] or column.name == CODE:
            continue
        if isinstance(known["type"], types.String):
            empties.add(column.name)
    table = Table(wanted.name, MetaData(), *columns, schema=wanted.schema)
    return There(table, {n: k for n, k in taken.items() if n != UNREAD}, frozenset(empties))


def _taken(type_: TypeEngine[Any], kind: str) -> str:
    """What a column that was there takes: its own type counts, not ours."""
    from sqlalchemy import types

    if isinstance(type_, types.Boolean):
        return "yesno"
    if isinstance(type_, types.Integer):
        return "yesno" if kind == "yesno" else "whole"
    if isinstance(type_, types.Numeric | types.Float):
        return "number"
    if isinstance(type_, types.Date | types.DateTime):
        return "date"
    if kind == "yesno" and type(type_).__name__ == "BIT":
        return "yesno"
    return "text"


def _check_key(link: Link, inspector: Inspector, name: str, bare: str, schema: str) -> None:
    if [CODE] not in list(_keys(inspector, bare, schema)):
        raise InvalidValue(
            "{table} in {where} has no key on {column}, so that a code could stand there twice: "
            "make it the primary key, or name a new table.",
            table=name,
            where=link.address.where,
            column=CODE,
        )


def _keys(inspector: Inspector, bare: str, schema: str) -> Iterator[list[str]]:
    yield list(inspector.get_pk_constraint(bare, schema or None)["constrained_columns"])
    for one in inspector.get_unique_constraints(bare, schema or None):
        yield list(one["column_names"])
    for index in inspector.get_indexes(bare, schema or None):
        if index["unique"]:
            yield [column or "" for column in index["column_names"]]


def _check_whole(link: Link, inspector: Inspector, name: str, bare: str, schema: str) -> None:
    """MySQL has tables that know no transactions: an export that breaks off would stay half."""
    if link.address.kind != "mysql":
        return
    engine = str(inspector.get_table_options(bare, schema or None).get("mysql_engine", "InnoDB"))
    if engine.casefold() != "innodb":
        raise InvalidValue(
            "{table} in {where} is of the kind {engine}, which can't take back an export that "
            "breaks off: make it InnoDB.",
            table=name,
            where=link.address.where,
            engine=engine,
        )
