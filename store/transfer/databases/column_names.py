"""How the columns of another database are asked for: their names, and none longer than a cell.

A cell of hundreds of megabytes would take the memory before its length is known here, so each
column that could hold one is cut off over there, one character beyond what a cell may have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from store.errors import InvalidValue
from store.transfer.formats.tables import MOST_CELL

if TYPE_CHECKING:
    from store.transfer.databases.connecting import Link

_MOST: Final = MOST_CELL + 1
_MYSQL_LONG: Final = frozenset({245, 249, 250, 251, 252, 253, 254, 255})
"""Type numbers of JSON, texts, binaries and geometry."""

_MYSQL_BIT: Final = 16


def column_expressions(link: Link, source: str) -> tuple[list[str], list[str]]:
    """The names of the columns of `source` (what stands after FROM, as `q`), and what to select.

    Raises InvalidValue for two columns of one name.
    """
    options = {"no_parameters": True}
    with link.watched():
        result = link.connection.execution_options(**options).exec_driver_sql(
            f"SELECT * FROM {source} WHERE 1 = 0"
        )
        description: list[Any] = list(result.cursor.description or ())
        result.close()
    names = [str(column[0]) for column in description]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise InvalidValue(
            "The query has two columns {column}: name one of them otherwise, with AS.",
            column=twice,
        )
    quote = link.connection.dialect.identifier_preparer.quote_identifier
    columns = [f"q.{quote(name)}" for name in names]
    kind = link.address.kind
    if kind == "postgresql":
        arrays = _arrays(link, {int(column[1]) for column in description})
        return names, [
            f"left(array_to_string({text}, '; '), {_MOST})"
            if int(column[1]) in arrays
            else f"left({text}::text, {_MOST})"
            for text, column in zip(columns, description, strict=True)
        ]
    if kind == "mysql":
        return names, [
            f"LEFT({text}, {_MOST})"
            if column[1] in _MYSQL_LONG
            else f"{text} + 0"
            if column[1] == _MYSQL_BIT
            else text
            for text, column in zip(columns, description, strict=True)
        ]
    if kind == "mssql":
        return names, [
            f"LEFT(CAST({text} AS nvarchar(max)), {_MOST})" if column[1] is str else text
            for text, column in zip(columns, description, strict=True)
        ]
    return names, columns  # SQLite: the connection has a limit of its own


def _arrays(link: Link, types: set[int]) -> set[int]:
    """Which of PostgreSQL's types are arrays of plain values."""
    listed = ", ".join(str(one) for one in sorted(types)) or "0"
    with link.watched():
        found = link.connection.exec_driver_sql(
            f"SELECT oid FROM pg_catalog.pg_type WHERE typcategory = 'A' AND oid IN ({listed})"
        )
        return {int(row[0]) for row in found}
