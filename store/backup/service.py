"""Backups as people and the schedule ask for them: made, written down, and old ones removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.backup.bucket import (
    Access,
    access_of,
    is_address,
    keep_access,
    lying_at,
    open_bucket,
    read_access,
    store_in,
)
from store.backup.format import whole_bytes
from store.backup.lying import Lying
from store.backup.making import Progress, checked_folder, make
from store.backup.places import Place, keep_places, mount_of, read_places, remove_old
from store.backup.policy import Policy, keep_policy, read_policy
from store.change import utc_now
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import KehaoError, SessionEnded, Stopped

if TYPE_CHECKING:
    from store.session import Session

TOO_OLD_DAYS: Final = 2
"""After so many days without a backup the doctor and the screen say so."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one backup; `error` says why there is none."""

    folder: str
    file: str = ""
    bytes: int = 0
    operations: int = 0
    removed: tuple[str, ...] = ()
    error: KehaoError | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A backup as it was written down; `result` is empty, or why it failed."""

    at: str
    file: str
    bytes: int
    operations: int
    result: str
    verified: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the store is backed up: the last good one (empty: none), whether that is too long ago,
    and the last attempt's failure if it failed."""

    last: str
    file: str
    too_old: bool
    failure: str


class Backups(Service):
    """The backups of the store."""

    @needs("backup.run")
    def create(
        self,
        targets: Sequence[str],
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Sequence[Made]:
        """One verified backup in each place; one that fails does not stop the next. Logged.

        Where a new one is verified, those that the policy no longer keeps are removed.
        Raises Stopped.
        """
        return [
            _one(self._session, "backup.run", target, None, progress, cancel) for target in targets
        ]

    @needs("backup.run")
    def list(self, limit: int = 100) -> Sequence[Row]:
        """The backups that were made or tried, newest first."""
        with self._session.reading() as conn:
            return _rows(conn, limit)

    @needs("backup.run", "setting.edit", "log.verify")
    def standing(self) -> Standing:
        """How old the last good backup is, and whether the last attempt failed."""
        with self._session.reading() as conn:
            return standing(conn)

    @needs("backup.run", "setting.edit")
    def folders(self) -> Sequence[str]:
        """Where the scheduled backups go."""
        with self._session.reading() as conn:
            return [place.folder for place in read_places(conn)]

    @needs("setting.edit")
    def set_folders(self, folders: Sequence[str]) -> Sequence[str]:
        """Say where the scheduled backups go; none: nowhere. Logged. Raises NotFound for a folder
        that is not there, InvalidValue for the store's own."""
        session = self._session
        places = list(dict.fromkeys(_place(session, folder) for folder in folders))
        named = [place.folder for place in places]
        with session.writing("setting.edit") as change:
            before = [place.folder for place in read_places(change.conn)]
            if places != list(read_places(change.conn)):
                keep_places(change.conn, places)
                change.log(
                    "setting.edit",
                    "backup.folders",
                    before={"folders": before},
                    after={"folders": named},
                )
        return named

    @needs("backup.run", "setting.edit")
    def s3(self) -> str:
        """The S3 storage in use, as its address; empty when none is set up. Never a secret."""
        with self._session.reading() as conn:
            access = read_access(conn)
        return access.endpoint if access else ""

    @needs("setting.edit")
    def set_s3(self, access: Access | None) -> None:
        """Set S3 storage up, or forget it. Logged, without the keys. Raises InvalidValue."""
        with self._session.writing("setting.edit") as change:
            before = read_access(change.conn)
            keep_access(change.conn, access)
            change.log(
                "setting.edit",
                "backup.s3",
                before={"endpoint": before.endpoint} if before else None,
                after={"endpoint": access.endpoint} if access else None,
            )

    @needs("backup.run")
    def lying_at(self, address: str) -> Lying:
        """The backup at an address `s3://bucket/prefix/file` in the storage that is set up.

        Raises InvalidValue, StoreError when none is.
        """
        with self._session.reading() as conn:
            return lying_at(access_of(conn), address)

    @needs("backup.run", "setting.edit")
    def policy(self) -> Policy:
        """How many backups are kept."""
        with self._session.reading() as conn:
            return read_policy(conn)

    @needs("setting.edit")
    def set_policy(self, policy: Policy) -> Policy:
        """Say how many backups are kept. Logged. Raises InvalidValue."""
        policy.checked()
        with self._session.writing("setting.edit") as change:
            before = read_policy(change.conn)
            if before != policy:
                keep_policy(change.conn, policy)
                change.log(
                    "setting.edit", "backup.keep", before=asdict(before), after=asdict(policy)
                )
        return policy


def run_due(session: Session, progress: Progress | None, cancel: Cancel | None) -> list[Made]:
    """The scheduled backups, in every folder that was named."""
    with session.reading() as conn:
        places = read_places(conn)
    return [_one(session, "due.run", place.folder, place, progress, cancel) for place in places]


def standing(conn: Connection) -> Standing:
    """How the store stands with its backups; a new store has two days for its first."""
    good = conn.execute(
        "SELECT at, file FROM backup WHERE verified = 1 ORDER BY id DESC LIMIT 1"
    ).fetchone()
    failed = conn.execute("SELECT result FROM backup ORDER BY id DESC LIMIT 1").fetchone()
    since = (
        good[0]
        if good
        else conn.execute("SELECT value FROM setting WHERE name = 'created'").fetchone()[0]
    )
    age = datetime.now(UTC) - datetime.fromisoformat(since)
    return Standing(
        last=good[0] if good else "",
        file=good[1] if good else "",
        too_old=age.days >= TOO_OLD_DAYS,
        failure=failed[0] if failed else "",
    )


def good(conn: Connection, limit: int = 100) -> Sequence[Row]:
    """The backups that were made and verified, newest first."""
    return _rows(conn, limit, "WHERE verified = 1")


def _rows(conn: Connection, limit: int, which: str = "") -> Sequence[Row]:
    rows = conn.execute(
        f"SELECT at, file, bytes, operations, result, verified FROM backup {which}"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    ).fetchall()
    return [Row(*row) for row in rows]


def _place(session: Session, target: str) -> Place:
    """A folder or an address that backups can go to. Raises NotFound, InvalidValue."""
    if is_address(target):
        with session.reading() as conn:
            open_bucket(conn, target)
        return Place(target, "")
    folder = checked_folder(session, Path(target))
    return Place(str(folder), mount_of(folder))


def _one(
    session: Session,
    permission: str,
    target: str,
    place: Place | None,
    progress: Progress | None,
    cancel: Cancel | None,
) -> Made:
    """One backup in one place, written down whether it came about or not."""
    try:
        with session.reading() as conn:
            policy = read_policy(conn)
            bucket = open_bucket(conn, target) if is_address(target) else None
        if bucket is not None:
            file, header = store_in(session, bucket, progress, cancel)
            removed = bucket.remove_old(header.store, policy, session.zone)
        else:
            if place is not None:
                place.check()
            path, header = make(session, Path(target), progress=progress, cancel=cancel)
            removed = remove_old(path.parent, header.store, policy, session.zone)
            file = str(path)
    except (Stopped, SessionEnded):
        raise
    except KehaoError as error:
        _note(session, permission, Made(target, error=error))
        return Made(target, error=error)
    made = Made(target, file, whole_bytes(header), header.operations, tuple(removed))
    _note(session, permission, made, header.head)
    return made


def _note(session: Session, permission: str, made: Made, head: str = "") -> None:
    """Write a backup, or why there is none, down and into the log."""
    with session.writing(permission, looking=True) as change:
        change.conn.execute(
            "INSERT INTO backup (at, file, bytes, operations, result, verified)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                utc_now(),
                made.file or made.folder,
                made.bytes,
                made.operations,
                str(made.error or ""),
                int(made.error is None),
            ),
        )
        if made.error is not None:
            change.log("backup.fail", made.folder, after={"why": str(made.error)})
            return
        after: dict[str, object] = {
            "bytes": made.bytes,
            "operations": made.operations,
            "head": head,
        }
        if made.removed:
            after["removed"] = list(made.removed)
        change.log("backup.run", made.file, after=after)
