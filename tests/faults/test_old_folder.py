"""A whole old folder put back, or a write-ahead log that lost its end: right in itself, but the
checkpoints in the folder of the schedule saw more. It is said at the sign-in, by the doctor, and by
`log verify --checkpoint`, with what to do."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import store
from store.backup.making import make
from store.backup.restoring import restore
from store.doctor import Doctor
from store.engine.connection import PAGE
from store.keys import password as keys
from store.log import set_back
from store.log.checkpoints import make_scheduled
from store.session import Session
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.faults.test_damaged_files import Bench

pytestmark = pytest.mark.long

CUT, ANEW = "its end was cut off", "a checkpoint saw another line here"
SAID = "This store is older than its checkpoint"


@pytest.fixture(scope="module", autouse=True)
def _cheap_keys() -> Iterator[None]:
    cheap = keys.Figures(memory=64, passes=1, lanes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "STANDARD", cheap)
        patch.setattr(keys, "FLOOR", cheap)
        yield


@pytest.fixture
def house(tmp_path: Path) -> tuple[Session, Path, str]:
    """A session on a store with some customers, the folder of its checkpoints, the recovery key."""
    (tmp_path / "kept").mkdir()
    made = store.create(tmp_path / "house", admin="boss", password=PASSWORD)
    session = made.store.sign_in("boss", PASSWORD)
    session.staff.add("clerk", ["clerk"], PASSWORD)
    session.checkpoints.set(folder=str(tmp_path / "kept"))
    for number in range(5):
        session.customers.add({"name": f"客户{number}"})
    make_scheduled(session)
    return session, tmp_path / "kept", made.recovery_key


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    password = tmp_path / "password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD, "utf-8")
    return Bench(tmp_path / "house", password)


def kill(session: Session, folder: Path) -> Path:
    """The folder as a process leaves it that is killed: nothing was taken into the database."""
    copy = folder.with_name("killed")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*-shm"))
    session.close()
    return copy


def put_back(old: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(old, folder)
    folder.chmod(0o700)


@pytest.mark.parametrize("gone_on", [0, 2, 40])
def test_a_whole_old_folder_put_back(
    house: tuple[Session, Path, str], bench: Bench, tmp_path: Path, gone_on: int, figures: Figures
) -> None:
    """Database, write-ahead log, keyring and throttle together; `gone_on`: changes made since."""
    session, kept, _ = house
    old = tmp_path / "old"
    shutil.copytree(bench.folder, old, ignore=shutil.ignore_patterns("*-shm"))
    for number in range(20):
        session.customers.add({"name": f"later{number}"})
    made = make_scheduled(session)
    session.close()
    put_back(old, bench.folder)
    again = store.open(bench.folder).sign_in("clerk", PASSWORD)
    for number in range(gone_on):
        again.customers.add({"name": f"other{number}"})
    assert again.set_back is not None
    assert str(again.set_back).startswith(SAID)
    assert str(made.checkpoint.seq) in str(again.set_back)
    again.close()
    told = bench.call("count", "")
    assert told.exit_code == 0
    assert told.stderr.count(SAID) == 1
    assert "name another folder" in told.stderr
    doctor = bench.call("doctor")
    assert doctor.exit_code == 1
    assert SAID in doctor.stdout + doctor.stderr
    verified = bench.call("log", "verify", "--checkpoint", str(kept))
    assert verified.exit_code == 1
    assert (ANEW if gone_on == 40 else CUT) in verified.stdout
    assert bench.call("log", "verify").exit_code == 0, "by itself it is right"
    one = store.open(bench.folder).sign_in("boss", PASSWORD)
    assert one.log.list("action:sign.in")[0].after == {"behind": made.checkpoint.seq}
    one.close()
    figures(operations_taken_back=made.checkpoint.seq, gone_on_with=gone_on)


def test_a_write_ahead_log_that_lost_whole_commits(
    house: tuple[Session, Path, str], bench: Bench, figures: Figures
) -> None:
    """Cut at every tenth of its length: whatever is missing that a checkpoint saw is said."""
    before, kept, _ = house
    before.close()  # what was set of checkpoints lies in the database
    session = store.open(bench.folder).sign_in("boss", PASSWORD)
    for number in range(20):
        session.customers.add({"name": f"late{number}"})
    seen = make_scheduled(session).checkpoint.seq
    copy = kill(session, bench.folder)
    size = (copy / "kehao.db-wal").stat().st_size
    assert size > 20 * PAGE
    said: Counter[bool] = Counter()
    for tenth in range(11):
        put_back(copy, bench.folder)
        os.truncate(bench.folder / "kehao.db-wal", size * tenth // 10)
        again = store.open(bench.folder).sign_in("boss", PASSWORD)
        lost = again.log.list("", oldest_first=False)[1].seq < seen
        assert (again.set_back is not None) == lost
        assert again.log.verify(checkpoint=kept).ok != lost
        assert again.log.verify().ok
        said[lost] += 1
        again.close()
    assert said[True] >= 8
    assert said[False] >= 1
    figures(cuts=11, commits_lost=said[True], found=said[True])


def test_one_that_is_restored_on_purpose_says_so_until_another_folder_is_named(
    house: tuple[Session, Path, str], tmp_path: Path
) -> None:
    session, _, recovery = house
    (tmp_path / "disk").mkdir()
    (tmp_path / "other").mkdir()
    file, _ = make(session, tmp_path / "disk")
    for number in range(9):
        session.customers.add({"name": f"later{number}"})
    make_scheduled(session)
    session.close()
    done = restore(file, tmp_path / "new", recovery)
    new = done.store.sign_in("boss", PASSWORD)
    assert new.set_back is not None
    new.checkpoints.set(folder=str(tmp_path / "other"))
    make_scheduled(new)
    new.close()
    again = done.store.sign_in("boss", PASSWORD)
    assert again.set_back is None
    assert [one for one in Doctor(again).examine().findings if one.check == "checkpoints"] == []
    again.close()


def test_what_lies_in_the_folder_forges_nothing_and_holds_nobody_up(
    house: tuple[Session, Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forged lines, other stores', pipes, and a folder that does not answer or is gone."""
    session, kept, _ = house
    folder = tmp_path / "house"
    (name,) = (path.name for path in kept.iterdir())
    line = (kept / name).read_text("utf-8")
    seq = int(name.rpartition("-")[2].removesuffix(".jsonl"))
    later = name.replace(f"-{seq}.", f"-{seq + 900}.").replace("-20", "-29", 1)
    (kept / later).write_text(line.replace(f'"seq":{seq}', f'"seq":{seq + 900}'), "utf-8")
    os.mkfifo(kept / later.replace("-29", "-28"))
    (kept / later.replace("-29", "-27")).symlink_to("/etc/passwd")
    (kept / later.replace("-29", "-26")).write_bytes(os.urandom(5000))
    session.close()

    def behind() -> object:
        one = store.open(folder).sign_in("boss", PASSWORD)
        one.close()
        return one.set_back

    assert behind() is None
    monkeypatch.setattr(set_back, "PATIENCE", 0.05)
    with monkeypatch.context() as patch:
        patch.setattr(set_back, "_text", lambda path: __import__("time").sleep(1) or "")
        assert behind() is None
    shutil.rmtree(kept)
    assert behind() is None
