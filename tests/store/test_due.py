"""What is due is done once a period, by one process at a time, and what fails stays due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import due
from store.due import DueService, Job
from store.errors import KehaoError, NotPermitted, StoreBusy
from store.session import Session

DAYS = st.dates(date(1999, 1, 1), date(2050, 1, 1))


@given(before=DAYS, after=DAYS)
def test_periods_are_those_of_the_calendar(before: date, after: date) -> None:
    before, after = min(before, after), max(before, after)
    daily, weekly, monthly = (
        due._period(every, before) < due._period(every, after)
        for every in ("daily", "weekly", "monthly")
    )
    assert daily == (before != after)
    assert monthly == ((before.year, before.month) != (after.year, after.month))
    assert weekly == (before.isocalendar()[:2] != after.isocalendar()[:2])
    assert daily or not (weekly or monthly)


def test_each_job_is_done_once_in_its_period(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = DueService(boss)
    assert [one.job for one in service.run()] == ["reservations", "search", "quality", "audit"]
    assert service.run() == []
    assert len(boss.log.list("action:code.audit")) == 1
    with boss.writing("due.run") as change:
        change.conn.execute(
            "UPDATE setting SET value = '2020-01-31T00:00:00.000Z' WHERE name = 'due.audit.last'"
        )
    assert [one.job for one in service.run()] == ["audit"]


def test_one_that_fails_stays_due_and_stops_no_other(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> due.Facts:
        raise KehaoError("Stopped.")

    monkeypatch.setattr(
        due, "JOBS", (Job("first", "daily", fails), Job("second", "daily", lambda *_: {"a": 1}))
    )
    service = DueService(boss)
    first, second = service.run()
    assert (first.ok, second.ok, second.facts) == (False, True, {"a": 1})
    assert [one.job for one in service.run()] == ["first"]


def test_two_at_once_do_nothing_twice(boss: Session, sign_in: Callable[[str], Session]) -> None:
    other = sign_in("service")
    with due._alone(Path(boss.access.keyring).parent), pytest.raises(StoreBusy):
        DueService(other).run()
    wanted = [one.job for one in DueService(other).jobs() if one.due]
    assert "audit" in wanted
    assert [one.job for one in DueService(other).run()] == wanted


def test_the_service_role_does_what_is_due_and_nothing_else(
    sign_in: Callable[[str], Session],
) -> None:
    robot = sign_in("service")
    assert all(one.ok for one in DueService(robot).run())
    with pytest.raises(NotPermitted):
        robot.customers.add({"name": "x"})
    with pytest.raises(NotPermitted):
        robot.search.count("")
    with pytest.raises(NotPermitted):
        robot.auditing.run()
    with pytest.raises(NotPermitted):
        DueService(robot).set_every("audit", "daily")


def test_how_often_is_logged(boss: Session) -> None:
    DueService(boss).set_every("audit", "weekly")
    line = boss.log.list()[0]
    assert (line.action, line.object) == ("setting.edit", "due.audit")
    assert (line.before, line.after) == ({"every": "monthly"}, {"every": "weekly"})
