"""`kehao jobs`: set up, looked at, done by `run-due`, told when one fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kehao


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_a_job_from_setting_up_to_removing(kehao_as: Kehao, out: Path) -> None:
    made = kehao_as(
        *("jobs", "add", "周报", "--to", str(out), "--every", "weekly", "--query", "region:广东"),
        *("--columns", "code,name", "--format", "jsonl", "--keep", "3", "--json"),
    )
    assert made.code == 0
    assert made.object == {
        "name": "周报",
        "kind": "export",
        "where": str(out),
        "every": "weekly",
        "query": "region:广东",
        "columns": ["code", "name"],
        "form": "jsonl",
        "keep": 3,
        "owner": "王敏",
        "paused": False,
        "waits": False,
        "done": "",
        "last": None,
    }
    ran = kehao_as("run-due", "--json")
    assert ran.code == 0
    mine = ran.objects[-1]
    assert (mine["job"], mine["ok"], mine["written"]) == ("周报", True, 2)
    (file,) = out.iterdir()
    assert str(file) == mine["file"]
    assert "CUST000001" in file.read_text("utf-8")
    listed = {one["job"]: one["due"] for one in kehao_as("run-due", "--list", "--json").objects}
    assert listed["周报"] is False
    assert "周报" in kehao_as("jobs", "list").out
    assert "每周" in kehao_as("jobs", "show", "周报", "--lang", "zh").out
    changed = kehao_as("jobs", "change", "周报", "--every", "daily", "--name", "日报", "--json")
    assert (changed.object["every"], changed.object["query"]) == ("daily", "region:广东")
    assert kehao_as("jobs", "pause", "日报", "--json").object["paused"] is True
    assert kehao_as("jobs", "resume", "日报", "--json").object["paused"] is False
    run = kehao_as("jobs", "run", "日报", "--lang", "zh")
    assert (run.code, "2 行" in run.out) == (0, True)
    history = kehao_as("jobs", "history", "日报", "--json").objects
    assert [(one["ok"], one["written"]) for one in history] == [(True, 2), (True, 2)]
    assert kehao_as("jobs", "remove", "日报", "--json").object == {"removed": "日报"}
    assert kehao_as("jobs", "show", "日报").code == 4
    assert len(list(out.iterdir())) == 2


def test_a_failing_job_is_told_to_its_owner_and_the_doctor(kehao_as: Kehao, out: Path) -> None:
    kehao_as("jobs", "add", "in", "--from", str(out), "--pattern", "*.csv")
    out.rmdir()
    ran = kehao_as("run-due")
    assert ran.code == 1
    assert "in: There is no folder" in ran.out
    line = "Your job in failed: kehao jobs show in says why."
    assert line in kehao_as("count", "").err
    assert line not in kehao_as("count", "", user="李娜").err
    found = kehao_as("doctor", "--json", user="赵磊").object["findings"]
    assert [one["message"] for one in found if one["check"] == "jobs"] == [
        "The job in of 王敏 failed when it was last done: kehao jobs show in says why."
    ]
    shown = kehao_as("jobs", "show", "in")
    assert "There is no folder" in shown.out
    assert kehao_as("count", "").err == ""


def test_rejected_rows_lie_beside_the_file(kehao_as: Kehao, out: Path) -> None:
    (out / "a.csv").write_text("客户,电话\n新客户,\n,1\n", "utf-8")
    kehao_as("jobs", "add", "in", "--from", str(out), "--map", "客户=name")
    run = kehao_as("jobs", "run", "in", "--json")
    assert (run.code, run.object["added"], run.object["rejects"]) == (0, 1, ["a.rejected.csv"])


def test_wrong_words_and_wrong_people(kehao_as: Kehao, out: Path) -> None:
    assert kehao_as("jobs", "add", "x").code == 2
    assert kehao_as("jobs", "add", "x", "--from", str(out), "--to", str(out)).code == 2
    assert kehao_as("jobs", "add", "x", "--to", str(out), "--every", "hourly").code == 4
    assert kehao_as("jobs", "add", "x", "--to", str(out / "no")).code == 4
    assert kehao_as("jobs", "add", "x", "--to", str(out), user="李娜").code == 3
    assert kehao_as("jobs", "add", "x", "--to", str(out), user="赵磊").code == 3
    assert kehao_as("jobs", "list", "--json", user="周婷").out == ""
    assert kehao_as("jobs", "run", "x").code == 4


def test_what_waits_for_a_second_person_says_so(kehao_as: Kehao, out: Path) -> None:
    kehao_as("staff", "role", "李娜", "manager")
    assert kehao_as("staff", "policy", "approval.actions=export.run").code == 0
    made = kehao_as("jobs", "add", "x", "--to", str(out))
    assert "waits for a second person" in made.err
    asked = kehao_as("approvals", "list")
    assert f"To where: {out}" in asked.out
    assert kehao_as("jobs", "run", "x").code == 1
