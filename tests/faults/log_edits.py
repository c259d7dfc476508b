"""Bending the log of a real database file, as somebody can who has its key and knows Kehao."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from store.engine.connection import connect
from store.engine.database import Engine
from store.engine.migrations import LOG_TRIGGERS
from store.keys.derive import database_key
from store.log.chain import GENESIS, Line, mac
from store.log.proof import COLUMNS
from store.session import Session
from store.sign_in.making import KEYRING
from store.sign_in.opening import DATABASE, THROTTLE, Store


@contextmanager
def unguarded(house: Store, session: Session) -> Iterator[Any]:
    """The database without the authorizer and the log's triggers, which stand again afterwards."""
    conn = connect(house.folder / DATABASE, database_key(session.access.data_key))
    try:
        for trigger in LOG_TRIGGERS:
            conn.execute(f"DROP TRIGGER {trigger}")
        yield conn
        for statement in LOG_TRIGGERS.values():
            conn.execute(statement)
    finally:
        conn.close()


def reopened(folder: Path, session: Session) -> Session:
    """The session again, on a copy of its store that was made while it was signed in."""
    engine = Engine(folder / DATABASE, database_key(session.access.data_key))
    files = {"keyring": str(folder / KEYRING), "throttle": str(folder / THROTTLE)}
    return Session(
        engine,
        replace(session.access, **files),
        session_id=session.session_id,
        staff_id=session.staff_id,
        name=session.name,
        client=session.client,
    )


def made_anew(conn: Any, change: Callable[[Line], Line | None]) -> None:
    """The whole chain again with the log's own key, each line changed (None: left out)."""
    key = bytes(conn.execute("SELECT value FROM secret WHERE name = 'log_key'").fetchone()[0])
    lines = [Line(*row) for row in conn.execute(f"SELECT {COLUMNS} FROM operation ORDER BY seq")]
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("DELETE FROM operation")
    seq, previous = 0, GENESIS
    for line in lines:
        changed = change(line)
        if changed is None:
            continue
        seq += 1
        changed = replace(changed, seq=seq)
        previous = mac(key, previous, changed)
        values = [getattr(changed, name) for name in Line.__slots__]
        marks = ", ".join("?" * (len(values) + 1))
        conn.execute(
            f"INSERT INTO operation ({COLUMNS}, mac) VALUES ({marks})", (*values, previous)
        )
    conn.execute("COMMIT")
