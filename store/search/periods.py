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
    "前天": -2, "后天": 2,
}  # fmt: skip
_QUARTER: Final = re.compile(r"(\d{4})[-/年]?(?:q([1-4])|第?([1-4一二三四])季度?)", re.ASCII)
_CHINESE: Final = {"一": "1", "二": "2", "三": "3", "四": "4"}
NAMED: Final[dict[str, tuple[str, int]]] = {
    f"{which}-{unit}": (unit, step)
    for unit in ("week", "month", "quarter", "year")
    for which, step in (("this", 0), ("last", -1), ("next", 1))
}
"""Whole weeks (from Monday), months, quarters and years: their unit, and how many from now."""
_SPOKEN: Final[dict[str, str]] = {
    word: name
    for name, words in {
        "this-week": "本周 这周 本星期 这个星期",
        "last-week": "上周 上星期 上个星期",
        "next-week": "下周 下星期 下个星期",
        "this-month": "本月 这个月 当月",
        "last-month": "上月 上个月",
        "next-month": "下月 下个月",
        "this-quarter": "本季 本季度 这个季度",
        "last-quarter": "上季 上季度 上个季度",
        "next-quarter": "下季 下季度 下个季度",
        "this-year": "今年 本年",
        "last-year": "去年 上年",
        "next-year": "明年 下年",
    }.items()
    for word in words.split()
}
IN_CHINESE: Final = {name: word for word, name in reversed(_SPOKEN.items())} | {
    "today": "今天",
    "yesterday": "昨天",
    "tomorrow": "明天",
}
"""How the words for periods are said in Chinese."""
_UNITS: Final = {"天": "d", "日": "d", "周": "w", "月": "m", "年": "y"}


class Period(NamedTuple):
    """From the first to the last day, both counted."""

    first: date
    last: date


def read_period(text: str, today: date) -> Period | None:
    """The days that a text means, or None if it is no date.

    `2026`, `2026-q1`, `2026-03`, `2026-03-15` (also with / . 年月日, or 20260315), `today`,
    `this-month`, `last-week` …, and `-90d`, `+2w`, `-3m`, `-1y` counted from today; in Chinese too.
    Far dates stop at the ends of the calendar.
    """
    text = plain_period(text)
    if text in NAMED:
        unit, step = NAMED[text]
        return whole(unit, today, step)
    if match := _QUARTER.fullmatch(text):
        which = match[2] or match[3]
        quarter = int(_CHINESE.get(which, which))
        if not int(match[1]):
            return None
        return whole("quarter", date(int(match[1]), 3 * quarter - 2, 1))
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


def plain_period(text: str) -> str:
    """A period's text in small letters, its name in English: 本月 and This_Month are this-month."""
    text = text.strip().lower()
    if text in _SPOKEN:
        return _SPOKEN[text]
    joined = text.replace("_", "-")
    return joined if joined in NAMED else text


def whole(unit: str, day: date, step: int = 0) -> Period:
    """The week (from Monday), month, quarter or year of a day, or the one `step` from it."""
    if unit == "week":
        first = _moved(day, 7 * step - day.weekday())
        return Period(first, _moved(first, 6))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    number = (day.year * 12 + day.month - 1) // months * months + step * months
    year, month = divmod(number, 12)
    if year < EARLIEST.year:
        return Period(EARLIEST, EARLIEST)
    if year > LATEST.year:
        return Period(LATEST, LATEST)
    end_year, end_month = divmod(number + months - 1, 12)
    last = calendar.monthrange(end_year, end_month + 1)[1]
    return Period(date(year, month + 1, 1), date(end_year, end_month + 1, last))


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
