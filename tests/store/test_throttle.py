"""Guessing passwords is slow, for every process alike; and nobody is locked out by a stranger."""

from __future__ import annotations

import json
import multiprocessing
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import StoreError
from store.keys import files, throttle
from store.keys.throttle import check, failed, locked_until, succeeded, unlock
from tests.conftest import examples

HERE, THERE = "10.0.0.5", "10.0.0.9"


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Thousands of attempts are counted here, each a file: none has to outlast a power cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files.os, "fsync", lambda _: None)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "throttle.json"


def test_the_waits_after_each_failure(path: Path, clock: Clock) -> None:
    waits = []
    for _ in range(12):
        assert check(path, "li.si", HERE, clock=clock) == 0
        waits.append(failed(path, "li.si", HERE, clock=clock))
        if waits[-1] > 0:
            clock.now += waits[-1] - 0.01
            assert check(path, "li.si", HERE, clock=clock) == pytest.approx(0.01)
            clock.now += 0.02
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 64, 900, 900, 900]


def test_a_right_password_begins_anew(path: Path, clock: Clock) -> None:
    for _ in range(4):
        clock.now += 10
        assert check(path, "li.si", HERE, clock=clock) == 0
        failed(path, "li.si", HERE, clock=clock)
    clock.now += 10
    assert check(path, "li.si", HERE, clock=clock) == 0
    succeeded(path, "li.si", HERE, clock=clock)
    for _ in range(2):
        assert check(path, "li.si", HERE, clock=clock) == 0
        assert failed(path, "li.si", HERE, clock=clock) == 0


def test_names_count_as_people_type_them(path: Path, clock: Clock) -> None:
    for name in ("li.si", "LI.SI", " ｌｉ.si"):
        failed(path, name, HERE, clock=clock)
    assert check(path, "Li.Si", HERE, clock=clock) == 1


def pause(path: Path, clock: Clock, account: str = "li.si", client: str = HERE) -> None:
    for _ in range(throttle.PAUSE_AFTER):
        failed(path, account, client, clock=clock)


def test_a_stranger_at_one_address_locks_nobody_out_at_another(path: Path, clock: Clock) -> None:
    pause(path, clock)
    assert check(path, "li.si", HERE, clock=clock) == throttle.PAUSE
    assert check(path, "li.si", THERE, clock=clock) == 0
    assert check(path, "wang", HERE, clock=clock) == 0
    for _ in range(7 * 24 * 4):  # a week of one try whenever the pause ends
        clock.now += throttle.PAUSE
        assert check(path, "li.si", HERE, clock=clock) == 0
        failed(path, "li.si", HERE, clock=clock)
    assert check(path, "li.si", THERE, clock=clock) == 0


def test_many_addresses_together_are_held_to_the_accounts_ceiling(path: Path, clock: Clock) -> None:
    for number in range(throttle.ACCOUNT_LIMIT):
        assert check(path, "li.si", f"10.1.0.{number}", clock=clock) == 0
        failed(path, "li.si", f"10.1.0.{number}", clock=clock)
    assert check(path, "li.si", THERE, clock=clock) == throttle.ACCOUNT_DRAIN
    assert check(path, "wang", THERE, clock=clock) == 0
    assert locked_until(path, "li.si", clock=clock) == throttle.ACCOUNT_DRAIN
    clock.now += throttle.ACCOUNT_DRAIN
    assert check(path, "li.si", THERE, clock=clock) == 0


def test_one_address_over_many_accounts_is_held_to_its_ceiling(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "CLIENT_LIMIT", 40)
    for number in range(throttle.CLIENT_LIMIT):
        assert check(path, f"user{number}", HERE, clock=clock) == 0
        failed(path, f"user{number}", HERE, clock=clock)
    assert check(path, "wang", HERE, clock=clock) == throttle.CLIENT_DRAIN
    assert check(path, "wang", THERE, clock=clock) == 0
    succeeded(path, "user1", HERE, clock=clock)  # one's own right password resets nothing wider
    assert check(path, "wang", HERE, clock=clock) == throttle.CLIENT_DRAIN
    clock.now += throttle.CLIENT_DRAIN
    assert check(path, "wang", HERE, clock=clock) == 0


def test_an_administrator_unlocks_an_account_everywhere(path: Path, clock: Clock) -> None:
    pause(path, clock)
    pause(path, clock, client=THERE)
    pause(path, clock, account="wang")
    assert locked_until(path, "LI.SI", clock=clock) == throttle.PAUSE
    unlock(path, "LI.SI", clock=clock)
    assert locked_until(path, "li.si", clock=clock) == 0
    assert check(path, "li.si", HERE, clock=clock) == check(path, "li.si", THERE, clock=clock) == 0
    assert locked_until(path, "wang", clock=clock) == throttle.PAUSE


def test_a_lock_ends_by_itself_and_a_quiet_day_forgets(path: Path, clock: Clock) -> None:
    pause(path, clock)
    clock.now += throttle.PAUSE
    assert locked_until(path, "li.si", clock=clock) == 0
    clock.now += throttle.FORGET
    assert check(path, "li.si", HERE, clock=clock) == 0
    assert failed(path, "li.si", HERE, clock=clock) == 0


def test_a_process_killed_before_the_answer_wins_no_free_guess(path: Path, clock: Clock) -> None:
    guesses = 0
    for _ in range(1200):
        guesses += check(path, "li.si", HERE, clock=clock) == 0
        clock.now += 1
    assert guesses < throttle.AT_ONCE + throttle.PAUSE_AFTER + 1200 / throttle.PAUSE
    assert locked_until(path, "li.si", clock=clock) > 0


