"""The house's policy on the screens: written in the draft of the rules, met in the form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.widgets import Input

from store.codes.house import House
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, opens, until
from tests.tui.sections_app import at_section, write
from tui.screens.ask import AskDialog
from tui.screens.codes.rules import RulesScreen
from tui.screens.customers.customer_form import CustomerForm
from tui.screens.customers.customers import CustomersScreen
from tui.screens.staff.house_policy import HouseDialog
from tui.widgets.info_line import InfoLine


async def test_the_policy_is_changed_in_the_draft(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("o")
        await opens(pilot, HouseDialog)
        await write(pilot, "99")
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, HouseDialog)
        await pilot.press("backspace", "backspace")
        await write(pilot, "20")
        await pilot.press("tab", "right", "tab", "tab", "tab", "right", "ctrl+s")
        await opens(pilot, RulesScreen)
        assert screen.draft.house == House(20, ("name",), "reason")
        assert "house policy" in screen.query_one(InfoLine).text
        assert boss.rules.rule_set().house == House()


def policy(session: Session, second: str) -> None:
    fill(session, [{"name": "甲"}])
    rules = session.rules.rule_set()
    session.rules.apply(replace(rules, house=House(0, ("name",), second)))


async def test_a_second_customer_is_stopped_at_its_field(boss: Session, house: Store) -> None:
    policy(boss, "stop")
    async with at_customers(boss, house.folder) as (screen, pilot):
        screen.action_new()
        shown = await opens(pilot, CustomerForm)
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        row = shown.row("name")
        assert row is not None
        row.set_value("甲")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "CUST000001" in row.complaint)
        assert boss.search.count("") == 1


async def test_a_second_customer_comes_in_with_the_reason_that_is_asked_for(
    boss: Session, house: Store
) -> None:
    policy(boss, "reason")
    async with at_customers(boss, house.folder) as (screen, pilot):
        screen.action_new()
        shown = await opens(pilot, CustomerForm)
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        row = shown.row("name")
        assert row is not None
        row.set_value("甲")
        await pilot.press("ctrl+s")
        await opens(pilot, AskDialog)
        await pilot.press("escape")
        await until(pilot, lambda: "CUST000001" in row.complaint)
        await pilot.press("ctrl+s")
        await opens(pilot, AskDialog)
        await write(pilot, "a branch")
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        assert boss.customers.history(2)[0].reason == "a branch"
