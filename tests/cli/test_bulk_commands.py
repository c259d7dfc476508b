"""`customers set|tag|archive|restore --query`: what scripts get, and what is refused."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Kehao


def test_all_of_a_query_are_set_as_one_group_after_a_dry_run(kehao_as: Kehao) -> None:
    asked = ("customers", "set", "--query", "region:广东", "level=A", "--reason", "年检", "--json")
    dry = kehao_as(*asked, "--dry-run")
    assert dry.object == {"changed": 2, "unchanged": 0, "failed": 0, "group": None}
    assert kehao_as("count", "level:A", "--json").object == {"count": 0}
    done = kehao_as(*asked).object
    assert list(done) == ["changed", "unchanged", "failed", "group"]
    assert (done["changed"], done["unchanged"], done["failed"]) == (2, 0, 0)
    lines = kehao_as("log", "list", f"group:{done['group']}", "--json").objects
    assert {line["reason"] for line in lines} == {"年检"}
    again = kehao_as(*asked).object
    assert (again["changed"], again["unchanged"], again["group"]) == (0, 2, None)
    assert kehao_as("log", "undo", "--group", done["group"]).code == 0
    assert kehao_as("count", "level:A", "--json").object == {"count": 0}


def test_tags_and_archiving_of_many_and_of_one(kehao_as: Kehao) -> None:
    done = kehao_as("customers", "tag", "--query", "", "--add", "重点", "--add", "b", "--json")
    assert done.object["changed"] == 3
    one = kehao_as("customers", "tag", "CUST000001", "--remove", "重点", "--json").object
    assert one["tags"] == ["b"]
    gone = kehao_as("customers", "archive", "--query", "tag:重点", "--json").object
    assert gone["changed"] == 2
    back = kehao_as("customers", "restore", "--query", "archived:yes", "--json").object
    assert (back["changed"], back["failed"]) == (2, 0)


def test_a_stopped_change_is_gone_on_with_by_its_group(kehao_as: Kehao) -> None:
    first = kehao_as("customers", "set", "--query", "region:广东", "source=展会", "--json").object
    both = kehao_as(
        *("customers", "set", "--query", "", "source=展会", "--group", first["group"], "--json")
    ).object
    assert (both["group"], both["changed"], both["unchanged"]) == (first["group"], 1, 2)


def test_people_read_sentences_and_old_values(kehao_as: Kehao) -> None:
    said = kehao_as("customers", "set", "--query", "", "region=广东", "--dry-run")
    assert "Would change: 1. Right already: 2. Cannot be: 0." in said.out
    assert "浙江" in said.out
    assert "Group:" in kehao_as("customers", "archive", "--query", "").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["set", "--query", "region:广东"], 2),
        (["set", "--query", "region:广东", "level"], 2),
        (["set", "--query", "region:广东", "code=X1"], 2),
        (["set", "--query", "(level:A", "level=A"], 4),
        (["set", "--query", "", "registered=yesterday-ish"], 4),
        (["set", "--query", "", "name=甲"], 4),
        (["set", "CUST000001", "level=A", "--dry-run"], 2),
        (["set", "--query", "", "level=A", "--group", "nonsense"], 4),
        (["tag", "--add", "x"], 2),
        (["tag", "CUST000001", "--query", "", "--add", "x"], 2),
        (["tag", "--query", ""], 4),
        (["tag", "--query", "", "--add", "a,b"], 4),
        (["archive"], 2),
        (["restore", "--group", "x", "CUST000001"], 2),
    ],
)
def test_refusals_are_one_line_and_change_nothing(
    kehao_as: Kehao, arguments: list[str], code: int
) -> None:
    answer = kehao_as("customers", *arguments, "--json")
    assert (answer.code, answer.out) == (code, ""), answer.err
    assert len(answer.err.splitlines()) == 1
    assert kehao_as("count", "--json").object == {"count": 3}
    assert kehao_as("log", "list", "action:customer.edit", "--json").objects == []


def test_a_viewer_is_not_permitted(kehao_as: Kehao) -> None:
    for arguments in (["set", "--query", "", "level=A"], ["archive", "--query", ""]):
        assert kehao_as("customers", *arguments, user="周婷").code == 3
