"""`kehao import` says why each column was taken for what it is; `kehao profiles` keeps that."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Kehao


def test_a_dry_run_says_what_each_column_is_and_why(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("客户名称,甲\n云禾,13500000001\n晴川,13500000002\n何之,13500000003\n", "utf-8")
    answer = kehao_as("import", str(file), "--dry-run", "--json")
    assert [(c["header"], c["field"], c["why"]) for c in answer.object["columns"]] == [
        ("客户名称", "name", "name"),
        ("甲", "phone", "values"),
    ]
    told = kehao_as("import", str(file), "--dry-run").out
    assert "客户名称 -> Customer name (by its header)" in told
    assert "甲 -> Phone (by its values)" in told


def test_a_profile_is_saved_shown_used_and_removed(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("No,Who,Tel\nK1,云禾,13500000001\n", "utf-8")
    saved = kehao_as(
        *("profiles", "save", "展会", str(file), "--map", "Who=name", "--codes", "alias", "--json")
    )
    assert saved.object["columns"]["Who"] == "name"
    assert saved.object["options"] == {"codes": "alias"}
    names = [one["name"] for one in kehao_as("profiles", "list", "--json").objects]
    assert names[0] == "展会"
    assert "salesforce" in names
    assert "Who -> name" in kehao_as("profiles", "show", "展会").out
    done = kehao_as("import", str(file), "--profile", "展会", "--json").object
    assert done["added"] == 1
    found = kehao_as("customers", "show", "K1", "--json").object
    assert found["aliases"] == ["K1"]
    assert kehao_as("profiles", "remove", "展会").code == 0
    gone = kehao_as("import", str(file), "--profile", "展会")
    assert gone.code == 4
    assert "salesforce" in gone.err


def test_a_word_that_means_nothing_is_told(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("客户名称\n云禾\n", "utf-8")
    answer = kehao_as("import", str(file), "--codes", "old")
    assert answer.code == 2
    assert "keep, new, alias" in answer.err
