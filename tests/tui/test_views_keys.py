"""Saved views on the digits: shown at once, changed since or not, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import OptionList

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tests.tui.test_customers_screen import SOME
from tui.screens.customers.views import ViewsDialog
from tui.widgets.info_line import InfoLine
from tui.widgets.search_box import QueryInput

SignIn = Callable[[str], Session]


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, SOME)
    boss.views.save("北方", "region:北京", ("code", "name", "city"), "name", widths={"name": 20})
    boss.views.save("个人", "type:个人", ("code", "name", "phone"), "-name", frozen=2)
    return boss


def line(screen: object) -> str:
    return screen.query_one(InfoLine).text  # type: ignore[attr-defined,no-any-return]


def headings(screen: object) -> list[str]:
    return [column.name for column in screen.finder.table.columns]  # type: ignore[attr-defined]


async def test_a_digit_shows_the_view_and_nought_goes_back(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        before = headings(screen)
        await pilot.press("1")
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.query_one(QueryInput).value == "region:北京"
        assert headings(screen) == ["code", "name", "city"]
        assert screen.finder.table.columns[1].width == 20
        assert "view 1 北方" in line(screen)
        await pilot.press("2")
        await until(pilot, lambda: headings(screen) == ["code", "name", "phone"])
        assert screen.finder.table.frozen == 2
        assert str(screen.finder.table.sort) == "-name"
        await pilot.press("0")
        await until(pilot, lambda: screen.finder.total == 3)
        assert headings(screen) == before
        assert str(screen.finder.table.sort) == "-created"
        assert "view" not in line(screen)


async def test_escape_goes_back_too(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("2")
        await until(pilot, lambda: screen.finder.total == 1)
        await pilot.press("escape")
        await until(pilot, lambda: screen.finder.total == 3)
        assert screen.finder.view_name == ""


async def test_what_is_changed_in_a_view_is_said_and_is_not_ones_own_list(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("1")
        await until(pilot, lambda: screen.finder.total == 1)
        await pilot.press("l", "greater_than_sign")
        assert "view 1 北方, changed" in line(screen)
        await pilot.press("less_than_sign")
        assert "changed" not in line(screen)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "changed" in line(screen))
        await pilot.press("0")
        await until(pilot, lambda: screen.finder.total == 3)
        assert "city" in headings(screen)
        assert len(headings(screen)) > 3
        assert some.preference("columns") == ""
        assert some.preference("layout") == ""


async def test_a_digit_without_a_view_says_how_to_put_one_there(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("7")
        await until(pilot, lambda: "No view stands on 7" in message(pilot))
        assert screen.finder.total == 3


async def test_the_dialog_puts_views_on_keys_renames_and_updates_them(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("slash", *"region:", "广", "东", "enter")
        await until(pilot, lambda: screen.finder.total == 2)
        await pilot.press("w")
        await opens(pilot, ViewsDialog)
        await until(pilot, lambda: pilot.app.screen.views)  # type: ignore[attr-defined]
        dialog = pilot.app.screen
        assert isinstance(dialog, ViewsDialog)
        place = [view.name for view in dialog.views].index("北方") + 1
        dialog.query_one(OptionList).highlighted = place
        await pilot.press("5")
        await until(pilot, lambda: {v.name: v.place for v in some.views.list()}["北方"] == 5)
        await pilot.press("r", *["backspace"] * 2, *"north", "enter")
        await until(pilot, lambda: "north" in [view.name for view in dialog.views])
        await pilot.press("u", "y")
        await until(
            pilot, lambda: {v.name: v.query for v in some.views.list()}["north"] == "region:广东"
        )
        await until(pilot, lambda: screen.finder.view_name == "north")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert "saved. 5 shows it" in message(pilot)
        assert "view 5 north" in line(screen)
        assert "changed" not in line(screen)


async def test_others_shared_views_are_shown_but_not_changed(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    sign_in("manager").views.save("shared", "type:企业", ("code", "name"), "name", shared=True)
    async with at_customers(sign_in("clerk"), house.folder) as (screen, pilot):
        await pilot.press("1")
        await until(pilot, lambda: screen.finder.total == 2)
        await pilot.press("w")
        dialog = await opens(pilot, ViewsDialog)
        await until(pilot, lambda: dialog.views)
        for key in ("j", "4", "r", "u"):
            await pilot.press(key)
            assert pilot.app.screen is dialog
        assert "your own" in message(pilot)
        await pilot.press("x")
        assert pilot.app.screen is dialog
        assert [view.place for view in dialog.views] == [1]


async def test_in_chinese_the_line_names_the_view_by_its_key(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(80, 24), language="zh") as (screen, pilot):
        await pilot.press("1")
        await until(pilot, lambda: "视图 1 北方" in line(screen))
