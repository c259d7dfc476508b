"""`kehao sources`, and `kehao import` and `compare` of a database, as scripts call them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Kehao
from tests.databases import Server


@pytest.fixture
def lite(tmp_path: Path) -> str:
    """The address of a file with a table."""
    path = tmp_path / "there.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE clients (code text PRIMARY KEY, name text, city text)")
        rows = [("CUST000001", "深圳晴川贸易有限公司", "深圳"), ("X-9", "新客户", "")]
        connection.executemany("INSERT INTO clients VALUES (?, ?, ?)", rows)
    connection.close()
    return f"sqlite:///{path}"


def test_a_source_is_added_listed_tried_used_and_removed(kehao_as: Kehao, lite: str) -> None:
    added = kehao_as("sources", "add", "crm", lite, "--json")
    assert added.code == 0, added.err
    assert (added.object["name"], added.object["password"]) == ("crm", False)
    assert [one["name"] for one in kehao_as("sources", "list", "--json").objects] == ["crm"]
    assert kehao_as("sources", "test", "crm", "--json").object["tables"] == ["clients"]
    assert "clients" in kehao_as("sources", "test", "crm").out
    done = kehao_as("import", "source:crm/clients", "--json")
    assert done.object["added"] == 1
    assert done.object["skipped"] == 1
    assert kehao_as("sources", "remove", "crm").code == 0
    gone = kehao_as("import", "source:crm", "--table", "clients")
    assert gone.code == 4
    assert gone.err == "There is no source crm: kehao sources list shows them.\n"


def test_the_password_comes_from_a_file(
    kehao_as: Kehao, postgresql: Server, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(postgresql.password + "\n", "utf-8")
    with postgresql.database() as name:
        postgresql.run(name, "CREATE TABLE clients (name text)")
        postgresql.run(name, "INSERT INTO clients VALUES ('A'), ('B')")
        url = postgresql.url(name, table="clients")
        done = kehao_as("import", url, "--source-password-file", str(secret), "--json")
        assert done.object["added"] == 2
        refused = kehao_as("import", url)
        assert refused.code == 1
        assert "does not let kehao in" in refused.err
        in_url = url.replace("kehao@", "kehao:x@")
        assert kehao_as("import", in_url).code == 2


def test_compare_says_each_difference_and_exits_1(
    kehao_as: Kehao, lite: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    answer = kehao_as(
        *("compare", lite, "--table", "clients", "--json"),
        *("--here", str(here), "--there", str(there)),
    )
    assert answer.code == 1, answer.err
    *told, summary = answer.objects
    assert [(one["kind"], one["code"]) for one in told] == [
        ("differs", "CUST000001"),
        ("there", "X-9"),
        ("here", "CUST000002"),
        ("here", "CUST000003"),
    ]
    assert told[0]["fields"] == {"city": {"here": "", "there": "深圳"}}
    assert summary == {
        "here": 3,
        "there": 2,
        "same": 0,
        "only_here": 2,
        "only_there": 1,
        "differing": 1,
        "unclear": 0,
        "fields": {"city": 1},
        "left_out": [],
    }
    assert "CUST000002" in there.read_text("utf-8-sig")
    mended = kehao_as("import", str(here), "--on-match", "update", "--json")
    assert (mended.object["added"], mended.object["updated"]) == (1, 1)
    people = kehao_as("compare", lite, "--table", "clients")
    assert "only here   CUST000002" in people.out
    kehao_as("customers", "delete", "CUST000002", "--reason", "test")
    kehao_as("customers", "delete", "CUST000003", "--reason", "test")
    same = kehao_as("compare", lite, "--table", "clients", "--json")
    assert (same.code, same.object["same"]) == (0, 2)


def test_a_delimiter_of_any_kind(kehao_as: Kehao, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("name~city\n甲~深圳\n", "utf-8")
    done = kehao_as("import", str(path), "--delimiter", "~", "--json")
    assert done.object["added"] == 1
    assert kehao_as("import", str(path), "--delimiter", "ab").code == 2
