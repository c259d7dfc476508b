"""`kehao search` and `kehao count`: customers by the query language of the search box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import click

from store.customers.values import shown_rows
from store.errors import NotFound
from tui.commands.customers import as_json
from tui.commands.opening import signed_in
from tui.commands.parsing import command, query_text, whole_number
from tui.commands.printing import answer, rows
from tui.commands.settings import Settings
from tui.locale import t
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.session import Session

PAGE: Final = 1000
EVERYDAY: Final = ("code", "name", "type", "region", "contact", "phone", "owner")
"""The columns people get unless they ask for others."""

EVERY_VALUE: Final = 1_000_000


def column_names(texts: Sequence[str]) -> tuple[str, ...]:
    """`--columns a,b --columns c` as names, each once."""
    names = [name.strip() for text in texts for name in text.replace("，", ",").split(",")]
    return tuple(dict.fromkeys(name for name in names if name))


def pages(
    session: Session, query: str, sort: str, columns: Sequence[str], limit: int | None
) -> Iterator[Any]:
    """Pages of the answer until it, or the limit, is reached."""
    done = 0
    while limit is None or done < limit:
        size = PAGE if limit is None else min(PAGE, limit - done)
        page = session.search.page(query, sort=sort, offset=done, limit=size, columns=columns)
        yield page
        done += len(page.rows)
        if len(page.rows) < size:
            return


def _found(
    session: Session,
    query: str,
    sort: str,
    columns: Sequence[str],
    limit: int | None,
    *,
    exact: bool,
) -> Iterator[dict[str, object]]:
    """The rows; `exact`: with the values as they are kept, for scripts."""
    for page in pages(session, query, sort, columns, limit):
        fields = {} if exact else session.field_map()
        for row in shown_rows(page.rows, page.columns, fields):
            yield dict(zip(page.columns, row, strict=True))


def _whole(
    session: Session, query: str, sort: str, limit: int | None
) -> Iterator[dict[str, object]]:
    for page in pages(session, query, sort, ("code",), limit):
        for customer in page.ids:
            try:
                found = session.customers.by_id(customer)
            except NotFound:  # deleted since the page was read
                continue
            yield as_json(found)


@command(
    "search",
    "Find customers, newest first. QUERY is what the search box takes; an empty one finds all that "
    "are not archived.\n"
    "Words must all be found: Chinese, pinyin (qingchuan), initials (szqc), the beginning or end "
    'of a phone, codes old and new. "In quotes" they stand as written.\n'
    "field:value, field:a,b for any of them, * for anything (city:深*), field:1..9 from and to, "
    "field:>=9 and > <= <. Fields go by their Chinese names as well, custom ones by their labels.\n"
    "Dates: 2026-01-31, 2026-01, 2026-q1, 2026, today, this-week, last-month, this-quarter, "
    "next-year, and -90d, -3m counted from today.\n"
    "-WHAT leaves out; (a OR b) is either; has:phone missing:email ask for a value; tag:VIP; "
    "owner:me; created:today, changed:-7d..; flag:phone for values that could not be read; "
    "archived:yes, or archived:any for both.\n"
    "What the code says: rule:NAME, code.seq:100..200, code.legacy:yes, and code.X for each "
    "segment X of your rules: code.region:GD or what it stands for (code.region:广东), "
    "code.yyyy:2026, code.check:7. Sort by code; columns and count --by take code.X, too.",
    minus=True,
)
@click.argument("query", nargs=-1, callback=query_text)
@click.option(
    "--sort", default="-created", metavar="FIELD", help="Sort by FIELD, -FIELD backwards."
)
@click.option("--limit", type=whole_number, metavar="N", help="At most so many.")
@click.option(
    "--columns", multiple=True, metavar="FIELD,...", help="The fields to print, in this order."
)
@click.pass_obj
def search(
    settings: Settings,
    query: str,
    sort: str,
    limit: int | None,
    columns: Sequence[str],
) -> None:
    """Print the customers that a query finds."""
    wanted = column_names(columns)
    with signed_in(settings) as session:
        session.printing.list(query, wanted or (() if settings.json else EVERYDAY), limit=limit)
        if settings.json and not wanted:
            rows(settings, (), _whole(session, query, sort, limit))
            return
        shown = wanted or EVERYDAY
        fields = session.field_map()
        heads = [(name, label_of(name, fields)) for name in shown]
        found = _found(session, query, sort, shown, limit, exact=settings.json)
        first = next(found, None)
        if first is not None:
            found = chain((first,), found)
        rows(settings, heads, found, none="" if first else _nobody(session, query))


def _nobody(session: Session, query: str) -> str:
    """That nobody was found, and which codes are near what was asked for."""
    meant = session.codes.meant(query)
    if meant is None or not meant.near:
        return t("No customer fits.")
    return t(
        "No customer fits. Codes near it: {codes}.", codes=", ".join(one.code for one in meant.near)
    )


@command(
    "count",
    "Count the customers that QUERY finds, or how many have each value of a field.",
    minus=True,
)
@click.argument("query", nargs=-1, callback=query_text)
@click.option("--by", metavar="FIELD", help="Count by the values of FIELD, most first.")
@click.pass_obj
def count(settings: Settings, query: str, by: str | None) -> None:
    """Print how many customers a query finds."""
    with signed_in(settings) as session:
        if by is None:
            number = session.search.count(query)
            answer(settings, {"count": number}, lambda: [str(number)])
            return
        session.printing.list(query, by=by)
        found = session.search.facets(query, by, limit=EVERY_VALUE)
        heads = [("value", label_of(by, session.field_map())), ("count", t("Count"))]
        values = ({"value": value, "count": number} for value, number in found)
        rows(settings, heads, values, none=t("No customer fits."))
