"""Learning rules on the screen: what codes prove is seen, taken into the draft, then tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, write
from tui.screens.choose import ChooseDialog
from tui.screens.codes.learn_rules import LearnPage, written
from tui.screens.codes.rules import RulesScreen
from tui.screens.codes.trial import TrialPage

LIST = "编号,名称,地区\n" + "".join(
    f"{'GD' if number % 3 else 'ZJ'}-{number:05d},客户{number},{'广东' if number % 3 else '浙江'}\n"
    for number in range(1, 61)
)


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    path = tmp_path / "old.csv"
    path.write_text(LIST.replace("GD-00058", ""), "utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_file_is_learned_from_and_taken_into_the_draft_then_proved(
    boss: Session, tmp_path: Path, list_file: Path, language: str
) -> None:
    async with at_section(boss, tmp_path / "house", "rules", size=(80, 24), language=language) as (
        screen,
        pilot,
    ):
        await pilot.press("L")
        page = await opens(pilot, LearnPage)
        await write(pilot, str(list_file))
        await pilot.press("enter")
        await until(pilot, lambda: page.lesson is not None and pilot.app.screen is page)
        assert page.lesson is not None
        (proposal,) = page.lesson.proposals
        assert proposal.pattern == "{region}-{seq:5,per=none}"
        shown = "\n".join(line.plain for line in written(page.lesson))
        assert ("没有编码" if language == "zh" else "no code") in shown
        await pilot.press("enter")
        assert pilot.app.screen is page
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RulesScreen) and screen.changed)
        assert [rule.pattern for rule in boss.rules.list()] == ["CUST{seq:6}"]
        assert screen.draft.code_tables["region"] == {"广东": "GD", "浙江": "ZJ"}
        await pilot.press("a")
        await opens(pilot, TrialPage)
        await pilot.press("y")
        await until(pilot, lambda: len(boss.rules.list()) == 1 and not screen.changed)
    added = boss.customers.add({"name": "新客户", "region": "浙江"})
    assert added.code == "ZJ-00061"


async def test_the_codes_in_the_store_teach_too(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": f"客户{number}"} for number in range(20)])
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("L")
        page = await opens(pilot, LearnPage)
        await pilot.press("enter")
        await until(pilot, lambda: page.lesson is not None and pilot.app.screen is page)
        assert page.lesson is not None
        assert [one.pattern for one in page.lesson.proposals] == ["CUST{seq:6}"]
        await pilot.press("escape")
        await opens(pilot, RulesScreen)


async def test_no_rule_is_said_and_a_column_is_asked_for(boss: Session, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(
        "甲,乙\n" + "".join(f"{n * 7919 % 9973}x{n * n},b\n" for n in range(40)), "utf-8"
    )
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("L")
        page = await opens(pilot, LearnPage)
        await write(pilot, str(path))
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await until(pilot, lambda: page.lesson is not None and pilot.app.screen is page)
        assert page.lesson is not None
        assert not page.lesson.proposals
        assert "No rule found" in next(written(page.lesson)).plain
        await pilot.press("ctrl+s")
        assert pilot.app.screen is page
        assert not message(pilot)
