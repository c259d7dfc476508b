"""Making a store, opening one, and signing in to it.

A store is a folder that only its owner can enter: the encrypted database, the keyring, the count
of failed sign-ins. Nothing in the database can be read before somebody's password has opened the
keyring, so a refused sign-in is noted beside it and taken into the log by the next one that works.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.change import Actor, Change, utc_now
from store.engine.connection import assert_encrypted, check_file, check_private, connect
from store.engine.driver import Connection
from store.errors import (
    CodeNeeded,
    InvalidValue,
    NotFound,
    SessionEnded,
    SignInRefused,
    StoreDamaged,
    StoreError,
)
from store.files import reserve
from store.files.confinement import confined, serves
from store.log.set_back import set_back
from store.session import Access, Session
from store.sign_in import refusals
from store.sign_in.making import DATABASE, KEYRING, new_folder, unfinished
from store.staff.roles import SHIPPED
from store.staff.ssh_keys import has_key
from store.text import fold

if TYPE_CHECKING:
    from store.keys.form import Keyring
    from store.sign_in.entering import Entered

THROTTLE: Final = "throttle.json"
TAKEN_UP: Final = "taken up after a stop in the middle"
"""The reason in the log of a change of key that another session finished."""


@dataclass(frozen=True, slots=True)
class Created:
    """A new store, and the recovery key, which is kept nowhere: show it once."""

    store: Store
    recovery_key: str


@dataclass(frozen=True, slots=True)
class Store:
    """A store's folder, before anyone has signed in."""

    folder: Path

    def sign_in(
        self, name: str, password: str, *, code: str = "", client: str = "local", key: str = ""
    ) -> Session:
        """Open a session; `key` is the fingerprint of the SSH key shown at the door, if any.

        A key opens the door for its owner alone: the account must have it. Raises SignInRefused (in
        the same words for every reason that a stranger could learn from), CodeNeeded when the
        password is right and the account has one-time codes, or a StoreError when the store itself
        cannot be used.
        """
        from store.keys import pepper, throttle
        from store.keys.keyring import load, unlock
        from store.sign_in.entering import enter

        lent = reserve.lend(self.folder)
        self._check_person(name, client, key)
        keyring = load(self.folder / KEYRING)
        check_file(self.folder / DATABASE)
        pepper.check(keyring.peppers, self.folder)
        waits = self.folder / THROTTLE
        seconds = throttle.check(waits, name, client)
        if seconds > 0:
            raise SignInRefused(
                "Too many wrong attempts: wait {seconds} seconds and try again.",
                seconds=int(seconds) + 1,
            )
        try:
            data_key = unlock(keyring, name, password)
        except SignInRefused:
            throttle.failed(waits, name, client)
            known = any(fold(name) == fold(entry) for entry in keyring.accounts)
            refusals.note(self.folder, name if known else "", client, key)
            raise
        self._pepper(keyring, data_key, name, password)
        session_id = secrets.token_hex(8)
        try:
            entered = enter(
                self.folder / KEYRING,
                self.folder / DATABASE,
                session_id,
                keyring,
                data_key,
                lambda newer: unlock(newer, name, password),
            )
        except StoreError:
            throttle.withdrawn(waits, name, client)  # the password was right here, too
            raise
        try:
            with entered.engine.reading() as conn:
                behind = set_back(conn)
            session = self._begin(entered, session_id, name, client, code, key, behind)
        except SignInRefused:
            entered.engine.close()
            throttle.failed(waits, name, client)
            refusals.note(self.folder, name, client, key)
            raise
        except (CodeNeeded, SessionEnded, StoreError):  # no failure of theirs
            entered.engine.close()
            throttle.withdrawn(waits, name, client)
            raise
        except BaseException:
            entered.engine.close()
            raise
        throttle.succeeded(waits, name, client)
        if lent:
            entered.engine.settle()
        reserve.keep(self.folder)
        return session

    def _pepper(self, keyring: Keyring, data_key: bytes, name: str, password: str) -> None:
        """Put a right password together with the pepper in force, if it is not yet."""
        from store.keys.keyring import rewrapped, updating

        found = keyring.find(name)
        if found is None or found[1].pepper == keyring.pepper:
            return
        with (
            suppress(StoreError, SessionEnded),  # no room, or keys changed: another time
            updating(self.folder / KEYRING, data_key) as held,
        ):
            held.keyring = rewrapped(held.keyring, data_key, name, password)

    def _begin(
        self,
        entered: Entered,
        session_id: str,
        name: str,
        client: str,
        code: str,
        key: str,
        behind: StoreDamaged | None,
    ) -> Session:
        from store.sign_in.admission import admit

        engine, keyring = entered.engine, entered.keyring
        with refusals.kept(self.folder), engine.writing() as conn:
            row = conn.execute(
                "SELECT id, name, disabled FROM staff WHERE key = ?", (fold(name),)
            ).fetchone()
            if row is None or row[2]:
                raise SignInRefused("Name or password is wrong.")
            staff_id, name = row[0], row[1]
            if key and not has_key(conn, staff_id, key):
                raise SignInRefused("Name or password is wrong.")
            newer = self._check_serial(conn, keyring.serial)
            now = utc_now()
            log_key = bytes(
                conn.execute("SELECT value FROM secret WHERE name = 'log_key'").fetchone()[0]
            )
            factor = admit(conn, staff_id, code, log_key, now)
            conn.execute(
                "INSERT INTO session (id, staff, started, client, key) VALUES (?, ?, ?, ?, ?)",
                (session_id, staff_id, now, client, key),
            )
            conn.execute("UPDATE staff SET last_sign_in = ? WHERE id = ?", (now, staff_id))
            roles = conn.execute(
                "SELECT group_concat(role, '+') FROM"
                " (SELECT role FROM staff_role WHERE staff = ? ORDER BY role)",
                (staff_id,),
            ).fetchone()[0]
            actor = Actor(name, roles or "", session_id, client)
            change = Change(conn, actor, log_key, lambda _: True, now)
            refusals.take_up(change, self.folder)
            how: dict[str, object] = {"key": key} if key else {}
            if factor:
                how["factor"] = factor
            if behind is not None:
                how["behind"] = behind.params["seq"]
            change.log("sign.in", name, after=how or None)
            if keyring.previous and newer:
                change.log("key.rotate", reason=TAKEN_UP)
            zone = conn.execute("SELECT value FROM setting WHERE name = 'timezone'").fetchone()[0]
        if keyring.previous:
            from store.keys.renewal import finish

            with suppress(StoreError):  # a full disk: the next to sign in may have more room
                finish(self.folder / KEYRING, entered.data_key)
        access = Access(
            folder_name=self.folder.name,
            timezone=zone,
            log_key=log_key,
            data_key=entered.data_key,
            keyring=str(self.folder / KEYRING),
            throttle=str(self.folder / THROTTLE),
        )
        session = Session(
            engine, access, session_id=session_id, staff_id=staff_id, name=name, client=client
        )
        session.set_back = behind
        return session

    @staticmethod
    def _check_serial(conn: Connection, serial: int) -> bool:
        """Whether the keyring is newer than the database knows; refuse an older one."""
        known = int(
            conn.execute("SELECT value FROM setting WHERE name = 'keyring_serial'").fetchone()[0]
        )
        if serial < known:
            raise StoreDamaged(
                "The keyring is older than the store: an old copy was put back; "
                "restore both from one backup."
            )
        if serial > known:
            conn.execute(
                "UPDATE setting SET value = ? WHERE name = 'keyring_serial'", (str(serial),)
            )
        return serial > known

    def _check_person(self, name: str, client: str, key: str) -> None:
        """Nobody signs in as another than the door says, on the store that it leads to."""
        served = confined()
        if served is None or not serves(self.folder) or fold(served.person) == fold(name):
            return
        refusals.note(self.folder, "", client, key)
        raise SignInRefused("You came in as {name}: sign in as that.", name=served.person)


