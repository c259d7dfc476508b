"""The audit on the screen: findings by kind, and the ways to the customer, the rule, the mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.codes.rulefile import RuleDraft, RuleSet
from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, rows
from tui.screens.choose import ChooseDialog
from tui.screens.codes.rules import RulesScreen
from tui.screens.codes.trial import TrialPage
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.log.audit import AuditPage
from tui.widgets.info_line import InfoLine
from tui.widgets.row_table import RowTable

RULES = RuleSet((RuleDraft("tiny", "T{seq:1}"),))


async def audited(pilot: object) -> AuditPage:
    """Press the key, and wait for what the audit found."""
    await pilot.press("c")  # type: ignore[attr-defined]
    app = pilot.app  # type: ignore[attr-defined]
    await until(pilot, lambda: isinstance(app.screen, AuditPage) and app.screen.found)  # type: ignore[arg-type]
    page = app.screen
    assert isinstance(page, AuditPage)
    return page


@pytest.mark.parametrize(
    ("language", "kind", "well"), [("en", "Easily confused", "near"), ("zh", "容易看混", "将用尽")]
)
async def test_findings_are_listed_filtered_and_lead_to_the_customer(
    boss: Session, tmp_path: Path, language: str, kind: str, well: str
) -> None:
    boss.rules.apply(RULES)
    fill(boss, [{"name": "何之"}] * 9)
    boss.customers.add({"name": "深圳晴川"}, code="A0")
    boss.customers.add({"name": "杭州云禾"}, code="AO")
    async with at_section(boss, tmp_path / "house", "rules", language=language) as (_, pilot):
        page = await audited(pilot)
        listed = rows(page.query_one(RowTable))
        assert listed[0][0] == kind
        assert well in listed[1][0]
        assert "11" in page.query_one(InfoLine).text
        await pilot.press("enter")
        await opens(pilot, CustomerDialog)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is page)
        await pilot.press("f")
        await opens(pilot, ChooseDialog)
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: len(page.shown) == 1)
        assert page.shown[0].kind == "counter"
        await pilot.press("escape")
        await opens(pilot, RulesScreen)


async def test_a_counter_near_its_end_leads_to_its_rule_made_wider(
    boss: Session, tmp_path: Path
) -> None:
    boss.rules.apply(RULES)
    fill(boss, [{"name": "何之"}] * 9)
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await audited(pilot)
        await pilot.press("enter")
        await opens(pilot, TrialPage)
        assert screen.draft.rules[0].pattern == "T{seq:2}"
        assert boss.rules.list()[0].pattern == "T{seq:1}"


async def test_a_store_that_is_well_says_so_and_the_rule_key_needs_a_rule(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "何之"}])
    async with at_section(boss, tmp_path / "house", "rules", size=(80, 24)) as (screen, pilot):
        page = await audited(pilot)
        assert "Nothing found" in page.query_one(RowTable).empty_lines[0]
        await pilot.press("e")
        assert "no rule" in message(pilot)
        await pilot.press("r")
        await until(pilot, lambda: pilot.app.screen is page)
        assert len(boss.log.list("action:code.audit")) == 2
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_who_may_not_audit_does_not(
    sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    async with at_section(sign_in("clerk"), tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("c")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert "does not include" in message(pilot)
