"""A change of the data key killed before each of its steps: the store opens, all is there."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.errors import StoreBusy
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD, examples

ROOT = Path(__file__).parents[2]


def fill(house: Store, count: int) -> None:
    """Customers in the store; beside it how many, and the data key that it has."""
    boss = house.sign_in("boss", PASSWORD)
    with boss.bulk():
        for number in range(count):
            boss.customers.add({"name": f"客户{number}", "notes": f"{number} " * 200})
    beside = house.folder.parent
    (beside / "customers").write_text(str(count))
    (beside / "key").write_text(boss.access.data_key.hex())
    boss.close()


def kill(house: Store, *how: int) -> dict[str, Any]:
    """The worker's figures."""
    beside = house.folder.parent
    run = subprocess.run(
        [
            sys.executable,
            *("-m", "tests.faults.rotation_worker"),
            *(str(house.folder), str(beside), PASSWORD, *map(str, how)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    figures: dict[str, Any] = json.loads(run.stdout)
    steps = figures["steps"]
    for step in ("replace", "fsync", "COMMIT", "PRAGMA wal_checkpoint(TRUNCATE)"):
        assert step in steps
    assert any(step.startswith("PRAGMA rekey") for step in steps)
    assert 0 < figures["taken_up"] < figures["new"] < figures["kills"]
    figures["steps"] = len(steps)
    print(figures)
    return figures


def visitor(house: Store, *how: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            *("-m", "tests.faults.rotation_visitor"),
            *(str(house.folder), PASSWORD, *map(str, how)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_process_that_stays_is_named_and_one_that_was_killed_is_gone(
    house: Store, boss: Session
) -> None:
    with visitor(house, "v", 0, "stay") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(StoreBusy, match="viewer"):
            boss.keys.rotate(seconds=0.2)
        process.kill()
        process.wait()
    boss.keys.rotate(seconds=0.2)


@pytest.mark.long
def test_people_come_and_go_while_keys_change(
    house: Store, boss: Session, record_property: Callable[[str, object], None]
) -> None:
    visitors = [visitor(house, label, 25) for label in ("a", "b", "c")]
    rotations = 0
    while any(process.poll() is None for process in visitors):
        boss.keys.rotate(seconds=20)
        rotations += 1
        time.sleep(0.2)
    acknowledged = []
    for process in visitors:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        acknowledged += [line.split()[1] for line in out.splitlines() if line.startswith("added")]
    assert len(set(acknowledged)) == len(acknowledged) == 75
    assert {boss.customers.get(code).code for code in acknowledged} == set(acknowledged)
    assert boss.search.count("") == 75
    assert boss.log.verify().ok
    assert len(boss.log.list("action:key.rotate")) == rotations >= 2
    record_property("rotations among visitors", rotations)


@pytest.mark.long
def test_killed_before_its_steps_and_inside_the_longest(
    house: Store, record_property: Callable[[str, object], None]
) -> None:
    """Before every third step, or before each with `KEHAO_EXAMPLES=1`; some at any moment."""
    every, anywhere = (1, 40) if examples(100) == 100 else (3, 20)
    fill(house, 2000)
    figures = kill(house, every, anywhere)
    record_property("rotation", figures)
    assert figures["kills"] >= figures["steps"] // every + anywhere
    assert figures["inside"] >= 5
