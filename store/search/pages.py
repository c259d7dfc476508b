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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from typing import Final

from store import bits
from store.engine import dialect
from store.engine.driver import Connection
from store.search import facets, parts, sets
from store.search.conditions import EVERYTHING, Condition, joined
from store.search.order import (
    LARGEST_BATCH,
    MANY,
    Ask,
    cut,
    cut_sets,
    filled_first,
    from_there,
    in_order,
    page_of,
    scanned,
)
from store.search.results import result
from store.search.row_words import fitting
from store.search.sorting import Sort
from store.search.sql import Where

FEW: Final = 1_000
"""Newest hits of a word that are fetched to see whether they are all, and how dense they are."""
SHORT: Final = 20_000
"""Ids of a range or of codes that are fetched for a page; longer lists are tested instead."""
MOST_TESTED: Final = 20_000
"""Candidates that are looked at one by one before everyone who fits is found out."""
FIRST_BATCH: Final = 128

_TEST: Final = 50.0  # a customer's words made and looked at
_FETCH: Final = 0.35  # a hit of a long list fetched into a set


@dataclass(slots=True)
class _Plan:
    """Who may fit (None: anyone), how many those are, and what is still to be tested of each."""

    who: bits.Some | None
    many: int
    everyone: int
    match: dialect.Expression | None = None
    density: float = 1.0
    tests: tuple[Condition, ...] = ()
    most_tested: int = 0
    gone: int = 0
    """Who is out of sight; `who` is without them already."""

    def narrow(self, who: bits.Some) -> None:
        who = bits.without(who, self.gone) if self.gone else who
        self.who = who if self.who is None else bits.both(self.who, who)
        self.many = bits.count(self.who)


def find_ids(conn: Connection, where: Where, ask: Ask) -> tuple[list[int], bits.Some | None]:
    """The ids of a page; and everyone who fits, where the way to it found that out."""
    ask = from_there(conn, ask)
    if not where.match and not where.conditions and not ask.sort.facet and ask.sort.indexed:
        return _along_index(conn, where.live, ask), None
    if not where.match and (page := _from_parts(conn, where, ask)) is not None:
        return page, None
    plan, newest = _plan(conn, where)
    if newest and not plan.tests:
        found = _first_hits(conn, plan, newest, ask)
        if found is not None:
            return found, None
    if plan.match is not None:
        _settle_match(conn, plan, ask)
    if plan.match is None and not plan.tests:
        if plan.who is None and not plan.gone and not ask.sort.indexed and not ask.sort.facet:
            return scanned(conn, None, ask), None
        who: bits.Some = plan.who if plan.who is not None else facets.everyone(conn) & ~plan.gone
    else:
        found = _tested(conn, plan, ask)
        if found is not None:
            return found, None
        who = result(conn, where)
    return page_of(conn, who, ask), who


def _from_parts(conn: Connection, where: Where, ask: Ask) -> list[int] | None:
    tests = [each.who for each in where.conditions if each.who is not None]
    if len(tests) < len(where.conditions):
        return None
    live = [sets.LIVE] if where.live else []
    return parts.first_page(conn, [*tests, *live], ask)


# -- everyone: an index in the order that is asked for ----------------------------------------


def _along_index(conn: Connection, live: bool, ask: Ask) -> list[int]:
    """A page of all customers."""
    only = [Condition(dialect.LIVE)] if live else []
    offset, found = ask.offset, list[int]()
    for kind, beyond in filled_first(conn, ask):
        where = joined([*only, *kind, *beyond] or [EVERYTHING], " AND ")
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


# -- what is asked, as exact as is cheap -----------------------------------------------------


def _plan(conn: Connection, where: Where) -> tuple[_Plan, list[int]]:
    """What a query asks; and the newest hits of its words, where those are many."""
    everyone = sets.highest_id(conn)
    plan = _Plan(None, everyone, everyone, most_tested=MOST_TESTED)
    if where.live:
        plan.gone = facets.value_bits(conn, facets.ARCHIVED, ("yes",))
    tests = []
    for each in where.conditions:
        found = sets.find(conn, each.who, SHORT) if each.who is not None else None
        if found is None:
            tests.append(each.tested or each)
        else:
            plan.narrow(found)
    plan.tests = tuple(tests)
    if not where.match:
        return plan, []
    newest = _hits(conn, where.match, FEW, down=True)
    if len(newest) < FEW:
        plan.narrow(bits.Few(newest[::-1]))
        return plan, []
    plan.match = where.match
    plan.density = min(1.0, len(newest) / (everyone - newest[-1] + 1))
    return plan, newest


