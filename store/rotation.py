"""A new data key, or a new recovery key, for a store in use.

Taking somebody's way to the data key away does not take back a key they may have copied: only a
new one does. Everybody else is signed out first and has to be gone; then the keyring, the database
and the log change one after the other, each in one step. Whoever signs in after a stop in between
finishes it: see `store.sign_in.entering`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.change import utc_now
from store.engine.driver import Connection
from store.errors import KehaoError, StoreBusy, StoreError
from store.keys.presence import DIGITS
from store.sign_in.making import DATABASE
from store.staff.roles import CONTROL

if TYPE_CHECKING:
    from store.session import Session

DRAIN_SECONDS: Final = 60.0
"""How long open sessions have to notice that they were ended; screens look every few seconds."""
_SPARE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a change of the data key did: sessions ended, accounts that have the new key."""

    sessions: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the keys stand: how often the keyring was saved, accounts in it, the pepper in force
    (its name, empty: none), and the accounts that do not have that one yet."""

    serial: int
    accounts: int
    pepper: str
    left: tuple[str, ...]


class Keys(Service):
    """The keys of the store: all of them open everything, so whoever changes one is logged."""

    @needs("key.edit")
    def rotate(self, *, reason: str = "", seconds: float = DRAIN_SECONDS) -> Rotated:
        """Put the store under a new data key, sealed to every enabled account and to recovery.

        Every other session is ended, and has `seconds` to be gone; this one goes on. Raises
        StoreBusy (somebody is still in, or changes the keys), StoreError (no room on the disk):
        the store is as it was, but for the sessions.
        """
        from store.keys.renewal import finish

        session = self._session
        session.require_fresh()
        keyring = Path(session.access.keyring)
        _check_room(keyring.with_name(DATABASE))
        with session.presence.gate_shut():
            ended = self._end_others(reason)
            if left := session.presence.others(seconds):
                raise StoreBusy(
                    "{who} still has the store open: nothing was changed; end that and try again.",
                    who=", ".join(self._who(left)),
                )
            serial = _renew(session, keyring)
            with session.writing("key.edit") as change:
                _keep_serial(change.conn, serial)
                change.log("key.rotate", after={"sessions": ended}, reason=reason)
            done = finish(keyring, session.access.data_key)
            with session.writing("key.edit") as change:
                _keep_serial(change.conn, done.serial)
        return Rotated(ended, sum(bool(entry.sealed) for entry in done.accounts.values()))

    @needs("key.edit")
    def new_recovery(self, *, reason: str = "") -> str:
        """A new recovery key, to be shown once; the old one opens nothing any more.

        What was sealed to the old one before (backups) still takes the old one. Whoever has it can
        take any account over: where that matters it takes a second person. Raises PasswordNeeded,
        ApprovalNeeded.
        """
        from store.approvals import giving_power
        from store.keys.keyring import updating, with_recovery

        self._session.require_fresh()
        ticket = giving_power(self._session, "", {"recovery key": "new"}, CONTROL)
        if ticket.id:
            with self._session.writing("key.edit") as change:
                ticket.use(change)
        access = self._session.access
        with updating(Path(access.keyring), access.data_key) as held:
            held.keyring, text = with_recovery(held.keyring, access.data_key)
            serial = held.keyring.serial
        with self._session.writing("key.edit") as change:
            _keep_serial(change.conn, serial)
            change.log("key.recovery", reason=reason)
        return text

    @needs("key.edit")
    def new_pepper(self, place: Path, *, reason: str = "") -> str:
        """Make a pepper in a new file outside the store; its name.

        Each account's password gets it at the next sign-in. Until all have signed in, and as long
        as an older one is in use, that file is needed as well. Raises InvalidValue, NotFound.
        """
        from store.keys import pepper

        self._session.require_fresh()
        with pepper.made(place, Path(self._session.access.keyring).parent) as name:
            before, serial = self._put_pepper(name)
        self._log_pepper(before, name, serial, reason)
        return name

    @needs("key.edit")
    def no_pepper(self, *, reason: str = "") -> None:
        """Go on without a pepper: each account's password loses it at the next sign-in."""
        self._session.require_fresh()
        before, serial = self._put_pepper("")
        self._log_pepper(before, "", serial, reason)

    @needs("key.edit")
    def standing(self) -> Standing:
        """How the store's keys stand."""
        from store.keys.keyring import load

        keyring = load(Path(self._session.access.keyring))
        left = [name for name, entry in keyring.accounts.items() if entry.pepper != keyring.pepper]
        return Standing(keyring.serial, len(keyring.accounts), keyring.pepper, tuple(sorted(left)))

    def _put_pepper(self, name: str) -> tuple[str, int]:
        """Name the pepper in force in the keyring: the one before, and the keyring's serial."""
        from store.keys.keyring import updating, with_pepper

        access = self._session.access
        with updating(Path(access.keyring), access.data_key) as held:
            before = held.keyring.pepper
            held.keyring = with_pepper(held.keyring, access.data_key, name)
            return before, held.keyring.serial

    def _log_pepper(self, before: str, name: str, serial: int, reason: str) -> None:
        with self._session.writing("key.edit") as change:
            _keep_serial(change.conn, serial)
            change.log(
                "key.pepper", before={"pepper": before}, after={"pepper": name}, reason=reason
            )

    def _end_others(self, reason: str) -> int:
        session = self._session
        with session.writing("key.edit") as change:
            ended = int(
                change.conn.execute(
                    "UPDATE session SET ended = ?, ended_by = ? WHERE ended = '' AND id <> ?",
                    (utc_now(), session.name, session.session_id),
                ).rowcount
            )
            change.log("session.end", after={"sessions": ended}, reason=reason)
        return ended

    def _who(self, sessions: Sequence[str]) -> list[str]:
        """The people behind sessions that still have the store open, each once."""
        found: dict[str, None] = {}
        with self._session.reading() as conn:
            for digits in sessions:
                row = conn.execute(
                    "SELECT staff.name, session.client FROM session"
                    " JOIN staff ON staff.id = session.staff WHERE substr(session.id, 1, ?) = ?",
                    (DIGITS, digits),
                ).fetchone()
                found[f"{row[0]} ({row[1]})" if row else "?"] = None
        return list(found)


def _renew(session: Session, keyring: Path) -> int:
    """The keyring, then the database, under a new key; both stay as they were when that fails.

    Returns the keyring's serial.
    """
    from store.engine.connection import opens
    from store.keys.derive import database_key
    from store.keys.keyring import load
    from store.keys.renewal import begin, put_back

    old = session.access.data_key
    before = load(keyring)
    changed, new = begin(keyring, old)
    try:
        session.change_key(new)
    except KehaoError:
        if opens(keyring.with_name(DATABASE), database_key(old)):
            put_back(keyring, before, old, new)
        raise
    return changed.serial


def _keep_serial(conn: Connection, serial: int) -> None:
    conn.execute(
        "UPDATE setting SET value = ? WHERE name = 'keyring_serial' AND CAST(value AS INTEGER) < ?",
        (str(serial), serial),
    )


def _check_room(database: Path) -> None:
    """The whole database is written once more before the old pages are let go."""
    needed = database.stat().st_size + _SPARE
    free = shutil.disk_usage(database.parent).free
    if free < needed:
        raise StoreError(
            "A new key writes the whole database anew: {needed} MB are needed on the disk of "
            "{path}, {free} MB are free.",
            needed=-(-needed // 1_000_000),
            free=free // 1_000_000,
            path=str(database.parent),
        )
