"""A customer becomes a code, the counter it asks is the right one, and the code reads back."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import InvalidValue
from store.pattern import (
    clash,
    counter_key_of,
    finish,
    finish_text,
    next_number,
    parse_pattern,
    read,
    resolve,
    validate,
)
from tests.conftest import examples
from tests.store.pattern_samples import (
    CUSTOMER,
    MOMENT,
    TABLES,
    any_patterns,
    initials,
    moments,
    steady_patterns,
    values,
)


def code(pattern: str, number: int | None = 123, date: str = "registered", **changes: str) -> str:
    resolved = resolve(parse_pattern(pattern), CUSTOMER | changes, MOMENT, date, TABLES, initials)
    return finish_text(resolved, number, lambda below: below - 1)


def key(pattern: str, date: str = "registered", **changes: str) -> str:
    return resolve(
        parse_pattern(pattern), CUSTOMER | changes, MOMENT, date, TABLES, initials
    ).counter_key


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("CUST{seq:6}", "CUST000123"),
        ("VIP{seq:6}", "VIP000123"),
        ("{region}{seq:5}", "GD00123"),
        ("{now:%Y%m%d%H%M}{seq:3}", "202603040506123"),
        ("{type:2}{yyyy}{seq:6}", "VP2026000123"),
        ("{region}{yyyy}{seq:7}", "GD20260000123"),
        ("{type}{registered:%Y%m%d}{seq:6}", "VP20260131000123"),
        ("{region}{type}{seq:5}", "GDVP00123"),
        ("CUST{seq:6}{check:luhn,over=digits}", "CUST0001230"),
        ("VIP{yyyy}{seq:6}{check:damm,over=digits}", "VIP20260001238"),
        ("{seq:4}{check:mod97_10}", "012320"),
        ("{yy}{mm}{dd}{q}{ww}{jjj}-{seq:3}", "260131105031-123"),
        ("{region}/{seq:3}.{name:initials3}", "GD/123.YHM"),
        ("{{{seq:3}}}", "{123}"),
        ("{seq:2,base=36}", "3F"),
        ("{seq:2,base=31}", "3Y"),
        ("{seq:2,base=32}", "3V"),
        ("{seq:2,base=16}", "7B"),
        ("{rand:3,base=31}{seq:3}", "YYY123"),
        ("{level}{seq:3}", "12123"),
    ],
)
def test_each_form_that_was_asked_for(pattern: str, expected: str) -> None:
    assert code(pattern) == expected


def test_the_rules_date_can_be_the_moment() -> None:
    assert code("{yyyy}{mm}{dd}{hh}{mi}{ss}{seq:3}", date="now") == "20260304050607123"
    assert code("{yyyy}{mm}{seq:3}", date="birthday") == "198012123"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("CUST{seq:6}", "CUST{4:6,10}"),
        ("{region}{yyyy}{seq:7}", "GD2026{6:7,10}"),
        ("{seq:5}/{yyyy}", "{0:5,10}/2026"),
        ("{rand:2}A{seq:5}{check:mod37_2}B", "A{3:5,10}B"),
        ("{region}{yyyy}{seq:7,per=yyyy}", "per:yyyy=2026{7,10}"),
        ("{region}{yyyy}{seq:7,base=36,per=region+yyyy}", "per:region=GD+yyyy=2026{7,36}"),
        ("{registered:%Y%m%d}{seq:3,per=yyyy+q}", "per:yyyy=2026+q=1{3,10}"),
        ("{region}{seq:7,per=none}", "per:none{7,10}"),
        ("{{{seq:3}}}", "{{{1:3,10}}}"),
        ("{rand:6}", ""),
    ],
)
def test_the_counter_key_is_the_code_with_a_hole(pattern: str, expected: str) -> None:
    assert key(pattern) == expected


def test_another_width_base_place_or_text_is_another_counter() -> None:
    patterns = [
        "A{seq:5}",
        "A{seq:6}",
        "A{seq:5,base=36}",
        "{seq:5}A",
        "{rand:1}A{seq:5}",
        "{seq:5}",
    ]
    assert len({key(pattern) for pattern in patterns}) == len(patterns)


def test_segments_say_what_they_mean() -> None:
    resolved = resolve(
        parse_pattern("V{region}{registered:%Y%m}{seq:4}{check:damm,over=digits}"),
        CUSTOMER,
        MOMENT,
        "registered",
        TABLES,
    )
    made = finish(resolved, 7)
    assert made.text == "VGD20260100073"
    assert [(s.token, s.text, s.kind, s.value) for s in made.segments] == [
        ("text", "V", "text", "V"),
        ("region", "GD", "field", "广东"),
        ("registered", "202601", "date", "2026-01"),
        ("seq", "0007", "number", "7"),
        ("check", "3", "check", "damm"),
    ]
    assert [(s.start, s.end) for s in made.segments] == [(0, 1), (1, 3), (3, 9), (9, 13), (13, 14)]


@pytest.mark.parametrize(
    ("pattern", "changes", "field", "said"),
    [
        ("{region}{seq:3}", {"region": "西藏"}, "region", "西藏"),
        ("{region}{seq:3}", {"region": ""}, "region", "empty"),
        ("{level:2}{seq:3}", {"level": "金"}, "level", "金"),
        ("{yyyy}{seq:3}", {"registered": ""}, "registered", "empty"),
        ("{yyyy}{seq:3}", {"registered": "31.1.2026"}, "registered", "31.1.2026"),
        ("{birthday:%Y}{seq:3}", {"birthday": "20260131"}, "birthday", "20260131"),
        ("{name:initials2}{seq:3}", {"name": ""}, "name", "empty"),
        ("{city}{seq:3}", {"city": "广州"}, "city", "广州"),
    ],
)
def test_a_value_that_gives_no_segment_is_named(
    pattern: str, changes: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        code(pattern, **changes)
    assert caught.value.field == field
    assert said in str(caught.value)
    assert field in str(caught.value)


def test_a_name_without_letters_has_no_initials() -> None:
    resolved_by = parse_pattern("{name:initials2}{seq:3}")
    with pytest.raises(InvalidValue) as caught:
        resolve(resolved_by, {"name": "3721"}, MOMENT, "registered", TABLES, lambda name: name)
    assert caught.value.field == "name"


def test_a_code_never_widens_by_itself() -> None:
    assert code("A{seq:2}", 99) == "A99"
    with pytest.raises(ValueError, match="99"):
        code("A{seq:2}", 100)


def test_random_characters_come_from_the_whole_alphabet_and_secrets() -> None:
    resolved = resolve(parse_pattern("{rand:8,base=31}"), {}, MOMENT, "registered", {})
    seen = {character for _ in range(200) for character in finish_text(resolved)}
    assert seen == set("0123456789ABCDEFGHJKLMNPQRTUWXY")


@settings(max_examples=examples(300), deadline=None)
@given(steady_patterns, values, moments, st.integers(0, 700), st.randoms())
def test_reading_undoes_rendering(
    text: str, customer: dict[str, str], moment: datetime, number: int, random: Random
) -> None:
    pattern = parse_pattern(text)
    assert pattern.seq is not None
    resolved = resolve(pattern, customer, moment, "registered", TABLES, initials)
    given_number = next_number(pattern.seq, number)
    made = finish(resolved, given_number, random.randrange)
    reading = read(pattern, made.text, TABLES)
    assert reading.ok, [str(problem.error) for problem in reading.problems]
    assert reading.segments == made.segments
    assert reading.number == given_number
    texts = [segment.text for segment in reading.segments]
    assert counter_key_of(pattern, "registered", texts) == resolved.counter_key


@settings(max_examples=examples(200), deadline=None)
@given(any_patterns, values, moments, st.integers(0, 700), st.randoms())
def test_what_can_be_cut_in_two_ways_still_reads_as_right(
    text: str, customer: dict[str, str], moment: datetime, number: int, random: Random
) -> None:
    pattern = parse_pattern(text)
    assert pattern.seq is not None
    resolved = resolve(pattern, customer, moment, "registered", TABLES, initials)
    given_number = next_number(pattern.seq, number)
    made = finish(resolved, given_number, random.randrange)
    reading = read(pattern, made.text, TABLES)
    assert reading.ok, [str(problem.error) for problem in reading.problems]
    assert "".join(segment.text for segment in reading.segments) == made.text
    if clash(pattern, pattern, TABLES) is None:
        assert reading.number == given_number


@settings(max_examples=examples(80), deadline=None)
@given(any_patterns, values, values, moments, st.integers(0, 700), st.integers(0, 700))
def test_one_code_never_comes_from_two_counters_of_a_valid_pattern(
    text: str,
    one: dict[str, str],
    other: dict[str, str],
    moment: datetime,
    first: int,
    second: int,
) -> None:
    pattern = parse_pattern(text)
    if clash(pattern, pattern, TABLES) is not None:
        return
    validate(pattern, TABLES)
    assert pattern.seq is not None
    made = [
        resolve(pattern, customer, moment, "registered", TABLES, initials)
        for customer in (one, other)
    ]
    numbers = [next_number(pattern.seq, first), next_number(pattern.seq, second)]
    texts = [finish_text(r, n, lambda below: 0) for r, n in zip(made, numbers, strict=True)]
    if texts[0] == texts[1]:
        assert made[0].counter_key == made[1].counter_key
        assert numbers[0] == numbers[1]
