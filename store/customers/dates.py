"""Dates as people write them, where the text can mean only one day.

`03/04/2026` can mean two and is not read here: see `mapping.dates`, which knows its column.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from store.customers.phones import narrow

_TIME: Final = r"(?:\s*[T日]?\s*(?:上午|下午|[ap]m)?\s*\d{1,2}[:时点]\d{2}.*)?"
_YMD: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _TIME, re.IGNORECASE
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?\d{4}(?:\d{2})?)?")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINGUO: Final = re.compile(r"(?:中华)?民国\s*(\d{1,3}|元)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_HAN_DATE: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
_HAN_DIGITS: Final = {sign: place for place, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
}


def read_date(text: str) -> str | None:
    """A date as ISO text from the forms that mean one day everywhere, or None.

    >>> read_date("2026年1月31日"), read_date("2026.1.31"), read_date("20260131")
    ('2026-01-31', '2026-01-31', '2026-01-31')
    >>> read_date("二〇二六年一月三十一日"), read_date("民国115年1月31日"), read_date("03/04/2026")
    ('2026-01-31', '2026-01-31', None)
    """
    text = narrow(text)
    if _ISO.fullmatch(text):
        return iso(int(text[:4]), int(text[5:7]), int(text[8:])) or None
    match = _YMD.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is not None:
        return iso(int(match[1]), int(match[2]), int(match[3])) or None
    if text.isascii():
        return None
    if match := _MINGUO.fullmatch(text):
        year = 1 if match[1] == "元" else int(match[1])
        return iso(1911 + year, int(match[2]), int(match[3])) or None
    if match := _HAN_DATE.fullmatch(text):
        year = int("".join([str(_HAN_DIGITS[sign]) for sign in match[1]]))
        return iso(year, _tens(match[2]), _tens(match[3])) or None
    return None


def iso(year: int, month: int, day: int) -> str:
    """The day in ISO form; empty if there is none such."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _tens(text: str) -> int:
    """A number up to 99 in Chinese: 三十一 is 31."""
    if "十" not in text:
        return _HAN_DIGITS[text] if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    return 10 * _HAN_DIGITS.get(tens, 1) + _HAN_DIGITS.get(ones, 0)
