"""A backup made while people work comes back as the store was at one moment, on any machine."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import store
from store.backup import making, parts, places
from store.backup.making import make
from store.backup.opening import verify
from store.backup.restoring import restore
from store.backup.service import standing
from store.due import DueService
from store.engine import snapshot
from store.errors import (
    InvalidValue,
    KehaoError,
    NotFound,
    SignInRefused,
    StoreError,
    StoreTooNew,
)
from store.keys import pepper
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.log_edits import made_anew, unguarded


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Session, str]]:
    """A session of a new store, and its recovery key."""
    created = store.create(tmp_path / "house", admin="boss", password=PASSWORD)
    session = created.store.sign_in("boss", PASSWORD)
    yield session, created.recovery_key
    session.close()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def test_a_backup_comes_back_with_the_recovery_key_alone(
    made: tuple[Session, str], disk: Path, tmp_path: Path
) -> None:
    session, key = made
    session.staff.add("clerk", ["clerk"], PASSWORD)
    customer = session.customers.add({"name": "深圳晴川贸易", "phone": "13800138000"})
    path, header = make(session, disk)
    session.customers.edit(customer.id, {"name": "改了"}, version=customer.version)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(disk.iterdir()) == [path]
    assert verify(path).opened is False
    assert verify(path, key).header == header
    done = restore(path, tmp_path / "new" / "place", key)
    assert done.operations == header.operations
    again = store.open(tmp_path / "new" / "place").sign_in("clerk", PASSWORD)
    assert again.customers.get(customer.code).values["name"] == "深圳晴川贸易"
    again.close()
    boss = done.store.sign_in("boss", PASSWORD)
    assert boss.log.verify().ok
    assert [one.action for one in boss.log.list("action:store.restore")] == ["store.restore"]
    assert boss.customers.add({"name": "next"}).code > customer.code
    boss.close()


def test_an_account_whose_password_is_lost_gets_a_new_one(
    made: tuple[Session, str], disk: Path, tmp_path: Path
) -> None:
    session, key = made
    path, _ = make(session, disk)
    done = restore(path, tmp_path / "new", key, reset=("boss", "a whole new password"))
    with pytest.raises(SignInRefused):
        done.store.sign_in("boss", PASSWORD)
    done.store.sign_in("boss", "a whole new password").close()
    with pytest.raises(NotFound):
        restore(path, tmp_path / "other", key, reset=("nobody", "a whole new password"))
    assert not (tmp_path / "other").exists()


def test_a_backup_comes_back_also_when_its_pepper_and_keys_of_then_are_gone(
    made: tuple[Session, str], disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, key = made
    pepper_file = tmp_path / "pepper"
    session.keys.new_pepper(pepper_file)
    monkeypatch.setenv(pepper.VARIABLE, str(pepper_file))
    store.open(tmp_path / "house").sign_in("boss", PASSWORD).close()
    path, _ = make(session, disk)
    session.keys.rotate()
    done = restore(path, tmp_path / "new", key)
    done.store.sign_in("boss", PASSWORD).close()
    pepper_file.unlink()
    monkeypatch.delenv(pepper.VARIABLE)
    done = restore(path, tmp_path / "newer", key, reset=("boss", "a whole new password"))
    boss = done.store.sign_in("boss", "a whole new password")
    assert boss.log.verify().ok
    boss.close()


def test_the_copy_is_of_one_moment_while_others_write(
    made: tuple[Session, str], disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Customers are added at every step of the copying: none of them is in it, nothing breaks."""
    session, key = made
    for number in range(30):
        session.customers.add({"name": f"before {number}"})
    writer = store.open(tmp_path / "house").sign_in("boss", PASSWORD)
    monkeypatch.setattr(snapshot, "_STEP", 20)
    steps = []

    def write(done: int, total: int) -> None:
        steps.append(done)
        writer.customers.add({"name": f"meanwhile {len(steps)}"})

    path, header = make(session, disk, progress=write)
    writer.close()
    assert len(steps) > 3
    done = restore(path, tmp_path / "new", key)
    again = done.store.sign_in("boss", PASSWORD)
    assert again.search.count("") == 30
    assert session.search.count("") == 30 + len(steps)
    assert again.log.verify().operations == header.operations + 2  # restored, signed in
    again.close()


