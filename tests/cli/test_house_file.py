"""`kehao export --all` and `kehao import FILE.zip` by their words and figures."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Kehao


def test_everything_goes_into_one_file(kehao_as: Kehao, tmp_path: Path) -> None:
    file = str(tmp_path / "house.zip")
    done = kehao_as("export", file, "--all", "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.object) == ["written", "fields", "rules", "void"]
    again = kehao_as("import", file)
    assert (again.code, "no customers yet" in again.err) == (4, True)


def test_wrong_usage_is_told(kehao_as: Kehao, tmp_path: Path) -> None:
    file = str(tmp_path / "house.zip")
    assert kehao_as("export", file, "--all", "--query", "x").code == 2
    assert kehao_as("export", str(tmp_path / "x.csv"), "--all").code == 2
    assert kehao_as("import", file, "--dry-run").code == 2
