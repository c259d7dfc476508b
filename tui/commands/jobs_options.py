"""The options that say what a job does, of `kehao jobs add` and `change`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from store.errors import WrongUsage
from tui.commands.parsing import whole_number
from tui.commands.search import column_names

_OPTIONS: Final = (
    click.option("--from", "from_", metavar="PLACE", help="Bring in: a folder or source:NAME."),
    click.option(
        "--to", metavar="PLACE", help="Take out: a folder, mailto:ADDRESS,… or source:NAME."
    ),
    click.option("--every", metavar="daily|weekly|monthly", help="How often (daily)."),
    click.option("--pattern", metavar="GLOB", help="In: only files with such names, as *.csv."),
    click.option(
        "--query", metavar="QUERY", help="Out: whom it finds. In: the SELECT for a database."
    ),
    click.option("--view", metavar="NAME", help="Out: this saved view, as it is at each time."),
    click.option(
        "--columns", multiple=True, metavar="FIELD,...", help="Out: the fields, in order."
    ),
    click.option("--format", "form", metavar="KIND", help="Out: csv, tsv, xlsx, jsonl, vcf, md."),
    click.option("--keep", metavar="N", help="Out: only the last N files stay (0: all)."),
    click.option(
        "--changed/--whole", "changed", default=None, help="Out: only who changed since last time."
    ),
    click.option("--via", metavar="NAME", help="Out by mail: the source that is the mail server."),
    click.option("--table", metavar="NAME", help="The table of a database."),
    click.option("--key", metavar="COLUMN", help="In: the column that tells a database's rows."),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="COL=FIELD",
        help="In: column COL is FIELD, - leaves it out; can be repeated.",
    ),
    click.option("--sheet", metavar="NAME", help="In: the sheet of workbooks (the first)."),
    click.option("--encoding", metavar="NAME", help="In: the files' encoding (found out)."),
    click.option("--match", metavar="FIELD", help="In: rows match customers by this field."),
    click.option("--on-match", metavar="skip|update", help="In: what then becomes of it (skip)."),
    click.option(
        "--unmapped",
        metavar="fields|notes|drop",
        help="In: what becomes of columns that fit no field (fields).",
    ),
    click.option(
        "--codes", metavar="keep|new|alias", help="In: what becomes of the files' codes (keep)."
    ),
    click.option(
        "--profile",
        metavar="NAME",
        help="In: the columns are those of this profile (by headings and values alone).",
    ),
)


def definition_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that `said_in` reads."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def said_in(options: dict[str, Any]) -> dict[str, Any]:
    """What the options say, as the fields of a `Definition`; those not given are left out.

    Raises WrongUsage.
    """
    said = dict(options)
    from_, to = said.pop("from_"), said.pop("to")
    if from_ is not None and to is not None:
        raise WrongUsage("A job brings in or takes out: say --from or --to.")
    mapping, columns, keep = said.pop("mapping"), said.pop("columns"), said.pop("keep")
    found = {name: value for name, value in said.items() if value is not None}
    if from_ is not None:
        found.update(kind="import", where=from_)
    if to is not None:
        found.update(kind="export", where=to)
    if keep is not None:
        found["keep"] = whole_number(keep)
    if columns:
        found["columns"] = tuple(column_names(columns))
    if mapping:
        found["mapping"] = dict(map(_column, mapping))
    return found


def _column(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column:
        raise WrongUsage("{value} is not COL=FIELD.", value=text)
    return column.strip(), field.strip()
