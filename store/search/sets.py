"""Conditions as sets of customers: what filters, and everything that an index lists, come down to.

A set is bits of one number (`store.bits`). Tests of values are answered by the sets that the store
keeps (`store.search.facets`); ranges of dates, codes and words by fetching the ids that an index
lists. The latter can be long, so whoever needs only a page may set a limit.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from store import bits
from store.engine import dialect
from store.engine.driver import Connection
from store.search import facets


@dataclass(frozen=True, slots=True)
class Having:
    """Who has one of the `values` of a facet field, one that `fits`, or (without both) any."""

    field: str
    values: tuple[str, ...] | None = None
    fits: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Whom a select lists by `id`; `always` where no other way to test customers is quicker."""

    sql: str
    params: tuple[object, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Who is in every one of some sets; in none at all: everyone."""

    parts: tuple[SetTest, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Who is in one of some sets at least; in none at all: nobody."""

    parts: tuple[SetTest, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Everyone who is not in a set."""

    part: SetTest


SetTest: TypeAlias = Having | Listed | AllOf | AnyOf | Other

EVERYONE: Final = AllOf(())
LIVE: Final = Having(facets.ARCHIVED, ("no",))


def find(conn: Connection, test: SetTest, most: int | None = None) -> int | None:
    """The customers whom a test means; None where more than `most` of a list had to be fetched."""
    if isinstance(test, Having):
        return _having(conn, test)
    if isinstance(test, Listed):
        return listed(conn, test, None if test.always else most)
    if isinstance(test, Other):
        part = find(conn, test.part, most)
        return None if part is None else facets.everyone(conn) & ~part
    found = -1 if isinstance(test, AllOf) else 0
    for each in test.parts:
        part = find(conn, each, most)
        if part is None:
            return None
        found = found & part if isinstance(test, AllOf) else found | part
    return facets.everyone(conn) if found == -1 else found


def _having(conn: Connection, test: Having) -> int:
    if test.values is not None:
        return facets.value_bits(conn, test.field, test.values)
    if test.fits is None:
        return facets.with_value(conn, test.field)
    values = [value for value, _ in facets.totals(conn, test.field) if test.fits(value)]
    return facets.value_bits(conn, test.field, values)


def listed(conn: Connection, test: Listed, most: int | None = None) -> int | None:
    """The ids that a select lists; None if they are more than `most`."""
    highest = highest_id(conn)
    if most is not None:
        sql = f"SELECT {dialect.PACKED_IDS}, count(*) FROM (SELECT id FROM ({test.sql}) LIMIT ?)"
        packed, many = conn.execute(sql, (*test.params, most + 1)).fetchone()
        return None if many > most else _unpacked(packed or "", highest)
    sql = f"SELECT {dialect.PACKED_IDS} FROM ({test.sql})"
    return _unpacked(conn.execute(sql, test.params).fetchone()[0] or "", highest)


def matching(conn: Connection, expression: str, about: int = 0) -> bits.Some:
    """Whom the index of words finds; `about` is how many that will be, if there is a guess."""
    if about <= FEW:
        few = f"SELECT {dialect.HIT} AS id FROM search WHERE {dialect.MATCH} ORDER BY 1 LIMIT ?"
        sql = f"SELECT json_group_array(id) FROM ({few})"
        ids = json.loads(conn.execute(sql, (expression, FEW + 1)).fetchone()[0])
        if len(ids) <= FEW:
            return bits.Few(array("Q", ids))
    sql = f"SELECT {dialect.PACKED_HITS} FROM search WHERE {dialect.MATCH}"
    runs = _runs(conn.execute(sql, (expression,)).fetchone()[0])
    highest = highest_id(conn)
    flags = bytearray(highest + 1)
    for first, low in runs:
        for place in low:
            flags[first + place] = 1
    return bits.of_flags(flags)


def _runs(packed: str) -> Iterator[tuple[int, Sequence[int]]]:
    """Packed ids that come in order: what is common to some, and the rest of each."""
    signs = array("H", packed.encode("utf-16-le"))
    high, low = signs[::2], signs[1::2]
    start = 0
    while start < len(high):
        end = bisect_right(high, high[start], start)
        yield high[start] * dialect.PACK - _BASE, low[start:end]
        start = end


def _unpacked(packed: str, highest: int) -> int:
    """The set that a string of packed ids means (see `dialect.PACKED_IDS`), in whatever order."""
    signs = array("H", packed.encode("utf-16-le"))
    pairs = zip(signs[::2], signs[1::2], strict=True)
    if len(signs) // 2 <= FEW:
        return bits.of_ids([high * dialect.PACK + low - _BASE for high, low in pairs], highest)
    flags = bytearray(highest + 1)  # a list of millions would be thirty bytes for each
    for high, low in pairs:
        flags[high * dialect.PACK + low - _BASE] = 1
    return bits.of_flags(flags)


_BASE: Final = dialect.PACK + 1
FEW: Final = 50_000
"""Words that at most so many customers have are a list, others bits."""


def highest_id(conn: Connection) -> int:
    """The highest id of any customer."""
    return conn.execute("SELECT max(id) FROM customer").fetchone()[0] or 0
