"""A second person for exports by job: asked once for the job as it is, not for each run.

What they approve is kept with the job, as a digest of all that makes it what it is: its name,
its owner, everything it does, and what the view and the source that it names stand for. Whatever
is changed takes a new approval. A job from before the house wanted one asks for it when it is next
run, and fails until it has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.access import SIGNED_IN
from store.approvals import second_person
from store.jobs.definition import EXPORT
from store.jobs.kept import Job

if TYPE_CHECKING:
    from store.session import Session

_ACTION = "export.run"


def approved(session: Session, job: Job) -> bool:
    """Whether a second person has approved the job; keeps that they did, when they just have.

    session: the owner's. Asks where nobody was asked yet: raises ApprovalNeeded. False where the
    house wants no second person.
    """
    if job.does.kind != EXPORT:
        return False
    if job.approved == job.digest:
        return True
    said = job.does.said()
    shown = {"shows": list(job.meant)} if job.meant else {}
    ticket = second_person(session, _ACTION, job.name, {"job": job.name, **said, **shown})
    if not ticket.id:
        return False
    with session.writing(SIGNED_IN) as change:
        ticket.use(change)
        change.conn.execute("UPDATE job SET approved = ? WHERE id = ?", (job.digest, job.id))
    return True
