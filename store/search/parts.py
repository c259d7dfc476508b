"""The first page of filters that many fit, out of the parts of their sets in which it lies.

The set of a filter over ten million customers is more than a megabyte to read and decrypt. Where
it lets a good part of them through, the first fifty are found in a chunk or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from store.engine.driver import Connection
from store.search import facets, sets
from store.search.order import Ask, cut_sets, walk

MOST_VALUES: Final = 8
"""A test of more values than so many is not taken apart."""
WORTH: Final = 2
"""So many times the steps that are expected must still be fewer than all there are."""
FARTHEST: Final = 1_000
"""Rows beyond which a page is taken out of the whole sets, which are then kept."""


def first_page(conn: Connection, tests: Sequence[sets.SetTest], ask: Ask) -> list[int] | None:
    """The page of those who pass all tests; None where the sets are better read as a whole."""
    if ask.end > FARTHEST or ask.after is not None:
        return None
    wanted = sets.AllOf(tuple(tests))
    found = _of(conn, wanted)
    if found is None:
        return None
    part, share = found
    highest = sets.highest_id(conn)
    chunks = highest // facets.CHUNK + 1
    steps = int(1.5 * ask.end / share) if share > 0 else chunks
    sort = ask.sort
    if sort.expression == "customer.id" or sort.facet:
        if steps * WORTH > highest:
            return None
        return cut_sets(_in_order(conn, part, chunks, ask), ask)
    if not sort.indexed or steps * WORTH > chunks:
        return None
    return _along_index(conn, part, steps, ask)


Part = Callable[[int], int]
"""The members of a set in a chunk, as bits, by the chunk's number."""


def _in_order(conn: Connection, part: Part, chunks: int, ask: Ask) -> Iterator[tuple[int, int]]:
    """Members chunk by chunk: by their ids, or value by value of the facet that is sorted by."""
    numbers = range(chunks)[:: -1 if ask.sort.down else 1]
    field = ask.sort.facet
    values: list[str | None] = [None]
    if field:
        known = [value for value, _ in facets.totals(conn, field)]
        values = [*(reversed(known) if ask.sort.down else known), ""]
    for value in values:
        if value is None:
            own = part
        elif value:
            own = _both(part, _of_values(conn, field, [value]))
        else:
            own = _without(part, _of_values(conn, field, known))
        for number in numbers:
            if members := own(number):
                yield number * facets.CHUNK, members


def _along_index(conn: Connection, part: Part, steps: int, ask: Ask) -> list[int] | None:
    known: dict[int, int] = {}
    found = []
    for one in next(walk(conn, ask, (), first=steps)):
        chunk, place = divmod(one, facets.CHUNK)
        if chunk not in known:
            known[chunk] = part(chunk)
        if known[chunk] >> place & 1:
            found.append(one)
            if len(found) >= ask.end:
                return found[ask.offset :]
    return None


# -- a test, chunk by chunk ------------------------------------------------------------------------


def _of(conn: Connection, test: sets.SetTest) -> tuple[Part, float] | None:
    """A test as parts, and about what share of all customers pass it; None where it cannot be."""
    if isinstance(test, sets.Listed):
        return None
    if isinstance(test, sets.Having):
        totals = dict(facets.totals(conn, test.field))
        values = list(test.values) if test.values is not None else list(totals)
        if test.fits is not None:
            values = [value for value in values if test.fits(value)]
        if len(values) > MOST_VALUES:
            return None
        share = sum(totals.get(value, 0) for value in values) / max(sets.highest_id(conn), 1)
        return _of_values(conn, test.field, values), min(share, 1.0)
    if isinstance(test, sets.Other):
        inner = _of(conn, test.part)
        if inner is None:
            return None
        return _without(_everyone(conn), inner[0]), 1 - inner[1]
    found = [_of(conn, each) for each in test.parts]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return None
    if isinstance(test, sets.AllOf):
        part, share = known[0] if known else (_everyone(conn), 1.0)
        for other, also in known[1:]:
            part, share = _both(part, other), share * also
        return part, share
    return _any(*[part for part, _ in known]), min(sum([share for _, share in known]), 1.0)


def _everyone(conn: Connection) -> Part:
    return _of_values(conn, facets.ARCHIVED, ["no", "yes"])


def _of_values(conn: Connection, field: str, values: Sequence[str]) -> Part:
    ids = facets.ids(conn, field, values)

    def part(chunk: int) -> int:
        found = 0
        for one in ids:
            found |= facets.part(conn, one, chunk)
        return found

    return part


def _both(one: Part, other: Part) -> Part:
    return lambda chunk: (here := one(chunk)) and here & other(chunk)


def _without(one: Part, other: Part) -> Part:
    return lambda chunk: (here := one(chunk)) and here & ~other(chunk)


def _any(*every: Part) -> Part:
    def part(chunk: int) -> int:
        found = 0
        for each in every:
            found |= each(chunk)
        return found

    return part
