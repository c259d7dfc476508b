"""What an account may do just now: read again whenever something about accounts has changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from store.engine.driver import Connection
from store.errors import NotPermitted, SessionEnded

EXPIRED: Final = 2
"""`staff.must_change` of a password that is too old; 1 is a one-time password."""
_HOURS: Final = 12

_STANDING: Final = """
SELECT staff.must_change,
       (SELECT json_group_array(role.name) FROM staff_role
        JOIN role ON role.name = staff_role.role WHERE staff_role.staff = staff.id),
       (SELECT group_concat(role.permissions, ' ') FROM staff_role
        JOIN role ON role.name = staff_role.role WHERE staff_role.staff = staff.id),
       EXISTS (SELECT 1 FROM second_factor WHERE second_factor.staff = staff.id),
       (SELECT value FROM setting WHERE name = 'second_factor.required_roles'),
       (SELECT value FROM setting WHERE name = 'session.max_hours'),
       (SELECT started FROM session WHERE id = ?)
FROM staff WHERE staff.id = ?
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An account in one session: roles, and what has to be done before they permit anything.

    until: the moment (as the store keeps time) at which the session ends, however busy it is.
    """

    roles: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    must_change: int = 0
    needs_factor: bool = False
    until: str = ""
    hours: int = _HOURS

    @property
    def permissions(self) -> frozenset[str]:
        """What may be done: nothing before the password is changed and the codes are set up."""
        return frozenset() if self.must_change or self.needs_factor else self.held

    def refuse(self) -> None:
        """Raise NotPermitted if something else has to be done first."""
        if self.must_change == EXPIRED:
            raise NotPermitted(
                "Your password is too old: change it first; kehao asks for a new one."
            )
        if self.must_change:
            raise NotPermitted("Change the one-time password first: kehao asks for a new one.")
        if self.needs_factor:
            raise NotPermitted(
                "Your role takes a one-time code to sign in: set that up first, with kehao staff "
                "totp on or at the full screen."
            )

    def check_time(self, now: str) -> None:
        """Raise SessionEnded when the session has lasted as long as one may."""
        if self.until and now > self.until:
            raise SessionEnded(
                "You have been signed in for {hours} hours: sign in again.", hours=self.hours
            )


def bump(conn: Connection) -> None:
    """Let every session look again at what its account may do."""
    conn.execute(
        "UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'staff'"
    )


def read_standing(conn: Connection, staff: int, session: str) -> Standing:
    """How the account stands now."""
    row = conn.execute(_STANDING, (session, staff)).fetchone()
    roles = tuple(sorted(json.loads(row[1] or "[]")))
    hours = int(row[5] or _HOURS)
    return Standing(
        roles=roles,
        held=frozenset((row[2] or "").split()),
        must_change=int(row[0]),
        needs_factor=not row[3] and not set(roles).isdisjoint((row[4] or "").split()),
        until=later(row[6], timedelta(hours=hours)) if row[6] else "",
        hours=hours,
    )


def later(moment: str, by: timedelta) -> str:
    """A time of the store, so much later (or earlier)."""
    return (datetime.fromisoformat(moment) + by).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
