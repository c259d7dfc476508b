"""What goes wrong around jobs: killed in the middle, two at once, a clock that went back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store.due import DueService
from store.errors import StoreBusy
from store.jobs.definition import Definition
from store.jobs.kept import killed
from store.jobs.running import _held, run_due_jobs
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]
SignIn = Callable[[str], Session]
ROWS = 3_000

_WORKER = f"""
import sys
from pathlib import Path
import store
from store.due import DueService
session = store.open(Path(sys.argv[1])).sign_in("service", {PASSWORD!r})
DueService(session).run(progress=lambda done, of: print(done, flush=True))
"""


def jobs_done(session: Session) -> list[tuple[str, bool]]:
    return [(one.job, one.ok) for one in DueService(session).run() if one.by_hand]


def test_a_killed_run_is_told_and_gone_on_with_after_the_others(
    house: Store, sign_in: SignIn, tmp_path: Path
) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    DueService(robot).run()
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    rows = "\n".join(f"客户{n}" for n in range(ROWS))
    (tmp_path / "in" / "a.csv").write_text("name\n" + rows, "utf-8")
    manager.jobs.add("in", Definition("import", str(tmp_path / "in")))
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(house.folder)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    for line in worker.stdout:
        if int(line) > 0:
            break
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    came = manager.search.count("")
    assert 0 < came < ROWS
    last = manager.jobs.get("in").last
    assert last is not None
    assert not last.ended
    manager.jobs.add("out", Definition("export", str(tmp_path / "out"), columns=("name",)))
    assert jobs_done(robot) == [("out", True), ("in", True)]  # the killed one last
    assert manager.search.count("") == ROWS  # each row once
    runs = manager.jobs.history("in")
    assert [run.error.template if run.error else "" for run in runs] == ["", killed().template]
    assert manager.log.list("action:job.run", limit=5)


def test_two_at_once_do_nothing_twice(sign_in: SignIn, tmp_path: Path) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    manager.jobs.add("out", Definition("export", str(tmp_path), columns=("name",)))
    with _held(manager):
        with pytest.raises(StoreBusy):
            manager.jobs.run("out")
        assert jobs_done(robot) == []
        assert manager.jobs.history("out") == []
    assert jobs_done(robot) == [("out", True)]
    assert jobs_done(robot) == []


def test_what_became_of_a_job_while_another_was_done_counts(
    sign_in: SignIn, tmp_path: Path
) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    for name in ("a", "paused", "removed", "run"):
        manager.jobs.add(name, Definition("export", str(tmp_path), columns=("name",)))
    done = []
    for one in run_due_jobs(robot, str, None, None):
        done.append(one.job)
        if one.job == "a":
            manager.jobs.pause("paused")
            manager.jobs.remove("removed")
    assert done == ["a", "run"]


def test_a_clock_that_went_back_keeps_no_job_from_being_done(
    sign_in: SignIn, tmp_path: Path
) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    manager.jobs.add("out", Definition("export", str(tmp_path), columns=("name",), keep=1))
    assert jobs_done(robot) == [("out", True)]
    for error in ("", '["x", {}]'):
        with robot.writing("due.run") as change:  # as if it had been done, or failed, next year
            change.conn.execute(
                "UPDATE job_run SET began = '2099-01-01T00:00:00.000Z', error = ?", (error,)
            )
        assert jobs_done(robot) == [("out", True)]
    assert len(list(tmp_path.glob("out-*.csv"))) == 1
    (tmp_path / "in").mkdir()
    future = tmp_path / "in" / "a.csv"
    future.write_text("name\n晴川\n", "utf-8")
    os.utime(future, (time.time() + 86400,) * 2)
    manager.jobs.add("in", Definition("import", str(tmp_path / "in")))
    assert manager.jobs.run("in").facts["added"] == 1


def test_a_fault_of_the_program_itself_stops_no_other(
    sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    for name in ("a", "b"):
        manager.jobs.add(name, Definition("export", str(tmp_path), columns=("name",)))
    real = type(manager.exports).run

    def fails(self: object, path: object, *args: object, **more: object) -> object:
        if "a-" in str(path):
            raise ZeroDivisionError("13800138000")
        return real(self, path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("store.transfer.exports.service.Exports.run", fails)
    done = [one for one in DueService(robot).run() if one.by_hand]
    assert [(one.job, one.ok) for one in done] == [("a", False), ("b", True)]
    assert "ZeroDivisionError" in str(done[0].error)
    assert "13800138000" not in repr(manager.jobs.get("a"))


def test_a_disk_that_is_full_where_the_file_goes_leaves_none(
    sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    out = tmp_path / "out"
    out.mkdir()
    manager.jobs.add("out", Definition("export", str(out), columns=("name",)))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.files.landing.os.fsync", full)
    assert "No space left" in str(manager.jobs.run("out").error)
    monkeypatch.undo()
    assert list(out.iterdir()) == []
    assert manager.jobs.run("out").ok
