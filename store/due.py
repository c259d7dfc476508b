"""What is due: work that comes back by the calendar, done by one command from cron or a timer.

A job is a plain function and how often it is done unless somebody sets otherwise; a later one is
one more row in `JOBS`. When each was last done lies in the store. One process at a time does what
is due: it holds the store's folder, and lets go of it whenever and however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.change import utc_now
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import InvalidValue, KehaoError, NotFound, SessionEnded, Stopped, StoreBusy

if TYPE_CHECKING:
    from store.session import Session

Progress = Callable[[int, int], None]
Facts = dict[str, object]

INTERVALS: Final = ("daily", "weekly", "monthly", "never")
"""How often a job is done: once a day, ISO week or month of the store's calendar, or never."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that comes back: its name, how often as shipped, and the function that does it.

    work: gets the session, progress and cancel; gives facts for scripts. `ok` False among them
    means that a check found something. wanted: whether the store is set up for it; never due if
    not.
    """

    name: str
    every: str
    work: Callable[[Session, Progress | None, Cancel | None], Facts]
    wanted: Callable[[Connection], bool] = lambda conn: True


@dataclass(frozen=True, slots=True)
class Standing:
    """A job: how often, when it was last done (UTC, empty: never), and whether it is due."""

    job: str
    every: str
    last: str
    due: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job that was due: its facts, or why it failed."""

    job: str
    facts: Facts
    error: KehaoError | None = None
    by_hand: bool = False
    """Whether somebody set the job up (`store.jobs`); the others are the store's own."""

    @property
    def ok(self) -> bool:
        """Whether it was done and found nothing wrong."""
        return self.error is None and self.facts.get("ok", True) is True


def _audit(session: Session, progress: Progress | None, cancel: Cancel | None) -> Facts:
    from store.codes.audit import audit

    found = audit(session, "due.run", most=1, progress=progress, cancel=cancel)
    return {
        "ok": found.ok,
        "codes": found.codes,
        "findings": dict(found.counts),
        "unexplained": found.unexplained,
    }


def _reservations(session: Session, progress: Progress | None, cancel: Cancel | None) -> Facts:
    from store.codes.reservations import expire_reservations

    return {"expired": expire_reservations(session)}


def _search(session: Session, progress: Progress | None, cancel: Cancel | None) -> Facts:
    from store.search.upkeep import mend, merge_words

    mended, evened = mend(session, "due.run")
    merged = merge_words(session, "due.run", cancel=cancel)
    return {"mended": mended, "evened": evened, "merged": merged}


def _quality(session: Session, progress: Progress | None, cancel: Cancel | None) -> Facts:
    from store.quality.trend import keep_today

    figures = keep_today(session, "due.run", cancel)
    return {
        "customers": figures.customers,
        "incomplete": figures.incomplete,
        "stale": figures.stale,
        "flagged": figures.flagged,
        "failing": figures.failing,
        "completeness": round(figures.completeness, 4),
    }


def _backup(session: Session, progress: Progress | None, cancel: Cancel | None) -> Facts:
    from store.backup.service import run_due

    made = run_due(session, progress, cancel)
    failed = [one.error for one in made if one.error is not None]
    if failed and len(failed) == len(made):
        raise failed[0]  # and it stays due
    return {
        "ok": not failed,
        "files": [one.file for one in made if one.file],
        "failed": [one.folder for one in made if one.error is not None],
    }


def _has_folder(conn: Connection) -> bool:
    from store.backup.places import read_places

    return bool(read_places(conn))


def _checkpoint(session: Session, progress: Progress | None, cancel: Cancel | None) -> Facts:
    from store.log.checkpoints import make_scheduled

    made = make_scheduled(session)
    return {"seq": made.checkpoint.seq, "head": made.checkpoint.head, "file": made.file}


def _has_place(conn: Connection) -> bool:
    from store.log.checkpoints import log_settings

    return log_settings(conn).scheduled


JOBS: Final = (
    Job("reservations", "daily", _reservations),
    Job("search", "daily", _search),
    Job("quality", "daily", _quality),
    Job("audit", "monthly", _audit),
    Job("backup", "daily", _backup, _has_folder),
    Job("checkpoint", "daily", _checkpoint, _has_place),
)


