"""The life of a code by commands: change, void, reserve, release, renumber, merge, undo."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Kehao


def code_of(kehao_as: Kehao, name: str, *more: str) -> str:
    added = kehao_as("customers", "add", "--set", f"name={name}", *more, "--json")
    assert added.code == 0, added.err
    return str(added.object["code"])


def test_a_code_is_changed_and_found_by_the_old_one(kehao_as: Kehao) -> None:
    old = code_of(kehao_as, "甲")
    changed = kehao_as("codes", "change", old, "ABC-1", "--reason", "asked", "--json").object
    assert (changed["code"], changed["aliases"]) == ("ABC-1", [old])
    by_rule = kehao_as("codes", "change", old, "--reason", "r", "--json").object
    assert by_rule["aliases"] == [old, "ABC-1"]
    back = kehao_as("codes", "change", "abc-1", old, "--reason", "r")
    assert "its own earlier code" in back.out
    assert kehao_as("codes", "change", old, "NEW-1").code == 2
    assert kehao_as("codes", "change", old, "NEW-1", "--reason", "r", user="李娜").code == 3
    assert kehao_as("codes", "change", old, "ABC 1 !", "--reason", "r").code == 4


def test_a_block_is_reserved_used_and_released(kehao_as: Kehao) -> None:
    asked = ("codes", "reserve", "CUST", "3", "--for", "李娜", "--until", "2099-12-31")
    block = kehao_as(*asked, "--json").object
    assert (block["count"], block["left"], block["state"]) == (3, 3, "open")
    name = ("customers", "add", "--set", "name=甲")
    used = kehao_as(*name, "--from-block", block["block"], "--json", user="李娜")
    assert used.object["code"] == block["first"]
    typed = kehao_as(*name, "--set", f"code={block['last']}", "--json", user="李娜")
    assert typed.object["code"] == block["last"]
    (listed,) = kehao_as("codes", "reservations", "--json").objects
    assert (listed["owner"], listed["left"]) == ("李娜", 1)
    assert kehao_as("codes", "release", block["block"], "--json").object["released"] == 1
    assert kehao_as("codes", "reservations", "--json").objects == []
    assert kehao_as("codes", "release", block["block"]).code == 0
    assert kehao_as("codes", "release", "NOPE").code == 4
    assert kehao_as(*asked, user="李娜").code == 3
    said = kehao_as("codes", "reservations", "--all", "--lang", "zh").out
    assert "已释放" in said


def test_a_code_is_made_void(kehao_as: Kehao) -> None:
    found = kehao_as("codes", "void", "X-4", "--reason", "unlucky", "--json").object
    assert (found["code"], found["state"]) == ("X-4", "void")
    assert kehao_as("codes", "void", code_of(kehao_as, "甲"), "--reason", "r").code == 4


def test_two_customers_become_one(kehao_as: Kehao) -> None:
    keep = code_of(kehao_as, "甲")
    other = code_of(kehao_as, "乙", "--set", "city=东莞", "--tag", "t")
    merged = kehao_as("customers", "merge", keep, other, "--json").object
    assert (merged["code"], merged["city"], merged["tags"]) == (keep, "东莞", ["t"])
    assert merged["aliases"] == [other]
    assert kehao_as("customers", "show", other, "--json").object["code"] == keep
    assert kehao_as("customers", "merge", keep, other).code == 4


def test_renumbering_is_shown_written_done_and_undone(kehao_as: Kehao, tmp_path: Path) -> None:
    old = code_of(kehao_as, "甲公司")
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nname = "all"\npattern = "N{seq:4}"\n', "utf-8")
    assert kehao_as("rules", "apply", str(rules)).code == 0
    out = tmp_path / "codes.csv"
    dry = kehao_as("codes", "renumber", "甲公司", "--dry-run", "--out", str(out), "--json").object
    assert (dry["changed"], dry["group"]) == (1, None)
    assert dry["examples"] == [{"old": old, "new": "N0001", "why": ""}]
    assert kehao_as("customers", "show", old, "--json").object["code"] == old
    done = kehao_as("codes", "renumber", "甲公司", "--out", str(out), "--json").object
    assert (done["changed"], done["failed"]) == (1, 0)
    assert out.read_text("utf-8-sig").splitlines() == ["old,new,why", f"{old},N0001,"]
    undone = kehao_as("log", "undo", "--group", done["group"], "--json").object
    assert (undone["undone"], undone["failed"]) == (1, [])
    assert kehao_as("customers", "show", "N0001", "--json").object["code"] == old


def test_an_operation_is_undone_by_its_number(kehao_as: Kehao) -> None:
    code = code_of(kehao_as, "甲")
    seq = str(kehao_as("log", "list", f"object:{code}", "--json").objects[-1]["seq"])
    kehao_as("customers", "set", code, "city=x")
    refused = kehao_as("log", "undo", seq, "--lang", "zh")
    assert refused.code == 1
    assert "无法撤销" in refused.err
    edit = str(kehao_as("log", "list", "action:customer.edit", "--json").objects[-1]["seq"])
    done = kehao_as("log", "undo", edit, "--reason", "slip", "--json").object
    assert (done["undoes"], done["action"], done["object"]) == (int(edit), "customer.edit", code)
    assert kehao_as("log", "undo", edit).code == 1
    assert kehao_as("log", "undo", seq).code == 0
    assert kehao_as("customers", "show", code).code == 4
    for wrong in ((), ("x",), ("1", "--group", "y")):
        assert kehao_as("log", "undo", *wrong).code == 2
    assert kehao_as("log", "undo", "999999").code == 4
    assert kehao_as("log", "undo", "--group", "nope").code == 4
