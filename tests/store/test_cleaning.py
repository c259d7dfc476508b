"""What is stored already is brought into today's form, seen before, as one group, and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.errors import NotPermitted
from store.session import Session

OLD = (
    (1, "phone", "0755-2876 1234"),
    (1, "name", "深圳ＡＢＣ (中国) 有限公司"),
    (1, "region", "广东省"),
    (2, "phone", "13900139000"),
    (2, "registered", "03/04/2026"),
    (2, "flags", " registered "),
    (3, "phone", "28761234"),
)
"""As a store from before holds them."""


@pytest.fixture
def old(boss: Session) -> Session:
    for name in ("甲", "乙", "丙", "丁"):
        boss.customers.add({"name": name, "phone": "13800138000"})
    with boss.writing("customer.edit") as change:
        for customer, column, value in OLD:
            change.conn.execute(
                f"UPDATE customer SET {column} = ?, changed = '2020-01-01T00:00:00.000Z'"
                " WHERE id = ?",
                (value, customer),
            )
    return boss


def state(session: Session) -> list[tuple[object, ...]]:
    columns = ("name", "region", "phone", "registered", "flags", "changed")
    return list(session.search.page("", sort="created", columns=columns).rows)


def test_a_forecast_says_what_cleaning_does(old: Session) -> None:
    before = state(old)
    would = old.quality.clean_forecast()
    assert state(old) == before
    assert would.fields == {"phone": 2, "name": 1, "region": 1}
    assert (would.customers, would.unchanged) == (3, 1)
    done = old.quality.clean()
    assert (done.changed, done.unchanged, done.failures) == (would.customers, would.unchanged, 0)
    after = {code: (field, old_, new) for code, field, old_, new in would.samples}
    assert after["CUST000002"] == ("phone", "13900139000", "+8613900139000")
    assert old.customers.by_id(1).values["name"] == "深圳ABC （中国）有限公司"
    assert old.customers.by_id(1).names == ()
    assert old.customers.by_id(1).values["region"] == "广东"
    assert old.customers.by_id(3).flags == ("phone",)
    assert old.quality.clean_forecast().customers == 0
    assert old.search.count("13900139000") == 1
    assert old.search.count("075528761234") == 1


def test_nobody_has_touched_them_and_it_can_be_taken_back(old: Session) -> None:
    before = [row[:4] for row in state(old)]
    done = old.quality.clean(reason="spring")
    assert old.search.count("is:stale") == 3
    assert old.undo.group(done.group).undone == 3
    assert [row[:4] for row in state(old)] == before
    assert old.log.verify().ok


def test_dates_that_can_mean_two_days_are_read_in_the_order_that_is_said(old: Session) -> None:
    assert old.quality.clean("flag:registered", dates="dmy").changed == 1
    customer = old.customers.by_id(2)
    assert (customer.values["registered"], customer.flags) == ("2026-04-03", ())


def test_only_those_whom_the_query_finds_and_only_by_a_manager(
    old: Session, sign_in: Callable[[str], Session]
) -> None:
    assert old.quality.clean("丙").changed == 1
    assert old.customers.by_id(2).values["phone"] == "13900139000"
    with pytest.raises(NotPermitted):
        sign_in("clerk").quality.clean()
