"""`kehao rules` and `kehao codes`: rules as files, tried before they count; codes explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kehao

RULES = """
[[rule]]
name = "VIP"
when = "type:VIP"
pattern = "VIP{seq:4}{check:damm,over=digits}"

[[rule]]
name = "others"
pattern = "{region}{seq:4}"
notes = "by region"

[code_table.region]
"广东" = "GD"
"浙江" = "ZJ"
"""


@pytest.fixture
def rules_file(tmp_path: Path) -> str:
    path = tmp_path / "rules.toml"
    path.write_text(RULES, "utf-8")
    return str(path)


def add(kehao_as: Kehao, *values: str) -> str:
    pairs = [word for value in values for word in ("--set", value)]
    return str(kehao_as("customers", "add", *pairs, "--json").object["code"])


def test_a_fresh_store_has_one_rule(kehao_as: Kehao) -> None:
    (rule,) = kehao_as("rules", "list", "--json").objects
    assert rule == {
        "name": "CUST",
        "when": "",
        "pattern": "CUST{seq:6}",
        "date": "registered",
        "notes": "",
        "version": 1,
        "position": 1,
    }


def test_a_dry_run_tells_figures_and_changes_nothing(kehao_as: Kehao, rules_file: str) -> None:
    tried = kehao_as("rules", "apply", rules_file, "--dry-run", "--json").object
    assert (tried["applied"], tried["customers"], tried["differing"]) == (False, 3, 3)
    assert [room["rule"] for room in tried["rooms"]] == ["VIP", "others"]
    assert [rule["name"] for rule in kehao_as("rules", "list", "--json").objects] == ["CUST"]


def test_applied_rules_give_the_next_codes_and_export_as_they_were(
    kehao_as: Kehao, rules_file: str, tmp_path: Path
) -> None:
    assert kehao_as("rules", "apply", rules_file, "--json").object["applied"] is True
    assert add(kehao_as, "name=甲", "region=广东") == "GD0001"
    assert add(kehao_as, "name=乙", "type=VIP").startswith("VIP0001")
    exported = kehao_as("rules", "export").out
    again = tmp_path / "again.toml"
    again.write_text(exported, "utf-8")
    assert kehao_as("rules", "apply", str(again), "--json").code == 0
    assert kehao_as("rules", "export").out == exported
    assert kehao_as("rules", "show", "others", "--json").object["version"] == 1
    as_json = kehao_as("rules", "export", "--json").object
    assert as_json["code_tables"] == {"region": {"广东": "GD", "浙江": "ZJ"}}
    assert [rule["name"] for rule in as_json["rules"]] == ["VIP", "others"]


def test_rules_come_from_standard_input_too(kehao_as: Kehao) -> None:
    assert kehao_as("rules", "apply", "-", stdin=RULES).code == 0
    assert kehao_as("rules", "show", "VIP").code == 0


@pytest.mark.parametrize(
    "text",
    [
        'no = "toml',
        '[[rule]]\nname="a"\npattern="{seq:4"\n',
        '[[rule]]\nname="a"\npattern="A"\n',
        '[[rule]]\nname="a"\nwhen="type:VIP"\npattern="A{seq:4}"\n',
        '[[rule]]\nname="a"\nwhen="nothing:VIP"\npattern="A{seq:4}"\n',
    ],
)
def test_rules_that_would_not_hold_end_with_4_and_change_nothing(
    kehao_as: Kehao, text: str
) -> None:
    refused = kehao_as("rules", "apply", "-", "--json", stdin=text)
    assert (refused.code, refused.out) == (4, "")
    assert len(refused.err.splitlines()) == 1
    assert len(kehao_as("rules", "list", "--json").objects) == 1


def test_a_broken_rule_is_named_with_the_place(kehao_as: Kehao) -> None:
    text = '[[rule]]\nname="a"\nwhen="{when}"\npattern="A{{seq:4}}{more}"\n'
    last = '[[rule]]\nname="b"\npattern="B{seq:4}"\n'
    pattern = kehao_as("rules", "apply", "-", stdin=text.format(when="type:VIP", more="{x}") + last)
    assert pattern.err.startswith("Rule a: At 9: there is no token {x}.")
    when = kehao_as("rules", "apply", "-", stdin=text.format(when="no:VIP", more="") + last)
    assert when.err.startswith("Rule a: There is no field no.")


def test_no_two_examples_of_a_dry_run_show_one_code(kehao_as: Kehao) -> None:
    rules = '[[rule]]\nname="a"\npattern="A{seq:1,last=2}"\n'
    tried = kehao_as("rules", "apply", "-", "--dry-run", "--json", stdin=rules).object
    assert [example["code"] for example in tried["examples"]] == ["A1", "A2", ""]
    assert "counter" in tried["examples"][2]["error"]


def test_only_those_who_may_apply_rules(kehao_as: Kehao, rules_file: str) -> None:
    assert kehao_as("rules", "apply", rules_file, user="李娜").code == 3
    assert kehao_as("rules", "list", user="周婷").code == 0


def test_what_is_not_there_ends_with_4(kehao_as: Kehao, tmp_path: Path) -> None:
    assert kehao_as("rules", "show", "nothing").code == 4
    assert kehao_as("rules", "apply", str(tmp_path / "none.toml")).code == 4


def test_a_code_is_explained_segment_by_segment(kehao_as: Kehao, rules_file: str) -> None:
    kehao_as("rules", "apply", rules_file)
    code = add(kehao_as, "name=甲", "region=广东")
    told = kehao_as("codes", "explain", code, "--json")
    assert told.code == 0
    assert {"code", "state", "customer", "segments", "problems", "near"} <= told.object.keys()
    assert (told.object["state"], told.object["customer"]) == ("live", code)
    assert [segment.keys() for segment in told.object["segments"]] == [
        {"token", "text", "meaning"}
    ] * 2
    assert told.object["segments"][0] == {"token": "region", "text": "GD", "meaning": "广东"}
    assert "广东" in kehao_as("codes", "explain", code).out


def test_an_unknown_code_is_explained_all_the_same_and_ends_with_4(kehao_as: Kehao) -> None:
    told = kehao_as("codes", "explain", "CUST00000l", "--json")
    assert told.code == 4
    assert (told.object["state"], told.object["customer"]) == ("unknown", None)
    assert told.object["near"][0] == "CUST000001"
    assert told.object["problems"]
