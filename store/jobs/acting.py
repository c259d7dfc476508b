"""A job does what its owner may do at that moment, and nothing more: a session of theirs.

It goes through the session of whoever does what is due: same connection, same row of `session`.
The log's lines name the owner, and the job as where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import NotPermitted
from store.files import confinement
from store.files.confinement import Confinement
from store.jobs.kept import Job
from store.session import Session

if TYPE_CHECKING:
    from store.engine.driver import Connection


class OwnerSession(Session):
    """A session for the owner of a job, as long as the job runs."""

    def __init__(self, behind: Session, job: Job) -> None:
        """behind: the session that runs the job. Raises NotPermitted, in words on the owner."""
        self._job = job
        self._behind = behind
        super().__init__(
            behind._engine,
            behind.access,
            session_id=behind.session_id,
            staff_id=job.staff,
            name=job.owner,
            client=f"job {job.name}",
        )
        if self.must_change_password:
            raise NotPermitted(
                "{name}, for whom the job {job} is done, has to sign in and change the password "
                "first.",
                name=job.owner,
                job=job.name,
            )
        if self.must_set_up_codes:
            raise NotPermitted(
                "{name}, for whom the job {job} is done, has to sign in and set up one-time codes "
                "first.",
                name=job.owner,
                job=job.name,
            )

    def _stand(self, conn: Connection) -> None:
        """As of every session; the owner's account must be in use, too."""
        row = conn.execute(
            "SELECT disabled, removed FROM staff WHERE id = ?", (self._job.staff,)
        ).fetchone()
        if row is None or row[0] or row[1]:
            raise NotPermitted(
                "{name}, for whom the job {job} is done, is disabled: somebody else has to take it "
                "over with kehao jobs change, or remove it.",
                name=self._job.owner,
                job=self._job.name,
            )
        super()._stand(conn)

    def require_fresh(self) -> None:
        """Nobody is there to give a password; whoever saved the job gave theirs."""

    def clear(self, permission: str) -> None:
        """A second person has approved the job, which takes this permission."""
        self.cleared = frozenset({permission})


@contextmanager
def held_to(job: Job, store: Path) -> Iterator[None]:
    """Hold the process to the folders of whom the server served when the job was saved.

    In a process that is held to folders already, nothing changes: see `may_run_here`.
    """
    if not job.person or confinement.confined() is not None:
        yield
        return
    allowed = tuple(Path(one) for one in job.allowed)
    confinement.confine(Confinement(job.person, store, allowed))
    try:
        yield
    finally:
        confinement.confine(None)


def may_run_here(job: Job, *, alone: bool) -> bool:
    """Whether the job can be run by this process.

    One that serves a person runs that person's own only; any other runs all of them, but those of
    people it does not serve only while it does nothing else (`alone`), because the whole process
    is held to their folders meanwhile.
    """
    served = confinement.confined()
    if served is not None:
        return served.person == job.person
    return alone or not job.person
