"""Jobs for people: set up, look at, pause, run by hand.

A job acts for its owner, who is whoever set it up or changed it last: nobody lets it do more than
they may themselves. Everybody sees their own; those who may set jobs up see all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import SIGNED_IN, Service, needs
from store.errors import ApprovalNeeded, InvalidValue, KehaoError, NotFound, NotPermitted
from store.files.confinement import confined
from store.jobs.acting import may_run_here
from store.jobs.definition import Definition, checked_name
from store.jobs.kept import Job, Run, read_jobs, read_runs
from store.text import clean

if TYPE_CHECKING:
    from store.change import Change
    from store.due import Done
    from store.engine.cancel import Cancel
    from store.engine.driver import Connection
    from store.transfer.imports.importing import OnProgress

RUNS: Final = 20
"""So many runs are shown unless more are asked for."""


class Jobs(Service):
    """The jobs that people set up."""

    @needs(SIGNED_IN)
    def list(self) -> Sequence[Job]:
        """One's own jobs by name, or all for those who may set jobs up."""
        with self._session.reading() as conn:
            return self._visible(conn)

    @needs(SIGNED_IN)
    def get(self, name: str) -> Job:
        """One of them. Raises NotFound."""
        with self._session.reading() as conn:
            return self._one(conn, name)

    @needs(SIGNED_IN)
    def history(self, name: str, most: int = RUNS) -> Sequence[Run]:
        """A job's runs, newest first. Raises NotFound."""
        with self._session.reading() as conn:
            return read_runs(conn, self._one(conn, name).id, most)

    @needs(SIGNED_IN)
    def failing(self) -> Sequence[Job]:
        """One's own jobs whose newest run failed, and that one has not looked at since."""
        with self._session.reading() as conn:
            own = read_jobs(conn, "job.staff = ?", (self._session.staff_id,))
        return [job for job in own if job.last and job.last.failed and not job.last.seen]

    @needs(SIGNED_IN)
    def looked_at(self, name: str) -> None:
        """Its owner has seen what became of a job: no more is said at the sign-in. Raises NotFound.

        Nothing happens when somebody else looks.
        """
        session = self._session
        with session.reading() as conn:
            job = self._one(conn, name)
        if job.staff != session.staff_id or job.last is None or job.last.seen:
            return
        with session.writing(SIGNED_IN) as change:
            change.conn.execute(
                "UPDATE job_run SET seen = 1 WHERE job = ? AND ended <> ''", (job.id,)
            )

    @needs("job.edit")
    def add(self, name: str, does: Definition) -> Job:
        """Set a job up; it is done when next something is due. One that needs a second person
        waits for them (`Job.waits`), and asks at once. Logged.

        Raises NotPermitted, PasswordNeeded, InvalidValue, NotFound, WrongUsage, InvalidQuery.
        """
        from store.jobs.checking import checked

        session = self._session
        permission = does.permission
        name = checked_name(name, _built_in())
        session.require(permission)
        session.require_fresh()
        does = checked(session, does)
        with session.writing("job.edit") as change:
            if read_jobs(change.conn, "job.name = ?", (name,)):
                raise _taken(name)
            change.conn.execute(
                "INSERT INTO job (name, kind, details, every, staff, paused, added, added_by,"
                " approved, person, allowed) VALUES (?, ?, ?, ?, ?, 0, ?, ?, '', ?, ?)",
                (name, does.kind, does.as_text(), does.every, session.staff_id, change.at,
                 session.name, *_served()),
            )  # fmt: skip
            job = self._one(change.conn, name)
            change.log("job.add", name, after=_image(job))
        return self._asked(job)

    @needs("job.edit")
    def change(self, name: str, does: Definition, *, new_name: str = "") -> Job:
        """Let a job do something else, or bear another name; from now on it acts for whoever
        changed it. What it has told of changes is forgotten: the next export is a whole one.
        Unchanged, it only asks the second person again. Logged. Raises what `add` raises.
        """
        from store.jobs.checking import checked

        session = self._session
        with session.reading() as conn:
            job = self._one(conn, name)
        new = checked_name(new_name or job.name, _built_in())
        session.require(does.permission)
        session.require_fresh()
        if does.kind != job.does.kind:
            raise InvalidValue("A job stays what it is, an import or an export: add another.")
        does = checked(session, does)
        with session.writing("job.edit") as change:
            before = self._one(change.conn, name)
            same = (new, does, session.staff_id) == (before.name, before.does, before.staff)
            if same and (before.person, json.dumps(before.allowed)) == _served():
                job = before
            else:
                job = self._replace(change, before, new, does)
        return self._asked(job)

    @needs(SIGNED_IN)
    def pause(self, name: str) -> Job:
        """Let a job rest: one's own, or any for those who set jobs up. Logged. Raises NotFound."""
        return self._set_paused(name, True)

    @needs("job.edit")
    def resume(self, name: str) -> Job:
        """Let a job be done again. Logged. Raises NotFound."""
        return self._set_paused(name, False)

    @needs(SIGNED_IN)
    def remove(self, name: str) -> None:
        """Remove a job with its history; files stay. Logged. Raises NotFound."""
        with self._session.writing(SIGNED_IN) as change:
            job = self._one(change.conn, name)
            for table in ("job_file", "job_run"):
                change.conn.execute(f"DELETE FROM {table} WHERE job = ?", (job.id,))
            change.conn.execute("DELETE FROM job WHERE id = ?", (job.id,))
            _forget_mark(change, job.name)
            change.log("job.remove", job.name, before=_image(job))

    @needs(SIGNED_IN)
    def run(
        self,
        name: str,
        *,
        describe: Callable[[KehaoError], str] = str,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Done:
        """Do a job now, for its owner, whether it is due or paused: one's own, or any for those who
        set jobs up. Why it failed stands in what is returned.

        Raises NotFound, NotPermitted (somebody else's that was set up over the server), StoreBusy
        while another job is done, Stopped.
        """
        from store.jobs.running import run_now

        with self._session.reading() as conn:
            job = self._one(conn, name)
        if not may_run_here(job, alone=False):
            raise NotPermitted(
                "The job {name} is held to the folders of {owner}: kehao run-due does it, or "
                "{owner} by hand.",
                name=job.name,
                owner=job.owner,
            )
        return run_now(self._session, job, describe, progress, cancel)

    # -- inside ---------------------------------------------------------------------------------

    def _visible(self, conn: Connection) -> Sequence[Job]:
        if self._session.may("job.edit"):
            return read_jobs(conn)
        return read_jobs(conn, "job.staff = ?", (self._session.staff_id,))

    def _one(self, conn: Connection, name: str) -> Job:
        """A job that one may see."""
        for job in self._visible(conn):
            if job.name == clean(name):
                return job
        raise NotFound("There is no job {name}: kehao jobs list shows them.", name=clean(name))

    def _asked(self, job: Job) -> Job:
        """The job as it stands, the second person having been asked where one is needed."""
        from store.jobs.leave import approved

        with suppress(ApprovalNeeded):
            approved(self._session, job)
        with self._session.reading() as conn:
            return self._one(conn, job.name)

    def _replace(self, change: Change, before: Job, name: str, does: Definition) -> Job:
        session = self._session
        if name != before.name and read_jobs(change.conn, "job.name = ?", (name,)):
            raise _taken(name)
        change.conn.execute(
            "UPDATE job SET name = ?, details = ?, every = ?, staff = ?, person = ?, allowed = ?"
            " WHERE id = ?",
            (name, does.as_text(), does.every, session.staff_id, *_served(), before.id),
        )
        # files that it wrote elsewhere, or for somebody else, are no longer its to take away
        if (does.where, session.staff_id) != (before.does.where, before.staff):
            change.conn.execute("DELETE FROM job_file WHERE job = ? AND digest = ''", (before.id,))
        _forget_mark(change, before.name)
        job = self._one(change.conn, name)
        change.log("job.change", name, before=_image(before), after=_image(job))
        return job

    def _set_paused(self, name: str, paused: bool) -> Job:
        with self._session.writing(SIGNED_IN) as change:
            job = self._one(change.conn, name)
            if job.paused == paused:
                return job
            change.conn.execute("UPDATE job SET paused = ? WHERE id = ?", (int(paused), job.id))
            change.log("job.pause" if paused else "job.resume", job.name)
            return self._one(change.conn, name)


def _built_in() -> tuple[str, ...]:
    from store.due import JOBS

    return tuple(job.name for job in JOBS)


def _served() -> tuple[str, str]:
    """Whom the server serves just now, and the folders allowed to them, as they are kept."""
    served = confined()
    if served is None:
        return "", "[]"
    return served.person, json.dumps([str(Path(one)) for one in served.allowed])


def _forget_mark(change: Change, name: str) -> None:
    from store.jobs.taking_out import mark_of

    change.conn.execute("DELETE FROM export_mark WHERE name = ?", (mark_of(name),))


def _image(job: Job) -> dict[str, object]:
    return {"owner": job.owner, **job.does.said()}


def _taken(name: str) -> InvalidValue:
    return InvalidValue("There is a job {name} already: choose another name.", name=name)
