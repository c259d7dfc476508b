"""Roles as a matrix: nothing in force before it is saved, and it fits any screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from store.errors import InvalidValue
from store.session import Session
from store.staff.roles import PERMISSIONS, SHIPPED
from tests.tui.customers_app import message, opens, until
from tests.tui.sections_app import at_section, write
from tui.screens.ask import AskDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.staff.roles import RolesPage
from tui.screens.staff.staff import StaffScreen
from tui.theme import DARK
from tui.widgets.matrix import Matrix


class MatrixApp(App[None]):
    def __init__(self, holders: int) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = "dark"
        self.holders = holders

    def compose(self) -> ComposeResult:
        yield Matrix()

    def on_mount(self) -> None:
        things = [(str(n), f"权限{n}" * 4) for n in range(40)]
        holders = [(str(n), f"角色{n}") for n in range(self.holders)]
        self.query_one(Matrix).show(things, holders, {key: frozenset() for key, _ in holders})


@pytest.mark.long
@pytest.mark.parametrize("width", [40, 80, 120])
async def test_every_crossing_can_be_reached_and_seen(width: int) -> None:
    app = MatrixApp(30)
    async with app.run_test(size=(width, 12)) as pilot:
        matrix = app.query_one(Matrix)
        matrix.focus()
        await pilot.press("G", *["l"] * 29)
        assert matrix.current == ("39", "29")
        await pilot.press("x")
        matrix.toggle()
        drawn = [matrix.render_line(y).text for y in range(12)]
        assert {cell_len(line) for line in drawn} == {width}
        assert "角色29" in drawn[0]
        assert "x*" in drawn[-1]
        await pilot.press("g", *["h"] * 29)
        assert matrix.current == ("0", "0")
        assert "角色0" in matrix.render_line(0).text


async def test_permissions_are_in_force_when_saved_and_not_before(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    clerk = sign_in("clerk")
    async with at_section(boss, tmp_path / "house", "staff") as (_, pilot):
        await pilot.press("m")
        page = await opens(pilot, RolesPage)
        await until(pilot, lambda: page.roles)
        matrix = page.query_one(Matrix)
        down = list(PERMISSIONS).index("export.run")
        await pilot.press("l", *["j"] * down, "space")
        assert matrix.changed() == {"clerk": (["export.run"], [])}
        assert "clerk" in page.unsaved()
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, RolesPage)
        clerk.alive()
        assert not clerk.may("export.run")
        await pilot.press("ctrl+s", "y")
        await until(pilot, lambda: page.roles["clerk"].permissions != SHIPPED["clerk"])
        clerk.alive()
        assert clerk.may("export.run")
        assert not page.unsaved()


async def test_changes_that_are_not_saved_are_asked_for(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (_, pilot):
        await pilot.press("m")
        page = await opens(pilot, RolesPage)
        await until(pilot, lambda: page.roles)
        await pilot.press("space", "n")
        assert "Ctrl-S first" in message(pilot)
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("escape")
        await opens(pilot, RolesPage)
        await pilot.press("space", "escape")
        await opens(pilot, StaffScreen)


async def test_a_role_is_made_from_another_and_removed_again(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (_, pilot):
        await pilot.press("m")
        page = await opens(pilot, RolesPage)
        await until(pilot, lambda: page.roles)
        await pilot.press("x")
        assert "shipped" in message(pilot)
        await pilot.press("l", "n")
        await opens(pilot, AskDialog)
        await write(pilot, "front_desk")
        await pilot.press("enter")
        await until(pilot, lambda: "front_desk" in page.roles)
        assert page.roles["front_desk"].permissions == SHIPPED["clerk"]
        assert page.query_one(Matrix).current == ("customer.read", "front_desk")
        await pilot.press("x")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "front_desk" not in page.roles)


def test_the_store_refuses_what_the_screen_would_not_offer(boss: Session) -> None:
    with pytest.raises(InvalidValue):
        boss.staff.remove_role("clerk")
