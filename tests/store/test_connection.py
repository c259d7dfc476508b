"""Every connection follows the recipe, and files that are not a whole private store are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from store.engine import connection as module
from store.engine.connection import assert_encrypted, connect, lock_down
from store.engine.driver import DatabaseError
from store.errors import NotFound, StoreDamaged, StoreUnsafe

KEY = "01" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "kehao.db"
    made = connect(place, KEY, create=True)
    made.execute("CREATE TABLE t (x TEXT)")
    made.execute("INSERT INTO t VALUES ('secret words')")
    made.close()
    return place


def test_the_recipe_holds_on_every_connection(path: Path) -> None:
    conn = connect(path, KEY)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": module.BUSY_MS,
    }
    for pragma, value in expected.items():
        assert conn.execute(f"PRAGMA {pragma}").fetchone()[0] == value, pragma
    conn.close()


def test_the_file_is_encrypted_and_private(path: Path) -> None:
    assert_encrypted(path)
    assert b"secret words" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_wrong_key_is_one_clear_line(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoreDamaged, match="cannot be read with this keyring"):
        connect(path, "ff" * 32)
    printed = capfd.readouterr()
    assert printed.out == printed.err == ""


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        connect(tmp_path / "kehao.db", KEY)
    assert not (tmp_path / "kehao.db").exists()


@pytest.mark.parametrize("size", [0, 100, 4096 + 17])
def test_an_empty_or_cut_file_is_refused(path: Path, size: int) -> None:
    os.truncate(path, size)
    with pytest.raises(StoreDamaged):
        connect(path, KEY)
    assert path.stat().st_size == size


def test_a_plain_database_is_refused(tmp_path: Path) -> None:
    import sqlite3

    place = tmp_path / "kehao.db"
    plain = sqlite3.connect(place)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    place.chmod(0o600)
    with pytest.raises(StoreUnsafe, match="not encrypted"):
        connect(place, KEY)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(StoreUnsafe, match="others"):
        connect(path, KEY)


def test_an_unsafe_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SQLITE_VERSION", (3, 51, 1))
    with pytest.raises(StoreUnsafe, match=r"3\.51\.1"):
        connect(path, KEY)


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '/tmp/out.db' AS out KEY ''",
        "PRAGMA writable_schema=ON",
        "DROP TRIGGER guard",
        "VACUUM INTO '/tmp/out.db'",
    ],
)
def test_ways_out_of_the_file_are_closed(path: Path, statement: str) -> None:
    conn = connect(path, KEY)
    conn.execute("CREATE TRIGGER guard BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'no'); END")
    lock_down(conn)
    with pytest.raises(DatabaseError, match=r"not authorized|authorization denied|prohibited"):
        conn.execute(statement)
    conn.close()
