"""Filters that leave out as well as those that choose: read from the text, and put into it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN, Field
from store.search.filters import (
    Filter,
    Written,
    all_filters_of,
    filters_of,
    with_filter,
    without_filters,
)
from store.search.query import parse_query
from store.search.tree import And
from tests.conftest import examples

FIELDS = {**BUILT_IN, "type": Field("type", "choice", "Type", choices=("企业", "个人", "VIP"))}
PLAIN = (
    st.text(min_size=1, max_size=6)
    .map(lambda text: text.strip())
    .filter(lambda text: bool(text) and text.isprintable() and "*" not in text and "＊" not in text)
)
VALUES = st.lists(
    st.one_of(PLAIN, st.sampled_from(["me", "我", "New York", "a,b"])), max_size=3, unique=True
)
PARTS = st.sampled_from(
    [
        "华为  技术",
        "-流失",
        "类型：VIP，企业",
        "-type:个人",
        "(city:x OR city:y)",
        "-(city:x level:A)",
        'level:"A  B"',
        "-city:上海",
        "city:北京",
        "owner:me",
        "-负责人:我,王敏",
        "registered:本月",
        "has:phone",
        "NOT tag:大客户",
    ]
)
TEXTS = st.lists(PARTS, max_size=5).map(" ".join)
FIELD = st.sampled_from(["city", "type", "owner", "tag"])


def test_what_is_left_out_is_read_beside_what_is_chosen() -> None:
    text = "深圳 类型：VIP -type:企业，个人 -(city:x OR city:y) -city:广州 -registered:<2020 -华为"
    assert all_filters_of(text, FIELDS) == {
        "type": Filter(("VIP",), ("企业", "个人")),
        "city": Filter((), ("广州",)),
        "registered": Filter((), ("<2020",)),
    }
    assert filters_of(text, FIELDS) == {"type": ("VIP",)}


@pytest.mark.parametrize(
    ("text", "included", "excluded", "expected"),
    [
        ("", (), ("北京",), "-city:北京"),
        (
            "深圳  华为",
            ("上海",),
            ("北京", "New York"),
            '深圳  华为 city:上海 -city:北京,"New York"',
        ),
        ("a -城市：北京 b", (), (), "a b"),
        ("a -city:北京 b city:上海", ("上海",), ("广州",), "a -city:广州 b city:上海"),
        ("a OR b", (), ("x",), "(a OR b) -city:x"),
        ("-city:a -city:b", (), ("a", "b", "c"), "-city:a,b,c"),
        ("NOT city:a", (), (), ""),
    ],
)
def test_values_are_left_out_and_taken_back(
    text: str, included: tuple[str, ...], excluded: tuple[str, ...], expected: str
) -> None:
    assert with_filter(text, "city", included, FIELDS, excluded=excluded) == expected


@given(TEXTS, FIELD, VALUES, VALUES)
@settings(max_examples=examples(400), deadline=None)
def test_what_is_put_is_read_back_and_the_rest_stays_as_it_was_written(
    text: str, field: str, included: list[str], excluded: list[str]
) -> None:
    before = all_filters_of(text, FIELDS)
    edited = with_filter(text, field, included, FIELDS, excluded=excluded)
    after = all_filters_of(edited, FIELDS)
    assert after.pop(field, Filter()) == Filter(tuple(included), tuple(excluded))
    before.pop(field, None)
    assert after == before
    kept = [part for part in _parts(text) if not _is_filter(part, field)]
    at = 0
    for part in kept:
        assert part in edited[at:], "each other part as it was written, in its order"
        at = edited.index(part, at) + len(part)


@given(TEXTS, FIELD)
@settings(max_examples=examples(200), deadline=None)
def test_putting_what_is_there_changes_nothing(text: str, field: str) -> None:
    there = all_filters_of(text, FIELDS).get(field, Filter())
    assume(len([p for p in _parts(text) if _is_filter(p, field)]) < 2)
    again = with_filter(text, field, there.included, FIELDS, excluded=there.excluded)
    assert parse_query(again, FIELDS).tree == parse_query(text, FIELDS).tree


def test_me_is_a_filter_of_its_own_kind() -> None:
    (value,) = filters_of("owner:me", FIELDS)["owner"]
    assert isinstance(value, Written)
    assert filters_of('owner:"me"', FIELDS)["owner"] == ("me",)
    assert with_filter("", "owner", ["me"], FIELDS) == 'owner:"me"'
    assert with_filter("", "owner", [value], FIELDS) == "owner:me"


@given(TEXTS)
@settings(max_examples=examples(100), deadline=None)
def test_all_filters_are_taken_away_at_once(text: str) -> None:
    bare = without_filters(text, FIELDS)
    assert all_filters_of(bare, FIELDS) == {}
    for part in _parts(text):
        if not any(_is_filter(part, field) for field in all_filters_of(text, FIELDS)):
            assert part in bare


def _parts(text: str) -> list[str]:
    tree = parse_query(text, FIELDS).tree
    nodes = tree.nodes if isinstance(tree, And) else (tree,) if tree else ()
    return [text[node.start : node.end] for node in nodes]


def _is_filter(part: str, field: str) -> bool:
    return field in all_filters_of(part, FIELDS)
