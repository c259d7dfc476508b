"""An account for a program: a key file in place of a password, its jobs and nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

import store
from store.errors import NotPermitted
from tests.cli.conftest import Kehao, call


@pytest.fixture
def key(kehao_as: Kehao, tmp_path: Path) -> Path:
    path = tmp_path / "robot.key"
    made = kehao_as("staff", "add-service", "robot", "--key-file", str(path), "--json")
    assert (made.code, made.object["roles"]) == (0, ["service"])
    assert str(path) in made.err
    return path


def run(folder: Path, key: Path, *words: str) -> int:
    return call("--store", str(folder), "--key-file", str(key), *words).code


def test_the_key_is_256_random_bits_for_its_owner_alone(key: Path) -> None:
    secret, name = key.read_text("ascii").splitlines()
    assert (len(secret), name) == (43, "robot")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_does_its_jobs_before_or_after_the_command_and_by_the_environment(
    folder: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(folder, key, "run-due") == 0
    where = ("--store", str(folder))
    assert call("run-due", *where, "--key-file", str(key)).code == 0
    monkeypatch.setenv("KEHAO_KEY_FILE", str(key))
    assert call("run-due", *where).code == 0
    assert call("run-due", *where, "--user", "Robot").code == 0
    other = call("run-due", *where, "--user", "李娜")
    assert (other.code, other.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "words",
    [
        *(["search", ""], ["count"], ["customers", "show", "CUST000001"], ["export", "-"]),
        *(["customers", "add", "--set", "name=x"], ["rules", "list"], ["codes", "audit"]),
        *(["log", "list"], ["log", "verify"], ["staff", "list"], ["keys", "show"], ["doctor"]),
        *(["keys", "rotate"], ["run-due", "--every", "audit=never"]),
        ["staff", "add", "x", "--role", "manager"],
    ],
    ids=" ".join,
)
def test_it_does_nothing_else(folder: Path, key: Path, words: list[str]) -> None:
    assert run(folder, key, *words) == 3


def test_it_holds_one_permission(folder: Path, key: Path) -> None:
    robot = store.open(folder).sign_in("robot", key.read_text().split()[0])
    assert robot.for_programs
    assert robot.permissions == {"due.run"}
    with pytest.raises(NotPermitted):
        robot.search.count("")
    robot.close()


def test_it_opens_no_screen(folder: Path, key: Path) -> None:
    refused = call("--store", str(folder), "--key-file", str(key))
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize("content", ["", "only one line", "one\n\n", "\n\nrobot\n"])
def test_what_is_no_key_file_is_told(folder: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text(content)
    refused = call("--store", str(folder), "--key-file", str(path), "run-due")
    assert (refused.code, refused.out, refused.err.count("\n")) == (4, "", 1)


def test_a_key_that_others_can_read_or_that_is_gone_is_refused(folder: Path, key: Path) -> None:
    key.chmod(0o640)
    assert run(folder, key, "run-due") == 3
    key.unlink()
    assert run(folder, key, "run-due") == 4


def test_an_account_that_was_closed_is_out(kehao_as: Kehao, folder: Path, key: Path) -> None:
    assert kehao_as("staff", "disable", "robot", "--rotate").code == 0
    assert run(folder, key, "run-due") == 3
