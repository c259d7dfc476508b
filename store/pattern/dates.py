"""Dates as digits of fixed width: formats, what they show, and what they say when read back.

Formats are cut into pieces: a directive (`%Y`) or plain text. Only directives that always give
the same number of digits are known, so that no locale and no platform can change a code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple


class Directive(NamedTuple):
    """One part of a date: how many digits, which numbers, and how it is taken from a date."""

    width: int
    low: int
    high: int
    take: Callable[[date], int]


def _time(name: str) -> Callable[[date], int]:
    def take(day: date) -> int:
        return int(getattr(day, name))

    return take


DIRECTIVES: Final[dict[str, Directive]] = {
    "%Y": Directive(4, 1, 9999, lambda day: day.year),
    "%G": Directive(4, 1, 9999, lambda day: day.isocalendar()[0]),
    "%y": Directive(2, 0, 99, lambda day: day.year % 100),
    "%m": Directive(2, 1, 12, lambda day: day.month),
    "%d": Directive(2, 1, 31, lambda day: day.day),
    "%H": Directive(2, 0, 23, _time("hour")),
    "%M": Directive(2, 0, 59, _time("minute")),
    "%S": Directive(2, 0, 59, _time("second")),
    "%j": Directive(3, 1, 366, lambda day: day.timetuple().tm_yday),
    "%V": Directive(2, 1, 53, lambda day: day.isocalendar()[1]),
    "%u": Directive(1, 1, 7, lambda day: day.isoweekday()),
    "%q": Directive(1, 1, 4, lambda day: (day.month + 2) // 3),
}
TIMES: Final = frozenset({"%H", "%M", "%S"})
"""The directives that need a time of day, which only `now` has."""


@lru_cache(maxsize=512)
def pieces(format: str) -> tuple[str, ...]:
    """A format cut into directives and plain text; `%%` is a percent sign.

    Raises KeyError with the directive that is not known.
    """
    found: list[str] = []
    plain = ""
    at = 0
    while at < len(format):
        if format[at] != "%":
            plain += format[at]
            at += 1
            continue
        directive = format[at : at + 2]
        at += 2
        if directive == "%%":
            plain += "%"
            continue
        if directive not in DIRECTIVES:
            raise KeyError(directive)
        if plain:
            found.append(plain)
            plain = ""
        found.append(directive)
    if plain:
        found.append(plain)
    return tuple(found)


def is_directive(piece: str) -> bool:
    """Whether a piece is a directive (not plain text)."""
    return piece in DIRECTIVES


def width(format: str) -> int:
    """How many characters a format always gives."""
    return sum(DIRECTIVES[p].width if p in DIRECTIVES else len(p) for p in pieces(format))


def show(format: str, day: date) -> str:
    """The date (or moment) in this format."""
    shown = ""
    for piece in pieces(format):
        directive = DIRECTIVES.get(piece)
        shown += piece if directive is None else str(directive.take(day)).zfill(directive.width)
    return shown


@lru_cache(maxsize=65536)
def show_text(format: str, iso: str) -> str:
    """The date written `2026-01-31`, in this format. Raises ValueError when it is no date."""
    if len(iso) != 10:
        raise ValueError(iso)
    return show(format, date.fromisoformat(iso))


def take_apart(format: str, text: str) -> dict[str, int] | None:
    """The numbers that a text in this format shows, by directive; None when it does not fit."""
    numbers: dict[str, int] = {}
    at = 0
    for piece in pieces(format):
        directive = DIRECTIVES.get(piece)
        if directive is None:
            if not text.startswith(piece, at):
                return None
            at += len(piece)
            continue
        part = text[at : at + directive.width]
        at += directive.width
        if len(part) != directive.width or not (part.isascii() and part.isdigit()):
            return None
        number = int(part)
        if not directive.low <= number <= directive.high:
            return None
        if numbers.setdefault(piece, number) != number:
            return None
    return numbers if at == len(text) else None


def possible(numbers: dict[str, int]) -> bool:
    """Whether some day shows all these numbers: no 30 February, no day 366 in a common year."""
    month, day = numbers.get("%m"), numbers.get("%d")
    year = numbers.get("%Y")
    if year is None and "%y" in numbers:
        year = 2000 + numbers["%y"]
    if month is not None and day is not None:
        try:
            date(2000 if year is None else year, month, day)
        except ValueError:
            return False
    if month is not None and numbers.get("%q", (month + 2) // 3) != (month + 2) // 3:
        return False
    if numbers.get("%j") == 366 and year is not None:
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return True


def say(format: str, text: str) -> str:
    """What a text in this format says, for people: `2026-01-31`, `2026-01`, `2026`, `08:05`.

    A format that has no such form, and a text that does not fit it, are given back as they are.
    """
    numbers = take_apart(format, text)
    if numbers is None:
        return text
    days = [key for key in ("%Y", "%m", "%d") if key in numbers]
    times = [key for key in ("%H", "%M", "%S") if key in numbers]
    if set(numbers) != {*days, *times}:
        return str(next(iter(numbers.values()))) if len(numbers) == 1 else text
    if len(numbers) == 1:
        return str(next(iter(numbers.values())))
    if days not in ([], ["%Y"], ["%Y", "%m"], ["%Y", "%m", "%d"]):
        return text
    day = "-".join(str(numbers[key]).zfill(DIRECTIVES[key].width) for key in days)
    clock = ":".join(str(numbers[key]).zfill(2) for key in times)
    return f"{day} {clock}".strip()


def decide(numbers: dict[str, int], directive: str) -> str:
    """What a directive must show where a date shows these numbers; empty when they leave it open.

    The whole day, the quarter from the month, the short year from the long one.
    """
    known = DIRECTIVES[directive]
    if directive in numbers:
        return str(numbers[directive]).zfill(known.width)
    if directive == "%y" and "%Y" in numbers:
        return str(numbers["%Y"] % 100).zfill(2)
    if directive == "%q" and "%m" in numbers:
        return str((numbers["%m"] + 2) // 3)
    try:
        if {"%Y", "%m", "%d"} <= numbers.keys():
            day = date(numbers["%Y"], numbers["%m"], numbers["%d"])
        elif {"%Y", "%j"} <= numbers.keys():
            day = date(numbers["%Y"], 1, 1) + timedelta(days=numbers["%j"] - 1)
        elif {"%G", "%V", "%u"} <= numbers.keys():
            day = date.fromisocalendar(numbers["%G"], numbers["%V"], numbers["%u"])
        else:
            return ""
    except ValueError:
        return ""
    return "" if directive in TIMES else show(directive, day)
