"""Code tables on screen: what is missing, codes from pinyin, and that only the draft changes."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, rows, write
from tui.screens.ask import AskDialog
from tui.screens.codes.code_tables import CodeTablesPage, Entry, code_fault, entries_of, proposals
from tui.screens.codes.rules import RulesScreen
from tui.screens.confirm import ConfirmDialog
from tui.widgets.row_table import RowTable

VALUES = st.lists(st.sampled_from(["ab", "ac", "ba", "bc", "ca", "cb"]), unique=True)


@given(VALUES, st.sets(st.sampled_from("abc")))
def test_proposed_codes_are_unique_and_never_taken_ones(values: list[str], taken: set[str]) -> None:
    entries = [Entry(value, "", 0) for value in values]
    given_codes, left = proposals(entries, taken, lambda value: value[0])
    assert len(set(given_codes.values())) == len(given_codes)
    assert not taken & set(given_codes.values())
    assert len(given_codes) + left == len(values)


def test_values_without_a_code_are_listed_also_when_only_customers_have_them() -> None:
    found = entries_of({"广东": "GD"}, ["广东", "北京"], {"北京": 3, "火星": 1})
    assert found == [Entry("广东", "GD", 0), Entry("北京", "", 3), Entry("火星", "", 1)]


def test_two_spellings_of_one_code_are_refused_and_one_may_be_shared() -> None:
    assert "GD of 广东" in code_fault("gd", {"广东": "GD"})
    assert code_fault("GD", {"广东": "GD"}) == ""
    assert code_fault("GX", {"广东": "GD"}) == ""


async def test_codes_are_proposed_written_removed_and_kept_in_the_draft(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "甲", "region": "广东"}, {"name": "乙", "region": "广东"}])
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("t")
        page = await opens(pilot, CodeTablesPage)
        page.query_one("#fields", RowTable).move_to(page.names.index("region"))
        await until(pilot, lambda: ("广东", "-", "2") in rows(page.query_one("#entries", RowTable)))
        await pilot.press("p")
        assert page.tables["region"]["广东"] == "GD"
        assert page.field == "region"
        await pilot.press("tab")
        table = page.query_one("#entries", RowTable)
        table.move_to([entry.value for entry in page.entries].index("广东"))
        await pilot.press("enter")
        await opens(pilot, AskDialog)
        pilot.app.screen.query_one(Input).value = "G D"
        await pilot.press("enter")
        assert "no blank" in message(pilot)
        pilot.app.screen.query_one(Input).value = "44"
        await pilot.press("enter")
        await until(pilot, lambda: page.tables["region"]["广东"] == "44")
        assert page.entry == Entry("广东", "44", 2)
        await pilot.press("d")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, CodeTablesPage)
        assert page.tables["region"]["广东"] == "44"
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("escape", "ctrl+s")
        await opens(pilot, RulesScreen)
        assert screen.draft.code_tables["region"]["广东"] == "44"
        assert boss.rules.rule_set().code_tables == {}
        assert "code tables" in screen.unsaved() or screen.changed


async def test_a_value_that_is_in_no_list_gets_a_code(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("t")
        page = await opens(pilot, CodeTablesPage)
        await until(pilot, lambda: page.entries)
        await pilot.press("tab", "n")
        await opens(pilot, AskDialog)
        await write(pilot, "X")
        await pilot.press("enter")
        await until(
            pilot,
            lambda: "Code for X" in pilot.app.screen.query(".dialog-title").first().render().plain,
        )  # type: ignore[union-attr]
        await write(pilot, "99")
        await pilot.press("enter")
        await until(pilot, lambda: page.tables.get(page.field, {}).get("X") == "99")
