"""Searching through a session: pages in every order, counts, facets, masks, and being stopped."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest

from store.customers.fields import MASK
from store.engine.cancel import Cancel
from store.errors import InvalidQuery, InvalidValue, NotPermitted, Stopped
from store.search import pages, service
from store.search.pinyin import sort_key
from store.session import Session

ROWS = [
    {"name": "深圳华为", "type": "VIP", "city": "深圳", "phone": "13812345678", "level": "A"},
    {"name": "阿里巴巴", "type": "企业", "city": "杭州", "contract_end": "2027-01-01"},
    {
        "name": "王伟",
        "type": "个人",
        "city": "深圳",
        "phone": "13900001111",
        "birthday": "1990-02-03",
    },
    {
        "name": "重庆银行",
        "type": "企业",
        "city": "重庆",
        "contract_end": "2026-06-30",
        "level": "A",
    },
    {"name": "Zebra Ltd", "type": "企业", "email": "z@zebra.com", "contract_end": "2026-12-31"},
]


@pytest.fixture
def full(boss: Session) -> Session:
    """A session of a manager, with a few customers in the store."""
    boss.fields.define("staff", "number", "人数")
    for row in ROWS:
        extra = {"staff": str(len(row["name"]) * 5)} if "level" in row else {}
        boss.customers.add({**row, **extra}, tags=["重点"] if "level" in row else [])
    return boss


def names(session: Session, query: str, sort: str) -> list[str]:
    return [name for (name,) in session.search.page(query, sort=sort, columns=("name",)).rows]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["阿里巴巴", "重庆银行", "深圳华为", "王伟", "Zebra Ltd"]),
        ("-name", ["Zebra Ltd", "王伟", "深圳华为", "重庆银行", "阿里巴巴"]),
        ("created", [row["name"] for row in ROWS]),
        ("-created", [row["name"] for row in reversed(ROWS)]),
        ("code", [row["name"] for row in ROWS]),
        ("contract_end", ["重庆银行", "Zebra Ltd", "阿里巴巴", "深圳华为", "王伟"]),
        ("-contract_end", ["阿里巴巴", "Zebra Ltd", "重庆银行", "王伟", "深圳华为"]),
        ("birthday", ["王伟", "深圳华为", "阿里巴巴", "重庆银行", "Zebra Ltd"]),
        ("人数", ["深圳华为", "重庆银行", "阿里巴巴", "王伟", "Zebra Ltd"]),
        ("-staff", ["重庆银行", "深圳华为", "Zebra Ltd", "王伟", "阿里巴巴"]),
        ("tags", ["深圳华为", "重庆银行", "阿里巴巴", "王伟", "Zebra Ltd"]),
        ("-code.seq", [row["name"] for row in reversed(ROWS)]),
        ("rule", [row["name"] for row in ROWS]),
        ("code.legacy", [row["name"] for row in ROWS]),
    ],
)
def test_customers_sort_by_any_field_those_without_a_value_last(
    full: Session, sort: str, expected: list[str]
) -> None:
    assert names(full, "", sort) == expected
    paged = [
        row[0]
        for offset in range(0, 6, 2)
        for row in full.search.page("", sort=sort, offset=offset, limit=2, columns=("name",)).rows
    ]
    assert paged == expected


def test_pages_far_down_go_on_from_the_one_before(
    full: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FAR", 0)
    for number in range(30):
        row = {"name": f"深圳{number % 7}", "city": ["", "深圳", "广州"][number % 3]}
        full.customers.add(row, tags=["x"] if number % 2 else [])
    full.customers.archive(20, "gone")
    for query in ("", "深圳", "深圳 -tag:x", "archived:any", "archived:yes OR city:深圳"):
        for sort in ("created", "-created", "name", "-name", "city", "-city", "code", "notes"):
            search = type(full.search)(full)
            read = [search.page(query, sort=sort, offset=at, limit=4) for at in range(0, 40, 4)]
            found = search.ids(query, sort=sort)
            assert [id_ for page in read for id_ in page.ids] == found
            assert len(found) == search.count(query)


def test_a_page_has_the_columns_asked_for(full: Session) -> None:
    page = full.search.page("华为", columns=("编码", "name", "staff", "tags", "names", "archived"))
    assert page.columns == ("code", "name", "staff", "tags", "names", "archived")
    assert page.rows == [("CUST000001", "深圳华为", "20", "重点", "", "no")]
    again = full.search.rows([page.ids[0], 99], ("phone",))
    assert (again.ids, again.rows) == (page.ids, [("+8613812345678",)])


def test_counts_ids_and_facets(full: Session) -> None:
    search = full.search
    assert search.count("") == 5
    assert search.count("type:企业") == 3
    assert search.count("type:企业 level:A -city:北京") == 1
    assert search.ids("type:企业", sort="name", limit=2) == [2, 4]
    assert search.facets("", "type") == [("企业", 3), ("VIP", 1), ("个人", 1)]
    assert search.facets("级别:a", "city") == [("深圳", 1), ("重庆", 1)]
    assert search.facets("深圳", "type") == [("VIP", 1)]
    assert search.facets("", "tag") == [("重点", 2)]
    assert search.facets("", "staff") == [("20", 2)]
    assert search.facets("", "city", limit=1) == [("深圳", 2)]


def test_archived_customers_are_out_of_sight_unless_asked_for(full: Session) -> None:
    full.customers.archive(1, "moved away")
    assert full.search.count("") == 4
    assert full.search.count("华为") == 0
    assert full.search.facets("", "tag") == [("重点", 1)]
    assert full.search.count("华为 archived:any") == 1
    page = full.search.page("archived:yes")
    assert (page.ids, page.archived) == ([1], [True])
    assert full.search.facets("archived:any", "archived") == [("no", 4), ("yes", 1)]


def test_masked_fields_are_neither_seen_nor_sorted_nor_counted_nor_searched(
    full: Session, sign_in: Callable[[str], Session]
) -> None:
    viewer = sign_in("viewer")
    page = viewer.search.page("", sort="created", columns=("name", "phone", "email"))
    assert page.rows[0] == ("深圳华为", MASK, "")
    assert page.rows[4] == ("Zebra Ltd", "", MASK)
    for sort in ("phone", "-email", "address"):
        with pytest.raises(NotPermitted):
            viewer.search.page("", sort=sort)
    with pytest.raises(NotPermitted):
        viewer.search.ids("", sort="phone")
    with pytest.raises(NotPermitted):
        viewer.search.facets("", "phone")
    with pytest.raises(InvalidQuery):
        viewer.search.count("phone:138*")
    assert viewer.search.count("1381") == 0
    assert viewer.search.count("5678") == 0
    assert viewer.search.count("zebra.com") == 0
    assert viewer.search.count("13812345678") == 1
    assert viewer.search.count("phone:+8613812345678") == 1
    assert full.search.count("1381") == 1


def test_a_custom_field_is_masked_as_soon_as_it_is_said_to_be(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    boss.fields.define("nickname", "text", "昵称")
    boss.customers.add({"name": "王伟", "nickname": "小老虎"})
    viewer = sign_in("viewer")
    assert viewer.search.count("老虎") == 1
    boss.fields.change("nickname", personal=True)
    assert viewer.search.count("老虎") == 0
    assert viewer.search.count("nickname:老虎") == 0
    assert viewer.search.count("nickname:小老虎") == 1
    assert viewer.search.page("", columns=("nickname",)).rows == [(MASK,)]
    assert boss.search.count("nickname:老虎") == 1


def test_what_cannot_be_asked_is_an_error_that_says_so(full: Session) -> None:
    for wrong in ("colour", "flag", ""):
        with pytest.raises(InvalidValue):
            full.search.page("", sort=wrong)
    with pytest.raises(InvalidValue):
        full.search.page("", columns=("colour",))
    with pytest.raises(InvalidValue):
        full.search.facets("", "colour")
    with pytest.raises(InvalidQuery):
        full.search.check("colour:red")
    full.search.check("type:VIP")


def test_no_role_without_leave_to_read_may_search(sign_in: Callable[[str], Session]) -> None:
    admin = sign_in("admin")
    with pytest.raises(NotPermitted):
        admin.search.page("")


def test_few_and_many_hits_give_the_same_order(
    full: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word's hits are sorted, or the order is walked: nobody can tell which."""
    rnd = random.Random(5)
    made = ["".join(rnd.choice("深圳华为技术重庆") for _ in range(4)) for _ in range(40)]
    for name in made:
        full.customers.add({"name": name, "city": rnd.choice(["深圳", "广州", ""])})
    every = [name for name in [*made, *(row["name"] for row in ROWS)] if "深" in name]
    monkeypatch.setattr(service.Search, "_know", lambda _self, _place, who: who)  # each time anew
    for query in ("深", "深 -city:广州", "深 city:深圳,广州", "深 OR 阿里"):
        for sort in ("name", "-name", "city", "-city", "created", "notes"):
            seen = set()
            for few in (1, 10_000):
                monkeypatch.setattr(pages, "FEW", few)
                page = full.search.page(query, sort=sort)
                assert len(page.ids) == full.search.count(query)
                assert sum(n for _, n in full.search.facets(query, "name")) == len(page.ids)
                seen.add(tuple(page.ids))
            assert len(seen) == 1, (query, sort)
    assert names(full, "深", "name") == sorted(every, key=sort_key)


