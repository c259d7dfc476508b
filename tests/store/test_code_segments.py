"""Customers are found, shown and counted by what their codes say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import bits
from store.codes.rulefile import read_rules
from store.codes.segments import load_says, tell_all
from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, Field
from store.engine import dialect
from store.engine.driver import sqlcipher
from store.engine.migrations import migrate
from store.errors import InvalidQuery, InvalidValue
from store.pattern import counter_key_of
from store.search import counting, facets
from store.search.conditions import EVERYTHING, Access, joined
from store.search.matches import matches
from store.search.query import parse_query
from store.search.results import result
from store.search.sql import where
from store.session import Session
from tests.conftest import examples

TODAY = date(2026, 4, 15)
FIELDS = {**BUILT_IN, "kind": Field("kind", "choice", "种类", True, custom=True)}
TABLES = '{"region": {"广东": "GD", "粤": "GD", "北京": "B"}, "kind": {"secret": "S", "open": "O"}}'
RULES = [
    ("VIP", "{region}{yyyy}{seq:3}"),
    ("VIP", "{region}{yyyy}{seq:3,per=none}-{kind}"),
    ("all", "{registered:%Y%m}{seq:2,per=registered}{check:damm}"),
    ("all", "X{region}/{region}{mm}{seq:3,base=36}"),
    ("names", "{name:initials2}{region}{seq:3,base=36}-{q}"),
    ("free", "{rand:4,base=31}-{kind}"),
]
CODES = [
    ["GD2026001", "B2026007", "GD2025100", "GD2026900"],
    ["GD2026001-S", "B2025002-O", "GD1999300-O"],
    ["202601011", "202601022", "199912013"],
    ["XGD/GD0300A", "XB/GD1200Z", "XB/B05ABC"],
    ["ABGD001-1", "AB00A-3", "BB0B0-4", "ABB00B-2"],
    ["ABCD-S", "0000-O", "WXYT-S"],
]
DATES = ["registered", "registered", "registered", "registered", "registered", "now"]


@cache
def database() -> Any:
    """A store's tables with the rule versions."""
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    migrate(conn)
    for at, (name, pattern) in enumerate(RULES, 1):
        conn.execute("INSERT INTO rule (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (name,))
        conn.execute(
            "INSERT INTO rule_version (rule, version, pattern, tables)"
            " VALUES ((SELECT id FROM rule WHERE name = ?), ?, ?, ?)",
            (name, at, pattern, TABLES),
        )
    return conn


@pytest.fixture
def conn() -> Iterator[Any]:
    conn = database()
    conn.execute("BEGIN")
    yield conn
    conn.execute("ROLLBACK")


def put(conn: Any, customer: int, at: int | None, code: str, origin: str) -> dict[str, str]:
    """Write a customer with a code of a version (None: of no rule); what memory holds of it."""
    conn.execute(
        "INSERT INTO customer (id, code, version, archived) VALUES (?, ?, 1, 0)", (customer, code)
    )
    record = {"code": code}
    counter = number = None
    says = load_says(conn)
    if at is not None:
        version = says.versions[at + 1]
        reading = version.reader.read(code)
        number = reading.number
        texts = [segment.text for segment in reading.segments]
        key = counter_key_of(version.pattern, DATES[at], texts)
        if key:
            conn.execute(
                "INSERT INTO counter (key, start, value) VALUES (?, 1, 1)"
                " ON CONFLICT (key) DO NOTHING",
                (key,),
            )
            counter = conn.execute("SELECT id FROM counter WHERE key = ?", (key,)).fetchone()[0]
        record |= {"rule": version.rule, "code.seq": "" if number is None else str(number)}
        for token in version.tokens:
            text = version.text(token, code)
            record[f"code.{token}"] = "\n".join((text, *version.values(token, text)))
    record["code.legacy"] = "yes" if at is None and origin == "import" else "no"
    conn.execute(
        "INSERT INTO code (text, skeleton, customer, state, origin, rule_version, counter, number)"
        " VALUES (?, ?, ?, 'live', ?, ?, ?, ?)",
        (code, skeleton(code), customer, origin, None if at is None else at + 1, counter, number),
    )
    return record


GIVEN = [(at, code) for at, codes in enumerate(CODES) for code in codes]
STOCK = st.lists(
    st.one_of(
        st.sampled_from(GIVEN),
        st.sampled_from([(None, "OLD-1"), (None, "GD2026555"), (None, "H9")]),
    ),
    min_size=1,
    max_size=9,
    unique_by=lambda one: one[1],
)
TEXTS = st.sampled_from(
    [
        "GD",
        "gd",
        "B",
        "广东",
        "粤",
        "北京",
        "S",
        "secret",
        "O",
        "G*",
        "*D",
        "*东",
        "AB",
        "ab",
        "BB",
        "A*",
        "202601",
        "199912",
        "2026*",
        "*",
        "ABCD",
    ]
)
NUMBERS = st.sampled_from(
    [
        "2026",
        "1999",
        "1",
        "01",
        "3",
        "12",
        "100",
        "35",
        "0",
        ".5",
        "2025.5",
        ">2025",
        ">=2026",
        "<2026",
        "<=1",
        "1..100",
        "2000..2025",
        ">99999",
    ]
)
RANGES = st.sampled_from(["", ">", "<=", "="])
CLAUSES = st.one_of(
    st.builds(
        "code.{}:{}{}".format,
        st.sampled_from(["region", "kind", "registered", "name", "rand", "check"]),
        RANGES,
        TEXTS,
    ),
    st.builds("code.{}:{}".format, st.sampled_from(["yyyy", "mm", "q", "seq"]), NUMBERS),
    st.builds("code.{}:{},{}".format, st.just("region"), TEXTS, TEXTS),
    st.sampled_from(["rule:vip", "rule:all,free", "rule:n*", 'rule:""', "has:rule"]),
    st.sampled_from(["code.legacy:yes", "code.legacy:no", "has:code.kind", 'code.kind:"",S']),
    st.sampled_from(["编码.地区:广东", "code.种类:S", "missing:code.region"]),
)
QUERIES = st.recursive(
    CLAUSES,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.lists(inner, min_size=2, max_size=3).map(" ".join).map("({})".format),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join).map("({})".format),
    ),
    max_leaves=4,
)


