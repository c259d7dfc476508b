"""Which customers come next in an order: the planner of a page.

Only ids are found here, so that sorting and skipping carry nothing else; `cells` reads a page's
values afterwards. What is asked is first made as exact a set as is cheap: filters are joined sets
(`sets`), a rare word its few hits. What remains is looked at customer by customer along the order
until the page is full: a word that many fit, a range that is long, a text anywhere in a note.

Where the way through the candidates comes from, and whether a long list is fetched after all,
follows from what each would cost; the costs below are microseconds, measured at 1,000,000
customers, and only their proportions count. A page that does not fill in reasonable time is taken
from the exact set of everyone who fits, which is made then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from store import bits
from store.customers.fields import Field
from store.engine import dialect
from store.engine.driver import Connection
from store.search import facets, name_order, sets
from store.search.conditions import EVERYTHING, Condition, joined
from store.search.results import result
from store.search.row_words import fitting
from store.search.sorting import Sort, filled
from store.search.sql import Where

FEW: Final = 1_000
"""Newest hits of a word that are fetched to see whether they are all, and how dense they are."""
SHORT: Final = 20_000
"""Ids of a range or of codes that are fetched for a page; longer lists are tested instead."""
MOST_TESTED: Final = 20_000
"""Candidates that are looked at one by one before everyone who fits is found out."""
FEW_NAMES: Final = 400
"""Up to so many are read and sorted by name as they are."""
WALKED: Final = 2_500
"""Steps along the index of names that are tried before the order of names is counted off."""
FIRST_BATCH: Final = 128
LARGEST_BATCH: Final = 16_384

_READ: Final = 14.0  # a customer's row read for what it is sorted by
_TEST: Final = 50.0  # a customer's words made and looked at
_STEP: Final = 0.4  # a step along an index
_FETCH: Final = 0.35  # a hit of a long list fetched into a set


@dataclass(frozen=True, slots=True)
class Ask:
    """A page that is wanted: `limit` ids from `offset` on.

    `after` is the customer who stood just before them a moment ago, if that is known: then none
    has to be counted off. It is left out of account when gone, or when no index has the order.
    """

    sort: Sort
    offset: int
    limit: int
    fields: Mapping[str, Field]
    after: int | None = None

    @property
    def end(self) -> int:
        """How many customers have to be gone through."""
        return self.offset + self.limit


@dataclass(slots=True)
class _Plan:
    """Who may fit (None: anyone), how many those are, and what is still to be tested of each."""

    who: int | None
    many: int
    everyone: int
    match: dialect.Expression | None = None
    density: float = 1.0
    tests: tuple[Condition, ...] = ()
    most_tested: int = 0

    def narrow(self, who: int) -> None:
        self.who = who if self.who is None else self.who & who
        self.many = self.who.bit_count()

    @property
    def share(self) -> float:
        """How large a part of all customers may fit."""
        return max(self.many, 1) / max(self.everyone, 1)


def find_ids(conn: Connection, where: Where, ask: Ask) -> list[int]:
    """The ids of a page."""
    ask = _from_there(conn, ask)
    if not where.match and not where.conditions and not ask.sort.facet and ask.sort.indexed:
        return _along_index(conn, where.live, ask)
    plan, newest = _plan(conn, where)
    if newest and ask.sort.expression == "customer.id" and ask.sort.down and not plan.tests:
        found = _first_hits(plan, newest, ask)
        if found is not None:
            return found
    if plan.match is not None:
        _settle_match(conn, plan, ask)
    if plan.match is None and not plan.tests:
        if plan.who is None and not ask.sort.indexed and not ask.sort.facet:
            return _scanned(conn, None, ask)
        return page_of(conn, plan.who if plan.who is not None else facets.everyone(conn), ask)
    found = _tested(conn, plan, ask)
    return found if found is not None else page_of(conn, result(conn, where), ask)


def _from_there(conn: Connection, ask: Ask) -> Ask:
    """The page with either a customer to go on after, or an offset."""
    if ask.after is None:
        return ask
    there = conn.execute("SELECT 1 FROM customer WHERE id = ?", (ask.after,)).fetchone()
    if there is None or not (ask.sort.indexed or ask.sort.facet):
        return replace(ask, after=None)
    return replace(ask, offset=0)


# -- everyone: an index in the order that is asked for ----------------------------------------


def _along_index(conn: Connection, live: bool, ask: Ask) -> list[int]:
    """A page of all customers."""
    parts = [Condition(dialect.LIVE)] if live else []
    offset, found = ask.offset, list[int]()
    for kind, beyond in _stretches(conn, ask):
        where = joined([*parts, *kind, *beyond] or [EVERYTHING], " AND ")
        rows = conn.execute(
            f"SELECT id FROM customer WHERE {where.sql} ORDER BY {ask.sort.order()}"
            " LIMIT ? OFFSET ?",
            (*where.params, ask.limit - len(found), max(offset, 0)),
        ).fetchall()
        found += [id_ for (id_,) in rows]
        if len(found) >= ask.limit:
            break
        if offset and not found:
            count = f"SELECT count(*) FROM customer WHERE {where.sql}"
            offset -= conn.execute(count, where.params).fetchone()[0]
        else:
            offset = 0
    return found


def _stretches(conn: Connection, ask: Ask) -> Iterator[tuple[list[Condition], list[Condition]]]:
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


def _walk(
    conn: Connection, ask: Ask, bounds: Sequence[Condition], first: int = 256
) -> Iterator[list[int]]:
    """All ids in an indexed order, in growing batches; `bounds` are of the same column."""
    sort = ask.sort
    for kind, beyond in _stretches(conn, ask):
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


# -- what is asked, as exact as is cheap -----------------------------------------------------


def _plan(conn: Connection, where: Where) -> tuple[_Plan, list[int]]:
    """What a query asks; and the newest hits of its words, where those are many."""
    everyone = sets.highest_id(conn)
    plan = _Plan(None, everyone, everyone, most_tested=MOST_TESTED)
    tests = []
    for each in where.conditions:
        found = sets.find(conn, each.who, SHORT) if each.who is not None else None
        if found is None:
            tests.append(each.tested or each)
        else:
            plan.narrow(found)
    plan.tests = tuple(tests)
    if where.live and (gone := facets.value_bits(conn, facets.ARCHIVED, ("yes",))):
        plan.narrow((facets.everyone(conn) if plan.who is None else plan.who) & ~gone)
    if not where.match:
        return plan, []
    newest = _newest(conn, where.match, FEW)
    if len(newest) < FEW:
        plan.narrow(bits.of_ids(newest, everyone))
        return plan, []
    plan.match = where.match
    plan.density = min(1.0, len(newest) / (everyone - newest[-1] + 1))
    return plan, newest


def _newest(conn: Connection, match: str, most: int, below: int | None = None) -> list[int]:
    """The newest hits of words, at most so many, of those below an id if one is given."""
    beyond = "" if below is None else f" AND {dialect.HIT} < ?"
    rows = conn.execute(
        f"SELECT {dialect.HIT} FROM search WHERE {dialect.MATCH}{beyond}"
        f" ORDER BY {dialect.HIT} DESC LIMIT ?",
        (match, most) if below is None else (match, below, most),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _first_hits(plan: _Plan, newest: list[int], ask: Ask) -> list[int] | None:
    """The page out of the newest hits, where they are enough for it."""
    if plan.who is not None:
        fits = bits.tester(plan.who)
        newest = [one for one in newest if fits(one)]
    if ask.after is not None:
        newest = [one for one in newest if one < ask.after]
    return newest[ask.offset : ask.end] if len(newest) >= ask.end else None


def _settle_match(conn: Connection, plan: _Plan, ask: Ask) -> None:
    """Fetch the words' whole list, unless looking at the customers on the way is quicker."""
    assert plan.match is not None
    fetching = plan.density * plan.everyone * _FETCH
    testing = ask.end / plan.density * _TEST
    if fetching <= testing:
        plan.narrow(sets.matching(conn, plan.match))
        plan.match = None
    plan.most_tested = min(MOST_TESTED, int(2 * fetching / _TEST))


