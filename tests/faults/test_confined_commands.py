"""Every argument of every command that a served person may call, with another's file in it: none is
opened, none is made, nothing of it is brought in."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from store.files import confinement
from store.files.confinement import Confinement
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.faults.test_hostile_arguments import attacks, leaves
from tui.commands.root import kehao

SECRET = "Zq7secret-of-another"
_watched: dict[str, list[str]] = {}


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what is opened or made below the folder that is watched."""
    if _watched and event in ("open", "os.mkdir", "sqlite3.connect") and arguments:
        named = arguments[0]
        path = named.decode("utf-8", "replace") if isinstance(named, bytes) else str(named)
        for folder, seen in _watched.items():
            if folder in path:
                seen.append(f"{event} {path}")


@pytest.fixture(scope="module", autouse=True)
def _hook() -> None:
    sys.addaudithook(_watch)  # there is no taking it away: it looks at nothing when told nothing


@pytest.fixture
def outside(tmp_path: Path, house: Store) -> Iterator[Path]:
    """A folder of somebody else with a table, a database and a file of rules in it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "list.csv").write_text(f"name\n{SECRET}\n", "utf-8")
    (folder / "rules.toml").write_text(f'[[rule]]\nname = "{SECRET}"\npattern = "S{{seq:6}}"\n')
    with sqlite3.connect(folder / "list.db") as made:
        made.execute("CREATE TABLE people (name TEXT)")
        made.execute("INSERT INTO people VALUES (?)", (SECRET,))
    made.close()
    admin = house.sign_in("admin", PASSWORD)
    admin.staff.set_roles("boss", ["administrator", "manager", "auditor", "clerk"])
    admin.close()
    confinement.confine(Confinement("boss", house.folder))
    yield folder
    confinement.confine(None)


@pytest.mark.long
def test_no_argument_of_any_command_reaches_anothers_file(
    house: Store, outside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.chdir(outside)
    monkeypatch.setenv("KEHAO_LANG", "en")
    monkeypatch.setenv("KEHAO_STORE", str(house.folder))
    monkeypatch.setenv("KEHAO_USER", "boss")
    monkeypatch.setenv("KEHAO_PASSWORD_FILE", "-")
    whole = shutil.copytree(house.folder, tmp_path / "whole")
    before = {path: path.read_bytes() for path in outside.iterdir()}
    names = ("list.csv", "rules.toml", "list.db", "new.csv")
    texts = [f"{outside}/{name}" for name in names] + [f"sqlite:///{outside}/list.db", f"{outside}"]
    calls, answered, found = 0, 0, []
    for path, command in leaves(kehao):
        for text in texts:
            for line in attacks(command, text):
                seen = _watched.setdefault(str(outside), [])
                result = CliRunner().invoke(kehao, [*path, *line], input=PASSWORD + "\n")
                _watched.clear()
                calls += 1
                answered += result.exit_code == 0
                if seen or SECRET in result.output:
                    found.append(f"{' '.join(path)} {line}: {seen} {result.output[:200]}")
        if path[0] in ("keys", "staff", "sessions"):
            shutil.rmtree(house.folder)
            shutil.copytree(whole, house.folder)
    assert not found, "\n".join(found)
    assert {path: path.read_bytes() for path in outside.iterdir()} == before
    assert answered > 50, "the commands themselves must have run"
    figures(calls=calls, places=len(texts), went_through=answered)


def test_the_watch_sees_what_is_opened(outside: Path) -> None:
    seen = _watched.setdefault(str(outside), [])
    (outside / "list.csv").read_text("utf-8")
    _watched.clear()
    assert len(seen) == 1
