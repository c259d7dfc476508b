"""`kehao log verify` and what it is proven by: checkpoints, and where they go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import command, whole_number
from tui.commands.printing import answer, complain, local_time, record, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t

if TYPE_CHECKING:
    from store.log.checkpoints import LogSettings
    from store.log.proof import Verified


@command(
    "verify",
    "Prove that no operation was changed, removed or put in between.\n"
    "Against someone who holds the database with its key only checkpoints help that are kept where "
    "they can't be changed: with --checkpoint also an end that was cut off, a log made anew and an "
    "older database put back are found.",
)
@click.option(
    "--checkpoint",
    default="",
    metavar="FILE",
    help="Checkpoints that must fit: a file with one or many, or a folder of such files.",
)
@click.option(
    "--public",
    default="",
    metavar="KEY",
    help="The public key that must have signed, as each checkpoint shows it.",
)
@click.option(
    "--archive",
    "archives",
    multiple=True,
    metavar="FILE",
    help="An archive (log archive) that must be right and join the log; may be given again. With "
    "--public and nothing else it is checked by its signature, without the store.",
)
@click.pass_obj
def verify(settings: Settings, checkpoint: str, public: str, archives: tuple[str, ...]) -> int:
    """Verify the chain; exit code 1 when it does not hold."""
    if public and not checkpoint:
        if not archives:
            raise WrongUsage("--public goes with --checkpoint or --archive.")
        from tui.commands.log_archive import verify_alone

        return verify_alone(settings, archives, public)
    with signed_in(settings) as session, long_work() as work:
        found = session.log.verify(
            work.progress,
            work.cancel,
            checkpoint=checkpoint,
            public=public,
            archives=archives,
        )
    value: dict[str, Any] = {
        "ok": found.ok,
        "operations": found.operations,
        "head": found.head,
        "first_bad": found.first_bad,
    }
    if checkpoint or archives:
        value["why"] = found.why
    if checkpoint:
        value |= {"checkpoints": found.checkpoints, "unseen": found.unseen}
    if archives:
        value |= {"archived": found.archived, "joined": found.joined}
    answer(settings, value, lambda: _verified_words(found, checkpoint != ""))
    return 0 if found.ok and found.joined else 1


def _verified_words(found: Verified, with_checkpoints: bool) -> Iterator[str]:
    """What verifying found, in the language in use."""
    if found.first_bad is not None:
        yield t(
            "The log is broken at operation {seq}: {why}.", seq=found.first_bad, why=t(found.why)
        )
    elif not found.ok:
        yield t("The log can't be trusted: {why}.", why=t(found.why))
    else:
        yield t(
            "The log holds: {count} operations. Head: {head}",
            count=found.operations,
            head=found.head,
        )
    if found.archived:
        yield t("Operations in archives that hold: {count}.", count=found.archived)
        if not found.joined:
            yield t("The archives don't reach the log in the store: one is missing.")
    elif found.first > 1:
        yield t(
            "Operations 1 to {last} are in archives: --archive verifies those.",
            last=found.first - 1,
        )
    if with_checkpoints:
        yield t("Checkpoints that fit: {count}.", count=found.checkpoints)
    if found.unseen:
        yield t("Checkpoints of archived operations, not compared: {count}.", count=found.unseen)


@command(
    "checkpoint",
    "Sign where the log ends now, and write that line to FILE: a file is added to, a folder gets "
    "a new file named by time, - is standard output.\n"
    "Keep checkpoints where nobody who can reach the store can change them: another machine, its "
    "system log, paper. log settings makes them on schedule.",
)
@click.argument("file", required=False, default="")
@click.option("--syslog", is_flag=True, help="Also to the system log (syslog, journald).")
@click.pass_obj
def checkpoint(settings: Settings, file: str, syslog: bool) -> None:
    """Make a checkpoint; on standard output nothing but its line."""
    with signed_in(settings) as session:
        made = session.checkpoints.make(file, syslog=syslog)
    if file == "-":
        complain(t("Checkpoint of operation {seq}.", seq=made.checkpoint.seq))
        return

    def told() -> Iterator[str]:
        yield t("Checkpoint of operation {seq}.", seq=made.checkpoint.seq)
        yield from record(
            [
                (t("File"), made.file),
                (t("Head"), made.checkpoint.head),
                (t("Public key"), made.checkpoint.public),
            ]
        )

    answer(settings, {**made.checkpoint.facts(), "file": made.file}, told)


@command(
    "checkpoints",
    "The checkpoints that the store remembers making. They prove nothing of its log: verify "
    "against those that are kept elsewhere.",
)
@click.pass_obj
def checkpoints(settings: Settings) -> None:
    """List the checkpoints, oldest first."""
    columns = [
        ("seq", t("No.")),
        ("at", t("Time")),
        ("file", t("File")),
        ("head", t("Head")),
    ]
    with signed_in(settings) as session:
        zone = session.zone
        rows(
            settings,
            columns,
            ({**one.checkpoint.facts(), "file": one.file} for one in session.checkpoints.list()),
            human=lambda row: {**row, "at": local_time(str(row["at"]), zone)},
            none=t("No checkpoint was made yet."),
        )


@command(
    "settings",
    "Where checkpoints go on schedule (run-due, daily), and how long the log stays in the store.",
)
@click.option("--folder", metavar="DIR", help="The folder for checkpoints; '' for none.")
@click.option("--syslog/--no-syslog", default=None, help="Also to the system log, or not.")
@click.option(
    "--keep-months",
    "months",
    type=whole_number,
    metavar="N",
    help="Months that operations stay in the store, 6 at least.",
)
@click.pass_obj
def log_settings(
    settings: Settings, folder: str | None, syslog: bool | None, months: int | None
) -> None:
    """Set what is given; show what is set."""
    with signed_in(settings) as session:
        if folder is None and syslog is None and months is None:
            now = session.checkpoints.settings()
        else:
            now = session.checkpoints.set(folder=folder, syslog=syslog, keep_months=months)
    value = {"folder": now.folder, "syslog": now.syslog, "keep_months": now.keep_months}
    answer(settings, value, lambda: _settings_words(now))


def _settings_words(now: LogSettings) -> Iterator[str]:
    yield from record(
        [
            (t("Checkpoints to"), now.folder or t("no folder")),
            (t("System log"), t("yes") if now.syslog else t("no")),
            (t("Months kept"), now.keep_months),
        ]
    )
