"""Customers: added, edited, never overwritten silently, renamed, archived, tagged, masked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.errors import Conflict, InvalidValue, NotFound, NotPermitted
from store.session import Session


def test_the_second_of_two_savers_gets_a_conflict_with_both_values(
    sign_in: Callable[[str], Session],
) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    customer = boss.customers.add({"name": "深圳华为", "city": "深圳", "level": "A"})
    clerk.customers.edit(customer.id, {"city": "广州"}, version=customer.version)
    with pytest.raises(Conflict) as caught:
        boss.customers.edit(customer.id, {"city": "东莞"}, version=customer.version)
    assert caught.value.mine == {"city": "东莞"}
    assert caught.value.theirs == {"city": "广州"}
    again = boss.customers.edit(customer.id, {"city": "东莞"}, version=caught.value.version)
    assert again.values["city"] == "东莞"


def test_a_conflict_shows_nobody_what_is_masked_for_them(
    sign_in: Callable[[str], Session],
) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    customer = boss.customers.add({"name": "深圳华为", "phone": "13800138000"})
    boss.customers.edit(customer.id, {"phone": "13900139000", "city": "深圳"}, version=1)
    mine = {"phone": "13700137000", "email": "a@b.cn", "city": "广州"}
    with pytest.raises(Conflict) as caught:
        clerk.customers.edit(customer.id, mine, version=1)
    assert caught.value.theirs == {"phone": "***", "email": "", "city": "深圳"}
    with pytest.raises(Conflict) as caught:
        boss.customers.edit(customer.id, mine, version=1)
    assert caught.value.theirs == {"phone": "+8613900139000", "email": "", "city": "深圳"}


def test_renaming_keeps_the_old_name_and_both_are_found(boss: Session) -> None:
    customer = boss.customers.add({"name": "深圳华为技术有限公司"})
    boss.customers.edit(customer.id, {"name": "鸿蒙科技"}, version=1)
    boss.customers.add_name(customer.id, "foreign", "Huawei Ltd")
    assert boss.customers.get("CUST000001").names == (
        ("former", "深圳华为技术有限公司"),
        ("foreign", "Huawei Ltd"),
    )
    for query in ("鸿蒙", "华为技术", "szhw", "hmkj", "huawei"):
        assert boss.search.count(query) == 1, query
    boss.customers.remove_name(customer.id, "Huawei Ltd")
    assert boss.search.count("ltd") == 0


def test_values_are_read_and_refused_at_their_field(boss: Session) -> None:
    customer = boss.customers.add(
        {"name": " 王\u200b伟\x1b[31m ", "registered": "2026年1月5日", "level": "a"}
    )
    assert customer.values["name"] == "王伟[31m"
    assert customer.values["registered"] == "2026-01-05"
    assert customer.values["level"] == "A"
    for field, value in (("registered", "2026-02-30"), ("email", "nobody"), ("phone", "call me")):
        with pytest.raises(InvalidValue) as caught:
            boss.customers.add({"name": "x", field: value})
        assert caught.value.field == field
    with pytest.raises(InvalidValue, match="name"):
        boss.customers.add({"city": "深圳"})
    with pytest.raises(NotFound, match="no field"):
        boss.customers.add({"name": "x", "colour": "red"})


def test_unknown_choices_are_for_those_who_edit_the_lists(
    sign_in: Callable[[str], Session],
) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    with pytest.raises(InvalidValue, match="choose from"):
        clerk.customers.add({"name": "x", "level": "S"})
    boss.customers.add({"name": "x", "level": "S"})
    assert clerk.customers.add({"name": "y", "level": "s"}).values["level"] == "S"


def test_custom_fields_are_there_at_once(boss: Session) -> None:
    boss.fields.define("channel", "choice", "渠道", choices=["线上", "门店"])
    boss.fields.define("staff_count", "number", "人数")
    first = boss.customers.add({"name": "甲", "channel": "线上", "staff_count": "1,200"})
    boss.customers.add({"name": "乙", "channel": "门店", "staff_count": "30"})
    assert first.values["staff_count"] == "1200"
    assert boss.search.count("channel:线上") == 1
    assert boss.search.count("staff_count:>100") == 1
    page = boss.search.page("", columns=("name", "channel"), sort="staff_count")
    assert page.rows == [("乙", "门店"), ("甲", "线上")]
    with pytest.raises(InvalidValue):
        boss.customers.edit(first.id, {"channel": "电话"}, version=1)
    boss.fields.retire("channel")
    boss.customers.edit(first.id, {"staff_count": "1300"}, version=1)
    boss.customers.set_many([first.id], {"staff_count": "1400"})
    boss.fields.define("channel", "choice", "渠道", choices=["线上", "门店"])
    assert boss.customers.by_id(first.id).values["channel"] == "线上"


def test_archived_customers_leave_the_lists_and_come_back(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲"})
    boss.customers.archive(customer.id, "closed")
    assert boss.search.count("") == 0
    assert boss.search.count("archived:yes") == 1
    assert boss.customers.get("CUST000001").archived
    boss.customers.restore(customer.id)
    assert boss.search.count("") == 1


def test_tags_are_found(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲"}, tags=["重点"])
    boss.customers.add_tag(customer.id, "年会")
    assert boss.customers.by_id(customer.id).tags == ("年会", "重点")
    assert boss.search.count("tag:年会") == 1
    boss.customers.remove_tag(customer.id, "年会")
    assert boss.search.count("tag:年会") == 0


def test_masked_values_are_masked_revealed_and_left_alone(
    sign_in: Callable[[str], Session],
) -> None:
    boss, clerk, viewer = sign_in("boss"), sign_in("clerk"), sign_in("viewer")
    customer = boss.customers.add({"name": "甲", "phone": "13800138000", "email": "a@example.com"})
    seen = clerk.customers.by_id(customer.id)
    assert (seen.values["phone"], seen.values["email"]) == ("***", "***")
    assert clerk.customers.reveal(customer.id, "phone") == "+8613800138000"
    with pytest.raises(NotPermitted):
        viewer.customers.reveal(customer.id, "phone")
    clerk.customers.edit(customer.id, {"phone": "***", "city": "深圳"}, version=1)
    assert boss.customers.by_id(customer.id).values["phone"] == "+8613800138000"
    assert [one.action for one in boss.customers.history(customer.id)] == [
        "customer.edit",
        "customer.reveal",
        "customer.add",
    ]


def test_what_is_masked_cannot_be_searched_sorted_or_counted_out(
    sign_in: Callable[[str], Session],
) -> None:
    from store.errors import KehaoError

    boss, viewer = sign_in("boss"), sign_in("viewer")
    boss.customers.add({"name": "甲", "phone": "13800138000", "address": "中山路9号"})
    assert boss.search.count("8000") == 1
    for query in ("8000", "1380", "phone:138*", "address:中山"):
        try:
            assert viewer.search.count(query) == 0, query
        except KehaoError:
            continue
    assert viewer.search.count("13800138000") == 1
    assert viewer.search.page("", columns=("name", "phone")).rows == [("甲", "***")]
    for call in (
        lambda: viewer.search.page("", sort="phone"),
        lambda: viewer.search.facets("", "phone"),
    ):
        with pytest.raises(KehaoError):
            call()


def test_many_are_changed_as_one_group(boss: Session) -> None:
    ids = [boss.customers.add({"name": f"客户{n}", "level": "B"}).id for n in range(30)]
    steps: list[tuple[int, int]] = []
    done = boss.customers.set_many(
        ids, {"level": "A", "owner": "小王"}, progress=lambda a, b: steps.append((a, b))
    )
    assert (done.changed, done.unchanged, done.failed) == (30, 0, ())
    assert steps[-1] == (30, 30)
    assert boss.search.count("level:A owner:小王") == 30
    assert len(boss.log.list(f"group:{done.group}")) == 30


def test_deleting_for_good_needs_a_reason(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲"})
    with pytest.raises(InvalidValue, match="reason"):
        boss.customers.delete(customer.id, "  ")
    boss.customers.delete(customer.id, "asked")
    with pytest.raises(NotFound):
        boss.customers.by_id(customer.id)
    with pytest.raises(NotFound, match="void"):
        boss.customers.get("CUST000001")
    assert boss.search.count("甲") == 0


def test_a_field_that_becomes_personal_leaves_the_search(
    sign_in: Callable[[str], Session],
) -> None:
    boss, viewer = sign_in("boss"), sign_in("viewer")
    boss.fields.define("passport", "text", "护照")
    boss.customers.add({"name": "甲", "passport": "E12345678"})
    assert viewer.search.count("E12345678") == 1
    boss.fields.change("passport", personal=True)
    assert viewer.search.count("E12345678") == 0
    assert viewer.customers.get("CUST000001").values["passport"] == "***"
    assert viewer.search.count("passport:E12345678") == 1
    assert viewer.search.count("甲") == 1
