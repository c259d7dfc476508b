"""Four writers, killed at random and begun again: nothing acknowledged is lost, no code is given
twice, every gap in the counter is explained, the chain is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from store.engine.health import complaints
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.faults.kehao_process import ROOT

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

WRITERS = 4


@dataclass
class Writers:
    """Processes that add and edit; what each acknowledged lies in a file of its own."""

    house: Store
    folder: Path
    kills: int = 0
    begun: int = 0
    running: dict[subprocess.Popen[bytes], Path] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def begin(self) -> None:
        """One more writer."""
        self.begun += 1
        label = f"w{self.begun}"
        out = self.folder / label
        argv = [sys.executable, "-m", "tests.faults.worker", str(self.house.folder), PASSWORD]
        with out.open("wb") as stdout, (self.folder / f"{label}.err").open("wb") as stderr:
            process = subprocess.Popen(
                [*argv, label, "1000000"], cwd=ROOT, stdout=stdout, stderr=stderr
            )
        self.running[process] = out
        self.files.append(out)

    def at_work(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether it has acknowledged anything; fails when it ended by itself."""
        errors = self.running[process].with_suffix(".err").read_text("utf-8", "replace")
        assert process.poll() is None, errors
        return b"added" in self.running[process].read_bytes()[:4096]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Without a warning, wherever it is."""
        del self.running[process]
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        self.kills += 1

    def acknowledged(self) -> list[list[str]]:
        """Every whole line that any of them wrote, in words."""
        lines: list[list[str]] = []
        for file in self.files:
            text = file.read_text("utf-8")
            lines += [line.split() for line in text[: text.rfind("\n") + 1].splitlines()]
        return [words for words in lines if words[0] in ("added", "edited")]


def trial(writers: Writers, seconds: float, rnd: random.Random) -> None:
    """Kill one at work at a random moment, begin another, until the time is over."""
    for _ in range(WRITERS):
        writers.begin()
    while not all(map(writers.at_work, writers.running)):
        time.sleep(0.05)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(rnd.uniform(0.02, 0.6))
        busy = [process for process in writers.running if writers.at_work(process)]
        if busy:
            writers.kill(rnd.choice(busy))
            writers.begin()
    for process in list(writers.running):
        writers.kill(process)


def check(session: Session, acknowledged: list[list[str]]) -> None:
    """What was told is there; what was not told is whole or not there at all."""
    added = {code: name for word, code, name in acknowledged if word == "added"}
    assert len(added) == sum(words[0] == "added" for words in acknowledged), "a code came twice"
    edits = [int(words[1]) for words in acknowledged if words[0] == "edited"]
    assert len(edits) == len(set(edits)), "two edits saved the same version"
    assert session.log.verify().ok
    audit = session.auditing.run()
    assert (audit.unexplained, audit.ok) == (0, True)
    with session.reading() as conn:
        assert complaints(conn) == []
        there = dict(conn.execute("SELECT code, name FROM customer"))
        assert added.items() <= there.items()
        version = conn.execute("SELECT version FROM customer WHERE id = 1").fetchone()[0]
        assert version >= max(edits, default=1)
        logged = conn.execute(
            "SELECT count(*) FROM operation WHERE subject = 1 AND action = 'customer.edit'"
        ).fetchone()[0]
        assert logged == version - 1
        numbers = [row[0] for row in conn.execute("SELECT number FROM code ORDER BY number")]
        value = conn.execute("SELECT value FROM counter").fetchone()[0]
    assert numbers == list(range(1, value + 1)), "a number was skipped or given twice"
    assert len(there) == value
    assert session.search.count("name:*") == value


def survive(
    house: Store, session: Session, tmp_path: Path, seconds: float, figures: Figures
) -> Writers:
    session.customers.add({"name": "first"})
    folder = tmp_path / "writers"
    folder.mkdir()
    writers = Writers(house, folder)
    trial(writers, seconds, random.Random(int(seconds * 1000)))
    acknowledged = writers.acknowledged()
    check(session, acknowledged)
    figures(writers=WRITERS, kills=writers.kills, acknowledged_writes=len(acknowledged))
    return writers


def test_four_writers_are_killed_at_random(
    house: Store,
    boss: Session,
    tmp_path: Path,
    seconds: Callable[[float], float],
    figures: Figures,
) -> None:
    writers = survive(house, boss, tmp_path, seconds(3), figures)
    assert writers.kills >= WRITERS


@pytest.mark.long
def test_four_writers_are_killed_at_random_for_a_minute(
    house: Store,
    boss: Session,
    tmp_path: Path,
    seconds: Callable[[float], float],
    figures: Figures,
) -> None:
    writers = survive(house, boss, tmp_path, seconds(60), figures)
    assert writers.kills > WRITERS
