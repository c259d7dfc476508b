"""Customers in the order that is asked for: pages of an exact set, and a place in one.

An order is walked along its index, taken from the sets of a facet's values, counted off by the
labels of names, or made by reading a few customers and sorting them: whichever costs least.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from store import bits
from store.customers.fields import Field
from store.engine import dialect
from store.engine.driver import Connection
from store.search import facets, sets, stretches
from store.search.conditions import EVERYTHING, Condition, joined
from store.search.sorting import Sort, filled

MANY: Final = 20_000
"""More than so many are not read one by one for an order that has no index."""
FEW_READ: Final = 100
"""Up to so many are read and sorted, even if the order has labels."""
LARGEST_BATCH: Final = 16_384
READ_AT_ONCE: Final = 256
"""Customers who are read and sorted together, at least, where places go by labels."""
DENSE: Final = 8
"""An index is walked where at least one of so many on it is a candidate."""

READ: Final = 14.0
"""Microseconds for a customer's row read for what it is sorted by, and for a step along an index:
measured at 1,000,000 customers; only their proportion counts."""
STEP: Final = 0.4
COUNTED: Final = 0.15
"""The same for a customer counted off by the label of their place."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A page that is wanted: `limit` ids from `offset` on.

    `after` is the customer who stood just before them a moment ago, if that is known: then none
    has to be counted off. It is left out of account when gone, or when no index has the order.
    `kept` holds the labels of orders between one page and the next.
    """

    sort: Sort
    offset: int
    limit: int
    fields: Mapping[str, Field]
    after: int | None = None
    kept: stretches.Kept | None = None

    @property
    def end(self) -> int:
        """How many customers have to be gone through."""
        return self.offset + self.limit


def page_of(conn: Connection, who: bits.Some, ask: Ask) -> list[int]:
    """A page of these customers."""
    ask = from_there(conn, ask)
    sort = ask.sort
    if sort.expression == "customer.id":
        who = _beyond_id(who, ask)
        return bits.take(who, ask.offset, ask.limit, down=sort.down)
    many = bits.count(who)
    if many <= FEW_READ:
        return _sorted_few(conn, bits.ids_of(who), ask, ())[ask.offset : ask.end]
    if sort.facet:
        return cut_sets(_by_value(conn, who, ask), ask)
    if not sort.indexed and many > MANY:
        return scanned(conn, who, ask)
    if sort.field in stretches.COLUMNS and ask.after is None:
        return _by_labels(conn, who, ask)
    return cut(in_order(conn, ask, who, ()), ask)


def cut(batches: Iterable[list[int]], ask: Ask) -> list[int]:
    """The page out of ids that come in order; no more batches are asked for than it takes."""
    offset, found = ask.offset, list[int]()
    for batch in batches:
        if offset >= len(batch):
            offset -= len(batch)
            continue
        found += batch[offset : offset + ask.limit - len(found)]
        offset = 0
        if len(found) >= ask.limit:
            break
    return found


def cut_sets(parts: Iterable[tuple[int, int]], ask: Ask) -> list[int]:
    """The page out of sets that come in order; each begins at an id, which is its bit 0."""
    offset, found = ask.offset, list[int]()
    for first, members in parts:
        many = members.bit_count()
        if offset >= many:
            offset -= many
            continue
        some = bits.take(members, offset, ask.limit - len(found), down=ask.sort.down)
        found += [first + one for one in some]
        offset = 0
        if len(found) >= ask.limit:
            break
    return found


def _by_labels(conn: Connection, who: bits.Some, ask: Ask) -> list[int]:
    """A page of an order that has labels: out of the first steps along its index, if the set is
    dense there; else out of the stretches that hold it."""
    sort = ask.sort
    many = bits.count(who)
    steps = int(ask.end * sets.highest_id(conn) / max(many, 1))
    if steps * STEP <= many * COUNTED:
        fits = bits.tester(who)
        walked = next(walk(conn, ask, (), first=steps + steps // 2))
        found = [one for one in walked if fits(one)]
        if len(found) >= ask.end:
            return found[ask.offset : ask.end]
    near, before = stretches.in_order(
        conn, sort.field, _labels(conn, ask), who, ask.offset, ask.limit, down=sort.down
    )
    found = [one for batch in _from_stretches(conn, near, ask) for one in batch]
    return found[ask.offset - before : ask.end - before]


def _from_stretches(
    conn: Connection, near: Iterable[tuple[list[int], bool]], ask: Ask
) -> Iterator[list[int]]:
    """The members of stretches, sorted: those with all the same value by their ids, others by
    reading them, some stretches at a time."""
    mixed: list[int] = []
    for ids, alike in near:
        if alike or len(mixed) >= READ_AT_ONCE:
            yield _sorted(conn, mixed, ask)
            mixed = []
        if alike:
            yield sorted(ids, reverse=ask.sort.down)
        else:
            mixed += ids
    yield _sorted(conn, mixed, ask)


def _labels(conn: Connection, ask: Ask) -> stretches.Labels:
    kept = ask.kept if ask.kept is not None else stretches.Kept()
    return kept.labels(conn, ask.sort.field)


def _sorted(conn: Connection, ids: list[int], ask: Ask) -> list[int]:
    return _sorted_few(conn, ids, ask, ()) if ids else []


def place_of(
    conn: Connection, who: int, sort: Sort, customer: int, kept: stretches.Kept | None = None
) -> int:
    """How many of these customers stand before one of them in an order."""
    ask = Ask(sort, 0, 0, {}, kept=kept)
    if sort.expression == "customer.id":
        return bits.rank(who, customer, down=sort.down)
    if sort.facet:
        before = 0
        for first, part in _by_value(conn, who, ask):
            if first <= customer and part >> customer - first & 1:
                return before + bits.rank(part, customer - first, down=sort.down)
            before += part.bit_count()
    if sort.field in stretches.COLUMNS:
        earlier, near, alike = stretches.before(
            conn, sort.field, _labels(conn, ask), who, customer, down=sort.down
        )
        near = sorted(near, reverse=sort.down) if alike else _sorted(conn, near, ask)
        return earlier + near.index(customer)
    dialect.let_choose(conn, who)
    if not sort.indexed:
        rows = conn.execute(
            f"SELECT id FROM customer WHERE chosen(id) ORDER BY {_full_order(sort)}"
        ).fetchall()
        return [id_ for (id_,) in rows].index(customer)
    value = _value_of(conn, sort, customer)
    before = 0
    full, empty = filled(sort)
    for stretch in (full, empty) if sort.gaps else (EVERYTHING,):
        last = not sort.gaps or (value == "") is (stretch is empty)
        back = _beyond(replace(sort, down=not sort.down), value, customer) if last else EVERYTHING
        where = joined([stretch, back], " AND ")
        before += conn.execute(
            f"SELECT count(*) FROM customer WHERE {where.sql} AND chosen(id)", where.params
        ).fetchone()[0]
        if last:
            break
    return before


def _by_value(conn: Connection, who: bits.Some, ask: Ask) -> Iterator[tuple[int, int]]:
    """The customers with one value after the other, those without any last, in sets one after the
    other: each begins at an id, which is its bit 0."""
    sort, field = ask.sort, ask.sort.facet
    values = [value for value, _ in facets.totals(conn, field)]
    ways = [*(reversed(values) if sort.down else values), ""]
    among = who
    if ask.after is not None:
        own = facets.value_of(conn, field, ask.after)
        ways = ways[ways.index(own) :]
        among = _beyond_id(who, ask)
    for value in ways:
        if value:
            yield from facets.pieces(conn, field, value, among, down=sort.down)
        elif rest := bits.whole(among) & ~facets.with_value(conn, field):
            yield 0, rest
        among = who


def _beyond_id(who: bits.Some, ask: Ask) -> bits.Some:
    """Those of a set whose ids come after the customer to go on after, in the order's direction."""
    return who if ask.after is None else bits.beyond(who, ask.after, down=ask.sort.down)


