"""`kehao run-due`: whatever is due, done by one command for cron or a systemd timer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from store.errors import StoreBusy, WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import command
from tui.commands.printing import answer, complain, local_time, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t
from tui.words.jobs import done_words

if TYPE_CHECKING:
    from store.due import Done, Standing


@command(
    "run-due",
    "Do whatever is due. Daily: reservations (void what is left of those that have run out), "
    "search (mend its index and merge it), backup (to kehao backup folders, when some are set; old "
    "ones go), checkpoint (of the log, to where kehao log settings says). Monthly: audit (of the "
    "codes). Then the jobs that people set up with kehao jobs. --list shows them.\n"
    "For cron or a systemd timer, as often as you like; two at once do nothing twice. Exit code 1 "
    "when a job failed or the audit found something.\n"
    "An account for it: kehao staff add-service robot --key-file FILE; then kehao --key-file FILE "
    "run-due.",
)
@click.option("--list", "listed", is_flag=True, help="Show the jobs, and do none.")
@click.option(
    "--every",
    "every",
    multiple=True,
    metavar="JOB=HOW",
    help="How often a job is done: daily, weekly, monthly or never; does none now.",
)
@click.pass_obj
def run_due(settings: Settings, listed: bool, every: tuple[str, ...]) -> int:
    """Do what is due, or say what there is."""
    from store.due import DueService

    wishes = [_wish(text) for text in every]
    with signed_in(settings) as session:
        due = DueService(session)
        for job, how in wishes:
            due.set_every(job, how)
        if listed or wishes:
            _list(settings, due.jobs(), session.zone)
            return 0
        try:
            with long_work() as work:
                done = due.run(describe=error_text, progress=work.progress, cancel=work.cancel)
        except StoreBusy as error:
            if "Another process" not in error.template:
                raise
            complain(error_text(error))
            return 0
    for one in done:
        answer(settings, as_json(one), lambda one=one: _told(one))  # type: ignore[misc]
    if not done and not settings.json:
        complain(t("Nothing is due."))
    return 0 if all(one.ok for one in done) else 1


def _wish(text: str) -> tuple[str, str]:
    job, equals, how = text.partition("=")
    if not equals:
        raise WrongUsage("{value} is not JOB=HOW, as audit=weekly is.", value=text)
    return job, how


def as_json(done: Done) -> dict[str, Any]:
    """What became of a job, as scripts see it."""
    value: dict[str, Any] = {"job": done.job, "ok": done.ok, **done.facts}
    if done.error is not None:
        value["error"] = error_text(done.error)
    return value


def _told(done: Done) -> Iterator[str]:
    if done.by_hand:
        yield done_words(done)
    elif done.error is not None:
        yield f"{t(done.job)}: {error_text(done.error)}"
    elif done.job == "reservations":
        yield t("Reservations: {count} codes ran out.", count=done.facts["expired"])
    elif done.job == "search":
        mended = done.facts["mended"]
        if isinstance(mended, list) and mended:
            yield t("Search: made whole again by {fields}.", fields=", ".join(map(str, mended)))
        else:
            yield t("Search: whole.")
    elif done.job == "quality":
        yield t(
            "Quality: {incomplete} incomplete, {stale} stale, {flagged} unreadable.",
            incomplete=done.facts["incomplete"],
            stale=done.facts["stale"],
            flagged=done.facts["flagged"],
        )
    elif done.job == "backup":
        files, failed = done.facts["files"], done.facts["failed"]
        yield t("Backups: {count} made.", count=len(files) if isinstance(files, list) else 0)
        for folder in failed if isinstance(failed, list) else ():
            yield t("No backup was made in {folder}.", folder=folder)
    elif done.job == "checkpoint":
        yield t("Checkpoint of operation {seq}.", seq=done.facts["seq"])
    elif done.ok:
        yield t("Audit: {count} codes, nothing found.", count=done.facts["codes"])
    else:
        found = done.facts["findings"]
        count = sum(found.values()) if isinstance(found, dict) else 0
        yield t(
            "Audit: {codes} codes, {count} findings: kehao codes audit shows them.",
            codes=done.facts["codes"],
            count=count,
        )


def _list(settings: Settings, jobs: list[Standing] | Any, zone: tzinfo) -> None:
    columns = [("job", t("Job")), ("every", t("How often")), ("last", t("Last done"))]
    columns.append(("due", t("Due")))
    rows(
        settings,
        columns,
        [{"job": j.job, "every": j.every, "last": j.last, "due": j.due} for j in jobs],
        human=lambda row: {
            **row,
            "job": t(str(row["job"])),
            "every": t("switched off") if row["every"] == "never" else t(str(row["every"])),
            "last": local_time(str(row["last"]), zone) or t("never"),
        },
    )
