"""Numbers held back are listed while they are free, and can be given whatever forms are allowed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.codes.rulefile import RuleDraft, RuleSet
from store.errors import InvalidRules, InvalidValue, NotFound, NotPermitted
from store.session import Session

TABLES = {"region": {"广东": "GD", "北京": "BJ"}}


def put(session: Session, pattern: str, *forms: str, date: str = "registered") -> None:
    session.rules.apply(RuleSet((RuleDraft("all", pattern, date=date),), TABLES, forms))


def test_what_is_free_below_and_ahead_of_the_counter(boss: Session) -> None:
    put(boss, "C{seq:2,hold=*8}")
    for _ in range(20):
        boss.customers.add({"name": "云禾"})
    found = boss.rules.held("all")
    assert [one.code for one in found] == [f"C{tens}8" for tens in range(10)]
    assert [one.passed for one in found] == [True, True] + [False] * 8
    assert {one.counter for one in found} == {"C##"}


def test_one_that_was_given_is_not_listed_again(boss: Session) -> None:
    put(boss, "C{seq:3,hold=*88}{check:damm,over=digits}")
    code = boss.rules.held("all", limit=1)[0].code
    assert boss.customers.add({"name": "云禾"}, code=code).code == code
    assert code not in [one.code for one in boss.rules.held("all")]


def test_a_held_number_may_be_given_though_the_forms_by_hand_are_others(boss: Session) -> None:
    put(boss, "C{seq:3,hold=*88}", "X{any:3}")
    with pytest.raises(InvalidValue):
        boss.customers.add({"name": "云禾"}, code="C087")
    assert boss.customers.add({"name": "云禾"}, code="C088").code == "C088"


def test_each_counter_in_use_has_its_own_and_the_beginning_chooses(boss: Session) -> None:
    put(boss, "{region}{seq:3,hold=666/888}")
    assert boss.rules.held("all") == []
    for region in ("广东", "北京"):
        boss.customers.add({"name": "云禾", "region": region})
    codes = [one.code for one in boss.rules.held("all")]
    assert sorted(codes) == ["BJ666", "BJ888", "GD666", "GD888"]
    assert [one.code for one in boss.rules.held("all", begins="gd")] == ["GD666", "GD888"]
    assert [one.code for one in boss.rules.held("all", begins="GD8")] == ["GD888"]


def test_a_counter_of_this_moment_needs_no_code_yet(boss: Session) -> None:
    put(boss, "M{mm}{seq:2,hold=88}", date="now")
    month = boss.today().month
    assert [one.code for one in boss.rules.held("all")] == [f"M{month:02d}88"]


def test_where_the_customer_decides_the_rest_the_code_is_not_whole(boss: Session) -> None:
    put(boss, "{region}{seq:2,per=none,hold=88}")
    boss.customers.add({"name": "云禾", "region": "广东"})
    (one,) = boss.rules.held("all")
    assert (one.code, one.whole, one.number) == ("…88", False, 88)


def test_a_limit_is_kept_and_passed_numbers_leave_room_for_those_ahead(boss: Session) -> None:
    put(boss, "C{seq:4,hold=*8,start=500}")
    for _ in range(100):
        boss.customers.add({"name": "云禾"})
    found = boss.rules.held("all", limit=6)
    assert [one.passed for one in found] == [True] * 3 + [False] * 3


def test_a_rule_that_holds_nothing_back_or_is_not_there(boss: Session) -> None:
    with pytest.raises(InvalidRules):
        boss.rules.held("CUST")
    with pytest.raises(NotFound):
        boss.rules.held("nobody")


def test_only_who_may_give_codes_by_hand_sees_them(sign_in: Callable[[str], Session]) -> None:
    with pytest.raises(NotPermitted):
        sign_in("clerk").rules.held("CUST")


def test_a_rule_that_needs_no_field_but_its_date_lists_them_before_its_first_code(
    boss: Session,
) -> None:
    boss.rules.apply(RuleSet((RuleDraft("V", "V{yyyy}{seq:4,hold=*888}"),)))
    year = boss.today().year
    assert [one.code for one in boss.rules.held("V")][:2] == [f"V{year}0888", f"V{year}1888"]