class DueService(Service):
    """The jobs of the store."""

    @needs("due.run")
    def run(
        self,
        *,
        describe: Callable[[KehaoError], str] = str,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> list[Done]:
        """Do every job that is due, one after the other; one that fails does not stop the next.

        The store's own come first, then those that people set up. describe: says the reasons of
        rejected rows.
        Raises StoreBusy while another process is at it, Stopped.
        """
        from store.jobs.running import run_due_jobs

        session = self._session
        done = []
        with _alone(Path(session.access.keyring).parent):
            for job in JOBS:
                with session.reading() as conn:
                    due = _standing(conn, session, job).due
                if due:
                    done.append(self._one(job, progress, cancel))
            done += run_due_jobs(session, describe, progress, cancel)
        return done

    def _one(self, job: Job, progress: Progress | None, cancel: Cancel | None) -> Done:
        session = self._session
        try:
            facts = job.work(session, progress, cancel)
            with session.writing("due.run") as change:
                _keep(change.conn, job.name, "last", utc_now())
        except (Stopped, SessionEnded):
            raise
        except KehaoError as error:
            return Done(job.name, {}, error)
        return Done(job.name, facts)

    @needs("due.run", "setting.edit")
    def jobs(self) -> Sequence[Standing]:
        """Every job, how often it is done, and when it was: the store's own, then people's."""
        from store.jobs.kept import read_jobs
        from store.jobs.running import job_due

        session = self._session
        with session.reading() as conn:
            own = [_standing(conn, session, job) for job in JOBS]
            made = read_jobs(conn)
        return own + [
            Standing(
                job.name,
                "never" if job.paused else job.does.every,
                job.done,
                job_due(session, job),
            )
            for job in made
        ]

    @needs("setting.edit")
    def set_every(self, job: str, every: str) -> Standing:
        """Say how often a job is done: daily, weekly, monthly or never. Logged.

        Raises NotFound, InvalidValue.
        """
        known = next((one for one in JOBS if one.name == job), None)
        if known is None:
            raise NotFound(
                "There is no job {job}: choose from {known}.",
                job=job,
                known=", ".join(one.name for one in JOBS),
            )
        if every not in INTERVALS:
            raise InvalidValue(
                "A job is done {known}, not {every}.", every=every, known=", ".join(INTERVALS)
            )
        session = self._session
        with session.writing("setting.edit") as change:
            before = _standing(change.conn, session, known)
            _keep(change.conn, job, "every", every)
            change.log(
                "setting.edit",
                f"due.{job}",
                before={"every": before.every},
                after={"every": every},
            )
            return _standing(change.conn, session, known)


def _standing(conn: Connection, session: Session, job: Job) -> Standing:
    kept = dict(
        conn.execute(
            "SELECT name, value FROM setting WHERE name IN (?, ?)",
            (f"due.{job.name}.every", f"due.{job.name}.last"),
        ).fetchall()
    )
    every = str(kept.get(f"due.{job.name}.every", job.every))
    last = str(kept.get(f"due.{job.name}.last", ""))
    due = is_due(session, every, last) and job.wanted(conn)
    return Standing(job.name, every, last, due)


def is_due(session: Session, every: str, last: str) -> bool:
    """Whether what was last done then (UTC, empty: never) is to be done in the period of today."""
    if every == "never":
        return False
    if not last:
        return True
    before = datetime.fromisoformat(last).astimezone(session.zone).date()
    return _period(every, before) != _period(every, session.today())  # a clock may go back


def _period(every: str, day: date) -> tuple[int, ...]:
    """The day, week or month that a date lies in, as something to compare."""
    match every:
        case "daily":
            return (day.toordinal(),)
        case "weekly":
            return day.isocalendar()[:2]
        case _:
            return (day.year, day.month)


def _keep(conn: Connection, job: str, what: str, value: str) -> None:
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (f"due.{job}.{what}", value),
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the store's folder against other processes that would do the same work twice."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy("Another process is doing what is due: leave it to that one.") from None
        yield
    finally:
        os.close(handle)
