"""`kehao export` into a table of another database: figures, words, running again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.conftest import Kehao


def test_a_table_is_filled_and_filled_again(kehao_as: Kehao, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'there.db'}"
    done = kehao_as("export", url, "--table", "customers", "--json")
    assert (done.code, done.err) == (0, "")
    figures = done.object
    assert figures == {"written": figures["written"], "added": figures["written"]} | {
        "updated": 0,
        "closed": 0,
    }
    with sqlite3.connect(tmp_path / "there.db") as there:
        codes = [code for (code,) in there.execute("SELECT code FROM customers ORDER BY code")]
    there.close()
    assert len(codes) == figures["written"] > 1
    kehao_as("codes", "change", codes[0], "N-1", "--reason", "x")
    again = kehao_as("export", url, "--table", "customers")
    assert again.code == 0
    assert "1 row added" in again.out
    assert "no longer in use there: 1" in again.out


def test_wrong_usage_is_one_line(kehao_as: Kehao, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'there.db'}"
    none = kehao_as("export", url)
    assert (none.code, "--table NAME" in none.err) == (2, True)
    assert not (tmp_path / "there.db").exists()
    file = kehao_as("export", str(tmp_path / "x.csv"), "--table", "t")
    assert (file.code, len(file.err.splitlines())) == (2, 1)
