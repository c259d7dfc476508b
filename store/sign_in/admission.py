"""What else a sign-in takes once the password was right; done in the transaction of its session."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from store.engine.driver import Connection
from store.safety import MAX_DAYS, MAX_HOURS, value
from store.sign_in.standing import EXPIRED, bump, later
from store.staff import second_factor

_PERSON: Final = "SELECT 1 FROM staff_role WHERE staff = ? AND role <> 'service'"


def admit(conn: Connection, staff: int, code: str, log_key: bytes, now: str) -> str:
    """Use the code up, end what is past its time, and mark a password that is too old.

    Returns the kind of code, or empty. Raises CodeNeeded, SignInRefused.
    """
    factor = second_factor.admit(conn, staff, code, log_key)
    _end_old_sessions(conn, now)
    mark_old_password(conn, staff, now)
    return factor


def _end_old_sessions(conn: Connection, now: str) -> None:
    """Sessions that nobody closed (a lost process) are closed once they could not go on anyway."""
    latest = later(now, -timedelta(hours=int(value(conn, MAX_HOURS))))
    conn.execute(
        "UPDATE session SET ended = ?, ended_by = 'time' WHERE ended = '' AND started < ?",
        (now, latest),
    )


def mark_old_password(conn: Connection, staff: int, now: str) -> None:
    """Let nothing be permitted before a password is changed that is older than the house wants."""
    days = int(value(conn, MAX_DAYS))
    if not days or conn.execute(_PERSON, (staff,)).fetchone() is None:
        return
    changed = conn.execute(
        "UPDATE staff SET must_change = ? WHERE id = ? AND must_change = 0"
        " AND CASE password_at WHEN '' THEN created ELSE password_at END < ?",
        (EXPIRED, staff, later(now, -timedelta(days=days))),
    )
    if changed.rowcount:
        bump(conn)
