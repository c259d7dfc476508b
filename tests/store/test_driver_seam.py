"""sqlite-utils runs on SQLCipher: every call that leans on the driver's own exceptions works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.engine.connection import connect
from store.engine.driver import SAFE_SQLITE, SQLITE_VERSION, as_database

KEY = "ab" * 32


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Any]:
    connection = connect(tmp_path / "seam.db", KEY, create=True)
    yield as_database(connection)
    connection.close()


def test_sqlite_utils_uses_our_driver(database: Any) -> None:
    from sqlite_utils import utils

    assert utils.sqlite3.__name__.startswith("sqlcipher3")
    assert sys.modules["pysqlite3"].__name__ == "sqlcipher3"


def test_insert_with_alter_adds_the_column(database: Any) -> None:
    table = database.table("t")
    table.insert({"id": 1}, pk="id")
    table.insert({"id": 2, "extra": "x"}, alter=True)
    assert [row["extra"] for row in table.rows] == [None, "x"]


def test_drop_ignoring_a_missing_table(database: Any) -> None:
    database.table("missing").drop(ignore=True)


def test_query_with_returning(database: Any) -> None:
    database.table("t").insert({"id": 1, "n": 0}, pk="id")
    rows = list(database.query("UPDATE t SET n = n + 1 RETURNING n"))
    assert rows == [{"n": 1}]


def test_transform_drops_triggers(database: Any) -> None:
    """Why migrations make the log's triggers again: if this ever changes we want to know."""
    database.table("t").insert({"id": 1, "n": 0}, pk="id")
    database.execute(
        "CREATE TRIGGER t_guard BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    database.table("t").transform(types={"n": str})
    assert database.triggers == []


def test_in_memory_databases_are_the_ciphers_too(database: Any) -> None:
    from store.engine.driver import sqlite_utils

    memory = sqlite_utils().Database(memory=True)
    assert memory.execute("PRAGMA cipher_version").fetchone() is not None


def test_the_driver_is_safe() -> None:
    assert SQLITE_VERSION >= SAFE_SQLITE
