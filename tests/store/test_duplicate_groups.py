"""Customers who hang together through pairs: seen as a group, merged as one, undone as one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.duplicates.groups import Group, weakest
from store.errors import CannotUndo, InvalidValue, NotFound, NotPermitted
from store.session import Session

A, B, C = "CUST000001", "CUST000002", "CUST000003"


@pytest.fixture
def three(boss: Session) -> Session:
    """Three records of one firm, each with something that the others lack."""
    phone = {"phone": "0755-28780808"}
    boss.customers.add({"name": "深圳市华为技术有限公司", "city": "深圳", **phone}, tags=["大客户"])
    boss.customers.add({"name": "华为技术", "email": "a@example.com", **phone}, tags=["老"])
    boss.customers.add({"name": "华为技术有限公司", "email": "b@example.com", **phone})
    boss.customers.add({"name": "杭州云禾软件有限公司", "phone": "0571-88880000"})
    boss.duplicates.find()
    return boss


@pytest.fixture
def chain(boss: Session) -> Session:
    """The first is like the second by its phone, the second like the third by its mail alone."""
    boss.customers.add({"name": "王小明", "phone": "13800138000", "birthday": "1980-03-04"})
    boss.customers.add({"name": "王晓明", "phone": "13800138000", "email": "w@example.com"})
    boss.customers.add({"name": "王晓鸣", "email": "w@example.com", "birthday": "1991-12-24"})
    boss.customers.edit(3, {"phone": "13911112222", "city": "哈尔滨"}, version=1)
    boss.customers.edit(1, {"city": "三亚"}, version=1)
    boss.duplicates.find()
    return boss


def ends(group: Group) -> tuple[int, int] | None:
    link = weakest(group.links, [one.id for one in group.members])
    return None if link is None else (link.first, link.second)


def test_a_group_is_listed_with_every_two_of_its_members(three: Session) -> None:
    (line,) = three.duplicates.groups()
    assert [one.code for one in line.members] == [A, B, C]
    assert (line.total, line.pairs, line.pairs_possible) == (3, 3, 3)
    assert 0.5 <= line.weakest <= line.best <= 1
    group = three.duplicates.group(B)
    assert [one.code for one in group.members] == [A, B, C]
    assert {(one.first, one.second) for one in group.links} == {(1, 2), (1, 3), (2, 3)}
    assert all(one.state == "open" and one.reasons for one in group.links)
    with pytest.raises(NotFound, match="no open pair"):
        three.duplicates.group("CUST000004")


def test_a_group_is_merged_with_the_values_that_were_chosen_and_undone_as_one(
    three: Session,
) -> None:
    before = [three.customers.by_id(id_) for id_ in (1, 2, 3)]
    made = three.duplicates.merge_group(A, [B, C], take={"email": C, "name": B}, reason="one firm")
    assert (made.code, made.aliases) == (A, (B, C))
    assert (made.values["name"], made.values["email"]) == ("华为技术", "b@example.com")
    assert made.values["city"] == "深圳"
    assert set(made.names) == {("former", one.values["name"]) for one in (before[0], before[2])}
    assert made.tags == ("大客户", "老")
    assert three.search.ids("b@example.com") == three.search.ids(C) == [1]
    assert three.duplicates.count() == 0
    lines = three.log.list("action:customer.merge")
    assert len(lines) == 2
    assert len({line.group for line in lines}) == 1
    assert {line.reason for line in lines} == {"one firm"}
    undone = three.undo.group(lines[0].group)
    assert not undone.failed
    for was in before:
        now = three.customers.by_id(was.id)
        assert (now.code, now.values, now.names, now.tags) == (
            was.code,
            was.values,
            was.names,
            was.tags,
        )
    assert three.duplicates.groups()[0].total == 3
    three.undo.group(undone.by)
    again = three.customers.by_id(1)
    assert (again.values, set(again.names)) == (made.values, set(made.names))


def test_who_is_left_out_stays_in_the_queue_or_is_told_apart_if_that_is_said(
    three: Session,
) -> None:
    three.duplicates.decide(A, C, "later")
    three.duplicates.merge_group(A, [B])
    assert three.duplicates.list(state="later")[0].second.code == C
    three.undo.group(three.log.list("action:customer.merge")[0].group)
    three.duplicates.decide(A, C, "open")
    three.duplicates.merge_group(A, [B], different=[C])
    assert three.duplicates.count() == 0
    assert three.duplicates.count(state="different") == 1
    three.duplicates.find()
    assert three.duplicates.count() == 0
    three.undo.group(three.log.list("action:customer.merge")[0].group)
    assert three.duplicates.list()[0].second.code == C
    three.duplicates.find()
    assert three.duplicates.groups()[0].pairs == 3


def test_a_chain_says_its_weakest_link_and_is_not_merged_unless_that_is_meant(
    chain: Session,
) -> None:
    (line,) = chain.duplicates.groups()
    assert (line.total, line.pairs, line.pairs_possible) == (3, 2, 3)
    group = chain.duplicates.group(C)
    assert ends(group) == (1, 3)
    assert group.links[-1].state == ""
    assert group.links[-1].score < 0.5
    with pytest.raises(InvalidValue, match=f"{A} and {C} do not look like one"):
        chain.duplicates.merge_group(A, [B, C])
    assert chain.search.count("") == 3
    chain.duplicates.merge_group(A, [B, C], unlike=True)
    assert chain.customers.by_id(1).aliases == (B, C)


def test_what_was_told_apart_is_the_weakest_link_whatever_its_score(three: Session) -> None:
    three.duplicates.decide(A, B, "different")
    group = three.duplicates.group(A)
    assert ends(group) == (1, 2)
    with pytest.raises(InvalidValue, match="decided to be different"):
        three.duplicates.merge_group(A, [B, C])


def test_the_end_of_a_chain_hangs_on_the_survivor_until_that_is_undone(chain: Session) -> None:
    chain.duplicates.merge_group(A, [B])
    (pair,) = chain.duplicates.list()
    assert (pair.first.code, pair.second.code, pair.together) == (A, C, 2)
    group = chain.log.list("action:customer.merge")[0].group
    chain.duplicates.decide(A, C, "different")
    with pytest.raises(CannotUndo):
        chain.undo.group(group)
    chain.undo.one(chain.log.list("action:duplicate.decide")[0].seq)
    chain.undo.group(group)
    assert chain.duplicates.groups()[0].pairs == 2
    found = chain.duplicates.find()
    assert found.found == 2
    chain.duplicates.merge_group(B, [C])
    assert chain.duplicates.list()[0].together == 2


def test_who_is_archived_is_no_member_and_may_break_a_chain(chain: Session) -> None:
    assert chain.duplicates.list()[0].together == 3
    chain.customers.archive(2)
    assert chain.duplicates.groups() == []
    for code in (A, B):
        with pytest.raises(NotFound, match="no open pair"):
            chain.duplicates.group(code)
    chain.customers.restore(2)
    chain.customers.archive(3)
    assert [one.together for one in chain.duplicates.list()] == [2]
    assert len(chain.duplicates.group(A).members) == 2


def test_a_member_changed_since_keeps_what_was_written_last(three: Session) -> None:
    three.duplicates.merge_group(A, [B, C])
    made = three.customers.by_id(1)
    three.customers.edit(1, {"email": "new@example.com"}, version=made.version)
    with pytest.raises(CannotUndo, match="changed email since"):
        three.undo.group(three.log.list("action:customer.merge")[0].group)
    assert three.customers.by_id(1).aliases == (B, C)


@pytest.mark.parametrize(
    ("others", "more", "said"),
    [
        ([], {}, "at least one"),
        ([B, B], {}, "named twice"),
        ([A], {}, "named twice"),
        ([B], {"different": [B]}, "named twice"),
        ([B], {"take": {"email": C}}, "not among those"),
        ([B], {"take": {"city": B}}, "has no city"),
        ([B], {"take": {"nope": B}}, "no field nope"),
        (["NOPE"], {}, "No customer has the code"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_changed(
    three: Session, others: list[str], more: dict[str, object], said: str
) -> None:
    with pytest.raises((InvalidValue, NotFound), match=said):
        three.duplicates.merge_group(A, others, **more)  # type: ignore[arg-type]
    assert three.search.count("") == 4


def test_masked_values_stay_masked_and_who_may_not_merge_sees_no_group(
    three: Session, sign_in: Callable[[str], Session]
) -> None:
    with pytest.raises(NotPermitted):
        sign_in("clerk").duplicates.group(A)
    three.staff.save_role("merger", ["customer.read", "customer.merge"])
    three.staff.set_roles("viewer", ["merger"])
    merger = sign_in("viewer")
    group = merger.duplicates.group(A)
    assert {one.values["phone"] for one in group.members} == {"***"}
    assert all(one.field != "email" for link in group.links for one in link.reasons)
    made = merger.duplicates.merge_group(A, [B, C], take={"email": C})
    assert made.values["email"] == "***"
    assert three.customers.by_id(1).values["email"] == "b@example.com"