def test_two_at_once_in_one_folder_do_not_disturb_each_other(
    made: tuple[Session, str], disk: Path
) -> None:
    session, key = made
    found: list[Path] = []

    def one() -> None:
        found.append(make(session, disk)[0])

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 4
    for path in found:
        assert verify(path, key).opened


def test_another_recovery_key_opens_nothing(
    made: tuple[Session, str], disk: Path, tmp_path: Path
) -> None:
    session, key = made
    path, _ = make(session, disk)
    other = store.create(tmp_path / "other", admin="boss", password=PASSWORD).recovery_key
    with pytest.raises(SignInRefused, match="not the one that this backup"):
        restore(path, tmp_path / "new", other)
    with pytest.raises(InvalidValue, match="mistyped"):
        verify(path, ("A" if key[0] != "A" else "B") + key[1:])
    assert not (tmp_path / "new").exists()


def test_a_store_is_never_restored_over_another(
    made: tuple[Session, str], disk: Path, tmp_path: Path
) -> None:
    session, key = made
    path, _ = make(session, disk)
    with pytest.raises(KehaoError, match="is not empty"):
        restore(path, tmp_path / "house", key)
    session.customers.add({"name": "still there"})


def test_where_a_backup_does_not_go(made: tuple[Session, str], tmp_path: Path) -> None:
    session, _ = made
    with pytest.raises(NotFound, match="There is no folder"):
        make(session, tmp_path / "unmounted")
    assert not (tmp_path / "unmounted").exists()
    with pytest.raises(InvalidValue, match="store's own folder"):
        make(session, tmp_path / "house")
    (tmp_path / "link").symlink_to(tmp_path / "house")
    with pytest.raises(InvalidValue, match="store's own folder"):
        make(session, tmp_path / "link")


def test_a_disk_without_room_is_named_before_anything_is_written(
    made: tuple[Session, str], disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StoreError, match="MB are free"):
        make(made[0], disk)
    assert list(disk.iterdir()) == []


