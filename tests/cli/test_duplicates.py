"""`kehao duplicates`: find, list, show, decide, and who looks like somebody."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Kehao


@pytest.fixture
def twice(kehao_as: Kehao) -> Kehao:
    kehao_as("customers", "add", "--set", "name=晴川贸易", "--set", "phone=0755-55500001")
    kehao_as("customers", "add", "--set", "name=之何", "--set", "phone=19900000002")
    return kehao_as


def test_pairs_are_found_listed_and_shown_with_reasons(twice: Kehao) -> None:
    found = twice("duplicates", "find", "--json")
    assert (found.code, found.object["customers"], found.object["found"]) == (0, 5, 2)
    pairs = twice("duplicates", "list", "--json").objects
    assert {one["first"]["code"] for one in pairs} == {"CUST000001", "CUST000003"}
    (firm,) = [one for one in pairs if one["first"]["code"] == "CUST000001"]
    assert {one["field"]: one["level"] for one in firm["reasons"]} == {
        "phone": "same",
        "name": "short",
    }
    shown = twice("duplicates", "show", "CUST000001", "CUST000004", "--json").object
    assert shown["second"]["name"] == "晴川贸易"
    assert shown["score"] == pytest.approx(firm["score"], abs=0.05)
    told = twice("duplicates", "list", "--lang", "zh").out
    assert "电话相同" in told
    assert "同一" not in twice("duplicates", "show", "CUST000001", "CUST000004").out


def test_a_pair_is_decided_and_the_decision_taken_back(twice: Kehao) -> None:
    twice("duplicates", "find")
    said = twice("duplicates", "decide", "CUST000003", "CUST000005", "different", "--json")
    assert said.object == {"decision": "different", "before": "open"}
    assert twice("duplicates", "find", "--json").object["found"] == 1
    assert len(twice("duplicates", "list", "--state", "different", "--json").objects) == 1
    assert twice("duplicates", "decide", "CUST000003", "CUST000005", "open").code == 0
    made = twice(
        "duplicates", "decide", "CUST000001", "CUST000004", "same", "--take", "name", "--json"
    ).object
    assert made["customer"]["name"] == "晴川贸易"
    assert made["customer"]["aliases"] == ["CUST000004"]
    assert len(twice("duplicates", "list", "--json").objects) == 1


def test_somebody_is_looked_for_before_being_added(twice: Kehao) -> None:
    found = twice("duplicates", "similar", "--set", "name=深圳市晴川贸易公司", "--json").objects
    assert found[0]["code"] in ("CUST000001", "CUST000004")
    none = twice("duplicates", "similar", "--set", "name=上海无名科技有限公司")
    assert (none.code, none.out) == (0, "")
    assert "Nobody" in none.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("find", "--min", "7"), 2),
        (("list", "--state", "x"), 4),
        (("show", "CUST000001", "NOPE"), 4),
        (("decide", "CUST000001", "CUST000003", "maybe"), 4),
        (("decide", "CUST000001", "CUST000003", "later", "--take", "name"), 2),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    twice: Kehao, words: tuple[str, ...], code: int
) -> None:
    found = twice("duplicates", *words)
    assert (found.code, found.out) == (code, "")
    assert len(found.err.splitlines()) == 1


def test_who_may_not_merge_is_refused(twice: Kehao) -> None:
    assert twice("duplicates", "find", user="李娜").code == 3
    assert twice("duplicates", "similar", "--set", "name=何之", user="李娜").code == 0
