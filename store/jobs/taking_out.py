"""What an export by job does: a dated file in a folder, a mail, or rows of another database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import NotFound
from store.jobs.definition import Definition
from store.jobs.folder import dated, remove
from store.jobs.kept import Job, Viewed
from store.transfer.exports.exporting import form_of

if TYPE_CHECKING:
    from store.customers.views import View
    from store.engine.cancel import Cancel
    from store.session import Session
    from store.transfer.exports.place import Place
    from store.transfer.exports.service import ExportResult
    from store.transfer.imports.importing import OnProgress


def mark_of(name: str) -> str:
    """The name under which is kept how far a job has told what changed."""
    return f"job {name}"


def take_out(
    owner: Session, job: Job, progress: OnProgress | None, cancel: Cancel | None
) -> dict[str, Any]:
    """Do an export for its owner; what they see masked stays masked. Raises what `Exports.run`
    raises, and KehaoError of the mail server or the database."""
    owner.require("export.run")
    does = job.does
    ending = "." + form_of("", does.form)
    today = owner.today()
    if does.to_mail:
        name = f"{job.name}-{today.isoformat()}{ending}"
        subject = f"{job.name} {today.isoformat()}"
        mail = owner.sources.mail(does.via, does.addresses, name, subject)
        result = _export(owner, job, mail, progress, cancel)
        return {"to": list(does.addresses), **_facts(result)}
    if does.source:
        result = _export(owner, job, does.where, progress, cancel)
        changed = {name: getattr(result, name) for name in ("added", "updated", "closed")}
        return {"table": f"{does.where} {does.table}".strip(), **_facts(result), **changed}
    path = dated(Path(does.where), job.name, today, ending)
    result = _export(owner, job, path, progress, cancel)
    gone = _keep(owner, job, path)
    return {"file": str(path), **_facts(result), **({"removed": gone} if gone else {})}


def selection(does: Definition, view: Viewed | View | None) -> tuple[str, tuple[str, ...], str]:
    """Query, columns and sort: the definition's, or the view's that it names. Raises NotFound."""
    if not does.view:
        return does.query, does.columns, "created"
    if view is None:
        raise NotFound("There is no view {name}.", name=does.view)
    return view.query, does.columns or view.columns, view.sort


def _export(
    owner: Session,
    job: Job,
    place: Path | Place | str,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> ExportResult:
    query, columns, sort = selection(job.does, job.view)
    return owner.exports.run(
        place,
        query,
        columns,
        sort=sort,
        form=job.does.form,
        table=job.does.table,
        since=mark_of(job.name) if job.does.changed else "",
        progress=progress,
        cancel=cancel,
    )


def _facts(result: ExportResult) -> dict[str, Any]:
    return {"written": result.written, **({"gone": list(result.gone)} if result.gone else {})}


def _keep(owner: Session, job: Job, path: Path) -> list[str]:
    """Note the new file, and take away those of this job beyond the number that is kept: by the
    order in which they were written, whatever the clock said."""
    with owner.writing("export.run") as change:
        change.conn.execute(
            "INSERT INTO job_file (job, name, digest, at) VALUES (?, ?, '', ?)",
            (job.id, str(path), change.at),
        )
    if not job.does.keep:
        return []
    with owner.reading() as conn:
        old = conn.execute(
            "SELECT id, name FROM job_file WHERE job = ? AND digest = '' ORDER BY id DESC",
            (job.id,),
        ).fetchall()[job.does.keep :]
    gone = [Path(name).name for _, name in reversed(old) if remove(Path(name))]
    with owner.writing("export.run") as change:
        change.conn.executemany("DELETE FROM job_file WHERE id = ?", [(one,) for one, _ in old])
    return gone
