"""`kehao quality`, `kehao suggest`, `kehao clean`: how good the records are, and mending them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import STOPPED, command, query_text, whole_number
from tui.commands.printing import answer, complain, local_time, rows
from tui.commands.settings import Settings
from tui.commands.small_files import text_of
from tui.commands.stopping import long_work
from tui.locale import error_text, t
from tui.words.quality import field_queries, share

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from store.customers.fields import Field
    from store.quality.cleaning import CleanForecast
    from store.quality.measures import Figures


@command(
    "quality",
    "How good the records are: complete, fresh, readable, and as the house wants them.\n"
    "Each figure has the query that finds those customers. The last count is shown at once; "
    "--recount counts anew (kehao run-due does so daily).\n"
    "What the house demands is TOML: --standards prints it, --apply FILE puts it in force.",
)
@click.option("--recount", is_flag=True, help="Count everything anew.")
@click.option("--trend", metavar="DAYS", help="The counts of so many days, oldest first.")
@click.option("--standards", is_flag=True, help="Print what the house demands, as TOML.")
@click.option("--apply", "file", metavar="FILE", help="Demand what FILE says; - standard input.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def quality(
    settings: Settings,
    recount: bool,
    trend: str | None,
    standards: bool,
    file: str | None,
    reason: str,
) -> None:
    """Show figures, the trend, or the standards."""
    with signed_in(settings) as session, long_work() as work:
        service = session.quality
        if file is not None:
            service.set_standards(text_of(file), reason)
        if file is not None or standards:
            from store.quality.standards import image_of, write_standards

            held = service.standards()
            answer(settings, image_of(held), lambda: write_standards(held).splitlines())
            return
        if trend is not None:
            days = service.trend(whole_number(trend))
            values = ({"day": day, **_short(figures)} for day, figures in days)
            heads = [(name, t(label)) for name, label in _TREND]
            none = t("Nothing is counted yet: kehao quality --recount counts.")
            rows(settings, heads, values, none=none, human=_with_share)
            return
        figures = None if recount else service.last()
        figures = figures or service.count(cancel=work.cancel)
        queries = dict(service.queries())
        fields, zone = session.field_map(), session.zone
    value = {**_short(figures), **_rest(figures), "queries": {**field_queries(figures), **queries}}
    answer(settings, value, lambda: _lines(figures, queries, fields, local_time(figures.at, zone)))


_TREND = (
    ("day", "Day"),
    ("customers", "Customers"),
    ("completeness", "Complete"),
    ("incomplete", "Incomplete"),
    ("stale", "Stale"),
    ("flagged", "Unreadable"),
    ("failing", "Fail a check"),
)


def _short(figures: Figures) -> dict[str, Any]:
    return {
        "at": figures.at,
        "customers": figures.customers,
        "completeness": round(figures.completeness, 4),
        "incomplete": figures.incomplete,
        "stale": figures.stale,
        "flagged": figures.flagged,
        "failing": figures.failing,
    }


def _with_share(row: Any) -> dict[str, Any]:
    return {**row, "completeness": f"{row['completeness']:.1%}"}


def _rest(figures: Figures) -> dict[str, Any]:
    image = figures.as_json()
    return {name: image[name] for name in ("ages", "fields", "checks", "types")}


def _lines(
    figures: Figures, queries: dict[str, str], fields: dict[str, Field], at: str
) -> Iterator[str]:
    from tui.words.quality import overall, per_field

    yield t("Counted {at}: {count} customers.", at=at, count=f"{figures.customers:,}")
    table = [
        *overall(figures),
        *((t(name), figures.checks.get(name, 0), query) for name, query in queries.items()),
        *per_field(figures, fields),
    ]
    width = max(len(query) for _, _, query in table)
    for label, many, query in table:
        part = share(many, figures.customers)
        yield f"{many:>11,} {part:>6}  {query:<{width}}  {label}"


@command(
    "suggest",
    "What could be filled in for the customers that QUERY finds (an empty one: all), and why: "
    "regions and cities from addresses, credit codes and telephone numbers, area codes from "
    "cities. Nothing is changed without --accept, which puts in what is listed, as one group.",
    minus=True,
)
@click.argument("query", nargs=-1, callback=query_text)
@click.option("--fields", multiple=True, metavar="FIELD,...", help="Only for these fields.")
@click.option("--limit", type=whole_number, default=200, metavar="N", help="At most so many (200).")
@click.option("--accept", is_flag=True, help="Put in what is listed.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def suggest(
    settings: Settings, query: str, fields: Sequence[str], limit: int, accept: bool, reason: str
) -> int:
    """List suggestions, and put them in if asked."""
    from store.quality.suggestions import FIELDS, REASONS
    from tui.commands.search import column_names

    wanted = column_names(fields) or FIELDS
    for name in wanted:
        if name not in FIELDS:
            raise WrongUsage(
                "There are suggestions for {known}, not for {field}.",
                known=", ".join(FIELDS),
                field=name,
            )
    with signed_in(settings) as session, long_work() as work:
        found = session.quality.suggestions(query, fields=wanted, limit=limit, cancel=work.cancel)
        heads = [
            ("code", t("Code")),
            ("name", t("Name")),
            ("field", t("Field")),
            ("before", t("Now")),
            ("value", t("Suggested")),
            ("reason", t("Why")),
        ]
        rows(
            settings,
            heads,
            map(asdict, found),
            none=t("Nothing to suggest."),
            human=lambda row: {**row, "reason": t(REASONS[str(row["reason"])])},
        )
        if not accept or not found:
            return 0
        done = session.quality.accept(
            found, reason=reason, progress=work.progress, cancel=work.cancel
        )
    return _bulk(settings, done)


@command(
    "clean",
    "Read what is stored for the customers that QUERY finds (an empty one: all) once more, as if "
    "it came in now: telephone numbers in E.164, names in one width, regions and cities by their "
    "official divisions. One group of operations: kehao log undo --group takes it back.",
    minus=True,
)
@click.argument("query", nargs=-1, callback=query_text)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    default=None,
    help="How dates are written that can mean two days.",
)
@click.option("--group", "group_id", default="", metavar="ID", help="Go on with a stopped run.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def clean(
    settings: Settings,
    query: str,
    dry_run: bool,
    dates: str | None,
    group_id: str,
    reason: str,
) -> int:
    """Clean, or say what that would change."""
    with signed_in(settings) as session, long_work() as work:
        if dry_run:
            found = session.quality.clean_forecast(
                query, dates=dates or "", progress=work.progress, cancel=work.cancel
            )
            work.clear()
            value = {
                "changed": found.customers,
                "unchanged": found.unchanged,
                "fields": dict(found.fields),
                "samples": [
                    dict(zip(("code", "field", "before", "after"), one, strict=True))
                    for one in found.samples
                ],
            }
            answer(settings, value, lambda: _would(found))
            return 0
        done = session.quality.clean(
            query,
            dates=dates or "",
            reason=reason,
            group=group_id,
            progress=work.progress,
            cancel=work.cancel,
        )
    return _bulk(settings, done)


_SHOWN = 20


def _would(found: CleanForecast) -> Iterator[str]:
    yield t(
        "Would change: {changed}. Right already: {kept}. Cannot be: {failed}.",
        changed=found.customers,
        kept=found.unchanged,
        failed=0,
    )
    for name, many in found.fields.items():
        yield f"  {many:>9,}  {name}"
    for code, name, before, after in found.samples[:_SHOWN]:
        yield f"{code}  {name}: {before} -> {after}"


def _bulk(settings: Settings, done: Bulk) -> int:
    value = {
        "changed": done.changed,
        "unchanged": done.unchanged,
        "failed": done.failures,
        "group": done.group if done.changed else None,
    }
    text = t(
        "Changed: {changed}. Right already: {kept}. Could not be: {failed}. Group: {group}",
        changed=done.changed,
        kept=done.unchanged,
        failed=done.failures,
        group=done.group if done.changed else "-",
    )
    answer(settings, value, lambda: [text])
    if done.error is not None:
        complain(error_text(done.error))
    if done.stopped:
        complain(t("Stopped. The same command with --group {group} goes on.", group=done.group))
        return done.error.exit_code if done.error is not None else STOPPED
    return 0
