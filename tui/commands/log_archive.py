"""`kehao log archive` and `log remove`: the old part of the log in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from store.errors import InvalidValue
from tui.commands.opening import signed_in
from tui.commands.parsing import command
from tui.commands.printing import answer, complain, json_line
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t


def _day(text: str) -> date:
    """The type of an option that is a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue("{value} is no day: write it like 2026-01-31.", value=text) from None


@command(
    "archive",
    "Write the operations in the store from before a day to FILE, signed, with their MACs. Nothing "
    "is removed. log verify --archive FILE proves such a file; customers' personal values are "
    "sealed in it.",
)
@click.argument("file")
@click.option("--before", required=True, type=_day, metavar="DATE", help="2026-01-31, say.")
@click.pass_obj
def archive(settings: Settings, file: str, before: date) -> None:
    """Write an archive."""
    with signed_in(settings) as session, long_work() as work:
        head = session.log_archive.write(file, before, cancel=work.cancel)
    value = {
        "file": file,
        "first": head.first,
        "last": head.last,
        "operations": head.last - head.first + 1,
        "before": head.before,
        "after": head.after,
        "digest": head.digest,
        "public": head.public,
    }
    text = t(
        "Operations {first} to {last} are in {file}.", first=head.first, last=head.last, file=file
    )
    if file == "-":
        complain(json_line(value) if settings.json else text)
        return
    proves = t("Keep it: log verify --archive {file} proves it.", file=file)
    answer(settings, value, lambda: [text, proves])


@command(
    "remove",
    "Remove from the store the operations that an archive holds, from the beginning on, as far as "
    "they are older than log settings says (six months at least). The archive and the log are "
    "verified first. There is no way back but the archive. After a stop the same command goes on.",
)
@click.argument("file")
@click.pass_obj
def remove(settings: Settings, file: str) -> None:
    """Remove what is archived."""
    with signed_in(settings) as session, long_work() as work:
        done = session.log_archive.remove(file, progress=work.progress, cancel=work.cancel)
    answer(
        settings,
        {"first": done.first, "last": done.last, "operations": done.operations},
        lambda: [
            t(
                "Operations {first} to {last} are gone from the store: only {file} has them now.",
                first=done.first,
                last=done.last,
                file=file,
            )
        ],
    )


def verify_alone(settings: Settings, files: Sequence[str], public: str) -> int:
    """Check archives by their signatures, without a store."""
    from store.log.archive import check_alone

    for file in files:
        head = check_alone(file, public)
        value = {
            "ok": True,
            "file": file,
            "first": head.first,
            "last": head.last,
            "operations": head.last - head.first + 1,
        }
        answer(
            settings,
            value,
            lambda head=head, file=file: [  # type: ignore[misc]
                t(
                    "{file} holds operations {first} to {last} as they were signed.",
                    file=file,
                    first=head.first,
                    last=head.last,
                )
            ],
        )
    return 0
