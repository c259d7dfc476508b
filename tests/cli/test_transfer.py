"""`kehao import` and `kehao export`: figures, rejects, running again, files, pipes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kehao

FIGURES = [
    "read",
    "added",
    "updated",
    "skipped",
    "rejected",
    "unmapped",
    "possible_duplicates",
    "alike",
    "seconds",
]
LIST = """\
客户名称,地区,电话,等级评语
上海甲公司,上海,021-55500009,好
,上海,1,无名
杭州乙公司,浙江,??,中
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "gb18030")
    return str(path)


def test_a_list_comes_in_with_figures_and_a_file_of_rejects(
    kehao_as: Kehao, file: str, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    done = kehao_as("import", file, "--rejects", str(rejects), "--json")
    assert (done.code, done.err) == (0, "")
    figures = done.object
    assert list(figures)[: len(FIGURES)] == FIGURES
    assert [figures[name] for name in FIGURES[:5]] == [3, 2, 0, 0, 1]
    assert figures["unmapped"] == ["等级评语"]
    assert [reason["row"] for reason in figures["reasons"]] == [3]
    assert "无名" in rejects.read_text("utf-8-sig")
    (found,) = kehao_as("search", "上海甲", "--json").objects
    assert (found["phone"], found["等级评语"]) == ("+862155500009", "好")
    (strange,) = kehao_as("search", "杭州乙", "--json").objects
    assert (strange["phone"], strange["flags"]) == ("??", ["phone"])


def test_running_it_again_adds_nobody_twice(kehao_as: Kehao, file: str) -> None:
    kehao_as("import", file)
    again = kehao_as("import", file, "--json").object
    assert (again["added"], again["skipped"]) == (0, 2)
    assert kehao_as("count", "--json").object == {"count": 5}


def test_a_dry_run_and_a_strict_one_write_nothing(kehao_as: Kehao, file: str) -> None:
    dry = kehao_as("import", file, "--dry-run", "--json")
    assert (dry.code, dry.object["added"]) == (0, 2)
    strict = kehao_as("import", file, "--strict", "--json")
    assert (strict.code, strict.object["added"], strict.object["rejected"]) == (1, 0, 1)
    assert kehao_as("count", "--json").object == {"count": 3}


@pytest.mark.parametrize(
    ("unmapped", "said"),
    [
        ("fields", "Columns without a field become new fields: 等级评语."),
        ("notes", "Columns without a field go into the notes: 等级评语."),
        ("drop", "Columns without a field are left out: 等级评语."),
    ],
)
def test_what_becomes_of_columns_without_a_field_is_told(
    kehao_as: Kehao, tmp_path: Path, unmapped: str, said: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST.replace("等级评语", "等级评语,空列").replace("好\n", "好,\n"), "utf-8")
    lines = kehao_as("import", str(path), "--unmapped", unmapped, "--dry-run").out.splitlines()
    empty = "Columns without a field that hold nothing: 空列."
    if unmapped == "drop":
        said = empty = said.replace(".", ", 空列.")
    assert said in lines
    assert empty in lines


def test_columns_are_mapped_or_left_out(kehao_as: Kehao, file: str) -> None:
    mapped = kehao_as("import", file, "--map", "等级评语=notes", "--map", "电话=-", "--json").object
    assert mapped["unmapped"] == []
    (found,) = kehao_as("search", "上海甲", "--json").objects
    assert (found["notes"], found["phone"]) == ("好", "")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["no-such-file.csv"], 4),
        (["{file}", "--map", "电话"], 2),
        (["{file}", "--map", "电话=nonsense"], 4),
        (["{file}", "--rejects", "-"], 2),
    ],
)
def test_what_cannot_be_imported_says_so(
    kehao_as: Kehao, file: str, arguments: list[str], code: int
) -> None:
    answer = kehao_as("import", *(text.format(file=file) for text in arguments), "--json")
    assert (answer.code, answer.out) == (code, "")
    assert len(answer.err.splitlines()) == 1


def test_an_import_comes_from_standard_input_too(kehao_as: Kehao) -> None:
    assert kehao_as("import", "-", "--json", stdin=LIST.encode()).object["added"] == 2


def test_an_export_holds_what_a_query_finds(kehao_as: Kehao, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    told = kehao_as(
        "export", str(path), "--query", "region:广东", "--columns", "code,name", "--json"
    )
    assert told.object == {"written": 2}
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    assert rows[0] == ["code", "name"]
    assert {row[0] for row in rows[1:]} == {"CUST000001", "CUST000003"}


def test_an_export_to_standard_output_keeps_its_answer_beside(kehao_as: Kehao) -> None:
    told = kehao_as("export", "-", "--columns", "code", "--json")
    assert told.out.split() == ["code", "CUST000001", "CUST000002", "CUST000003"]
    assert json.loads(told.err) == {"written": 3}


def test_files_go_in_and_out_only_for_those_who_may(
    kehao_as: Kehao, file: str, tmp_path: Path
) -> None:
    assert kehao_as("import", file, user="李娜").code == 3
    assert kehao_as("export", str(tmp_path / "x.csv"), user="李娜").code == 3
    assert not (tmp_path / "x.csv").exists()


def test_where_kept_codes_come_from_is_said(kehao_as: Kehao, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("id,name\n7,somebody\n8,somebody else\n", "utf-8")
    said = kehao_as("import", str(path), "--codes", "new")
    assert "kept" not in said.out
    path.write_text("id,name\n9,a third\n", "utf-8")
    assert "The codes of id are kept" in kehao_as("import", str(path)).out