def access(conn: Any, *, see_personal: bool = True) -> Access:
    says = load_says(conn)
    dialect.let_read(conn, says.text)
    return Access(FIELDS, see_personal, TODAY, says=lambda: says)


@given(
    stock=STOCK,
    query=st.one_of(QUERIES, st.just("")),
    by=st.sampled_from(["code.region", "code.yyyy", "code.check", "rule", "code.legacy"]),
)
@settings(max_examples=examples(300), deadline=None)
def test_sql_and_memory_agree_whichever_way_is_taken(
    stock: list[tuple[int | None, str]], query: str, by: str
) -> None:
    conn = database()
    conn.execute("SAVEPOINT records")
    try:
        tree = parse_query(query, FIELDS)
        records = {
            id_: put(conn, id_, at, code, "import") for id_, (at, code) in enumerate(stock, 1)
        }
        expected = {id_ for id_, values in records.items() if matches(tree, values, FIELDS, TODAY)}
        tell_all(conn)
        reader = access(conn)
        wanted = where(tree, reader)
        sql, params = wanted.whole()
        found = conn.execute(f"SELECT id FROM customer WHERE {sql}", params).fetchall()
        assert {id_ for (id_,) in found} == expected
        facets.rebuild(conn)
        looked_at = joined(
            [each.tested or each for each in wanted.conditions] or [EVERYTHING], " AND "
        )
        found = conn.execute(
            f"SELECT id FROM customer WHERE {looked_at.sql}", looked_at.params
        ).fetchall()
        assert {id_ for (id_,) in found} == expected
        who = result(conn, wanted)
        assert set(bits.ids_of(who)) == expected
        assert counting.count(conn, wanted) == len(expected)
        texts = [records[id_].get(by, "").split("\n")[0] for id_ in expected]
        counted = counting.value_counts(conn, Field(by, "text", by), 100, reader, who)
        assert dict(counted) == Counter(text for text in texts if text)
        if len(expected) == len(stock):
            counted = counting.value_counts(conn, Field(by, "text", by), 100, reader, None)
            assert dict(counted) == Counter(text for text in texts if text)
    finally:
        conn.execute("ROLLBACK TO records")
        conn.execute("RELEASE records")


def test_a_masked_field_is_not_told_by_the_meaning_of_a_segment(conn: Any) -> None:
    for id_, code in enumerate(CODES[5], 1):
        put(conn, id_, 5, code, "rule")

    def found(query: str, see_personal: bool) -> list[int]:
        asked = where(parse_query(query, FIELDS), access(conn, see_personal=see_personal))
        sql, params = asked.whole()
        return [i for (i,) in conn.execute(f"SELECT id FROM customer WHERE {sql}", params)]

    assert found("code.kind:secret", True) == [1, 3]
    assert found("code.kind:secret", False) == []
    assert found("code.kind:S", False) == [1, 3]


RULES_FILE = """
[[rule]]
name = "VIP customers"
when = "type:VIP"
pattern = "VIP{yyyy}{seq:4}"
[[rule]]
name = "everyone else"
pattern = "{region}{yyyy}{seq:5}"
[code_table.region]
"广东" = "GD"
"北京" = "BJ"
"""


@pytest.fixture
def full(boss: Session) -> Session:
    """A store with two rules and some customers, one with a code from elsewhere."""
    boss.rules.apply(read_rules(RULES_FILE))
    for name, kind, region, day in [
        ("甲", "企业", "广东", "2025-03-01"),
        ("乙", "企业", "广东", "2026-03-01"),
        ("丙", "企业", "北京", "2026-03-02"),
        ("丁", "VIP", "广东", "2026-03-03"),
    ]:
        boss.customers.add({"name": name, "type": kind, "region": region, "registered": day})
    return boss


