"""The values of a field and how many customers have each, read in a thread for lists to show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from store.search.filters import beginning_with, with_filter
from store.search.meaning import STANDINGS
from store.search.spelling import fits, forms
from tui.widgets.filter_rows import MOST_SHOWN, PERIODS, STANDING, Counts, is_date, is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.customers.fields import Field
    from store.engine.cancel import Cancel
    from store.session import Session

MOST_READ: Final = 5_000
"""Values read of a field at once; those beyond are looked for by their beginning."""
MOST_COUNTED: Final = 20_000
"""Customers up to which a period that nearly all of them fit is counted, too: it takes seconds."""
BROAD: Final = frozenset({"<=today"})


def read_counts(
    session: Session, query: str, field: str, fields: Mapping[str, Field], cancel: Cancel
) -> Counts:
    """The values of a field under a query, most first; of a date, the usual periods.

    Raises what `Search.facets` and `Search.count` raise.
    """
    if is_date(field, fields):
        count = partial(session.search.count, cancel=cancel)
        many = count(query) > MOST_COUNTED
        periods = [name for name in PERIODS if not (many and name in BROAD)]
        asked = {name: with_filter(query, field, (name,), fields) for name in periods}
        return Counts(tuple((name, count(each)) for name, each in asked.items()))
    if is_number(field, fields):
        return Counts()
    if field == STANDING:
        count = partial(session.search.count, cancel=cancel)
        asked = {name: with_filter(query, field, (name,), fields) for name in STANDINGS}
        return Counts(tuple((name, count(each)) for name, each in asked.items()))
    pairs = session.search.facets(query, field, limit=MOST_READ, cancel=cancel)
    if len(pairs) > MOST_SHOWN:
        for value, _ in pairs:  # so that the first letter typed does not wait for the pinyin
            forms(value)
    estimate = bool(getattr(pairs, "estimate", False))
    return Counts(tuple(pairs), len(pairs) < MOST_READ, estimate)


def read_beginning(
    session: Session,
    query: str,
    field: str,
    typed: str,
    fields: Mapping[str, Field],
    cancel: Cancel,
    limit: int = 200,
) -> Counts:
    """The values of a field that begin with what was typed, under a query."""
    asked = beginning_with(query, field, typed, fields)
    pairs = session.search.facets(asked, field, limit=limit, cancel=cancel)
    estimate = bool(getattr(pairs, "estimate", False))
    fitting = tuple((value, number) for value, number in pairs if fits(typed, value))
    return Counts(fitting, len(pairs) < limit, estimate)
