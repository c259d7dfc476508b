"""How good the records are, in words: each figure with what it is called and whom it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from store.customers.fields import Field
from tui.locale import t
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.quality.measures import Figures

Line = tuple[str, int, str]
"""What it is called, how many customers, the query that finds them."""


def share(many: int, of: int) -> str:
    """A part of a whole in per cent, with one place; nothing where there is no whole."""
    return f"{many / of:.1%}" if of else ""


def overall(figures: Figures) -> Iterator[Line]:
    """The four figures over all fields."""
    yield t("lack a field that they must have"), figures.incomplete, "is:incomplete"
    yield t("were not touched for too long"), figures.stale, "is:stale"
    yield t("have a value that cannot be read"), figures.flagged, "has:flag"
    if figures.checks:
        yield t("do not fit a check of the house"), figures.failing, "is:failing"


def per_field(figures: Figures, fields: Mapping[str, Field]) -> Iterator[Line]:
    """For each field who has none, required ones first, and whose value cannot be read."""
    known = [(name, one) for name, one in figures.fields.items() if name in fields]
    for name, one in sorted(known, key=lambda pair: not pair[1].required):
        if name == "name":
            continue
        label = label_of(name, fields)
        empty = figures.customers - one.filled
        if one.required:
            yield t("have no {field} (required)", field=label), empty, f"missing:{name}"
        elif empty and (one.filled or not fields[name].custom):
            yield t("have no {field}", field=label), empty, f"missing:{name}"
        if one.flagged:
            yield t("have an unreadable {field}", field=label), one.flagged, f"flag:{name}"


def field_queries(figures: Figures) -> dict[str, str]:
    """The query behind each figure, for scripts."""
    queries = {
        "incomplete": "is:incomplete",
        "stale": "is:stale",
        "flagged": "has:flag",
        "failing": "is:failing",
    }
    for name, one in figures.fields.items():
        queries[f"missing {name}"] = f"missing:{name}"
        if one.flagged:
            queries[f"flagged {name}"] = f"flag:{name}"
    return queries


def change_words(before: Figures | None, query: str, many: int) -> str:
    """How many more or fewer than on the day before; empty where that is not known or the same."""
    if before is None:
        return ""
    was = number_of(before, query)
    if was is None or was == many:
        return ""
    return f"{many - was:+,}"


def number_of(figures: Figures, query: str) -> int | None:
    """The figure behind a query; None for one that was not counted."""
    whole = {
        "is:incomplete": figures.incomplete,
        "is:stale": figures.stale,
        "has:flag": figures.flagged,
        "is:failing": figures.failing,
    }
    if query in whole:
        return whole[query]
    word, _, name = query.partition(":")
    if word in ("missing", "flag") and name in figures.fields:
        one = figures.fields[name]
        return one.flagged if word == "flag" else figures.customers - one.filled
    return None


def trend_rows(days: Sequence[tuple[str, Figures]]) -> list[tuple[str, ...]]:
    """A row for each kept day, newest first."""
    return [
        (
            day,
            f"{one.customers:,}",
            f"{one.completeness:.1%}",
            f"{one.incomplete:,}",
            f"{one.stale:,}",
            f"{one.flagged:,}",
            f"{one.failing:,}",
        )
        for day, one in reversed(days)
    ]
