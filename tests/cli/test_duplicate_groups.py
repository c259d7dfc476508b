"""`kehao duplicates groups`, `group`, `merge`: several customers made one, and undone."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Kehao

FIRST, OTHERS = "CUST000001", ("CUST000004", "CUST000005")


@pytest.fixture
def three(kehao_as: Kehao) -> Kehao:
    add = ("customers", "add", "--set", "phone=0755-55500001", "--set")
    kehao_as(*add, "name=晴川贸易", "--set", "email=x@example.com")
    kehao_as(*add, "name=晴川贸易有限公司", "--set", "email=y@example.com")
    kehao_as("duplicates", "find")
    return kehao_as


def test_a_group_is_listed_shown_merged_and_taken_apart(three: Kehao) -> None:
    (group,) = three("duplicates", "groups", "--json").objects
    assert [one["code"] for one in group["members"]] == [FIRST, *OTHERS]
    assert (group["total"], group["pairs"], group["pairs_possible"]) == (3, 3, 3)
    told = three("duplicates", "group", OTHERS[1], "--lang", "zh").out
    assert told.startswith("最弱的一环：")
    links = three("duplicates", "group", OTHERS[1], "--json").object["links"]
    assert [one["score"] for one in links] == sorted((one["score"] for one in links), reverse=True)
    made = three(
        "duplicates", "merge", FIRST, *OTHERS, "--take", f"email={OTHERS[1]}", "--json"
    ).object
    assert made["merged"] == 2
    assert made["customer"]["aliases"] == list(OTHERS)
    assert made["customer"]["email"] == "y@example.com"
    assert three("duplicates", "groups").err.strip() == "No group is there to be decided."
    assert three("log", "undo", "--last").code == 0
    assert three("customers", "show", OTHERS[0], "--json").object["code"] == OTHERS[0]


def test_unlike_ones_are_merged_only_when_that_is_meant(three: Kehao) -> None:
    words = ("duplicates", "merge", FIRST, "CUST000002")
    refused = three(*words)
    assert (refused.code, refused.out) == (4, "")
    assert "do not look like one" in refused.err
    assert three(*words, "--unlike").code == 0


def test_who_is_left_out_is_remembered_as_different(three: Kehao) -> None:
    words = ("duplicates", "merge", FIRST, OTHERS[0], "--different", OTHERS[1])
    assert three(*words).code == 0
    (pair,) = three("duplicates", "list", "--state", "different", "--json").objects
    assert (pair["first"]["code"], pair["second"]["code"]) == (FIRST, OTHERS[1])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("groups", "--min", "7"), 2),
        (("group", "CUST000002"), 4),
        (("merge", FIRST), 2),
        (("merge", FIRST, OTHERS[0], "--take", "email"), 2),
        (("merge", FIRST, OTHERS[0], "--take", f"email={FIRST}"), 4),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    three: Kehao, words: tuple[str, ...], code: int
) -> None:
    found = three("duplicates", *words)
    assert (found.code, found.out) == (code, "")
    assert len(found.err.splitlines()) == 1
