"""Jobs and their runs as they lie in the store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from store.change import Change
from store.engine.driver import Connection
from store.errors import KehaoError
from store.jobs.definition import EXPORT, Definition, from_text
from store.safety import APPROVAL_ACTIONS, value

MOST_RUNS: Final = 100
"""So many runs of a job are kept."""

_JOBS: Final = """
SELECT job.id, job.name, job.details, job.paused, job.staff, staff.name, job.added, job.added_by,
       job.approved, job.person, job.allowed,
       run.id, run.began, run.ended, run.error, run.facts, run.seen,
       (SELECT began FROM job_run WHERE job_run.job = job.id AND ended <> '' AND error = ''
        ORDER BY job_run.id DESC LIMIT 1)
FROM job JOIN staff ON staff.id = job.staff
LEFT JOIN job_run AS run ON run.id = (SELECT max(id) FROM job_run WHERE job_run.job = job.id)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run. Times in UTC. ended: empty while it goes on. error: why it failed, or None. facts:
    what it did. seen: whether its owner has looked at it."""

    began: str
    ended: str
    error: KehaoError | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    seen: bool = False

    @property
    def failed(self) -> bool:
        """Whether it came to its end and was not done."""
        return self.error is not None


@dataclass(frozen=True, slots=True)
class Viewed:
    """What a saved view says."""

    query: str
    columns: tuple[str, ...]
    sort: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job: what it does, and for whom.

    last: its newest run. done: when it was last done whole (UTC), empty if never. approved: the
    digest that a second person approved. waits: nobody has, and the house wants it. person: whom
    the server served when it was saved, with the folders allowed beside their own; empty for one
    who ran Kehao as themselves. view: what the view says, if it names one that there is. meant:
    what view and source stand for just now; an approval is of that, too.
    """

    id: int
    name: str
    does: Definition
    paused: bool
    staff: int
    owner: str
    added: str
    added_by: str
    last: Run | None = None
    done: str = ""
    approved: str = ""
    waits: bool = False
    person: str = ""
    allowed: tuple[str, ...] = ()
    view: Viewed | None = None
    meant: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What a second person approves."""
        return self.does.digest(self.name, self.owner, self.meant)


def killed() -> KehaoError:
    """What is said of a run that never came to its end."""
    return KehaoError(
        "The run was ended from outside before it was done; what it had done until then stays."
    )


def read_jobs(conn: Connection, where: str = "", values: tuple[object, ...] = ()) -> list[Job]:
    """The jobs, by name. `where`: a condition on `job`."""
    wanted = "export.run" in value(conn, APPROVAL_ACTIONS).split()
    condition = f" WHERE {where}" if where else ""
    rows = conn.execute(f"{_JOBS}{condition} ORDER BY job.name", values).fetchall()
    return [_job(conn, row, wanted) for row in rows]


def read_runs(conn: Connection, job: int, most: int) -> list[Run]:
    """A job's runs, newest first."""
    rows = conn.execute(
        "SELECT began, ended, error, facts, seen FROM job_run WHERE job = ?"
        " ORDER BY id DESC LIMIT ?",
        (job, most),
    )
    return [_run(row) for row in rows]


def begin_run(change: Change, job: int) -> int:
    """Note that a run begins; older ones than are kept go, and one that never ended is told as
    killed. Returns the run's number. Nobody else may be running the job."""
    end_killed(change, job)
    row = change.conn.execute(
        "INSERT INTO job_run (job, began, ended, error, facts, seen) VALUES (?, ?, '', '', '', 0)"
        " RETURNING id",
        (job, change.at),
    ).fetchone()
    change.conn.execute(
        "DELETE FROM job_run WHERE job = ? AND id <= (SELECT id FROM job_run WHERE job = ?"
        " ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (job, job, MOST_RUNS),
    )
    return int(row[0])


def end_killed(change: Change, job: int) -> bool:
    """Tell of a run that never ended that it was killed; whether there was one."""
    ended = change.conn.execute(
        "UPDATE job_run SET ended = ?, error = ? WHERE job = ? AND ended = ''",
        (change.at, error_as_text(killed()), job),
    )
    return bool(ended.rowcount)


def end_run(change: Change, run: int, error: KehaoError | None, facts: Mapping[str, Any]) -> None:
    """Note what became of a run."""
    change.conn.execute(
        "UPDATE job_run SET ended = ?, error = ?, facts = ? WHERE id = ?",
        (
            change.at,
            error_as_text(error) if error is not None else "",
            json.dumps(facts, ensure_ascii=False),
            run,
        ),
    )


def error_as_text(error: KehaoError) -> str:
    """An error as it is kept: said in the reader's language when it is read."""
    params = {
        name: one if isinstance(one, str | int | float) else str(one)
        for name, one in error.params.items()
    }
    return json.dumps([error.template, params], ensure_ascii=False)


def _run(row: tuple[Any, ...]) -> Run:
    began, ended, error, facts, seen = row
    return Run(began, ended, _error(error), json.loads(facts or "{}"), bool(seen))


def _error(text: str) -> KehaoError | None:
    if not text:
        return None
    *template, params = json.loads(text)
    return KehaoError(*template, **params)


def _job(conn: Connection, row: tuple[Any, ...], second_person: bool) -> Job:
    id_, name, details, paused, staff, owner, added, added_by, approved, person, allowed = row[:11]
    does = from_text(details)
    view = _view(conn, staff, does.view) if does.view else None
    shown = (view.query, *view.columns, view.sort) if view is not None else ()
    job = Job(
        id=id_,
        name=name,
        does=does,
        paused=bool(paused),
        staff=staff,
        owner=owner,
        added=added,
        added_by=added_by,
        last=_run(row[12:17]) if row[11] is not None else None,
        done=row[17] or "",
        approved=approved,
        waits=False,
        person=person,
        allowed=tuple(json.loads(allowed or "[]")),
        view=view,
        meant=(*shown, *_place(conn, does.via or does.source)),
    )
    if not (second_person and does.kind == EXPORT) or job.digest == approved:
        return job
    return replace(job, waits=True)


def _view(conn: Connection, staff: int, name: str) -> Viewed | None:
    """The view of this name that the account sees: its own, else a shared one."""
    row = conn.execute(
        "SELECT query, columns, sort FROM view JOIN staff ON staff.id = view.staff"
        " WHERE view.name = ? AND (view.staff = ? OR shared = 1)"
        " ORDER BY view.staff <> ?, staff.name",
        (name, staff, staff),
    ).fetchone()
    return Viewed(row[0], tuple(json.loads(row[1])), row[2] or "created") if row else None


def _place(conn: Connection, source: str) -> tuple[str, ...]:
    """Where a source leads."""
    if not source:
        return ()
    row = conn.execute("SELECT url FROM source WHERE name = ?", (source,)).fetchone()
    return tuple(row or ())
