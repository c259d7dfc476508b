"""A pattern that would not hold is refused before it is put in force."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from store.errors import InvalidPattern
from store.pattern import clash, length, parse_manual_form, parse_pattern, sample, validate
from tests.conftest import examples
from tests.store.pattern_samples import TABLES, any_patterns


def refusal(text: str, date: str = "registered") -> InvalidPattern:
    with pytest.raises(InvalidPattern) as caught:
        validate(parse_pattern(text), TABLES, date)
    return caught.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CUST", "{seq:6}"),
        ("{region}{yyyy}", "tells two customers apart"),
        ("{seq:3}-{seq:4}", "{seq:4}"),
        ("{hh}{seq:4}", "registered"),
        ("{city}{seq:4}", "city"),
        ("{yyy}{seq:4}", "{yyyy}"),
        ("{level:2}{seq:4}", "金"),
        ("{check:damm}{seq:4}", "after the number"),
        ("{region}{check:mod37_2}{seq:4}", "after the number"),
        ("A{seq:62,base=10}", "18"),
        ("A" * 60 + "{seq:6}", "64"),
    ],
)
def test_what_would_not_hold_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidPattern) as caught:
        validate(parse_pattern(text), TABLES)
    assert said in str(caught.value)


def test_the_second_counter_is_the_one_pointed_at() -> None:
    error = refusal("{seq:3}-{seq:4}")
    assert (error.start, error.end) == (8, 15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CUST{seq:6,per=region}", "CUST000001"),
        ("CUST{yy}{seq:6,per=yyyy}", "CUST26000001"),
        ("{yyyy}{seq:6,per=mm}", "per=mm"),
        ("{mm}{dd}{seq:3,per=jjj}", "per=jjj"),
        ("{birthday:%Y}{seq:3,per=yyyy}", "per=yyyy"),
        ("CUST{seq:6,per=check}", "names nothing"),
        ("CUST{seq:6,per=nonsense}", "names nothing"),
    ],
)
def test_a_scope_finer_than_the_code_shows_is_refused_at_its_place(text: str, said: str) -> None:
    error = refusal(text)
    assert said in str(error)
    assert text[error.start : error.end].startswith("per=")


def test_a_refused_scope_names_two_customers_that_would_get_one_code() -> None:
    said = str(refusal("CUST{seq:6,per=region}"))
    assert "广东" in said
    assert "北京" in said


@pytest.mark.parametrize(
    "text",
    [
        "{region}{yyyy}{seq:4,per=yyyy}",
        "{region}{yyyy}{seq:4,per=region+yyyy}",
        "{registered:%Y%m%d}{seq:4,per=yyyy+mm}",
        "{registered:%Y%j}{seq:4,per=q}",
        "{yyyy}{mm}{dd}{seq:4,per=ww}",
        "{yyyy}{seq:4,per=yy}",
        "{region}{seq:4,per=none}",
        "{level}-{seq:4,per=level}",
        "{name:initials3}{seq:4,per=name}",
    ],
)
def test_a_scope_that_the_code_shows_is_taken(text: str) -> None:
    validate(parse_pattern(text), TABLES)


def test_a_scope_that_segments_run_together_is_refused_with_the_code() -> None:
    tables = {"region": {"a": "A", "b": "AB"}, "type": {"c": "BC", "d": "C"}}
    pattern = parse_pattern("{region}{type}{seq:2,per=region}")
    with pytest.raises(InvalidPattern) as caught:
        validate(pattern, tables)
    assert "ABC01" in str(caught.value)
    validate(parse_pattern("{region}-{type}{seq:2,per=region}"), tables)
    validate(parse_pattern("{region}{type}{seq:2}"), tables)


@pytest.mark.parametrize(
    ("text", "characters", "methods"),
    [
        ("VIP{seq:6}{check:damm}", "I P V", "mod37_2 mod37_36 mod97_10"),
        ("VIP{seq:6}{check:gb32100}", "I V", "mod37_2 mod37_36 mod97_10"),
        ("{region}{seq:6}{check:gb32100}", "S", "mod37_2"),
        ("{seq:6,base=36}{check:gb32100}", "I O S V Z", "mod37_2"),
        ("A-{seq:6}{check:mod37_2}", "-", "over=digits"),
        ("{seq:6}{check:mod37_2}{check:mod37_36}", "*", "over=digits"),
    ],
)
def test_a_method_that_cannot_take_a_character_is_refused(
    text: str, characters: str, methods: str
) -> None:
    error = refusal(text)
    assert characters in str(error)
    assert methods in str(error)
    assert text[error.start : error.end].startswith("{check:")


@pytest.mark.parametrize(
    "text",
    [
        "{seq:6}{check:damm}",
        "{seq:6,base=31}{check:gb32100}",
        "{seq:3,base=16,skip=A/B/C/D/E/F}{check:luhn}",
        "VIP{seq:6}{check:mod37_36}",
        "VIP-{seq:6}{check:damm,over=digits}",
        "{rand:8,base=31}{check:gb32100}",
        "{seq:4}{check:damm}-{yyyy}",
    ],
)
def test_a_method_that_takes_all_is_taken(text: str) -> None:
    validate(parse_pattern(text), TABLES)


def test_formats_go_with_dates_only() -> None:
    with pytest.raises(InvalidPattern) as caught:
        validate(parse_pattern("{region:%Y}{seq:4}"), TABLES, date_fields=["registered"])
    assert "now registered" in str(caught.value)
    with pytest.raises(InvalidPattern) as caught:
        validate(parse_pattern("{registered}{seq:4}"), TABLES, date_fields=["registered"])
    assert "{registered:%Y%m%d}" in str(caught.value)
    validate(parse_pattern("{now:%Y}{registered:%d}{seq:4}"), date_fields=["registered"])


def test_without_tables_only_what_needs_none_is_tried() -> None:
    validate(parse_pattern("{city}{seq:4}"))
    with pytest.raises(InvalidPattern):
        validate(parse_pattern("CUST"))


def test_a_form_for_codes_by_hand_needs_no_counter() -> None:
    validate(parse_manual_form("{region}{any:2-8}"), TABLES)
    with pytest.raises(InvalidPattern):
        validate(parse_manual_form("{any:2-8}{check:damm}"), TABLES)


@settings(max_examples=examples(150), deadline=None)
@given(any_patterns)
def test_the_sample_of_a_valid_pattern_is_as_long_as_it_says(text: str) -> None:
    pattern = parse_pattern(text)
    if clash(pattern, pattern, TABLES) is None:
        validate(pattern, TABLES)
    low, high = length(pattern, TABLES)
    assert low <= len(sample(pattern, TABLES)) <= high
