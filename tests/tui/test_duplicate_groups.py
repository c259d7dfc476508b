"""A group in the queue: opened side by side, chosen field by field, merged and undone by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui import locale
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.duplicates import DuplicatesPage
from tui.screens.customers.group import GroupPage
from tui.screens.customers.group_table import GroupTable

PHONE = {"phone": "0755-28780808"}
FIRM = [
    {"name": "深圳市华为技术有限公司", "city": "深圳", **PHONE},
    {"name": "华为技术", "email": "a@example.com", **PHONE},
    {"name": "华为技术有限公司", "email": "b@example.com", **PHONE},
    {"name": "王小明", "phone": "13800138000"},
    {"name": "小明王", "phone": "13800138000"},
]
CHAIN = [
    {"name": "王小明", "phone": "13800138000", "birthday": "1980-03-04", "city": "三亚"},
    {"name": "王晓明", "phone": "13800138000", "email": "w@example.com"},
    {"name": "王晓鸣", "email": "w@example.com", "birthday": "1991-12-24", "city": "哈尔滨"},
]
Shown = Callable[[App[Any]], str]


async def at_group(pilot: Pilot[None], pairs: int) -> GroupPage:
    """From the customers into the group, by keys."""
    await pilot.press("D")
    queue = await opens(pilot, DuplicatesPage)
    await until(pilot, lambda: len(queue.pairs) == pairs)
    place = next(at for at, one in enumerate(queue.pairs) if one.together > 2)
    await pilot.press(*["j"] * place, "w")
    page = await opens(pilot, GroupPage)
    await until(pilot, lambda: page.choice is not None)
    await pilot.pause()
    return page


async def on_row(pilot: Pilot[None], page: GroupPage, name: str) -> None:
    """The cursor on a field's row."""
    table = page.query_one(GroupTable)
    place = next(at for at, line in enumerate(table.lines) if line.name == name)
    table.move_to(place)
    await pilot.pause()


@pytest.mark.parametrize(("language", "weakest"), [("en", "Weakest link"), ("zh", "最弱的一环")])
async def test_a_group_is_merged_field_by_field_and_undone_by_one_key(
    boss: Session, house: Store, shown: Shown, language: str, weakest: str
) -> None:
    fill(boss, FIRM)
    boss.duplicates.find()
    async with at_customers(boss, house.folder, size=(80, 24), language=language) as (_, pilot):
        page = await at_group(pilot, 4)
        await until(pilot, lambda: weakest in shown(pilot.app))
        await on_row(pilot, page, "email")
        await pilot.press("l", "l", "space")
        choice = page.choice
        assert choice is not None
        assert choice.take == {"email": 3}
        await on_row(pilot, page, "city")
        await pilot.press("space")
        assert "city" not in choice.take
        await pilot.press("h", "s")
        assert choice.keep == 2
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        queue = await opens(pilot, DuplicatesPage)
        await until(pilot, lambda: len(queue.pairs) == 1)
        made = boss.customers.by_id(2)
        assert made.aliases == ("CUST000001", "CUST000003")
        assert (made.values["email"], made.values["city"]) == ("b@example.com", "深圳")
        assert "CUST000002" in message(pilot)
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: len(queue.pairs) == 4)
        assert boss.customers.by_id(2).values["email"] == "a@example.com"
    locale.use("en")


async def test_a_chain_says_so_before_it_is_merged_and_a_member_is_left_out(
    boss: Session, house: Store, shown: Shown
) -> None:
    fill(boss, CHAIN)
    boss.duplicates.find()
    async with at_customers(boss, house.folder, size=(80, 24)) as (_, pilot):
        page = await at_group(pilot, 2)
        choice = page.choice
        assert choice is not None
        assert "CUST000001 ~ CUST000003" in shown(pilot.app)
        await pilot.press("m")
        await opens(pilot, ConfirmDialog)
        assert "do not look like one" in shown(pilot.app)
        await pilot.press("n")
        await opens(pilot, GroupPage)
        await pilot.press("x")
        assert not choice.out
        await pilot.press("l", "l", "x")
        assert (choice.out, choice.apart) == ({3}, set())
        assert "CUST000001 ~ CUST000002" in shown(pilot.app)
        await pilot.press("x")
        assert choice.apart == {3}
        await pilot.press("m")
        await opens(pilot, ConfirmDialog)
        assert "do not look like one" not in shown(pilot.app)
        await pilot.press("y")
        queue = await opens(pilot, DuplicatesPage)
        await until(pilot, lambda: not queue.pairs)
        assert boss.duplicates.count(state="different") == 1
        assert boss.customers.by_id(1).aliases == ("CUST000002",)
