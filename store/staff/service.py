"""Staff accounts: who may sign in, in which roles, and the passwords that open the keyring.

An account is a row in the database (roles, disabled, one-time password) and an entry in the
keyring (the key its password opens). The keyring is written first: an entry without a row opens
nothing, since signing in asks for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from store.access import Service, needs
from store.approvals import Ticket
from store.change import utc_now
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.sign_in.standing import EXPIRED, bump
from store.staff.accounts import Account, NewAccount, one_time_password
from store.staff.role_editing import (
    Role,
    check_administrator,
    check_reach,
    check_roles,
    every_role,
    leave,
    permissions_of,
    remove_role,
    save_role,
)
from store.text import fold


class StaffService(Service):
    """Accounts and roles. Who is disabled is out at the next thing they do."""

    @needs("staff.read", "staff.edit")
    def list(self) -> list[Account]:
        """Every account, by name; not those that were removed."""
        with self._session.reading() as conn:
            rows = conn.execute("SELECT name FROM staff WHERE removed = '' ORDER BY key")
            names = [row[0] for row in rows]
            return [self._account(conn, name) for name in names]

    @needs("staff.edit")
    def add(self, name: str, roles: Sequence[str], password: str | None = None) -> NewAccount:
        """Add an account. Without a password a one-time one is made and returned.

        A first password set by somebody else has to be changed at the first sign-in only when it
        is a one-time one. Raises InvalidValue (name taken or wrong, password too weak), NotFound
        (no such role).
        """
        from store.keys.credentials import check_classes, check_name, check_password
        from store.safety import classes_wanted

        name = check_name(name)
        given = password if password is not None else one_time_password()
        check_password(name, given)
        with self._session.reading() as conn:
            self._check_free(conn, name)
            check_roles(conn, roles)
            power = permissions_of(conn, roles)
            if password is not None:
                check_classes(given, classes_wanted(conn))
        request = {"new": True, "roles": sorted(set(roles))}
        ticket = leave(self._session, name, request, power)
        serial = self._put_key(name, given)
        with self._session.writing("staff.edit") as change:
            ticket.use(change)
            change.conn.execute(
                "INSERT INTO staff (name, key, must_change, created, password_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (name, fold(name), int(password is None), change.at, change.at),
            )
            self._give_roles(change.conn, name, roles)
            self._keep_serial(change.conn, serial)
            change.log("staff.add", name, after={"roles": sorted(roles)})
            account = self._account(change.conn, name)
        return NewAccount(account, given if password is None else "")

    @needs("role.edit")
    def set_roles(self, name: str, roles: Sequence[str]) -> Account:
        """Give an account exactly these roles. The last administrator stays one."""
        session = self._session
        session.require_fresh()
        with session.reading() as conn:
            check_roles(conn, roles)
            account = self._account(conn, name)
            power = permissions_of(conn, roles) - permissions_of(conn, account.roles)
        asked = {"roles": sorted(set(roles)), "before": sorted(account.roles)}
        ticket = leave(self._session, account.name, asked, power)
        with session.writing("role.edit") as change:
            conn = change.conn
            account = self._account(conn, name)
            check_roles(conn, roles)
            ticket.use(change)
            self._give_roles(conn, account.name, roles)
            check_administrator(conn)
            bump(conn)
            change.log(
                "staff.roles",
                account.name,
                before={"roles": sorted(account.roles)},
                after={"roles": sorted(roles)},
            )
            return self._account(conn, account.name)

    @needs("staff.edit")
    def disable(self, name: str, reason: str = "") -> Account:
        """Close an account; its open sessions end at the next thing they do."""
        return self._set_disabled(name, True, reason)

    @needs("staff.edit")
    def enable(self, name: str, reason: str = "") -> Account:
        """Open a disabled account again. Raises ApprovalNeeded where that takes a second person."""
        return self._set_disabled(name, False, reason)

    @needs("staff.edit")
    def remove(self, name: str, reason: str = "") -> Account:
        """Remove an account for good: nobody signs in with it, its key, codes, SSH keys, own views
        and settings go. Its name stays with what it did, and is not given again.

        Raises PasswordNeeded, ApprovalNeeded, InvalidValue (one's own, the last administrator).
        """
        from store.staff.leaving import remove, was_removed

        self._session.require_fresh()
        with self._session.reading() as conn:
            if gone := was_removed(conn, name):  # and its key was not, when the power went
                self._forget_key(gone)
            account = self._account(conn, name)
            power = permissions_of(conn, account.roles)
        request = {"remove": True, "roles": sorted(account.roles)}
        ticket = leave(self._session, account.name, request, power, but=account.name)
        with self._session.writing("staff.edit") as change:
            account = self._account(change.conn, name)
            ticket.use(change)
            remove(change, account.name, reason)
            check_administrator(change.conn)
        self._forget_key(account.name)
        self._clear_waits(account.name)
        return replace(account, roles=(), disabled=True, removed=True)

    @needs("staff.edit")
    def reset(self, name: str) -> NewAccount:
        """Give an account a one-time password (returned once); its open sessions end.

        Whoever resets could sign in with it: for an account that could be a second person that
        takes one. Raises PasswordNeeded, ApprovalNeeded.
        """
        self._session.require_fresh()
        with self._session.reading() as conn:
            account = self._account(conn, name)
            power = permissions_of(conn, account.roles)
        request = {"reset": True, "roles": sorted(account.roles)}
        ticket = leave(self._session, account.name, request, power, but=account.name)
        given = one_time_password()
        if ticket.id:
            with self._session.writing("staff.edit") as change:
                ticket.use(change)
        serial = self._put_key(account.name, given)
        with self._session.writing("staff.edit") as change:
            conn = change.conn
            conn.execute(
                "UPDATE staff SET must_change = 1, password_at = ? WHERE key = ?",
                (change.at, fold(account.name)),
            )
            bump(conn)
            conn.execute(
                "UPDATE session SET ended = ?, ended_by = ? WHERE ended = '' AND id <> ?"
                " AND staff = (SELECT id FROM staff WHERE key = ?)",
                (utc_now(), self._session.name, self._session.session_id, fold(account.name)),
            )
            self._keep_serial(conn, serial)
            change.log("staff.reset", account.name)
            result = self._account(conn, account.name)
        self._clear_waits(account.name)
        return NewAccount(result, given)

    @needs("staff.edit")
    def unlock(self, name: str) -> Account:
        """Let an account sign in again at once after too many wrong passwords."""
        with self._session.writing("staff.edit") as change:
            account = self._account(change.conn, name)
            change.log("staff.unlock", account.name)
        self._clear_waits(account.name)
        with self._session.reading() as conn:
            return self._account(conn, account.name)

    @needs("staff.read", "staff.edit", "role.edit")
    def roles(self) -> Sequence[Role]:
        """Every role, the shipped ones first."""
        return every_role(self._session)

    @needs("role.edit")
    def save_role(self, name: str, permissions: Sequence[str]) -> Role:
        """Make a role, or change what one permits. Raises InvalidValue, ApprovalNeeded."""
        return save_role(self._session, name, permissions)

    @needs("role.edit")
    def remove_role(self, name: str) -> None:
        """Remove a role that nobody has; the shipped ones stay. Raises InvalidValue, NotFound."""
        remove_role(self._session, name)

    # -- inside ---------------------------------------------------------------------------------

    def _account(self, conn: Connection, name: str) -> Account:
        row = conn.execute(
            "SELECT id, name, disabled, must_change, created, last_sign_in FROM staff"
            " WHERE key = ? AND removed = ''",
            (fold(name),),
        ).fetchone()
        if row is None:
            raise NotFound("There is no account {name}: see kehao staff list.", name=name)
        roles = conn.execute(
            "SELECT role FROM staff_role WHERE staff = ? ORDER BY role", (row[0],)
        ).fetchall()
        from store.keys import throttle

        waits = throttle.locked_until(Path(self._session.access.throttle), row[1])
        return Account(
            name=row[1],
            roles=tuple(role for (role,) in roles),
            disabled=bool(row[2]),
            must_change=bool(row[3]),
            locked_seconds=int(waits),
            created=row[4],
            last_sign_in=row[5],
            expired=row[3] == EXPIRED,
        )

    def _set_disabled(self, name: str, disabled: bool, reason: str) -> Account:
        """The row says who may sign in; the keyring's seal is taken away too, so that the
        password of a disabled account opens nothing."""
        with self._session.reading() as conn:
            account = self._account(conn, name)
            power = permissions_of(conn, account.roles)
        check_reach(self._session, power)
        ticket = Ticket()
        if not disabled:
            if account.disabled:
                request = {"enable": True, "roles": sorted(account.roles)}
                ticket = leave(self._session, account.name, request, power, but=account.name)
            self._seal(name, True)
        account = self._write_disabled(name, disabled, reason, ticket)
        if disabled:
            self._seal(name, False)
        return account

    def _seal(self, name: str, sealed: bool) -> None:
        from store.keys.keyring import updating, with_seal, without_seal

        with self._session.reading() as conn:
            name = self._account(conn, name).name
        access = self._session.access
        with updating(Path(access.keyring), access.data_key) as held:
            put = with_seal if sealed else without_seal
            held.keyring = put(held.keyring, access.data_key, name)
            serial = held.keyring.serial
        with self._session.writing("staff.edit") as change:
            self._keep_serial(change.conn, serial)

    def _write_disabled(self, name: str, disabled: bool, reason: str, ticket: Ticket) -> Account:
        with self._session.writing("staff.edit") as change:
            conn = change.conn
            account = self._account(conn, name)
            ticket.use(change)
            if disabled and account.name == self._session.name:
                raise InvalidValue("You cannot disable your own account.")
            conn.execute(
                "UPDATE staff SET disabled = ? WHERE key = ?", (int(disabled), fold(account.name))
            )
            check_administrator(conn)
            bump(conn)
            if disabled:
                conn.execute(
                    "UPDATE session SET ended = ?, ended_by = ? WHERE ended = ''"
                    " AND staff = (SELECT id FROM staff WHERE key = ?)",
                    (utc_now(), self._session.name, fold(account.name)),
                )
            change.log("staff.disable" if disabled else "staff.enable", account.name, reason=reason)
            return self._account(conn, account.name)

    def _forget_key(self, name: str) -> None:
        """Erase what the account's password opened."""
        from store.keys.keyring import updating, without_account

        access = self._session.access
        with updating(Path(access.keyring), access.data_key) as held:
            if held.keyring.find(name) is None:
                return
            held.keyring = without_account(held.keyring, access.data_key, name)
            serial = held.keyring.serial
        with self._session.writing("staff.edit") as change:
            self._keep_serial(change.conn, serial)

    @staticmethod
    def _check_free(conn: Connection, name: str) -> None:
        """A name means one person for ever: the log tells people apart by it alone."""
        row = conn.execute("SELECT removed FROM staff WHERE key = ?", (fold(name),)).fetchone()
        if row is None:
            return
        if row[0]:
            raise InvalidValue(
                "{name} was the name of an account that was removed, and stays with what it did: "
                "choose another name.",
                field="name",
                name=name,
            )
        raise InvalidValue(
            "There is already an account {name}: choose another name.", field="name", name=name
        )

    @staticmethod
    def _give_roles(conn: Connection, name: str, roles: Sequence[str]) -> None:
        staff = conn.execute("SELECT id FROM staff WHERE key = ?", (fold(name),)).fetchone()[0]
        conn.execute("DELETE FROM staff_role WHERE staff = ?", (staff,))
        conn.executemany(
            "INSERT INTO staff_role (staff, role) VALUES (?, ?)",
            [(staff, role) for role in sorted(set(roles))],
        )

    def _put_key(self, name: str, password: str) -> int:
        """Write the key that the password opens; an entry left by a crash is replaced."""
        from store.keys.keyring import updating, with_account, with_password

        access = self._session.access
        with updating(Path(access.keyring), access.data_key) as held:
            put = with_password if held.keyring.find(name) else with_account
            held.keyring = put(held.keyring, access.data_key, name, password)
            return held.keyring.serial

    @staticmethod
    def _keep_serial(conn: Connection, serial: int) -> None:
        conn.execute(
            "UPDATE setting SET value = ? WHERE name = 'keyring_serial'"
            " AND CAST(value AS INTEGER) < ?",
            (str(serial), serial),
        )

    def _clear_waits(self, name: str) -> None:
        from store.keys import throttle

        throttle.unlock(Path(self._session.access.throttle), name)
