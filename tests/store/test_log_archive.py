"""Archives of the log: they prove themselves, join the log, and only they let lines go."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import store
from store.engine.driver import IntegrityError
from store.errors import InvalidValue, KehaoError, NotFound, NotPermitted, Stopped, StoreDamaged
from store.log import archive as log_archive
from store.log.archive import check_alone, oldest_kept
from store.log.chain import Line
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.log_edits import made_anew, reopened, unguarded

TODAY = datetime.now(UTC).date()
OLD = 40
"""So many lines of the sample log are old."""


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


@pytest.fixture(scope="module")
def prepared(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Session, Session]:
    """A log whose first lines are as old as they are far from line 41: ten days each. With two
    sessions that did not sign out."""
    folder = tmp_path_factory.mktemp("aged") / "house"
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    house = store.open(folder)
    boss, auditor = house.sign_in("boss", PASSWORD), house.sign_in("auditor", PASSWORD)
    for number in range(OLD):
        boss.customers.add({"name": f"客户{number}"})

    def back(line: Line) -> Line:
        ago = max(OLD + 1 - line.seq, 0) * 10
        return replace(line, at=f"{day(ago)}T08:00:00.000Z") if ago else line

    with unguarded(house, boss) as conn:
        made_anew(conn, back)
    assert auditor.log.verify().ok
    boss._engine.close()
    auditor._engine.close()
    return folder, boss, auditor


@pytest.fixture
def house(prepared: tuple[Path, Session, Session], tmp_path: Path) -> Store:
    """A copy of that store."""
    shutil.copytree(prepared[0], tmp_path / "house")
    (tmp_path / "house").chmod(0o700)
    return store.open(tmp_path / "house")


@pytest.fixture
def aged(house: Store, prepared: tuple[Path, Session, Session]) -> Iterator[Session]:
    """The administrator's session on the old log."""
    session = reopened(house.folder, prepared[1])
    yield session
    session._engine.close()


@pytest.fixture
def auditor(house: Store, prepared: tuple[Path, Session, Session]) -> Iterator[Session]:
    """The auditor's session on the same log."""
    session = reopened(house.folder, prepared[2])
    yield session
    session._engine.close()


def rows(session: Session) -> list[int]:
    with session.reading() as conn:
        return [seq for (seq,) in conn.execute("SELECT seq FROM operation ORDER BY seq")]


