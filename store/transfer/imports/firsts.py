"""Which row of a file has some key first, kept small: 20 bytes a slot, no object a row.

A million rows take some 40 MB, where a dictionary of tuples takes 250. Keys are kept by 64 bits of
their hash, so that two of a million are taken for one once in thirty million such files.
"""

from __future__ import annotations

from array import array
from typing import Final, NamedTuple

_SMALLEST: Final = 1 << 10
_BITS: Final = (1 << 64) - 1
_MINE: Final = 1 << 63


class First(NamedTuple):
    """The first row with a key. content: a digest of its cells, for the life of the process. mine:
    this import brought it in."""

    number: int
    content: int
    mine: bool


class Firsts:
    """Open addressing over three arrays; nothing is ever taken out."""

    def __init__(self) -> None:
        self._make(_SMALLEST)
        self._count = 0

    def _make(self, size: int) -> None:
        self._mask = size - 1
        self._keys = array("Q", bytes(8 * size))
        self._numbers = array("Q", bytes(8 * size))
        self._contents = array("I", bytes(4 * size))

    def _slot(self, wanted: int) -> int:
        """Where it is, or would be."""
        place = wanted & self._mask
        keys = self._keys
        while keys[place] and keys[place] != wanted:
            place = (place + 1) & self._mask
        return place

    def find(self, key: str) -> First | None:
        """The first row with this key."""
        wanted = hash(key) & _BITS or 1
        place = self._slot(wanted)
        if not self._keys[place]:
            return None
        number = self._numbers[place]
        return First(number & ~_MINE, self._contents[place], bool(number & _MINE))

    def keep(self, key: str, number: int, cells: list[str], *, mine: bool) -> None:
        """Note a row, unless an earlier one has the key."""
        wanted = hash(key) & _BITS or 1
        place = self._slot(wanted)
        if self._keys[place]:
            return
        self._put(place, wanted, number | _MINE * mine, content_of(cells))
        self._count += 1
        if 2 * self._count > self._mask:
            self._grow()

    def _put(self, place: int, wanted: int, number: int, content: int) -> None:
        self._keys[place], self._numbers[place] = wanted, number
        self._contents[place] = content

    def _grow(self) -> None:
        kept = zip(self._keys, self._numbers, self._contents, strict=True)
        self._make(2 * (self._mask + 1))
        for wanted, number, content in kept:
            if wanted:
                self._put(self._slot(wanted), wanted, number, content)


def content_of(cells: list[str]) -> int:
    """A digest of a row's cells, the same for the life of the process."""
    return hash(tuple(cells)) & 0xFFFFFFFF
