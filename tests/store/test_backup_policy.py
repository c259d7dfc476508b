"""Which backups stay: of days, weeks and months, in the store's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.backup.policy import Policy
from store.errors import InvalidValue

ZONE = ZoneInfo("Asia/Shanghai")
TIMES = st.lists(st.integers(1_577_836_800, 1_767_225_600), max_size=60).map(
    lambda found: [datetime.fromtimestamp(one, UTC).isoformat() for one in found]
)


def daily(count: int) -> list[str]:
    last = datetime(2026, 12, 31, 1, tzinfo=UTC)
    return [(last - timedelta(days=day)).isoformat() for day in range(count)]


def test_a_year_of_daily_backups_keeps_seven_days_four_weeks_and_twelve_months() -> None:
    kept = sorted(Policy().kept(daily(365), ZONE), reverse=True)
    assert [at[:10] for at in kept] == [
        *(f"2026-12-{day}" for day in (31, 30, 29, 28, 27, 26, 25, 20, 13)),
        *("2026-11-30", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30"),
        *("2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31"),
    ]


def test_a_day_is_one_of_the_stores_time_zone() -> None:
    two = ["2026-05-01T15:00:00+00:00", "2026-05-01T17:00:00+00:00"]  # 23:00 and 01:00 there
    assert Policy(2, 0, 0).kept(two, ZONE) == set(two)
    assert Policy(2, 0, 0).kept(two, ZoneInfo("UTC")) == {two[1]}


@given(times=TIMES, counts=st.tuples(*[st.integers(0, 20)] * 3))
def test_the_newest_stays_and_no_more_than_was_asked(
    times: list[str], counts: tuple[int, int, int]
) -> None:
    kept = Policy(*counts).kept(times, ZONE)
    assert kept <= set(times)
    assert len(kept) <= max(1, sum(counts))
    if times:
        assert max(times, key=datetime.fromisoformat) in kept


@given(times=TIMES)
def test_removing_twice_removes_nothing_more(times: list[str]) -> None:
    kept = Policy().kept(times, ZONE)
    assert Policy().kept(kept, ZONE) == kept


@pytest.mark.parametrize("count", [-1, 1001])
def test_numbers_that_make_no_sense_are_refused(count: int) -> None:
    with pytest.raises(InvalidValue, match="is not a number of backups"):
        Policy(daily=count).checked()
