"""An import that was stopped anywhere, in any way, goes on and adds no one twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.engine.cancel import Cancel
from store.errors import StoreBusy
from store.session import Session
from store.sign_in.opening import Store
from store.transfer.imports import importing
from store.transfer.imports.progress import Progress
from tests.conftest import PASSWORD

pytestmark = pytest.mark.strong_keys

SignIn = Callable[[str], Session]

ROWS = 310


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Rows with codes, some without, one repeated code and one without a name."""
    path = tmp_path / "list.csv"
    lines = ["code,name,phone"]
    for number in range(ROWS):
        code = "" if number % 7 == 3 else f"A{number:05d}"
        lines.append(f"{code},客户{number},138{number:08d}")
    lines.insert(200, "A00001,somebody else,1")
    lines.insert(300, "A99999,,1")
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FEWEST", 40)
    monkeypatch.setattr(importing, "MOST", 40)


def everyone(session: Session) -> None:
    """Every row is in, once, under its code."""
    with session.reading() as conn:
        names = [name for (name,) in conn.execute("SELECT name FROM customer")]
        codes = dict(conn.execute("SELECT name, code FROM customer"))
        groups = conn.execute(
            "SELECT count(DISTINCT group_id) FROM operation WHERE action = 'customer.add'"
        ).fetchone()
    assert sorted(names) == sorted(f"客户{number}" for number in range(ROWS))
    for number in range(ROWS):
        code = codes[f"客户{number}"]
        assert code.startswith("CUST") if number % 7 == 3 else code == f"A{number:05d}"
    assert groups == (1,)
    assert session.log.verify().ok


class Cut(Exception):
    """The power fails."""


@contextmanager
def power_until(chunk: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail inside the transaction of the chunk with this number."""
    advance = Progress.advance
    count = 0

    def cut(self: Progress, *args: object, **options: object) -> None:
        nonlocal count
        count += 1
        if count > chunk:
            raise Cut
        advance(self, *args, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "advance", cut)
        yield


@pytest.mark.parametrize("chunks", [0, 1, 4, 6, 8, 9])
def test_a_cut_in_any_chunk_loses_nothing_and_doubles_nobody(
    sign_in: SignIn, file: Path, chunks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    with power_until(chunks, monkeypatch), pytest.raises(Cut):
        manager.transfer.run_import(file)
    result = manager.transfer.run_import(file)
    assert result.read == ROWS + 2
    assert result.rejected == 2
    assert "row 3" in str(result.reasons[0][1])
    everyone(manager)


def test_stopping_again_and_again_still_ends(
    sign_in: SignIn, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    cuts = 0
    while True:
        try:
            with power_until(1, monkeypatch):
                manager.transfer.run_import(file)
            break
        except Cut:
            cuts += 1
    assert cuts > 5
    everyone(manager)


def test_a_person_stops_it_and_runs_it_again(sign_in: SignIn, file: Path) -> None:
    manager = sign_in("manager")
    cancel = Cancel()
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done > 100:
            cancel.cancel()

    stopped = manager.transfer.run_import(file, progress=progress, cancel=cancel)
    assert stopped.stopped
    assert 0 < stopped.added < ROWS
    assert seen[0][1] == ROWS + 2
    result = manager.transfer.run_import(file)
    assert result.added == ROWS - stopped.added
    everyone(manager)
    assert [
        line.after["stopped"] for line in manager.log.list("action:import.run") if line.after
    ] == [
        False,
        True,
    ]


def test_a_name_for_a_rejected_row_is_not_needed_twice(sign_in: SignIn, file: Path) -> None:
    manager = sign_in("manager")
    manager.transfer.run_import(file)
    taken = manager.customers.get("A00001")
    again = manager.transfer.run_import(file)
    assert (again.added, again.skipped, again.rejected) == (0, ROWS, 2)
    assert manager.customers.get("A00001") == taken


def test_two_at_once_do_not_both_bring_it_in(
    sign_in: SignIn, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sign_in("manager"), sign_in("boss")
    done = False

    def progress(_done: int, _total: int) -> None:
        nonlocal done
        if not done:
            done = True
            second.transfer.run_import(file)

    with pytest.raises(StoreBusy, match="somebody else"):
        first.transfer.run_import(file, progress=progress)
    everyone(first)


KILLED = """
import sys
from pathlib import Path
import store
from store.transfer.imports import importing
from store.transfer.imports.progress import Progress
importing.FEWEST = importing.MOST = 40
session = store.open(Path(sys.argv[1])).sign_in("manager", sys.argv[3])
print("ready", flush=True)
session.transfer.run_import(Path(sys.argv[2]), progress=lambda done, total: print(done, flush=True))
print("done", flush=True)
"""


@pytest.mark.long
def test_killed_processes_leave_nobody_out_and_nobody_twice(
    house: Store, sign_in: SignIn, file: Path
) -> None:
    killed = 0
    for after in (1, 2, 3, 100):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(house.folder), str(file), PASSWORD],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for count, line in enumerate(process.stdout):
            if count == after and line.strip() != "done":
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
                break
        process.stdout.close()
        process.wait()
    assert killed == 3
    everyone(sign_in("manager"))
