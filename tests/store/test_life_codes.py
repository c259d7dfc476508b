"""Changing a customer's code and making codes void: old ones find the customer for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.codes.rulefile import RuleDraft, RuleSet
from store.errors import CodeTaken, InvalidValue, NotFound, NotPermitted
from store.session import Session


def test_the_next_code_by_rule_leaves_the_old_one_an_alias(boss: Session) -> None:
    customer = boss.customers.add({"name": "深圳华为"})
    done = boss.life.change(customer.id, reason="printed wrong")
    assert (done.before, done.after, done.how) == ("CUST000001", "CUST000002", "rule")
    found = boss.customers.get("cust000001")
    assert (found.code, found.aliases) == ("CUST000002", ("CUST000001",))
    for query in ("CUST000001", "CUST000002", "huawei"):
        assert boss.search.count(query) == 1
    line = boss.log.list(limit=1)[0]
    assert (line.action, line.object, line.reason) == (
        "code.change",
        "CUST000001",
        "printed wrong",
    )
    assert boss.customers.add({"name": "王伟"}).code == "CUST000003"


def test_a_code_by_hand_must_be_free_and_fit_the_forms(boss: Session) -> None:
    boss.rules.apply(RuleSet((RuleDraft("all", "CUST{seq:6}"),), {}, ("GD{any:2-8}",)))
    one, two = (boss.customers.add({"name": name}) for name in ("甲", "乙"))
    with pytest.raises(InvalidValue, match="no form"):
        boss.life.change(one.id, "XX1", reason="r")
    assert boss.life.change(one.id, "GD88", reason="r").how == "hand"
    for taken in ("gd88", "CUST000001", "cust000002"):
        with pytest.raises((CodeTaken, InvalidValue)):
            boss.life.change(two.id, taken, reason="r")
    assert boss.customers.by_id(two.id).code == "CUST000002"


def test_a_customer_goes_back_to_its_own_code(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲"})
    boss.life.change(customer.id, "ABC-1", reason="r")
    assert boss.life.change(customer.id, "cust000001", reason="r").how == "alias"
    found = boss.customers.by_id(customer.id)
    assert (found.code, found.aliases) == ("CUST000001", ("ABC-1",))
    with pytest.raises(InvalidValue, match="already"):
        boss.life.change(customer.id, "Cust000001", reason="r")


def test_a_change_needs_a_reason_and_the_permission(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    customer = boss.customers.add({"name": "甲"})
    with pytest.raises(InvalidValue, match="reason"):
        boss.life.change(customer.id, reason="  ")
    with pytest.raises(NotPermitted):
        sign_in("clerk").life.change(customer.id, reason="r")
    with pytest.raises(NotFound):
        boss.life.change(999, reason="r")
    assert boss.customers.by_id(customer.id).version == 1


def test_void_codes_are_never_given(boss: Session) -> None:
    assert boss.life.void("CUST000001", "unlucky") == "CUST000001"
    assert boss.customers.add({"name": "甲"}).code == "CUST000002"
    with pytest.raises(CodeTaken):
        boss.customers.add({"name": "乙"}, code="cust000001")
    with pytest.raises(InvalidValue, match="CUST000002"):
        boss.life.void("CUST000002", "r")
    with pytest.raises(InvalidValue, match="already"):
        boss.life.void("CUST000001", "r")
    assert boss.codes.explain("CUST000001").state == "void"