# -- a page of an exact set -------------------------------------------------------------------


def page_of(conn: Connection, who: int, ask: Ask) -> list[int]:
    """A page of these customers."""
    ask = _from_there(conn, ask)
    sort = ask.sort
    if sort.expression == "customer.id":
        if ask.after is not None:
            below = (1 << ask.after) - 1
            who &= below if sort.down else ~(below | 1 << ask.after)
        return bits.take(who, ask.offset, ask.limit, down=sort.down)
    if sort.facet:
        found, offset = list[int](), ask.offset
        for part in _by_value(conn, who, ask):
            many = part.bit_count()
            if offset >= many:
                offset -= many
                continue
            found += bits.take(part, offset, ask.limit - len(found), down=sort.down)
            offset = 0
            if len(found) >= ask.limit:
                break
        return found
    many = who.bit_count()
    if not sort.indexed and many > SHORT:
        return _scanned(conn, who, ask)
    if sort.field == "name" and ask.after is None and many > FEW_NAMES:
        return _by_labels(conn, who, ask)
    offset, found = ask.offset, []
    for batch in _in_order(conn, ask, who, ()):
        if offset >= len(batch):
            offset -= len(batch)
            continue
        found += batch[offset : offset + ask.limit - len(found)]
        offset = 0
        if len(found) >= ask.limit:
            break
    return found


