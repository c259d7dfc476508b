"""`kehao import` and `kehao export`: customers from and to files and other databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from store.errors import WrongUsage
from store.transfer.databases.address import is_address
from store.transfer.imports.options import KEPT
from store.transfer.mapping.dates import ORDERS
from store.transfer.mapping.words import CODE
from tui.commands.house_file import alone, bring_house, is_house, write_house
from tui.commands.mapping import column_lines, columns_json
from tui.commands.opening import signed_in
from tui.commands.parsing import STOPPED, command
from tui.commands.printing import answer, complain, json_line
from tui.commands.profiles import mapping_of
from tui.commands.reading_options import reading_options
from tui.commands.search import column_names
from tui.commands.settings import Settings, has_terminal
from tui.commands.source_password import source_password
from tui.commands.stopping import long_work
from tui.locale import error_text, t
from tui.words.labels import headings
from tui.words.mapping import unmapped_lines

if TYPE_CHECKING:
    from store.transfer.exports.service import ExportResult
    from store.transfer.imports.importing import ImportResult
    from store.transfer.imports.planning import Plan

TOLD: Final = 20
"""How many rows that look like somebody are named."""


@command(
    "import",
    "Bring customers in from a file (CSV, any delimited text, XLSX, XLS, ODS, JSON lines, vCard; - "
    "reads standard input) or a database: postgresql://USER@HOST/DB, mysql://…, mssql://…, "
    "sqlite:///…, or source:NAME/TABLE for one that kehao sources keeps.\n"
    "Headers are matched to fields by themselves. With a column of codes, rows match customers by "
    "code, else nothing matches. A row that the same file brought in before is skipped, so that an "
    "import that was stopped goes on where it was. Nothing is lost unasked: a column that fits no "
    "field becomes a field, a value that its field cannot read is kept and flagged. What a column "
    "is goes by --map, --profile, the last import of a file with these headers, the known exports "
    "of other systems, the headers, the values, in this order; --dry-run says which.",
)
@click.argument("file", metavar="FILE|URL")
@click.option("--table", default="", metavar="NAME", help="The table of a database.")
@click.option("--query", default="", metavar="SELECT", help="Or one SELECT of it.")
@click.option(
    "--name",
    "import_name",
    default="",
    metavar="NAME",
    help="Run again under this name, it brings in only the rows that it has not yet.",
)
@click.option(
    "--key", default="", metavar="COL", help="The column by which --name knows its rows again."
)
@click.option(
    "--source-password-file",
    metavar="FILE",
    help="The database's password is this file's first line (else the terminal asks).",
)
@reading_options
@click.option(
    "--delimiter", default="", metavar="SIGN", help="What stands between cells (found out)."
)
@click.option(
    "--profile",
    default="",
    metavar="NAME",
    help="Read the columns as this profile says (kehao profiles list); - is headers and values "
    "alone.",
)
@click.option(
    "--header",
    default="",
    metavar="yes|no",
    help="Whether the first row is headers (found out).",
)
@click.option(
    "--dates",
    multiple=True,
    metavar="[COL=]dmy|mdy|ymd|serial",
    help="How dates are written where the column itself does not say it; can be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--rejects", metavar="FILE", help="Write rejected rows, with the reasons, to FILE.")
@click.option("--strict", is_flag=True, help="Write nothing, and exit 1, if any row is rejected.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def import_(
    settings: Settings,
    /,
    file: str,
    mapping: tuple[str, ...],
    rejects: str | None,
    dates: Sequence[str],
    source_password_file: str | None,
    **options: Any,
) -> int:
    """Import a file or a table and say what became of its rows."""
    columns = mapping_of(mapping)
    if rejects == "-":
        raise WrongUsage("Rejected rows go to a file, not to standard output.")
    if is_house(file):
        alone("file")
        return bring_house(settings, file, as_json, lambda result: _told(result, dry_run=False))
    orders = {column: order for column, _, order in (text.rpartition("=") for text in dates)}
    with signed_in(settings) as session, long_work() as work:
        if file != "-" and not settings.json and has_terminal():
            said = {name: options[name] for name in (*KEPT, "profile")}
            plan = session.transfer.plan(file, mapping=columns, dates=orders, **said)
            orders |= _asked(plan)
        result = session.transfer.run_import(
            file,
            mapping=columns,
            dates=orders,
            source_password=source_password(file, source_password_file),
            rejects=rejects,
            describe=error_text,
            progress=work.progress,
            cancel=work.cancel,
            **options,
        )
    answer(settings, as_json(result), lambda: _told(result, dry_run=options["dry_run"]))
    if result.stopped:
        complain(t("Stopped. The same import goes on from here."))
        return STOPPED
    if result.refused:
        complain(t("Nothing was written; rows rejected: {count}.", count=result.rejected))
        return 1
    return 0


def _asked(plan: Plan) -> dict[str, str]:
    """How the dates of each ambiguous column are written, from the person at the terminal."""
    orders = {}
    for column, found in plan.ambiguous_dates.items():
        question = t(
            "{column}: is {example} day/month (dmy) or month/day (mdy)? Enter leaves them as they "
            "are",
            column=column,
            example=found.examples[0],
        )
        choice = click.Choice(["", *ORDERS])
        answered = click.prompt(question, "", type=choice, show_choices=False, err=True)
        if answered:
            orders[column] = answered
    return orders


def as_json(result: ImportResult) -> dict[str, Any]:
    """An import's figures as scripts see them."""
    return {
        "read": result.read,
        "added": result.added,
        "updated": result.updated,
        "skipped": result.skipped,
        "rejected": result.rejected,
        "unmapped": list(result.unmapped),
        "possible_duplicates": result.possible_duplicates,
        "alike": [
            {
                "row": one.row,
                "code": one.code or None,
                "earlier_row": one.earlier_row or None,
                "score": one.score,
            }
            for one in result.alike
        ],
        "seconds": round(result.seconds, 3),
        "group": result.group,
        "ambiguous_dates": list(result.ambiguous_dates),
        "reasons": [{"row": row, "reason": error_text(error)} for row, error in result.reasons],
        "flagged": result.flagged,
        "others": result.others,
        "mistyped": result.mistyped,
        "columns": [] if result.plan is None else columns_json(result.plan),
    }


