"""One-time codes beside the password: set up, asked for at the sign-in, each good for one time.

The last step that was used is kept in the store, and is looked at and set in the transaction that
makes the session: of two processes with the same code one gets in. For a lost phone there are
recovery codes, of which the store keeps keyed digests only.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import SIGNED_IN, Service, needs
from store.change import Change, utc_now
from store.engine.driver import Connection
from store.errors import CodeNeeded, InvalidValue, NotFound, SignInRefused
from store.sign_in.standing import bump
from store.staff import totp
from store.text import fold

if TYPE_CHECKING:
    from store.session import Session

ISSUER: Final = "Kehao"
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app needs; kept nowhere until a first code of it is right."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class FactorStanding:
    """Whether an account has one-time codes, since when, and how many recovery codes are left."""

    on: bool
    since: str
    recovery_codes: int


def admit(conn: Connection, staff: int, code: str, log_key: bytes) -> str:
    """Let the code through, and use it up; inside the transaction that makes the session.

    Returns what it was: `code`, `recovery`, or empty where the account needs none. Raises
    CodeNeeded when there is none, SignInRefused when it is wrong or was used before.
    """
    if conn.execute("SELECT 1 FROM second_factor WHERE staff = ?", (staff,)).fetchone() is None:
        return ""
    if not code.strip():
        raise CodeNeeded("A one-time code is needed too: give the one your app shows now.")
    kind = spend(conn, staff, code, log_key)
    if not kind:  # that the password was right is said already to whoever gives no code
        raise SignInRefused("That code is wrong, or was used before: wait for the next.")
    return kind


def spend(conn: Connection, staff: int, code: str, log_key: bytes) -> str:
    """Use a code up: `code` or `recovery`, or empty when it is wrong or was used before."""
    typed = _typed(code)
    row = conn.execute(
        "SELECT secret, last_step FROM second_factor WHERE staff = ?", (staff,)
    ).fetchone()
    if row is None:
        return ""
    if len(typed) == totp.DIGITS and typed.isascii() and typed.isdigit():
        step = totp.matching_step(bytes(row[0]), typed, time.time(), after=row[1])
        if step is None:
            return ""
        conn.execute("UPDATE second_factor SET last_step = ? WHERE staff = ?", (step, staff))
        return "code"
    used = conn.execute(
        "UPDATE recovery_code SET used = ? WHERE staff = ? AND digest = ? AND used = ''",
        (utc_now(), staff, _digest(log_key, typed)),
    )
    return "recovery" if used.rowcount else ""


class SecondFactor(Service):
    """Setting one's own codes up and off, and off for somebody who lost all of theirs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._begun = b""

    @needs(SIGNED_IN)
    def standing(self) -> FactorStanding:
        """How one's own codes stand."""
        with self._session.reading() as conn:
            return self._standing(conn)

    @needs(SIGNED_IN)
    def begin(self) -> Setup:
        """A new secret for one's app; `confirm` with its first code puts it in force.

        Raises PasswordNeeded, InvalidValue when codes are on already.
        """
        session = self._session
        with session.reading() as conn:
            if self._standing(conn).on:
                raise _on_already()
        session.require_fresh()
        self._begun = totp.new_secret()
        return Setup(totp.written(self._begun), totp.uri(self._begun, session.name, ISSUER))

    @needs(SIGNED_IN)
    def confirm(self, code: str) -> list[str]:
        """Put the secret that was begun in force; returns the recovery codes, shown this once.

        Raises InvalidValue when the code is not of that secret.
        """
        session = self._session
        step = (
            totp.matching_step(self._begun, _typed(code), time.time(), after=0)
            if self._begun
            else None
        )
        if step is None:
            raise InvalidValue(
                "That code is not of this secret: look at the app again, and at the clocks of both "
                "machines.",
                field="code",
            )
        with session.writing(SIGNED_IN) as change:
            if self._standing(change.conn).on:
                raise _on_already()
            change.conn.execute(
                "INSERT INTO second_factor (staff, secret, since, last_step) VALUES (?, ?, ?, ?)",
                (session.staff_id, self._begun, utc_now(), step),
            )
            codes = self._fresh_codes(change)
            bump(change.conn)
            change.log("staff.factor_on", session.name)
        self._begun = b""
        session.alive()
        return codes

    @needs(SIGNED_IN)
    def renew_recovery(self, code: str) -> list[str]:
        """New recovery codes in the place of the old ones, for a one-time code."""
        session = self._session
        with self._guarded(code) as change:
            codes = self._fresh_codes(change)
            change.log("staff.factor_codes", session.name)
        return codes

    @needs(SIGNED_IN)
    def switch_off(self, code: str) -> None:
        """Do without codes from now on; takes one of them, and the password of just now.

        Raises PasswordNeeded, SignInRefused, NotFound when there are none.
        """
        session = self._session
        with session.reading() as conn:
            if not self._standing(conn).on:
                raise _none_there(session.name)
        session.require_fresh()
        with self._guarded(code) as change:
            _remove(change.conn, session.staff_id)
            change.log("staff.factor_off", session.name)
        session.alive()

    @needs("staff.edit")
    def switch_off_for(self, name: str, reason: str = "") -> None:
        """Take the codes of somebody who lost them away; their open sessions end.

        Raises PasswordNeeded, NotFound, InvalidValue for one's own.
        """
        session = self._session
        session.require_fresh()
        with session.writing("staff.edit") as change:
            conn = change.conn
            row = conn.execute(
                "SELECT staff.id, staff.name, second_factor.since FROM staff LEFT JOIN"
                " second_factor ON second_factor.staff = staff.id"
                " WHERE staff.key = ? AND staff.removed = ''",
                (fold(name),),
            ).fetchone()
            if row is None:
                raise NotFound("There is no account {name}: see kehao staff list.", name=name)
            if row[0] == session.staff_id:
                raise InvalidValue("Your own codes are switched off with your password and a code.")
            if row[2] is None:
                raise _none_there(row[1])
            _remove(conn, row[0])
            conn.execute(
                "UPDATE session SET ended = ?, ended_by = ? WHERE ended = '' AND staff = ?",
                (utc_now(), session.name, row[0]),
            )
            change.log("staff.factor_off", row[1], reason=reason)

    @needs("staff.read", "staff.edit")
    def who(self) -> frozenset[str]:
        """The names of the accounts that sign in with a code."""
        with self._session.reading() as conn:
            rows = conn.execute(
                "SELECT staff.name FROM second_factor JOIN staff ON staff.id = second_factor.staff"
            )
            return frozenset([row[0] for row in rows])

    # -- inside ---------------------------------------------------------------------------------

    def _standing(self, conn: Connection) -> FactorStanding:
        row = conn.execute(
            "SELECT since, (SELECT count(*) FROM recovery_code"
            " WHERE recovery_code.staff = second_factor.staff AND used = '')"
            " FROM second_factor WHERE staff = ?",
            (self._session.staff_id,),
        ).fetchone()
        return FactorStanding(True, row[0], row[1]) if row else FactorStanding(False, "", 0)

    @contextmanager
    def _guarded(self, code: str) -> Iterator[Change]:
        """A transaction in which the code is used up. Wrong ones are counted as at the sign-in,
        apart from wrong passwords: a right password does not begin that count anew."""
        from store.keys import throttle

        session = self._session
        waits, account = Path(session.access.throttle), f"{session.name} code"
        seconds = throttle.check(waits, account, session.client)
        if seconds > 0:
            raise SignInRefused(
                "Too many wrong attempts: wait {seconds} seconds and try again.",
                seconds=int(seconds) + 1,
            )
        try:
            with session.writing(SIGNED_IN) as change:
                if not spend(change.conn, session.staff_id, code, session.access.log_key):
                    raise SignInRefused(
                        "That code is wrong, or was used before: wait for the next."
                    )
                yield change
        except SignInRefused:
            throttle.failed(waits, account, session.client)
            with session.writing(SIGNED_IN) as change:
                change.log("sign.refused", session.name, after={"at": utc_now(), "factor": "code"})
            raise
        throttle.succeeded(waits, account, session.client)

    def _fresh_codes(self, change: Change) -> list[str]:
        session = self._session
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        change.conn.execute("DELETE FROM recovery_code WHERE staff = ?", (session.staff_id,))
        change.conn.executemany(
            "INSERT INTO recovery_code (staff, digest, used) VALUES (?, ?, '')",
            [(session.staff_id, _digest(session.access.log_key, _typed(code))) for code in codes],
        )
        return codes


def _remove(conn: Connection, staff: int) -> None:
    conn.execute("DELETE FROM recovery_code WHERE staff = ?", (staff,))
    conn.execute("DELETE FROM second_factor WHERE staff = ?", (staff,))
    bump(conn)


def _on_already() -> InvalidValue:
    return InvalidValue("One-time codes are on already: switch them off before a new app.")


def _none_there(name: str) -> NotFound:
    return NotFound("{name} signs in without one-time codes.", name=name)


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _typed(code: str) -> str:
    """A code without the spaces and dashes people put in, and whatever its width and case."""
    return unicodedata.normalize("NFKC", code).upper().replace(" ", "").replace("-", "")


def _digest(log_key: bytes, typed: str) -> bytes:
    data = typed.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=32, key=log_key, person=b"recovery code").digest()
