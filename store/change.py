"""One transaction of one person: the connection to change things with, and its lines in the log.

A change and its log line stand or fall together: `log` writes through the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from store.engine.driver import Connection, IntegrityError
from store.errors import StoreDamaged
from store.log import sealing
from store.log.chain import GENESIS, Line, canonical_json, mac
from store.text import clean


def utc_now() -> str:
    """The time as the store keeps it: UTC, milliseconds, `2026-01-31T08:15:00.123Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, in which roles, from where."""

    name: str
    role: str
    session: str
    client: str


_INSERT = (
    "INSERT INTO operation (seq, at, actor, role, session, client, action, object, subject,"
    " group_id, before, after, reason, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class Change:
    """A write transaction under way."""

    conn: Connection
    actor: Actor
    log_key: bytes
    is_personal: Callable[[str], bool]
    at: str = field(default_factory=utc_now)
    _head: tuple[int, bytes] | None = None

    def log(
        self,
        action: str,
        object: str = "",
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        reason: str = "",
        group: str = "",
        subject: int | None = None,
        subject_key: bytes | None = None,
    ) -> int:
        """Write one line; returns its sequence number.

        With a `subject` (a customer's id) personal values of both images are sealed under the
        customer's key, which is read from the store unless given.
        """
        if subject is not None and subject_key is None and (before or after):
            subject_key = self.subject_key(subject)
        self.log_lines(
            [
                (
                    action,
                    clean(object),
                    subject,
                    group,
                    self._image(before, subject, subject_key),
                    self._image(after, subject, subject_key),
                    reason,
                )
            ]
        )
        assert self._head is not None
        return self._head[0]

    def log_lines(self, lines: Iterable[tuple[str, str, int | None, str, str, str, str]]) -> None:
        """Write many lines: (action, object, subject, group, before, after, reason), images ready.

        The images must be canonical JSON with personal values sealed already.
        """
        seq, previous = self.head()
        actor, at, key = self.actor, self.at, self.log_key
        rows = []
        for action, object_, subject, group, before, after, reason in lines:
            seq += 1
            line = Line(
                seq,
                at,
                actor.name,
                actor.role,
                actor.session,
                actor.client,
                action,
                object_,
                subject,
                group,
                before,
                after,
                reason,
            )
            previous = mac(key, previous, line)
            rows.append(
                (
                    seq,
                    at,
                    actor.name,
                    actor.role,
                    actor.session,
                    actor.client,
                    action,
                    object_,
                    subject,
                    group,
                    before,
                    after,
                    reason,
                    previous,
                )
            )
        try:
            self.conn.executemany(_INSERT, rows)
        except IntegrityError as error:
            raise StoreDamaged(
                "The operation log takes no line ({why}): nothing was changed. Run kehao doctor.",
                why=str(error),
            ) from error
        self._head = (seq, previous)

    def head(self) -> tuple[int, bytes]:
        """The number and the MAC of the last line, those written in this transaction included."""
        return self._head or self._read_head()

    def subject_key(self, subject: int) -> bytes:
        """The key of a customer's personal values in the log."""
        row = self.conn.execute(
            "SELECT key FROM subject_key WHERE customer = ?", (subject,)
        ).fetchone()
        if row is None:
            raise StoreDamaged(
                "Customer number {id} has lost the key of its log lines: restore the store from a "
                "backup.",
                id=subject,
            )
        return bytes(row[0])

    def _image(
        self, values: Mapping[str, object] | None, subject: int | None, key: bytes | None
    ) -> str:
        if not values:
            return ""
        if subject is None or key is None:
            return canonical_json(values).encode("utf-8", "replace").decode()  # names of files
        return sealing.seal(key, subject, values, self.is_personal)

    def _read_head(self) -> tuple[int, bytes]:
        row = self.conn.execute(
            "SELECT seq, mac FROM operation ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return (row[0], bytes(row[1])) if row else (0, GENESIS)
