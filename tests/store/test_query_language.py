"""The query language: what it reads, how it is written back, and where it says it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN, Field
from store.errors import InvalidQuery
from store.search.filters import Written, between, filters_of, with_filter
from store.search.query import parse_query
from store.search.tree import And, Criterion, FieldTest, Has, Missing, Not, Or, Phrase, Value, Word
from store.search.writing import unparse
from tests.conftest import examples

FIELDS = {
    **BUILT_IN,
    "channel": Field("channel", "choice", "渠道", choices=("线上", "门店"), custom=True),
    "staff": Field("staff", "number", "Staff count", custom=True),
    "listed": Field("listed", "yesno", "Listed", custom=True),
}


def read(text: str) -> object:
    return parse_query(text, FIELDS).tree


def is_(*texts: str) -> tuple[Criterion, ...]:
    return tuple(Criterion("", Value(text)) for text in texts)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("  \t\u3000 ", None),
        ("华为", Word("华为")),
        ("深圳 华为", And((Word("深圳"), Word("华为")))),
        ('"around the"', Phrase("around the")),
        ('"5"" pipe"', Phrase('5" pipe')),
        ("“华为 技术”", Phrase("华为 技术")),
        ("type:VIP,企业", FieldTest("type", is_("VIP", "企业"))),
        ("类型：VIP，企业", FieldTest("type", is_("VIP", "企业"))),
        ("省份:甲、乙", FieldTest("region", is_("甲", "乙"))),
        ("渠道:线上", FieldTest("channel", is_("线上"))),
        ("staffcount:5", FieldTest("staff", is_("5"))),
        ('city:"New York"', FieldTest("city", (Criterion("", Value("New York", True)),))),
        ("registered:>-90d", FieldTest("registered", (Criterion(">", Value("-90d")),))),
        ("registered:＞＝2026", FieldTest("registered", (Criterion(">=", Value("2026")),))),
        ("staff:≤5", FieldTest("staff", (Criterion("<=", Value("5")),))),
        ("staff:1..5", FieldTest("staff", (Criterion("..", Value("1"), Value("5")),))),
        ("staff:1..", FieldTest("staff", (Criterion(">=", Value("1")),))),
        ("staff:..5", FieldTest("staff", (Criterion("<=", Value("5")),))),
        ("-type:VIP", Not(FieldTest("type", is_("VIP")))),
        ("NOT a", Not(Word("a"))),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("（甲 OR 乙）", Or((Word("甲"), Word("乙")))),
        ("a b OR c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("a | b", Or((Word("a"), Word("b")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("or", Word("or")),
        ('"OR"', Phrase("OR")),
        ("has:phone,邮箱 缺:tag", And((Has(("phone", "email")), Missing(("tag",))))),
        ("GD-2026-000123", Word("GD-2026-000123")),
        ("华为（中国）有限公司", Word("华为（中国）有限公司")),
        ("name:华为(中国)", FieldTest("name", is_("华为(中国)"))),
        ("http://example.com", Word("http://example.com")),
        (
            "code.seq:100..200",
            FieldTest("code.seq", (Criterion("..", Value("100"), Value("200")),)),
        ),
        ("a\u200bb", Word("ab")),
    ],
)
def test_reads(text: str, tree: object) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "start", "end", "says"),
    [
        ("typ:VIP", 0, 3, "Did you mean type?"),
        ("华为 zzzz:1", 3, 7, "no field zzzz"),
        ("has:fone", 4, 8, "Did you mean phone?"),
        ("registered:soon", 11, 15, "soon is no date"),
        ("registered:2026-02-30", 11, 21, "no date"),
        ("registered:2026..x", 17, 18, "x is no date"),
        ("staff:many", 6, 10, "no number"),
        ("listed:maybe", 7, 12, "neither yes nor no"),
        ("archived:maybe", 9, 14, "yes, no or any"),
        ("flag:colour", 5, 11, "name of a field"),
        ("name:>3", 5, 7, "no order"),
        ("a (b", 2, 3, "not closed"),
        ("a b)", 3, 4, "closes nothing"),
        ("()", 0, 2, "nothing between"),
        ('a "b', 2, 3, "not closed"),
        ("a -", 2, 3, "after the minus"),
        ("- a", 0, 1, "after the minus"),
        ("a OR", 2, 4, "OR stands between"),
        ("| a", 0, 1, "OR stands between"),
        ("type:", 5, 5, "value is missing"),
        ("type:VIP,", 9, 9, "value is missing"),
        ("type: VIP", 5, 6, "value is missing"),
        ("\u200btyp:VIP", 1, 4, "Did you mean type?"),
        ("a registered:2020..2019", 13, 23, "2020 is after 2019"),
        ("created:today..yesterday", 8, 24, "today is after yesterday"),
        ("staff:9..10 staff:10..9", 18, 23, "10 is after 9"),
    ],
)
def test_points_at_the_place(text: str, start: int, end: int, says: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        read(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "-" * 5000 + "a", "a " * 5000, "a" * 30_000, "type:" + "a," * 5000 + "a"],
    ids=["brackets", "minuses", "words", "letters", "values"],
)
def test_too_much_is_an_error_too(text: str) -> None:
    with pytest.raises(InvalidQuery):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["registered:2020..2020-05", "registered:today..2019", "registered:2030..today", "level:A..A"],
)
def test_a_range_that_may_hold_something_is_read(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Added:2026", "created"),
        ("last_change:2026", "changed"),
        ("Contract-End:2026", "contract_end"),
        ("contract_end:2026", "contract_end"),
        ("Staff-count:3", "staff"),
        ("STAFF_COUNT:3", "staff"),
        ("TAGS:x", "tag"),
    ],
)
def test_labels_that_people_see_are_names_too(text: str, name: str) -> None:
    node = read(text)
    assert isinstance(node, FieldTest)
    assert node.field == name


def test_other_words_with_a_dash_stay_words() -> None:
    assert read("GB-2312:x") == Word("GB-2312:x", 0, 9)


SIGNS = (
    "type registered name code has missing tag archived staff : ： , ，、 .. . > < >= = - ( ) （ ）"
    " \" “ ” OR AND NOT | * -90d 2026 2026-03 VIP 华为 a 5 yes any ' \\ % _ \u200b \x00"
)
PIECES = st.lists(st.sampled_from([*SIGNS.split(" "), " ", " ", "\u3000"]), max_size=14)
ANYTHING = PIECES.map("".join) | st.text(max_size=40)


@given(ANYTHING)
@settings(max_examples=examples(1500), deadline=None)
def test_any_text_is_read_or_refused_at_a_place_and_reads_back_the_same(text: str) -> None:
    try:
        query = parse_query(text, FIELDS)
    except InvalidQuery as error:
        place = (error.start, error.end)
    else:
        place = (0, 0)
        assert parse_query(unparse(query.tree), FIELDS).tree == query.tree
    assert 0 <= place[0] <= place[1] <= len(text)


@given(
    ANYTHING, st.sampled_from(["type", "city", "name"]), st.lists(st.text(max_size=8), max_size=3)
)
@settings(max_examples=examples(600), deadline=None)
def test_setting_a_filter_keeps_the_rest(text: str, field: str, values: list[str]) -> None:
    values = [v.translate({0: None}) for v in dict.fromkeys(values)]
    values = [v for v in values if v.isprintable() and v.strip() == v and v]
    try:
        parse_query(text, FIELDS)
    except InvalidQuery:
        return
    try:
        edited = with_filter(text, field, values, FIELDS)
    except InvalidQuery:
        return
    found = filters_of(edited, FIELDS)
    assert found.get(field, ()) == tuple(dict.fromkeys(values))
    before = {name: found for name, found in filters_of(text, FIELDS).items() if name != field}
    assert {name: kept for name, kept in found.items() if name != field} == before


@pytest.mark.parametrize(
    ("query", "field", "values", "edited"),
    [
        ("", "type", ["VIP"], "type:VIP"),
        ("华为  type:VIP x", "type", ["企业", "个人"], "华为  type:企业,个人 x"),
        ("类型：VIP 华为", "type", [], "华为"),
        ("华为 类型：VIP", "type", [], "华为"),
        ("a OR b", "type", ["VIP"], "(a OR b) type:VIP"),
        ("-type:VIP", "type", ["企业"], "-type:VIP type:企业"),
        ("type:VIP type:企业 z", "type", ["个人"], "type:个人 z"),
        ("(type:VIP) x", "type", [], "x"),
        ("x", "city", ["New York", 'a"b', "1..2", ">5", "a,b"],
         'x city:"New York","a""b","1..2",">5","a,b"'),
        ("x", "registered", [between("2026-01", "2026-03")], "x registered:2026-01..2026-03"),
        ("x registered:2026", "registered", [between("", "-90d")], "x registered:<=-90d"),
    ],
)  # fmt: skip
def test_a_filter_pane_edits_the_text(
    query: str, field: str, values: list[str], edited: str
) -> None:
    assert with_filter(query, field, values, FIELDS) == edited


def test_filters_are_read_from_the_text() -> None:
    query = '华为 类型:VIP,"a b" registered:>=2026-01 code:GD* (city:x OR city:y) -level:A'
    assert filters_of(query, FIELDS) == {
        "type": ("VIP", "a b"),
        "registered": (">=2026-01",),
        "code": ("GD*",),
    }
    assert isinstance(filters_of(query, FIELDS)["code"][0], Written)
    again = with_filter(query, "code", filters_of(query, FIELDS)["code"], FIELDS)
    assert again == query


def test_every_query_in_the_readme_can_be_read() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = readme[readme.index("## Queries") : readme.index("## Encryption")]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    for query in re.findall(r"`([^`]+)`", " ".join(rows)):
        if query != "code.X":
            parse_query(query, BUILT_IN)