def _hits(conn: Connection, match: str, most: int, *, down: bool) -> list[int]:
    """The newest hits of words (`down`), or the oldest, at most so many."""
    way = " DESC" if down else ""
    rows = conn.execute(
        f"SELECT {dialect.HIT} FROM search WHERE {dialect.MATCH}"
        f" ORDER BY {dialect.HIT}{way} LIMIT ?",
        (match, most),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _first_hits(conn: Connection, plan: _Plan, newest: list[int], ask: Ask) -> list[int] | None:
    """The page out of the newest or the oldest hits, where they are enough for it: in the order in
    which customers were added, or among those with the first value of a facet."""
    sort = ask.sort
    if sort.expression == "customer.id" and sort.down:
        hits = newest
    elif sort.facet and ask.after is None:
        hits = newest if sort.down else _hits(conn, plan.match or "", FEW, down=False)
    else:
        return None
    if plan.who is not None:
        hits = list(filter(bits.tester(plan.who), hits))
    elif plan.gone:
        hits = list(filterfalse(bits.tester(plan.gone), hits))
    if ask.after is not None:
        hits = [one for one in hits if one < ask.after]
    page = hits[ask.offset : ask.end]
    if sort.facet:
        page = cut_sets(_of_first_value(conn, hits, sort), ask)
    return page if len(page) == ask.limit else None


def _of_first_value(conn: Connection, hits: list[int], sort: Sort) -> Iterable[tuple[int, int]]:
    """Those of some hits who have the value that comes first, in order."""
    every = [value for value, _ in facets.totals(conn, sort.facet)]
    if not every:
        return ()
    among = bits.Few(hits[::-1] if sort.down else hits)
    return facets.pieces(conn, sort.facet, every[-1 if sort.down else 0], among, down=sort.down)


def _settle_match(conn: Connection, plan: _Plan, ask: Ask) -> None:
    """Fetch the words' whole list, unless looking at the customers on the way is quicker."""
    assert plan.match is not None
    fetching = plan.density * plan.everyone * _FETCH
    testing = ask.end / plan.density * _TEST
    if fetching <= testing:
        plan.narrow(sets.matching(conn, plan.match, int(plan.density * plan.everyone)))
        plan.match = None
    worth = fetching if plan.tests else min(fetching, testing)
    plan.most_tested = min(MOST_TESTED, int(2 * worth / _TEST))


# -- candidates in order, and what is tested of them -----------------------------------------


def _tested(conn: Connection, plan: _Plan, ask: Ask) -> list[int] | None:
    """A page of the candidates that pass the tests; None when too many had to be looked at."""
    bounds = [each for each in plan.tests if _bounds(each, ask.sort)]
    tests = [each for each in plan.tests if each not in bounds]
    if not ask.sort.indexed and not ask.sort.facet and (plan.who is None or plan.many > MANY):
        return None
    checks: list[Callable[[Sequence[int]], list[int]]] = []
    if plan.who is None and plan.gone:
        gone = bits.tester(plan.gone)
        checks.append(lambda ids: list(filterfalse(gone, ids)))
    if plan.match is not None:
        checks.append(fitting(conn, plan.match, ask.fields))
    if tests:
        checks.append(_passing(conn, joined(tests, " AND ")))

    def passed() -> Iterator[list[int]]:
        tested = 0
        for batch in _pieces(in_order(conn, ask, plan.who, bounds), ask.limit):
            if tested > plan.most_tested:
                raise _TooManyTested
            tested += len(batch)
            for check in checks:
                batch = check(batch)
            yield batch

    try:
        return cut(passed(), ask)
    except _TooManyTested:
        return None


class _TooManyTested(Exception):
    """The page did not fill in reasonable time."""


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
