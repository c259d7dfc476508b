"""`kehao run-due` with the account of a program: its key file, what is due, and nothing twice."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Kehao, call


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "robot.key"


def test_an_account_for_a_program_signs_in_with_its_key_file(
    kehao_as: Kehao, folder: Path, key: Path
) -> None:
    made = kehao_as("staff", "add", "robot", "--role", "service", "--key-file", str(key), "--json")
    assert made.code == 0
    assert made.object["must_change"] is False
    password, name = key.read_text("ascii").splitlines()
    assert name == "robot"
    assert len(password) >= 40
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert password not in made.out + made.err
    first = call(
        "--store", str(folder), "--user", "robot", "--password-file", str(key), "run-due", "--json"
    )
    assert first.code == 0
    assert [(one["job"], one["ok"]) for one in first.objects] == [
        ("reservations", True),
        ("search", True),
        ("quality", True),
        ("audit", True),
    ]
    assert first.objects[2]["customers"] == 3
    assert first.objects[3]["unexplained"] == 0
    again = call(
        "--store", str(folder), "--user", "robot", "--password-file", str(key), "run-due", "--json"
    )
    assert (again.code, again.out) == (0, "")
    for command in (("search", ""), ("codes", "audit"), ("log", "list")):
        refused = call(
            "--store", str(folder), "--user", "robot", "--password-file", str(key), *command
        )
        assert refused.code == 3


def test_a_key_file_is_never_written_over_and_goes_when_the_account_is_refused(
    kehao_as: Kehao, key: Path
) -> None:
    key.write_text("mine")
    taken = kehao_as("staff", "add", "robot", "--role", "service", "--key-file", str(key))
    assert taken.code == 4
    assert key.read_text() == "mine"
    key.unlink()
    refused = kehao_as("staff", "add", "李娜", "--role", "service", "--key-file", str(key))
    assert refused.code == 4
    assert not key.exists()
    both = kehao_as(
        "staff",
        "add",
        "r",
        "--role",
        "service",
        "--key-file",
        str(key),
        "--initial-password-file",
        str(key),
    )
    assert both.code == 2


def test_how_often_a_job_is_done(kehao_as: Kehao) -> None:
    answer = kehao_as("run-due", "--every", "audit=weekly", "--json")
    assert {one["job"]: (one["every"], one["due"]) for one in answer.objects} == {
        "reservations": ("daily", True),
        "search": ("daily", True),
        "quality": ("daily", True),
        "audit": ("weekly", True),
        "backup": ("daily", False),
        "checkpoint": ("daily", False),
    }
    kehao_as("run-due", "--every", "audit=never")
    listed = kehao_as("run-due", "--list", "--lang", "zh")
    assert "已关闭" in listed.out
    assert [one["job"] for one in kehao_as("run-due", "--json").objects] == [
        "reservations",
        "search",
        "quality",
    ]
    assert kehao_as("run-due").err.strip() == "Nothing is due."
    assert kehao_as("run-due", "--every", "audit").code == 2
    assert kehao_as("run-due", "--every", "audit=hourly").code == 4
    assert kehao_as("run-due", "--every", "tea=daily").code == 4


def test_who_may_not_is_refused(kehao_as: Kehao) -> None:
    assert kehao_as("run-due", user="李娜").code == 3
    assert kehao_as("run-due", "--every", "audit=daily", user="孙浩").code == 3
