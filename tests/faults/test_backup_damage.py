"""Backups that were damaged, cut or half made: each is named, none is taken for a whole one."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import store
from store.backup import format as form
from store.backup import making
from store.backup.making import make
from store.backup.opening import verify
from store.backup.restoring import restore
from store.errors import KehaoError, NotFound, StoreDamaged, StoreError
from store.sign_in.making import MARK
from tests.conftest import PASSWORD
from tests.faults.backup_worker import CREATE, RESTORE, SMALL_CHUNK

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROOT = Path(__file__).parents[2]
PLANTED = "郑成功的秘密Zk7q"
FLIPS = 200


@dataclass(frozen=True)
class House:
    """A store with a planted name, its recovery key, and a backup of it."""

    folder: Path
    recovery: str
    file: Path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form, "CHUNK", SMALL_CHUNK)
        root = tmp_path_factory.mktemp("backups")
        disk = root / "disk"
        disk.mkdir()
        created = store.create(root / "house", admin="boss", password=PASSWORD)
        session = created.store.sign_in("boss", PASSWORD)
        session.customers.add({"name": PLANTED, "phone": "13812345678", "notes": PLANTED})
        path, _ = make(session, disk)
        session.close()
        yield House(root / "house", created.recovery_key, path)


def refused(path: Path, house: House, folder: Path) -> None:
    """Neither kind of check lets it pass, nothing is restored, and the error is one for people."""
    with pytest.raises(StoreError):
        verify(path)
    with pytest.raises((StoreError, KehaoError)):
        restore(path, folder, house.recovery)
    assert not folder.exists()


def test_one_flipped_byte_anywhere_is_refused(house: House, tmp_path: Path) -> None:
    whole = house.file.read_bytes()
    header = len(form.prefix(verify(house.file).header))
    chosen = random.Random(5)
    places = {*range(0, header, 7), header, len(whole) - 1, len(whole) - form.DIGEST}
    places |= {chosen.randrange(len(whole)) for _ in range(FLIPS)}
    path = tmp_path / house.file.name
    for place in sorted(places):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chosen.randrange(8)
        path.write_bytes(damaged)
        refused(path, house, tmp_path / "new")


def test_what_is_cut_or_longer_is_refused(house: House, tmp_path: Path) -> None:
    whole = house.file.read_bytes()
    path = tmp_path / house.file.name
    for size in (0, 1, 12, 13, 17, 100, 900, 5000, len(whole) // 2, len(whole) - 32):
        path.write_bytes(whole[:size])
        refused(path, house, tmp_path / "new")
    for size in (1, 16, 32):
        path.write_bytes(whole[:-size])
        refused(path, house, tmp_path / "new")
    for tail in (b"\0", whole):
        path.write_bytes(whole + tail)
        refused(path, house, tmp_path / "new")


def test_a_digest_made_anew_over_damage_deceives_nobody_with_the_key(
    house: House, tmp_path: Path
) -> None:
    """Whoever can write the file can mend its digest: the chunks still show what was done."""
    import hashlib

    whole = house.file.read_bytes()
    header = len(form.prefix(verify(house.file).header))
    step = form.CHUNK + form.TAG
    swapped = bytearray(whole)
    swapped[header : header + step] = whole[header + step : header + 2 * step]
    swapped[header + step : header + 2 * step] = whole[header : header + step]
    flipped = bytearray(whole)
    flipped[header + 1000] ^= 1
    path = tmp_path / "mended"
    for body in (swapped, flipped):
        path.write_bytes(
            bytes(body[: -form.DIGEST]) + hashlib.sha256(body[: -form.DIGEST]).digest()
        )
        assert verify(path).opened is False
        with pytest.raises(StoreDamaged, match="not what was written"):
            verify(path, house.recovery)
        with pytest.raises(StoreDamaged):
            restore(path, tmp_path / "new", house.recovery)
        assert not (tmp_path / "new").exists()


def test_a_planted_name_stands_in_no_byte(house: House) -> None:
    data = house.file.read_bytes()
    for text in (PLANTED, "13812345678", "boss", PASSWORD, house.recovery):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text.encode(encoding) not in data
    assert b"SQLite format 3" not in data


def test_nothing_plain_lies_on_the_disk_while_it_is_made(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    sealed = making.sealed_header

    def look(session: object, copy: making.Copy) -> object:
        seen.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        return sealed(session, copy)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "sealed_header", look)
    folder = tmp_path / "house"
    shutil.copytree(house.folder, folder)
    (tmp_path / "disk").mkdir()
    session = store.open(folder).sign_in("boss", PASSWORD)
    make(session, tmp_path / "disk")
    session.close()
    assert len(seen) > 3
    for data in seen:
        assert PLANTED.encode() not in data
        assert not data.startswith(b"SQLite format 3")


def kill_at(*words: str) -> None:
    """Start the worker, wait until it is at its step, and kill it."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.backup_worker", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    line = worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    _, errors = worker.communicate()
    assert line == "here\n", errors


@pytest.mark.parametrize("step", CREATE)
def test_a_killed_backup_passes_for_none_and_the_next_one_sweeps_up(
    house: House, tmp_path: Path, step: str
) -> None:
    folder, disk = tmp_path / "house", tmp_path / "disk"
    shutil.copytree(house.folder, folder)
    disk.mkdir()
    kill_at("create", str(folder), PASSWORD, str(disk), step)
    left = {path.suffix for path in disk.iterdir()}
    assert left == ({".part"} if step in ("written", "verified") else {".part", ".copy"})
    session = store.open(folder).sign_in("boss", PASSWORD)
    assert session.log.verify().ok
    path, _ = make(session, disk)
    session.close()
    assert list(disk.iterdir()) == [path]


@pytest.mark.parametrize("step", RESTORE)
def test_a_killed_restore_leaves_what_is_no_store_and_can_be_done_again(
    house: House, tmp_path: Path, step: str
) -> None:
    new = tmp_path / "new"
    before = {path.name: path.read_bytes() for path in house.folder.iterdir()}
    kill_at("restore", str(house.file), str(new), house.recovery, step)
    assert (new / MARK).exists()
    with pytest.raises(NotFound, match="begun and not finished"):
        store.open(new)
    assert {path.name: path.read_bytes() for path in house.folder.iterdir()} == before
    done = restore(house.file, new, house.recovery)
    session = done.store.sign_in("boss", PASSWORD)
    assert session.customers.get("CUST000001").values["name"] == PLANTED
    session.close()
