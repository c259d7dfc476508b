"""The counter gives each number once, in order, and stops at its last one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import CounterExhausted, InvalidPattern
from store.pattern import (
    Seq,
    capacity,
    is_given,
    is_held,
    is_skipped,
    left,
    next_held,
    next_number,
    parse_pattern,
)
from store.pattern.numbers import decode, encode
from tests.conftest import examples


def seq(text: str) -> Seq:
    found = parse_pattern("{seq:" + text + "}").seq
    assert found is not None
    return found


def all_numbers(counter: Seq) -> list[int]:
    numbers: list[int] = []
    while True:
        try:
            numbers.append(next_number(counter, numbers[-1] if numbers else None))
        except CounterExhausted:
            return numbers


def test_it_counts_from_one_and_ends_at_its_width() -> None:
    assert next_number(seq("3"), None) == 1
    assert next_number(seq("3"), 998) == 999
    with pytest.raises(CounterExhausted) as caught:
        next_number(seq("3"), 999)
    assert "999" in str(caught.value)


def test_start_step_and_last_bound_it() -> None:
    assert all_numbers(seq("3,start=100,step=50,last=310")) == [100, 150, 200, 250, 300]
    assert all_numbers(seq("1,start=0,last=3")) == [0, 1, 2, 3]


def test_a_number_taken_by_hand_off_the_steps_does_not_shift_them() -> None:
    counter = seq("4,start=100,step=10")
    assert next_number(counter, 104) == 110
    assert next_number(counter, 5) == 100


def test_skipped_digits_and_held_forms_are_left_out() -> None:
    counter = seq("3,skip=4,hold=*88/6*")
    assert next_number(counter, 3) == 5
    assert next_number(counter, 87) == 89
    assert next_number(counter, 399) == 500
    assert next_number(counter, 599) == 700
    assert is_held(counter, 688)
    assert not is_held(counter, 689 - 100)
    assert is_skipped(counter, 140)
    assert not is_given(counter, 140)


def test_a_long_held_range_is_jumped_at_once() -> None:
    counter = seq("12,hold=1*/2*/3*,skip=4,start=100000000000")
    assert next_number(counter, None) == 500000000000


def test_all_numbers_held_or_skipped_is_refused() -> None:
    with pytest.raises(InvalidPattern):
        seq("1,start=4,last=4,skip=4")
    with pytest.raises(InvalidPattern):
        seq("2,hold=1*/2*/3*/4*/5*/6*/7*/8*/9*/0*")


_forms = st.text("01289*", min_size=1, max_size=3).filter(
    lambda form: (
        form.strip("*") and ("*" in form or len(form) == 3) and len(form.replace("*", "")) <= 3
    )
)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.integers(0, 300),
    st.integers(1, 30),
    st.integers(301, 999),
    st.sets(st.sampled_from("0479"), max_size=2),
    st.lists(_forms, max_size=3),
)
def test_it_gives_just_the_numbers_that_a_plain_filter_gives(
    first: int, step: int, last: int, skip: set[str], hold: list[str]
) -> None:
    options = f"3,start={first},step={step},last={last}"
    options += f",skip={'/'.join(sorted(skip))}" if skip else ""
    options += f",hold={'/'.join(hold)}" if hold else ""
    held = [re.compile(form.replace("*", "[0-9]*")) for form in hold]
    expected = [
        number
        for number in range(first, last + 1, step)
        if not skip & set(f"{number:03}")
        and not any(form.fullmatch(f"{number:03}") for form in held)
    ]
    if not expected:
        with pytest.raises(InvalidPattern):
            seq(options)
        return
    counter = seq(options)
    assert all_numbers(counter) == expected
    assert capacity(counter) == len(expected)
    assert [n for n in range(1000) if is_given(counter, n)] == expected
    middle = expected[len(expected) // 2]
    assert left(counter, middle) == len([n for n in expected if n > middle])


@given(st.integers(0, 2**62), st.sampled_from([10, 16, 31, 32, 36]))
def test_digits_of_a_base_read_back(number: int, base: int) -> None:
    assert decode(encode(number, base, 5), base) == number


def test_capacity_of_plain_counters() -> None:
    assert capacity(seq("6")) == 999_999
    assert capacity(seq("2,base=31,start=0")) == 31**2
    assert capacity(seq("6,skip=4,start=0")) == 9**6
    assert capacity(seq("6,hold=*888,start=0")) == 999_000


@given(
    st.sampled_from(["2,hold=*8", "3,hold=*88/1*,skip=4", "3,hold=7*7,step=3,start=2,last=900"]),
    st.integers(-1, 1000),
)
def test_the_next_held_number_is_the_lowest_that_no_counter_gives(text: str, number: int) -> None:
    counter = seq(text)
    held = [
        n
        for n in range(counter.first, counter.last + 1)
        if is_held(counter, n) and not is_skipped(counter, n)
    ]
    assert next_held(counter, number) == next((n for n in held if n > number), None)


def test_without_held_forms_there_is_none() -> None:
    assert next_held(seq("4"), 0) is None
