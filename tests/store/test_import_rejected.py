"""Rejected rows go where the person can write, and over nothing that is not theirs to lose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from store.files import confinement
from store.transfer.imports.rejected import rejected_file


@pytest.fixture
def shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that cannot be written to, even where tests run as root; home is another."""
    folder, home = tmp_path / "shut", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder and real(path, mode))
    return folder


def test_beside_the_file_where_that_can_be(tmp_path: Path) -> None:
    (tmp_path / "a.rejected.csv").touch()  # of the run before: written anew
    assert rejected_file(tmp_path / "a.csv") == tmp_path / "a.rejected.csv"


def test_at_home_where_the_folder_is_shut_or_there_is_no_file(shut: Path) -> None:
    home = shut.parent / "home"
    assert rejected_file(shut / "a.csv") == home / "a.rejected.csv"
    assert rejected_file(home.parent / "clients", beside=False) == home / "clients.rejected.csv"
    (home / "a.rejected.csv").touch()
    assert rejected_file(shut / "a.csv") == home / "a.rejected-2.csv"


def test_a_served_person_has_a_folder_of_their_own(shut: Path) -> None:
    store = shut.parent / "house" / "store"
    store.mkdir(parents=True)
    held = confinement.Confinement("boss", store, (shut,))
    confinement.confine(held)
    try:
        assert rejected_file(shut / "a.csv") == held.home / "a.rejected.csv"
        (held.home / "a.rejected.csv").touch()
        assert rejected_file(held.home / "a.csv") == held.home / "a.rejected-2.csv"
    finally:
        confinement.confine(None)