def _by_labels(conn: Connection, who: int, ask: Ask) -> list[int]:
    """A page by name: out of the first steps along the index, if the set is dense there; else out
    of the stretches of names that hold it."""
    if ask.end <= WALKED * who.bit_count() / max(sets.highest_id(conn), 1):
        fits = bits.tester(who)
        steps = next(_walk(conn, ask, (), first=2 * WALKED))
        found = [one for one in steps if fits(one)]
        if len(found) >= ask.end:
            return found[ask.offset : ask.end]
    near, before = name_order.stretch(conn, who, ask.offset, ask.limit, down=ask.sort.down)
    near = _sorted_few(conn, bits.of_ids(near, max(near, default=0)), ask, ())
    return near[ask.offset - before : ask.end - before]


def place_of(conn: Connection, who: int, sort: Sort, customer: int) -> int:
    """How many of these customers stand before one of them in an order."""
    ask, ascending = Ask(sort, 0, 0, {}), replace(sort, down=False)
    if sort.expression == "customer.id":
        return bits.rank(who, customer, down=sort.down)
    if sort.facet:
        before = 0
        for part in _by_value(conn, who, ask):
            if part >> customer & 1:
                return before + bits.rank(part, customer, down=sort.down)
            before += part.bit_count()
    if sort.field == "name":
        earlier, near = name_order.before(conn, who, customer)
        near = _sorted_few(conn, bits.of_ids(near, max(near)), Ask(ascending, 0, 0, {}), ())
        place = earlier + near.index(customer)
        return who.bit_count() - 1 - place if sort.down else place
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


def _by_value(conn: Connection, who: int, ask: Ask) -> Iterator[int]:
    """The sets of customers with one value after the other, those without any last."""
    sort, field = ask.sort, ask.sort.facet
    values = [value for value, _ in facets.totals(conn, field)]
    start = None
    if ask.after is not None:
        start = next(
            (v for v in values if facets.value_bits(conn, field, (v,)) >> ask.after & 1), ""
        )
    for value in [*(reversed(values) if sort.down else values), ""]:
        part = facets.value_bits(conn, field, (value,)) & who if value else who
        who &= ~part
        if start is not None and ask.after is not None:
            if value != start:
                continue
            below = (1 << ask.after) - 1
            part &= below if sort.down else ~(below | 1 << ask.after)
            start = None
        if part:
            yield part


