"""Customers that are chosen together, up to all of them: a set that is walked without a list.

A million chosen customers are 125 KB of bits (`store.bits`), not a million numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Final

from store import bits

MOST: Final = 1 << 28
"""Ids above this are no customer's: a set of bits would grow with them."""


class Chosen(Collection[int]):
    """A set of customers' ids, walked from the smallest up."""

    __slots__ = ("bits",)

    def __init__(self, bits: int = 0) -> None:
        self.bits = bits

    @classmethod
    def of(cls, ids: Iterable[int]) -> Chosen:
        """The set of these ids; what cannot be an id is left out."""
        if isinstance(ids, Chosen):
            return ids
        listed = [one for one in ids if 0 < one < MOST]
        return cls(bits.of_ids(listed, max(listed))) if listed else cls()

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __iter__(self) -> Iterator[int]:
        return iter(bits.ids_of(self.bits))

    def __contains__(self, one: object) -> bool:
        return isinstance(one, int) and one >= 0 and bool(self.bits >> one & 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chosen) and self.bits == other.bits

    def __hash__(self) -> int:
        return hash(self.bits)

    def __repr__(self) -> str:
        return f"Chosen({list(islice(self, 8))}, {len(self)} in all)"

    def first(self, count: int) -> list[int]:
        """The smallest ids, at most `count`."""
        return bits.take(self.bits, 0, count)
