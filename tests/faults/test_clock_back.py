"""A clock that jumps back, or was wrong for a while, and a folder that goes away: the log keeps its
order, no code is given twice, nobody is locked out, and what is due is done."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

import store
from store.codes.rulefile import RuleDraft, RuleSet
from store.due import DueService
from store.errors import KehaoError, SignInRefused, StoreError
from store.keys import throttle
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.faults.kehao_process import Kehao

pytestmark = pytest.mark.strong_keys


class Clock:
    """The machine's clock, as far off as a test says."""

    def __init__(self) -> None:
        self.off = timedelta()

    def time(self) -> float:
        return datetime.now().timestamp() + self.off.total_seconds()  # noqa: DTZ005


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + clock.off

    for module in ("store.change", "store.session"):
        monkeypatch.setattr(f"{module}.datetime", Wrong)
    for function in (throttle.check, throttle.failed, throttle.succeeded, throttle.locked_until):
        monkeypatch.setitem(function.__kwdefaults__, "clock", clock.time)
    return clock


@pytest.fixture
def endless(house: Store) -> None:
    """No session ends by the hours it has lasted: a clock that is ahead would end it."""
    session = house.sign_in("boss", PASSWORD)
    with session.writing("setting.edit") as change:
        change.conn.execute("INSERT INTO setting VALUES ('session.max_hours', '1000000')")
    session.close()


DAILY = RuleSet((RuleDraft("all", "{now:%Y%m%d}-{seq:3}"),))
JUMPS = (0, -1, -40, 3, -400, 0, 800, -1)


@pytest.mark.long
@pytest.mark.usefixtures("endless")
def test_codes_of_the_day_and_the_order_of_the_log(
    boss: Session, clock: Clock, figures: Figures
) -> None:
    boss.rules.apply(DAILY)
    codes: list[str] = []
    for days in JUMPS:
        clock.off = timedelta(days=days)
        for _ in range(3):
            codes.append(boss.customers.add({"name": f"after {days}"}).code)
            assert codes[-1].startswith(boss.today().strftime("%Y%m%d"))
    assert len(set(codes)) == len(codes)
    clock.off = timedelta()
    lines = boss.log.list("action:customer.add", limit=100, oldest_first=True)
    assert [line.object for line in lines] == codes
    assert [line.seq for line in lines] == sorted(line.seq for line in lines)
    assert boss.log.verify().ok
    assert boss.auditing.run().ok
    figures(jumps=len(JUMPS), codes=len(codes))


@pytest.mark.usefixtures("endless")
def test_a_session_goes_on_and_ends_in_order(house: Store, clock: Clock) -> None:
    for days in (0, -3650, 3650):
        session = house.sign_in("boss", PASSWORD)
        clock.off = timedelta(days=days)
        assert session.alive()
        session.customers.add({"name": "x"})
        session.close()
    clock.off = timedelta()
    session = house.sign_in("boss", PASSWORD)
    assert session.log.verify().ok
    session.close()


def test_failures_noted_by_a_clock_that_was_ahead_lock_nobody_out(
    house: Store, clock: Clock
) -> None:
    clock.off = timedelta(days=3650)
    for _ in range(2):
        with pytest.raises(SignInRefused):
            house.sign_in("boss", "wrong")
    clock.off = timedelta()
    house.sign_in("boss", PASSWORD).close()
    clock.off = timedelta(days=-3650)
    house.sign_in("boss", PASSWORD).close()


def test_guesses_win_nothing_by_a_clock_set_back(house: Store, clock: Clock) -> None:
    for _ in range(3):
        with pytest.raises(SignInRefused):
            house.sign_in("boss", "wrong")
    clock.off = timedelta(days=-1)
    with pytest.raises(SignInRefused, match="wait"):
        house.sign_in("boss", PASSWORD)


@pytest.mark.usefixtures("endless")
def test_what_is_due_is_done_although_it_was_done_in_the_future(
    boss: Session, clock: Clock
) -> None:
    clock.off = timedelta(days=3650)
    due = DueService(boss)
    set_up = [job.job for job in due.jobs() if job.due]
    assert all(done.ok for done in due.run())
    assert due.run() == []
    clock.off = timedelta()
    assert [job.job for job in due.jobs() if job.due] == set_up != []
    assert len(due.run()) == len(set_up)
    assert due.run() == []


@pytest.mark.long
def test_a_folder_that_goes_away(
    house: Store, boss: Session, tmp_path: Path, figures: Figures
) -> None:
    """Somebody unmounts it or moves it: one line for every command and every call."""
    code = boss.customers.add({"name": "before"}).code
    elsewhere = tmp_path / "elsewhere"
    house.folder.rename(elsewhere)
    kehao = Kehao(house.folder, tmp_path / "own")
    commands = (("search", "x"), ("doctor",), ("log", "verify"), ("customers", "show", code))
    for arguments in commands:
        told = kehao.run(*arguments)
        assert told.code == 4, told
        assert str(house.folder) in told.one_line()
    assert not house.folder.exists(), "nothing is begun anew where a store was"
    calls = (
        lambda: boss.customers.add({"name": "x"}),
        lambda: boss.search.page("before"),
        lambda: boss.staff.add("neu", ["clerk"], PASSWORD),
        lambda: boss.change_password(PASSWORD, "another long password"),
        lambda: store.open(house.folder),
        lambda: house.sign_in("boss", PASSWORD),
    )
    for call in calls:
        with suppress(KehaoError):  # reading may go on; any other exception is a fault
            call()
    assert boss.short_of_room() is None
    elsewhere.rename(house.folder)
    assert kehao.run("customers", "show", code, "--json").objects[0]["name"] == "before"
    assert kehao.run("log", "verify").code == 0
    figures(commands_tried=len(commands), calls_tried=len(calls))


def test_a_folder_that_is_deleted_under_a_session(house: Store, boss: Session) -> None:
    boss.customers.add({"name": "before"})
    shutil.rmtree(house.folder)
    for number in range(3):
        with pytest.raises(StoreError, match=str(house.folder)):
            boss.customers.add({"name": f"after {number}"})
    with pytest.raises(StoreError):
        boss.close()
    assert not house.folder.exists()


def test_a_database_that_is_replaced_under_a_session(
    house: Store, boss: Session, tmp_path: Path
) -> None:
    """As when an old one is put back while people work: nobody is told that it is saved."""
    kept = tmp_path / "kept.db"
    shutil.copy(house.folder / "kehao.db", kept)
    boss.customers.add({"name": "before"})
    kept.rename(house.folder / "kehao.db")
    with pytest.raises(StoreError, match="replaced"):
        boss.customers.add({"name": "after"})
    with pytest.raises(StoreError, match="replaced"):
        boss.close()
