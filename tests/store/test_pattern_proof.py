"""Two patterns that can produce one string are found, with such a string."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from store.codes.skeleton import skeleton
from store.pattern import (
    clash,
    finish_text,
    is_given,
    meeting,
    parse_manual_form,
    parse_pattern,
    read,
    resolve,
)
from tests.conftest import examples
from tests.store.pattern_samples import MOMENT, TABLES


def meet(one: str, other: str) -> str | None:
    return meeting(parse_pattern(one), parse_pattern(other), TABLES)


def collide(one: str, other: str) -> str | None:
    return clash(parse_pattern(one), parse_pattern(other), TABLES)


def test_the_number_at_another_place_meets() -> None:
    found = collide("A{seq:2}1", "A1{seq:2}")
    assert found is not None
    for text in ("A{seq:2}1", "A1{seq:2}"):
        assert read(parse_pattern(text), found, TABLES).ok


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VIP{seq:6}", "CUST{seq:6}"),
        ("CUST{seq:6}", "CUST{seq:5}"),
        ("{region}{seq:5}", "{type}{seq:5}"),
        ("A{seq:6,last=4999}", "A{seq:6,start=5000,per=none}"),
        ("A{seq:6,step=2}", "A{seq:6,start=2,step=2,per=none}"),
        ("A{seq:3,base=16,skip=A}", "AA{seq:2}"),
        ("{mm}{seq:4}", "13{seq:4}"),
        ("{mm}{dd}{seq:4}", "0230{seq:4}"),
        ("{yyyy}{seq:4}", "1066{seq:4}"),
    ],
)
def test_patterns_that_never_meet_are_let_be(one: str, other: str) -> None:
    assert meet(one, other) is None
    assert collide(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CUST{seq:6}", "CUST{seq:6}"),
        ("{region}{seq:5}", "GD{seq:5}"),
        ("{name:initials3}{seq:4}", "{region}{seq:4}"),
        ("{region}{yyyy}{seq:4,per=yyyy}", "{type}{yyyy}{seq:4,per=yyyy}"),
        ("{rand:6}", "{rand:6}"),
    ],
)
def test_one_counter_for_both_is_no_clash(one: str, other: str) -> None:
    assert collide(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CUST{seq:6}", "cust{seq:6}"),
        ("A{seq:4}", "A{seq:4,base=36}"),
        ("A{seq:4}", "A{seq:4,per=none}"),
        ("{region}{seq:4}", "{region}{seq:4,per=region}"),
        ("{rand:4}", "{seq:4}"),
        ("A{rand:4}{seq:4}", "A{seq:4}{seq:4}"),
        ("VIP{yyyy}{seq:6}{check:luhn,over=digits}", "VIP{seq:10}{check:damm,over=digits}"),
        ("{region}{seq:8}", "{region}{yyyy}{seq:4}"),
        ("{seq:6,base=36}{check:mod37_2}", "{seq:5,base=36}A{check:mod37_36}"),
    ],
)
def test_two_counters_for_one_string_clash(one: str, other: str) -> None:
    found = collide(one, other)
    assert found is not None
    assert read(parse_pattern(one), found, TABLES).ok


def test_a_pattern_can_clash_with_itself() -> None:
    twice = "{name:initials2}{seq:2,base=36}{contact:initials2}"
    assert collide(twice, twice)
    assert collide("{level}{seq:3}", "{level}{seq:3}") is None


def test_sameness_is_what_the_namespace_says() -> None:
    one, other = parse_pattern("СUST{seq:3}"), parse_pattern("CUST{seq:3}")
    assert meeting(one, other, TABLES) is None
    assert meeting(one, other, TABLES, skeleton) == "СUST001"


def test_forms_for_codes_by_hand_meet_rules() -> None:
    assert meeting(parse_pattern("{region}{seq:3}"), parse_manual_form("GD{any:2-8}"), TABLES)
    assert meeting(parse_pattern("客{seq:3}"), parse_manual_form("{any:4}"), TABLES) == "客001"
    assert not meeting(parse_pattern("VIP{seq:3}"), parse_manual_form("GD{any:2-8}"), TABLES)


_pieces = st.sampled_from(["0", "1", "A", "{level}", "{rand:1}"])
_small = st.builds(
    lambda before, seq, after: "".join([*before, seq, *after]),
    st.lists(_pieces, max_size=2),
    st.sampled_from(["{seq:1}", "{seq:2,last=12}", "{seq:1,base=16,skip=0}"]),
    st.lists(_pieces, max_size=2),
)
_SMALL_TABLES = {"level": {"a": "1", "b": "01", "c": "A"}}


def _all_codes(text: str) -> dict[str, set[str]]:
    """Every code of a small pattern, with the keys of the counters that can give it."""
    pattern = parse_pattern(text)
    seq = pattern.seq
    assert seq is not None
    randoms = text.count("{rand")
    found: dict[str, set[str]] = {}
    for level in _SMALL_TABLES["level"]:
        resolved = resolve(pattern, {"level": level}, MOMENT, "registered", _SMALL_TABLES)
        for number in filter(partial(is_given, seq), range(seq.last + 1)):
            for drawn in product(range(10), repeat=randoms):
                source = iter(drawn)
                code = finish_text(resolved, number, lambda _, source=source: next(source))
                found.setdefault(code, set()).add(resolved.counter_key)
    return found


@settings(max_examples=examples(60), deadline=None)
@example("{seq:1}0{rand:1}", "{seq:1}{rand:1}0")  # one counter, cut in two places
@given(_small, _small)
def test_the_proof_agrees_with_making_every_code(one: str, other: str) -> None:
    if one.count("{level}") > 1 or other.count("{level}") > 1:
        return
    first, second = _all_codes(one), _all_codes(other)
    common = first.keys() & second.keys()
    apart = {code for code in common if len(first[code] | second[code]) > 1}
    a, b = parse_pattern(one), parse_pattern(other)
    met = meeting(a, b, _SMALL_TABLES)
    assert (met is not None) == bool(common)
    assert met is None or met in common
    clashed = clash(a, b, _SMALL_TABLES)
    assert (clashed is not None) == bool(apart)
    assert clashed is None or clashed in apart
