"""The operation log's own small query language: `actor:王敏 action:customer at:>-7d CUST000123`.

`actor:` `action:` `object:` `group:` take one or several values (`a,b`), with `*` for anything; a
family of actions stands for all of them (`action:customer`). `at:` takes a day, a month, a year,
`today`, `-7d`, a range `a..b`, or `>` `<` before one. Words look in object and reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from store.errors import InvalidQuery

_TERM: Final = re.compile(r'(?:(?P<key>[A-Za-z]+)[:：])?(?P<value>"[^"]*"|\S+)')
_KEYS: Final = {"actor": "actor", "action": "action", "object": "object", "group": "group_id"}
_AGO: Final = re.compile(r"-(\d{1,5})([dwmy])")
_DAYS: Final = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a log query asks for; `since` (inclusive) and `until` (exclusive) are UTC."""

    equal: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


def read_log_query(text: str, zone: ZoneInfo, today: date) -> LogFilter:
    """Read a log query. Raises InvalidQuery at the place that is wrong."""
    equal: dict[str, tuple[str, ...]] = {}
    words: list[str] = []
    since = until = ""
    for match in _TERM.finditer(text):
        key, value = (match["key"] or "").lower(), match["value"].strip('"')
        if not key:
            words.append(value)
        elif key in _KEYS:
            equal[_KEYS[key]] = tuple(v for v in re.split(r"[,，]", value) if v)
        elif key == "at":
            since, until = _when(value, zone, today, match.start("value"))
        else:
            raise InvalidQuery(
                "The log has no field {name}: use action, actor, object, at or group.",
                start=match.start(),
                end=match.end("key"),
                name=key,
            )
    return LogFilter(equal, tuple(words), since, until)


def _when(text: str, zone: ZoneInfo, today: date, start: int) -> tuple[str, str]:
    """The period that a text names. Raises InvalidQuery, also for one that no calendar has."""
    try:
        return _period(text, zone, today, start)
    except OverflowError:
        raise _no_date(text, start) from None


def _no_date(text: str, start: int) -> InvalidQuery:
    return InvalidQuery(
        "{value} is no date: write 2026-01-31, 2026-01, 2026, today or -7d.",
        start=start,
        end=start + len(text),
        value=text,
    )


def _period(text: str, zone: ZoneInfo, today: date, start: int) -> tuple[str, str]:
    def span(part: str, at: int) -> tuple[date, date]:
        ago = _AGO.fullmatch(part)
        if part in ("today", "今天"):
            return today, today + timedelta(days=1)
        if ago:
            day = today - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
            return day, day + timedelta(days=1)
        try:
            numbers = [int(piece) for piece in part.split("-")]
            if len(numbers) == 1:
                return date(numbers[0], 1, 1), date(numbers[0] + 1, 1, 1)
            if len(numbers) == 2:
                year, month = numbers
                return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
            day = date(*numbers[:3])
            return day, day + timedelta(days=1)
        except (ValueError, TypeError, OverflowError) as error:
            raise _no_date(part, start + at) from error

    def utc(day: date) -> str:
        moment = datetime.combine(day, time(), zone).astimezone(UTC)
        return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"

    if ".." in text:
        left, _, right = text.partition("..")
        return (
            utc(span(left, 0)[0]) if left else "",
            utc(span(right, len(left) + 2)[1]) if right else "",
        )
    if text[:1] == ">":
        rest = text[1:].lstrip("=")
        return utc(span(rest, len(text) - len(rest))[0]), ""
    if text[:1] == "<":
        rest = text[1:].lstrip("=")
        return "", utc(span(rest, len(text) - len(rest))[1])
    first, end = span(text, 0)
    return utc(first), utc(end)
