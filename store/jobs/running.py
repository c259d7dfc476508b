"""A run of a job: begun, done for its owner, noted with what it did or why it failed.

One job is run at a time, whoever runs it: a file of the store is held meanwhile and let go of
however the process ends. So a run that never ended, found while one holds it, was killed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from store.access import SIGNED_IN
from store.change import utc_now
from store.due import Done, is_due
from store.errors import KehaoError, SessionEnded, Stopped, StoreBusy, StoreError
from store.jobs.acting import OwnerSession, held_to, may_run_here
from store.jobs.definition import IMPORT
from store.jobs.kept import Job, begin_run, end_run, killed, read_jobs
from store.jobs.leave import approved
from store.sign_in.admission import mark_old_password

if TYPE_CHECKING:
    from store.engine.cancel import Cancel
    from store.session import Session
    from store.transfer.imports.importing import OnProgress

LOCK: Final = "jobs.lock"
AGAIN_SECONDS: Final = 3600
"""So long after it failed a job is not tried again in the same period."""

Describe = Callable[[KehaoError], str]


def job_due(session: Session, job: Job) -> bool:
    """Whether a job is to be done now: not yet done in its day, week or month, not paused, and
    not tried in the last hour."""
    if job.paused or not is_due(session, job.does.every, job.done):
        return False
    last = job.last
    if last is None or not last.failed or _was_killed(job):
        return True
    now, tried = datetime.fromisoformat(utc_now()), datetime.fromisoformat(last.began)
    return abs((now - tried).total_seconds()) >= AGAIN_SECONDS  # a clock may go back


def run_due_jobs(
    session: Session,
    describe: Describe,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Iterator[Done]:
    """Do every job that is due, one after the other; those that were killed come last, so that one
    by which the process dies does not keep the others from being done.

    Stops without a word while somebody runs one by hand: what is due stays due. Raises Stopped,
    SessionEnded.
    """
    with session.reading() as conn:
        jobs = read_jobs(conn)
    for job in sorted(jobs, key=lambda job: (_was_killed(job), job.name)):
        if not job_due(session, job) or not may_run_here(job, alone=True):
            continue
        try:
            with _held(session):
                now = _as_it_is(session, job)
                if now is not None and job_due(session, now) and may_run_here(now, alone=True):
                    yield _run(session, now, describe, progress, cancel)
        except _AnotherRuns:
            return


def run_now(
    session: Session,
    job: Job,
    describe: Describe,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Done:
    """Do a job at once. Raises StoreBusy while another is done, Stopped, SessionEnded."""
    with _held(session):
        now = _as_it_is(session, job)
        if now is None or (now.staff, now.person) != (job.staff, job.person):
            raise StoreBusy("Somebody changed the job {name} just now: look again.", name=job.name)
        return _run(session, now, describe, progress, cancel)


def _as_it_is(session: Session, job: Job) -> Job | None:
    """The job as it is once nobody else runs one; None when it is gone."""
    with session.reading() as conn:
        return next(iter(read_jobs(conn, "job.id = ?", (job.id,))), None)


def _was_killed(job: Job) -> bool:
    last = job.last
    if last is None:
        return False
    return not last.ended or (last.error is not None and last.error.template == killed().template)


def _run(
    session: Session,
    job: Job,
    describe: Describe,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Done:
    with session.writing(SIGNED_IN) as change:
        run = begin_run(change, job.id)
        mark_old_password(change.conn, job.staff, change.at)
    facts: dict[str, Any] = {}
    error: KehaoError | None = None
    ending: KehaoError | None = None
    try:
        facts, error = _work(session, job, describe, progress, cancel)
    except (Stopped, SessionEnded) as stopped:
        error = ending = stopped
    except KehaoError as failure:
        error = failure
    except OSError as failure:
        error = KehaoError(
            "The machine refused: {why}.", why=failure.strerror or type(failure).__name__
        )
    except Exception as failure:
        error = KehaoError(
            "The program itself failed at this ({fault}): tell whoever looks after it.",
            fault=type(failure).__name__,
        )
    with session.writing(SIGNED_IN) as change:
        end_run(change, run, error, facts)
        change.log("job.run", job.name, after=_image(job, facts, error))
    if ending is not None:
        raise ending
    return Done(job.name, facts, error, by_hand=True)


def _work(
    session: Session,
    job: Job,
    describe: Describe,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> tuple[dict[str, Any], KehaoError | None]:
    with held_to(job, Path(session.access.keyring).parent):
        owner = OwnerSession(session, job)
        if job.does.kind == IMPORT:
            from store.jobs.bringing_in import bring_in

            return bring_in(owner, job, describe, progress, cancel)
        from store.jobs.taking_out import take_out

        if approved(owner, job):
            owner.clear("export.run")
        return take_out(owner, job, progress, cancel), None


_LOGGED: Final = ("read", "added", "updated", "skipped", "rejected", "written")


def _image(job: Job, facts: Mapping[str, Any], error: KehaoError | None) -> dict[str, object]:
    """What the log keeps of a run: the reason without its values, which may be personal."""
    counts = {name: facts[name] for name in _LOGGED if name in facts}
    why = {"error": error.template} if error is not None else {}
    return {"owner": job.owner, "ok": error is None, **counts, **why}


class _AnotherRuns(StoreBusy):
    """Somebody runs a job."""


@contextmanager
def _held(session: Session) -> Iterator[None]:
    """Hold the store's jobs against everybody else who would run one. Raises StoreBusy."""
    path = Path(session.access.keyring).parent / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            "{path} can't be written: {why}.", path=str(path), why=error.strerror or ""
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _AnotherRuns("Another job is being done: wait until that one is.") from None
        yield
    finally:
        os.close(handle)
