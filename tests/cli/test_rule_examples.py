"""Examples, a wider number and held-back numbers by command."""

from __future__ import annotations

from pathlib import Path

from store.codes.rulefile import read_rules
from tests.cli.conftest import Kehao


def test_an_example_is_printed_and_applied(kehao_as: Kehao, tmp_path: Path) -> None:
    listed = kehao_as("rules", "examples", "--json").objects
    assert "shop" in [one["name"] for one in listed]
    file = tmp_path / "shop.toml"
    file.write_text(kehao_as("rules", "examples", "shop").out, "utf-8")
    assert kehao_as("rules", "apply", str(file), "--dry-run", "--json").object["failing"] == 0
    assert kehao_as("rules", "apply", str(file)).code == 0
    added = kehao_as(
        "customers", "add", "--set", "name=云禾", "--set", "region=广东", "--json"
    ).object
    assert added["code"].startswith("GD20")
    assert added["code"].endswith("0000001")


def test_every_example_reads_as_it_is_printed(kehao_as: Kehao) -> None:
    for one in kehao_as("rules", "examples", "--json").objects:
        assert read_rules(kehao_as("rules", "examples", one["name"]).out).rules


def test_an_unknown_example_is_no_such_thing(kehao_as: Kehao) -> None:
    answer = kehao_as("rules", "examples", "nope")
    assert answer.code == 4
    assert "factory" in answer.err


def test_a_number_is_made_wider_and_goes_on(kehao_as: Kehao) -> None:
    tried = kehao_as("rules", "widen", "CUST", "--dry-run", "--json").object
    assert (tried["pattern"], tried["applied"]) == ("CUST{seq:7}", False)
    assert kehao_as("rules", "widen", "CUST", "--json").object["applied"]
    assert (
        kehao_as("customers", "add", "--set", "name=云禾", "--json").object["code"] == "CUST0000004"
    )
    assert kehao_as("rules", "widen", "nobody").code == 4


def test_the_dry_run_says_how_long_counters_last(kehao_as: Kehao) -> None:
    room = kehao_as("rules", "widen", "CUST", "--dry-run", "--json").object["rooms"][0]
    (end,) = room["ends"]
    assert (end["counter"], end["left"], end["near"]) == ("CUST#######", 9_999_996, False)
    assert (end["pace"], end["day"]) == (0.1, None)


def test_held_back_numbers_are_listed_and_one_is_given(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "held.toml"
    file.write_text(kehao_as("rules", "examples", "held").out, "utf-8")
    kehao_as("rules", "apply", str(file))
    found = kehao_as("codes", "held", "all customers", "--limit", "2", "--json").objects
    assert [one["code"] for one in found] == ["CUST000666", "CUST000888"]
    given = kehao_as("customers", "add", "--set", "name=云禾", "--set", "code=CUST000666", "--json")
    assert given.object["code"] == "CUST000666"
    found = kehao_as("codes", "held", "all customers", "--begins", "cust000", "--json").objects
    assert [one["code"] for one in found] == ["CUST000888"]
    assert kehao_as("codes", "held", "CUST").code == 4


def test_who_may_give_no_codes_by_hand_sees_none(kehao_as: Kehao) -> None:
    assert kehao_as("codes", "held", "CUST", user="李娜").code == 3


def test_adding_warns_when_the_counter_nears_its_end(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text('[[rule]]\nname = "CUST"\npattern = "K{seq:1}"\n', "utf-8")
    kehao_as("rules", "apply", str(file))
    for number in range(1, 10):
        added = kehao_as("customers", "add", "--set", "name=云禾", "--json")
        assert added.object["code"] == f"K{number}"
    assert "0 of 9" in added.err
    assert kehao_as("rules", "widen", "CUST").code == 0
    assert kehao_as("customers", "add", "--set", "name=云禾", "--json").object["code"] == "K10"