def test_one_of_a_newer_schema_is_not_restored(
    made: tuple[Session, str], disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.backup import opening

    path, _ = make(made[0], disk)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", 3)
    with pytest.raises(StoreTooNew):
        restore(path, tmp_path / "new", made[1])


def test_old_ones_go_only_after_a_new_one_and_only_our_own(
    made: tuple[Session, str], disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = made
    clock = ["2026-01-01T08:00:00.000Z"]
    monkeypatch.setattr(making, "utc_now", lambda: clock[0])
    monkeypatch.setattr(parts, "utc_now", lambda: clock[0])
    made_files = []
    for day in range(1, 13):
        clock[0] = f"2026-01-{day:02}T08:00:00.000Z"
        (one,) = session.backups.create([str(disk)])
        made_files.append(Path(one.file))
    # seven days, and the Sunday of the week before (4 January)
    assert sorted(disk.glob("*")) == [made_files[3], *made_files[5:]]
    foreign = disk / made_files[0].name
    foreign.write_bytes(b"not a backup, but it bears the name of one")
    clock[0] = "2026-01-13T08:00:00.000Z"
    monkeypatch.setattr(making, "verify_written", _refusing)
    before = sorted(disk.glob("*"))
    (failed,) = session.backups.create([str(disk)])
    assert failed.error is not None
    assert sorted(disk.glob("*")) == before
    monkeypatch.undo()
    (one,) = session.backups.create([str(disk)])
    assert one.removed == (made_files[5].name,)
    assert foreign.exists()


def _refusing(*_: object) -> None:
    raise StoreError("The header of {path} is damaged: take another backup.", path="x")


def test_what_was_made_and_what_failed_is_written_down(
    made: tuple[Session, str], disk: Path, tmp_path: Path
) -> None:
    session, _ = made
    good, bad = session.backups.create([str(disk), str(tmp_path / "gone")])
    assert good.error is None
    assert bad.error is not None
    second, first = session.backups.list()
    assert (first.file, first.bytes, first.verified) == (good.file, good.bytes, 1)
    assert (second.verified, "no folder" in second.result) == (0, True)
    assert [one.action for one in session.log.list("action:backup")] == [
        "backup.fail",
        "backup.run",
    ]
    found = session.backups.standing()
    assert (found.file, found.too_old) == (good.file, False)
    assert "no folder" in found.failure


def test_an_old_last_backup_is_told_and_a_new_store_has_time(
    made: tuple[Session, str], disk: Path
) -> None:
    session, _ = made
    assert session.backups.standing().too_old is False
    for sql in (
        "UPDATE setting SET value = '2020-01-01T00:00:00.000Z' WHERE name = 'created'",
        "INSERT INTO backup (at, file, bytes, operations, result, verified)"
        " VALUES ('2020-01-02T00:00:00.000Z', 'x', 1, 1, '', 1)",
    ):
        with session.writing("backup.run") as change:
            change.conn.execute(sql)
        with session.reading() as conn:
            assert standing(conn).too_old
    session.backups.create([str(disk)])
    assert session.backups.standing().too_old is False


def test_the_schedule_backs_up_to_folders_whose_disk_is_there(
    made: tuple[Session, str], disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = made
    session.backups.set_folders([str(disk)])
    assert session.backups.folders() == [str(disk)]
    monkeypatch.setattr(places, "mount_of", lambda _: "/another/disk")
    (failed,) = [one for one in DueService(session).run() if one.job == "backup"]
    assert "mount the disk" in str(failed.error)
    assert list(disk.iterdir()) == []
    monkeypatch.undo()
    (done,) = DueService(session).run()
    assert (done.job, done.ok, len(list(disk.iterdir()))) == ("backup", True, 1)
    assert DueService(session).run() == []
    session.backups.set_folders([])
    assert [one.action for one in session.log.list("object:backup.folders")] == [
        "setting.edit",
        "setting.edit",
    ]


def test_who_may_back_up(house: Store, sign_in: Callable[[str], Session], disk: Path) -> None:
    for name in ("manager", "clerk", "auditor", "service"):
        with pytest.raises(KehaoError, match="may not do this"):
            sign_in(name).backups.create([str(disk)])
    assert sign_in("admin").backups.create([str(disk)])[0].error is None
    sign_in("admin").backups.set_folders([str(disk)])
    jobs = DueService(sign_in("service")).run()
    assert [one.ok for one in jobs if one.job == "backup"] == [True]


def test_a_log_whose_beginning_was_archived_and_removed_comes_back_too(
    made: tuple[Session, str], disk: Path, tmp_path: Path
) -> None:
    session, key = made
    session.staff.add("auditor", ["auditor"], PASSWORD)
    for number in range(8):
        session.customers.add({"name": f"customer {number}"})
    house = store.open(tmp_path / "house")
    old = "2020-01-01T08:00:00.000Z"
    with unguarded(house, session) as conn:
        made_anew(conn, lambda line: replace(line, at=old) if line.seq <= 6 else line)
    auditor = house.sign_in("auditor", PASSWORD)
    archive = tmp_path / "archive"
    auditor.log_archive.write(archive, date(2020, 2, 1))
    auditor.close()
    session.log_archive.remove(archive)
    path, header = make(session, disk)
    assert verify(path, key).opened
    done = restore(path, tmp_path / "new", key)
    boss = done.store.sign_in("boss", PASSWORD)
    found = boss.log.verify()
    assert (found.ok, found.first) == (True, 7)
    assert found.first - 1 + found.operations == header.operations + 2  # restored, signed in
    boss.close()
