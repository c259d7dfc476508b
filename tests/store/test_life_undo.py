"""Undoing: everything is as it was, by a new operation, unless a later change is in the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store
from store.codes.rulefile import RuleDraft, RuleSet
from store.engine.cancel import Cancel
from store.errors import CannotUndo, KehaoError, NotFound, NotPermitted
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD, examples

RULES = (
    RuleSet((RuleDraft("all", "A{seq:4}"),)),
    RuleSet((RuleDraft("all", "B{seq:4}"),), {"region": {"广东": "GD"}}, ("{any:2-8}",)),
)


def newest(session: Session) -> int:
    return session.log.list(limit=1)[0].seq


def own(session: Session, first: int) -> list[int]:
    """The customers of this example, archived ones too."""
    found = session.search.ids("archived:yes") + session.search.ids("")
    return sorted(id_ for id_ in found if id_ >= first)


def picture(session: Session, first: int) -> Any:
    """Everything a person sees of customers, blocks and rules, but versions and moments of change;
    codes as the live one (what an undone code leaves behind is an alias)."""
    customers = {}
    for id_ in own(session, first):
        one = session.customers.by_id(id_)
        customers[id_] = (one.code, one.values, sorted(one.names), one.tags, one.archived)
        assert session.search.ids(f"code:{one.code}") == ([] if one.archived else [id_])
    blocks = [(one.id, one.left) for one in session.life.reservations() if one.left]
    rules = [(rule.name, rule.pattern) for rule in session.rules.list()]
    return customers, blocks, rules


def do_something(session: Session, first: int, what: int, which: int) -> None:
    """One operation on one of the customers."""
    ids = own(session, first)
    one = ids[which % len(ids)]
    other = ids[(which + 1) % len(ids)]
    current = session.customers.by_id(one)
    match what:
        case 0:
            session.customers.add({"name": "新客户", "phone": "13700137000"}, tags=["新"])
        case 1:
            changes = {"phone": "020-87654321", "city": "东莞", "email": ""}
            session.customers.edit(one, changes, version=current.version)
        case 2:
            session.customers.edit(one, {"name": f"改名{which}"}, version=current.version)
        case 3:
            if current.archived:
                session.customers.restore(one)
            else:
                session.customers.archive(one)
        case 4:
            session.customers.add_tag(one, f"标{which}")
        case 5:
            session.customers.add_name(one, "short", f"简{which}")
        case 6:
            session.life.merge(one, other)
        case 7:
            session.life.change(one, reason="r")
        case 8:
            until = session.today().isoformat()
            session.life.reserve(session.rules.list()[0].name, 3, owner="x", until=until)
        case 9:
            session.life.release([session.life.reservations()[0].next])
        case 10:
            session.rules.apply(RULES[which % 2])
        case _:
            session.customers.remove_tag(one, current.tags[0])


@pytest.fixture(scope="module")
def undo_house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("undo") / "house"
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    return store.open(folder)


@pytest.mark.long
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5)), min_size=1, max_size=6))
def test_undoing_backwards_goes_through_every_picture_and_redoing_back(
    undo_house: Store, work: list[tuple[int, int]]
) -> None:
    session = undo_house.sign_in("boss", PASSWORD)
    made = [
        session.customers.add({"name": name, "phone": "13800138000", "email": "a@b.cn"}, tags=["t"])
        for name in ("甲公司", "乙公司")
    ]
    first = made[0].id
    before, pictures, done = newest(session), [picture(session, first)], []
    for what, which in work:
        try:
            do_something(session, first, what, which)
        except (KehaoError, IndexError):
            continue
        if newest(session) != before:
            before = newest(session)
            done.append(before)
            pictures.append(picture(session, first))
    undone = []
    for place in range(len(done) - 1, -1, -1):
        undone.append(session.undo.one(done[place]).seq)
        assert picture(session, first) == pictures[place]
    for place in range(1, len(pictures)):
        session.undo.one(undone.pop())
        assert picture(session, first) == pictures[place]
    assert session.log.verify().ok
    session.close()


def test_adding_is_undone_by_taking_the_customer_away(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲", "phone": "13800138000"})
    seq = newest(boss)
    done = boss.undo.one(seq, reason="twice")
    assert (done.of, done.action, done.object) == (seq, "customer.add", "CUST000001")
    with pytest.raises(NotFound):
        boss.customers.by_id(customer.id)
    assert boss.codes.explain("CUST000001").state == "void"
    assert boss.customers.add({"name": "乙"}).code == "CUST000002"
    assert boss.customers.add({"name": "丙"}).id == customer.id + 2
    line = boss.log.get(done.seq)
    assert line is not None
    assert (line.action, line.reason, line.after) == (
        "log.undo",
        "twice",
        {"undoes": seq, "root": seq, "action": "customer.add", "again": False},
    )
    with boss.reading() as conn:
        raw = conn.execute("SELECT before FROM operation WHERE seq = ?", (done.seq,)).fetchone()
    assert "13800138000" not in raw[0]


def test_a_later_change_is_named(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲"})
    added = newest(boss)
    boss.customers.edit(customer.id, {"city": "东莞", "notes": "x"}, version=1)
    first = newest(boss)
    boss.customers.edit(customer.id, {"city": "深圳"}, version=2)
    second = newest(boss)
    with pytest.raises(CannotUndo) as refused:
        boss.undo.one(first)
    assert refused.value.params["later"] == second
    with pytest.raises(CannotUndo) as refused:
        boss.undo.one(added)
    assert refused.value.params["later"] == second
    undo = boss.undo.one(second)
    with pytest.raises(CannotUndo) as refused:
        boss.undo.one(second)
    assert refused.value.params["later"] == undo.seq
    boss.undo.one(first)
    boss.undo.one(added)


def test_a_later_change_of_another_field_is_not_in_the_way(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲", "city": "广州"})
    boss.customers.edit(customer.id, {"city": "东莞"}, version=1)
    seq = newest(boss)
    boss.customers.edit(customer.id, {"notes": "later"}, version=2)
    boss.customers.add_tag(customer.id, "t")
    boss.undo.one(seq)
    found = boss.customers.by_id(customer.id)
    assert (found.values["city"], found.values["notes"], found.tags) == ("广州", "later", ("t",))


def test_what_cannot_be_undone_says_so(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲", "phone": "13800138000"})
    boss.customers.reveal(customer.id, "phone")
    with pytest.raises(CannotUndo, match=r"customer\.reveal"):
        boss.undo.one(newest(boss))
    boss.customers.delete(customer.id, "r")
    with pytest.raises(CannotUndo, match="for good"):
        boss.undo.one(newest(boss))
    boss.life.void("X-1", "r")
    with pytest.raises(CannotUndo, match="void"):
        boss.undo.one(newest(boss))
    with pytest.raises(NotFound):
        boss.undo.one(10**6)


def test_who_may_do_it_and_see_it_may_undo_it(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    clerk, viewer = sign_in("clerk"), sign_in("viewer")
    customer = boss.customers.add({"name": "甲"})
    boss.customers.edit(customer.id, {"city": "x"}, version=1)
    bosss = newest(boss)
    clerk.customers.edit(customer.id, {"notes": "y"}, version=2)
    clerks = newest(boss)
    with pytest.raises(NotFound):  # a clerk sees its own operations only
        clerk.undo.one(bosss)
    with pytest.raises(NotFound):
        viewer.undo.one(clerks)
    clerk.undo.one(clerks)
    with pytest.raises(NotPermitted):
        sign_in("auditor").undo.one(bosss)
    boss.undo.one(bosss)


def csv(path: Path, rows: int, prefix: str = "老") -> Path:
    lines = ["name,code,phone", *(f"{prefix}{n},L-{n},1380013{n:04}" for n in range(rows))]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_an_import_is_undone_whole_and_can_be_brought_in_again(
    boss: Session, tmp_path: Path
) -> None:
    file = csv(tmp_path / "a.csv", 230)
    group = boss.transfer.run_import(file).group
    done = boss.undo.group(group)
    assert (done.undone, done.failed, done.stopped) == (231, (), False)
    assert done.customers == 230
    assert boss.search.count("") == 0
    with pytest.raises(NotFound):
        boss.undo.group(group)
    again = boss.transfer.run_import(file)
    assert (again.added, again.skipped) == (230, 0)
    assert boss.customers.get("L-7").values["name"] == "老7"
    with pytest.raises(CannotUndo, match="whole import"):
        boss.undo.one(newest(boss))


def test_a_group_is_refused_whole_or_undone_partly(boss: Session, tmp_path: Path) -> None:
    group = boss.transfer.run_import(csv(tmp_path / "a.csv", 5)).group
    one = boss.customers.get("L-2")
    boss.customers.edit(one.id, {"city": "x"}, version=one.version)
    with pytest.raises(CannotUndo) as refused:
        boss.undo.group(group)
    assert refused.value.params["later"] == newest(boss)
    assert boss.search.count("") == 5
    done = boss.undo.group(group, partly=True)
    assert (done.undone, len(done.failed)) == (5, 1)
    assert [row[0] for row in boss.search.page("").rows] == ["L-2"]


def test_after_a_stop_the_same_undo_goes_on_and_is_undone_as_one(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.undo.service.CHUNK", 3)
    ids = [boss.customers.add({"name": "某"}).id for _ in range(10)]
    boss.rules.apply(RULES[0])
    group = boss.life.renumber("").group
    cancel = Cancel()

    def stop(done: int, total: int) -> None:
        if done >= 3:
            cancel.cancel()

    first = boss.undo.group(group, progress=stop, cancel=cancel)
    assert (first.undone, first.stopped) == (3, True)
    second = boss.undo.group(group)
    assert (second.undone, second.by) == (7, first.by)
    assert (first.customers, second.customers) == (3, 10)
    assert [boss.customers.by_id(id_).code for id_ in ids] == [f"CUST{n:06}" for n in range(1, 11)]
    assert boss.undo.group(first.by).undone == 10
    assert [boss.customers.by_id(id_).code for id_ in ids] == [f"A{n:04}" for n in range(1, 11)]


def test_a_stopped_renumbering_that_was_undone_begins_anew(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.codes.renumbering.CHUNK", 2)
    for _ in range(4):
        boss.customers.add({"name": "某"})
    boss.rules.apply(RULES[0])
    cancel = Cancel()
    stopped = boss.life.renumber("", progress=lambda *_: cancel.cancel(), cancel=cancel)
    assert stopped.changed == 2
    boss.undo.group(stopped.group)
    again = boss.life.renumber("")
    assert (again.changed, again.went_on) == (4, False)


def test_rules_that_others_have_replaced_stay(boss: Session) -> None:
    boss.rules.apply(RULES[0])
    first = newest(boss)
    boss.rules.apply(RULES[1])
    second = newest(boss)
    with pytest.raises(CannotUndo) as refused:
        boss.undo.one(first)
    assert refused.value.params["later"] == second
    assert boss.rules.list()[0].pattern == "B{seq:4}"
    boss.undo.one(second)
    boss.undo.one(first)
    assert boss.rules.list()[0].pattern == "CUST{seq:6}"