def test_who_fits_is_kept_only_while_nothing_changes(
    full: Session, sign_in: Callable[[str], Session]
) -> None:
    query = "city:深圳"

    def told() -> tuple[list[str], int, dict[str, int]]:
        page = full.search.page(query, sort="name", columns=("name",))
        count = full.search.count(query)
        return [n for (n,) in page.rows], count, dict(full.search.facets(query, "type"))

    for _ in range(2):
        assert told() == (["深圳华为", "王伟"], 2, {"VIP": 1, "个人": 1})
    manager = sign_in("manager")
    added = manager.customers.add({"name": "安和", "city": "深圳", "type": "VIP"})
    assert told() == (["安和", "深圳华为", "王伟"], 3, {"VIP": 2, "个人": 1})
    manager.customers.edit(added.id, {"city": "广州"}, version=added.version)
    assert told() == (["深圳华为", "王伟"], 2, {"VIP": 1, "个人": 1})
    for city in ("杭州", "重庆", "北京", "天津", "上海"):
        full.search.count(f"city:{city}")
    assert told() == (["深圳华为", "王伟"], 2, {"VIP": 1, "个人": 1})


def test_a_search_under_way_can_be_stopped(full: Session) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Stopped):
        full.search.page("", cancel=cancel)
    slow = Cancel()
    stopped = threading.Timer(0.05, slow.cancel)
    stopped.start()
    began = time.monotonic()
    with pytest.raises(Stopped), full.reading(slow) as conn:
        conn.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000)"
            " SELECT count(*) FROM n"
        ).fetchone()
    assert time.monotonic() - began < 30
    assert full.search.count("") == 5