def _kept_codes(result: ImportResult) -> str:
    """The heading of the column whose codes became the customers'; empty if there is none."""
    plan = result.plan
    if plan is None or plan.codes != "keep":
        return ""
    place = plan.columns.column(CODE)
    return "" if place is None else plan.headers[place]


def _told(result: ImportResult, *, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield t("Nothing was written; this is what would be.")
        if result.plan is not None:
            yield from column_lines(result.plan)
    yield t(
        "{read} rows read in {seconds} s: {added} added, {updated} updated, {skipped} skipped, "
        "{rejected} rejected.",
        read=result.read,
        seconds=f"{result.seconds:.1f}",
        added=result.added,
        updated=result.updated,
        skipped=result.skipped,
        rejected=result.rejected,
    )
    if not dry_run and result.added and (column := _kept_codes(result)):
        yield t("The codes of {column} are kept (--codes new gives new ones).", column=column)
    if result.plan is not None:
        yield from unmapped_lines(result.plan)
    if result.others:
        yield t(
            "{count} rows have the code of a customer with quite another name: if they are others, "
            "bring them in with --codes new.",
            count=result.others,
        )
        for doubt in [row for row in result.doubtful if row.other is not None][:TOLD]:
            assert doubt.other is not None
            yield t(
                "Row {row} is {name}, {code} is {other}.",
                row=doubt.row,
                name=doubt.values.values.get("name", ""),
                code=doubt.other.code,
                other=doubt.other.name,
            )
    if result.mistyped:
        yield t("{count} rows have a code that looks mistyped.", count=result.mistyped)
        for doubt in [row for row in result.doubtful if row.mended][:TOLD]:
            code, mended = doubt.values.code, doubt.mended
            yield t("Row {row}: {code}, not {mended}?", row=doubt.row, code=code, mended=mended)
    if result.flagged:
        yield t(
            "{count} rows have a value that its field can't read: kept as it came, flagged.",
            count=result.flagged,
        )
    for column in result.ambiguous_dates:
        yield t(
            "The dates of {column} can mean two days each, and are kept as they came: say which "
            "with --dates.",
            column=column,
        )
    if result.possible_duplicates:
        yield t(
            "{count} look like customers that are here already: kehao duplicates list shows them.",
            count=result.possible_duplicates,
        )
        for one in result.alike[:TOLD]:
            who = one.code or t("row {row}", row=one.earlier_row)
            yield t("Row {row} looks like {who}.", row=one.row, who=who)
    for row, error in result.reasons:
        yield t("Row {row}: {why}", row=row, why=error_text(error))


@command(
    "export",
    "Write customers to FILE. Its ending says as what: .csv, .tsv, .xlsx, .jsonl (JSON lines), "
    ".vcf (vCard), .md (Markdown); - is standard output, as CSV. What you may not see stays "
    "masked.\n"
    "Or to a table of a database: postgresql://USER@HOST/DB, mysql://…, mssql://…, sqlite:///…, or "
    "source:NAME for one that kehao sources keeps. Rows are added, or written over by their code, "
    "all or none. A code that nobody goes by any more keeps its row, which says so.",
)
@click.argument("file", metavar="FILE|URL")
@click.option("--query", default="", metavar="QUERY", help="Only the customers that it finds.")
@click.option(
    "--columns", multiple=True, metavar="FIELD,...", help="The fields to write, in this order."
)
@click.option("--format", "form", default="", metavar="KIND", help="As what, whatever FILE's name.")
@click.option(
    "--headings",
    "over",
    type=click.Choice(["names", "labels"]),
    default="names",
    help="What stands over the columns: the fields' names, or what people call them.",
)
@click.option(
    "--changed-since",
    "since",
    default="",
    metavar="NAME",
    help="Only who changed since the last export with this NAME (the first one is whole).",
)
@click.option(
    "--table", default="", metavar="NAME", help="The table of a database; made if it is not there."
)
@click.option(
    "--on-match",
    default="update",
    metavar="update|skip",
    help="What becomes of a table's row with the same code (update).",
)
@click.option("--add-columns", is_flag=True, help="Add the columns that the table lacks.")
@click.option(
    "--source-password-file",
    metavar="FILE",
    help="The database's password is this file's first line (else the terminal asks).",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Everything, as one FILE.zip: customers, fields, lists, rules. kehao import brings it "
    "into a new store.",
)
@click.pass_obj
def export(
    settings: Settings,
    /,
    file: str,
    query: str,
    columns: Sequence[str],
    source_password_file: str | None,
    everything: bool,
    over: str,
    **options: Any,
) -> None:
    """Export the customers that a query finds."""
    if everything:
        alone("file", "everything")
        write_house(settings, file)
        return
    with signed_in(settings) as session, long_work() as work:
        chosen = column_names(columns)
        result = session.exports.run(
            file,
            query,
            chosen,
            headers=headings(chosen, session.field_map()) if over == "labels" else None,
            source_password=source_password(file, source_password_file),
            progress=work.progress,
            cancel=work.cancel,
            **options,
        )
    if is_address(file):
        answer(settings, _in_table(result), lambda: _told_of_table(result))
        return
    gone = {"gone": list(result.gone)} if options["since"] else {}
    told_of(settings, file, result.written, **gone)


def _in_table(result: ExportResult) -> dict[str, Any]:
    return {
        "written": result.written,
        "added": result.added,
        "updated": result.updated,
        "closed": result.closed,
    }


def _told_of_table(result: ExportResult) -> Iterator[str]:
    yield t(
        "{count} customers told: {added} rows added, {updated} changed.",
        count=result.written,
        added=result.added,
        updated=result.updated,
    )
    if result.closed:
        yield t("Codes marked as no longer in use there: {count}.", count=result.closed)


def told_of(settings: Settings, file: str, written: int, **more: list[str]) -> None:
    """Say how much was written; beside the data when they took standard output."""
    value = {"written": written, **more}
    text = t("Written to {path}: {count} rows.", count=written, path=file)
    if gone := more.get("gone"):
        text += "\n" + t("Codes that nobody goes by any more: {codes}.", codes=", ".join(gone))
    if file == "-":
        complain(json_line(value) if settings.json else text)
    else:
        answer(settings, value, lambda: [text])
