"""Values as files write them, beyond what a person types: read here, then by their field.

Only what can mean one thing is rewritten: 31/01/2026 is a date, 03/04/2026 may be two and is kept
as it came. A field that cannot read the rest keeps it and is flagged; nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from store.customers.fields import Field
from store.customers.values import read_value

MISSING: Final = "NULL"
"""How databases write a missing value; exactly so, in capitals."""

Reader = Callable[[str], tuple[str, bool]]

_TWO_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]\d{1,2}:\d{2}.*)?")
_MONTH_NAMED: Final = re.compile(
    r"(?:(\d{1,2})[ -]?([a-z]{3})[a-z]*\.?,?|([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,?)"
    r"[ -](\d{4})",
    re.IGNORECASE,
)
_MONTHS: Final = "jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec"
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(18_264, 73_051)  # 1950 to 2099
_FLOAT_PHONE: Final = re.compile(r"\+?\d{7,15}\.0")


def reader(field: Field, *, book: bool) -> Reader:
    """How a cell of this field is read: text to (value, whether the field could read it).

    `book`: the file is a workbook, where a bare number in a date field is a day count.
    """
    if field.kind == "date":
        return lambda text: _date(field, text, book)
    if field.kind == "phone":
        return lambda text: read_value(field, _phone(text))
    return lambda text: read_value(field, text)


def _date(field: Field, text: str, book: bool) -> tuple[str, bool]:
    value, readable = read_value(field, text)
    if readable:
        return value, True
    found = file_date(value, serials=book)
    return (found, True) if found else (value, False)


def file_date(text: str, *, serials: bool = False) -> str:
    """A date in ISO form from the forms that only files use, or an empty text if not sure.

    >>> file_date("31/01/2026"), file_date("03/04/2026"), file_date("Jan 31, 2026")
    ('2026-01-31', '', '2026-01-31')
    """
    if match := _TWO_FIRST.fullmatch(text):
        one, two, year = (int(part) for part in match.groups())
        if one > 12 or one == two:
            return _iso(year, two, one)
        return _iso(year, one, two) if two > 12 else ""
    if match := _MONTH_NAMED.fullmatch(text):
        place = _MONTHS.find((match[2] or match[3]).lower())
        if place < 0:
            return ""
        return _iso(int(match[5]), place // 4 + 1, int(match[1] or match[4]))
    if serials and _SERIAL.fullmatch(text) and (days := int(float(text))) in _SERIALS:
        return (_SERIAL_ZERO + timedelta(days)).isoformat()
    return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _phone(text: str) -> str:
    """A phone number without the `.0` that some programs give to numbers."""
    return text[:-2] if text.endswith(".0") and _FLOAT_PHONE.fullmatch(text) else text
