"""Somebody is gone for good: what becomes of what was theirs.

The row of the account stays, closed and without anything that could let anybody in: so the name is
not given to another, whom the log could not tell from the first. What the person did, and what they
shared, stays.
"""

from __future__ import annotations

from store.change import Change
from store.engine.driver import Connection
from store.errors import InvalidValue
from store.sign_in.standing import bump
from store.text import fold


def remove(change: Change, name: str, reason: str) -> None:
    """Close an account for good, in the caller's transaction; logged.

    Its sessions end; its roles, one-time codes, SSH keys, settings and own views go. Raises
    InvalidValue for one's own.
    """
    conn = change.conn
    if name == change.actor.name:
        raise InvalidValue("You cannot remove your own account: another administrator does.")
    staff = conn.execute("SELECT id FROM staff WHERE key = ?", (fold(name),)).fetchone()[0]
    roles = [
        role
        for (role,) in conn.execute(
            "SELECT role FROM staff_role WHERE staff = ? ORDER BY role", (staff,)
        )
    ]
    for table in ("staff_role", "recovery_code", "second_factor", "staff_key"):
        conn.execute(f"DELETE FROM {table} WHERE staff = ?", (staff,))
    conn.execute("DELETE FROM view WHERE staff = ? AND shared = 0", (staff,))
    conn.execute(
        "UPDATE staff SET disabled = 1, removed = ?, preferences = '{}' WHERE id = ?",
        (change.at, staff),
    )
    conn.execute(
        "UPDATE session SET ended = ?, ended_by = ? WHERE ended = '' AND staff = ?",
        (change.at, change.actor.name, staff),
    )
    bump(conn)
    change.log("staff.remove", name, before={"roles": roles}, reason=reason)


def was_removed(conn: Connection, name: str) -> str:
    """The name as it was written, of an account that was removed; empty for any other."""
    row = conn.execute(
        "SELECT name FROM staff WHERE key = ? AND removed <> ''", (fold(name),)
    ).fetchone()
    return str(row[0]) if row else ""
