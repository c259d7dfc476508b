"""What a value in a query means for the field it is asked of; the same in SQL and in memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from store.customers.fields import Field
from store.errors import InvalidQuery
from store.search.names import SYSTEM, find_field
from store.search.periods import EARLIEST, LATEST, read_period
from store.search.tree import Criterion, Value
from store.text import fold, thin

SOME_DAY: Final = date(2000, 1, 1)
_SOME_DAYS: Final = (date(1000, 3, 15), date(9000, 8, 15))
"""A range that runs backwards on both of them does so whatever day it is."""
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_YES: Final = frozenset(["yes", "y", "true", "1", "是", "对", "有"])
_NO: Final = frozenset(["no", "n", "false", "0", "否", "不", "无"])
_ANY: Final = frozenset(["any", "all", "全部", "所有", "不限"])
_UPPER: Final = str.maketrans({c: c + 32 for c in range(65, 91)})


def ordered(field: Field) -> bool:
    """Whether `>` `<` and `..` make sense of a field."""
    if field.kind in ("date", "number"):
        return True
    return (
        field.kind in ("text", "choice", "credit")
        and not field.contains
        and field.name not in UNORDERED
    )


def can_be_missing(field: Field) -> bool:
    """Whether a customer can be without a value of it."""
    return field.name not in SYSTEM or field.name in ("tag", "flag", "rule")


STANDINGS: Final = {
    "stale": "久未更新",
    "incomplete": "不完整",
    "failing": "不合规",
}
"""What can stand after `is:`, with the Chinese for it; see `store.search.standing`."""
_MEANT: Final = {word: name for name, chinese in STANDINGS.items() for word in (name, chinese)}
UNORDERED: Final = frozenset(("tag", "flag", "rule", "is"))


def check_test(
    field: Field, test: Criterion, fields: Mapping[str, Field], span: Mapping[str, int]
) -> None:
    """Raise InvalidQuery unless the field can be tested so. `span` is the place of the test."""
    if test.op not in ("", "=") and not ordered(field):
        raise InvalidQuery(
            "{field} has no order: > < and .. are for dates, numbers and codes.",
            field=field.name,
            **span,
        )
    values = (test.value,) if test.upper is None else (test.value, test.upper)
    for value in values:
        if value.quoted and not value.text and test.op in ("", "=") and can_be_missing(field):
            continue  # field:"" asks for customers without a value
        _check_value(field, value, fields)
    if test.upper is not None and _backwards(field, test.value.text, test.upper.text):
        raise InvalidQuery(
            "{first} is after {last}: a range goes from the smaller to the greater.",
            first=test.value.text,
            last=test.upper.text,
            **span,
        )


def _backwards(field: Field, low: str, high: str) -> bool:
    """Whether nothing can lie between the two, on any day."""
    if field.kind == "number":
        first, last = read_number(low), read_number(high)
        return first is not None and last is not None and first > last
    if field.kind == "date":
        days = [(read_period(low, day), read_period(high, day)) for day in _SOME_DAYS]
        return all(one and other and one.first > other.last for one, other in days)
    return lower(low) > lower(high)


def _check_value(field: Field, value: Value, fields: Mapping[str, Field]) -> None:
    place = {"start": value.start, "end": value.end}
    if field.kind == "date" and read_period(value.text, SOME_DAY) is None:
        raise InvalidQuery(
            "{value} is no date: write 2026-01-31, 2026-01, 2026, today, this-month or -90d.",
            value=value.text,
            **place,
        )
    if field.kind == "number" and read_number(value.text) is None:
        raise InvalidQuery("{value} is no number: write 120 or 99.5.", value=value.text, **place)
    if field.name == "archived" and read_archived(value.text) is None:
        raise InvalidQuery("archived takes yes, no or any, not {value}.", value=value.text, **place)
    if field.kind == "yesno" and field.name != "archived" and read_yes(value.text) is None:
        raise InvalidQuery("{value} is neither yes nor no.", value=value.text, **place)
    if field.name == "is" and not meant_by(value.text):
        raise InvalidQuery(
            "is takes {words}, not {value}.",
            words=", ".join(STANDINGS),
            value=value.text,
            **place,
        )
    if field.name == "flag" and find_field(value.text, fields) is None:
        raise InvalidQuery(
            "flag takes the name of a field, as in flag:phone; there is none called {value}.",
            value=value.text,
            **place,
        )


def meant_by(text: str) -> str:
    """The standing that a value after `is:` means, in either language; empty if it is none."""
    return _MEANT.get(fold(text), "")


def read_number(text: str) -> float | None:
    """The number a text gives, or None."""
    text = fold(text).strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def phone_digits(text: str) -> str:
    """The digits of a number as it was typed."""
    return "".join([c for c in fold(text) if "0" <= c <= "9"])


def read_yes(text: str) -> bool | None:
    """Yes or no, in either language, or None."""
    text = fold(text)
    return True if text in _YES else False if text in _NO else None


def read_archived(text: str) -> str | None:
    """`yes`, `no` or `any`, or None."""
    if fold(text) in _ANY:
        return "any"
    yes = read_yes(text)
    return None if yes is None else "yes" if yes else "no"


def lower(text: str) -> str:
    """The text with A-Z made small, as SQL's `lower` does it, and nothing else."""
    return text.lower() if text.isascii() else text.translate(_UPPER)


