"""Two people's changes to one customer: none is lost, only what both changed to different values
clashes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store
from store.customers.record import Customer
from store.customers.three_way import merge_lists, merge_values
from store.errors import Conflict, InvalidValue, NotFound, NotPermitted
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD, examples

SignIn = Callable[[str], Session]
FIELDS = ("name", "city", "level", "phone", "notes")
values = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["", "a", "b", "c"]))
lists = st.lists(st.sampled_from("abcde"), unique=True)


def result(base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> dict[str, str]:
    return {**theirs, **merge_values(base, mine, theirs)[0]}


@given(values, values, values)
def test_each_field_is_as_whoever_changed_it_left_it(
    base: dict[str, str], mine: dict[str, str], their: dict[str, str]
) -> None:
    base = {name: base.get(name, "") for name in FIELDS}
    theirs = {**base, **their}
    edited, clash = merge_values(base, mine, theirs)
    for name in FIELDS:
        wanted, there, before = mine.get(name, base[name]), theirs[name], base[name]
        if wanted != before and there != before and wanted != there:
            assert name in clash
            assert name not in edited
        else:
            assert name not in clash
            merged = {**theirs, **edited}[name]
            assert merged == (wanted if wanted != before else there)


@given(values, values, values)
def test_it_does_not_matter_who_was_first(
    base: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    base = {name: base.get(name, "") for name in FIELDS}
    first, second = {**base, **one}, {**base, **other}
    _, clash = merge_values(base, first, second)
    _, back = merge_values(base, second, first)
    assert set(clash) == set(back)
    if not clash:
        assert result(base, first, second) == result(base, second, first)


@given(values, values, values, st.sampled_from(FIELDS))
def test_a_field_is_merged_without_a_look_at_the_others(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str], name: str
) -> None:
    edited, clash = merge_values(base, mine, theirs)
    alone = {name: mine[name]} if name in mine else {}
    edited_alone, clash_alone = merge_values(base, alone, theirs)
    assert edited.get(name) == edited_alone.get(name)
    assert (name in clash) == (name in clash_alone)


@given(lists, lists, lists)
def test_of_tags_each_stands_or_falls_by_itself(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    merged = merge_lists(base, mine, theirs)
    assert len(set(merged)) == len(merged)
    for tag in {*base, *mine, *theirs}:
        was, here, there = tag in base, tag in mine, tag in theirs
        changed = here if here != was else there
        assert (tag in merged) == changed
    assert set(merged) == set(merge_lists(base, theirs, mine))


# In the store


@pytest.fixture
def two(sign_in: SignIn) -> tuple[Session, Session, Customer]:
    boss, manager = sign_in("boss"), sign_in("manager")
    boss.customers.add(
        {"name": "甲公司", "city": "深圳", "level": "B", "phone": "13800138000"}, tags=["旧", "新"]
    )
    return boss, manager, boss.customers.by_id(1)


def test_what_only_one_changed_is_saved_and_only_the_rest_is_asked_about(
    two: tuple[Session, Session, Customer],
) -> None:
    boss, manager, read = two
    manager.customers.edit(1, {"city": "东莞", "level": "A"}, version=1, base=read)
    mine = {"city": "惠州", "level": "A", "owner": "李", "phone": "+8613800138000"}
    with pytest.raises(Conflict) as caught:
        boss.customers.edit(1, mine, version=1, base=read)
    clash = caught.value
    assert (clash.base, clash.mine, clash.theirs) == (
        {"city": "深圳"},
        {"city": "惠州"},
        {"city": "东莞"},
    )
    assert clash.by == {"city": "manager"}
    assert boss.customers.by_id(1).values["owner"] == ""
    assert isinstance(clash.there, Customer)
    saved = boss.customers.edit(1, mine, version=clash.version, base=clash.there)
    assert {name: saved.values[name] for name in mine} == {**mine, "level": "A"}
    assert boss.log.verify().ok


def test_a_third_change_while_one_chooses_is_asked_about_again(
    two: tuple[Session, Session, Customer],
) -> None:
    boss, manager, read = two
    manager.customers.edit(1, {"city": "东莞"}, version=1, base=read)
    with pytest.raises(Conflict) as caught:
        boss.customers.edit(1, {"city": "惠州"}, version=1, base=read)
    manager.customers.edit(1, {"city": "珠海"}, version=2)
    there = caught.value.there
    assert isinstance(there, Customer)
    with pytest.raises(Conflict) as again:
        boss.customers.edit(1, {"city": "惠州"}, version=there.version, base=there)
    assert (again.value.base, again.value.theirs) == ({"city": "东莞"}, {"city": "珠海"})


def test_the_log_knows_what_a_masked_field_was(
    two: tuple[Session, Session, Customer], sign_in: SignIn
) -> None:
    boss, _, _ = two
    clerk = sign_in("clerk")
    read = clerk.customers.by_id(1)
    assert read.values["phone"] == "***"
    boss.customers.edit(1, {"city": "东莞"}, version=1)
    # nobody else changed the phone: nothing to ask, though this clerk never saw it
    saved = clerk.customers.edit(1, {"phone": "13700137000"}, version=1, base=read)
    assert (saved.values["city"], saved.values["phone"]) == ("东莞", "***")
    assert boss.customers.by_id(1).values["phone"] == "+8613700137000"
    boss.customers.edit(1, {"phone": "13900139000"}, version=saved.version)
    with pytest.raises(Conflict) as caught:
        clerk.customers.edit(1, {"phone": "13600136000"}, version=saved.version, base=saved)
    assert caught.value.theirs == {"phone": "***"}
    assert caught.value.base == {"phone": "***"}
    assert "139" not in repr(vars(caught.value))


def test_tags_and_names_of_both_are_kept(two: tuple[Session, Session, Customer]) -> None:
    boss, manager, read = two
    manager.customers.add_tag(1, "重点")
    manager.customers.remove_tag(1, "旧")
    manager.customers.add_name(1, "short", "甲")
    saved = boss.customers.edit(
        1,
        {"name": "乙公司"},
        version=1,
        base=read,
        tags=["旧", "VIP"],
        names=[("foreign", "Alpha Ltd")],
    )
    assert set(saved.tags) == {"VIP", "重点"}
    assert set(saved.names) == {("short", "甲"), ("foreign", "Alpha Ltd"), ("former", "甲公司")}
    for query in ("tag:VIP", "alpha", "乙公司", "甲公司"):
        assert boss.search.count(query) == 1, query
    assert boss.search.count("tag:新") == 0
    boss.undo.one(saved.seq)
    undone = boss.customers.by_id(1)
    assert set(undone.tags) == {"新", "重点"}
    assert (undone.values["name"], undone.names) == ("甲公司", (("short", "甲"),))


def test_tags_in_another_case_are_the_same_tag(two: tuple[Session, Session, Customer]) -> None:
    boss, manager, read = two
    manager.customers.add_tag(1, "VIP")
    saved = boss.customers.edit(1, {}, version=1, base=read, tags=["旧", "新", "vip", "Vip"])
    assert set(saved.tags) == {"旧", "新", "VIP"}
    with pytest.raises(InvalidValue):
        boss.customers.edit(1, {}, version=saved.version, tags=["a,b"])


def test_whoever_knows_no_more_than_the_version_overwrites_nothing(
    two: tuple[Session, Session, Customer],
) -> None:
    boss, manager, _ = two
    manager.customers.edit(1, {"level": "A"}, version=1)
    manager.customers.add_tag(1, "重点")
    with pytest.raises(Conflict) as caught:
        boss.customers.edit(1, {"city": "惠州"}, version=1, tags=["旧"])
    assert set(caught.value.mine) == {"city", "tags"}
    assert caught.value.base == {}


def test_an_archived_customer_is_changed_and_stays_archived(
    two: tuple[Session, Session, Customer],
) -> None:
    boss, manager, read = two
    manager.customers.archive(1)
    saved = boss.customers.edit(1, {"city": "惠州"}, version=1, base=read)
    assert saved.archived
    assert saved.values["city"] == "惠州"


def test_a_customer_who_is_gone_is_not_written(two: tuple[Session, Session, Customer]) -> None:
    boss, manager, read = two
    other = manager.customers.add({"name": "乙公司"})
    manager.life.merge(other.id, 1)
    with pytest.raises(NotFound) as caught:
        boss.customers.edit(1, {"city": "惠州"}, version=1, base=read)
    assert caught.value.params["code"] == other.code
    news = boss.customers.news_of(1, read.seq)
    assert (news.customer, news.survivor, news.by) == (None, other.id, "manager")
    manager.customers.delete(other.id, "wish")
    news = boss.customers.news_of(other.id, 0)
    assert (news.customer, news.survivor, news.by) == (None, None, "manager")
    assert boss.customers.news_of(1, read.seq).survivor is None


# Who hears of what


def test_the_end_of_the_log_tells_which_customers_and_who(
    two: tuple[Session, Session, Customer], sign_in: SignIn
) -> None:
    boss, manager, read = two
    began = boss.customers.changed_since(None)
    assert began.touches == ()
    viewer = sign_in("viewer")
    assert boss.customers.changed_since(began.seq).touches == ()
    manager.customers.edit(1, {"city": "东莞", "phone": "13900139000"}, version=1)
    boss.customers.edit(1, {"level": "A"}, version=2)
    boss.customers.reveal(1, "phone")
    since = boss.customers.changed_since(began.seq)
    told = [(one.customer, one.actor, one.action, one.own) for one in since.touches]
    assert told == [
        (1, "manager", "customer.edit", False),
        (1, "boss", "customer.edit", True),
    ]
    assert boss.customers.changed_since(since.seq).touches == ()
    news = viewer.customers.news_of(1, read.seq)
    assert [set(one.fields) for one in news.touches] == [{"city", "phone"}, {"level"}]
    assert news.customer is not None
    assert news.customer.values["phone"] == "***"
    assert "139" not in repr(news)
    for session in (sign_in("admin"), sign_in("service")):
        with pytest.raises(NotPermitted):
            session.customers.changed_since(None)
        with pytest.raises(NotPermitted):
            session.customers.news_of(1, 0)


def test_behind_many_lines_anybody_may_be_different(
    two: tuple[Session, Session, Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, manager, _ = two
    monkeypatch.setattr("store.customers.changes.MOST", 3)
    began = boss.customers.changed_since(None)
    for level in "ABCAB":
        manager.customers.set_many([1], {"level": level})
    since = boss.customers.changed_since(began.seq)
    assert (since.many, len(since.touches)) == (True, 3)
    assert boss.customers.changed_since(since.seq).touches == ()


# Everything at once, against a model


@pytest.fixture(scope="module")
def merge_house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("merge") / "house"
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    return store.open(folder)


@pytest.fixture(scope="module")
def people(merge_house: Store) -> Any:
    sessions = [merge_house.sign_in(name, PASSWORD) for name in ("boss", "manager", "clerk")]
    yield sessions
    for session in sessions:
        session.close()


TEXTS = {
    "city": st.sampled_from(["", "深圳", "东莞", "惠州"]),
    "phone": st.sampled_from(["", "+8613800138000", "+8613900139000"]),
    "notes": st.sampled_from(["", "一", "二\n三"]),
}
some_changes = st.fixed_dictionaries({}, optional=TEXTS)
some_tags = st.none() | st.sets(st.sampled_from(["x", "y", "z"]))


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 2), some_changes, some_tags), min_size=1, max_size=5))
def test_no_edit_is_lost_whoever_read_what_when(
    people: list[Session], work: list[tuple[int, dict[str, str], set[str] | None]]
) -> None:
    """All read the customer first and then save one after the other."""
    boss = people[0]
    made = boss.customers.add({"name": "甲", "city": "深圳", "phone": "13800138000"}, tags=["x"])
    read = [session.customers.by_id(made.id) for session in people]
    start = read[0].values
    model, tags = dict(start), {"x"}
    last: dict[int, dict[str, str]] = {}
    for who, changes, wanted in work:
        base = last.get(who, start)
        clash = {
            name
            for name, value in changes.items()
            if value not in (base[name], model[name]) and model[name] != base[name]
        }
        known = set(read[who].tags)
        refused = None
        saved = read[who]
        try:
            saved = people[who].customers.edit(
                made.id,
                changes,
                version=read[who].version,
                base=read[who],
                tags=None if wanted is None else sorted(wanted),
            )
        except Conflict as conflict:
            refused = conflict
        assert set(refused.mine if refused else ()) == clash
        if refused:
            assert boss.customers.by_id(made.id).values == model
            continue
        model |= {n: v for n, v in changes.items() if v != base[n]}
        if wanted is not None:
            tags = (tags - (known - wanted)) | (wanted - known)
        last[who], read[who] = dict(model), saved
        now = boss.customers.by_id(made.id)
        assert now.values == model
        assert set(now.tags) == tags
