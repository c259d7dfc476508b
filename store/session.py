"""A signed-in person's session: the one door through which every operation goes.

A session knows who acts, in which roles and from where. Its services hold the operations; each
checks its permission, changes and logs in one transaction. Safe to use from several threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from store.access import SIGNED_IN
from store.change import Actor, Change, utc_now
from store.customers.fields import Field, is_sealed
from store.errors import NotPermitted, PasswordNeeded, SessionEnded, StoreError
from store.files import reserve
from store.services import Services
from store.sign_in.standing import EXPIRED, Standing, read_standing
from store.staff.roles import PERMISSIONS

if TYPE_CHECKING:
    from store.codes.rulebook import RuleBook
    from store.engine.cancel import Cancel
    from store.engine.database import Engine
    from store.engine.driver import Connection
    from store.keys.presence import Presence

_ALIVE = """
SELECT session.ended, staff.value, fields.value || '.' || rules.value
FROM session, setting AS staff, setting AS fields, setting AS rules
WHERE session.id = ? AND staff.name = 'staff' AND fields.name = 'fields' AND rules.name = 'rules'
"""

FRESH_SECONDS: Final = 300
"""So long after the password was given nobody is asked for it again."""
SEEN_SECONDS: Final = 300
"""So often at most is kept when a person was last seen."""

_DISABLED = "SELECT 1 FROM staff WHERE id = ? AND disabled = 1"


@dataclass(frozen=True, slots=True)
class Access:
    """What a session holds of the store beyond its tables."""

    folder_name: str
    timezone: str
    log_key: bytes
    data_key: bytes
    keyring: str
    throttle: str


@dataclass(slots=True)
class _FieldCache:
    version: str = ""
    fields: dict[str, Field] | None = None


class Session(Services):
    """One person's work in the store, from signing in to signing out."""

    def __init__(
        self,
        engine: Engine,
        access: Access,
        *,
        session_id: str,
        staff_id: int,
        name: str,
        client: str,
    ) -> None:
        self._engine = engine
        self.access = access
        self.session_id = session_id
        self.staff_id = staff_id
        self.name = name
        self.client = client
        self.roles: tuple[str, ...] = ()
        self.permissions: frozenset[str] = frozenset()
        self.ended = False
        self.cleared: frozenset[str] = frozenset()
        """Permissions for which a second person was asked before: of a job, see `store.jobs`."""
        self.set_back: StoreError | None = None
        """What the sign-in found, when the store is behind its own checkpoints."""
        self._stands = Standing()
        self._fresh = self._seen = time.monotonic()
        self._zone = ZoneInfo(access.timezone)
        self._fields = _FieldCache()
        self._book: RuleBook | None = None
        self._standing = ""
        self._generation = ""
        self._actor = Actor(name, "", session_id, client)
        with engine.reading() as conn:
            self._stand(conn)

    @property
    def _session(self) -> Session:
        return self

    # -- who may what ---------------------------------------------------------------------------

    def may(self, permission: str) -> bool:
        """Whether the session held the permission when it last did something."""
        return permission in self.permissions

    @property
    def for_programs(self) -> bool:
        """Whether the account is a program's: no screen is opened for it."""
        return self.roles == ("service",)

    def require(self, *permissions: str) -> None:
        """Raise unless the session is alive and holds one of the permissions.

        Raises SessionEnded (signed out, or the account disabled since), or NotPermitted, which is
        written to the log. `SIGNED_IN` takes no permission.
        """
        with self._engine.reading() as conn:
            self._stand(conn)
        if not self._holds(permissions):
            self._refuse(permissions)

    def _holds(self, permissions: tuple[str, ...]) -> bool:
        return SIGNED_IN in permissions or not self.permissions.isdisjoint(permissions)

    def _refuse(self, permissions: tuple[str, ...]) -> None:
        reserve.lend(self._folder)
        with self._engine.writing() as conn:
            self._change(conn).log("access.refused", permissions[0])
        self._stands.refuse()
        raise NotPermitted(
            "{name} may not do this: it takes the permission “{permission}”.",
            name=self.name,
            permission=permissions[0],
            allows=PERMISSIONS.get(permissions[0], ""),
        )

    def _stand(self, conn: Connection) -> None:
        """Read again what the account may do now; raise SessionEnded if it may not go on."""
        if self.ended:
            raise SessionEnded("You have signed out: sign in again.")
        row = conn.execute(_ALIVE, (self.session_id,)).fetchone()
        if row is None or row[0]:
            self.ended = True
            if conn.execute(_DISABLED, (self.staff_id,)).fetchone():
                raise SessionEnded("Your account was disabled: ask an administrator.")
            raise SessionEnded("Your session was ended: sign in again.")
        self._generation = row[2]
        if row[1] != self._standing:
            self._stands = read_standing(conn, self.staff_id, self.session_id)
            self.roles, self.permissions = self._stands.roles, self._stands.permissions
            self._actor = Actor(self.name, "+".join(self.roles), self.session_id, self.client)
            self._standing = row[1]
        self._stands.check_time(utc_now())

    @property
    def must_change_password(self) -> bool:
        """Whether nothing is permitted before the password is changed."""
        return bool(self._stands.must_change)

    @property
    def password_expired(self) -> bool:
        """Whether that is because it is too old, and not because somebody else gave it."""
        return self._stands.must_change == EXPIRED

    @property
    def must_set_up_codes(self) -> bool:
        """Whether nothing is permitted before one-time codes are set up."""
        return self._stands.needs_factor

    def confirm(self, password: str) -> None:
        """Take the password once more, for the dangerous things of the next five minutes.

        Raises SignInRefused.
        """
        self.check_password(password)
        self._fresh = time.monotonic()

    def require_fresh(self) -> None:
        """Raise PasswordNeeded unless the password was given in the last five minutes."""
        if time.monotonic() - self._fresh > FRESH_SECONDS:
            raise PasswordNeeded("This is dangerous: your password is needed once more.")

    # -- reading and writing --------------------------------------------------------------------

    @contextmanager
    def reading(self, cancel: Cancel | None = None) -> Iterator[Connection]:
        """A connection that sees one state of the store; `cancel` interrupts it."""
        with self._engine.reading(cancel) as conn:
            yield conn

    @contextmanager
    def writing(
        self,
        *permissions: str,
        meanwhile: Callable[[], AbstractContextManager[None]] = nullcontext,
        looking: bool = False,
    ) -> Iterator[Change]:
        """One write transaction; the permission is checked again inside it.

        `meanwhile` is held while the commit is synced: see `store.engine.database`. looking: what
        is done is noted rather than changed, and a full disk does not stop it: see `files.reserve`.
        """
        lent = reserve.lend(self._folder) if looking else False
        if not looking:
            reserve.refuse_change(self._folder)
        refused = False
        with self._engine.writing(meanwhile) as conn:
            self._stand(conn)
            if self._holds(permissions):
                yield self._change(conn)
            else:
                refused = True
        if lent:
            self._engine.settle()
        if refused:
            self._refuse(permissions)

    def bulk(self) -> AbstractContextManager[None]:
        """Hold this for the time of many write transactions in a row: they cost less inside."""
        return self._engine.bulk()

    @property
    def alone(self) -> bool:
        """Whether nobody else has the store open who could be kept waiting."""
        return self._engine.alone

    def _change(self, conn: Connection) -> Change:
        return Change(conn, self._actor, self.access.log_key, is_sealed)

    def short_of_room(self) -> StoreError | None:
        """What to say when the store's disk is nearly full; None while there is room."""
        from store.files.room import short_of_room

        return short_of_room(self._folder)

    @property
    def _folder(self) -> Path:
        return Path(self.access.keyring).parent

    def data_version(self) -> int:
        """Changes when somebody else has committed: poll it to know when to look again."""
        return self._engine.data_version()

    @property
    def presence(self) -> Presence:
        """The session's hold on the store, behind which it can be made alone with it."""
        assert self._engine.presence is not None
        return self._engine.presence

    def change_key(self, data_key: bytes) -> None:
        """Put the database under another data key, and go on with it: see `store.rotation`."""
        from store.keys.derive import database_key

        self._engine.change_key(database_key(data_key))
        self.access = replace(self.access, data_key=data_key)

    # -- what the store says of itself ----------------------------------------------------------

    def now(self) -> datetime:
        """The time in the store's zone, which codes and screens use."""
        return datetime.now(self._zone)

    def today(self) -> date:
        """The date in the store's zone."""
        return self.now().date()

    @property
    def zone(self) -> ZoneInfo:
        """The store's time zone."""
        return self._zone

    def field_map(self, conn: Connection | None = None) -> dict[str, Field]:
        """Every field in force: the built-in ones with their choices, then the custom ones."""
        if conn is None:
            with self.reading() as reader:
                return self.field_map(reader)
        row = conn.execute("SELECT value FROM setting WHERE name = 'fields'").fetchone()
        version = row[0] if row else "0"
        if self._fields.fields is None or self._fields.version != version:
            from store.customers.definitions import load_fields

            self._fields = _FieldCache(version, load_fields(conn))
        assert self._fields.fields is not None
        return self._fields.fields

    def rulebook(self, conn: Connection) -> RuleBook:
        """The code rules in force."""
        from store.codes.rulebook import generation, load_rulebook

        if self._book is None or self._book.generation != generation(conn):
            self._book = load_rulebook(conn, self.field_map(conn))
        return self._book

    def last_rulebook(self) -> RuleBook:
        """The rules and fields as `require` last saw them, without asking the store again."""
        if self._book is None or self._book.generation != self._generation:
            with self.reading() as conn:
                self.rulebook(conn)
        assert self._book is not None
        return self._book

    # -- one's own account ----------------------------------------------------------------------

    def preference(self, key: str, default: str = "") -> str:
        """A setting of one's own (language, theme, columns …)."""
        from store.staff.preferences import preference

        return preference(self, key, default)

    def set_preference(self, key: str, value: str) -> None:
        """Keep a setting of one's own; an empty value forgets it."""
        from store.staff.preferences import set_preference

        set_preference(self, key, value)

    @property
    def language(self) -> str:
        """The language the account chose (`zh`, `en`), or empty."""
        return self.preference("language")

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password. Raises SignInRefused (old one wrong) or InvalidValue."""
        from store.staff.own_password import change_own_password

        change_own_password(self, old, new)

    def check_password(self, password: str) -> None:
        """Raise SignInRefused unless this is the account's password (unlocking the screen)."""
        from store.staff.own_password import check_own_password

        check_own_password(self, password)

    def alive(self) -> bool:
        """Whether the session may go on."""
        return self.why_over() is None

    def why_over(self) -> SessionEnded | None:
        """Why the session may not go on; None while it may."""
        try:
            with self.reading() as conn:
                self._stand(conn)
        except SessionEnded as error:
            return error
        return None

    def seen(self) -> None:
        """Somebody is there: kept now and then, for the list of sessions."""
        if time.monotonic() - self._seen < SEEN_SECONDS:
            return
        self._seen = time.monotonic()
        with self.writing(SIGNED_IN) as change:
            change.conn.execute(
                "UPDATE session SET last_seen = ? WHERE id = ?", (utc_now(), self.session_id)
            )

    def close(self, *, why: str = "") -> None:
        """Sign out: logged, and the keys are forgotten. Safe to call twice.

        Raises StoreError when it cannot be logged (a full disk); the keys are forgotten then too.
        """
        try:
            if not self.ended:
                self.ended = True
                reserve.lend(self._folder)
                self._note_end(why)
        finally:
            self._engine.close()

    def _note_end(self, why: str) -> None:
        with self._engine.writing() as conn:
            changed = conn.execute(
                "UPDATE session SET ended = ?, ended_by = ? WHERE id = ? AND ended = ''",
                (utc_now(), self.name, self.session_id),
            )
            if changed.rowcount:
                self._change(conn).log("sign.out", self.name, reason=why)
