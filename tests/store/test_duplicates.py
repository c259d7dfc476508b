"""Customers who are in the store twice: found with reasons, decided, asked again when changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.duplicates.pairs import DuplicatePair
from store.engine.cancel import Cancel
from store.errors import CannotUndo, InvalidValue, NotPermitted, Stopped
from store.session import Session

SAME = (
    ("深圳市华为技术有限公司", "华为技术"),
    ("北京晴川天宇科技有限公司", "北京晴川天与科技有限公司"),
    ("王小明", "小明王"),
    ("李雷", "Li Lei"),
    ("John Smith", "Smith, Jon"),
    ("ABC贸易有限公司", "ABC贸易公司"),
)
BESIDE: tuple[dict[str, str], ...] = (
    {"city": "深圳", "contact": "任远"},
    {"contact": "赵四"},
    {"phone": "13800138000"},
    {"email": "lilei@example.com"},
    {"birthday": "1980-03-04", "city": "London"},
    {"address": "中山路 8 号"},
)


@pytest.fixture
def twice(boss: Session) -> Session:
    for (first, second), more in zip(SAME, BESIDE, strict=True):
        boss.customers.add({"name": first, **more})
        boss.customers.add({"name": second, **more})
    boss.customers.add({"name": "杭州云禾软件有限公司", "phone": "0571-88880000"})
    return boss


def names(pairs: list[DuplicatePair]) -> set[tuple[str, str]]:
    return {(one.first.name, one.second.name) for one in pairs}


def test_abbreviated_mistyped_turned_and_romanised_names_are_found(twice: Session) -> None:
    told: list[tuple[int, int]] = []
    found = twice.duplicates.find(progress=lambda done, total: told.append((done, total)))
    pairs = list(twice.duplicates.list())
    assert found.customers == 13
    assert found.found == len(pairs) == twice.duplicates.count() == len(SAME)
    assert names(pairs) == set(SAME)
    assert all(0.5 <= one.score <= 1 for one in pairs)
    assert [one.score for one in pairs] == sorted((one.score for one in pairs), reverse=True)
    assert told[-1][0] <= told[-1][1]


def test_a_reason_is_said_for_each_field_that_both_have(twice: Session) -> None:
    twice.duplicates.find()
    (pair,) = [one for one in twice.duplicates.list() if one.first.name == "John Smith"]
    levels = {one.field: one.level for one in pair.reasons}
    assert levels == {"name": 2, "birthday": 6, "city": 6}
    assert sum(one.bits for one in pair.reasons) > 10


def test_what_is_not_the_same_is_never_asked_again_until_one_changed_much(twice: Session) -> None:
    twice.duplicates.find()
    (pair,) = [one for one in twice.duplicates.list() if one.first.name == "王小明"]
    first, second = pair.first, pair.second
    assert twice.duplicates.decide(first.code, second.code, "different") == "open"
    twice.duplicates.find()
    assert pair.first.name not in {one.first.name for one in twice.duplicates.list()}
    assert names(list(twice.duplicates.list(state="different"))) == {("王小明", "小明王")}
    customer = twice.customers.by_id(second.id)
    twice.customers.edit(second.id, {"notes": "called"}, version=customer.version)
    twice.duplicates.find()
    assert twice.duplicates.count(state="different") == 1
    customer = twice.customers.by_id(second.id)
    more = {"name": "王小明", "email": "xm@example.com"}
    twice.customers.edit(second.id, more, version=customer.version)
    twice.duplicates.find()
    assert ("王小明", "王小明") in names(list(twice.duplicates.list()))
    assert twice.duplicates.count(state="different") == 0


def test_later_sets_aside_and_stays_aside(twice: Session) -> None:
    twice.duplicates.find()
    pair = twice.duplicates.list()[0]
    twice.duplicates.decide(pair.first.code, pair.second.code, "later")
    twice.duplicates.find()
    assert twice.duplicates.count() == len(SAME) - 1
    (aside,) = twice.duplicates.list(state="later")
    assert (aside.first, aside.second) == (pair.first, pair.second)


def test_a_decision_is_undone_and_done_again_by_the_log(twice: Session) -> None:
    twice.duplicates.find()
    pair = twice.duplicates.list()[0]
    codes = pair.first.code, pair.second.code
    twice.duplicates.decide(*codes, "different", reason="two brothers")
    line = twice.log.list("action:duplicate.decide")[0]
    assert (line.object, line.reason) == (codes[0], "two brothers")
    undone = twice.undo.one(line.seq)
    assert twice.duplicates.count() == len(SAME)
    twice.undo.one(undone.seq)
    assert twice.duplicates.count(state="different") == 1
    twice.duplicates.decide(*codes, "later")
    with pytest.raises(CannotUndo):
        twice.undo.one(line.seq)
    assert twice.duplicates.count(state="later") == 1


def test_merging_field_by_field_takes_the_values_that_were_chosen(twice: Session) -> None:
    twice.duplicates.find()
    (pair,) = [one for one in twice.duplicates.list() if one.first.name == "李雷"]
    keep, other = pair.first, pair.second
    twice.customers.edit(other.id, {"phone": "13900139000", "city": "杭州"}, version=1, base=None)
    twice.customers.edit(keep.id, {"phone": "13700137000"}, version=1, base=None)
    preview = twice.life.merge_preview(keep.id, other.id, take=["phone", "name"])
    assert (preview.taken, preview.lost) == (
        ("name", "phone"),
        {"name": "李雷", "phone": "+8613700137000"},
    )
    made = twice.life.merge(keep.id, other.id, take=["phone", "name"])
    assert (made.values["name"], made.values["phone"]) == ("Li Lei", "+8613900139000")
    assert (made.values["city"], made.aliases) == ("杭州", (other.code,))
    assert ("former", "李雷") in made.names
    assert twice.duplicates.count() == len(SAME) - 1
    line = twice.log.list("action:customer.merge")[0]
    twice.undo.one(line.seq)
    back = twice.customers.by_id(keep.id)
    assert (back.values["name"], back.values["phone"]) == ("李雷", "+8613700137000")
    assert twice.customers.get(other.code).values["phone"] == "+8613900139000"
    assert twice.duplicates.count() == len(SAME)


def test_three_who_hang_together_are_one_group(boss: Session) -> None:
    for name in ("王小明", "王晓明", "王小鸣"):
        boss.customers.add({"name": name, "phone": "13800138000", "email": "w@example.com"})
    boss.duplicates.find()
    pairs = boss.duplicates.list()
    assert {(one.group, one.together) for one in pairs} == {(1, 3)}
    assert len(pairs) >= 2


def test_who_is_archived_is_left_out_and_who_is_erased_leaves_nothing(twice: Session) -> None:
    twice.duplicates.find()
    first, second = twice.duplicates.list()[:2]
    twice.customers.archive(first.second.id)
    assert twice.duplicates.count() == len(SAME) - 1
    twice.customers.delete(second.first.id, "asked for it")
    assert twice.duplicates.count() == len(SAME) - 2
    with twice.reading() as conn:
        left = conn.execute(
            "SELECT count(*) FROM duplicate WHERE ? IN (first, second)", (second.first.id,)
        ).fetchone()[0]
    assert left == 0


def test_pairs_that_are_likely_no_more_leave_the_queue(twice: Session) -> None:
    twice.duplicates.find()
    (pair,) = [one for one in twice.duplicates.list() if one.first.name == "李雷"]
    changed = {"name": "周婷", "email": "z@example.org"}
    twice.customers.edit(pair.second.id, changed, version=1)
    twice.duplicates.find()
    assert pair.first.id not in {one.first.id for one in twice.duplicates.list()}


def test_a_stop_is_heard_and_a_wrong_score_or_state_refused(twice: Session) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Stopped):
        twice.duplicates.find(cancel=cancel)
    with pytest.raises(InvalidValue, match="from 0 to 1"):
        twice.duplicates.find(minimum=2)
    with pytest.raises(InvalidValue, match="open, later, different"):
        twice.duplicates.list(state="x")
    with pytest.raises(InvalidValue, match="name two"):
        twice.duplicates.show("CUST000001", "CUST000001")


def test_whoever_types_sees_who_is_there_already(twice: Session) -> None:
    asked = {
        "华为": "深圳市华为技术有限公司",
        "晴川天宁科技": "北京晴川天宇科技有限公司",
        "li lei": "李雷",
        "Jon Smith": "John Smith",
        "王小明": "王小明",
    }
    for typed, meant in asked.items():
        found = twice.duplicates.similar({"name": typed})
        assert meant in {one.who.name for one in found}, typed
    (found_by_phone, *_) = twice.duplicates.similar({"phone": "138 0013 8000"})
    assert found_by_phone.who.name in ("王小明", "小明王")
    assert twice.duplicates.similar({"name": "上海无名科技有限公司"}) == []
    assert twice.duplicates.similar({"city": "深圳"}) == []


def test_the_customer_who_is_edited_is_not_like_itself(twice: Session) -> None:
    own = twice.customers.get("CUST000001")
    found = twice.duplicates.similar(own.values, customer=own.id)
    assert own.id not in {one.who.id for one in found}
    assert found[0].who.name == "华为技术"


def test_masked_values_are_compared_only_as_a_whole(
    twice: Session, sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    whole = clerk.duplicates.similar({"phone": "13800138000"})
    assert {one.who.name for one in whole} == {"王小明", "小明王"}
    near = clerk.duplicates.similar({"name": "王小明", "phone": "13800138001"})
    assert all(one.field != "phone" for each in near for one in each.reasons)
    seen = twice.duplicates.similar({"name": "王小明", "phone": "13800138001"})
    assert any(one.field == "phone" for each in seen for one in each.reasons)


def test_only_those_who_may_merge_and_see_all_look_through_the_store(
    twice: Session, sign_in: Callable[[str], Session]
) -> None:
    with pytest.raises(NotPermitted):
        sign_in("clerk").duplicates.find()
    twice.staff.save_role("merger", ["customer.read", "customer.merge"])
    twice.staff.set_roles("viewer", ["merger"])
    twice.duplicates.find()
    merger = sign_in("viewer")
    with pytest.raises(NotPermitted, match="see_personal"):
        merger.duplicates.find()
    (pair,) = [one for one in merger.duplicates.list() if one.first.name == "王小明"]
    assert [one.field for one in pair.reasons] == ["phone", "name"]
    shown = merger.duplicates.show(pair.first.code, pair.second.code)
    assert shown.first.values["phone"] == "***"
