"""`log undo --last` and `log redo`: one's own newest change, from one command to the next."""

from __future__ import annotations

from tests.cli.conftest import Kehao


def city(kehao_as: Kehao, code: str) -> object:
    return kehao_as("customers", "show", code, "--json").object.get("city", "")


def test_the_newest_change_goes_and_comes_again(kehao_as: Kehao) -> None:
    code = kehao_as("customers", "add", "--set", "name=甲", "--json").object["code"]
    kehao_as("customers", "set", code, "city=广州")
    kehao_as("customers", "set", code, "city=深圳")
    done = kehao_as("log", "undo", "--last", "--json").object
    assert (done["action"], done["object"]) == ("customer.edit", code)
    assert city(kehao_as, code) == "广州"
    assert kehao_as("log", "undo", "--last").code == 0
    assert city(kehao_as, code) == ""
    assert kehao_as("log", "redo").code == 0
    assert kehao_as("log", "redo").code == 0
    assert city(kehao_as, code) == "深圳"
    nothing = kehao_as("log", "redo", "--lang", "zh")
    assert nothing.code == 4
    assert "没有可重做的" in nothing.err


def test_a_group_goes_as_one(kehao_as: Kehao) -> None:
    for name in ("甲", "乙"):
        kehao_as("customers", "add", "--set", f"name={name}", "--set", "source=组")
    kehao_as("customers", "set", "--query", "source:组", "city=珠海")
    assert kehao_as("log", "undo", "--last", "--json").object["undone"] == 2
    assert kehao_as("count", "city:珠海", "--json").object["count"] == 0
    assert kehao_as("log", "redo", "--json").object["undone"] == 2
    assert kehao_as("count", "city:珠海", "--json").object["count"] == 2
    assert kehao_as("log", "undo", "5", "--last").code == 2
