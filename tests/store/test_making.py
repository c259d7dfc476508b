"""A store is made by one process at a time, and one that was not finished is no store."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

import store
from store.errors import KehaoError, NotFound, StoreBusy, StoreDamaged
from store.sign_in.making import DATABASE, KEYRING, MARK, new_folder
from tests.conftest import PASSWORD


def _make(folder: Path, admin: str = "boss") -> None:
    store.create(folder, admin=admin, password=PASSWORD)


def _killed_half_way(folder: Path) -> None:
    """What a maker leaves that was killed."""
    folder.mkdir(mode=0o700)
    (folder / MARK).write_bytes(b"A store is being made here.\n")
    for name in (KEYRING, f"{KEYRING}.lock", DATABASE, f"{DATABASE}-wal"):
        (folder / name).write_bytes(b"half")
        (folder / name).chmod(0o600)


def _fail(folder: Path) -> None:
    with new_folder(folder):
        (folder / DATABASE).write_text("half")
        raise RuntimeError


def test_one_begun_and_not_finished_is_no_store_and_can_be_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _killed_half_way(folder)
    with pytest.raises(NotFound, match="begun and not finished: run kehao init again"):
        store.open(folder)
    _make(folder)
    assert not (folder / MARK).exists()
    store.open(folder).sign_in("boss", PASSWORD).close()


def test_what_is_not_the_makers_is_never_swept_away(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _killed_half_way(folder)
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(KehaoError, match="is not empty"):
        _make(folder)
    assert (folder / "mine.txt").read_text() == "mine"


def test_a_store_is_not_made_over_another(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _make(folder)
    with pytest.raises(KehaoError, match="is not empty"):
        _make(folder, "second")
    store.open(folder).sign_in("boss", PASSWORD).close()


def test_a_mark_that_comes_late_harms_no_finished_store(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _make(folder)
    (folder / MARK).touch(0o600)
    with pytest.raises(KehaoError, match="is not empty"):
        _make(folder, "second")
    store.open(folder).sign_in("boss", PASSWORD).close()


def test_two_at_once_do_not_take_each_others_store(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with new_folder(folder):
        (folder / KEYRING).write_text("the first one's")
        with pytest.raises(StoreBusy, match="else is making a store"):
            _make(folder)
        assert (folder / KEYRING).read_text() == "the first one's"


def test_a_failure_leaves_nothing_and_frees_the_mark(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with pytest.raises(RuntimeError):
        _fail(folder)
    assert not folder.exists()
    folder.mkdir()
    with pytest.raises(RuntimeError):
        _fail(folder)
    assert list(folder.iterdir()) == []


def test_a_mark_is_held_only_while_its_maker_lives(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _killed_half_way(folder)
    handle = os.open(folder / MARK, os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(StoreBusy):
        _make(folder)
    os.close(handle)
    _make(folder)


def test_a_missing_database_is_no_empty_place(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _make(folder)
    (folder / DATABASE).unlink()
    with pytest.raises(StoreDamaged, match="is missing: restore it from a backup"):
        store.open(folder)
