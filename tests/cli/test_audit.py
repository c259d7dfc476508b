"""`kehao codes audit` and `kehao codes numbers`: JSON for scripts, words for people, exit codes."""

from __future__ import annotations

from pathlib import Path

import store
from store.codes.rulefile import RuleDraft, RuleSet
from tests.cli.conftest import ADMIN, PASSWORD, Kehao
from tui.locale import zh_CN
from tui.widgets.audit_words import BECAME, KINDS


def test_a_store_that_is_well_ends_with_0(kehao_as: Kehao) -> None:
    answer = kehao_as("codes", "audit", "--json")
    assert answer.code == 0
    found = answer.object
    assert (found["ok"], found["findings"], found["unexplained"]) == (True, [], 0)
    assert (found["codes"], found["counters"]) == (3, 1)
    assert "3 codes and 1 counter audited" in kehao_as("codes", "audit").out


def test_what_is_found_ends_with_1_and_says_the_way_out(kehao_as: Kehao, folder: Path) -> None:
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    with session.writing("code.audit") as change:
        change.conn.execute("UPDATE counter SET value = 5")
    session.close()
    kehao_as("customers", "add", "--set", "name=x", "--set", "code=CU5T000001")
    answer = kehao_as("codes", "audit", "--json")
    assert answer.code == 1
    assert not answer.object["ok"]
    assert answer.object["unexplained"] == 2
    first, second = answer.object["findings"]
    assert (first["kind"], first["counter"]) == ("unexplained", "CUST######")
    assert (second["kind"], second["code"]) == ("confusable", "CUST000001")
    assert "CU5T000001" in second["what"]
    assert second["mend"]
    told = kehao_as("codes", "audit", "--lang", "zh")
    assert told.code == 1
    assert "号码去向不明" in told.out
    assert "容易看混" in told.out
    limited = kehao_as("codes", "audit", "--limit", "x")
    assert limited.code == 2


def test_an_auditor_may_and_a_clerk_may_not(kehao_as: Kehao) -> None:
    assert kehao_as("codes", "audit", user="孙浩").code == 0
    assert kehao_as("codes", "audit", user="李娜").code == 3


def test_the_numbers_of_a_counter_by_its_key_or_by_a_code(kehao_as: Kehao) -> None:
    (counter,) = kehao_as("codes", "numbers", "--json").objects
    assert (counter["counter"], counter["start"], counter["value"]) == ("CUST######", 1, 3)
    for name in ("CUST######", "CUST000002", counter["key"]):
        (run,) = kehao_as("codes", "numbers", name, "--json").objects
        assert (run["first"], run["last"], run["why"]) == (1, 3, "issued")
    assert "given to a customer" in kehao_as("codes", "numbers", "CUST######").out
    assert kehao_as("codes", "numbers", "NONE").code == 4


def test_people_see_numbers_skipped_among_those_given_as_one_run(
    kehao_as: Kehao, folder: Path
) -> None:
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    session.rules.apply(RuleSet((RuleDraft("all", "K{seq:2,skip=4,hold=*8}"),)))
    for _ in range(12):
        session.customers.add({"name": "x"})
    session.close()
    lines = kehao_as("codes", "numbers", "K##").out.splitlines()[1:]
    assert [" ".join(line.split()) for line in lines] == [
        "1 7 given to a customer, 1 skipped by the rule",
        "8 8 held back",
        "9 15 given to a customer, 1 skipped by the rule",
    ]
    assert len(kehao_as("codes", "numbers", "K##", "--json").objects) == 7


def test_all_words_have_their_chinese() -> None:
    assert [w for w in (*KINDS.values(), *BECAME.values()) if not zh_CN.lookup(w)] == []