def names(session: Session, query: str) -> set[str]:
    return {name for (name,) in session.search.page(query, columns=("name",)).rows}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('rule:"VIP customers"', "丁"),
        ("code.region:gd", "甲乙"),
        ("code.region:广东", "甲乙"),
        ("编码.地区:广东", "甲乙"),
        ("code.yyyy:2026", "乙丙丁"),
        ("code.yyyy:2026 -code.region:BJ", "乙丁"),
        ("code.seq:1", "甲乙丙丁"),
        ("code.legacy:yes", ""),
        ("missing:code.region", "丁"),
    ],
)
def test_finds(full: Session, query: str, expected: str) -> None:
    assert names(full, query) == set(expected)
    assert full.search.count(query) == len(expected)


def test_codes_of_an_older_version_keep_saying_what_they_said(full: Session) -> None:
    changed = RULES_FILE.replace('"广东" = "GD"', '"广东" = "YUE"')
    full.rules.apply(read_rules(changed))
    full.customers.add({"name": "戊", "region": "广东", "registered": "2026-04-01"})
    assert names(full, "code.region:广东") == set("甲乙戊")
    assert names(full, "code.region:GD") == set("甲乙")
    assert names(full, "code.region:YUE") == {"戊"}


def test_segments_are_columns_and_groups(full: Session) -> None:
    page = full.search.page(
        "", sort="created", columns=("code", "rule", "code.region", "code.seq", "code.legacy")
    )
    assert page.rows[0] == ("GD202500001", "everyone else", "GD", "1", "no")
    assert page.rows[3] == ("VIP20260001", "VIP customers", "", "1", "no")
    assert full.search.facets("", "code.region") == [("GD", 2), ("BJ", 1)]
    assert full.search.facets("type:企业", "code.yyyy") == [("2026", 2), ("2025", 1)]
    assert full.search.facets("", "rule") == [("everyone else", 3), ("VIP customers", 1)]
    assert full.search.facets("", "code.legacy") == [("no", 4)]
    assert full.search.segments() == ("code.region", "code.yyyy")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code.region", "丙甲乙丁"),
        ("-code.region", "乙甲丙丁"),
        ("code.yyyy", "甲乙丙丁"),
        ("rule", "丁甲乙丙"),
        ("code.seq", "甲乙丙丁"),
    ],
)
def test_customers_sort_by_what_their_codes_say(full: Session, sort: str, expected: str) -> None:
    for query in ("", "archived:no", "甲 OR 乙 OR 丙 OR 丁"):
        page = full.search.page(query, sort=sort, columns=("name",))
        assert "".join(name for (name,) in page.rows) == expected


def test_an_unknown_segment_is_pointed_at_with_those_there_are(full: Session) -> None:
    with pytest.raises(InvalidQuery) as caught:
        full.search.count("type:VIP code.city:GD")
    assert (caught.value.start, caught.value.end) == (9, 18)
    assert "code.region, code.yyyy" in str(caught.value)
    for ask in (
        lambda: full.search.page("", columns=("code.city",)),
        lambda: full.search.facets("", "code.city"),
        lambda: full.search.page("", sort="code.city"),
    ):
        with pytest.raises(InvalidValue):
            ask()


def test_a_rule_cannot_ask_what_the_code_it_gives_says(full: Session) -> None:
    asking = RULES_FILE.replace("type:VIP", "type:VIP code.region:GD")
    with pytest.raises(InvalidQuery) as caught:
        full.rules.apply(read_rules(asking))
    assert (caught.value.start, caught.value.end) == (9, 23)


def test_imported_codes_that_a_rule_explains_say_as_much(
    full: Session, tmp_path: Any, sign_in: Callable[[str], Session]
) -> None:
    file = tmp_path / "old.csv"
    file.write_text("code,name\nGD202400077,旧\nOLD-77,老\n", encoding="utf-8")
    full.transfer.run_import(str(file))
    assert names(full, "code.yyyy:2024") == {"旧"}
    assert names(full, "code.legacy:yes") == {"老"}
    assert names(sign_in("viewer"), "code.seq:>=77") == {"旧"}


def test_a_store_from_before_learns_what_its_codes_say(monkeypatch: pytest.MonkeyPatch) -> None:
    from store.engine import migrations

    conn = sqlcipher.connect(":memory:", isolation_level=None)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
        migrate(conn)
    conn.execute("INSERT INTO rule (name) VALUES ('all')")
    conn.execute(
        "INSERT INTO rule_version (rule, version, pattern, tables)"
        " VALUES (1, 1, '{region}{yyyy}{seq:3}', ?)",
        (TABLES,),
    )
    conn.execute("INSERT INTO counter (key, start, value) VALUES ('GD2026{6:3,10}', 1, 2)")
    for code in ("GD2026001", "GD2026002"):
        conn.execute(
            "INSERT INTO code (text, skeleton, state, rule_version, counter)"
            " VALUES (?, ?, 'live', 1, 1)",
            (code, code.lower()),
        )
    migrate(conn)
    told = conn.execute("SELECT token, text FROM counter_segment ORDER BY token").fetchall()
    assert told == [("", ""), ("region", "GD"), ("yyyy", "2026")]
