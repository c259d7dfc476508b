"""Two records made one: the survivor keeps its code, every code finds it, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.errors import InvalidValue, NotFound, NotPermitted
from store.session import Session


@pytest.fixture
def two(boss: Session) -> tuple[int, int]:
    boss.fields.define("规模", "text")
    keep = boss.customers.add({"name": "深圳华为", "phone": "13800138000"}, tags=["大客户"])
    other = boss.customers.add(
        {"name": "华为技术", "phone": "13900139000", "email": "a@b.cn", "规模": "千人"},
        tags=["大客户", "深圳"],
        names=[("short", "华为"), ("former", "深圳华为")],
    )
    boss.life.change(other.id, "OLD-7", reason="r")
    return keep.id, other.id


def test_the_survivor_takes_what_it_lacks_and_answers_to_all_codes(
    boss: Session, two: tuple[int, int]
) -> None:
    keep, other = two
    plan = boss.life.merge_preview(keep, other)
    assert plan.filled == {"email": "a@b.cn", "规模": "千人"}
    assert plan.lost == {"name": "华为技术", "phone": "+8613900139000"}
    found = boss.life.merge(keep, other, reason="twice")
    assert (found.code, found.aliases) == ("CUST000001", ("CUST000002", "OLD-7"))
    assert found.values["name"] == "深圳华为"
    assert found.values["phone"] == "+8613800138000"
    assert (found.values["email"], found.values["规模"]) == ("a@b.cn", "千人")
    assert found.names == (("former", "华为技术"), ("short", "华为"))
    assert found.tags == ("大客户", "深圳")
    for query in ("OLD-7", "CUST000002", "华为技术", "千人", "tag:深圳"):
        assert boss.search.ids(query) == [keep]
    assert boss.search.count("") == 1
    with pytest.raises(NotFound, match="CUST000001"):
        boss.customers.by_id(other)
    history = [line.object for line in boss.log.of_customer(keep)]
    assert history == ["CUST000001", "CUST000002", "CUST000002", "CUST000001"]


def test_no_new_customer_gets_the_number_of_one_that_was_merged(
    boss: Session, two: tuple[int, int]
) -> None:
    keep, other = two
    boss.life.merge(keep, other)
    boss.customers.delete(keep, "r")
    assert boss.customers.add({"name": "新"}).id > other


def test_what_was_lost_is_read_in_the_log_by_those_who_may(
    boss: Session, two: tuple[int, int], sign_in: Callable[[str], Session]
) -> None:
    boss.life.merge(*two)
    line = boss.log.list("action:customer.merge")[0]
    assert line.before is not None
    assert line.before["other"]["values"]["phone"] == "+8613900139000"  # type: ignore[index]
    masked = sign_in("auditor").log.list("action:customer.merge")[0]
    assert "13900139000" not in repr(masked)
    with boss.reading() as conn:
        raw = conn.execute("SELECT before, after FROM operation WHERE seq = ?", (line.seq,))
        assert "华为" not in repr(raw.fetchone())


def test_erasing_the_survivor_erases_the_other_from_the_log(
    boss: Session, two: tuple[int, int]
) -> None:
    boss.life.merge(*two)
    boss.customers.delete(two[0], "asked for it")
    with boss.reading() as conn:
        assert conn.execute("SELECT count(*) FROM subject_key").fetchone()[0] == 0
    assert "13900139000" not in repr(boss.log.list())
    assert boss.codes.explain("OLD-7").state == "void"


def test_merging_takes_two_customers_and_the_permission(
    boss: Session, two: tuple[int, int], sign_in: Callable[[str], Session]
) -> None:
    keep, other = two
    with pytest.raises(InvalidValue):
        boss.life.merge(keep, keep)
    with pytest.raises(NotFound):
        boss.life.merge(keep, 999)
    with pytest.raises(NotPermitted):
        sign_in("clerk").life.merge(keep, other)
    assert boss.search.count("") == 2


def test_a_change_made_meanwhile_is_not_lost(
    boss: Session, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.customers import merging

    keep, other = two
    plan = merging.plan

    def late(*args: object) -> merging.Merger:
        made = plan(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(merging, "plan", plan)
        version = boss.customers.by_id(other).version
        boss.customers.edit(other, {"city": "东莞"}, version=version)
        return made

    monkeypatch.setattr(merging, "plan", late)
    assert boss.life.merge(keep, other).values["city"] == "东莞"
