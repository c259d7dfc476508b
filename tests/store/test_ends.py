"""How long a counter lasts: what is left, at the pace of 90 days, and when there is a warning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.codes.ends import end_of, pace_of
from store.codes.rulefile import RuleDraft, RuleSet
from store.engine.cancel import Cancel
from store.errors import CounterExhausted, InvalidRules, NotFound, Stopped
from store.pattern import Seq, parse_pattern
from store.session import Session

TODAY = date(2026, 3, 1)


def seq(text: str) -> Seq:
    found = parse_pattern(text).seq
    assert found is not None
    return found


def put(session: Session, pattern: str) -> None:
    tables = {"region": {"广东": "GD", "北京": "BJ"}}
    session.rules.apply(RuleSet((RuleDraft("all", pattern),), tables))


def give(session: Session, count: int, **values: str) -> list[str]:
    return [session.customers.add({"name": "云禾", **values}).code for _ in range(count)]


def age(session: Session, text: str, days: int) -> None:
    """Make codes from the first to this one so many days old."""
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with session.writing("rule.edit") as change:
        change.conn.execute("UPDATE code SET issued_at = ? WHERE text <= ?", (at, text))
        change.conn.execute("UPDATE customer SET created = ? WHERE code <= ?", (at, text))


@given(st.integers(-1, 999), st.floats(0, 50))
def test_the_day_is_when_the_numbers_left_are_gone(value: int, pace: float) -> None:
    end = end_of("all", seq("C{seq:3}"), "C{1:3,10}", value, pace, TODAY)
    assert end.left == 999 - max(value, 0)
    if end.day is None:
        assert pace == 0 or end.left / pace > 365_000
    else:
        assert (end.day - TODAY).days <= end.left / pace < (end.day - TODAY).days + 1
    soon = end.day is not None and (end.day - TODAY).days <= 90
    assert end.near == (soon or (999 - end.left) >= 0.9 * 999)


def test_what_the_rule_leaves_out_is_not_counted() -> None:
    end = end_of("all", seq("C{seq:2,skip=4,hold=*8}"), "C{1:2,10}", 50, 1, TODAY)
    assert (end.capacity, end.left) == (9 * 8 - 1, 5 * 8 - 1)


def test_the_pace_is_that_of_ninety_days(boss: Session) -> None:
    put(boss, "C{seq:3}")
    give(boss, 60)
    age(boss, "C015", 200)
    with boss.reading() as conn:
        ((counter, value),) = conn.execute("SELECT id, value FROM counter WHERE value = 60")
        assert pace_of(conn, counter, seq("C{seq:3}"), value, boss.now()) == pytest.approx(45 / 90)
        later = boss.now() + timedelta(days=100)
        assert pace_of(conn, counter, seq("C{seq:3}"), value, later) == 0


def test_a_young_counter_is_taken_to_be_a_month_old(boss: Session) -> None:
    put(boss, "C{seq:3}")
    give(boss, 60)
    with boss.reading() as conn:
        ((counter, value),) = conn.execute("SELECT id, value FROM counter WHERE value = 60")
        assert pace_of(conn, counter, seq("C{seq:3}"), value, boss.now()) == pytest.approx(2)


def test_a_counter_is_named_from_nine_tenths_on(boss: Session) -> None:
    put(boss, "{region}{seq:1}")
    give(boss, 2, region="北京")
    give(boss, 8, region="广东")
    age(boss, "GD8", 200)
    assert boss.rules.ends() == []
    give(boss, 1, region="广东")
    (end,) = boss.rules.ends()
    assert (end.rule, end.counter, end.left, end.percent) == ("all", "GD#", 0, 100)


def test_a_counter_is_named_when_its_pace_ends_it_within_ninety_days(boss: Session) -> None:
    put(boss, "C{seq:2}")
    give(boss, 20)
    assert boss.rules.ends() == []
    give(boss, 10)  # one a day, 69 left
    (end,) = boss.rules.ends()
    assert end.day == boss.today() + timedelta(days=69)
    assert end.percent == 30


def test_a_year_gone_by_is_no_worry(boss: Session) -> None:
    put(boss, "{yyyy}{seq:1}")
    give(boss, 9, registered="2025-05-05")
    assert [end.counter for end in boss.rules.ends()] == ["2025#"]
    age(boss, "20259", 200)
    assert boss.rules.ends() == []


def test_a_rule_that_is_retired_is_no_worry(boss: Session) -> None:
    put(boss, "C{seq:1}")
    give(boss, 9)
    assert boss.rules.ends()
    boss.rules.apply(RuleSet((RuleDraft("other", "C{seq:1}A"),)))
    assert boss.rules.ends() == []


def test_the_code_just_given_tells_of_its_counter(boss: Session) -> None:
    put(boss, "C{seq:1}")
    codes = give(boss, 9)
    end = boss.rules.end_of(codes[-1])
    assert end is not None
    assert (end.near, end.left) == (True, 0)
    hand = boss.customers.add({"name": "云禾"}, code="BY-HAND").code
    assert boss.rules.end_of(hand) is None
    assert boss.rules.end_of("nothing") is None


def test_the_way_out_is_a_wider_version_and_the_worry_is_over(boss: Session) -> None:
    put(boss, "C{seq:1}")
    give(boss, 9)
    with pytest.raises(CounterExhausted):
        give(boss, 1)
    trial = boss.rules.apply(boss.rules.widened("all"), dry_run=True)
    (end,) = trial.rooms[0].ends
    assert (end.counter, end.capacity, end.left) == ("C##", 99, 90)
    boss.rules.apply(boss.rules.widened("all"))
    assert give(boss, 1) == ["C10"]
    assert not any(end.percent >= 90 for end in boss.rules.ends())


def test_what_cannot_be_widened_says_so(boss: Session) -> None:
    put(boss, "C{rand:8}")
    with pytest.raises(InvalidRules):
        boss.rules.widened("all")
    with pytest.raises(NotFound):
        boss.rules.widened("nobody")


def test_a_dry_run_is_stopped_and_nothing_is_in_force(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    give(boss, 3)
    cancel = Cancel()
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        cancel.cancel()

    wanted = boss.rules.widened("CUST")
    with pytest.raises(Stopped):
        boss.rules.apply(wanted, progress=progress, cancel=cancel)
    assert told == [(0, 3)]
    assert boss.rules.list()[0].version == 1


def test_the_doctor_names_a_counter_near_its_end(boss: Session) -> None:
    put(boss, "C{seq:1}")
    assert not [found for found in boss_findings(boss) if found == "counters"]
    give(boss, 9)
    assert "counters" in boss_findings(boss)


def boss_findings(session: Session) -> list[str]:
    """The checks of the doctor that found something."""
    from store.doctor import Doctor

    return [finding.check for finding in Doctor(session).examine().findings]
