"""The filter pane edits the query text, and leaves the rest of it as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN
from store.errors import InvalidQuery
from store.search.filters import filters_of, with_filter

VALUES = st.lists(
    st.text(min_size=1, max_size=8)
    .map(lambda text: text.replace("*", "").strip())
    .filter(lambda text: bool(text) and text.isprintable()),
    min_size=1,
    max_size=3,
    unique=True,
)


def test_filters_are_read_from_the_text_with_chinese_names_and_signs() -> None:
    text = "深圳 类型：VIP，企业 registered:>=-30d -city:广州"
    assert filters_of(text, BUILT_IN) == {"type": ("VIP", "企业"), "registered": (">=-30d",)}


@pytest.mark.parametrize(
    ("text", "field", "values", "expected"),
    [
        ("", "type", ("VIP",), "type:VIP"),
        ("深圳  华为", "type", ("VIP", "企业"), "深圳  华为 type:VIP,企业"),
        ("a 类型:VIP b", "type", ("企业",), "a type:企业 b"),
        ("a type:VIP b", "type", (), "a b"),
        ("type:VIP", "type", (), ""),
        ("a (type:VIP)", "type", (), "a"),
        ("a OR b", "type", ("VIP",), "(a OR b) type:VIP"),
        ("city:x", "city", ("New York",), 'city:"New York"'),
        ("", "registered", ("2026-01-01..2026-01-31",), "registered:2026-01-01..2026-01-31"),
        ("type:VIP a type:企业", "type", ("个人",), "type:个人 a"),
    ],
)
def test_a_filter_is_put_changed_and_taken_away(
    text: str, field: str, values: tuple[str, ...], expected: str
) -> None:
    assert with_filter(text, field, values, BUILT_IN) == expected


@given(VALUES)
def test_any_value_comes_back_as_it_was_put(values: list[str]) -> None:
    text = with_filter("深圳 -status:流失", "city", values, BUILT_IN)
    assert filters_of(text, BUILT_IN)["city"] == tuple(values)
    assert with_filter(text, "city", (), BUILT_IN) == "深圳 -status:流失"


def test_a_broken_query_is_not_edited() -> None:
    with pytest.raises(InvalidQuery):
        with_filter("type:", "city", ("x",), BUILT_IN)
