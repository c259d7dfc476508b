"""Pairs to compare, out of the keys that customers share; whole numbers in flat arrays.

A key takes eight bytes and a pair eight.
Keys that many share make too many pairs: the largest groups are left out until what is left fits a
number of pairs for each customer.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

from store.duplicates.blocking import EVERY, NAMES, keys
from store.duplicates.profile import Profile

BUCKETS: Final = 256
PARTS: Final = 64
"""Pairs are sorted part by part, by the first of the two."""
FOR_EACH: Final = 6
"""Pairs compared for each customer, at most about so many."""
AT_LEAST: Final = 200_000
_ID: Final = 30
_FAMILY: Final = 4
_IDS: Final = (1 << _ID) - 1
_HASH: Final = (1 << _ID) - 1

CROWD: Final = 10
"""In a larger group of the same name, who has nothing else in common is not compared."""
_SLOT: Final = 10
_SLOTS: Final = tuple((1 << _SLOT) - 1 << _SLOT * at for at in range(6))

Pair = tuple[int, int, int]
"""Two ids, the smaller first, and the families without which they were found."""


class Blocks:
    """Takes customers in with `add`; then `pairs` gives who has to be compared."""

    def __init__(self) -> None:
        self._buckets = [array("Q") for _ in range(BUCKETS)]
        self._signs = array("Q")
        self._last = 0
        self.limit = 0

    def add(self, one: Profile) -> None:
        """Keep a customer's keys."""
        id_ = one.id
        self._last = max(self._last, id_)
        if len(self._signs) <= id_:
            self._signs.extend([0] * (max(id_, 2 * len(self._signs)) + 1 - len(self._signs)))
        self._signs[id_] = _sign(one)
        for family, text in dict.fromkeys(keys(one)):
            whole = hash(text)
            self._buckets[whole & (BUCKETS - 1)].append(
                ((whole >> 8 & _HASH) << _FAMILY | family) << _ID | id_
            )

    def pairs(self, customers: int, check: Callable[[], None]) -> list[array[int]]:
        """The pairs, each once, part by part in the order of their ids; empties what was kept.

        Each is one number, see `unpacked`. `check` is called now and then, and may raise to stop.
        """
        self._sort(check)
        self.limit = self._largest(max(AT_LEAST, FOR_EACH * customers))
        parts = [array("Q") for _ in range(PARTS)]
        for at, bucket in enumerate(self._buckets):
            check()
            self._take(bucket, parts)
            self._buckets[at] = array("Q")
        for at, part in enumerate(parts):
            check()
            parts[at] = _once(part)
        return parts

    def _sort(self, check: Callable[[], None]) -> None:
        for at, bucket in enumerate(self._buckets):
            check()
            self._buckets[at] = array("Q", sorted(bucket))

    def _largest(self, budget: int) -> int:
        """How many may share a key for all pairs together to stay within the budget."""
        sizes: Counter[int] = Counter()
        for bucket in self._buckets:
            sizes.update(sum(1 for _ in group) for _, group in groupby(bucket, _key))
        pairs, limit = 0, 2
        for size in sorted(sizes):
            pairs += sizes[size] * size * (size - 1) // 2
            if pairs > budget:
                break
            limit = max(limit, size)
        return limit

    def _take(self, bucket: array[int], parts: list[array[int]]) -> None:
        span = self._last // PARTS + 1
        for key, group in groupby(bucket, _key):
            ids = [one & _IDS for one in group]
            if not 1 < len(ids) <= self.limit:
                continue
            free = EVERY & ~key
            crowd = len(ids) > CROWD and key & EVERY == NAMES
            for at, first in enumerate(ids):
                part = parts[first // span]
                head = first << _ID + _FAMILY | free
                others = ids[at + 1 :]
                if crowd:
                    sign, signs = self._signs[first], self._signs
                    others = [one for one in others if _may_be(sign, signs[one])]
                part.extend([head | second << _FAMILY for second in others])


def _sign(one: Profile) -> int:
    """Ten bits each for what else says who somebody is, 0 where there is nothing."""
    found = 0
    for at, value in enumerate(
        (
            one.phones[0][-8:] if one.phones else "",
            one.email,
            one.birthday,
            one.address,
            one.contact.key,
            one.city,
        )
    ):
        if value:
            found |= (hash(value) % ((1 << _SLOT) - 1) + 1) << _SLOT * at
    return found


def _may_be(sign: int, other: int) -> bool:
    """Whether two of the same common name share anything else, or hardly anything is known."""
    differing = 0
    unlike = sign ^ other
    for slot in _SLOTS:
        if sign & slot and other & slot:
            if not unlike & slot:
                return True
            differing += 1
    return differing < 2


def _key(entry: int) -> int:
    return entry >> _ID


def _once(part: array[int]) -> array[int]:
    """Each pair of a part once, with all families without which it was found."""
    found = array("Q")
    for pair, entries in groupby(sorted(part), lambda entry: entry >> _FAMILY):
        free = 0
        for entry in entries:
            free |= entry & EVERY
        found.append(pair << _FAMILY | free)
    return found


def unpacked(pairs: Iterable[int]) -> Iterator[Pair]:
    """Pairs out of the numbers they are kept as."""
    for entry in pairs:
        pair = entry >> _FAMILY
        yield pair >> _ID, pair & _IDS, entry & EVERY
