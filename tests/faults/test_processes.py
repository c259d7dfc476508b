"""Several processes at once, and processes killed in the middle: nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store.engine.health import complaints
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROOT = Path(__file__).parents[2]


def start(house: Store, label: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.faults.worker",
            str(house.folder),
            PASSWORD,
            label,
            str(count),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check(session: Session, acknowledged: list[str]) -> None:
    """Every acknowledged code is there with its name, none twice, the chain and terms whole."""
    for line in acknowledged:
        word, code, name = line.split()
        if word == "added":
            assert session.customers.get(code).values["name"] == name
    added = [line.split()[1] for line in acknowledged if line.startswith("added")]
    assert len(added) == len(set(added))
    edited = [line.split()[1] for line in acknowledged if line.startswith("edited")]
    assert len(edited) == len(set(edited)), "two edits saved the same version"
    assert session.log.verify().ok
    total = session.search.count("")
    assert session.search.count("name:*") == total
    with session.reading() as conn:
        assert complaints(conn) == []
        (value,) = conn.execute("SELECT value FROM counter").fetchone()
        codes = conn.execute("SELECT count(*) FROM code").fetchone()[0]
    assert total == codes == value


@pytest.fixture
def first(sign_in: Callable[[str], Session]) -> Session:
    session = sign_in("boss")
    session.customers.add({"name": "first"})
    return session


def test_two_processes_add_and_edit_at_once(house: Store, first: Session) -> None:
    workers = [start(house, label, 60) for label in ("a", "b")]
    acknowledged: list[str] = []
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
        acknowledged += [line for line in out.splitlines() if line.startswith(("added", "edited"))]
    assert len(acknowledged) == 240
    check(first, acknowledged)
    assert first.customers.by_id(1).version == 121


@pytest.mark.long
def test_killed_in_the_middle_of_writes(house: Store, first: Session) -> None:
    rnd = random.Random(4)
    acknowledged: list[str] = []
    for round_ in range(8):
        workers = [start(house, f"r{round_}{label}", 100_000) for label in "ab"]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            acknowledged.append(worker.stdout.readline().strip())  # under way, however slow
        time.sleep(rnd.uniform(0.1, 0.8))
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
        for worker in workers:
            out, _ = worker.communicate(timeout=60)
            whole = out[: out.rfind("\n") + 1].splitlines()
            acknowledged += [line for line in whole if line.startswith(("added", "edited"))]
    assert acknowledged
    check(first, acknowledged)
