"""Where a Chinese telephone number was given out, by its area code or its first seven digits.

For mobiles this is where somebody bought the number, not where they are today: a hint, no more.
"""

from __future__ import annotations

import functools
import re
import sys
import zlib
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.customers.divisions import Division, division

_MOBILE: Final = re.compile(r"\+86(1[3-9]\d{5})\d{4}(?!\d)")
_LANDLINE: Final = re.compile(r"\+86(10|2\d|[3-9]\d{2})\d{7,8}(?!\d)")
_FIRST: Final = 1_300_000


@dataclass(frozen=True, slots=True)
class _Areas:
    divisions: tuple[str, ...]
    landlines: dict[str, str]
    mobiles: array[int]


def landline_area(phone: str) -> Division | None:
    """The city of a landline kept in E.164 (`store.customers.phones`); None for any other number.

    >>> landline_area("+8675528761234").name
    '深圳市'
    """
    match = _LANDLINE.match(phone)
    return division(_areas().landlines.get(match[1], "")) if match else None


def mobile_area(phone: str) -> Division | None:
    """The city in which a mobile number was given out.

    >>> mobile_area("+8613800138000").name
    '北京市'
    """
    match = _MOBILE.match(phone)
    if match is None:
        return None
    areas = _areas()
    return division(areas.divisions[areas.mobiles[int(match[1]) - _FIRST]])


def area_code(city: str) -> str:
    """The area code of a city by its division's code, with its 0; empty if there is none."""
    return _area_codes().get(city, "")


@functools.cache
def _area_codes() -> dict[str, str]:
    return {code: "0" + area for area, code in reversed(_areas().landlines.items())}


@functools.cache
def _areas() -> _Areas:
    data = Path(__file__).with_name("areas.dat").read_bytes()
    _, divisions, landlines, packed = data.split(b"\n", 3)
    mobiles = array("H", zlib.decompress(packed))
    if sys.byteorder == "big":
        mobiles.byteswap()
    pairs = (pair.split(":") for pair in landlines.decode().split(","))
    return _Areas(tuple(divisions.decode().split(",")), dict(pairs), mobiles)