def spellings(text: str) -> tuple[str, ...]:
    """The forms in which a value may stand in the store, `lower`ed: small, capital, folded."""
    text = unicodedata.normalize("NFC", thin(text)).strip()
    if text.isascii():
        return (text.lower(),)
    forms = (text, text.lower(), text.upper(), text.capitalize(), text.title(), fold(text))
    return tuple(dict.fromkeys(lower(form) for form in forms))


def is_cased(text: str) -> bool:
    """Whether a text has letters that can be large or small."""
    return text.lower() != text.upper()


def chosen(field: Field, text: str) -> str:
    """The field's own spelling of a choice, or '' if it has no such choice."""
    if text in field.choices:
        return text
    folded = fold(text)
    return next((choice for choice in field.choices if fold(choice) == folded), "")


def is_wild(value: Value) -> bool:
    """Whether a `*` in the value stands for anything."""
    return not value.quoted and ("*" in value.text or "＊" in value.text)


def wild_parts(text: str) -> list[str]:
    """What stands between the `*` of a value."""
    return text.replace("＊", "*").split("*")


def day_bounds(test: Criterion, today: date) -> tuple[str, str]:
    """The first and last day, ISO, that fit a test of a date; both count."""
    period = read_period(test.value.text, today)
    assert period is not None, "the query was checked when it was read"
    first, last = period
    if test.upper is not None:
        upper = read_period(test.upper.text, today)
        assert upper is not None, "the query was checked when it was read"
        last = upper.last
    one = timedelta(days=1)
    if test.op == ">":
        first, last = last + one, LATEST
    elif test.op == ">=":
        last = LATEST
    elif test.op == "<":
        first, last = EARLIEST, first - one
    elif test.op == "<=":
        first = EARLIEST
    return _iso(first), _iso(last)


def moment_bounds(test: Criterion, today: date, zone: tzinfo) -> tuple[str, str]:
    """The UTC moments between which a test of a time fits: from the first, before the second."""
    first, last = day_bounds(test, today)
    start = datetime.combine(date.fromisoformat(first), time(), zone)
    end = datetime.combine(date.fromisoformat(last) + timedelta(days=1), time(), zone)
    return _utc(start), _utc(end)


def _iso(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def _utc(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{_iso(moment.date())}T{moment:%H:%M:%S}"


def read_stored_number(text: str) -> float | None:
    """The number that a stored value is, or None if it is none (kept as it came)."""
    return float(text) if _NUMBER.fullmatch(text) else None