def open_store(folder: Path) -> Store:
    """The store in `folder`. Raises NotFound, StoreUnsafe or StoreDamaged."""
    folder = folder.expanduser().absolute()
    if unfinished(folder):
        raise NotFound(
            "The store at {path} was begun and not finished: run kehao init again, or the restore.",
            path=str(folder),
        )
    if not (folder / DATABASE).exists():
        if not (folder / KEYRING).exists():
            raise NotFound("There is no store at {path}: kehao init makes one.", path=str(folder))
        raise StoreDamaged(
            "{path} is missing: restore it from a backup.", path=str(folder / DATABASE)
        )
    check_private(folder)
    check_file(folder / DATABASE)
    if not (folder / KEYRING).exists():
        raise StoreDamaged(
            "{path} is missing: without it nobody can open the store; restore it from a backup.",
            path=str(folder / KEYRING),
        )
    check_private(folder / KEYRING)
    return Store(folder)


def check_timezone(name: str) -> str:
    """The name of a time zone the machine knows, or InvalidValue."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue(
            "There is no time zone {value}: write it like Asia/Shanghai.",
            field="timezone",
            value=name,
        ) from error


def create(
    folder: Path,
    *,
    admin: str,
    password: str,
    timezone: str = "Asia/Shanghai",
    language: str = "zh",
    client: str = "local",
) -> Created:
    """Make a store in `folder` (new or empty) with its first account, administrator and manager.

    Raises InvalidValue for the name, the password or the time zone, KehaoError when the folder
    is taken, StoreBusy while somebody else makes a store there. Nothing is left behind when it
    fails.
    """
    from store.keys.derive import database_key
    from store.keys.keyring import new_keyring, save

    folder = folder.expanduser().absolute()
    check_timezone(timezone)
    keyring, data_key, recovery_key = new_keyring(admin, password)
    with new_folder(folder):
        keyring = save(folder / KEYRING, keyring, data_key)
        conn = connect(folder / DATABASE, database_key(data_key), create=True)
        try:
            from store.engine.migrations import migrate

            migrate(conn)
            conn.execute("BEGIN IMMEDIATE")
            name = next(iter(keyring.accounts))
            _fill(conn, name, timezone, language, keyring.serial, client)
            conn.execute("COMMIT")
        finally:
            conn.close()
        assert_encrypted(folder / DATABASE)
    return Created(Store(folder), recovery_key)


def _fill(
    conn: Connection, admin: str, timezone: str, language: str, serial: int, client: str
) -> None:
    """What a fresh store holds: settings, roles, the first account, choices, one rule."""
    from store.codes.rules import first_rules
    from store.customers.definitions import first_choices

    now = utc_now()
    log_key = secrets.token_bytes(32)
    conn.execute("INSERT INTO secret (name, value) VALUES ('log_key', ?)", (log_key,))
    conn.executemany(
        "INSERT INTO setting (name, value) VALUES (?, ?)",
        [
            ("store_id", secrets.token_hex(8)),
            ("timezone", timezone),
            ("created", now),
            ("keyring_serial", str(serial)),
            ("fields", "0"),
            ("rules", "0"),
            ("staff", "0"),
        ],
    )
    conn.executemany(
        "INSERT INTO role (name, permissions, shipped) VALUES (?, ?, 1)",
        [(name, " ".join(sorted(held))) for name, held in SHIPPED.items()],
    )
    conn.execute(
        "INSERT INTO staff (id, name, key, created, password_at) VALUES (1, ?, ?, ?, ?)",
        (admin, fold(admin), now, now),
    )
    conn.executemany(
        "INSERT INTO staff_role (staff, role) VALUES (1, ?)", [("administrator",), ("manager",)]
    )
    change = Change(
        conn, Actor(admin, "administrator+manager", "", client), log_key, lambda _: True, now
    )
    change.log("store.create", after={"timezone": timezone, "admin": admin})
    first_choices(conn, language)
    first_rules(change)
