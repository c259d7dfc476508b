"""The list of rules: a draft that gathers changes, and what it takes to put it in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, Static, TextArea

from store.codes.rulefile import RuleDraft, RuleSet
from store.engine.cancel import Cancel
from store.errors import Stopped
from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, rows, write
from tui.screens.codes.rule_draft import stopping
from tui.screens.codes.rule_editor import RuleEditor
from tui.screens.codes.rule_forms import FormsDialog
from tui.screens.codes.rule_versions import VersionsPage
from tui.screens.codes.rules import RulesScreen
from tui.screens.codes.trial import TrialPage
from tui.screens.confirm import ConfirmDialog
from tui.widgets.comparison import Comparison
from tui.widgets.info_line import InfoLine
from tui.widgets.row_table import RowTable

TWO = RuleSet((RuleDraft("VIP", "VIP{seq:4}", "type:VIP"), RuleDraft("rest", "C{seq:5}")))


def in_force(session: Session) -> list[tuple[str, str]]:
    return [(rule.name, rule.pattern) for rule in session.rules.list()]


async def test_moving_and_retiring_change_the_draft_and_nothing_else(
    boss: Session, tmp_path: Path
) -> None:
    boss.rules.apply(TWO)
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("J")
        assert [rule.name for rule in screen.draft.rules] == ["rest", "VIP"]
        assert screen.place == 1
        assert "another order" in screen.query_one(InfoLine).text
        await pilot.press("K", "d")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, RulesScreen)
        assert len(screen.draft.rules) == 2
        await pilot.press("d", "y")
        await until(pilot, lambda: len(screen.draft.rules) == 1)
        assert screen.unsaved()
        assert in_force(boss) == [("VIP", "VIP{seq:4}"), ("rest", "C{seq:5}")]
        await pilot.press("u", "y")
        await until(pilot, lambda: not screen.changed)
        assert len(screen.draft.rules) == 2
        assert not screen.unsaved()


async def test_a_new_rule_is_in_force_only_after_the_dry_run_and_a_yes(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "深圳华为", "type": "VIP"}, {"name": "广州天信"}])
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("n")
        await opens(pilot, RuleEditor)
        await write(pilot, "VIP")
        await pilot.press("tab")
        await write(pilot, "type:VIP")
        await pilot.press("tab")
        await write(pilot, "V{seq:4}")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.changed)
        assert rows(screen.query_one(RowTable))[0][1:] == ("VIP", "type:VIP", "V{seq:4}", "new")
        await pilot.press("a")
        await opens(pilot, TrialPage)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, TrialPage)
        assert (pilot.app.screen.result.customers, pilot.app.screen.result.differing) == (2, 1)
        assert len(in_force(boss)) == 1
        await pilot.press("tab")
        await write(pilot, "VIPs first")
        await pilot.press("enter", "y")
        await until(pilot, lambda: len(in_force(boss)) == 2)
        assert in_force(boss)[0] == ("VIP", "V{seq:4}")
        assert boss.log.list("action:rule", limit=1)[0].reason == "VIPs first"
        await until(pilot, lambda: not screen.changed and pilot.app.screen is screen)


async def test_a_dry_run_without_a_draft_offers_nothing_to_put_in_force(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("D")
        await opens(pilot, TrialPage)
        await pilot.press("y")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, TrialPage)
        await pilot.press("escape")
        await opens(pilot, RulesScreen)
        assert boss.rules.list()[0].version == 1
        assert not screen.changed


async def test_rules_that_somebody_else_put_in_force_meanwhile_are_not_overwritten(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    other = sign_in("manager")
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("e")
        await opens(pilot, RuleEditor)
        await pilot.press("end", "backspace", "backspace")
        await write(pilot, "7}")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.changed)
        other.rules.apply(TWO)
        await pilot.press("a")
        await opens(pilot, TrialPage)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen and "Somebody" in message(pilot))
        assert in_force(boss) == [("VIP", "VIP{seq:4}"), ("rest", "C{seq:5}")]
        assert screen.changed


async def test_a_set_that_cannot_hold_is_refused_with_the_reason(
    boss: Session, tmp_path: Path
) -> None:
    boss.rules.apply(TWO)
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("J", "a")
        await until(pilot, lambda: "hides rule" in message(pilot))
        assert pilot.app.screen is screen


async def test_who_may_only_read_sees_versions_and_changes_nothing(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    boss.rules.apply(RuleSet((RuleDraft("CUST", "CUST{seq:7}"),)))
    clerk = sign_in("clerk")
    async with at_section(clerk, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("e", "n", "d", "J", "a", "u", "m")
        await pilot.pause(0.1)
        assert pilot.app.screen is screen
        assert not screen.changed
        await pilot.press("enter")
        await opens(pilot, VersionsPage)
        page = pilot.app.screen
        await until(pilot, lambda: page.query_one(RowTable).row_count == 2)
        pairs = {pair.label: (pair.before, pair.after) for pair in page.query_one(Comparison).pairs}
        assert pairs["Pattern"] == ("CUST{seq:6}", "CUST{seq:7}")


async def test_forms_for_codes_by_hand_are_tried_line_by_line(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("m")
        await opens(pilot, FormsDialog)
        await write(pilot, "GD{any:2-8}")
        await pilot.press("enter")
        await write(pilot, "{nope}")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Line 2" in message(pilot))
        pilot.app.screen.query_one(TextArea).text = " GD{any:2-8}\n\nV{any:3}\nV{any:3}\n"
        await pilot.press("ctrl+s")
        await opens(pilot, RulesScreen)
        assert screen.draft.manual == ("GD{any:2-8}", "V{any:3}")
        assert boss.rules.rule_set().manual == ()


async def test_leaving_with_a_draft_asks(boss: Session, tmp_path: Path) -> None:
    boss.rules.apply(TWO)
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("J", "ctrl+q")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, RulesScreen)
        assert screen.changed
        assert not screen.query(Input)


def test_a_person_who_stops_a_dry_run_stops_it_between_two_statements_too() -> None:
    seen: list[tuple[int, int]] = []
    cancel = Cancel()
    progress = stopping(lambda done, total: seen.append((done, total)), cancel)
    progress(1, 2)
    cancel.cancel()
    with pytest.raises(Stopped):
        progress(2, 2)
    assert seen == [(1, 2)]


HOSTILE = "[/x] [@click=app.quit()]x[/] \u202e客"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_names_and_notes_are_shown_as_text_on_every_page(
    boss: Session, tmp_path: Path, shown: Callable[..., str], language: str
) -> None:
    fill(boss, [{"name": HOSTILE, "type": "VIP"}])
    rules = (
        RuleDraft(HOSTILE, "[/x]{seq:4}", "type:VIP", notes=HOSTILE),
        RuleDraft("r", "C{seq:5}"),
    )
    boss.rules.apply(RuleSet(rules))
    place = tmp_path / "house"
    async with at_section(boss, place, "rules", size=(80, 24), language=language) as (_, pilot):
        visible = "[/x] [@click=app.quit()]"
        assert shown(pilot.app).count("[/x]{seq:4}") == 2
        for key, kind in (("e", RuleEditor), ("v", VersionsPage), ("D", TrialPage)):
            await pilot.press(key)
            await opens(pilot, kind)
            page = pilot.app.screen
            if isinstance(page, RuleEditor):
                await until(pilot, lambda page=page: page.checked.samples)
            await until(pilot, lambda: "[/x]" in shown(pilot.app))
            assert "\u202e" not in shown(pilot.app)
            await pilot.press("escape")
            await opens(pilot, RulesScreen)
        await pilot.press("d")
        await opens(pilot, ConfirmDialog)
        assert visible in shown(pilot.app)


async def test_another_name_is_another_rule_and_the_editor_says_so(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("e")
        await opens(pilot, RuleEditor)
        pilot.app.screen.query_one("#name", Input).value = "renamed"
        remark = pilot.app.screen.query_one("#whole", Static)
        await until(pilot, lambda: "retires CUST" in str(remark.content))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.changed)
        assert rows(screen.query_one(RowTable))[0][4] == "new"
        assert "1 retired" in screen.query_one(InfoLine).text