def test_an_archive_holds_the_lines_and_proves_itself(
    aged: Session, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "old.gz"
    head = auditor.log_archive.write(path, day(200))
    assert (head.first, head.last) == (1, 20)
    first, *lines = gzip.decompress(path.read_bytes()).splitlines()
    assert json.loads(first)["signature"] == head.signature
    assert [json.loads(line)[0] for line in lines] == list(range(1, 21))
    assert path.stat().st_mode & 0o777 == 0o600
    found = auditor.log.verify(archives=[path])
    assert (found.ok, found.joined, found.archived) == (True, True, 20)
    assert check_alone(path, head.public) == head
    with pytest.raises(InvalidValue, match="another key"):
        check_alone(path, "A" * 43 + "=")
    line = auditor.log.list("action:log.archive")[0]
    assert line.after == {"first": 1, "last": 20, "digest": head.digest}


def test_removing_leaves_a_log_that_holds_and_joins_its_archives(
    aged: Session, auditor: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_archive, "STEP", 7)
    late = tmp_path / "late.jsonl"
    auditor.checkpoints.make(late)
    one, two = tmp_path / "1.gz", tmp_path / "2.gz"
    auditor.log_archive.write(one, day(300))
    done = aged.log_archive.remove(one)
    assert (done.first, done.last, done.operations) == (1, 10, 10)
    assert rows(aged)[0] == 11
    auditor.log_archive.write(two, day(200))
    assert aged.log_archive.remove(two).first == 11
    assert rows(aged)[0] == 21
    assert [line.after["last"] for line in aged.log.list("action:log.remove")] == [20, 17, 10, 7]  # type: ignore[index]
    alone = auditor.log.verify()
    assert (alone.ok, alone.first, alone.operations) == (True, 21, len(rows(aged)))
    whole = auditor.log.verify(archives=[two, one], checkpoint=late)
    assert (whole.ok, whole.joined, whole.archived, whole.checkpoints) == (True, True, 20, 1)
    assert auditor.log.verify(archives=[two]).joined
    assert not auditor.log.verify(archives=[one]).joined
    aged.customers.add({"name": "新客户"})
    assert auditor.log.verify(archives=[one, two]).ok


def test_checkpoints_of_removed_lines_are_compared_in_the_archive(
    house: Store, aged: Session, auditor: Session, tmp_path: Path
) -> None:
    from store.log.checkpoint import sign
    from store.log.signing import signer, store_id

    with auditor.writing("log.checkpoint") as change:
        key, name = signer(change), store_id(change.conn)
        (mac,) = change.conn.execute("SELECT mac FROM operation WHERE seq = 5").fetchone()
    right = sign(key, store=name, seq=5, head=bytes(mac).hex(), at="2020-01-01T00:00:00.000Z")
    wrong = sign(key, store=name, seq=5, head="ab" * 32, at="2020-01-01T00:00:00.000Z")
    (tmp_path / "right.jsonl").write_text(right.line())
    (tmp_path / "wrong.jsonl").write_text(wrong.line())
    path = tmp_path / "old.gz"
    auditor.log_archive.write(path, day(200))
    aged.log_archive.remove(path)
    alone = auditor.log.verify(checkpoint=tmp_path / "right.jsonl")
    assert (alone.ok, alone.checkpoints, alone.unseen) == (True, 0, 1)
    both = auditor.log.verify(checkpoint=tmp_path / "right.jsonl", archives=[path])
    assert (both.ok, both.checkpoints, both.unseen) == (True, 1, 0)
    bad = auditor.log.verify(checkpoint=tmp_path / "wrong.jsonl", archives=[path])
    assert (bad.ok, bad.first_bad) == (False, 5)


def test_only_what_is_older_than_the_policy_goes(
    aged: Session, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "all.gz"
    auditor.log_archive.write(path, TODAY)
    aged.checkpoints.set(keep_months=12)
    year = [seq for seq in range(1, OLD + 1) if (OLD + 1 - seq) * 10 > 366]
    assert aged.log_archive.remove(path).last == year[-1]
    with pytest.raises(InvalidValue, match="12 months"):
        aged.log_archive.remove(path)
    aged.checkpoints.set(keep_months=6)
    assert aged.log_archive.remove(path).last == OLD + 1 - 19
    assert auditor.log.verify(archives=[path]).ok


def test_the_database_itself_lets_no_other_line_go(
    aged: Session, auditor: Session, tmp_path: Path
) -> None:
    def delete(change: object, where: str) -> None:
        with pytest.raises(IntegrityError, match="log cannot be changed"):
            change.conn.execute(f"DELETE FROM operation WHERE {where}")  # type: ignore[attr-defined]

    with aged.writing("setting.edit") as change:
        delete(change, "seq = 1")  # old, but no line says that it may go
    with aged.writing("setting.edit") as change:
        change.log("log.remove", "x", after={"first": 1, "last": OLD, "head": "00" * 32})
        delete(change, "seq = 2")  # not from the beginning
        delete(change, "seq <= 30")  # younger ones among them
        delete(change, "seq > 40")  # further than the line says
        assert change.conn.execute("SELECT count(*) FROM operation").fetchone()[0] > OLD
    assert rows(aged)[0] == 1


@pytest.mark.parametrize("spoil", ["byte", "cut", "short", "other", "head", "order", "empty"])
def test_a_spoilt_archive_is_refused_and_lets_nothing_go(
    aged: Session, auditor: Session, tmp_path: Path, spoil: str
) -> None:
    path = tmp_path / "old.gz"
    auditor.log_archive.write(path, day(200))
    raw = path.read_bytes()
    head, *lines = gzip.decompress(raw).splitlines(keepends=True)
    match spoil:
        case "byte":
            raw = raw[:300] + bytes([raw[300] ^ 1]) + raw[301:]
        case "cut":
            raw = raw[:-40]
        case "short":
            raw = gzip.compress(b"".join([head, *lines[:-1]]))
        case "other":
            raw = gzip.compress(b"".join([head, *lines]).replace(b"boss", b"bosx"))
        case "head":
            raw = gzip.compress(b"".join([head.replace(b'"last":20', b'"last":19'), *lines]))
        case "order":
            raw = gzip.compress(b"".join([head, lines[1], lines[0], *lines[2:]]))
        case "empty":
            raw = b""
    path.write_bytes(raw)
    for use in (
        lambda: auditor.log.verify(archives=[path]),
        lambda: aged.log_archive.remove(path),
        lambda: check_alone(path, _public(auditor)),
    ):
        with pytest.raises(InvalidValue):
            use()
    assert rows(aged)[0] == 1


def _public(session: Session) -> str:
    from store.log.signing import public_key

    with session.reading() as conn:
        return public_key(conn)


def test_a_broken_log_is_neither_archived_nor_removed(
    house: Store, aged: Session, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "old.gz"
    auditor.log_archive.write(path, day(200))
    with unguarded(house, aged) as conn:
        conn.execute("UPDATE operation SET actor = 'nobody' WHERE seq = 3")
    with pytest.raises(StoreDamaged, match="line 3"):
        auditor.log_archive.write(tmp_path / "new.gz", day(200))
    with pytest.raises(StoreDamaged, match="line 3"):
        aged.log_archive.remove(path)
    assert not (tmp_path / "new.gz").exists()
    assert rows(aged)[0] == 1


def test_an_archive_that_does_not_fit_a_log_made_anew_lets_nothing_go(
    house: Store, aged: Session, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "old.gz"
    auditor.log_archive.write(path, day(200))
    with unguarded(house, aged) as conn:
        made_anew(conn, lambda line: replace(line, actor="x") if line.seq == 3 else line)
    assert auditor.log.verify().ok
    assert not auditor.log.verify(archives=[path]).ok
    with pytest.raises(StoreDamaged):
        aged.log_archive.remove(path)


def test_a_stop_leaves_a_log_that_holds_and_the_same_call_goes_on(
    aged: Session, auditor: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.engine.cancel import Cancel

    monkeypatch.setattr(log_archive, "STEP", 5)
    path = tmp_path / "old.gz"
    auditor.log_archive.write(path, day(200))
    cancel = Cancel()
    real = log_archive.LogArchive._remove

    def once(self: object, *args: object) -> None:
        real(self, *args)  # type: ignore[arg-type]
        cancel.cancel()

    monkeypatch.setattr(log_archive.LogArchive, "_remove", once)
    with pytest.raises(Stopped):
        aged.log_archive.remove(path, cancel=cancel)
    assert rows(aged)[0] == 6
    assert auditor.log.verify(archives=[path]).joined
    assert aged.log_archive.remove(path).first == 6
    assert rows(aged)[0] == 21


def test_who_writes_does_not_remove_and_who_removes_does_not_write(
    aged: Session, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "old.gz"
    with pytest.raises(NotPermitted):
        aged.log_archive.write(path, day(200))
    auditor.log_archive.write(path, day(200))
    with pytest.raises(NotPermitted):
        auditor.log_archive.remove(path)
    with pytest.raises(InvalidValue, match="already a file"):
        auditor.log_archive.write(path, day(200))
    with pytest.raises(NotFound):
        auditor.log_archive.write(tmp_path / "none.gz", day(500))
    with pytest.raises(KehaoError):
        auditor.log_archive.write(tmp_path / "none" / "x.gz", day(200))


@pytest.mark.parametrize(
    ("now", "months", "kept"),
    [
        (datetime(2026, 8, 31, tzinfo=UTC), 6, datetime(2026, 2, 27, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), 13, datetime(2025, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 5, tzinfo=UTC), 12, datetime(2025, 12, 5, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar_and_six_at_least(
    now: datetime, months: int, kept: datetime
) -> None:
    assert oldest_kept(now, months) == kept


def test_a_store_without_its_oldest_operations_is_backed_up_as_ever(
    aged: Session, auditor: Session, tmp_path: Path
) -> None:
    path = tmp_path / "old.gz"
    auditor.log_archive.write(path, day(200))
    aged.log_archive.remove(path)
    last = rows(aged)[-1]
    disk = tmp_path / "disk"
    disk.mkdir()
    (made,) = aged.backups.create([str(disk)])
    assert (made.error, made.operations) == (None, last)
