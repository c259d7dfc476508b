"""A query means the same in SQL and of one record in memory; and what each kind of test means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, Field
from store.customers.phones import phone_key
from store.engine import dialect
from store.engine.driver import sqlcipher
from store.engine.migrations import migrate
from store.errors import InvalidQuery
from store.search.matches import matches
from store.search.query import parse_query
from store.search.sql import Access, where
from store.search.terms import terms
from tests.conftest import examples

TODAY = date(2026, 4, 15)
ZONE = ZoneInfo("Asia/Shanghai")
FIELDS = {
    **BUILT_IN,
    "type": Field("type", "choice", "Type", choices=("企业", "个人", "VIP")),
    "channel": Field("channel", "choice", "渠道", choices=("线上", "Shop"), custom=True),
    "staff": Field("staff", "number", "人数", custom=True),
    "listed": Field("listed", "yesno", "上市", custom=True),
    "since": Field("since", "date", "起始", custom=True),
    "remark": Field("remark", "text", "说明", contains=True, custom=True),
}
OPEN = Access(FIELDS, True, TODAY, ZONE)
CUSTOM = [name for name, field in FIELDS.items() if field.custom]

TEXTS = [
    "",
    "深圳",
    "Shenzhen",
    "SHENZHEN",
    "École",
    "a%b",
    "a_b",
    "50\\50",
    "ＡＢ",
    "New York",
    "*",
]
VALUES: dict[str, list[str]] = {
    "name": ["深圳华为技术", "华为", "Huawei Ltd", "huawei", "École 50%", "A_B"],
    "type": ["", "VIP", "企业", "others"],
    "city": TEXTS,
    "owner": ["", "staff05", "Staff05", "王敏"],
    "notes": ["", "first\nsecond 深圳", "100% sure"],
    "address": ["", "深圳市中山路1号", "1 Main St"],
    "email": ["", "a.b@qq.com", "A@x.org"],
    "phone": [
        "",
        "13812345678",
        "+86 138-1234-5678",
        "0755-28780808",
        "8001/13900001111",
        "call me",
    ],
    "registered": ["", "2026-04-15", "2026-04-14", "2026-01-15", "2025-12-31", "soon", "2026-13-1"],
    "channel": ["", "线上", "Shop", "mail"],
    "staff": ["", "5", "-2", "10.5", ".5", "1200", "many", "1.2.3", "5-6"],
    "listed": ["", "yes", "no"],
    "since": ["", "2026-04-15", "2020-02-29"],
    "remark": ["", "重要 A%", "a_b"],
    "code": ["GD-2026-000123", "CUST000007", "x1"],
    "aliases": ["", "OLD-7", "OLD-7\nZZ9"],
    "tags": ["", "VIP", "大客户\na-list"],
    "names": ["", "鸿蒙", "Former Co\n旧名"],
    "flags": ["", "phone", "phone staff"],
    "archived": ["no", "yes"],
    "created": ["2026-04-14T16:00:00.000Z", "2026-04-14T15:59:59.999Z", "2025-01-01T00:00:00.000Z"],
}


@cache
def database() -> Any:
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    migrate(conn)
    return conn


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    database().execute("BEGIN")
    yield
    database().execute("ROLLBACK")


def put(id_: int, record: dict[str, str]) -> None:
    """Write one record into the tables, as the store keeps it."""
    conn = database()
    lines = {k: record.get(k, "").split("\n") if record.get(k) else [] for k in ("tags", "names")}
    aliases = record.get("aliases", "").split("\n") if record.get("aliases") else []
    columns = {name: record.get(name, "") for name in BUILT_IN}
    columns |= {
        "id": id_,
        "code": record.get("code", "") + f".{id_}",
        "custom": json.dumps({k: record[k] for k in CUSTOM if record.get(k)}),
        "phone_key": phone_key(record.get("phone", "")),
        "flags": f" {record['flags']} " if record.get("flags") else "",
        "version": 1,
        "archived": int(record.get("archived") == "yes"),
        "created": record.get("created", ""),
    }
    conn.execute(
        f"INSERT INTO customer ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        tuple(columns.values()),
    )
    for text, state in ((columns["code"], "live"), *((alias, "alias") for alias in aliases)):
        conn.execute(
            "INSERT INTO code (text, skeleton, customer, state) VALUES (?, ?, ?, ?)",
            (text, skeleton(f"{text}.{id_}"), id_, state),
        )
    for tag in lines["tags"]:
        conn.execute("INSERT INTO tag (customer, tag) VALUES (?, ?)", (id_, tag))
    for name in lines["names"]:
        conn.execute("INSERT INTO name (customer, kind, text) VALUES (?, 'short', ?)", (id_, name))
    values = {k: record[k] for k in (*BUILT_IN, *CUSTOM) if record.get(k)}
    made = terms(
        str(columns["code"]), values, names=lines["names"], tags=lines["tags"], aliases=aliases
    )
    dialect.put_terms(conn, id_, made.columns)


def found(text: str, access: Access = OPEN) -> set[int]:
    sql, params = where(parse_query(text, FIELDS), access).whole()
    rows = database().execute(f"SELECT id FROM customer WHERE {sql}", params)
    return {id_ for (id_,) in rows}


RECORDS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
WORDLIKE = st.sampled_from(
    ["深圳", "huawei", "HUAWEI", "école", "ÉCOLE", "50%", "a_b", "a%b", "ＡＢ", "ab", "s*", "*z*n"]
)


BESIDE = (
    "has:city has:tag has:flag has:staff missing:city missing:tag missing:flag missing:staff",
    "tag:vip tag:大* tag:大客户,x flag:phone flag:人数 archived:yes archived:no name:鸿蒙 name:*公",
    "created:today created:2026-04-14 created:<2026 owner:>staff04 owner:<=王敏 city:a..o",
    "phone:138 phone:5678 phone:*1234* phone:0755 phone:8613812345678 phone:=13812345678",
    'code:OLD7 code:zz9 code:gd* code:*7 city:""',
)


def clauses() -> st.SearchStrategy[str]:
    """Tests of fields, with values that are in the records and some that are not."""
    made = []
    for name, values in VALUES.items():
        if name in ("aliases", "names", "tags", "flags", "archived", "created"):
            continue
        field = FIELDS.get(name)
        plain = st.sampled_from([v for v in values if v and "\n" not in v]).map(quoted)
        if field is not None and field.kind in ("number", "date", "yesno"):
            ranges = st.sampled_from({
                "number": ["5", ">5", "<=5", "-2..10", ">=.5", "1200", "<0"],
                "date": ["2026-04-15", "2026-04", "2026", ">-90d", "<=today", "<-1m", "2025-12..",
                         "this-month", "去年", ">=本季", "last-year..上月", "2026-q1", "<本周"],
                "yesno": ["yes", "no", "是"],
            }[field.kind])  # fmt: skip
            made.append(ranges.map(f"{name}:{{}}".format))
            continue
        some = st.one_of(plain, WORDLIKE)
        made.append(st.lists(some, min_size=1, max_size=2).map(",".join).map(f"{name}:{{}}".format))
        made.append(plain.map(f"{name}:={{}}".format))
    made += [st.sampled_from(line.split(" ")) for line in BESIDE]
    return st.one_of(made)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


QUERIES = st.recursive(
    clauses(),
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.lists(inner, min_size=2, max_size=3).map(" ".join).map("({})".format),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join).map("({})".format),
    ),
    max_leaves=4,
)


@given(records=st.lists(RECORDS, min_size=1, max_size=6), query=QUERIES)
@settings(max_examples=examples(400), deadline=None)
def test_sql_and_memory_agree(records: list[dict[str, str]], query: str) -> None:
    conn = database()
    conn.execute("SAVEPOINT records")
    try:
        expected = set()
        tree = parse_query(f"archived:any {query}", FIELDS)
        for id_, record in enumerate(records, 1):
            put(id_, record)
            seen = {**record, "code": f"{record['code']}.{id_}"}
            if matches(tree, seen, FIELDS, TODAY, ZONE):
                expected.add(id_)
        assert found(f"archived:any {query}") == expected
    finally:
        conn.execute("ROLLBACK TO records")
        conn.execute("RELEASE records")


WORLD = [
    {"name": "深圳华为技术", "code": "GD-1", "type": "VIP", "phone": "13812345678", "staff": "5"},
    {
        "name": "西安银行",
        "code": "SN-2",
        "city": "西安",
        "tags": "大客户",
        "registered": "2026-04-10",
    },
    {"name": "Around the Horn", "code": "UK-3", "contact": "Thomas", "flags": "phone"},
    {"name": "王伟", "code": "GD-4", "aliases": "OLD-9", "archived": "yes", "remark": "重要"},
    {"name": "Bart", "code": "NL-5", "email": "bart@x.org", "registered": "2025-01-31"},
    {"name": "138 公司", "code": "NL-6", "phone": "010-8888 1234", "address": "Long St 5"},
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", {1, 2, 3, 5, 6}),
        ("*", {1, 2, 3, 5, 6}),
        ("archived:any", {1, 2, 3, 4, 5, 6}),
        ("archived:yes", {4}),
        ("-archived:yes", {1, 2, 3, 5, 6}),
        ("szhw", {1}),
        ("深圳 技术", {1}),
        ("深圳 OR xian", {1, 2}),
        ("(深圳 OR xian) -yinhang", {1}),
        ("-深圳", {2, 3, 5, 6}),
        ("-深圳 -西安", {3, 5, 6}),
        ("gd1 type:vip", {1}),
        ("深圳 OR type:VIP OR tag:大客户", {1, 2}),
        ('"around the" thomas', {3}),
        ("OLD9 archived:any", {4}),
        ("& 深圳", {1}),
        ("&", set()),
        ("-&", set()),
        ("registered:>-90d", {2}),
        ("registered:2025", {5}),
        ("registered:2025-02..today", {2}),
        ("missing:registered", {1, 3, 6}),
        ("has:flag", {3}),
        ("138 1234 5678", {1}),
        ("010 88881234", {6}),
        ("(010) 8888 1234", {6}),
        ("+86 138 1234 5678", {1}),
        ("szhw 138 1234 5678", {1}),
        ("U K3", {3}),
        ("g d 1 type:VIP", {1}),
        ("138 公司", {6}),
        ("ba", {5}),
        ("ar", {3}),
        ("staff:>=5", {1}),
        ("code:gd1", {1}),
        ("code:1", set()),
        ("code:GD-4 archived:any", {4}),
        ("重要 archived:any", {4}),
    ],
)
def test_finds(query: str, ids: set[int]) -> None:
    for id_, record in enumerate(WORLD, 1):
        put(id_, record)
        code = record["code"]
        database().execute("UPDATE customer SET code = ? WHERE id = ?", (code, id_))
        values = {k: v for k, v in record.items() if k in FIELDS}
        made = terms(
            code,
            values,
            tags=record.get("tags", "").split(),
            aliases=record.get("aliases", "").split(),
        )
        dialect.put_terms(database(), id_, made.columns)
    assert found(query) == ids


MASKED = {**FIELDS, "remark": Field("remark", "text", "说明", True, True, True, custom=True)}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("1381", set()),
        ("13812345678", {1}),
        ("138 1234 5678", {1}),
        ("phone:13812345678", {1}),
        ("phone:+86-13812345678", {1}),
        ("phone:=13812345678", {1}),
        ("-phone:13812345678", {2, 3, 5, 6}),
        ("phone:1381", set()),
        ("bart@x", set()),
        ("bart@x.org", {5}),
        ("email:bart@x.org", {5}),
        ("email:bart", set()),
        ('address:"long st 5"', {6}),
        ("address:long", set()),
        ("重 archived:any", set()),
        ("重要 archived:any", {4}),
        ("remark:重要 archived:any", {4}),
        ("remark:重 archived:any", set()),
        ('"重要" archived:any', {4}),
        ("has:phone", {1, 6}),
        ("szhw", {1}),
        ("-szhw", {2, 3, 5, 6}),
    ],
)
def test_masked_fields_answer_only_to_their_whole_value(query: str, ids: set[int]) -> None:
    for id_, record in enumerate(WORLD, 1):
        put(id_, record)
    access = Access(MASKED, False, TODAY, ZONE)
    sql, params = where(parse_query(query, MASKED), access).whole()
    rows = database().execute(f"SELECT id FROM customer WHERE {sql}", params)
    assert {id_ for (id_,) in rows} == ids


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("phone:138*", 6, 10),
        ("x address:*山*", 10, 13),
        ("remark:>a", 8, 9),
        ("(email:a* OR b)", 7, 9),
    ],
)
def test_more_than_a_whole_value_of_a_masked_field_is_refused(
    query: str, start: int, end: int
) -> None:
    fields = {**MASKED, "remark": Field("remark", "text", "说明", True, True, custom=True)}
    with pytest.raises(InvalidQuery) as caught:
        where(parse_query(query, fields), Access(fields, False, TODAY, ZONE))
    assert (caught.value.start, caught.value.end) == (start, end)


@given(query=QUERIES)
@settings(max_examples=examples(150), deadline=None)
def test_a_masked_reader_never_learns_more_than_whole_values(query: str) -> None:
    """Whatever is asked, customers whose masked values differ in part only look alike."""
    conn = database()
    twins = [
        {"name": "深圳华为", "code": "GD-1", "phone": "13911112222", "email": "q@z.org"},
        {"name": "深圳华为", "code": "GD-1", "phone": "18833334444", "email": "k@y.com"},
    ]
    conn.execute("SAVEPOINT twins")
    try:
        for id_, record in enumerate(twins, 1):
            put(id_, {**record, "address": f"somewhere {id_}", "remark": f"secret {id_}"})
        access = Access(MASKED, False, TODAY, ZONE)
        try:
            sql, params = where(parse_query(query, MASKED), access).whole()
        except InvalidQuery:
            return
        rows = conn.execute(f"SELECT id FROM customer WHERE {sql}", params).fetchall()
        assert len(rows) in (0, 2)
    finally:
        conn.execute("ROLLBACK TO twins")
        conn.execute("RELEASE twins")


@given(st.text(max_size=30))
@settings(max_examples=examples(300), deadline=None)
def test_whatever_can_be_read_can_be_asked(text: str) -> None:
    for access in (OPEN, Access(MASKED, False, TODAY, ZONE)):
        try:
            query = parse_query(text, FIELDS)
            sql, params = where(query, access).whole()
        except InvalidQuery:
            return
        database().execute(f"SELECT id FROM customer WHERE {sql}", params).fetchall()
        matches(query, {"name": text}, FIELDS, TODAY)