def scanned(conn: Connection, who: bits.Some | None, ask: Ask) -> list[int]:
    """A page of many customers (None: all) in an order that has no index: they are read."""
    if who is not None:
        dialect.let_choose(conn, bits.whole(who))
    chosen = "chosen(id)" if who is not None else "1 = 1"
    rows = conn.execute(
        f"SELECT id FROM customer WHERE {chosen} ORDER BY {_full_order(ask.sort)} LIMIT ? OFFSET ?",
        (ask.limit, ask.offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _full_order(sort: Sort) -> str:
    """The order with those without a value last."""
    return f"{filled(sort)[1].sql}, {sort.order()}" if sort.gaps else sort.order()


def from_there(conn: Connection, ask: Ask) -> Ask:
    """The page with either a customer to go on after, or an offset."""
    if ask.after is None:
        return ask
    there = conn.execute("SELECT 1 FROM customer WHERE id = ?", (ask.after,)).fetchone()
    if there is None or not (ask.sort.indexed or ask.sort.facet):
        return replace(ask, after=None)
    return replace(ask, offset=0)


# -- ways through an order -----------------------------------------------------------------------


def in_order(
    conn: Connection, ask: Ask, who: bits.Some | None, bounds: Sequence[Condition]
) -> Iterator[list[int]]:
    """The candidates in the order that is asked for, batch by batch."""
    sort = ask.sort
    if sort.facet or sort.expression == "customer.id":
        everyone = facets.everyone(conn) if who is None else who
        if sort.facet:
            for first, part in _by_value(conn, everyone, ask):
                for batch in bits.batches(part, down=sort.down):
                    yield [first + one for one in batch]
        else:
            yield from map(list, bits.batches(_beyond_id(everyone, ask), down=sort.down))
        return
    many = None if who is None else bits.count(who)
    if who is not None and many is not None and _sorts_quicker(many, sort, ask, conn):
        yield _sorted_few(conn, bits.ids_of(who), ask, bounds)
        return
    if who is not None and many is not None and not bounds and _has_stretches(many, ask, conn):
        near = stretches.all_in_order(conn, sort.field, _labels(conn, ask), who, down=sort.down)
        yield from _from_stretches(conn, near, ask)
        return
    assert sort.indexed, "candidates for an order without an index are a set"
    fits = bits.tester(who) if who is not None else None
    for batch in walk(conn, ask, bounds):
        yield [one for one in batch if fits(one)] if fits is not None else batch


def _sorts_quicker(many: int, sort: Sort, ask: Ask, conn: Connection) -> bool:
    """Whether few enough are left to read and sort them all, instead of walking past the others."""
    if not sort.indexed:
        return True
    share = max(many, 1) / max(sets.highest_id(conn), 1)
    return many * READ <= min(ask.end, max(many, 1)) / share * STEP


def _has_stretches(many: int, ask: Ask, conn: Connection) -> bool:
    """Whether to take candidates stretch by stretch, instead of walking past the others."""
    return (
        ask.sort.field in stretches.COLUMNS
        and ask.after is None
        and many <= min(stretches.AT_ONCE, sets.highest_id(conn) // DENSE)
    )


def _sorted_few(
    conn: Connection, ids: Iterable[int], ask: Ask, bounds: Sequence[Condition]
) -> list[int]:
    where = joined(bounds or [EVERYTHING], " AND ")
    rows = conn.execute(
        f"SELECT customer.id FROM {dialect.FROM_LISTED} WHERE {where.sql}"
        f" ORDER BY {_full_order(ask.sort)}",
        (json.dumps(list(ids)), *where.params),
    )
    found = [id_ for (id_,) in rows.fetchall()]
    if ask.after is not None and ask.after in found:
        return found[found.index(ask.after) + 1 :]
    return found


def filled_first(conn: Connection, ask: Ask) -> Iterator[tuple[list[Condition], list[Condition]]]:
    """The stretches of an indexed order, as conditions: those with a value, then those without;
    and, for the first, from where on."""
    sort = ask.sort
    beyond: list[Condition] = []
    value: object = None
    if ask.after is not None:
        value = _value_of(conn, sort, ask.after)
        beyond = [_beyond(sort, value, ask.after)]
    if not sort.gaps:
        yield [], beyond
        return
    full, empty = filled(sort)
    if value != "":
        yield [full], beyond
        beyond = []
    yield [empty], beyond


def _value_of(conn: Connection, sort: Sort, customer: int) -> object:
    """What a customer, who is there, is sorted by."""
    sql = f"SELECT {sort.expression} FROM customer WHERE id = ?"
    return conn.execute(sql, (customer,)).fetchone()[0]


def _beyond(sort: Sort, value: object, customer: int) -> Condition:
    """What comes after a customer in the order."""
    sign = "<" if sort.down else ">"
    if sort.expression == "customer.id":
        return Condition(f"customer.id {sign} ?", (customer,))
    return Condition(f"({sort.expression}, customer.id) {sign} (?, ?)", (value, customer))


def walk(
    conn: Connection, ask: Ask, bounds: Sequence[Condition], first: int = 256
) -> Iterator[list[int]]:
    """All ids in an indexed order, in growing batches; `bounds` are of the same column."""
    sort = ask.sort
    for kind, beyond in filled_first(conn, ask):
        size = first
        while True:
            where = joined([*kind, *beyond, *bounds] or [EVERYTHING], " AND ")
            rows = conn.execute(
                f"SELECT id FROM customer WHERE {where.sql} ORDER BY {sort.order()} LIMIT ?",
                (*where.params, size),
            ).fetchall()
            yield [id_ for (id_,) in rows]
            if len(rows) < size:
                break
            last = rows[-1][0]
            beyond = [_beyond(sort, _value_of(conn, sort, last), last)]
            size = min(size * 4, LARGEST_BATCH)
