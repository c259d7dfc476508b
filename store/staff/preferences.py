"""A person's own settings of the program (language, theme, columns, keys), kept per account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store.access import SIGNED_IN
from store.engine.driver import Connection

if TYPE_CHECKING:
    from store.session import Session


def preference(session: Session, key: str, default: str) -> str:
    """A setting, or `default` where the person has none."""
    with session.reading() as conn:
        return str(_all(conn, session.staff_id).get(key, default))


def set_preference(session: Session, key: str, value: str) -> None:
    """Keep a setting; an empty value forgets it."""
    with session.writing(SIGNED_IN) as change:
        preferences = _all(change.conn, session.staff_id)
        if preferences.get(key, "") == value:
            return
        preferences[key] = value
        if not value:
            del preferences[key]
        change.conn.execute(
            "UPDATE staff SET preferences = ? WHERE id = ?",
            (json.dumps(preferences, ensure_ascii=False, sort_keys=True), session.staff_id),
        )


def _all(conn: Connection, staff: int) -> dict[str, object]:
    row = conn.execute("SELECT preferences FROM staff WHERE id = ?", (staff,)).fetchone()
    return dict(json.loads(row[0]))
