"""A number that is one place wider goes on where the narrower one was, and repeats nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.codes.rulefile import RuleDraft, RuleSet
from store.pattern import parse_pattern, resolve
from store.pattern.widening import narrower_keys, shown_key, widened
from store.session import Session
from tests.store.pattern_samples import CUSTOMER, MOMENT, TABLES, any_patterns, initials


@pytest.mark.parametrize(
    ("text", "wider"),
    [
        ("CUST{seq:6}", "CUST{seq:7}"),
        ("{region}{seq:5,base=36,start=10}-{yyyy}", "{region}{seq:6,base=36,start=10}-{yyyy}"),
        ("A{seq:base=31, 4 ,last=500}", "A{seq:base=31,5}"),
        ("A{seq:3,hold=*88/123,skip=4}B", "A{seq:4,hold=*88/0123,skip=4}B"),
        ("{{{seq:2}{check:damm,over=digits}", "{{{seq:3}{check:damm,over=digits}"),
    ],
)
def test_only_the_number_is_wider(text: str, wider: str) -> None:
    found = widened(parse_pattern(text))
    assert found is not None
    assert found.text == wider


@pytest.mark.parametrize("text", ["A{rand:6}", "{seq:18}", "{seq:12,base=36}"])
def test_what_has_no_number_or_no_room_is_not_widened(text: str) -> None:
    assert widened(parse_pattern(text)) is None


@given(any_patterns)
def test_the_wider_counter_knows_the_narrower_one(text: str) -> None:
    pattern = parse_pattern(text)
    wider = widened(pattern)
    assert wider is not None
    keys = [
        resolve(one, CUSTOMER, MOMENT, "registered", TABLES, initials).counter_key
        for one in (pattern, wider)
    ]
    assert wider.seq is not None
    assert narrower_keys(wider.seq, keys[1])[0] == keys[0] != keys[1]
    assert len(shown_key(keys[1])) <= len(keys[1])


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("GD2026{6:7,10}", "GD2026#######"),
        ("A{{{2:3,36}/2026", "A{###/2026"),
        ("per:yyyy=2026+region=GD{7,10}", "yyyy=2026+region=GD"),
        ("per:none{6,10}", "none"),
    ],
)
def test_a_counter_is_shown_as_people_write_it(key: str, shown: str) -> None:
    assert shown_key(key) == shown


def give(session: Session, count: int = 1, **values: str) -> list[str]:
    return [session.customers.add({"name": "云禾", **values}).code for _ in range(count)]


def put(session: Session, pattern: str) -> None:
    rules = session.rules.rule_set()
    first = rules.rules[0]
    session.rules.apply(RuleSet((RuleDraft(first.name, pattern),), TABLES))


def test_a_wider_version_goes_on_from_the_number_reached(boss: Session) -> None:
    put(boss, "C{seq:1}")
    assert give(boss, 9)[-1] == "C9"
    put(boss, "C{seq:2}")
    assert give(boss, 3) == ["C10", "C11", "C12"]
    put(boss, "C{seq:3}")
    assert give(boss, 2) == ["C013", "C014"]


def test_each_counter_goes_on_from_its_own_number(boss: Session) -> None:
    put(boss, "{region}{seq:2}")
    give(boss, 5, region="广东")
    give(boss, 2, region="北京")
    put(boss, "{region}{seq:3}")
    assert give(boss, 1, region="广东") == ["GD006"]
    assert give(boss, 1, region="北京") == ["BJ003"]
    assert give(boss, 1, region="上海") == ["SH001"]


def test_the_narrow_version_again_goes_on_in_its_own_counter(boss: Session) -> None:
    put(boss, "C{seq:2}")
    assert give(boss, 2) == ["C01", "C02"]
    put(boss, "C{seq:3}")
    assert give(boss, 2) == ["C003", "C004"]
    put(boss, "C{seq:2}")
    assert give(boss, 1) == ["C03"]


def test_another_rule_of_the_same_letters_begins_at_its_own_first_number(boss: Session) -> None:
    put(boss, "C{seq:2}")
    give(boss, 4)
    boss.rules.apply(RuleSet((RuleDraft("long ones", "C{seq:3}"),)))
    assert give(boss, 1) == ["C001"]


@given(st.integers(1, 4))
def test_widths_beyond_the_next_one_are_looked_through_too(more: int) -> None:
    pattern = parse_pattern(f"C{{seq:{1 + more}}}")
    assert pattern.seq is not None
    keys = narrower_keys(pattern.seq, f"C{{1:{1 + more},10}}")
    assert keys[-1] == "C{1:1,10}"
    assert len(keys) == more
