"""A bulk change is killed in the middle: what is written stands as a group, whole customers only,
which is gone on with or undone; and others keep saving while it runs."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.engine.health import complaints
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.tui.customers_app import fill

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROOT = Path(__file__).parents[2]
COUNT = 600
VALUE = "复核"


def start(house: Store, value: str) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.bulk_worker", str(house.folder), PASSWORD, value],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def killed(worker: subprocess.Popen[str]) -> None:
    assert worker.poll() is None, worker.communicate()[1]
    worker.send_signal(signal.SIGKILL)
    worker.communicate(timeout=60)


def newest_group(session: Session) -> tuple[str, str]:
    """The group of the newest line, and what it did."""
    line = session.log.list(limit=1)[0]
    return line.group, line.action


def check(session: Session) -> None:
    """The chain holds, no customer is half changed, and search agrees with the records."""
    assert session.log.verify().ok
    with session.reading() as conn:
        assert complaints(conn) == []
        half = conn.execute("SELECT count(*) FROM customer WHERE level <> source").fetchone()[0]
        assert half == 0
        lines = conn.execute(
            "SELECT count(*) FROM operation WHERE subject IS NOT NULL AND action <> 'customer.add'"
        ).fetchone()[0]
        versions = conn.execute("SELECT sum(version - 1) FROM customer").fetchone()[0]
        assert lines == versions
        tags = conn.execute("SELECT tag, count(*) FROM tag GROUP BY tag").fetchall()
    for tag, many in tags:
        assert session.search.count(f"tag:{tag}") == session.search.count(tag) == many


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_change_is_gone_on_with_and_undone(house: Store, boss: Session, seed: int) -> None:
    fill(boss, [{"name": f"客户{number}"} for number in range(COUNT)])
    rnd = random.Random(seed)
    worker = start(house, VALUE)
    assert worker.stdout is not None
    worker.stdout.readline()
    time.sleep(rnd.uniform(0, 0.4))
    killed(worker)
    check(boss)
    ids = boss.search.ids("")
    group, action = newest_group(boss)
    assert group
    assert action in {"customer.edit", "tag.add", "tag.remove"}
    if action == "customer.edit":
        more = boss.many.set(ids, {"level": VALUE, "source": VALUE}, group=group)
        assert boss.search.count(f"level:{VALUE} source:{VALUE}") == COUNT
    else:
        more = boss.many.tag(ids, add=[VALUE], group=group)
        assert boss.search.count(f"tag:{VALUE}") == COUNT
    assert more.group == group
    assert more.changed + more.unchanged == COUNT
    check(boss)
    undone = boss.undo.group(group)
    assert not undone.failed
    check(boss)


def test_others_save_while_a_change_to_many_runs(house: Store, boss: Session) -> None:
    fill(boss, [{"name": f"客户{number}"} for number in range(COUNT)])
    worker = start(house, VALUE)
    saved = 0
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        one = boss.customers.by_id(1 + saved % COUNT)
        boss.customers.edit(
            one.id, {"city": f"城{saved}"}, version=one.version, base=one, reason="meanwhile"
        )
        saved += 1
    killed(worker)
    assert saved > 3
    check(boss)
    with boss.reading() as conn:
        lines = conn.execute(
            "SELECT count(*) FROM operation WHERE reason = 'meanwhile'"
        ).fetchone()[0]
    assert lines == saved
