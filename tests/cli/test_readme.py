"""What the README promises is there: its commands, its roles, its keys."""

from __future__ import annotations

import re
from pathlib import Path

import click

from store.staff.roles import SHIPPED
from tests.cli.test_help import EVERY
from tui.actions import BY_ID

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

KEYS = {
    "app.customers": "F2",
    "app.fields": "F6",
    "app.settings": "F9",
    "app.help": "F1",
    "app.palette": "ctrl+p",
    "app.lock": "ctrl+l",
    "app.quit": "ctrl+q",
    "customers.new": "n",
    "customers.edit": "e",
    "customers.filters": "f",
    "customers.sort": "s",
    "customers.columns": "c",
    "customers.views": "w",
    "customers.change_many": "b",
    "customers.history": "y",
    "customers.pane": "p",
    "customers.import_file": "i",
    "customers.export_file": "o",
}


def test_two_lines_try_and_test_it_on_a_fresh_machine() -> None:
    lines = re.findall(r"^    (python3 -m venv .*)$", README, flags=re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith("kehao demo")
    assert lines[1].endswith("-m pytest")
    assert all("://" not in line for line in lines)


def test_every_command_is_named() -> None:
    table = README[README.index("## Commands") : README.index("## 员工使用说明")]
    named = set(re.findall(r"[a-z]+(?:-[a-z]+)*", table))
    commands = {word for path, command in EVERY.items() for word in path if command}
    assert commands - named == set()
    assert all(isinstance(command, click.Command) for command in EVERY.values())


def test_every_shipped_role_is_explained() -> None:
    assert [role for role in SHIPPED if f"| {role} |" not in README] == []


def test_the_keys_are_those_of_the_program() -> None:
    for action, key in KEYS.items():
        assert key.lower() in BY_ID[action].keys.split(",")
        assert f"`{key}`" in README


def test_the_picture_is_there() -> None:
    (path,) = re.findall(r"!\[.*?\]\((.*?)\)", README)
    picture = Path(__file__).parents[2] / path
    assert picture.read_text("utf-8").startswith("<svg")
    assert "客户编码" in picture.read_text("utf-8") or "Code" in picture.read_text("utf-8")
