"""What codes say, credit codes and the house's policy, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kehao

RULES = """
[[rule]]
name = "VIP customers"
when = "type:VIP"
pattern = "VIP{yyyy}{seq:4}"

[[rule]]
name = "others"
pattern = "{region}{yyyy}{seq:5}"

[code_table.region]
"广东" = "GD"
"北京" = "BJ"
"""
HOUSE = '\n[house]\nmax_length = 12\none_per = ["name"]\nsecond = "reason"\n'


@pytest.fixture
def full(kehao_as: Kehao, tmp_path: Path) -> Kehao:
    path = tmp_path / "rules.toml"
    path.write_text(RULES, "utf-8")
    assert kehao_as("rules", "apply", str(path)).code == 0
    for name, region, kind in [
        ("甲", "广东", "企业"),
        ("乙", "北京", "企业"),
        ("丙", "北京", "VIP"),
    ]:
        pairs = [f"name={name}", f"region={region}", f"type={kind}", "registered=2026-02-03"]
        added = kehao_as("customers", "add", *[w for p in pairs for w in ("--set", p)])
        assert added.code == 0
    return kehao_as


def test_search_by_what_codes_say_with_columns(full: Kehao) -> None:
    found = full(
        "search", "code.region:北京", "--columns", "code,code.region,code.seq,rule", "--json"
    ).objects
    assert found == [
        {"code": "BJ202600001", "code.region": "BJ", "code.seq": "1", "rule": "others"}
    ]
    found = full("search", 'rule:"VIP customers"', "--columns", "name", "--json").objects
    assert found == [{"name": "丙"}]


def test_count_by_a_segment(full: Kehao) -> None:
    counted = full("count", "--by", "code.region", "--json").objects
    assert counted == [{"value": "BJ", "count": 1}, {"value": "GD", "count": 1}]
    assert full("count", "code.legacy:no archived:any", "--json").object == {"count": 6}


def test_an_unknown_segment_ends_with_4_and_says_which_there_are(full: Kehao) -> None:
    told = full("count", "code.city:x")
    assert told.code == 4
    assert "code.region, code.yyyy" in told.err
    told = full("count", "code.city:x", "--lang", "zh")
    assert "没有哪条规则的编码" in told.err


def test_export_what_codes_say(full: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    asked = full("export", str(file), "--query", "has:code.region", "--columns", "code,code.region")
    assert asked.code == 0
    assert file.read_text("utf-8-sig").splitlines()[1:] == ["GD202600001,GD", "BJ202600001,BJ"]


def test_the_house_policy_stops_a_second_name_or_takes_a_reason(
    full: Kehao, tmp_path: Path
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(RULES + HOUSE, "utf-8")
    assert full("rules", "apply", str(path)).code == 0
    assert "[house]" in full("rules", "export").out
    again = ("customers", "add", "--set", "name=甲", "--set", "region=广东")
    stopped = full(*again)
    assert stopped.code == 4
    assert "GD202600001" in stopped.err
    assert full(*again, "--reason", "a branch").code == 0
    path.write_text(RULES.replace("seq:5", "seq:9") + HOUSE, "utf-8")
    refused = full("rules", "apply", str(path))
    assert refused.code == 4
    assert "15 characters" in refused.err


def test_a_wrong_credit_code_is_refused_with_the_place(full: Kehao) -> None:
    told = full("customers", "set", "GD202600001", "credit_code=9144O300708461136T")
    assert told.code == 4
    told = full("customers", "set", "GD202600001", "credit_code=9144030070846113OT")
    assert "17" in told.err
    kept = full("customers", "set", "GD202600001", "credit_code=91440300 7084 61136t", "--json")
    assert kept.object["credit_code"] == "91440300708461136T"
