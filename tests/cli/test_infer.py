"""`kehao rules infer`: what old codes prove, as lines, as JSON and as a file that apply takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kehao

ROWS = [
    ("GD" if number % 3 else "ZJ", "广东" if number % 3 else "浙江", 2021 + number % 4)
    for number in range(240)
]


@pytest.fixture
def old_list(tmp_path: Path) -> Path:
    counters: dict[str, int] = {}
    lines = ["客户编号,客户名称,省份,注册日期"]
    for number, (code, region, year) in enumerate(ROWS):
        head = f"{code}{year}"
        counters[head] = counters.get(head, 0) + 1
        lines.append(f"{head}{counters[head]:05d},客户{number},{region},{year}-03-01")
    lines[7] = "," + lines[7].split(",", 1)[1]
    path = tmp_path / "old.csv"
    path.write_text("\n".join(lines) + "\n", "gb18030")
    return path


def test_a_proposal_is_a_line_with_share_and_exceptions(kehao_as: Kehao, old_list: Path) -> None:
    told = kehao_as("rules", "infer", str(old_list), "--json")
    assert told.code == 0
    (found,) = told.objects
    assert found["pattern"] == "{region}{yyyy}{seq:5}"
    assert found["share"] == round(239 / 240, 4)
    assert [(one["row"], one["code"]) for one in found["exceptions"]] == [(8, "")]
    assert found["code_tables"] == {"region": {"广东": "GD", "浙江": "ZJ"}}
    assert (found["date"], found["when"]) == ("registered", None)
    assert found["sure"] > 6


def test_rules_written_go_on_where_the_list_stops_without_an_import(
    kehao_as: Kehao, old_list: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rules.toml"
    assert kehao_as("rules", "infer", str(old_list), "--out", str(out)).code == 0
    assert kehao_as("rules", "apply", str(out)).code == 0
    add = ("customers", "add", "--set", "name=新", "--set", "region=浙江", "--json")
    last = max(
        line.split(",")[0]
        for line in old_list.read_text("gb18030").splitlines()
        if line.startswith("ZJ2022")
    )
    added = kehao_as(*add, "--set", "registered=2022-05-05").object["code"]
    assert added == f"ZJ2022{int(last[6:]) + 1:05d}"
    assert kehao_as(*add, "--set", "registered=2029-05-05").object["code"] == "ZJ202900001"
    brought = kehao_as("import", str(old_list), "--json").object
    assert brought["rejected"] == 0
    audit = kehao_as("codes", "audit", "--json")
    assert audit.object["unexplained"] == 0


def test_no_rule_is_said_and_nothing_written(kehao_as: Kehao, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("code\n" + "\n".join(f"{n * 7919 % 99991:05d}" for n in range(300)), "utf-8")
    told = kehao_as("rules", "infer", str(path), "--json")
    assert (told.code, told.out) == (0, "")
    assert told.err.startswith("No rule found: ")
    out = tmp_path / "none.toml"
    refused = kehao_as("rules", "infer", str(path), "--out", str(out))
    assert (refused.code, out.exists()) == (4, False)
    assert "没有找到规则" in kehao_as("rules", "infer", str(path), "--lang", "zh").out


def test_a_column_is_named_where_no_header_is_known(kehao_as: Kehao, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("x,y\n" + "\n".join(f"K-{n:04d},1" for n in range(1, 50)), "utf-8")
    refused = kehao_as("rules", "infer", str(path))
    assert refused.code == 4
    assert "--column" in refused.err
    told = kehao_as("rules", "infer", str(path), "--column", "x", "--json")
    assert [one["pattern"] for one in told.objects] == ["K-{seq:4}"]


def test_codes_alone_need_no_header(kehao_as: Kehao) -> None:
    codes = "\n".join(f"V{n:05d}" for n in range(1, 60))
    told = kehao_as("rules", "infer", "-", "--json", stdin=codes)
    assert json.loads(told.out)["share"] == 1.0


def test_who_may_not_edit_rules_may_not_learn_them(kehao_as: Kehao, old_list: Path) -> None:
    assert kehao_as("rules", "infer", str(old_list), user="周婷").code == 3
