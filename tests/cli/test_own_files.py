"""`kehao files`, and the fixed options, for a person whom the process serves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.files import confinement
from store.files.confinement import Confinement
from tests.cli.conftest import ADMIN, PASSWORD, Answer, Kehao, call


@pytest.fixture
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This process serves ADMIN, as after the door; gives their own folder."""
    to = Confinement(ADMIN, folder)
    confinement.confine(to)
    monkeypatch.setenv("KEHAO_STORE", str(folder))
    monkeypatch.setenv("KEHAO_USER", ADMIN)
    yield to.home
    confinement.confine(None)


def as_served(*words: str, more: str = "") -> Answer:
    """A command with the password as the first line of standard input."""
    return call(*words, "--password-file", "-", stdin=f"{PASSWORD}\n{more}")


def test_an_export_is_listed_fetched_and_removed(served: Path) -> None:
    assert as_served("files", "list", "--json").objects == []
    assert as_served("export", "all.csv", "--columns", "code").code == 0
    (one,) = as_served("files", "list", "--json").objects
    assert (one["name"], one["size"]) == ("all.csv", (served / "all.csv").stat().st_size)
    got = as_served("files", "get", "all.csv")
    assert "CUST000001" in got.out
    assert as_served("files", "remove", "all.csv", "--json").object["removed"] is True
    assert as_served("files", "get", "all.csv").code == 4
    assert list(served.iterdir()) == []


@pytest.mark.parametrize("name", ["../store/keyring.json", "/etc/passwd", "..", ".", "", "a/b"])
def test_only_names_in_the_own_folder(served: Path, name: str) -> None:
    for verb in ("get", "remove"):
        assert as_served("files", verb, name).code == 4


def test_a_link_in_the_folder_is_neither_listed_nor_followed(served: Path, folder: Path) -> None:
    as_served("files", "list")
    (served / "link").symlink_to(folder / "keyring.json")
    assert as_served("files", "list", "--json").objects == []
    assert as_served("files", "get", "link").code == 3
    assert (folder / "keyring.json").exists()


def test_nobody_is_served_on_ones_own_machine(kehao_as: Kehao) -> None:
    assert kehao_as("files", "list").code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--store", "/tmp", "count"], 2),
        (["count", "--user", "李娜"], 2),
        (["init", "--admin", "x"], 3),
        (["demo"], 3),
        (["server", "check"], 3),
        (["keys", "show"], 3),
        (["log", "checkpoint", "/tmp/x.jsonl"], 3),
        (["log", "verify", "--checkpoint", "/etc/passwd"], 3),
        (["--lang", "zh", "server", "setup"], 3),
        (["count", "--password-file", "/etc/passwd"], 3),
        (["rules", "apply", "/etc/passwd"], 3),
        (["staff", "key", "add", ADMIN, "/etc/passwd"], 3),
        (["rules", "infer", "/etc/passwd"], 3),
        (["staff", "add", "x", "--role", "viewer", "--key-file", "/tmp/x.key"], 3),
        (["staff", "add", "x", "--role", "viewer", "--initial-password-file", "/etc/passwd"], 3),
        (["log", "export", "/tmp/x.jsonl"], 3),
        (["codes", "renumber", "", "--dry-run", "--out", "/tmp/x.csv"], 3),
    ],
)
def test_what_is_fixed_or_outside_is_refused_on_one_line(
    served: Path, words: list[str], code: int
) -> None:
    answer = call(*words) if "--password-file" in words else as_served(*words)
    assert answer.code == code, answer
    assert len(answer.err.splitlines()) == 1
    assert not Path("/tmp/x.key").exists()


def test_password_and_content_both_come_on_standard_input(served: Path) -> None:
    assert as_served("import", "-", "--json", more="name\n武汉云梦商行\n").object["added"] == 1
    rules = as_served("rules", "export").out
    assert as_served("rules", "apply", "-", "--dry-run", more=rules).code == 0
