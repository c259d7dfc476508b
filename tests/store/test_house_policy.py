"""The house's policy: codes no longer than it wants, and no second customer where it wants none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.codes.house import House
from store.codes.rulefile import RuleDraft, RuleSet, read_rules, write_rules
from store.customers.policy import same_name
from store.errors import InvalidPattern, InvalidRules, InvalidValue, SecondCustomer
from store.session import Session

ALL = ("name", "credit_code", "phone")
CREDIT = "91440300708461136T"


def policy(session: Session, second: str = "stop", *one_per: str) -> None:
    rules = session.rules.rule_set()
    session.rules.apply(replace(rules, house=House(0, one_per or ALL, second)))


@given(
    st.builds(
        House,
        st.integers(0, 64),
        st.sets(st.sampled_from(ALL)).map(lambda some: tuple(n for n in ALL if n in some)),
        st.sampled_from(["stop", "reason"]),
    )
)
def test_a_file_keeps_the_policy(house: House) -> None:
    rules = RuleSet((RuleDraft("all", "C{seq:4}"),), house=house)
    assert read_rules(write_rules(rules)) == rules


@pytest.mark.parametrize(
    "lines",
    ['one_per = ["address"]', 'second = "maybe"', "max_length = -1", "longest = 3", "one_per = 1"],
)
def test_a_policy_that_makes_no_sense_is_refused(lines: str) -> None:
    with pytest.raises(InvalidRules, match="house"):
        read_rules(f'[house]\n{lines}\n[[rule]]\nname = "a"\npattern = "C{{seq:4}}"\n')


def test_a_pattern_that_could_be_too_long_is_refused_at_its_place(boss: Session) -> None:
    rules = RuleSet((RuleDraft("all", "CUST{yyyy}-{seq:6}"),), house=House(max_length=12))
    with pytest.raises(InvalidPattern) as caught:
        boss.rules.apply(rules)
    assert (caught.value.start, caught.value.end) == (11, 18)
    assert caught.value.params["rule"] == "all"
    boss.rules.apply(replace(rules, house=House(max_length=15)))
    assert boss.rules.rule_set().house.max_length == 15
    with pytest.raises(InvalidValue, match="15"):
        boss.customers.add({"name": "甲"}, code="A" * 16)


def test_the_log_keeps_the_policy(boss: Session) -> None:
    policy(boss, "reason", "name")
    (line,) = boss.log.list("action:rule.apply", limit=1)
    assert line.after["house"] == {"max_length": 0, "one_per": ["name"], "second": "reason"}


@pytest.mark.parametrize(
    "second",
    [
        {"name": "深圳 华为（技术）有限公司"},
        {"name": "深圳華為", "phone": "+86 138-1234-5678"},
        {"name": "另一家", "credit_code": CREDIT.lower()},
    ],
)
def test_a_second_customer_is_stopped(boss: Session, second: dict[str, str]) -> None:
    first = {"name": "深圳华为(技术)有限公司", "phone": "13812345678", "credit_code": CREDIT}
    code = boss.customers.add(first).code
    policy(boss)
    with pytest.raises(SecondCustomer) as caught:
        boss.customers.add(second, reason="does not help")
    assert caught.value.params["other"] == code
    assert boss.search.count("") == 1
    assert boss.customers.add({"name": "深圳华为(技术)集团"}).code == "CUST000002"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ACME Ltd.", "acme  LTD", True),
        ("École 1", "Ecole 1", True),
        ("ＡＢＣ公司", "abc公司", True),
        ("银行", "行银", False),
        ("王伟", "汪伟", False),
        ("明日有限公司", "明日有限责任公司", False),
        ("A B", "AB", False),
    ],
)
def test_which_names_are_the_same(one: str, other: str, same: bool) -> None:
    assert (same_name(one) == same_name(other)) is same


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_a_name_is_found_again_however_its_signs_and_case_stand(name: str) -> None:
    from store.search.pinyin import sort_key

    assert same_name(name) == same_name(f" ({name.lower()})!")
    assert sort_key(name).replace(" ", "") or not same_name(name)


def test_with_a_reason_a_second_one_comes_in_and_the_log_has_it(boss: Session) -> None:
    boss.customers.add({"name": "甲"})
    policy(boss, "reason", "name")
    with pytest.raises(SecondCustomer, match="reason"):
        boss.customers.add({"name": "甲"})
    second = boss.customers.add({"name": "甲"}, reason="a branch")
    assert boss.customers.history(second.id)[0].reason == "a branch"


def test_an_edit_is_asked_only_about_what_it_changes(boss: Session) -> None:
    first = boss.customers.add({"name": "甲", "phone": "13812345678"})
    second = boss.customers.add({"name": "甲", "phone": "13900000000"})
    policy(boss)
    changed = boss.customers.edit(second.id, {"city": "广州"}, version=second.version)
    for values in ({"phone": "138 1234 5678"}, {"credit_code": CREDIT, "phone": "13812345678"}):
        with pytest.raises(SecondCustomer) as caught:
            boss.customers.edit(second.id, values, version=changed.version)
        assert caught.value.field == "phone"
    kept = boss.customers.edit(second.id, {"name": "甲。"}, version=changed.version)
    assert kept.values["name"] == "甲。"
    many = boss.customers.set_many([first.id, second.id], {"phone": "13777777777"})
    assert (many.changed, len(many.failed)) == (1, 1)
    assert isinstance(many.failed[0][1], SecondCustomer)


def test_an_import_rejects_second_ones_among_its_own_rows_too(
    boss: Session, tmp_path: Path
) -> None:
    boss.customers.add({"name": "甲"})
    policy(boss, "reason", "name", "phone")
    file = tmp_path / "in.csv"
    file.write_text("name,phone\n甲,\n乙,13812345678\n丙,13812345678\n丁,\n", "utf-8")
    result = boss.transfer.run_import(file)
    assert (result.added, result.rejected) == (2, 2)
    assert [row for row, _ in result.reasons] == [2, 4]
    again = boss.transfer.run_import(file, reason="both are branches")
    assert (again.added, again.skipped) == (2, 2)
    line = boss.customers.history(5)[0]
    assert line.reason == "both are branches"


def test_an_import_that_updates_is_stopped_as_an_edit_is(boss: Session, tmp_path: Path) -> None:
    boss.customers.add({"name": "甲", "phone": "13812345678"})
    other = boss.customers.add({"name": "乙"})
    policy(boss)
    file = tmp_path / "in.csv"
    file.write_text(f"code,phone\n{other.code},13812345678\n", "utf-8")
    result = boss.transfer.run_import(file, on_match="update")
    assert (result.updated, result.rejected) == (0, 1)


def test_who_may_not_read_customers_is_not_told_which_was_first(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    code = boss.customers.add({"name": "甲"}).code
    policy(boss)
    boss.staff.save_role("typist", ["customer.add", "rule.read"])
    boss.staff.set_roles("clerk", ["typist"])
    with pytest.raises(SecondCustomer) as caught:
        sign_in("clerk").customers.add({"name": "甲"})
    assert code not in str(caught.value)


def test_archived_customers_count_and_erased_ones_do_not(boss: Session) -> None:
    first = boss.customers.add({"name": "甲"})
    policy(boss, "stop", "name")
    boss.customers.archive(first.id)
    with pytest.raises(SecondCustomer):
        boss.customers.add({"name": "甲"})
    boss.customers.delete(first.id, "asked to")
    assert boss.customers.add({"name": "甲"}).id != first.id