def _scanned(conn: Connection, who: int | None, ask: Ask) -> list[int]:
    """A page of many customers (None: all) in an order that has no index: they are read."""
    if who is not None:
        dialect.let_choose(conn, who)
    chosen = "chosen(id)" if who is not None else "1 = 1"
    rows = conn.execute(
        f"SELECT id FROM customer WHERE {chosen} ORDER BY {_full_order(ask.sort)} LIMIT ? OFFSET ?",
        (ask.limit, ask.offset),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _full_order(sort: Sort) -> str:
    """The order with those without a value last."""
    return f"{filled(sort)[1].sql}, {sort.order()}" if sort.gaps else sort.order()


# -- candidates in order, and what is tested of them -----------------------------------------


def _in_order(
    conn: Connection, ask: Ask, who: int | None, bounds: Sequence[Condition]
) -> Iterator[list[int]]:
    """The candidates in the order that is asked for, batch by batch."""
    sort = ask.sort
    if sort.facet or sort.expression == "customer.id":
        everyone = facets.everyone(conn) if who is None else who
        if sort.facet:
            parts = _by_value(conn, everyone, ask)
        else:
            below = (1 << ask.after) - 1 if ask.after is not None else 0
            if ask.after is not None:
                everyone &= below if sort.down else ~(below | 1 << ask.after)
            parts = iter((everyone,))
        for part in parts:
            yield from bits.batches(part, down=sort.down)
        return
    many = None if who is None else who.bit_count()
    if who is not None and many is not None and _sorts_quicker(many, sort, ask, conn):
        yield _sorted_few(conn, who, ask, bounds)
        return
    assert sort.indexed, "candidates for an order without an index are a set"
    fits = bits.tester(who) if who is not None else None
    for batch in _walk(conn, ask, bounds):
        yield [one for one in batch if fits(one)] if fits is not None else batch


def _sorts_quicker(many: int, sort: Sort, ask: Ask, conn: Connection) -> bool:
    """Whether few enough are left to read and sort them all, instead of walking past the others."""
    if not sort.indexed:
        return True
    share = max(many, 1) / max(sets.highest_id(conn), 1)
    return many * _READ <= min(ask.end, max(many, 1)) / share * _STEP


def _sorted_few(conn: Connection, who: int, ask: Ask, bounds: Sequence[Condition]) -> list[int]:
    where = joined(bounds or [EVERYTHING], " AND ")
    rows = conn.execute(
        f"SELECT customer.id FROM {dialect.FROM_LISTED} WHERE {where.sql}"
        f" ORDER BY {_full_order(ask.sort)}",
        (json.dumps(list(bits.ids_of(who))), *where.params),
    )
    ids = [id_ for (id_,) in rows.fetchall()]
    if ask.after is not None and ask.after in ids:
        return ids[ids.index(ask.after) + 1 :]
    return ids


def _tested(conn: Connection, plan: _Plan, ask: Ask) -> list[int] | None:
    """A page of the candidates that pass the tests; None when too many had to be looked at."""
    bounds = [each for each in plan.tests if _bounds(each, ask.sort)]
    tests = [each for each in plan.tests if each not in bounds]
    if not ask.sort.indexed and not ask.sort.facet and (plan.who is None or plan.many > SHORT):
        return None
    checks: list[Callable[[Sequence[int]], list[int]]] = []
    if plan.match is not None:
        checks.append(fitting(conn, plan.match, ask.fields))
    if tests:
        checks.append(_passing(conn, joined(tests, " AND ")))
    found: list[int] = []
    offset, tested = ask.offset, 0
    for batch in _pieces(_in_order(conn, ask, plan.who, bounds), ask.limit):
        if tested > plan.most_tested:
            return None
        tested += len(batch)
        for check in checks:
            batch = check(batch)
        if offset >= len(batch):
            offset -= len(batch)
            continue
        found += batch[offset : offset + ask.limit - len(found)]
        offset = 0
        if len(found) >= ask.limit:
            break
    return found


def _bounds(test: Condition, sort: Sort) -> bool:
    """Whether a test is a range of the very column that is walked."""
    return (
        sort.indexed
        and isinstance(test.who, sets.Listed)
        and test.sql.startswith(f"{sort.expression} ")
    )


def _pieces(batches: Iterator[list[int]], limit: int) -> Iterator[list[int]]:
    """The same ids in pieces that begin small, so that a full page comes soon."""
    size = max(limit, FIRST_BATCH)
    for batch in batches:
        start = 0
        while start < len(batch):
            yield batch[start : start + size]
            start += size
            size = min(size * 2, LARGEST_BATCH)


def _passing(conn: Connection, test: Condition) -> Callable[[Sequence[int]], list[int]]:
    def check(ids: Sequence[int]) -> list[int]:
        rows = conn.execute(
            f"SELECT id FROM customer WHERE id IN ({dialect.LISTED_IDS}) AND {test.sql}",
            (json.dumps(list(ids)), *test.params),
        )
        passed = {id_ for (id_,) in rows.fetchall()}
        return [one for one in ids if one in passed]

    return check
