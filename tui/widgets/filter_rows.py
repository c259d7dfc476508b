"""What the filters show: a row for each field, and under those folded out a row for each value.

Rows follow from the query's filters, the counts that are here, and what was typed to narrow a long
list; nothing is kept in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from store.customers.fields import Field
from store.search.filters import Filter, Written
from store.search.meaning import STANDINGS
from store.search.names import is_segment, segment_width
from store.search.periods import plain_period
from tui.locale import t
from tui.spelling import fits

FIRST: Final = ("type", "status", "level", "region", "city", "industry", "owner", "registered")
"""Fields that are offered first; the others follow."""
PERIODS: Final[dict[str, str]] = {
    "today": "today",
    "this-week": "this week",
    "this-month": "this month",
    "last-month": "last month",
    "next-month": "next month",
    "this-quarter": "this quarter",
    "this-year": "this year",
    "last-year": "last year",
    ">=-7d": "last 7 days",
    ">=-30d": "last 30 days",
    ">=-90d": "last 90 days",
    ">=-1y": "last 12 months",
    "<=today": "until today",
    ">today": "after today",
}
"""Date filters that are one key away, as the query writes them."""
_DAYS: Final = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d\d)(\d\d-\d\d-\d\d)")
MOST_SHOWN: Final = 50
"""Values shown of a field; typing finds the others."""
ME: Final = Written("me")
STANDING: Final = "is"
"""What the house's standards make of a customer: `is:stale`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The values of a field with how many customers have each.

    whole: no value is missing. estimate: the numbers are near, not exact. stale: they are of the
    query before, and the right ones are on their way.
    """

    pairs: tuple[tuple[str, int], ...] = ()
    whole: bool = True
    estimate: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class PaneRow:
    """One row: a field (value empty), a value of it, or the way to a range.

    state: a value is chosen `in`, left `out`, or neither. note: nothing to choose: what is said in
    place of values.
    """

    field: str
    value: str = ""
    count: int | None = None
    state: str = ""
    ranged: bool = False
    note: str = ""

    def same_as(self, other: PaneRow) -> bool:
        """Whether it is the same row, whatever is counted or chosen."""
        mine, others = (self.field, self.value), (other.field, other.value)
        return (
            mine == others and self.ranged == other.ranged and bool(self.note) == bool(other.note)
        )


def offered(
    fields: Mapping[str, Field], segments: Sequence[str], *, sees_personal: bool
) -> list[str]:
    """The fields that can be filtered by, the usual ones first."""
    usable = [
        name
        for name, field in fields.items()
        if (field.kind in ("choice", "date", "yesno", "number") or name in FIRST)
        or (field.custom and field.kind in ("text", "credit"))
    ]
    usable = [name for name in usable if sees_personal or not fields[name].personal]
    first = [name for name in FIRST if name in usable]
    others = [name for name in usable if name not in first]
    return [*first, *others, "created", "tag", STANDING, "rule", *segments, "code.legacy"]


def is_date(field: str, fields: Mapping[str, Field]) -> bool:
    """Whether a field is chosen by days."""
    return field == "created" or (field in fields and fields[field].kind == "date")


def is_number(field: str, fields: Mapping[str, Field]) -> bool:
    """Whether a field holds numbers, too many to list."""
    return field in fields and fields[field].kind == "number"


def is_ranged(field: str, fields: Mapping[str, Field]) -> bool:
    """Whether a field can be chosen from one value to another."""
    ordered = is_number(field, fields) or is_date(field, fields)
    return ordered or (is_segment(field) and segment_width(field) > 0)


def short_range(text: str) -> str:
    """A range of days without the second year's first digits, so that a narrow row holds it."""
    match = _DAYS.fullmatch(text)
    if match is None:
        return text
    first, century, rest = match.groups()
    return f"{first}..{rest[3:] if first[:4] == century + rest[:2] else rest}"


def values_of(
    field: str,
    fields: Mapping[str, Field],
    chosen: Filter,
    counts: Counts | None,
    *,
    typed: str = "",
    found: Counts | None = None,
    own_name: str = "",
) -> list[PaneRow]:
    """The rows under a field that is folded out.

    typed: what narrows them; found: more values that begin so, out of the store.
    """
    rows = [row for row in _all(field, fields, chosen, counts, found, own_name) if row.value]
    if typed:
        rows = [row for row in rows if fits(typed, _searched(row.value))]
    elif len(rows) > MOST_SHOWN:
        shown = [row for place, row in enumerate(rows) if place < MOST_SHOWN or row.state]
        more = len(rows) - len(shown)
        rows = [*shown, PaneRow(field, note=_more(more, counts))]
    if is_ranged(field, fields) and not typed:
        rows.append(PaneRow(field, ranged=True))
    if rows:
        return rows
    if counts is None or (typed and not counts.whole and found is None):
        return [PaneRow(field, note=t("counting…"))]
    return [PaneRow(field, note=t("nothing fits") if typed else t("no values here"))]


def _more(more: int, counts: Counts | None) -> str:
    plus = "+" if counts is not None and not counts.whole else ""
    return t("{count} more: type to find", count=f"{more:,}{plus}")


def _searched(value: str) -> str:
    return f"{value} {t(PERIODS[value])}" if value in PERIODS else value


def _all(
    field: str,
    fields: Mapping[str, Field],
    chosen: Filter,
    counts: Counts | None,
    found: Counts | None,
    own_name: str,
) -> Iterator[PaneRow]:
    states = dict.fromkeys(chosen.excluded, "out") | dict.fromkeys(chosen.included, "in")
    known: Sequence[str] = fields[field].choices if field in fields else ()
    if field == STANDING:
        known = tuple(STANDINGS)
    if is_date(field, fields):
        known = tuple(PERIODS)
        states = {plain_period(value): state for value, state in states.items()}
    numbers = dict(found.pairs if found else ()) | dict(counts.pairs if counts else ())
    listed = [one for one in known if counts is None or one in numbers or is_date(field, fields)]
    order = dict.fromkeys([*listed, *numbers])
    order = dict.fromkeys([*(one for one in states if one not in order), *order])
    if field == "owner" and own_name and (own_name in numbers or ME in states):
        order = dict.fromkeys([ME, *order])
        numbers[ME] = numbers.get(own_name, 0)
    stale = counts is None or counts.stale
    for value in order:
        number = None if stale else numbers.get(value, 0)
        if is_ranged(field, fields) and value not in numbers:
            number = None
        yield PaneRow(field, value, number, states.get(value, ""))
