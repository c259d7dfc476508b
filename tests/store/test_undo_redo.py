"""Undo and redo of one's own changes: as in an editor, whatever others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.customers.bulk import new_group
from store.engine.cancel import Cancel
from store.errors import CannotUndo, NotPermitted
from store.session import Session
from tests.edits import edit

CITIES = ("广州", "深圳", "东莞", "佛山")


def undo(session: Session) -> str:
    """`u`: what was undone; nothing if there was nothing to undo."""
    change = session.own_changes.next_undo()
    if change is None:
        return ""
    session.own_changes.undo(change)
    return change.action


def redo(session: Session) -> str:
    """`ctrl+r`."""
    change = session.own_changes.next_redo()
    if change is None:
        return ""
    session.own_changes.undo(change)
    return change.action


def cities(session: Session, ids: list[int]) -> list[str]:
    return [session.customers.by_id(id_).values.get("city", "") for id_ in ids]


@pytest.fixture
def two(boss: Session) -> list[int]:
    return [boss.customers.add({"name": name}).id for name in ("甲", "乙")]


def test_repeated_undo_goes_back_and_redo_comes_again(boss: Session, two: list[int]) -> None:
    for city in CITIES:
        edit(boss, two[0], city=city)
    seen = []
    for _ in CITIES:
        assert undo(boss) == "customer.edit"
        seen.append(cities(boss, two)[0])
    assert seen == ["东莞", "深圳", "广州", ""]
    again = []
    for _ in CITIES:
        assert redo(boss) == "log.undo"
        again.append(cities(boss, two)[0])
    assert again == list(CITIES)
    assert redo(boss) == ""
    undo(boss)
    assert cities(boss, two)[0] == "东莞"
    assert boss.log.verify().ok


def test_a_new_change_ends_what_could_be_done_again(boss: Session, two: list[int]) -> None:
    edit(boss, two[0], city="广州")
    undo(boss)
    edit(boss, two[1], city="深圳")
    assert boss.own_changes.next_redo() is None
    undo(boss)
    assert cities(boss, two) == ["", ""]
    redo(boss)
    assert cities(boss, two) == ["", "深圳"]


def test_what_is_undone_is_known_at_the_next_sign_in(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    edit(boss, two[0], city="广州")
    edit(boss, two[0], city="深圳")
    undo(boss)
    boss.close()
    later = sign_in("boss")
    redo(later)
    assert cities(later, two)[0] == "深圳"
    undo(later)
    undo(later)
    assert cities(later, two)[0] == ""


def test_others_changes_are_nobody_else_s_to_undo(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    manager = sign_in("manager")
    edit(boss, two[0], city="广州")
    edit(manager, two[1], city="深圳")
    undo(boss)
    assert cities(boss, two) == ["", "深圳"]
    assert undo(manager) == "customer.edit"
    assert undo(manager) == ""
    assert cities(boss, two) == ["", ""]
    boss.undo.one(boss.log.list("action:log.undo actor:manager")[0].seq)
    assert redo(manager) == ""


def test_a_later_change_of_somebody_else_is_named_with_its_person(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    manager = sign_in("manager")
    edit(boss, two[0], city="广州")
    edit(manager, two[0], city="深圳")
    seq = boss.log.list("actor:manager action:customer.edit")[0].seq
    with pytest.raises(CannotUndo) as refused:
        undo(boss)
    assert (refused.value.params["who"], refused.value.params["later"]) == ("manager", seq)
    edit(manager, two[0], city="东莞")
    undo(manager)
    with pytest.raises(CannotUndo) as refused:
        undo(boss)
    assert refused.value.params["later"] == seq, "an undone change is never what is in the way"
    undo(manager)
    redo(manager)
    with pytest.raises(CannotUndo) as refused:
        undo(boss)
    assert refused.value.params["later"] == seq, "done again: the change itself, not its redo"
    undo(manager)
    undo(boss)
    assert cities(boss, two)[0] == ""


def test_what_was_done_again_and_undone_once_more_is_not_in_the_way(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    manager = sign_in("manager")
    edit(boss, two[0], city="广州")
    edit(manager, two[0], city="深圳")
    seq = boss.log.list("actor:manager action:customer.edit")[0].seq
    edit(boss, two[0], city="东莞")
    undo(boss)
    redo(boss)
    undo(boss)
    with pytest.raises(CannotUndo) as refused:
        undo(boss)
    assert refused.value.params["later"] == seq


def test_a_tag_in_the_way_is_the_one_that_was_touched(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    manager = sign_in("manager")
    boss.customers.add_tag(two[0], "甲级")
    manager.customers.remove_tag(two[0], "甲级")
    seq = boss.log.list("actor:manager action:tag.remove")[0].seq
    manager.customers.add_tag(two[0], "其他")
    with pytest.raises(CannotUndo) as refused:
        undo(boss)
    assert refused.value.params["later"] == seq


def test_a_group_is_one_change(boss: Session) -> None:
    ids = [boss.customers.add({"name": f"客户{n}"}).id for n in range(7)]
    boss.customers.set_many(ids, {"city": "广州"})
    change = boss.own_changes.next_undo()
    assert change is not None
    assert (change.count, change.left, change.undoable) == (7, 7, True)
    steps: list[tuple[int, int]] = []
    done = boss.own_changes.undo(change, progress=lambda *step: steps.append(step))
    assert (done.done, done.by != "", steps[-1]) == (7, True, (7, 7))
    assert set(cities(boss, ids)) == {""}
    back = boss.own_changes.next_redo()
    assert back is not None
    assert back.count == 7
    boss.own_changes.undo(back)
    assert set(cities(boss, ids)) == {"广州"}
    assert undo(boss) == "customer.edit"
    assert set(cities(boss, ids)) == {""}


def test_a_group_stopped_goes_on_and_one_done_as_far_as_possible_is_passed_over(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    ids = [boss.customers.add({"name": f"客户{n}"}).id for n in range(250)]
    boss.customers.set_many(ids, {"city": "广州"})
    group = boss.own_changes.next_undo()
    assert group is not None
    cancel = Cancel()
    stopped = boss.own_changes.undo(group, progress=lambda *_: cancel.cancel(), cancel=cancel)
    assert stopped.stopped
    assert 0 < stopped.done < 250
    rest = boss.own_changes.next_undo()
    assert rest is not None
    assert (rest.group, rest.left) == (group.group, 250 - stopped.done)
    edit(sign_in("manager"), ids[3], city="深圳")
    with pytest.raises(CannotUndo):
        boss.own_changes.undo(rest)
    done = boss.own_changes.undo(rest, partly=True)
    assert (done.done, len(done.failed)) == (249 - stopped.done, 1)
    following = boss.own_changes.next_undo()
    assert following is not None
    assert following.action == "customer.add"
    listed = boss.own_changes.list(limit=1)[0]
    assert (listed.count, listed.left) == (250, 1)


def test_the_list_says_what_is_undone_and_by_whom(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    edit(clerk, two[0], city="广州")
    edit(clerk, two[1], city="深圳")
    boss.undo.one(boss.log.list("actor:clerk")[0].seq)
    first, second = clerk.own_changes.list()
    assert (first.left, first.undone_by, first.undoable) == (0, "boss", False)
    assert (second.left, second.undone_by, second.undoable) == (1, "", True)
    assert second.sample is not None
    assert second.sample.after == {"city": "广州"}
    assert clerk.own_changes.list(before=second.seq) == []


def test_erasing_stays_and_is_told_before_older_things_are_undone(
    boss: Session, two: list[int]
) -> None:
    edit(boss, two[0], city="广州")
    boss.customers.delete(two[1], reason="asked for")
    change = boss.own_changes.next_undo()
    assert change is not None
    assert (change.action, change.after_final) == ("customer.edit", True)
    assert boss.own_changes.list(limit=1)[0].undoable is False


def test_what_one_may_not_do_any_more_is_refused(
    boss: Session, two: list[int], sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    edit(clerk, two[0], city="广州")
    boss.staff.set_roles("clerk", ["viewer"])
    with pytest.raises(NotPermitted):
        undo(clerk)
    assert cities(boss, two)[0] == "广州"


def test_a_change_made_while_a_long_group_ran_is_found(boss: Session, two: list[int]) -> None:
    """The same person at two terminals: the group's lines are not all in a row."""
    group = new_group()
    with boss.writing("customer.edit") as change:
        for n in range(1500):
            about = {"before": {"city": ""}, "after": {"city": "广州"}}
            change.log("customer.edit", "x", subject=two[0], group=group, **about)  # type: ignore[arg-type]
            if n == 100:
                own = change.log("customer.edit", "x", subject=two[1], **about)  # type: ignore[arg-type]
    seqs = [found.seq for found in boss.own_changes.list()]
    assert own in seqs
    assert seqs == sorted(seqs, reverse=True)
    assert len(seqs) == 4, "and what made the store is not one of them"


