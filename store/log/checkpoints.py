"""Making checkpoints of the operation log, by hand and on schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.engine.driver import Connection
from store.errors import InvalidValue, KehaoError, NotFound, WrongUsage
from store.files import confinement
from store.log.checkpoint import Checkpoint, sign
from store.log.checkpoint_places import (
    check_place,
    check_system_log,
    file_name,
    put,
    put_in_system_log,
)
from store.log.signing import ready, signer, store_id

if TYPE_CHECKING:
    from store.session import Session

LATE: Final = timedelta(days=2)
LEAST_MONTHS: Final = 6
"""The law (网络安全法) wants logs kept for six months at least."""
MOST_MONTHS: Final = 1200
FOLDER: Final = "checkpoint.folder"
SYSTEM_LOG: Final = "checkpoint.syslog"
KEEP: Final = "log.keep_months"


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that was made, with the name of the file it went to."""

    checkpoint: Checkpoint
    file: str


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where checkpoints go on schedule (folder: empty for none), and how many months of the log
    are kept in the store at least."""

    folder: str
    syslog: bool
    keep_months: int

    @property
    def scheduled(self) -> bool:
        """Whether checkpoints are made on schedule at all."""
        return bool(self.folder) or self.syslog


class Checkpoints(Service):
    """The checkpoints of the operation log."""

    @needs("log.checkpoint")
    def make(self, path: str | Path = "", *, syslog: bool = False) -> Kept:
        """Sign where the log ends now, and write it to a file, a folder, `-`, or the system log.

        A file is added to, in a folder a new one is made. The line that says so is the last one
        that the checkpoint covers. Raises WrongUsage (no place), NotFound, InvalidValue, KehaoError
        (no system log) before anything is signed.
        """
        return make_checkpoint(self._session, "log.checkpoint", path, syslog=syslog)

    @needs("log.checkpoint", "log.verify", "log.all")
    def list(self) -> Sequence[Kept]:
        """Every checkpoint that the store remembers, oldest first.

        It proves nothing of the log: whoever can change the one can change the other.
        """
        with self._session.reading() as conn:
            store = store_id(conn)
            rows = conn.execute(
                "SELECT seq, head, at, public, signature, file FROM checkpoint ORDER BY id"
            ).fetchall()
        return [
            Kept(Checkpoint(store, seq, head, at, public, signature), file)
            for seq, head, at, public, signature, file in rows
        ]

    @needs("setting.edit", "log.checkpoint")
    def settings(self) -> LogSettings:
        """What is set."""
        with self._session.reading() as conn:
            return log_settings(conn)

    @needs("setting.edit")
    def set(
        self,
        *,
        folder: str | None = None,
        syslog: bool | None = None,
        keep_months: int | None = None,
    ) -> LogSettings:
        """Set what is given (an empty folder: none). Logged. Raises NotFound, InvalidValue."""
        wanted: dict[str, str] = {}
        if folder is not None:
            wanted[FOLDER] = _folder(folder) if folder else ""
        if syslog is not None:
            if syslog:
                check_system_log()
            wanted[SYSTEM_LOG] = "1" if syslog else ""
        if keep_months is not None:
            if not LEAST_MONTHS <= keep_months <= MOST_MONTHS:
                raise InvalidValue(
                    "The log is kept {least} months at least, not {months}.",
                    least=LEAST_MONTHS,
                    months=keep_months,
                )
            wanted[KEEP] = str(keep_months)
        with self._session.writing("setting.edit") as change:
            for name, value in wanted.items():
                before = _setting(change.conn, name)
                if before == value:
                    continue
                change.conn.execute(
                    "INSERT INTO setting (name, value) VALUES (?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, value),
                )
                change.log("setting.edit", name, before={"value": before}, after={"value": value})
            return log_settings(change.conn)


def make_checkpoint(
    session: Session, permission: str, path: str | Path, *, syslog: bool = False
) -> Kept:
    """See `Checkpoints.make`; the schedule makes them under a permission of its own."""
    if not str(path) and not syslog:
        raise WrongUsage("Say where the checkpoint goes: a file, a folder, - or --syslog.")
    if str(path):
        check_place(path)
    if syslog:
        check_system_log()
    ready()
    name = Path(path).name if str(path) not in ("", "-") else str(path)
    in_folder = bool(str(path)) and Path(path).is_dir()
    with session.writing(permission, looking=True) as change:
        key = signer(change)
        change.log("log.checkpoint", name, after={"public": key.public, "syslog": syslog})
        seq, head = change.head()
        made = sign(key, store=store_id(change.conn), seq=seq, head=head.hex(), at=change.at)
        change.conn.execute(
            "INSERT INTO checkpoint (seq, head, at, public, signature, file)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                seq,
                made.head,
                made.at,
                made.public,
                made.signature,
                file_name(made) if in_folder else name,
            ),
        )
    file = put(made, path) if str(path) else ""
    if syslog:
        put_in_system_log(made)
    return Kept(made, file)


def make_scheduled(session: Session) -> Kept:
    """Make the checkpoint that is due, for whoever does what is due."""
    with session.reading() as conn:
        wanted = log_settings(conn)
    if wanted.folder:
        _there(Path(wanted.folder))  # an unmounted disk is an error, not a new file
    return make_checkpoint(session, "due.run", wanted.folder, syslog=wanted.syslog)


def late(conn: Connection) -> KehaoError | None:
    """What to tell of checkpoints that should be made and were not for two days."""
    last = conn.execute("SELECT max(at) FROM checkpoint").fetchone()[0]
    if not last:
        return KehaoError("No checkpoint of the log was made yet: kehao run-due makes it.")
    now = datetime.now(UTC)
    if now - datetime.fromisoformat(last) <= LATE:
        return None
    return KehaoError(
        "The last checkpoint of the log is of {day}: see that kehao run-due runs daily.",
        day=str(last)[:10],
    )


def log_settings(conn: Connection) -> LogSettings:
    """What is set of checkpoints and of keeping the log."""
    months = _setting(conn, KEEP)
    return LogSettings(
        _setting(conn, FOLDER), bool(_setting(conn, SYSTEM_LOG)), int(months or LEAST_MONTHS)
    )


def _setting(conn: Connection, name: str) -> str:
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _folder(text: str) -> str:
    """The folder as it is kept: absolute, there, and to be written to."""
    path = confinement.place(text).expanduser().absolute()
    _there(path)
    check_place(path)
    return str(path)


def _there(folder: Path) -> None:
    if not folder.is_dir():
        raise NotFound("There is no folder {path}.", path=str(folder))
