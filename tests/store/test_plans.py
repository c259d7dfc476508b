"""Every plan for a page, a count or a set gives what a plain scan of the table gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import bits
from store.customers.fields import Field
from store.search import counting, facets, order, pages, parts, sets, stretches
from store.search.order import Ask, page_of, place_of
from store.search.query import parse_query
from store.search.results import fitting, result
from store.search.sorting import filled, read_sort
from store.search.sql import where
from tests.conftest import examples
from tests.store.test_query_meaning import FIELDS, OPEN, QUERIES, RECORDS, database, put

WORDS = st.sampled_from(
    ["深", "深圳", "huawei", "s", "a", "1381", "x1", "GD", "公", '"a b"', "王", "-深圳", "重要"]
)
BY_SETS = ["type", "level", "city", "owner", "archived"]
BY_INDEX = ["created", "name", "code", "registered", "changed", "phone", "email", "contact"]
BY_READING = ["birthday", "notes", "staff", "channel"]
SORTS = st.sampled_from([*BY_SETS, *BY_INDEX, *BY_READING])
LIVE_OR_NOT = st.sampled_from(["", "archived:any", "archived:yes"])


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    database().execute("BEGIN")
    yield
    database().execute("ROLLBACK")


class Knobs:
    """The planner's choices, turned so that small tables see every one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch

    def turn(self, few: int, short: int, tested: int, test_cost: float, read_cost: float) -> None:
        self.patch.setattr(pages, "FEW", few)
        self.patch.setattr(pages, "SHORT", short)
        self.patch.setattr(pages, "MANY", short)
        self.patch.setattr(order, "MANY", short)
        self.patch.setattr(pages, "MOST_TESTED", tested)
        self.patch.setattr(pages, "_TEST", test_cost)
        self.patch.setattr(order, "READ", read_cost)
        self.patch.setattr(pages, "FIRST_BATCH", 2)
        self.patch.setattr(order, "FEW_READ", short)
        self.patch.setattr(order, "COUNTED", read_cost)
        self.patch.setattr(sets, "FEW", few)
        self.patch.setattr(parts, "WORTH", few % 3)
        self.patch.setattr(order, "READ_AT_ONCE", few)
        self.patch.setattr(order, "DENSE", 1 + few % 3)
        self.patch.setattr(stretches, "SHORTEST", few)
        self.patch.setattr(stretches, "AT_ONCE", 2 * short)


def plain(conn: Any, query: str, sort: str) -> list[int]:
    """All who fit, in order, by SQLite alone: no set, no index of ours."""
    sql, params = where(parse_query(query, FIELDS), OPEN).whole()
    by = read_sort(sort, OPEN)
    empty = filled(by)[1].sql if by.gaps else "1 = 0"
    rows = conn.execute(
        f"SELECT id FROM customer NOT INDEXED WHERE {sql} ORDER BY {empty}, {by.order()}", params
    )
    return [id_ for (id_,) in rows.fetchall()]


@given(
    records=st.lists(RECORDS, min_size=1, max_size=9),
    query=st.lists(st.one_of(QUERIES, WORDS), max_size=3).map(" ".join),
    live=LIVE_OR_NOT,
    sort=SORTS,
    down=st.booleans(),
    offset=st.integers(0, 6),
    limit=st.integers(1, 6),
    few=st.integers(1, 4),
    short=st.integers(0, 3),
    tested=st.sampled_from([0, 3, 1000]),
    test_cost=st.sampled_from([1e-9, 1e9]),
    read_cost=st.sampled_from([0.0, 1e9]),
)
@settings(max_examples=examples(400), deadline=None)
def test_every_plan_gives_what_a_plain_scan_gives(
    records: list[dict[str, str]],
    query: str,
    live: str,
    sort: str,
    down: bool,
    offset: int,
    limit: int,
    few: int,
    short: int,
    tested: int,
    test_cost: float,
    read_cost: float,
) -> None:
    conn = database()
    conn.execute("SAVEPOINT records")
    with pytest.MonkeyPatch.context() as patch:
        Knobs(patch).turn(few, short, tested, test_cost, read_cost)
        try:
            for id_, record in enumerate(records, 1):
                put(id_, record)
            conn.execute("UPDATE customer SET name_key = lower(name), changed = created")
            facets.rebuild(conn)
            for field in stretches.COLUMNS:
                stretches.put(conn, stretches.mark_anew(conn, field))
            query = f"({query}) {live}" if query else live
            asked = where(parse_query(query, FIELDS), OPEN)
            wanted = read_sort("-" + sort if down else sort, OPEN)
            expected = plain(conn, query, "-" + sort if down else sort)

            page = Ask(wanted, offset, limit, FIELDS)
            ids, everyone = pages.find_ids(conn, asked, page)
            assert ids == expected[offset : offset + limit]
            assert everyone is None or sorted(expected) == list(bits.ids_of(everyone))
            for place in range(1, len(expected)):
                after = Ask(wanted, place, limit, FIELDS, expected[place - 1])
                got = pages.find_ids(conn, asked, after)[0]
                assert got == expected[place : place + limit]
            who = result(conn, asked)
            for place, customer in enumerate(expected):
                assert place_of(conn, who, wanted, customer) == place
            assert page_of(conn, who, page) == expected[offset : offset + limit]
            assert sorted(expected) == list(bits.ids_of(who))
            every = list(range(len(records), 0, -1))
            fits = set(expected)
            assert fitting(conn, asked, every, FIELDS) == [one for one in every if one in fits]
            assert counting.count(conn, asked) == len(expected)
            for name in ("type", "city", "tag", "archived", "channel"):
                field = FIELDS.get(name) or Field(name, "text", name)
                counted = counting.value_counts(conn, field, 100, OPEN, who)
                assert dict(counted) == told(records, expected, name)
        finally:
            conn.execute("ROLLBACK TO records")
            conn.execute("RELEASE records")


def told(records: list[dict[str, str]], ids: list[int], name: str) -> Counter[str]:
    """How many of these records have which value."""
    key = {"tag": "tags"}.get(name, name)
    values: Counter[str] = Counter()
    for id_ in ids:
        values.update(value for value in records[id_ - 1].get(key, "").split("\n") if value)
    return values
