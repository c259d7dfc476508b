"""A change of the data key killed before each of its steps: the store opens, all is there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.opening import Store
from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("cheap_keys")


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


def test_killed_before_every_ninth_step(
    house: Store, record_property: Callable[[str, object], None]
) -> None:
    fill(house, 20)
    figures = kill(house, 9)
    record_property("rotation", figures)
    assert figures["kills"] >= 10


@pytest.mark.long
def test_killed_before_each_step_and_inside_the_longest(
    house: Store, record_property: Callable[[str, object], None]
) -> None:
    fill(house, 2000)
    figures = kill(house, 1, 40)
    record_property("rotation", figures)
    assert figures["kills"] == figures["steps"] + 40
    assert figures["inside"] >= 10
