"""What could be filled in is told with its reason, and put in only after somebody saw it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.session import Session

SHENZHEN_CREDIT = "91440300708461136T"


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (
            {"address": "广东省深圳市南山区科技园1号"},
            {("region", "广东", "address"), ("city", "深圳", "address")},
        ),
        (
            {"credit_code": SHENZHEN_CREDIT},
            {("region", "广东", "credit_code"), ("city", "深圳", "credit_code")},
        ),
        ({"city": "杭州"}, {("region", "浙江", "city")}),
        (
            {"phone": "0571-87654321"},
            {("region", "浙江", "landline"), ("city", "杭州", "landline")},
        ),
        ({"phone": "13800138000"}, {("region", "北京", "mobile")}),
        (
            {"address": "杭州市西湖区1号", "phone": "0755-28761234"},
            {("region", "浙江", "address"), ("city", "杭州", "address")},
        ),
        ({"region": "上海", "address": "杭州市西湖区1号"}, set()),
        (
            {"region": "广东", "city": "深圳", "phone": "28761234"},
            {("phone", "+8675528761234", "area")},
        ),
        ({"address": "南京东路1号"}, set()),
        ({}, set()),
    ],
)
def test_what_is_suggested_and_why(
    boss: Session, values: dict[str, str], wanted: set[tuple[str, str, str]]
) -> None:
    boss.customers.add({"name": "何之", "type": "个人", **values})
    assert {(s.field, s.value, s.reason) for s in boss.quality.suggestions()} == wanted


def test_a_flagged_region_says_where_it_is(boss: Session) -> None:
    boss.transfer.run_import("name,region,type\n甲,广东深圳,个人\n".encode())
    with boss.writing("field.edit") as change:
        change.conn.execute("DELETE FROM choice WHERE value = '广东深圳'")
        change.conn.execute("UPDATE customer SET flags = ' region '")
        change.conn.execute(
            "UPDATE setting SET value = CAST(value AS INTEGER) + 1 WHERE name = 'fields'"
        )
    found = {(s.field, s.value, s.before) for s in boss.quality.suggestions()}
    assert found == {("region", "广东", "广东深圳"), ("city", "深圳", "")}
    assert boss.quality.accept(boss.quality.suggestions()).changed == 1
    assert boss.customers.by_id(1).flags == ()


def test_a_company_is_known_by_its_name(boss: Session) -> None:
    boss.customers.add({"name": "甲有限公司", "region": "广东", "city": "深圳"})
    (one,) = boss.quality.suggestions()
    assert (one.field, one.value, one.reason) == ("type", "企业", "name")


def test_only_what_was_seen_is_put_in_and_it_can_be_taken_back(boss: Session) -> None:
    first = boss.customers.add({"name": "甲", "type": "个人", "address": "杭州市1号"})
    second = boss.customers.add({"name": "乙", "type": "个人", "address": "杭州市2号"})
    seen = boss.quality.suggestions()
    assert len(seen) == 4
    boss.customers.edit(second.id, {"address": "深圳市2号"}, version=1)
    done = boss.quality.accept([one for one in seen if one.field == "city"])
    assert (done.changed, done.unchanged) == (1, 1)
    assert boss.customers.by_id(first.id).values["city"] == "杭州"
    assert boss.customers.by_id(first.id).values["region"] == ""
    assert boss.customers.by_id(second.id).values["city"] == ""
    assert boss.search.count("city:杭州") == 1
    assert boss.undo.group(done.group).undone == 1
    assert boss.customers.by_id(first.id).values["city"] == ""


def test_nothing_is_drawn_from_what_is_masked(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    boss.customers.add(
        {"name": "甲", "type": "个人", "address": "杭州市1号", "phone": "13800138000"}
    )
    boss.customers.add({"name": "乙", "type": "个人", "city": "杭州"})
    assert {one.name for one in boss.quality.suggestions()} == {"甲", "乙"}
    clerk = sign_in("clerk")
    assert {one.name for one in clerk.quality.suggestions()} == {"乙"}
    stolen = [one for one in boss.quality.suggestions() if one.name == "甲"]
    assert clerk.quality.accept(stolen).changed == 0


def test_the_query_and_the_limit_hold(boss: Session) -> None:
    for number in range(5):
        boss.customers.add({"name": f"客{number}", "type": "个人", "city": "杭州"})
    assert len(boss.quality.suggestions(limit=3)) == 3
    assert [one.name for one in boss.quality.suggestions("客4 OR 客2")] == ["客2", "客4"]
