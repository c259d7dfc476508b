"""`kehao init`: a store that opens, and a recovery key that is written safely, once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from store.keys.keyring import load, unlock_with_recovery
from tests.cli.conftest import ADMIN, PASSWORD, Answer, call


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new" / "store"


def init(new: Path, *arguments: str, password: str = PASSWORD) -> Answer:
    where = ["--store", str(new), "--password-file", "-"]
    return call("init", "--admin", ADMIN, *where, *arguments, stdin=password + "\n")


def test_a_store_is_made_whose_recovery_key_opens_it(new: Path) -> None:
    made = init(new, "--json")
    assert made.code == 0
    assert made.object.keys() == {"store", "admin", "recovery_key"}
    assert (made.object["store"], made.object["admin"]) == (str(new), ADMIN)
    assert len(unlock_with_recovery(load(new / "keyring.json"), made.object["recovery_key"])) == 32
    assert stat.S_IMODE(new.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in new.iterdir()} == {0o600}


def test_the_first_account_signs_in_as_administrator_and_manager(new: Path) -> None:
    init(new)
    where = ["--store", str(new), "--user", ADMIN, "--password-file", "-"]
    (account,) = call("staff", "list", "--json", *where, stdin=PASSWORD).objects
    assert account["roles"] == ["administrator", "manager"]


def test_with_a_recovery_file_the_key_is_only_there(new: Path, tmp_path: Path) -> None:
    path = tmp_path / "recovery"
    made = init(new, "--recovery-file", str(path), "--json")
    assert made.object["recovery_key"] is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = path.read_text("utf-8").strip()
    assert key not in made.out + made.err
    assert len(unlock_with_recovery(load(new / "keyring.json"), key)) == 32


def test_a_recovery_file_that_exists_is_never_overwritten(new: Path, tmp_path: Path) -> None:
    path = tmp_path / "recovery"
    path.write_text("another store's key", "utf-8")
    assert init(new, "--recovery-file", str(path)).code == 4
    assert path.read_text("utf-8") == "another store's key"
    assert not new.exists()


def test_the_recovery_key_does_not_go_into_the_store(new: Path) -> None:
    assert init(new, "--recovery-file", str(new / "recovery")).code == 4
    assert not new.exists()


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (["--timezone", "Mars/Olympus"], PASSWORD),
        ([], "too short"),
        (["--admin", "no spaces please !"], PASSWORD),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    new: Path, tmp_path: Path, arguments: list[str], password: str
) -> None:
    path = tmp_path / "recovery"
    answer = init(new, "--recovery-file", str(path), *arguments, password=password)
    assert (answer.code, answer.out) == (4, "")
    assert not path.exists()
    assert not new.exists()


def test_a_folder_with_something_in_it_is_not_touched(new: Path) -> None:
    assert init(new).code == 0
    before = (new / "keyring.json").read_bytes()
    assert init(new).code == 1
    assert (new / "keyring.json").read_bytes() == before
