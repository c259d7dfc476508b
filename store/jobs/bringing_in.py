"""What an import by job does: files of a folder, each content once, or a table of a database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import (
    KehaoError,
    NotPermitted,
    SessionEnded,
    Stopped,
    StoreError,
)
from store.jobs.definition import Definition
from store.jobs.folder import arrived, digest_of, rejected_beside
from store.jobs.kept import Job
from store.transfer.imports.options import Said
from store.transfer.imports.planning import NO_PROFILE

if TYPE_CHECKING:
    from store.engine.cancel import Cancel
    from store.session import Session
    from store.transfer.imports.importing import ImportResult, OnProgress

Outcome = tuple[dict[str, Any], KehaoError | None]
"""Facts, and why not all of it was done."""
_COUNTS = ("read", "added", "updated", "skipped", "rejected")


def bring_in(
    owner: Session,
    job: Job,
    describe: Callable[[KehaoError], str],
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Outcome:
    """Do an import for its owner. A file that cannot be brought in does not stop the others.

    Raises Stopped, and what concerns the whole of it (the folder is gone, the store is busy).
    """
    owner.require("import.run")
    if job.does.source:
        return _from_source(owner, job, describe, progress, cancel)
    return _from_folder(owner, job, describe, progress, cancel)


def said(does: Definition, name: str = "") -> Said:
    """What the definition says of how a file or a table is understood. name: what an import is
    known by when it runs again."""
    return Said(
        mapping=dict(does.mapping),
        sheet=does.sheet,
        encoding=does.encoding,
        match=does.match,
        on_match=does.on_match,
        unmapped=does.unmapped,
        codes=does.codes,
        profile=does.profile or NO_PROFILE,
        table=does.table,
        query=does.query,
        key=does.key,
        import_name=name,
    )


def _from_source(
    owner: Session,
    job: Job,
    describe: Callable[[KehaoError], str],
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Outcome:
    does = job.does
    result = owner.transfer.run_import(
        does.where,
        **said(does, f"job {job.name}"),
        reason=f"job {job.name}",
        describe=describe,
        progress=progress,
        cancel=cancel,
    )
    _check_stopped(result)
    facts = _facts(result)
    if result.reasons:
        row, error = result.reasons[0]
        facts["first_rejected"] = row
        facts["why"] = describe(error)
    return facts, None


def _from_folder(
    owner: Session,
    job: Job,
    describe: Callable[[KehaoError], str],
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Outcome:
    folder = Path(job.does.where)
    files, writing = arrived(folder, job.does.pattern)
    facts: dict[str, Any] = {"files": [], **dict.fromkeys(_COUNTS, 0)}
    if writing:
        facts["still_written"] = writing
    failure: KehaoError | None = None
    for file in files:
        if cancel is not None:
            cancel.check()
        try:
            digest = digest_of(folder / file.name)
            if _was_brought_in(owner, job, digest):
                continue
            rejects = rejected_beside(folder, file.name)
            result = _one(owner, job, folder / file.name, rejects, describe, progress, cancel)
            _check_stopped(result)
        except (Stopped, SessionEnded, StoreError, NotPermitted):
            raise
        except KehaoError as error:
            facts.setdefault("failed", []).append(file.name)
            failure = failure or error
            continue
        _remember(owner, job, file.name, digest)
        facts["files"].append(file.name)
        for name, count in _facts(result).items():
            facts[name] += count
        if result.rejected:
            facts.setdefault("rejects", []).append(rejects.name)
    return facts, failure


def _one(
    owner: Session,
    job: Job,
    path: Path,
    rejects: Path,
    describe: Callable[[KehaoError], str],
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> ImportResult:
    does = job.does
    return owner.transfer.run_import(
        path,
        **said(does),
        rejects=rejects,
        reason=f"job {job.name}",
        describe=describe,
        progress=progress,
        cancel=cancel,
    )


def _check_stopped(result: ImportResult) -> None:
    if result.stopped:
        raise Stopped("Stopped. The same import goes on from here.")


def _facts(result: ImportResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in _COUNTS}


def _was_brought_in(owner: Session, job: Job, digest: str) -> bool:
    with owner.reading() as conn:
        row = conn.execute(
            "SELECT 1 FROM job_file WHERE job = ? AND digest = ?", (job.id, digest)
        ).fetchone()
    return row is not None


def _remember(owner: Session, job: Job, name: str, digest: str) -> None:
    with owner.writing("import.run") as change:
        change.conn.execute(
            "INSERT INTO job_file (job, name, digest, at) VALUES (?, ?, ?, ?)",
            (job.id, name, digest, change.at),
        )
