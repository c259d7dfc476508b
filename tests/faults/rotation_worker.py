"""Changes the data key over and over, each time killed one step later, until it gets through.

Run as `python -m tests.faults.rotation_worker TEMPLATE WORK PASSWORD EVERY [INSIDE]`. Each round is
a child process on a fresh copy of the store; a step is a call that may reach the disk: of the
operating system, or of the database. EVERY 1 kills before each step, 2 before every other. INSIDE
rounds more are killed at random while the database changes its key. Prints a JSON line with the
figures.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

import store
from store.engine import connection
from store.keys import password as keys

CHEAP = keys.Figures(memory=64, passes=1, lanes=1)
WRITE = os.write


class Steps:
    """Counts steps, and kills the process before the one that is asked for."""

    def __init__(self) -> None:
        self.left = -1
        self.tell = -1
        self.done: list[str] = []

    def step(self, name: str) -> None:
        """Something that may reach the disk is about to happen."""
        if self.left < 0:
            return
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.done.append(name)
        if self.tell >= 0 and name.startswith("PRAGMA rekey"):
            WRITE(self.tell, b"b")


STEPS = Steps()


class Counting(sqlcipher3.dbapi2.Connection):  # type: ignore[misc]
    """A connection whose statements are steps."""

    def execute(self, sql: str, *args: object) -> Any:
        """A step, and the statement."""
        STEPS.step(sql)
        found = super().execute(sql, *args)
        if STEPS.tell >= 0 and sql.startswith("PRAGMA rekey"):
            WRITE(STEPS.tell, b"e")
        return found

    def close(self) -> None:
        """A step, and the end."""
        STEPS.step("close")
        super().close()


def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, each call a step."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        STEPS.step(name)
        return function(*args, **kwargs)

    return call


def listen() -> None:
    """Let every call that may reach the disk be a step."""
    connection.open_file = functools.partial(connection.open_file, factory=Counting)
    for name in ("open", "write", "fsync", "replace", "rename", "unlink", "fchmod", "close"):
        setattr(os, name, counted(name, getattr(os, name)))
    fcntl.fcntl = counted("fcntl", fcntl.fcntl)
    fcntl.flock = counted("flock", fcntl.flock)


def rotate(folder: Path, password: str, steps: int) -> None:
    """In a child process: sign in, then change the data key, killed before the given step."""
    session = store.open(folder).sign_in("boss", password)
    STEPS.left = steps
    session.keys.rotate()
    STEPS.left = -1
    (folder / "steps").write_text(json.dumps(STEPS.done))
    session.close()


def check(folder: Path, password: str) -> tuple[bool, bool]:
    """Everybody gets in and all is there. Whether the key is a new one, and that was taken up."""
    admin = store.open(folder).sign_in("admin", password)
    new = admin.access.data_key != bytes.fromhex((folder.parent / "key").read_text())
    admin.close()
    boss = store.open(folder).sign_in("boss", password)
    lines = boss.log.list("action:key.rotate")
    assert len(lines) == int(new), "one line for one new key"
    assert boss.search.count("") == int((folder.parent / "customers").read_text())
    assert boss.log.verify().ok
    from store.doctor import Doctor

    assert [f for f in Doctor(boss).examine().findings if f.check != "disk"] == []
    boss.keys.rotate()
    boss.close()
    clerk = store.open(folder).sign_in("clerk", password)
    assert clerk.customers.by_id(1).values["name"]
    clerk.close()
    return new, any(line.actor == "admin" for line in lines)


def round_of(template: Path, folder: Path, work: Callable[[], None]) -> int:
    """Do the work in a child process on a fresh copy; its process id."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            work()
            os._exit(0)
        os._exit(1)
    return child


class Figures:
    """What became of the rounds."""

    def __init__(self) -> None:
        self.kills = self.new = self.taken_up = self.inside = 0

    def killed(self, folder: Path, password: str) -> None:
        """A round was killed: check the store that it left."""
        self.kills += 1
        new, taken_up = check(folder, password)
        self.new += new
        self.taken_up += taken_up


def each_step(template: Path, folder: Path, password: str, every: int, figures: Figures) -> object:
    """Killed before every so manyth step, until one gets through; the steps there are."""
    for steps in range(0, 10_000, every):
        child = round_of(template, folder, lambda steps=steps: rotate(folder, password, steps))  # type: ignore[misc]
        _, status = os.waitpid(child, 0)
        if status == 0:
            done = json.loads((folder / "steps").read_text())
            (folder / "steps").unlink()
            return done
        assert os.WTERMSIG(status) == signal.SIGKILL, "the change failed by itself"
        figures.killed(folder, password)
    raise AssertionError("it never got through")


def inside(template: Path, folder: Path, password: str, rounds: int, figures: Figures) -> None:
    """Killed at random while the database is written under its new key."""
    rnd = random.Random(5)
    longest = 0.0
    for number in range(rounds + 1):
        begun, tell = os.pipe()
        STEPS.tell = tell
        child = round_of(template, folder, lambda: rotate(folder, password, 1_000_000))
        os.close(tell)
        STEPS.tell = -1
        assert os.read(begun, 1) == b"b"
        started = time.perf_counter()
        if number:
            time.sleep(rnd.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
            through = os.read(begun, 1) == b"e"
        else:  # the first one is not killed: it says how long that takes
            assert os.read(begun, 1) == b"e"
            longest, through = time.perf_counter() - started, True
        os.close(begun)
        os.waitpid(child, 0)
        if number:
            (folder / "steps").unlink(missing_ok=True)
            figures.killed(folder, password)
            figures.inside += not through


def main() -> None:
    """All rounds, one after the other."""
    template, work, password = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    every, rounds = int(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) > 5 else 0
    keys.STANDARD = keys.FLOOR = CHEAP
    listen()
    folder = work / "round"
    figures = Figures()
    steps = each_step(template, folder, password, every, figures)
    if rounds:
        inside(template, folder, password, rounds, figures)
    print(json.dumps({**vars(figures), "steps": steps}))


if __name__ == "__main__":
    main()
