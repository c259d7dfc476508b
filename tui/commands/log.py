"""`kehao log`: what was done, by whom, and the proof that nobody bent it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from store.errors import NotFound, WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import STOPPED, group, whole_number
from tui.commands.printing import answer, complain, json_line, local_time, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.log.reading import Operation
    from store.session import Session
    from store.undo.service import GroupUndone

_PAGE: Final = 1000

log = group("log", "Read, verify and undo operations.")
log.lazy.update(
    {
        "verify": (
            "tui.commands.log_evidence:verify",
            "Prove that no operation was changed, removed or put in between.",
        ),
        "checkpoint": (
            "tui.commands.log_evidence:checkpoint",
            "Sign where the log ends, for keeping elsewhere.",
        ),
        "checkpoints": ("tui.commands.log_evidence:checkpoints", "The checkpoints that were made."),
        "archive": ("tui.commands.log_archive:archive", "Write old operations to a sealed file."),
        "remove": ("tui.commands.log_archive:remove", "Remove archived operations from the store."),
        "settings": (
            "tui.commands.log_evidence:log_settings",
            "Checkpoints on schedule; how long the log is kept.",
        ),
    }
)


def operations(session: Session, query: str, limit: int | None = None) -> Iterator[Operation]:
    """All operations that fit, oldest first, read page by page."""
    last, left = 0, limit
    while left is None or left > 0:
        size = _PAGE if left is None else min(_PAGE, left)
        page = session.log.list(query, after=last, limit=size, oldest_first=True)
        yield from page
        if len(page) < size:
            return
        last = page[-1].seq
        if left is not None:
            left -= len(page)


@log.verb(
    "list",
    help="Operations, oldest first. QUERY: action: actor: object: at: group: and words, "
    "for example 'actor:王敏 action:customer at:>-7d'.",
)
@click.argument("query", nargs=-1)
@click.option("--limit", type=whole_number, metavar="N", help="At most so many.")
@click.pass_obj
def list_(settings: Settings, query: tuple[str, ...], limit: int | None) -> None:
    """Operations, oldest first."""
    columns = [
        ("seq", t("No.")),
        ("at", t("Time")),
        ("actor", t("Who")),
        ("action", t("Action")),
        ("object", t("Object")),
        ("what", t("What")),
    ]
    from store.log.export import as_dict

    with signed_in(settings) as session:
        found = operations(session, " ".join(query), limit)
        zone = session.zone

        def human(row: Any) -> dict[str, object]:
            what = row["reason"] or (json_line(row["after"]) if row["after"] else "")
            return {**row, "at": local_time(row["at"], zone), "what": what}

        rows(settings, columns, map(as_dict, found), human=human, none=t("Nothing fits."))


@log.verb(
    "export",
    help="Write operations to FILE: .csv, .tsv and .xlsx are tables, anything else and - JSON "
    "lines.",
)
@click.argument("file")
@click.option("--query", default="", metavar="QUERY", help="Only the operations that fit.")
@click.pass_obj
def export(settings: Settings, file: str, query: str) -> None:
    """Write the log, as far as the person may see it, to a file."""
    from store.log.export import LogExport
    from tui.commands.transfer import told_of

    with signed_in(settings) as session:
        written = LogExport(session).run(file, query)
    told_of(settings, file, written)


@log.verb(
    "undo",
    help="Undo operation SEQ, or with --group all operations of a group, by new operations.\n"
    "Refused where a later change is in the way. Adding is undone by taking the customer away: its "
    "code stays void. An undo can be undone. After a stop the same command goes on.",
)
@click.argument("seq", required=False, default="")
@click.option("--group", "group_id", default="", metavar="ID", help="The group to undo.")
@click.option("--last", is_flag=True, help="Your own newest change that is not undone.")
@click.option(
    "--partly", is_flag=True, help="Of a group, undo also if some of it cannot be undone."
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def undo(settings: Settings, seq: str, group_id: str, last: bool, partly: bool, reason: str) -> int:
    """Undo one operation, a group, or one's own newest change."""
    if bool(seq) + bool(group_id) + last != 1:
        raise WrongUsage("Give the number of an operation, --group ID, or --last.")
    number = whole_number(seq) if seq else 0
    with signed_in(settings) as session:
        if last:
            change = session.own_changes.next_undo()
            if change is None:
                raise NotFound("There is nothing of yours left to undo.")
            number, group_id = change.seq, change.group
        return _undo(settings, session, number, group_id, partly, reason)


@log.verb(
    "redo",
    help="Do again what you undid last, as long as you changed nothing since.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def redo(settings: Settings, reason: str) -> int:
    """Undo one's own newest undo."""
    with signed_in(settings) as session:
        change = session.own_changes.next_redo()
        if change is None:
            raise NotFound("There is nothing to do again: nothing of yours was undone last.")
        return _undo(settings, session, change.seq, change.group, False, reason)


def _undo(
    settings: Settings, session: Session, seq: int, group_id: str, partly: bool, reason: str
) -> int:
    """Undo the group if there is one, else the operation; say what came of it."""
    if not group_id:
        done = session.undo.one(seq, reason=reason)
        answer(
            settings,
            {"seq": done.seq, "undoes": done.of, "action": done.action, "object": done.object},
            lambda: [
                t("Operation {seq} is undone, by operation {new}.", seq=done.of, new=done.seq)
            ],
        )
        return 0
    with long_work() as work:
        result = session.undo.group(
            group_id, partly=partly, reason=reason, progress=work.progress, cancel=work.cancel
        )
    answer(settings, _undone_json(result), lambda: _undone_told(result))
    if result.stopped:
        complain(t("Stopped. The same command goes on from here."))
        return STOPPED
    return 1 if result.failed else 0


def _undone_json(result: GroupUndone) -> dict[str, Any]:
    return {
        "group": result.group,
        "undone": result.undone,
        "by": result.by,
        "failed": [{"seq": seq, "why": error_text(error)} for seq, error in result.failed],
        "stopped": result.stopped,
    }


def _undone_told(result: GroupUndone) -> Iterator[str]:
    for _, error in result.failed:
        yield error_text(error)
    yield t(
        "Operations undone: {count}. This undo is group {group}.",
        count=result.undone,
        group=result.by,
    )
