"""`kehao compare`: what is here and not there, there and not here, and which fields differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import command
from tui.commands.printing import answer, complain, put_json, put_line
from tui.commands.profiles import mapping_of
from tui.commands.settings import Settings
from tui.commands.source_password import source_password
from tui.commands.stopping import long_work
from tui.locale import t

if TYPE_CHECKING:
    from store.transfer.imports.comparing import Comparison, Difference


@command(
    "compare",
    "Compare customers with a file or a database: what is here and not there, there and not here, "
    "and which fields differ. They are the same by their code, or by --match FIELD. Nothing is "
    "changed; exit code 1 says that something differs.",
)
@click.argument("file", metavar="FILE|URL")
@click.option("--match", default="", metavar="FIELD", help="What makes a row and a customer one.")
@click.option("--query", default="", metavar="QUERY", help="Only the customers that it finds.")
@click.option(
    "--here",
    metavar="FILE",
    help="Write what is missing or other here: kehao import FILE --match … --on-match update "
    "mends us.",
)
@click.option(
    "--there",
    metavar="FILE",
    help="Write what is missing or other there, under their headers: it mends them.",
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="COL=FIELD",
    help="Column COL is FIELD, - leaves it out; can be repeated.",
)
@click.option("--table", default="", metavar="NAME", help="The table of a database.")
@click.option("--select", default="", metavar="SELECT", help="Or one SELECT of it.")
@click.option(
    "--source-password-file",
    metavar="FILE",
    help="The database's password is this file's first line (else the terminal asks).",
)
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook (the first).")
@click.option("--encoding", default="", metavar="NAME", help="The file's encoding (found out).")
@click.option(
    "--delimiter", default="", metavar="SIGN", help="What stands between cells (found out)."
)
@click.pass_obj
def compare(
    settings: Settings,
    /,
    file: str,
    query: str,
    here: str | None,
    there: str | None,
    mapping: tuple[str, ...],
    select: str,
    source_password_file: str | None,
    **how: Any,
) -> int:
    """Compare, and say each difference on a line."""
    from store.transfer.imports.options import Options

    if "-" in (here, there):
        raise WrongUsage("What mends a side goes to a file, not to standard output.")
    options = Options(mapping_of(mapping), unmapped="drop", on_match="update", query=select, **how)

    def tell(one: Difference) -> None:
        if settings.json:
            put_json(_as_json(one))
        else:
            put_line(_line(one))

    with signed_in(settings) as session, long_work() as work:
        result = session.comparing.run(
            file,
            options,
            query=query,
            source_password=source_password(file, source_password_file),
            here=here,
            there=there,
            tell=tell,
            progress=work.progress,
            cancel=work.cancel,
        )
    answer(settings, _summary(result), lambda: _told(result))
    for path in filter(None, (here, there)):
        complain(t("Written: {path}.", path=path))
    return 0 if result.alike else 1


def _as_json(one: Difference) -> dict[str, Any]:
    fields = {name: {"here": ours, "there": theirs} for name, (ours, theirs) in one.fields.items()}
    return {"kind": one.kind, "code": one.code, "name": one.name, "row": one.row, "fields": fields}


def _line(one: Difference) -> str:
    if one.kind == "here":
        return t("only here   {code} {name}", code=one.code, name=one.name)
    if one.kind == "there":
        return t("only there  row {row}: {code} {name}", row=one.row, code=one.code, name=one.name)
    if one.kind == "unclear":
        return t(
            "unclear     row {row}: {code} {name}: more than one fits",
            row=one.row,
            code=one.code,
            name=one.name,
        )
    said = "; ".join(f"{name}: {ours} | {theirs}" for name, (ours, theirs) in one.fields.items())
    return t("differs     {code} {name}: {fields}", code=one.code, name=one.name, fields=said)


def _summary(result: Comparison) -> dict[str, Any]:
    return {
        "here": result.here,
        "there": result.there,
        "same": result.same,
        "only_here": result.only_here,
        "only_there": result.only_there,
        "differing": result.differing,
        "unclear": result.unclear,
        "fields": result.fields,
        "left_out": list(result.left_out),
    }


def _told(result: Comparison) -> Iterator[str]:
    yield t(
        "{here} here, {there} there: {same} the same, {only_here} only here, {only_there} only "
        "there, {differing} differ, {unclear} unclear.",
        **{name: value for name, value in _summary(result).items() if isinstance(value, int)},
    )
    if result.fields:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(result.fields.items()))
        yield t("Fields that differ: {fields}.", fields=counts)
    if result.left_out:
        yield t("Not compared, you may not see them: {fields}.", fields=", ".join(result.left_out))
