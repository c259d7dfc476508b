"""Numbers held back: listed from the rules, and given in the form of a new customer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.widgets import Input

from store.codes.examples import example
from store.codes.rulefile import RuleDraft, RuleSet, read_rules
from store.session import Session
from tests.tui.customers_app import at_customers, message, opens, until
from tests.tui.sections_app import at_section, rows, write
from tui.screens.choose import ChooseDialog
from tui.screens.codes.held_numbers import HeldPage
from tui.screens.codes.rules import RulesScreen
from tui.screens.codes.trial import TrialPage
from tui.screens.customers.customer_form import CustomerForm
from tui.widgets.info_line import InfoLine
from tui.widgets.row_table import RowTable

HELD = RuleSet((RuleDraft("all", "C{seq:2,hold=*8}"),))


async def test_a_held_number_is_given_in_the_form_of_a_new_customer(
    boss: Session, tmp_path: Path
) -> None:
    boss.rules.apply(HELD)
    async with at_section(boss, tmp_path / "house", "rules", size=(80, 24)) as (_screen, pilot):
        await pilot.press("H")
        await opens(pilot, HeldPage)
        page = pilot.app.screen
        table = page.query_one(RowTable)
        await until(pilot, lambda: table.row_count == 10)
        assert rows(table)[0] == ("C08", "8", "C##", "")
        await pilot.press("j", "enter")
        await opens(pilot, CustomerForm)
        await until(pilot, lambda: pilot.app.screen.query("FormField"))
        await pilot.pause(0.05)
        await write(pilot, "Ling")
        await pilot.press("ctrl+s")
        await opens(pilot, HeldPage)
        await until(pilot, lambda: table.row_count == 9)
        assert "C18" in message(pilot)
        assert boss.customers.get("C18").values["name"] == "Ling"
        await pilot.press("escape")
        await opens(pilot, RulesScreen)


async def test_typing_narrows_to_codes_that_begin_so(boss: Session, tmp_path: Path) -> None:
    boss.rules.apply(HELD)
    async with at_section(boss, tmp_path / "house", "rules", language="zh") as (_screen, pilot):
        await pilot.press("H")
        await opens(pilot, HeldPage)
        page = pilot.app.screen
        await pilot.press("slash")
        await write(pilot, "c7")
        await until(pilot, lambda: page.query_one(RowTable).row_count == 1)
        assert rows(page.query_one(RowTable))[0][0] == "C78"
        await pilot.press("enter")
        assert not page.query_one(Input).has_focus


async def test_a_rule_that_holds_nothing_back_says_how_it_would(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (_screen, pilot):
        await pilot.press("H")
        await opens(pilot, HeldPage)
        line = pilot.app.screen.query_one(InfoLine)
        await until(pilot, lambda: "hold=" in line.text)


async def test_who_may_give_no_codes_by_hand_gets_no_list(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    boss.rules.apply(HELD)
    async with at_section(sign_in("clerk"), tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("H", "w", "x")
        await pilot.pause(0.1)
        assert pilot.app.screen is screen
        assert not screen.changed


async def test_a_counter_near_its_end_is_shown_and_one_key_from_its_way_out(
    boss: Session, tmp_path: Path
) -> None:
    boss.rules.apply(RuleSet((RuleDraft("all", "C{seq:1}"),)))
    for _ in range(9):
        boss.customers.add({"name": "云禾"})
    async with at_section(boss, tmp_path / "house", "rules", size=(80, 24)) as (screen, pilot):
        await until(pilot, lambda: screen.ends)
        assert "C#: 0 of 9" in screen.query_one(InfoLine).text
        assert rows(screen.query_one(RowTable))[0][4].endswith("! 100 %")
        await pilot.press("w")
        await opens(pilot, TrialPage)
        assert pilot.app.screen.result.rooms[0].ends[0].left == 90
        await pilot.press("y")
        await until(pilot, lambda: boss.rules.list()[0].pattern == "C{seq:2}")
        await until(pilot, lambda: pilot.app.screen is screen and not screen.changed)
    assert boss.customers.add({"name": "云禾"}).code == "C10"


async def test_an_example_becomes_the_draft_and_nothing_more(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("x")
        await opens(pilot, ChooseDialog)
        await write(pilot, "factory")
        await pilot.press("enter")
        await until(pilot, lambda: screen.changed)
        assert screen.draft == read_rules(example("factory").toml)
        assert boss.rules.list()[0].pattern == "CUST{seq:6}"


async def test_the_form_says_when_the_counter_of_the_new_code_nears_its_end(
    boss: Session, tmp_path: Path
) -> None:
    boss.rules.apply(RuleSet((RuleDraft("all", "C{seq:1}"),)))
    for _ in range(8):
        boss.customers.add({"name": "云禾"})
    async with at_customers(boss, tmp_path / "house") as (_screen, pilot):
        await pilot.press("n")
        await opens(pilot, CustomerForm)
        await until(pilot, lambda: pilot.app.screen.query("FormField"))
        await pilot.pause(0.05)
        await write(pilot, "Ling")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "C9 is saved" in message(pilot))
        await until(pilot, lambda: "C#: 0 of 9" in message(pilot))