def test_fields_come_and_go_with_what_customers_have_in_them(boss: Session) -> None:
    boss.fields.define("vat", "choice", "税率", choices=["6%", "13%"])
    customer = boss.customers.add({"name": "甲", "vat": "6%"}).id
    boss.fields.change("vat", label="增值税", choices=["6%", "9%"])
    boss.fields.retire("vat")

    def standing() -> tuple[str, tuple[str, ...], str] | None:
        vat = boss.fields.all().get("vat")
        value = boss.customers.by_id(customer).values.get("vat", "")
        return (vat.label, vat.choices, value) if vat else None

    assert standing() is None
    assert undo(boss) == "field.retire"
    assert standing() == ("增值税", ("6%", "9%"), "6%")
    assert undo(boss) == "field.change"
    assert standing() == ("税率", ("6%", "13%"), "6%")
    define = boss.own_changes.list()[-1]
    assert define.action == "field.define"
    boss.own_changes.undo(define)
    assert standing() is None
    assert redo(boss) == "log.undo"
    assert standing() == ("税率", ("6%", "13%"), "6%")
    redo(boss)
    assert standing() == ("增值税", ("6%", "9%"), "6%")
    redo(boss)
    assert standing() is None


def test_choice_lists_go_back_unless_somebody_changed_them_since(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    before = boss.fields.all()["level"].choices
    boss.fields.set_choices("level", ["甲", "乙"])
    undo(boss)
    assert boss.fields.all()["level"].choices == before
    redo(boss)
    assert boss.fields.all()["level"].choices == ("甲", "乙")
    sign_in("manager").fields.set_choices("level", ["丙"])
    with pytest.raises(CannotUndo) as refused:
        undo(boss)
    assert refused.value.params["who"] == "manager"


def test_a_choice_that_came_with_a_value_is_no_change_of_its_own(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲"}).id
    edit(boss, customer, industry="养蜂")
    assert "养蜂" in boss.fields.all()["industry"].choices
    assert undo(boss) == "customer.edit"
    assert undo(boss) == "customer.add"
    assert redo(boss) == "log.undo"
    assert redo(boss) == "log.undo"
    assert boss.customers.by_id(customer).values["industry"] == "养蜂"


def test_an_import_is_one_change(boss: Session, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,industry,vat\n甲,养蜂,6%\n乙,养蜂,9%\n丙,,\n", "utf-8")
    boss.transfer.run_import(file)
    change = boss.own_changes.next_undo()
    assert change is not None
    assert (change.action, change.count, change.left) == ("import.run", 3, 3)
    assert boss.own_changes.list() == [change], "what it defined is no change beside it"
    boss.own_changes.undo(change)
    assert boss.search.count("") == 0
    assert boss.own_changes.next_undo() is None
    (listed,) = boss.own_changes.list()
    assert (listed.left, listed.undone_by) == (0, "boss")
    assert redo(boss) == "log.undo"
    assert boss.search.count("industry:养蜂") == 2
    assert undo(boss) == "import.run"
    assert boss.log.verify().ok


def test_saved_views_go_back_and_come_again(boss: Session) -> None:
    def shown() -> list[tuple[str, str, tuple[str, ...], dict[str, int], int, int]]:
        return [
            (one.name, one.query, one.columns, dict(one.widths), one.frozen, one.place)
            for one in boss.views.list()
        ]

    pictures = [shown()]
    views = boss.views
    work: list[Callable[[], object]] = [
        lambda: views.save("重点", "level:A", ["code", "name"], "name", widths={"name": 30}),
        lambda: views.save("重点", "level:B", ["code"], "-name", frozen=2, place=3),
        lambda: views.rename("重点", "大客户"),
        lambda: views.put_on_key("大客户", 5),
        lambda: views.remove("大客户"),
    ]
    for step in work:
        step()
        pictures.append(shown())
    for picture in reversed(pictures[:-1]):
        assert undo(boss).startswith("view.")
        assert shown() == picture
    for picture in pictures[1:]:
        redo(boss)
        assert shown() == picture
    assert boss.log.verify().ok


def test_another_s_view_is_not_undone(boss: Session, sign_in: Callable[[str], Session]) -> None:
    sign_in("clerk").views.save("我的", "", ["code"], "name")
    with pytest.raises(CannotUndo):
        boss.undo.one(boss.log.list("action:view.save")[0].seq)
