"""Two customers side by side: what differs first, masked as everywhere, merging one key away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.customers.compare import CompareDialog, pairs_of
from tui.screens.customers.merge import MergeDialog
from tui.widgets.comparison import Comparison
from tui.widgets.customer_text import read_detail

SignIn = Callable[[str], Session]
TWINS = [
    {"name": "晴川贸易有限公司", "region": "广东", "phone": "13800138000", "city": "深圳"},
    {"name": "晴川贸易公司", "region": "广东", "phone": "13800138001"},
    {"name": "另一家公司"},
]


@pytest.fixture
def twins(boss: Session) -> Session:
    fill(boss, TWINS)
    return boss


async def test_the_chosen_one_and_the_one_under_the_cursor(twins: Session, house: Store) -> None:
    async with at_customers(twins, house.folder) as (screen, pilot):
        await pilot.press("j", "space", "equals_sign")
        dialog = await opens(pilot, CompareDialog)
        await until(pilot, lambda: dialog.details)
        pairs = dialog.query_one(Comparison).pairs
        labels = [pair.label for pair in pairs]
        assert {"Customer name", "City", "Phone"} <= set(labels)
        same = [pair.before == pair.after for pair in pairs]
        assert same == sorted(same)
        assert ("Region", "广东", "广东") in [(p.label, p.before, p.after) for p in pairs]
        left = dialog.query_one(Comparison).headings[0]
        await pilot.press("space")
        assert dialog.query_one(Comparison).headings[1] == left
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_merging_is_one_key_away(twins: Session, house: Store) -> None:
    async with at_customers(twins, house.folder) as (screen, pilot):
        await pilot.press("j", "space", "space", "equals_sign")
        await opens(pilot, CompareDialog)
        await pilot.press("M")
        await opens(pilot, MergeDialog)
        await pilot.press("escape")
        assert screen.finder.table.selected_count == 2
        assert twins.search.count("") == 3


async def test_neither_one_nor_three_are_compared(twins: Session, house: Store) -> None:
    async with at_customers(twins, house.folder) as (screen, pilot):
        for keys in (["equals_sign"], ["asterisk", "equals_sign"]):
            await pilot.press(*keys)
            await until(pilot, lambda: "Choose two" in message(pilot))
            assert pilot.app.screen is screen


async def test_what_is_masked_in_the_list_is_masked_here(
    twins: Session, sign_in: SignIn, house: Store
) -> None:
    viewer = sign_in("viewer")
    pairs = pairs_of(read_detail(viewer, 1), read_detail(viewer, 2))
    assert [(p.before, p.after) for p in pairs if p.label == "Phone"] == [("***", "***")]
    async with at_customers(viewer, house.folder, language="zh", size=(80, 24)) as (_, pilot):
        await pilot.press("space", "equals_sign")
        await opens(pilot, CompareDialog)
        await pilot.press("M")
        assert isinstance(pilot.app.screen, CompareDialog)
