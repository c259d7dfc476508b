"""The queue of pairs on the screen: decided by a key, merged field by field; the form's hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Static

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui import locale
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.customer_form import CustomerForm
from tui.screens.customers.customers import CustomersScreen
from tui.screens.customers.duplicates import DuplicatesPage
from tui.screens.customers.merge import MergeDialog
from tui.screens.customers.merge_values import MergeValuesDialog

TWICE = [
    {"name": "深圳市华为技术有限公司", "city": "深圳", "phone": "0755-28780808"},
    {"name": "华为技术", "city": "深圳", "phone": "0755-28780808", "email": "a@example.com"},
    {"name": "王小明", "phone": "13800138000"},
    {"name": "小明王", "phone": "13800138000"},
]
Shown = Callable[[App[Any]], str]


@pytest.fixture
def twice(boss: Session) -> Session:
    fill(boss, TWICE)
    return boss


@pytest.mark.parametrize(("language", "word"), [("en", "Phone the same"), ("zh", "电话相同")])
async def test_pairs_are_found_decided_and_taken_back_by_keys(
    twice: Session, house: Store, shown: Shown, language: str, word: str
) -> None:
    async with at_customers(twice, house.folder, size=(80, 24), language=language) as (_, pilot):
        await pilot.press("D")
        page = await opens(pilot, DuplicatesPage)
        await pilot.press("f")
        await until(pilot, lambda: len(page.pairs) == 2 and page.shown is not None)
        await until(pilot, lambda: word in shown(pilot.app))
        first = page.pairs[0]
        await pilot.press("x")
        await until(pilot, lambda: len(page.pairs) == 1)
        assert twice.duplicates.list(state="different")[0].first == first.first
        await pilot.press("p")
        await until(pilot, lambda: not page.pairs)
        await pilot.press("s")
        await until(pilot, lambda: page.state == "later" and len(page.pairs) == 1)
        await pilot.press("u")
        await until(pilot, lambda: twice.duplicates.count() == 1)
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)
    locale.use("en")


async def test_a_pair_is_merged_with_the_values_that_were_chosen(
    twice: Session, house: Store
) -> None:
    twice.duplicates.find()
    async with at_customers(twice, house.folder, size=(80, 24)) as (_, pilot):
        await pilot.press("D")
        page = await opens(pilot, DuplicatesPage)
        await until(pilot, lambda: len(page.pairs) == 2)
        place = next(at for at, one in enumerate(page.pairs) if one.first.id == 1)
        await pilot.press(*["j"] * place, "m")
        merge = await opens(pilot, MergeDialog)
        await until(pilot, lambda: merge.merger is not None)
        await pilot.press("t")
        values = await opens(pilot, MergeValuesDialog)
        await pilot.pause()
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: merge.merger is not None and merge.merger.taken == ("name",))
        assert values is not pilot.app.screen
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: len(page.pairs) == 1)
        assert "CUST000002" in message(pilot)
        assert twice.customers.by_id(1).values["name"] == "华为技术"
        assert twice.customers.by_id(1).values["email"] == "a@example.com"


async def test_the_form_says_who_is_there_already(twice: Session, house: Store) -> None:
    async with at_customers(twice, house.folder) as (_, pilot):
        await pilot.press("n")
        form = await opens(pilot, CustomerForm)
        await until(pilot, lambda: form.row("name") is not None)
        row = form.row("name")
        assert row is not None
        row.set_value("Xiaoming Wang")
        await until(pilot, lambda: form.similar)
        said = str(form.query_one("#similar", Static).render())
        assert "CUST000003" in said
        assert "sounds the same" in said
        row.set_value("杭州云禾软件有限公司")
        await until(pilot, lambda: not form.similar)
        assert not form.query_one("#similar").display
