"""What a typed word finds: the terms of a record and the expressions of a word, in a real index."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.engine import dialect
from store.engine.driver import sqlcipher
from store.search import lookup
from store.search.pinyin import syllables
from store.search.terms import COLUMNS, spoken, terms
from tests.conftest import examples

PEOPLE: dict[int, dict[str, Any]] = {
    1: {"code": "GD-2026-000123", "name": "深圳华为技术有限公司", "phone": "+86 755-2878 0808"},
    2: {"code": "CUST000007", "name": "深圳ABC科技", "contact": "曾伟", "phone": "13812345678"},
    3: {"code": "VIP00010001", "name": "Around the Horn", "email": "thomas.hardy@mail.qq.com"},
    4: {"code": "X1", "name": "México Taquería", "contact": "O’Brien", "phone": "(171) 555-7788"},
    5: {
        "code": "BJ.9",
        "name": "西安银行",
        "names": ["Xi'an Bank"],
        "tags": ["大客户", "A-list"],
        "aliases": ["OLD/77-8"],
        "channel": "线上 Douyin",
        "credit_code": "91440300MA5D1234X9",
    },
    6: {"code": "Z6", "name": "先锋3M公司", "phone": "010-88881234转8001 / 13900001111"},
    7: {"code": "Z7", "name": "王伟", "contact": "王伟", "address": "深圳市 中山路1号"},
}


@pytest.fixture(scope="module")
def index() -> Iterator[Callable[[str], set[int]]]:
    """Looks an expression up in an index of the people above."""
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    conn.execute(dialect.SEARCH_TABLE)
    for id_, person in PEOPLE.items():
        made = dict(person)
        extra = {key: made.pop(key) for key in ("names", "tags", "aliases") if key in made}
        dialect.put_terms(conn, id_, terms(made.pop("code"), made, **extra).columns)

    def look(expression: str) -> set[int]:
        sql = f"SELECT {dialect.HIT} FROM search WHERE {dialect.MATCH}"
        return {id_ for (id_,) in conn.execute(sql, (expression,))}

    yield look
    conn.close()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("深圳", {1, 2}),
        ("华为", {1}),
        ("圳华", {1}),
        ("深圳华为技术有限公司", {1}),
        ("华为有限", set()),
        ("伟", {2, 7}),
        ("华", {1}),
        ("szhw", {1}),
        ("SZHW", {1}),
        ("shenzhenhuawei", {1}),
        ("huawei", {1}),
        ("huaw", {1}),
        ("jishuyouxiangongs", {1}),
        ("huaji", set()),
        ("xian", {1, 5, 6}),
        ("xi'an", {5}),
        ("xianyinhang", {5}),
        ("xayh", {5}),
        ("zengwei", {2}),
        ("cengwei", {2}),
        ("zw", {2}),
        ("szabckj", {2}),
        ("abckeji", {2}),
        ("abc", {2}),
        ("ABC科", {2}),
        ("圳ABC科技", {2}),
        ("bckj", {2}),
        ("3m", {6}),
        ("3M公司", {6}),
        ("hor", {3}),
        ("orn", set()),
        ("ath", {3}),
        ("mexico", {4}),
        ("MÉXICO", {4}),
        ("taq", {4}),
        ("obrien", {4}),
        ("o'brien", {4}),
        ("2878", set()),
        ("0755", {1}),
        ("7552", {1}),
        ("0808", {1}),
        ("28780808", {1}),
        ("+8675528780808", {1}),
        ("8675528780808", {1}),
        ("1381", {2}),
        ("13812345678", {2}),
        ("8613812", {2}),
        ("138-1234-5678", {2}),
        ("5678", {2}),
        ("345678", {2}),
        ("2345", set()),
        ("7788", {4}),
        ("1715557788", {4}),
        ("8001", {6}),
        ("1234", {6}),
        ("1390", {6}),
        ("1111", {6}),
        ("thomas.hardy@mail.qq.com", {3}),
        ("thomas", {3}),
        ("mail.qq", {3}),
        ("qq.com", {3}),
        ("GD-2026-000123", {1}),
        ("gd2026000123", {1}),
        ("gd/2026", {1}),
        ("2026000", {1}),
        ("000123", {1}),
        ("123", {1}),
        ("cust0000", {2}),
        ("7", {2, 5, 7}),
        ("old778", {5}),
        ("OLD/77", {5}),
        ("77-8", {5}),
        ("bank", {5}),
        ("大客", {5}),
        ("a-li", {5}),
        ("线上", {5}),
        ("douy", {5}),
        ("91440300MA", {5}),
        ("w", {7}),
        ("中山路", set()),
        ("&", set()),
    ],
)
def test_a_word_finds(index: Callable[[str], set[int]], word: str, found: set[int]) -> None:
    expression = lookup.word(word, personal=True)
    assert (index(expression) if expression else set()) == found


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("华为技术", {1}),
        ("around the", {3}),
        ("around the hor", set()),
        ("abc", {2}),
        ("ab", set()),
        ("王伟", {7}),
        ("GD-2026-000123", {1}),
        ("深圳市中山路1号", set()),
    ],
)
def test_a_phrase_finds(index: Callable[[str], set[int]], phrase: str, found: set[int]) -> None:
    assert index(lookup.phrase(phrase, personal=True)) == found


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("1381", set()),
        ("5678", set()),
        ("13812345678", {2}),
        ("+86-138-1234-5678", {2}),
        ("8613812345678", {2}),
        ("thomas", set()),
        ("qq.com", set()),
        ("thomas.hardy@mail.qq.com", {3}),
        ("深圳市中山路1号", {7}),
        ("王伟", {7}),
    ],
)
def test_masked_values_are_found_only_whole(
    index: Callable[[str], set[int]], word: str, found: set[int]
) -> None:
    assert index(lookup.word(word, personal=False)) == found


def test_the_index_keeps_tokens_as_they_are_made() -> None:
    conn = sqlcipher.connect(":memory:")
    conn.execute(dialect.SEARCH_TABLE)
    conn.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(search, 'col')")
    made = set()
    for id_, person in PEOPLE.items():
        columns = terms(person["code"], {k: v for k, v in person.items() if isinstance(v, str)})[0]
        dialect.put_terms(conn, id_, columns)
        made |= {(t, c) for c, text in zip(COLUMNS, columns, strict=True) for t in text.split()}
    assert {(term, column) for term, column in conn.execute("SELECT term, col FROM seen")} == made


def test_terms_are_replaced_and_dropped() -> None:
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    conn.execute(dialect.SEARCH_TABLE)
    dialect.add_terms(conn, [(1, terms("A1", {"name": "华为"}).columns)])
    dialect.put_terms(conn, 1, terms("A1", {"name": "中兴"}).columns)
    sql = f"SELECT {dialect.HIT} FROM search WHERE {dialect.MATCH}"
    assert conn.execute(sql, (lookup.word("华为", personal=True),)).fetchall() == []
    assert conn.execute(sql, (lookup.word("zx", personal=True),)).fetchall() == [(1,)]
    dialect.drop_terms(conn, 1)
    assert conn.execute(sql, (lookup.word("zx", personal=True),)).fetchall() == []


HAN = st.text(alphabet="深圳华为技术有限公司重庆银行长沙", min_size=1, max_size=9)


@given(name=HAN, data=st.data())
@settings(max_examples=examples(150), deadline=None)
def test_any_part_of_a_name_finds_it_written_spelled_or_by_initials(
    name: str, data: st.DataObject
) -> None:
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    conn.execute(dialect.SEARCH_TABLE)
    dialect.add_terms(conn, [(1, terms("X", {"name": name}).columns)])
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    read = syllables(name)[start:end]
    spelled = "".join(read)
    unfinished = spelled[: len(spelled) - data.draw(st.integers(0, len(read[-1]) - 1))]
    letters = "".join(syllable[0] for syllable in read)
    sql = f"SELECT count(*) FROM search WHERE {dialect.MATCH}"
    words = [name[start:end]]
    words += [letters] if len(letters) > 1 else []
    words += [unfinished] if len(unfinished) > 1 else []
    for word in words:
        assert conn.execute(sql, (lookup.word(word, personal=True),)).fetchone() == (1,), word


@given(st.text(max_size=40))
@settings(max_examples=examples(300), deadline=None)
def test_any_text_can_be_looked_up(text: str) -> None:
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    conn.execute(dialect.SEARCH_TABLE)
    values = {"name": text, "phone": text, "email": text, "address": text, "note": text}
    columns = terms(text, values, tags=[text]).columns
    dialect.add_terms(conn, [(1, [c.encode("utf-8", "replace").decode() for c in columns])])
    for personal in (True, False):
        for look in (lookup.word, lookup.phrase):
            if expression := look(text, personal=personal):
                sql = f"SELECT count(*) FROM search WHERE {dialect.MATCH}"
                conn.execute(sql, (expression,)).fetchone()


def test_readings_stay_few_for_any_run_of_letters() -> None:
    rnd = random.Random(3)
    for _ in range(200):
        text = "".join(rnd.choice("aeinghuo") for _ in range(rnd.randrange(1, 40)))
        assert len(lookup.readings(text)) <= lookup.MOST_READINGS


def test_two_names_never_make_one() -> None:
    record = terms("X", {"name": "华为ABC"}, names=["Def中兴"])
    row, _ = lookup.row_of("abc def")
    assert f" {' '.join(row)} " not in f" {record.columns[1]} "
    assert spoken("华为").words.endswith("为")
