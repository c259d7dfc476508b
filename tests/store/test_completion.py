"""What is offered while a query is typed: taking any of it leads to a query that can be read."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN, Field
from store.errors import InvalidQuery
from store.search.completion import Candidate, Slot, candidates, slot_at, taken
from store.search.names import SYSTEM, find_field, written_name
from store.search.query import parse_query
from tests.conftest import examples

FIELDS = {
    **BUILT_IN,
    "type": Field("type", "choice", "Type", choices=("企业", "个人", "VIP", "A, B", ">5")),
    "channel": Field("channel", "choice", "销售 渠道", choices=("线上", "Shop"), custom=True),
    "staff": Field("staff", "number", "人数", custom=True),
    "listed": Field("listed", "yesno", "是否上市?", custom=True),
    "since": Field("since", "date", "起始", custom=True),
}
SEGMENTS = ("code.region", "code.yyyy", "code.check", "code.staff")
VALUES = (("王敏", 12), ("New York", 7), ("a..b", 5), ('say "hi"', 4), ("50*", 3), ("me", 2))


def offered(text: str, at: int | None = None, *, chinese: bool = False) -> list[str]:
    slot = slot_at(text, len(text) if at is None else at, FIELDS)
    if slot is None:
        return []
    values = VALUES if slot.field is not None and slot.field.kind == "text" else ()
    found = candidates(
        slot, FIELDS, chinese=chinese, segments=SEGMENTS, values=values, own_name="li"
    )
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "chinese", "first"),
    [
        ("lx", False, "type:"),
        ("lx", True, "类型:"),
        ("ty", True, "类型:"),
        ("类", False, "type:"),
        ("深圳 -reg", False, "region:"),
        ("(city:x OR sta", False, "status:"),
        ("xsqd", True, "销售渠道:"),
        ("bmdq", True, "编码.地区:"),
        ("vip", True, "类型:VIP"),
        ("类型：q", True, "企业"),
        ("type:VIP，g", False, "个人"),
        ("type:", False, "企业"),
        ("owner:", True, "我"),
        ("owner:w", False, "王敏"),
        ('city:"new', False, '"New York"'),
        ("registered:", True, "今天"),
        ("registered:by", True, "本月"),
        ("registered:>=this-m", False, "this-month"),
        ("registered:2026-01", False, "2026-01.."),
        ("registered:2026-01..去", True, "去年"),
        ("staff:", False, ">="),
        ("archived:", True, "是"),
        ("有:dh", True, "电话"),
        ("has:phone，em", False, "email"),
        ("flag:ty", False, "type"),
        ("quan", True, None),
        ('"type', False, None),
        ("nofield:x", False, None),
    ],
)
def test_the_best_comes_first(text: str, chinese: bool, first: str | None) -> None:
    assert next(iter(offered(text, chinese=chinese)), None) == first


def test_a_field_in_the_middle_keeps_what_follows() -> None:
    text = "深圳 typ:VIP 华为"
    slot = slot_at(text, 6, FIELDS)
    assert slot == Slot("field", 3, 7, "typ")
    assert taken(text, slot, Candidate("type:", "type")) == ("深圳 type:VIP 华为", 8)


def test_a_value_in_the_middle_of_a_list_is_replaced_alone() -> None:
    text = "类型：企，VIP x"
    slot = slot_at(text, 4, FIELDS)
    assert slot is not None
    assert (slot.start, slot.end, slot.typed) == (3, 4, "企")
    assert taken(text, slot, Candidate("企业", "企业"))[0] == "类型：企业，VIP x"


@pytest.mark.parametrize("chinese", [True, False])
def test_every_field_is_called_what_the_query_understands(chinese: bool) -> None:
    for name in (*FIELDS, *SYSTEM, *SEGMENTS):
        written = written_name(name, FIELDS, chinese=chinese)
        found = find_field(written, FIELDS)
        assert found is not None
        assert found.name == name
        value = {"number": "1", "date": "2026", "yesno": "yes"}.get(found.kind, "phone")
        value = "stale" if name == "is" else value
        parse_query(f"{written}:{value}", FIELDS)


@pytest.mark.parametrize(
    ("typed", "meant"), [("leixing", "类型"), ("dq", "地区"), ("citty", "city")]
)
def test_a_field_written_by_its_sound_is_guessed(typed: str, meant: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_query(f"{typed}:x", FIELDS)
    assert caught.value.params["near"] == meant


PARTS = st.sampled_from(
    [
        "深圳 华为",
        '"a phrase" b',
        "-类型：企业，VIP",
        "type:VIP,个人",
        "(city:x OR region:广东) 李",
        "registered:2026-01..去年",
        "registered:>=-30d",
        "since:本月,今天",
        'owner:me,"Li Na"',
        "has:phone,email",
        "缺:标签",
        "staff:5..10 listed:yes",
        "NOT tag:大客户",
        "编码.地区:GD",
        "archived:any",
        'city:"New ""York"""',
        "flag:phone,staff",
        "-(type:VIP -level:A)",
    ]
)
TEXTS = st.lists(PARTS, min_size=1, max_size=3).map(" ".join)
ENDINGS = ("", '"', "x", "1", "2026", "yes", "phone", "stale", 'x"')
ENDS = [*product(ENDINGS, ("", ")", " )", "))"))]


def begins_a_query(text: str) -> bool:
    """Whether the text is a query, or becomes one by what may follow."""
    for value, bracket in ENDS:
        try:
            parse_query(text + value + bracket, FIELDS)
        except InvalidQuery:
            continue
        return True
    return False


@given(TEXTS, st.integers(0, 100), st.integers(0, 30), st.booleans())
@settings(max_examples=examples(600), deadline=None)
def test_whatever_is_taken_leads_to_a_query(text: str, cut: int, which: int, chinese: bool) -> None:
    text = text[: cut % (len(text) + 1)]
    if not begins_a_query(text):
        return
    slot = slot_at(text, len(text), FIELDS)
    if slot is None:
        return
    assert 0 <= slot.start <= slot.end <= len(text)
    found = candidates(
        slot, FIELDS, chinese=chinese, segments=SEGMENTS, values=VALUES, own_name="li"
    )
    if not found:
        return
    put, at = taken(text, slot, found[which % len(found)])
    assert at == len(put)
    assert begins_a_query(put), (text, put)


@given(st.text('ab类型:：,，"“”()-><=.. OR*\n', max_size=20), st.integers(0, 20))
@settings(max_examples=examples(600), deadline=None)
def test_any_place_of_any_text_has_a_slot_or_none(text: str, at: int) -> None:
    at = min(at, len(text))
    slot = slot_at(text, at, FIELDS)
    if slot is not None:
        assert slot.start <= at
        assert slot.start <= slot.end <= len(text)
        for one in candidates(slot, FIELDS, segments=SEGMENTS, values=VALUES):
            put, place = taken(text, slot, one)
            assert put[:place].endswith(one.text)


@given(TEXTS, st.integers(0, 100))
@settings(max_examples=examples(200), deadline=None)
def test_each_value_taken_is_that_value(text: str, which: int) -> None:
    value = VALUES[which % len(VALUES)][0]
    slot = slot_at(f"{text} city:", len(text) + 6, FIELDS)
    assert slot is not None
    (one,) = [c for c in candidates(slot, FIELDS, values=VALUES) if c.shown == value]
    put, _ = taken(f"{text} city:", slot, one)
    tree = parse_query(put, FIELDS).tree
    assert parse_query(
        f'{text} city:"{value.replace(chr(34), chr(34) * 2)}"', FIELDS
    ).tree == tree or (put.endswith(f"city:{value}"))
