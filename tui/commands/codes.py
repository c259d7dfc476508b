"""`kehao codes`: what a code says, and its life: changed, void, reserved, released, renumbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from store.errors import NotFound
from tui.commands.opening import signed_in
from tui.commands.parsing import STOPPED, group, whole_number
from tui.commands.printing import answer, complain, local_time, record, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.codes.renumbering import Line, Renumbered
    from store.codes.reservations import Reservation
    from store.codes.service import Explanation

codes = group("codes", "Explain, change, reserve and renumber codes.")
codes.lazy.update(
    {
        "audit": ("tui.commands.audit:audit", "Audit all codes and numbers."),
        "held": (
            "tui.commands.rule_ways:held",
            "Free codes with a number that RULE holds back, for those who may give one.",
        ),
        "numbers": ("tui.commands.audit:numbers", "What became of a counter's numbers."),
    }
)


@codes.verb(
    "explain",
    help="What each part of CODE says, its state and customer; for one that does not exist what is "
    "wrong and which are near (exit code 4).",
)
@click.argument("code")
@click.pass_obj
def explain(settings: Settings, code: str) -> int:
    """Explain a code, known or not."""
    from store.codes.service import UNKNOWN

    with signed_in(settings) as session:
        found = session.codes.explain(code)
        zone = session.zone
    answer(settings, as_json(found), lambda: _told(found, zone))
    return NotFound.exit_code if found.state == UNKNOWN else 0


def as_json(found: Explanation) -> dict[str, Any]:
    """An explanation as scripts see it; `customer` is the customer's code of today, or null."""
    return {
        "code": found.code,
        "state": found.state,
        "customer": found.customer or None,
        "name": found.name,
        "rule": found.rule,
        "issued_at": found.issued_at,
        "segments": [
            {"token": part.token, "text": part.text, "meaning": part.value}
            for part in found.segments
        ],
        "problems": [error_text(problem) for problem in found.problems],
        "near": list(found.near),
        "history": [
            {"at": event.at, "action": event.action, "actor": event.actor}
            for event in found.history
        ],
    }


def _told(found: Explanation, zone: tzinfo) -> Iterator[str]:
    yield from record(
        [
            (t("Code"), found.code),
            (t("State"), t(found.state)),
            (t("Customer"), f"{found.customer} {found.name}".strip()),
            (t("Rule"), found.rule),
            (t("Issued"), local_time(found.issued_at, zone)),
        ]
    )
    if found.segments:
        yield ""
        yield from record(
            [
                (part.text, f"{part.token}: {part.value}" if part.value else part.token)
                for part in found.segments
                if part.text
            ]
        )
    for problem in found.problems:
        yield error_text(problem)
    if found.history:
        from tui.widgets.log_words import ACTIONS

        yield ""
        for event in found.history:
            yield "  ".join(
                (
                    local_time(event.at, zone),
                    t(ACTIONS.get(event.action, event.action)),
                    event.actor,
                )
            )
    if found.near:
        yield t("Near: {codes}", codes=", ".join(found.near))


# -- the life of a code ---------------------------------------------------------------------------


@codes.verb(
    "change",
    help="Give the customer who has CODE another one: NEW, or without NEW the next by rule.\n"
    "The old code stays an alias for ever and finds the customer. NEW may be one of the customer's "
    "own earlier codes.",
)
@click.argument("code")
@click.argument("new", required=False, default="")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def change(settings: Settings, code: str, new: str, reason: str) -> None:
    """Change a customer's code; answers with the customer, as `customers show` does."""
    from tui.commands.customers import as_json as customer_json

    with signed_in(settings) as session:
        done = session.life.change(session.customers.get(code).id, new, reason=reason)
        customer = session.customers.by_id(done.customer)

    def told() -> Iterator[str]:
        yield t("{old} is now {new}; the old code still finds it.", old=done.before, new=done.after)
        if done.how == "alias":
            yield t("It had {new} before: its own earlier code is in force again.", new=done.after)

    answer(settings, customer_json(customer), told)


@codes.verb(
    "void",
    help="Make CODE void, so that it is never given: a reserved one, or one that nobody ever had.",
)
@click.argument("code")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def void(settings: Settings, code: str, reason: str) -> None:
    """Make a code void that nobody has."""
    with signed_in(settings) as session:
        text = session.life.void(code, reason)
        found = session.codes.explain(text)
    answer(settings, as_json(found), lambda: [t("{code} is void: it is never given.", code=text)])


@codes.verb(
    "reserve",
    help="Set the next N codes of a rule aside for somebody, as a block, up to a day.\n"
    "An account named as OWNER may use them (customers add --from-block); so may all who may "
    "reserve codes. What is left after the day is void.",
)
@click.argument("rule")
@click.argument("count", type=whole_number, metavar="N")
@click.option(
    "--for", "owner", required=True, metavar="OWNER", help="For whom: an account, or other words."
)
@click.option("--until", required=True, metavar="DATE", help="The last day, like 2026-12-31.")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A field that the rule's codes show; can be repeated.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def reserve(
    settings: Settings,
    rule: str,
    count: int,
    owner: str,
    until: str,
    values: Sequence[str],
    reason: str,
) -> None:
    """Reserve a block."""
    from tui.commands.customers import pairs

    with signed_in(settings) as session, long_work() as work:
        block = session.life.reserve(
            rule,
            count,
            owner=owner,
            until=until,
            values=pairs(values),
            reason=reason,
            progress=work.progress,
            cancel=work.cancel,
        )

    def told() -> Iterator[str]:
        yield t(
            "Block R{id}: {count} codes from {first} to {last}, for {owner} until {until}.",
            id=block.id,
            count=block.count,
            first=block.first,
            last=block.last,
            owner=block.owner,
            until=block.until,
        )
        if block.count < count:
            yield t("That is fewer than the {count} asked for.", count=count)

    answer(settings, block_json(block), told)


