"""Dates as a query writes them: a day, a month, a year, or some time before or after today."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final, NamedTuple

EARLIEST: Final = date(2, 1, 1)
LATEST: Final = date(9998, 12, 31)

_WRITTEN: Final = re.compile(
    r"(\d{4})(?:年|[-/.年](\d{1,2})(?:月|[-/.月](\d{1,2})日?)?)?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_RELATIVE: Final = re.compile(r"([+-]?)(\d{1,5})([dwmy天日周月年])", re.ASCII | re.IGNORECASE)
_WORDS: Final = {
    "today": 0, "今天": 0, "今日": 0, "yesterday": -1, "昨天": -1, "tomorrow": 1, "明天": 1,
}  # fmt: skip
_UNITS: Final = {"天": "d", "日": "d", "周": "w", "月": "m", "年": "y"}


class Period(NamedTuple):
    """From the first to the last day, both counted."""

    first: date
    last: date


def read_period(text: str, today: date) -> Period | None:
    """The days that a text means, or None if it is no date.

    `2026`, `2026-03`, `2026-03-15` (also with / . 年月日, or 20260315), `today`, and `-90d`, `+2w`,
    `-3m`, `-1y` counted from today. Far dates stop at the ends of the calendar.
    """
    text = text.strip().lower()
    if text in _WORDS:
        day = _moved(today, _WORDS[text])
        return Period(day, day)
    if match := _RELATIVE.fullmatch(text):
        return _relative(match, today)
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, month, day_, *compact = match.groups()
    if compact[0]:
        year, month, day_ = compact
    try:
        if day_:
            day = date(int(year), int(month), int(day_))
            return _clamped(day, day)
        if month:
            last = calendar.monthrange(int(year), int(month))[1]
            return _clamped(date(int(year), int(month), 1), date(int(year), int(month), last))
        return _clamped(date(int(year), 1, 1), date(int(year), 12, 31))
    except ValueError:
        return None


def _relative(match: re.Match[str], today: date) -> Period:
    sign, digits, unit = match.groups()
    count = -int(digits) if sign == "-" else int(digits)
    unit = _UNITS.get(unit, unit)
    if unit in "dw":
        day = _moved(today, count * (7 if unit == "w" else 1))
        return Period(day, day)
    months = today.year * 12 + today.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if not EARLIEST.year <= year <= LATEST.year:
        day = EARLIEST if year < EARLIEST.year else LATEST
    else:
        last = calendar.monthrange(year, month + 1)[1]
        day = date(year, month + 1, min(today.day, last))
    return Period(day, day)


def _moved(day: date, days: int) -> date:
    try:
        day += timedelta(days=days)
    except OverflowError:
        day = EARLIEST if days < 0 else LATEST
    return min(max(day, EARLIEST), LATEST)


def _clamped(first: date, last: date) -> Period:
    return Period(min(max(first, EARLIEST), LATEST), min(max(last, EARLIEST), LATEST))
