"""How many customers have a value, for very many values in little memory.

A count-min sketch (Cormode and Muthukrishnan, 2005) with conservative updates: two rows of small
counters, never too low, rarely too high. Values that many have are counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from store.duplicates.profile import COMPARED, Profile

CELLS: Final = 16
"""Counters to a customer in each row."""
SMALLEST: Final = 1 << 16
LARGEST: Final = 1 << 25
FULL: Final = 255
_TURN: Final = 0x9E3779B97F4A7C15
_WORD: Final = (1 << 64) - 1

_NAME, _CONTACT, _PHONE, _EMAIL, _CREDIT, _BIRTHDAY, _ADDRESS, _POSTAL, _CITY, _REGION, _SITE = (
    range(len(COMPARED))
)


def values(one: Profile) -> Iterator[tuple[int, str]]:
    """Every value of a customer that likenesses can have in common, by the field's place."""
    for name in one.names:
        yield _NAME, name.key
        if name.firm:
            yield _NAME, name.value
        if len(name.words) > 1:
            for word in name.words:
                yield _NAME, word
    if one.contact.whole:
        yield _CONTACT, one.contact.key
        if one.contact.firm:
            yield _CONTACT, one.contact.value
        if len(one.contact.words) > 1:
            for word in one.contact.words:
                yield _CONTACT, word
    for number in one.phones:
        yield _PHONE, number
    for place, value in (
        (_EMAIL, one.email),
        (_CREDIT, one.credit_code),
        (_BIRTHDAY, one.birthday),
        (_POSTAL, one.postal_code),
        (_CITY, one.city),
        (_REGION, one.region),
        (_SITE, one.website),
    ):
        if value:
            yield place, value
    if one.address:
        yield _ADDRESS, " ".join(one.address)
    for at, value in enumerate(one.custom):
        if value:
            yield len(COMPARED) + at, value


class Frequencies:
    """Counts of values; `add` each customer once."""

    def __init__(self, customers: int) -> None:
        size = SMALLEST
        while size < min(customers * CELLS, LARGEST):
            size *= 2
        self._mask = size - 1
        self._first, self._second = bytearray(size), bytearray(size)
        self._many: dict[int, int] = {}

    def add(self, one: Profile) -> None:
        """Count a customer's values."""
        first, second, mask = self._first, self._second, self._mask
        for value in values(one):
            whole = hash(value)
            here, there = whole & mask, (whole * _TURN & _WORD) >> 38 & mask
            low = min(first[here], second[there])
            if low == FULL:
                self._many[whole] = self._many.get(whole, FULL) + 1
                continue
            if first[here] == low:
                first[here] = low + 1
            if second[there] == low:
                second[there] = low + 1

    def of(self, place: int, value: str) -> int:
        """How many customers have the value in the field at this place."""
        whole = hash((place, value))
        low = min(
            self._first[whole & self._mask],
            self._second[(whole * _TURN & _WORD) >> 38 & self._mask],
        )
        return self._many.get(whole, FULL) if low == FULL else low

    def others(self, place: int, value: str) -> int:
        """How many have it besides two who share it."""
        return max(0, self.of(place, value) - 2)
