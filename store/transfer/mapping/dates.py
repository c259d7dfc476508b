"""The order of day and month in a column of a file: told by its own values, or by a person once.

`31/01/2026` in a column says that all of it is day, month, year. Where no value says so (every
one has a day up to 12) the column is ambiguous: its dates stay as they came until somebody says
which order is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from store.customers.dates import iso, read_date
from store.customers.phones import narrow
from store.errors import WrongUsage

ORDERS: Final = ("dmy", "mdy", "ymd")
"""Day, month and year in the order in which they are written."""
SERIAL: Final = "serial"
"""Days since the end of 1899, as spreadsheets count them."""
CHOICES: Final = (*ORDERS, SERIAL)
ALL: Final = ""
"""Instead of a header: the order of every column of dates."""
LOOKED_AT: Final = 20_000
"""Rows of a file by which its columns are decided."""
FEWEST_SERIALS: Final = 3
EXAMPLES: Final = 3

_TIME: Final = r"(?:[T,]?\s*\d{1,2}:\d{2}.*)?"
_THREE: Final = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})" + _TIME)
_EIGHT: Final = re.compile(r"(\d{2})(\d{2})(\d{4})")
_NAMED: Final = re.compile(
    r"(?:[a-z]{3,9},? )?"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -]?([a-z]{3})[a-z]*\.?,?"
    r"|([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,?)"
    r"[ -](\d{4})" + _TIME,
    re.IGNORECASE,
)
_MONTHS: Final = "jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec"
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(18_264, 73_051)  # 1950 to 2099
_PIVOT: Final = 70
"""Two digits from here on are a year of the 1900s, as spreadsheets and POSIX have it, nearly."""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """In what order a column's dates are written.

    order: one of CHOICES; empty where no value says it. ambiguous: how many dates can mean two
    days. examples: the first of these. contradicts: values of both orders are there, so that the
    order cannot be told from them either.
    """

    order: str = ""
    ambiguous: int = 0
    examples: tuple[str, ...] = ()
    contradicts: bool = False

    @property
    def must_ask(self) -> bool:
        """Whether a person has to say it."""
        return self.ambiguous > 0 and not self.order


def date_order(values: Iterable[str]) -> DateOrder:
    """Decide by a column's own values; call with all of them, or as many as there are at hand.

    >>> date_order(["03/04/2026", "31/01/2026"]).order
    'dmy'
    >>> date_order(["03/04/2026", "05/06/2026"]).must_ask
    True
    """
    left, told = frozenset(ORDERS), False
    unsure = serials = others = 0
    examples: list[str] = []
    for value in values:
        if _serial(value):
            serials += 1
            continue
        others += bool(value.strip())
        orders = possible_orders(value)
        if not orders:
            continue
        told = True
        left &= orders
        if len(orders) > 1:
            unsure += 1
            if len(examples) < EXAMPLES:
                examples.append(value.strip())
    if serials >= FEWEST_SERIALS and not others:
        return DateOrder(SERIAL)
    order = next(iter(left)) if told and len(left) == 1 else ""
    return DateOrder(order, unsure, tuple(examples), told and not left)


def column_orders(
    rows: Iterable[tuple[int, Sequence[str]]], columns: Mapping[int, str], said: Mapping[str, str]
) -> dict[int, DateOrder]:
    """The order of each column of dates in a file: as a person has said, else by its values.

    rows: with their numbers, of which the first LOOKED_AT are read. columns: the columns of dates
    with their headers. said: header to order, or ALL. Raises WrongUsage for an order that there is
    not, and for a header that is none of these columns.
    """
    for header, order in said.items():
        if order not in CHOICES:
            raise WrongUsage(
                "--dates takes {allowed}, not {value}.", allowed=", ".join(CHOICES), value=order
            )
        if header != ALL and header not in columns.values():
            raise WrongUsage("There is no column of dates called {column}.", column=header)
    found: dict[int, DateOrder] = {}
    values: dict[int, list[str]] = {}
    for column, header in columns.items():
        if told := said.get(header) or said.get(ALL):
            found[column] = DateOrder(told)
        else:
            values[column] = []
    if values:
        for _, cells in islice(rows, LOOKED_AT):
            for column, listed in values.items():
                if column < len(cells) and cells[column]:
                    listed.append(cells[column])
    return found | {column: date_order(listed) for column, listed in values.items()}


def possible_orders(text: str) -> frozenset[str]:
    """The orders in which a text is a date, of those that give different days; empty for a text
    that is none, or that means one day whatever the order is."""
    match = _THREE.fullmatch(narrow(text).strip())
    if match is None:
        return frozenset()
    days = {order: _in_order(match, order) for order in ORDERS}
    found = {order: day for order, day in days.items() if day}
    return frozenset(found) if len(set(found.values())) > 1 or len(found) == 1 else frozenset()


def file_date(text: str, order: str = "", *, serials: bool = False) -> str:
    """A date in ISO form from the forms that only files use, or an empty text if not sure.

    order: of the column, where it is known. serials: a bare number is a day count (Excel's).

    >>> file_date("31/01/2026"), file_date("03/04/2026"), file_date("03/04/2026", "dmy")
    ('2026-01-31', '', '2026-04-03')
    >>> file_date("Jan 31, 2026"), file_date("46053", serials=True)
    ('2026-01-31', '2026-01-31')
    """
    text = narrow(text).strip()
    if match := _THREE.fullmatch(text):
        if order in ORDERS and (day := _in_order(match, order)):
            return day
        if len(match[3]) < 4:
            return ""  # the century is a guess as long as the order is one
        days = {day for one in ORDERS if (day := _in_order(match, one))}
        return days.pop() if len(days) == 1 else ""
    if match := _NAMED.fullmatch(text):
        place = _MONTHS.find((match[2] or match[3]).lower())
        if place < 0:
            return ""
        return iso(int(match[5]), place // 4 + 1, int(match[1] or match[4]))
    if order in ("dmy", "mdy") and read_date(text) is None and (match := _EIGHT.fullmatch(text)):
        return _in_order(match, order)
    return _serial(text) if serials or order == SERIAL else ""


def _serial(text: str) -> str:
    """The day that a day count means, between 1950 and 2099; else empty."""
    if _SERIAL.fullmatch(text) and (days := int(float(text))) in _SERIALS:
        return (_SERIAL_ZERO + timedelta(days)).isoformat()
    return ""


def _in_order(match: re.Match[str], order: str) -> str:
    """The day that three numbers mean in this order; empty if it is none."""
    first, second, last = (int(part) for part in match.groups()[:3])
    whole = len(match[3]) == 4
    if order == "ymd":
        return "" if whole else iso(_century(first), second, last)
    year = last if whole else _century(last)
    return iso(year, second, first) if order == "dmy" else iso(year, first, second)


def _century(year: int) -> int:
    return year + (1900 if year >= _PIVOT else 2000)
