"""Many processes give, reserve, release, renumber and undo in one counter and are killed at random:
no code twice, no number unexplained, every customer with one live code, the chain whole."""

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
from store.pattern import is_given, parse_pattern
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.code_worker import RULES

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROOT = Path(__file__).parents[2]


def start(house: Store, label: str, seed: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.faults.code_worker",
            str(house.folder),
            PASSWORD,
            label,
            str(seed),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_and_kill(house: Store, givers: int, others: int, rnd: random.Random) -> list[str]:
    """Start them, kill each after a moment of its own; what they had acknowledged by then."""
    labels = [*(f"g{n}" for n in range(givers)), *(f"o{n}" for n in range(others))]
    workers = [
        start(house, f"{label}x{rnd.randrange(999)}", rnd.randrange(9999)) for label in labels
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    acknowledged: list[str] = []
    giver = workers[0].stdout
    while giver is not None and not acknowledged:  # a busy machine may do nothing for a while
        acknowledged += [line.split()[1] for line in [giver.readline()] if line.startswith("added")]
    rnd.shuffle(workers)
    for worker in workers:
        time.sleep(rnd.uniform(0.1, 0.5))
        assert worker.poll() is None, worker.communicate()[1]
        worker.send_signal(signal.SIGKILL)
    for worker in workers:
        out, _ = worker.communicate(timeout=60)
        whole = out[: out.rfind("\n") + 1].splitlines()
        acknowledged += [line.split()[1] for line in whole if line.startswith("added")]
    return acknowledged


def check(session: Session, acknowledged: list[str]) -> None:
    assert len(acknowledged) == len(set(acknowledged)), "a code was given twice"
    assert session.log.verify().ok
    assert session.auditing.run().unexplained == 0
    with session.reading() as conn:
        assert complaints(conn) == []
        texts = {row[0] for row in conn.execute("SELECT text FROM code")}
        assert texts >= set(acknowledged)
        live = conn.execute(
            "SELECT customer, text FROM code WHERE state = 'live' ORDER BY customer"
        ).fetchall()
        assert live == conn.execute("SELECT id, code FROM customer ORDER BY id").fetchall()
        without = conn.execute(
            "SELECT count(*) FROM code WHERE state = 'alias'"
            " AND customer NOT IN (SELECT id FROM customer)"
        ).fetchone()[0]
        assert without == 0
        for counter, begin, value in conn.execute("SELECT id, start, value FROM counter"):
            rows = conn.execute(
                "SELECT number, pattern FROM code LEFT JOIN rule_version"
                " ON rule_version.id = code.rule_version WHERE counter = ?",
                (counter,),
            ).fetchall()
            numbers = [row[0] for row in rows]
            assert len(numbers) == len(set(numbers)), "a number was given twice"
            assert max(numbers) == value
            patterns = {parse_pattern(row[1]).seq for row in rows if row[1]}
            for number in set(range(begin, value + 1)) - set(numbers):
                assert any(seq and not is_given(seq, number) for seq in patterns), number


@pytest.fixture
def first(sign_in: Callable[[str], Session]) -> Session:
    session = sign_in("boss")
    session.rules.apply(RULES[0])
    session.customers.add({"name": "first"})
    return session


def test_three_processes_are_killed_in_the_middle(house: Store, first: Session) -> None:
    acknowledged = run_and_kill(house, 1, 2, random.Random(2))
    assert acknowledged
    check(first, acknowledged)


@pytest.mark.long
def test_eight_processes_are_killed_again_and_again(house: Store, first: Session) -> None:
    rnd = random.Random(5)
    acknowledged: list[str] = []
    for _ in range(3):
        acknowledged += run_and_kill(house, 4, 4, rnd)
    assert len(acknowledged) > 50
    check(first, acknowledged)
