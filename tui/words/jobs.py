"""Jobs and what became of them, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.due import Done
    from store.jobs.definition import Definition
    from store.jobs.kept import Job, Run

_LABELS = {
    "pattern": "Files",
    "query": "Query",
    "view": "View",
    "columns": "Columns",
    "form": "As",
    "keep": "Files kept",
    "changed": "Only what changed",
    "via": "Through",
    "table": "Table",
    "key": "Key column",
    "mapping": "Columns are",
    "sheet": "Sheet",
    "encoding": "Encoding",
    "match": "Matched by",
    "on_match": "When it matches",
    "unmapped": "Columns that fit no field",
    "codes": "Codes of the file",
    "profile": "Profile",
}


def what_words(does: Definition) -> str:
    """What it does, in a few words."""
    where = does.where.removeprefix("mailto:")
    return t("from {where}", where=where) if does.kind == "import" else t("to {where}", where=where)


def details(does: Definition) -> Iterator[tuple[str, str]]:
    """Label and value of everything that was said about it."""
    for name, value in does.said().items():
        if name not in _LABELS:
            continue
        if isinstance(value, bool):
            value = t("yes")
        elif isinstance(value, list):
            value = ", ".join(value)
        elif isinstance(value, dict):
            value = ", ".join(f"{column}={field}" for column, field in value.items())
        yield t(_LABELS[name]), str(value)


def state_words(job: Job) -> str:
    """How it stands."""
    if job.paused:
        return t("paused")
    if job.waits:
        return t("waits for a second person")
    if job.last is None:
        return t("not done yet")
    return run_words(job.last)


def run_words(run: Run) -> str:
    """What became of a run."""
    if run.error is not None:
        return t("failed: {why}", why=error_text(run.error))
    if not run.ended:
        return t("is being done, or was killed")
    return facts_words(run.facts)


def done_words(done: Done) -> str:
    """What became of a job that was due."""
    if done.error is None:
        return t("{name}: {value}", name=done.job, value=facts_words(done.facts))
    return t("{name}: {value}", name=done.job, value=error_text(done.error))


def facts_words(facts: Any) -> str:
    """What a run did."""
    if "written" in facts:
        file = str(facts.get("file", "")).rpartition("/")[2]
        place = file or facts.get("table") or ", ".join(facts.get("to", ()))
        said = t("{count} rows to {where}", count=facts["written"], where=place)
        if removed := facts.get("removed"):
            said += t("; ") + t("old files removed: {count}", count=len(removed))
        return said
    if "read" not in facts:
        return t("done")
    said = t(
        "{read} rows read: {added} added, {updated} updated, {skipped} skipped, {rejected} "
        "rejected",
        **{name: facts[name] for name in ("read", "added", "updated", "skipped", "rejected")},
    )
    if "files" in facts:
        said = t("{count} files, {said}", count=len(facts["files"]), said=said)
    if rejects := facts.get("rejects"):
        said += t("; ") + t("see {files}", files=", ".join(rejects))
    return said


def time_words(at: str, zone: tzinfo) -> str:
    """A time of the store to the minute; empty for none."""
    return f"{datetime.fromisoformat(at).astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
