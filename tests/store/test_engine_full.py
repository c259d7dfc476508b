"""A full disk is said as what it is, also at the end of a long piece of work."""

from __future__ import annotations

from typing import Any

import pytest

from store.engine.database import Engine
from store.engine.driver import OperationalError
from store.errors import StoreError
from store.session import Session


class FullDisk:
    """A connection whose disk has no room for a checkpoint."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, statement: str, *values: Any) -> Any:
        if "wal_checkpoint" in statement or statement == "COMMIT":
            raise OperationalError("database or disk is full")
        return self.connection.execute(statement, *values)


def test_a_full_disk_in_bulk_work_is_one_clear_error(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Engine = boss._engine
    monkeypatch.setattr(engine, "_writer", FullDisk(engine._writer))

    def work() -> None:
        with engine.bulk(), engine.writing() as conn:
            conn.execute("UPDATE setting SET value = 'x' WHERE name = 'timezone'")

    with pytest.raises(StoreError, match=r"The disk of .* is full: .* Free some space"):
        work()
    monkeypatch.undo()
    with engine.reading() as conn:
        assert conn.execute("SELECT value FROM setting WHERE name = 'timezone'").fetchone() != (
            "x",
        )
