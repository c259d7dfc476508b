"""Checkpoints: what is signed, where it goes, which files are evidence, and the daily job."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from store.doctor import Doctor
from store.due import DueService
from store.errors import InvalidValue, KehaoError, NotFound, NotPermitted, WrongUsage
from store.log import checkpoint_places
from store.log.checkpoint import read_checkpoints
from store.session import Session
from store.sign_in.opening import Store


@pytest.fixture
def auditor(sign_in: Callable[[str], Session]) -> Session:
    return sign_in("auditor")


def the_id(session: Session) -> str:
    return session.checkpoints.list()[0].checkpoint.store


def test_it_says_where_the_log_ends_and_is_the_last_line_itself(
    auditor: Session, tmp_path: Path
) -> None:
    made = auditor.checkpoints.make(tmp_path / "c.jsonl").checkpoint
    line = auditor.log.get(made.seq)
    assert line is not None
    assert (line.action, line.object, line.at) == ("log.checkpoint", "c.jsonl", made.at)
    found = auditor.log.verify(checkpoint=tmp_path / "c.jsonl", public=made.public)
    assert (found.ok, found.operations, found.head) == (True, made.seq, made.head)
    assert (found.checkpoints, found.unseen) == (1, 0)
    written = json.loads((tmp_path / "c.jsonl").read_text("ascii"))
    assert written == {
        "kehao": "checkpoint", "version": 1, "store": made.store, "seq": made.seq,
        "head": made.head, "at": made.at, "public": made.public, "signature": made.signature,
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / "c.jsonl").stat().st_mode) == 0o600


def test_the_key_is_made_once_and_its_making_is_in_the_log(
    auditor: Session, tmp_path: Path
) -> None:
    keys = {auditor.checkpoints.make(tmp_path / "c.jsonl").checkpoint.public for _ in range(3)}
    lines = auditor.log.list("action:key.checkpoint")
    assert len(keys) == len(lines) == 1
    assert lines[0].after == {"public": keys.pop()}


def test_a_file_grows_and_a_folder_gets_files_that_stand_in_order(
    auditor: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    made = []
    for _ in range(3):
        auditor.checkpoints.make(tmp_path / "all.jsonl")
        made.append(auditor.checkpoints.make(folder))
    assert sorted(file.name for file in folder.iterdir()) == [one.file for one in made]
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 3
    assert [one.file for one in auditor.checkpoints.list()][1::2] == [one.file for one in made]
    for place in (folder, tmp_path / "all.jsonl"):
        assert auditor.log.verify(checkpoint=place).checkpoints == 3


def test_a_line_that_a_full_disk_cut_off_spoils_no_later_one(
    auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    auditor.checkpoints.make(path)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    auditor.checkpoints.make(path)
    first, cut, last = path.read_text().splitlines()
    assert len(cut) == 100
    path.write_text(f"{first}\n{last}\n")
    assert auditor.log.verify(checkpoint=path).checkpoints == 2


@pytest.mark.parametrize("folder", [False, True])
def test_a_disk_that_is_full_leaves_what_was_there(
    auditor: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: bool
) -> None:
    path = tmp_path / "c.jsonl"
    auditor.checkpoints.make(path)
    whole = path.read_bytes()
    monkeypatch.setattr(os, "write", lambda handle, data: len(data) - 1)
    with pytest.raises(KehaoError, match="No space left") as caught:
        auditor.checkpoints.make(tmp_path if folder else path)
    assert caught.value.exit_code == 1
    monkeypatch.undo()
    assert path.read_bytes() == whole
    assert auditor.log.verify(checkpoint=tmp_path).checkpoints == 1


def test_what_a_system_log_puts_before_a_line_is_passed_over(
    auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    auditor.checkpoints.make(path)
    path.write_text("Nov 22 06:00:01 host kehao[12]: " + path.read_text() + "\n")
    assert auditor.log.verify(checkpoint=path).checkpoints == 1


def test_a_system_log_gets_one_line(
    auditor: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(tmp_path / "log"))
        monkeypatch.setattr(checkpoint_places, "SYSTEM_LOG", str(tmp_path / "log"))
        made = auditor.checkpoints.make(syslog=True).checkpoint
        line = log.recv(4096).decode()
    assert line == f"<37>kehao[{os.getpid()}]: {made.line()}"
    assert len(line) < 1024
    with pytest.raises(KehaoError, match="takes nothing"):
        auditor.checkpoints.make(syslog=True)
    assert len(auditor.checkpoints.list()) == 1


@pytest.mark.parametrize("name", ["none/c.jsonl", "text", "pipe", "link", "house", "house/c.jsonl"])
def test_a_place_that_cannot_be_is_refused_before_anything_is_signed(
    house: Store, auditor: Session, tmp_path: Path, name: str
) -> None:
    (tmp_path / "text").write_text("mine\n")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    before = auditor.log.verify().operations
    with pytest.raises((NotFound, InvalidValue)):
        auditor.checkpoints.make(tmp_path / name)
    assert auditor.log.verify().operations == before
    assert (tmp_path / "text").read_text() == "mine\n"
    assert not (tmp_path / "there").exists()


def test_no_place_is_wrong_usage(auditor: Session) -> None:
    with pytest.raises(WrongUsage):
        auditor.checkpoints.make()


@pytest.mark.parametrize("name", ["seq", "head", "at", "store", "public"])
def test_a_changed_checkpoint_has_a_wrong_signature(
    auditor: Session, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "c.jsonl"
    auditor.checkpoints.make(path)
    facts = json.loads(path.read_text())
    value = facts[name]
    facts[name] = value - 1 if isinstance(value, int) else value[:-2] + value[-1] + value[-2]
    if facts[name] == value:
        facts[name] = ("0" if value[0] != "0" else "1") + value[1:]
    path.write_text(json.dumps(facts))
    with pytest.raises(InvalidValue, match="signature is wrong"):
        auditor.log.verify(checkpoint=path)


@pytest.mark.parametrize(
    "text", ["", "\n", "{}", "null", "[" * 5000, "x", '{"kehao":"checkpoint","version":2}']
)
def test_what_is_no_checkpoint_is_told_so(auditor: Session, tmp_path: Path, text: str) -> None:
    (tmp_path / "c.jsonl").write_text(text)
    with pytest.raises((InvalidValue, NotFound), match="no checkpoint"):
        auditor.log.verify(checkpoint=tmp_path / "c.jsonl")


def test_another_store_and_another_key_are_told(
    house: Store, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    made = auditor.checkpoints.make(path).checkpoint
    with pytest.raises(InvalidValue, match="another store"):
        read_checkpoints(path, store="0123456789abcdef")
    with pytest.raises(InvalidValue, match="another key"):
        auditor.log.verify(checkpoint=path, public="A" * 43 + "=")
    with auditor.writing("log.checkpoint") as change:
        change.conn.execute("DELETE FROM secret WHERE name = 'checkpoint_key'")
    auditor.checkpoints.make(path)
    with pytest.raises(InvalidValue, match=r"line 2.*another key"):
        auditor.log.verify(checkpoint=path)
    with pytest.raises(InvalidValue, match=r"line 2.*another key"):
        auditor.log.verify(checkpoint=path, public=made.public)


def test_nothing_is_made_by_those_who_may_not(sign_in: Callable[[str], Session]) -> None:
    for name in ("boss", "clerk", "service"):
        with pytest.raises(NotPermitted):
            sign_in(name).checkpoints.make("-")


# -- on schedule -------------------------------------------------------------------------------


def test_the_daily_job_is_due_once_a_place_is_set(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    robot = sign_in("service")
    assert "checkpoint" not in [one.job for one in DueService(robot).run()]
    boss.checkpoints.set(folder=str(tmp_path))
    line = boss.log.list()[0]
    assert (line.object, line.after) == ("checkpoint.folder", {"value": str(tmp_path)})
    (done,) = DueService(robot).run()
    assert (done.job, done.ok) == ("checkpoint", True)
    assert (tmp_path / str(done.facts["file"])).is_file()
    assert DueService(robot).run() == []


def test_a_folder_that_is_gone_fails_and_stays_due(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    boss.checkpoints.set(folder=str(folder))
    folder.rmdir()
    robot = sign_in("service")
    (failed,) = (one for one in DueService(robot).run() if one.job == "checkpoint")
    assert isinstance(failed.error, KehaoError)
    assert not folder.exists()
    folder.mkdir()
    assert [one.job for one in DueService(robot).run()] == ["checkpoint"]


def test_settings_that_cannot_be_are_refused(boss: Session, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        boss.checkpoints.set(folder=str(tmp_path / "none"))
    for months in (0, 5, 1201):
        with pytest.raises(InvalidValue):
            boss.checkpoints.set(keep_months=months)
    assert boss.checkpoints.settings().keep_months == 6
    assert boss.checkpoints.set(keep_months=6) == boss.checkpoints.settings()


def test_the_doctor_tells_of_late_ones_and_compares(
    boss: Session, auditor: Session, tmp_path: Path
) -> None:
    def found() -> list[str]:
        return [f"{one.check}: {one.error}" for one in Doctor(boss).examine().findings]

    assert found() == []
    boss.checkpoints.set(folder=str(tmp_path))
    assert [line for line in found() if "No checkpoint of the log" in line]
    auditor.checkpoints.make(tmp_path)
    assert found() == []
    with boss.writing("setting.edit") as change:
        change.conn.execute("UPDATE checkpoint SET at = '2020-01-01T00:00:00.000Z'")
    (late,) = found()
    assert "of 2020-01-01" in late
    with boss.writing("setting.edit") as change:
        change.conn.execute("UPDATE checkpoint SET at = ?", (change.at,))
        change.conn.execute("DELETE FROM secret WHERE name = 'checkpoint_key'")
    (other,) = found()
    assert other.startswith("chain")
    assert "another key" in other
