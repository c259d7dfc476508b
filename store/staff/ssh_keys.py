"""The SSH keys of staff: which key opens the door of a server for which account.

A key brings its owner to the sign-in, under their own name and no other; the password is asked for
all the same. A key that is taken away here opens nothing from then on, whatever sshd still has.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.access import Service, needs
from store.change import utc_now
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.staff.ssh_key import PublicKey
from store.text import fold

_COLUMNS = (
    "SELECT staff.name, staff_key.fingerprint, staff_key.kind, staff_key.public,"
    " staff_key.comment, staff_key.added, staff_key.added_by"
    " FROM staff_key JOIN staff ON staff.id = staff_key.staff"
)


@dataclass(frozen=True, slots=True)
class StaffKey:
    """A key at the door: whose, and who let it in."""

    account: str
    fingerprint: str
    kind: str
    public: str
    comment: str
    added: str
    added_by: str

    @property
    def key(self) -> PublicKey:
        """The key itself."""
        return PublicKey(self.kind, self.public, self.comment)


def has_key(conn: Connection, staff_id: int, fingerprint: str) -> bool:
    """Whether the account has this key."""
    found = conn.execute(
        "SELECT 1 FROM staff_key WHERE staff = ? AND fingerprint = ?", (staff_id, fingerprint)
    )
    return found.fetchone() is not None


class StaffKeys(Service):
    """Keys given to accounts and taken away."""

    @needs("staff.read", "staff.edit")
    def list(self) -> list[StaffKey]:
        """Every key, by account, the oldest first."""
        with self._session.reading() as conn:
            rows = conn.execute(f"{_COLUMNS} ORDER BY staff.key, staff_key.id").fetchall()
        return [StaffKey(*row) for row in rows]

    @needs("staff.edit")
    def add(self, name: str, key: PublicKey) -> StaffKey:
        """Give an account a key. Raises NotFound, InvalidValue when an account has it already."""
        with self._session.writing("staff.edit") as change:
            conn = change.conn
            staff_id, name = _account(conn, name)
            held = conn.execute(
                f"{_COLUMNS} WHERE staff_key.fingerprint = ?", (key.fingerprint,)
            ).fetchone()
            if held:
                raise InvalidValue(
                    "{owner} has this key already: everyone needs a key of their own.",
                    owner=held[0],
                )
            conn.execute(
                "INSERT INTO staff_key (staff, fingerprint, kind, public, comment, added, added_by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    staff_id,
                    key.fingerprint,
                    key.kind,
                    key.text,
                    key.comment,
                    change.at,
                    self._session.name,
                ),
            )
            change.log("staff.key_add", name, after={"key": key.fingerprint, "kind": key.kind})
            row = conn.execute(
                f"{_COLUMNS} WHERE staff_key.fingerprint = ?", (key.fingerprint,)
            ).fetchone()
        return StaffKey(*row)

    @needs("staff.edit")
    def remove(self, name: str, fingerprint: str = "", reason: str = "") -> tuple[StaffKey, ...]:
        """Take a key from an account, or all of its keys; sessions that came by them end.

        Raises NotFound when it has none such.
        """
        with self._session.writing("staff.edit") as change:
            conn = change.conn
            staff_id, name = _account(conn, name)
            rows = conn.execute(
                f"{_COLUMNS} WHERE staff_key.staff = ? AND ? IN ('', staff_key.fingerprint)"
                " ORDER BY staff_key.id",
                (staff_id, fingerprint),
            ).fetchall()
            found = tuple(StaffKey(*row) for row in rows)
            if not found:
                raise NotFound("{name} has no such key: kehao staff key list.", name=name)
            for key in found:
                conn.execute("DELETE FROM staff_key WHERE fingerprint = ?", (key.fingerprint,))
                conn.execute(
                    "UPDATE session SET ended = ?, ended_by = ? WHERE ended = '' AND key = ?",
                    (utc_now(), self._session.name, key.fingerprint),
                )
                change.log("staff.key_remove", name, before={"key": key.fingerprint}, reason=reason)
        return found


def _account(conn: Connection, name: str) -> tuple[int, str]:
    row = conn.execute(
        "SELECT id, name FROM staff WHERE key = ? AND removed = ''", (fold(name),)
    ).fetchone()
    if row is None:
        raise NotFound("There is no account {name}: see kehao staff list.", name=name)
    return int(row[0]), str(row[1])
