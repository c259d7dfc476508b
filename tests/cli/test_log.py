"""`kehao log`: oldest first, filtered, verified, exported by those who may."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.log.proof import Verified
from store.log.reading import Log
from tests.cli.conftest import Kehao

SHAPE = [
    "seq",
    "at",
    "actor",
    "role",
    "action",
    "object",
    "group",
    "before",
    "after",
    "reason",
    "client",
]


def test_operations_come_oldest_first_in_their_shape(kehao_as: Kehao) -> None:
    lines = kehao_as("log", "list", "--json", user="孙浩").objects
    assert [list(line) for line in lines] == [SHAPE] * len(lines)
    numbers = [line["seq"] for line in lines]
    assert numbers == list(range(1, len(lines) + 1))
    assert lines[0]["action"] == "store.create"
    few = kehao_as("log", "list", "--limit", "2", "--json", user="孙浩").objects
    assert [line["seq"] for line in few] == [1, 2]


def test_a_query_filters_and_a_wrong_one_ends_with_4(kehao_as: Kehao) -> None:
    added = kehao_as("log", "list", "action:customer.add", "actor:王敏", "--json").objects
    assert [line["object"] for line in added] == ["CUST000001", "CUST000002", "CUST000003"]
    wrong = kehao_as("log", "list", "nothing:x", "--json")
    assert (wrong.code, wrong.out) == (4, "")


def test_long_logs_are_read_page_by_page(kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kehao_as("log", "list", "--json", user="孙浩").objects
    monkeypatch.setattr("tui.commands.log._PAGE", 3)
    paged = kehao_as("log", "list", "--json", user="孙浩").objects
    assert paged[: len(whole)] == whole


def test_verify_answers_and_its_exit_code_says_whether_the_log_holds(
    kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = kehao_as("log", "verify", "--json", user="孙浩")
    assert held.code == 0
    assert list(held.object) == ["ok", "operations", "head", "first_bad"]
    assert held.object["ok"] is True
    assert len(held.object["head"]) == 64
    bent = Verified(False, 3, "00" * 32, 4, "a line was changed")
    monkeypatch.setattr(Log, "verify", lambda self, *_, **__: bent)
    broken = kehao_as("log", "verify", "--json", user="孙浩")
    assert (broken.code, broken.object["first_bad"]) == (1, 4)


def test_the_log_is_exported_as_lines_and_as_a_table(kehao_as: Kehao, tmp_path: Path) -> None:
    lines = tmp_path / "log.jsonl"
    told = kehao_as("log", "export", str(lines), "--json", user="孙浩")
    written = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert told.object == {"written": len(written)}
    assert [list(line) for line in written] == [SHAPE] * len(written)
    table = tmp_path / "log.csv"
    query = "action:customer.add"
    kehao_as("log", "export", str(table), "--query", query, user="孙浩")
    head, *rows = table.read_text("utf-8-sig").splitlines()
    assert (head.split(","), len(rows)) == (SHAPE, 3)
    exports = kehao_as("log", "list", "action:log.export", "--json", user="孙浩").objects
    assert [line["object"] for line in exports] == ["log.jsonl", "log.csv"]


def test_to_standard_output_the_answer_stands_beside_the_lines(kehao_as: Kehao) -> None:
    told = kehao_as("log", "export", "-", "--query", "action:store", "--json", user="孙浩")
    assert [line["action"] for line in told.objects] == ["store.create"]
    assert json.loads(told.err) == {"written": 1}


def test_the_log_is_taken_out_only_by_those_who_may(kehao_as: Kehao, tmp_path: Path) -> None:
    assert kehao_as("log", "export", str(tmp_path / "x.csv"), user="李娜").code == 3
    assert not (tmp_path / "x.csv").exists()
    assert kehao_as("log", "verify", user="周婷").code == 3