def test_many_at_once_win_nothing_after_the_first_failures(path: Path, clock: Clock) -> None:
    for _ in range(throttle.FREE):
        failed(path, "li.si", HERE, clock=clock)
    clock.now += 1
    begun = [check(path, "li.si", HERE, clock=clock) == 0 for _ in range(20)]
    assert begun.count(True) == 1
    assert failed(path, "li.si", HERE, clock=clock) == 2  # counted once, not twice


def test_an_attempt_cut_off_after_the_first_failures_counts_once(path: Path, clock: Clock) -> None:
    for _ in range(throttle.FREE):
        failed(path, "li.si", HERE, clock=clock)
    clock.now += 1
    assert check(path, "li.si", HERE, clock=clock) == 0  # the fourth failure, unless it succeeds
    clock.now += throttle.LOST + 1
    assert check(path, "li.si", HERE, clock=clock) == 0
    assert failed(path, "li.si", HERE, clock=clock) == 4


def test_scripts_may_sign_in_many_at_once(path: Path, clock: Clock) -> None:
    for _ in range(throttle.AT_ONCE):
        assert check(path, "script", HERE, clock=clock) == 0
    assert check(path, "script", HERE, clock=clock) > 0
    for _ in range(throttle.AT_ONCE):
        succeeded(path, "script", HERE, clock=clock)
    assert check(path, "script", HERE, clock=clock) == 0


def test_no_name_and_no_address_stands_in_the_file(path: Path, clock: Clock) -> None:
    check(path, "li.si", HERE, clock=clock)
    failed(path, "li.si", HERE, clock=clock)
    check(path, "li.si", HERE, clock=clock)
    text = path.read_text()
    assert "li.si" not in text
    assert HERE not in text
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", b"[]", b"null", b"[" * 99_999])
def test_a_damaged_file_costs_everyone_a_moment_and_then_works(
    path: Path, clock: Clock, damage: bytes
) -> None:
    path.write_bytes(damage)
    path.chmod(0o600)
    assert locked_until(path, "li.si", clock=clock) == 0
    assert check(path, "li.si", HERE, clock=clock) == throttle.HOLD
    clock.now += throttle.HOLD
    assert check(path, "li.si", HERE, clock=clock) == 0
    pause(path, clock)
    assert check(path, "li.si", HERE, clock=clock) == throttle.PAUSE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=examples(150), deadline=None)
@given(part=st.sampled_from(["version", "salt", "hold", "counts", "pending"]), value=JSON)
def test_no_content_crashes_the_sign_in_or_locks_it_for_long(
    tmp_path_factory: pytest.TempPathFactory, part: str, value: object
) -> None:
    path = tmp_path_factory.mktemp("throttle") / "throttle.json"
    clock = Clock()
    failed(path, "li.si", HERE, clock=clock)
    whole = json.loads(path.read_text())
    if part in ("counts", "pending") and isinstance(value, list | dict):
        nested = {next(iter(whole["counts"])): value} if part == "counts" else [value]
        whole[part] = nested
    else:
        whole[part] = value
    path.write_text(json.dumps(whole))
    assert locked_until(path, "li.si", clock=clock) <= throttle.PAUSE
    assert check(path, "li.si", HERE, clock=clock) <= throttle.PAUSE
    clock.now += throttle.PAUSE
    assert check(path, "li.si", HERE, clock=clock) == 0


def test_a_clock_that_was_wrong_locks_nobody_out_for_years(path: Path, clock: Clock) -> None:
    clock.now += 10 * 365 * 86400
    pause(path, clock)
    clock.now -= 10 * 365 * 86400
    assert check(path, "li.si", HERE, clock=clock) == throttle.PAUSE
    clock.now += throttle.PAUSE
    assert check(path, "li.si", HERE, clock=clock) == 0


def test_the_file_stays_small_under_a_flood_of_names(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "_MOST", 20)
    pause(path, clock)
    for number in range(100):
        failed(path, f"user{number}", f"10.2.0.{number}", clock=clock)
    assert len(json.loads(path.read_text())["counts"]) < 30
    assert check(path, "li.si", HERE, clock=clock) == throttle.PAUSE


def test_a_file_that_cannot_be_written_says_so(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        check(path, "li.si", HERE, clock=clock)


def fail_often(path: Path, times: int) -> None:
    for _ in range(times):
        failed(path, "li.si", HERE, clock=Clock())


def test_failures_in_several_processes_add_up(path: Path, clock: Clock) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fail_often, args=(path, 3)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert failed(path, "li.si", HERE, clock=clock) == throttle.PAUSE


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["check", "failed", "succeeded", "later"]), st.sampled_from("ab")
        ),
        max_size=40,
    )
)
@settings(max_examples=examples(60), deadline=None)
def test_whatever_happens_the_wait_that_is_told_is_enough(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("throttle") / "throttle.json"
    clock = Clock()
    for step, account in steps:
        if step == "later":
            clock.now += 7
        elif step == "check":
            wait = check(path, account, HERE, clock=clock)
            if wait > 0:
                clock.now += wait
                assert check(path, account, HERE, clock=clock) == 0
        elif step == "failed":
            failed(path, account, HERE, clock=clock)
        else:
            succeeded(path, account, HERE, clock=clock)
            assert check(path, account, HERE, clock=clock) == 0
