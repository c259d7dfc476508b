"""`kehao jobs`: imports and exports that come back by the calendar; `kehao run-due` does them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from tui.commands.jobs_options import definition_options, said_in
from tui.commands.opening import signed_in
from tui.commands.parsing import group, whole_number
from tui.commands.printing import answer, complain, local_time, put_line, record, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t
from tui.words.jobs import details, done_words, run_words, state_words, time_words, what_words

if TYPE_CHECKING:
    from store.jobs.kept import Job, Run
    from store.session import Session

jobs = group("jobs", "Imports and exports that come back by the calendar; kehao run-due does them.")


def as_json(job: Job) -> dict[str, Any]:
    """A job as scripts see it."""
    return {
        "name": job.name,
        **job.does.said(),
        "owner": job.owner,
        "paused": job.paused,
        "waits": job.waits,
        "done": job.done,
        "last": run_json(job.last) if job.last is not None else None,
    }


def run_json(run: Run) -> dict[str, Any]:
    """A run as scripts see it."""
    return {
        "began": run.began,
        "ended": run.ended,
        "ok": bool(run.ended) and run.error is None,
        **({"error": error_text(run.error)} if run.error is not None else {}),
        **run.facts,
    }


def _lines(job: Job, zone: tzinfo) -> Iterator[str]:
    yield from record(
        [
            (t("Job"), job.name),
            (t(job.does.kind), what_words(job.does)),
            (t("How often"), t(job.does.every)),
            *details(job.does),
            (t("Acts for"), job.owner),
            (t("State"), state_words(job)),
            (t("Last done"), local_time(job.done, zone)),
        ]
    )


def _shown(settings: Settings, session: Session, job: Job) -> None:
    zone = session.zone
    answer(settings, as_json(job), lambda: _lines(job, zone))
    if job.waits:
        complain(
            t("It waits for a second person: kehao approvals list. It is done once they agree.")
        )


@jobs.verb("list", "Your jobs, or all of them if you may set jobs up.")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Jobs by name."""
    with signed_in(settings) as session:
        found = session.jobs.list()
        zone = session.zone
    columns = [("name", t("Job")), ("what", t("What")), ("every", t("How often"))]
    columns += [("owner", t("Acts for")), ("done", t("Last done")), ("state", t("State"))]
    words = {
        job.name: {
            "name": job.name,
            "what": what_words(job.does),
            "every": t(job.does.every),
            "owner": job.owner,
            "done": time_words(job.done, zone),
            "state": state_words(job),
        }
        for job in found
    }
    rows(
        settings,
        columns,
        map(as_json, found),
        none=t("There are no jobs: kehao jobs add sets one up."),
        human=lambda row: words[str(row["name"])],
    )


@jobs.verb("show", "What a job does, for whom, and how it stands.")
@click.argument("name")
@click.pass_obj
def show(settings: Settings, name: str) -> None:
    """One job; who owns it has seen its failure then."""
    with signed_in(settings) as session:
        job = session.jobs.get(name)
        session.jobs.looked_at(name)
        _shown(settings, session, job)


@jobs.verb(
    "add",
    "Set a job up: --from FOLDER or source:NAME brings customers in, --to FOLDER, mailto:ADDRESS,… "
    "or source:NAME takes them out.\n"
    "A folder's files are brought in once each, by their content; rejected rows are put beside "
    "them. A file that goes out bears the job's name and the day.\n"
    "It is done for you: with your permissions as they are then, and what you see masked stays "
    "masked. kehao run-due does it when it is due; kehao jobs run at once.",
)
@click.argument("name")
@definition_options
@click.pass_obj
def add(settings: Settings, /, name: str, **options: Any) -> None:
    """Set a job up."""
    from store.jobs.definition import Definition

    said = said_in(options)
    if "kind" not in said:
        raise WrongUsage("Say --from or --to: where it brings in from, or takes out to.")
    does = Definition(**said)
    with signed_in(settings) as session:
        _shown(settings, session, session.jobs.add(name, does))


@jobs.verb(
    "change",
    "Change what is named; the rest of the job stays. From then on it is done for you. Without any "
    "option: ask a second person for it again.",
)
@click.argument("name")
@click.option("--name", "new_name", default="", metavar="NEW", help="Another name.")
@definition_options
@click.pass_obj
def change(settings: Settings, /, name: str, new_name: str, **options: Any) -> None:
    """Change a job."""
    said = said_in(options)
    with signed_in(settings) as session:
        before = session.jobs.get(name)
        job = session.jobs.change(name, replace(before.does, **said), new_name=new_name)
        _shown(settings, session, job)


@jobs.verb("pause", "Let a job rest.")
@click.argument("name")
@click.pass_obj
def pause(settings: Settings, name: str) -> None:
    """Pause a job."""
    with signed_in(settings) as session:
        _shown(settings, session, session.jobs.pause(name))


@jobs.verb("resume", "Let a job that rests be done again.")
@click.argument("name")
@click.pass_obj
def resume(settings: Settings, name: str) -> None:
    """Resume a job."""
    with signed_in(settings) as session:
        _shown(settings, session, session.jobs.resume(name))


@jobs.verb("remove", "Remove a job and its history; the files it wrote stay.")
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Remove a job."""
    with signed_in(settings) as session:
        session.jobs.remove(name)
    answer(settings, {"removed": name}, lambda: [t("Removed: {name}.", name=name)])


@jobs.verb("run", "Do a job at once, due or not. Exit code 1 when it failed.")
@click.argument("name")
@click.pass_obj
def run(settings: Settings, name: str) -> int:
    """Do a job."""
    with signed_in(settings) as session:
        with long_work() as work:
            done = session.jobs.run(
                name, describe=error_text, progress=work.progress, cancel=work.cancel
            )
        if not done.ok:
            session.jobs.looked_at(name)
    value = {"job": done.job, "ok": done.ok, **done.facts}
    if done.error is not None:
        value["error"] = error_text(done.error)
    answer(settings, value, lambda: [done_words(done)])
    return 0 if done.ok else 1


@jobs.verb("history", "The runs of a job, newest first.")
@click.argument("name")
@click.option("--limit", default="20", metavar="N", help="So many (20).")
@click.pass_obj
def history(settings: Settings, name: str, limit: str) -> None:
    """Runs."""
    with signed_in(settings) as session:
        runs: Sequence[Run] = session.jobs.history(name, whole_number(limit))
        session.jobs.looked_at(name)
        zone = session.zone
    if not runs and not settings.json:
        complain(t("It was not done yet."))
    for one in runs:
        if settings.json:
            answer(settings, run_json(one), lambda: [])
        else:
            put_line(f"{local_time(one.began, zone)}  {run_words(one)}")
