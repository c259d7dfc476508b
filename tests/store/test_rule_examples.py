"""Every example rule file, from being put in force to right codes on customers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from store.codes.examples import NAMES, example
from store.codes.rulefile import RuleSet, read_rules, write_rules
from store.errors import NotFound
from store.pattern import methods_for, parse_pattern
from store.pattern.shape import alphabet
from store.session import Session

CUSTOMERS = (
    {"name": "深圳晴川贸易有限公司", "region": "广东", "type": "企业", "registered": "2026-01-31"},
    {"name": "何之", "region": "北京", "type": "个人", "registered": "2025-12-05"},
    {"name": "杭州云禾软件有限公司", "region": "浙江", "type": "VIP", "registered": "2026-01-31"},
    {"name": "广州天信实业有限公司", "region": "广东", "type": "企业", "registered": "2026-01-31"},
)
CODES = {
    "cust": ["CUST000001", "CUST000002", "CUST000003", "CUST000004"],
    "vip": ["CUST000001", "CUST000002", "VIP000001", "CUST000003"],
    "region": ["GD00001", "BJ00001", "ZJ00001", "GD00002"],
    "moment": [r"20\d{10}0[1-4]"] * 4,
    "type-year": ["QY2026000001", "GR2025000001", "VP2026000001", "QY2026000002"],
    "shop": ["GD20260000001", "BJ20250000001", "ZJ20260000001", "GD20260000002"],
    "bank": ["QY20260131000001", "GR20251205000001", "VP20260131000001", "QY20260131000002"],
    "factory": ["GDQY00001", "BJGR00001", "ZJVP00001", "GDQY00002"],
    "checked": ["GD20260000001.", "BJ20250000001.", r"VIP2026000001\d", "GD20260000002."],
    "held": ["CUST000001", "CUST000002", "CUST000003", "CUST000005"],
}


def given(session: Session, rules: RuleSet) -> list[str]:
    session.rules.apply(rules)
    return [session.customers.add(values).code for values in CUSTOMERS]


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_given_by_the_example_and_explained(boss: Session, name: str) -> None:
    codes = given(boss, read_rules(example(name).toml))
    assert len(set(codes)) == len(codes)
    for code, wanted in zip(codes, CODES[name], strict=True):
        assert re.fullmatch(wanted, code), code
        told = boss.codes.explain(code)
        assert (told.code, told.state, told.problems) == (code, "live", ())
        assert "".join(part.text for part in told.segments) == code


@pytest.mark.parametrize("name", [name for name in NAMES if name != "checked"])
def test_any_of_them_takes_a_check_at_its_end(boss: Session, name: str) -> None:
    """With the method that is advised first for what its codes show, and a slip is noticed."""
    rules = read_rules(example(name).toml)

    def checked(text: str) -> str:
        tokens = parse_pattern(text).tokens
        shown = frozenset().union(*(alphabet(token, rules.code_tables) for token in tokens))
        method = methods_for(shown)[0]
        return text + "{check:" + method + "}"

    with_check = replace(
        rules, rules=tuple(replace(rule, pattern=checked(rule.pattern)) for rule in rules.rules)
    )
    for code, wanted in zip(given(boss, with_check), CODES[name], strict=True):
        assert re.fullmatch(wanted + "[0-9A-Z*]", code), code
        assert boss.codes.explain(code).problems == ()
        slip = code[:-2] + ("1" if code[-2] != "1" else "2") + code[-1]
        assert boss.codes.explain(slip).problems


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_in_force_as_it_is_written(boss: Session, name: str) -> None:
    rules = read_rules(example(name).toml)
    trial = boss.rules.apply(rules)
    assert (trial.customers, trial.failing) == (0, 0)
    assert read_rules(write_rules(boss.rules.rule_set())) == rules
    assert example(name).chinese
    assert example(name).english.isascii()


def test_a_name_that_is_none_says_which_there_are() -> None:
    with pytest.raises(NotFound, match="type-year"):
        example("cst")
