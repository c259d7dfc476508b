"""Saved views: kept whole, on keys, renamed, one's own before others' shared ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.customers.views import by_key
from store.errors import InvalidQuery, InvalidValue, NotFound, NotPermitted
from store.session import Session

SignIn = Callable[[str], Session]
COLUMNS = ("code", "name", "region")


def names(session: Session) -> dict[int, str]:
    return {key: view.name for key, view in by_key(session.views.list()).items()}


def test_a_view_is_read_back_as_it_was_saved(boss: Session) -> None:
    boss.views.save("南方", "region:广东", COLUMNS, "-name", widths={"name": 30}, frozen=2, place=4)
    (view,) = boss.views.list()
    assert (view.name, view.query, view.columns, view.sort) == (
        "南方",
        "region:广东",
        COLUMNS,
        "-name",
    )
    assert (view.widths, view.frozen, view.place, view.own) == ({"name": 30}, 2, 4, True)


def test_new_views_take_the_first_free_key_and_keep_it_when_saved_again(boss: Session) -> None:
    for name in ("a", "b", "c"):
        boss.views.save(name, "", COLUMNS, "name")
    assert names(boss) == {1: "a", 2: "b", 3: "c"}
    boss.views.remove("b")
    boss.views.save("c", "region:北京", COLUMNS, "name")
    boss.views.save("d", "", COLUMNS, "name")
    assert names(boss) == {1: "a", 2: "d", 3: "c"}


def test_a_tenth_view_has_no_key(boss: Session) -> None:
    for number in range(10):
        boss.views.save(f"v{number}", "", COLUMNS, "name")
    places = sorted(view.place for view in boss.views.list())
    assert places == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_a_key_belongs_to_one_of_ones_own_views(boss: Session) -> None:
    boss.views.save("a", "", COLUMNS, "name")
    boss.views.save("b", "", COLUMNS, "name")
    boss.views.put_on_key("b", 1)
    assert names(boss) == {1: "b"}
    boss.views.put_on_key("b", 0)
    assert names(boss) == {}
    boss.views.save("a", "", COLUMNS, "name", place=7)
    assert names(boss) == {7: "a"}


def test_ones_own_view_comes_before_a_shared_one_on_the_same_key(sign_in: SignIn) -> None:
    manager, clerk = sign_in("manager"), sign_in("clerk")
    manager.views.save("everybody", "", COLUMNS, "name", shared=True, place=1)
    assert names(clerk) == {1: "everybody"}
    clerk.views.save("mine", "", COLUMNS, "name")
    assert names(clerk) == {1: "everybody", 2: "mine"}
    clerk.views.put_on_key("mine", 1)
    assert names(clerk) == {1: "mine"}
    assert names(manager) == {1: "everybody"}


def test_renaming_keeps_all_else_and_never_takes_a_name_that_is_there(boss: Session) -> None:
    boss.views.save("a", "region:北京", COLUMNS, "name", widths={"name": 9}, place=5)
    boss.views.save("b", "", COLUMNS, "name")
    boss.views.rename("a", "  北方 ")
    view = next(view for view in boss.views.list() if view.place == 5)
    assert (view.name, view.query, view.widths) == ("北方", "region:北京", {"name": 9})
    with pytest.raises(InvalidValue):
        boss.views.rename("b", "北方")
    with pytest.raises(NotFound):
        boss.views.rename("a", "c")


def test_others_views_cannot_be_touched(sign_in: SignIn) -> None:
    manager, clerk = sign_in("manager"), sign_in("clerk")
    manager.views.save("everybody", "", COLUMNS, "name", shared=True)
    for touch in (
        lambda: clerk.views.remove("everybody"),
        lambda: clerk.views.put_on_key("everybody", 3),
        lambda: clerk.views.rename("everybody", "x"),
    ):
        with pytest.raises(NotFound):
            touch()
    with pytest.raises(NotPermitted):
        clerk.views.save("x", "", COLUMNS, "name", shared=True)
    assert [view.name for view in manager.views.list()] == ["everybody"]


def test_what_makes_no_view_is_refused(boss: Session) -> None:
    with pytest.raises(InvalidQuery):
        boss.views.save("a", "region:(", COLUMNS, "name")
    with pytest.raises(InvalidValue):
        boss.views.save(" ", "", COLUMNS, "name")
    with pytest.raises(InvalidValue):
        boss.views.save("a", "", COLUMNS, "name", place=10)
    assert boss.views.list() == []


def test_the_log_holds_all_that_it_takes_to_make_a_view_again(boss: Session) -> None:
    boss.views.save("a", "region:北京", COLUMNS, "-name", widths={"name": 9}, frozen=2)
    boss.views.remove("a")
    line = next(line for line in boss.log.list("action:view.remove"))
    assert line.before == {
        "name": "a",
        "query": "region:北京",
        "columns": "code,name,region",
        "sort": "-name",
        "shared": False,
        "widths": "name=9",
        "frozen": 2,
        "place": 1,
    }
