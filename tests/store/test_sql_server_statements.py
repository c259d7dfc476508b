"""What is said to SQL Server, which cannot be run here, is compiled by SQLAlchemy's dialect."""

from __future__ import annotations

from sqlalchemy.dialects import mssql
from sqlalchemy.schema import CreateTable

from store.transfer.databases.table_there import OWN, There, define
from store.transfer.databases.table_writing import beside, emptied, like, outside, over

DIALECT = mssql.dialect()
KINDS = {"code": "text", "name": "text", "registered": "date", "amount": "number", "paid": "yesno"}
COLUMNS = [*KINDS, *OWN]
TABLE = define("customers", KINDS, "dbo")
ASIDE = define("#kehao_rows", KINDS)


def said(statement: object) -> str:
    return " ".join(str(statement.compile(dialect=DIALECT)).split())  # type: ignore[attr-defined]


def test_the_table_has_its_own_types_and_a_key_that_tells_signs_apart() -> None:
    made = said(CreateTable(TABLE))
    assert "CREATE TABLE dbo.customers" in made
    assert "code NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL" in made
    assert "name NVARCHAR(max) NULL" in made
    assert "registered DATE NULL" in made
    assert "amount DECIMAL(38, 10) NULL" in made
    assert "paid BIT NULL" in made
    assert "PRIMARY KEY (code)" in made


def test_rows_put_aside_have_the_columns_of_the_table() -> None:
    assert " ".join(like(DIALECT, TABLE, "kehao_rows", ["code", "name"], "mssql").split()) == (
        "SELECT code, name INTO #kehao_rows FROM dbo.customers WHERE 1 = 0"
    )


def test_rows_are_written_over_where_they_differ_and_added_where_they_are_not() -> None:
    changed = said(over(TABLE, ASIDE, COLUMNS, "mssql"))
    assert changed.startswith("UPDATE dbo.customers SET name=[#kehao_rows].name")
    assert "FROM dbo.customers, [#kehao_rows] WHERE" in changed
    assert "CAST(" in changed
    assert "code=" not in changed.split(" FROM ")[0]
    added = said(beside(TABLE, ASIDE, COLUMNS))
    assert added.startswith("INSERT INTO dbo.customers (code, name,")
    assert "NOT (EXISTS" in added


def test_codes_are_marked_and_emptied_never_deleted() -> None:
    there = There(TABLE, KINDS, frozenset({"name"}))
    statements = [said(outside(TABLE, ASIDE)), said(emptied(TABLE, there))]
    assert all(one.startswith("UPDATE dbo.customers SET") for one in statements)
    assert not any("DELETE" in one for one in statements)
