"""Real processes change one customer at once: nobody's edit is lost, and whoever watches misses
nothing of it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from store.customers.changes import Touch
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROOT = Path(__file__).parents[2]
Process = subprocess.Popen[str]


def start(house: Store, field: str, count: int) -> Process:
    worker = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.faults.live_worker",
            str(house.folder),
            PASSWORD,
            field,
            str(count),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def ended(worker: Process) -> list[str]:
    """What a process that is at its end has printed, whole lines only."""
    out, _ = worker.communicate(timeout=120)
    return out[: out.rfind("\n") + 1].splitlines()


def saved(lines: Sequence[str]) -> list[int]:
    return [int(line.split()[2]) for line in lines if line.startswith("saved")]


@pytest.fixture
def first(sign_in: Callable[[str], Session]) -> Session:
    session = sign_in("boss")
    session.customers.add({"name": "first", "city": "c", "notes": "n"}, tags=["kept"])
    return session


class Watcher:
    """Polls as a screen does: the tail is read only when somebody else has committed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seq = session.customers.changed_since(None).seq
        self._version = session.data_version()
        self.heard: list[Touch] = []
        self.idle_polls = 0

    def poll(self) -> None:
        version = self._session.data_version()
        if version == self._version:
            self.idle_polls += 1
            return
        self._version = version
        while True:
            since = self._session.customers.changed_since(self._seq)
            self.heard += since.touches
            if not since.many:
                self._seq = since.seq
                return
            self._seq = since.touches[-1].seq


def test_edits_of_different_fields_need_no_question_and_none_is_lost(
    house: Store, first: Session
) -> None:
    watcher = Watcher(first)
    workers = {field: start(house, field, 40) for field in ("city", "notes")}
    while any(worker.poll() is None for worker in workers.values()):
        watcher.poll()
        time.sleep(0.01)
    watcher.poll()
    for field, worker in workers.items():
        lines = ended(worker)
        assert worker.returncode == 0, lines
        assert saved(lines) == list(range(40))
        assert not [line for line in lines if line.startswith("conflict")], field
    customer = first.customers.by_id(1)
    assert (customer.values["city"], customer.values["notes"]) == ("city-39", "notes-39")
    assert set(customer.tags) == {"kept", "city 39", "notes 39"}
    assert customer.version == 81
    edits = first.log.list("action:customer.edit", limit=200, oldest_first=True)
    assert [touch.seq for touch in watcher.heard] == [edit.seq for edit in edits]
    assert first.log.verify().ok
    for _ in range(3):
        watcher.poll()
    assert watcher.idle_polls >= 3


def test_edits_of_one_field_are_asked_about_or_follow_each_other(
    house: Store, first: Session
) -> None:
    workers = [start(house, "city", 25) for _ in range(2)]
    lines = [ended(worker) for worker in workers]
    assert [saved(some) for some in lines] == [list(range(25))] * 2
    edits = [
        edit
        for edit in first.log.list("action:customer.edit", limit=200, oldest_first=True)
        if edit.after and "city" in edit.after
    ]
    value = "c"
    for edit in edits:  # each edit began with what the one before had made
        assert edit.before is not None
        assert edit.after is not None
        assert edit.before["city"] == value
        value = str(edit.after["city"])
    assert first.customers.by_id(1).values["city"] == value


@pytest.mark.long
def test_editors_killed_in_the_middle_leave_what_they_were_told_is_saved(
    house: Store, first: Session
) -> None:
    rnd = random.Random(7)
    for _ in range(5):
        workers = {field: start(house, field, 100_000) for field in ("city", "notes")}
        time.sleep(rnd.uniform(0.2, 0.8))
        for worker in workers.values():
            worker.send_signal(signal.SIGKILL)
        customer = first.customers.by_id(1)
        for field, worker in workers.items():
            numbers = saved(ended(worker))
            if numbers:  # one more may have been committed and not been told
                assert int(customer.values[field].split("-")[1]) in (numbers[-1], numbers[-1] + 1)
    assert first.log.verify().ok