@codes.verb("reservations", help="The blocks that are open, the newest first.")
@click.option("--all", "every", is_flag=True, help="Also those used up, released or expired.")
@click.pass_obj
def reservations(settings: Settings, every: bool) -> None:
    """List the blocks."""
    with signed_in(settings) as session:
        blocks = session.life.reservations(every=every)
    columns = [
        ("block", t("Block")),
        ("rule", t("Rule")),
        ("owner", t("For")),
        ("until", t("Until")),
        ("state", t("State")),
        ("left", t("Left")),
        ("count", t("Of")),
        ("next", t("Next code")),
        ("last", t("Last")),
    ]
    rows(
        settings,
        columns,
        map(block_json, blocks),
        human=lambda row: {**row, "state": t(str(row["state"]))},
        none=t("No codes are reserved."),
    )


def block_json(block: Reservation) -> dict[str, Any]:
    """A block as scripts see it."""
    return {
        "id": block.id,
        "block": f"R{block.id}",
        "rule": block.rule,
        "owner": block.owner,
        "until": block.until,
        "state": block.state,
        "count": block.count,
        "left": block.left,
        "first": block.first,
        "last": block.last,
        "next": block.next,
        "made_at": block.made_at,
        "made_by": block.made_by,
    }


@codes.verb(
    "release",
    help="Give back blocks (R12 or 12) or single reserved codes: they are void and never given.",
)
@click.argument("what", nargs=-1, required=True, metavar="BLOCK|CODE...")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def release(settings: Settings, what: Sequence[str], reason: str) -> int:
    """Release blocks and codes."""
    with signed_in(settings) as session, long_work() as work:
        done = session.life.release(what, reason=reason, progress=work.progress, cancel=work.cancel)
    answer(
        settings,
        {"released": done.codes, "group": done.group},
        lambda: [t("Codes released: {count}. They are never given.", count=done.codes)],
    )
    return STOPPED if done.stopped else 0


@codes.verb(
    "renumber",
    help="Give the customers of QUERY the codes that the rules give them now; who has such a code "
    "keeps it.\n"
    "Old codes become aliases. After a stop the same command goes on. It is undone as one: kehao "
    "log undo --group.",
)
@click.argument("query", nargs=-1)
@click.option("--rule", default="", metavar="NAME", help="Use this rule for all of them.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--out", metavar="FILE", help="Write all old and new codes to FILE (CSV or XLSX).")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def renumber(
    settings: Settings,
    query: Sequence[str],
    rule: str,
    dry_run: bool,
    out: str | None,
    reason: str,
) -> int:
    """Renumber the customers of a query."""
    from store.codes.renumbering import write_lines
    from store.transfer.exports.exporting import check_place

    if out is not None:
        check_place(out)
    asked = " ".join(query)
    lines: list[Line] = []
    with signed_in(settings) as session, long_work() as work:
        if dry_run:
            told = lines.append if out is not None else None
            done = session.life.renumber_preview(
                asked, rule=rule, told=told, progress=work.progress, cancel=work.cancel
            )
        else:
            done = session.life.renumber(
                asked, rule=rule, reason=reason, progress=work.progress, cancel=work.cancel
            )
        if out is not None:
            changes = iter(lines) if dry_run else session.life.renumbered(done.group)
            failures = [] if dry_run else [line for line in done.lines if line.error]
            write_lines(out, chain(changes, failures), error_text)
    answer(settings, _renumber_json(done), lambda: _renumber_told(done, dry_run))
    if done.stopped:
        complain(t("Stopped. The same command goes on from here."))
        return STOPPED
    return 0


def _renumber_json(done: Renumbered) -> dict[str, Any]:
    return {
        "changed": done.changed,
        "kept": done.kept,
        "failed": done.failed,
        "group": done.group or None,
        "stopped": done.stopped,
        "examples": [
            {
                "old": line.old,
                "new": line.new or None,
                "why": error_text(line.error) if line.error else "",
            }
            for line in done.lines
        ],
    }


def _renumber_told(done: Renumbered, dry_run: bool) -> Iterator[str]:
    shown = [line for line in done.lines if line.error is None][:10]
    width = max((len(line.old) for line in shown), default=0)
    for line in shown:
        yield f"{line.old.ljust(width)}  →  {line.new}"
    if done.changed > len(shown):
        yield "…"
    for line in [line for line in done.lines if line.error is not None][:10]:
        assert line.error is not None
        yield f"{line.old}: {error_text(line.error)}"
    if dry_run:
        yield t(
            "Would change: {changed}. Right already: {kept}. Cannot be: {failed}.",
            changed=done.changed,
            kept=done.kept,
            failed=done.failed,
        )
    else:
        yield t(
            "Changed: {changed}. Right already: {kept}. Could not be: {failed}. Group: {group}",
            changed=done.changed,
            kept=done.kept,
            failed=done.failed,
            group=done.group,
        )
