"""Dates as people say them: whole weeks, months, quarters, years, in both languages; and `me`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers import intake, preparing
from store.customers.fields import BUILT_IN
from store.errors import InvalidQuery
from store.search.oneself import with_me
from store.search.periods import (
    EARLIEST,
    IN_CHINESE,
    LATEST,
    NAMED,
    Period,
    plain_period,
    read_period,
    whole,
)
from store.search.query import parse_query
from store.search.segment_names import check_before_code
from store.session import Session

TODAY = date(2026, 4, 15)  # a Wednesday
DAYS = st.dates(EARLIEST, LATEST)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("this-week", "2026-04-13", "2026-04-19"),
        ("上周", "2026-04-06", "2026-04-12"),
        ("本月", "2026-04-01", "2026-04-30"),
        ("This_Month", "2026-04-01", "2026-04-30"),
        ("上月", "2026-03-01", "2026-03-31"),
        ("本季", "2026-04-01", "2026-06-30"),
        ("last-quarter", "2026-01-01", "2026-03-31"),
        ("今年", "2026-01-01", "2026-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("下个月", "2026-05-01", "2026-05-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2025年第四季度", "2025-10-01", "2025-12-31"),
        ("前天", "2026-04-13", "2026-04-13"),
    ],
)
def test_a_period_is_understood(text: str, first: str, last: str) -> None:
    expected = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert read_period(text, TODAY) == expected


@given(DAYS, st.sampled_from(["week", "month", "quarter", "year"]))
def test_a_day_lies_in_its_own_period_and_periods_follow_without_a_gap(
    day: date, unit: str
) -> None:
    now, after = whole(unit, day), whole(unit, day, 1)
    assert now.first <= day <= now.last
    if now.last < LATEST - timedelta(days=400):
        assert after.first - now.last == timedelta(days=1)
        assert whole(unit, after.first, -1) == now or now.first == EARLIEST


@given(st.dates(), st.sampled_from(sorted(NAMED)))
def test_no_day_is_too_far_for_a_period(day: date, name: str) -> None:
    period = read_period(name, day)
    assert period is not None
    assert EARLIEST <= period.first <= period.last <= LATEST


def test_both_languages_have_the_same_words() -> None:
    for name, chinese in IN_CHINESE.items():
        assert read_period(chinese, TODAY) == read_period(name, TODAY)
        if name in NAMED:
            assert plain_period(chinese) == name


def test_me_is_whoever_asks_unless_it_is_in_quotes() -> None:
    asked = with_me(parse_query("-负责人:我 owner:王敏,ME", BUILT_IN), "li.na")
    expected = parse_query('-owner:"li.na" owner:王敏,"li.na"', BUILT_IN)
    assert asked.tree == expected.tree
    quoted = parse_query('owner:"me" city:me', BUILT_IN)
    assert with_me(quoted, "li.na") is quoted


def test_everyone_finds_their_own_customers(boss: Session) -> None:
    desk = preparing.open_desk(boss)
    rows = [{"name": "a", "owner": "boss"}, {"name": "b", "owner": "me"}, {"name": "c"}]
    drafts = [preparing.prepare(desk, row) for row in rows]
    with boss.writing("customer.add") as change:
        intake.write(change, desk, drafts)
    names = [row[0] for row in boss.search.page("owner:me", columns=("name",)).rows]
    assert names == ["a"]
    assert boss.search.count("-负责人：我") == 2
    assert boss.search.count('owner:"me"') == 1


def test_a_rule_cannot_mean_another_person_for_everyone() -> None:
    with pytest.raises(InvalidQuery) as caught:
        check_before_code(parse_query("type:VIP -owner:me", BUILT_IN))
    assert (caught.value.start, caught.value.end) == (10, 18)
