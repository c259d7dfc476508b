"""Values as files write them, beyond what a person types: read here, then by their field.

Only what can mean one thing is rewritten. A field that cannot read the rest keeps it and is
flagged; nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from store.customers.fields import Field
from store.customers.values import in_country, read_value
from store.transfer.mapping.dates import file_date

MISSING: Final = "NULL"
"""How databases write a missing value; exactly so, in capitals."""

Reader = Callable[[str], tuple[str, bool]]
PhoneReader = Callable[[str, str], tuple[str, bool]]

_FLOAT_PHONE: Final = re.compile(r"\+?\d{7,15}\.0")
_EXPONENT: Final = re.compile(r"\d\.\d+E\+?1\d", re.IGNORECASE)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)


def reader(field: Field, *, book: bool, dates: str = "") -> Reader:
    """How a cell of this field is read: text to (value, whether the field could read it).

    book: the file is a workbook, where a bare number in a date field is a day count. dates: the
    order of day and month in the column (`mapping.dates.ORDERS`), empty where not known.
    """
    if field.kind == "date":
        return lambda text: _date(field, text, book, dates)
    if field.kind == "phone":
        read = phone_reader(field)
        return lambda text: read(text, "")
    return lambda text: read_value(field, text)


def phone_reader(field: Field) -> PhoneReader:
    """The same for telephone numbers, which also depend on the customer's country."""
    mobile = _MOBILE.fullmatch if field.country == "CN" else None

    def read(text: str, country: str) -> tuple[str, bool]:
        if mobile is not None and not country and mobile(text):
            return "+86" + text, True
        return read_value(in_country(field, country), _phone(text))

    return read


def _date(field: Field, text: str, book: bool, dates: str) -> tuple[str, bool]:
    value, readable = read_value(field, text)
    if readable:
        return value, True
    found = file_date(value, dates, serials=book)
    return (found, True) if found else (value, False)


def _phone(text: str) -> str:
    """A phone number without the `.0` or the power of ten that some programs give to numbers."""
    if text.endswith(".0") and _FLOAT_PHONE.fullmatch(text):
        return text[:-2]
    if _EXPONENT.fullmatch(text) and (whole := float(text)).is_integer():
        digits = str(int(whole))
        return digits if not digits.endswith("0000") else text
    return text
