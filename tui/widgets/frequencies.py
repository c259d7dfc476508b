"""How often each value stands in a column: the rows of the frequency sheet, without a screen.

Dates are counted by year, month or day; who has no value is one row more. Nothing is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from store.customers.fields import Field
from store.search.filters import Written, all_filters_of, with_filter
from store.search.names import find_field
from store.search.writing import write_value

Period = Literal["", "year", "month", "day"]
"""By what dates are counted; empty for what is no date."""

PERIODS: Final[tuple[Period, ...]] = ("year", "month", "day")
_DIGITS: Final[dict[Period, int]] = {"year": 4, "month": 7, "day": 10}
FEW_ROWS: Final = 36
"""Up to so many days, or months, they are shown one by one at first."""
BAR: Final = "▬"
"""One cell wide in every terminal, unlike the full block, which some Chinese fonts draw in two."""


@dataclass(frozen=True, slots=True)
class Count:
    """A value and how many customers have it; the empty value is that they have none."""

    value: str
    count: int


def query_name(column: str, fields: Mapping[str, Field]) -> str:
    """What a column is called in a query."""
    found = find_field("tag" if column == "tags" else column, fields)
    return found.name if found is not None else column


def is_date(column: str, fields: Mapping[str, Field]) -> bool:
    """Whether a column's values are days."""
    return column in fields and fields[column].kind == "date"


def first_period(counts: Sequence[Count]) -> Period:
    """The finest period by which a date's values make few rows."""
    for period in reversed(PERIODS):
        if len(by_period(counts, period)) <= FEW_ROWS:
            return period
    return "year"


def next_period(period: Period) -> Period:
    """Days after months, months after years, then years again."""
    return PERIODS[(PERIODS.index(period) + 1) % len(PERIODS)] if period else ""


def by_period(counts: Iterable[Count], period: Period) -> list[Count]:
    """Days put together by year or month; a value that is no day stays alone."""
    if not period:
        return list(counts)
    found: dict[str, int] = {}
    for each in counts:
        key = each.value[: _DIGITS[period]]
        found[key] = found.get(key, 0) + each.count
    return [Count(value, count) for value, count in found.items()]


def in_order(counts: Iterable[Count], *, by_value: bool) -> list[Count]:
    """By value, or the most frequent first; those without a value last among equals."""
    if by_value:
        return sorted(counts, key=lambda each: (not each.value, each.value))
    return sorted(counts, key=lambda each: (-each.count, not each.value, each.value))


def share(count: int, total: int | None) -> str:
    """The share in per cent with one decimal; `<0.1%` for less, empty while nothing is known."""
    if not total:
        return ""
    percent = 100 * count / total
    return "<0.1%" if 0 < percent < 0.1 else f"{percent:.1f}%"


def bar(count: int, most: int, cells: int) -> str:
    """A bar as long as the count, `most` being `cells` long; never nothing for something."""
    if count <= 0 or most <= 0:
        return ""
    return BAR * max(1, round(cells * count / most))


def filtered(
    query: str,
    column: str,
    values: Sequence[str],
    fields: Mapping[str, Field],
    *,
    exclude: bool = False,
) -> str:
    """The query with these values as its filter on the column, or without them (`exclude`).

    What was excluded before stays so. Raises InvalidQuery.
    """
    name = query_name(column, fields)
    written = [_written(name, value, fields) for value in values]
    if not exclude:
        return with_filter(query, name, written, fields)
    before = all_filters_of(query, fields).get(name)
    kept = before.included if before is not None else ()
    out = before.excluded if before is not None else ()
    return with_filter(query, name, kept, fields, excluded=tuple(dict.fromkeys((*out, *written))))


def _written(name: str, value: str, fields: Mapping[str, Field]) -> str:
    """The value as the query must have it to mean this value and nothing more."""
    field = fields.get(name)
    if not value:
        return Written('""')
    if field is not None and field.contains:
        return Written("=" + write_value(value))
    if field is not None and field.kind == "number":
        return Written(write_value(value))
    return value
