"""The search box leads from a mistyped code to its customer, and says what a void one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.session import Session
from tests.tui.customers_app import at_customers, fill, opens, until
from tests.tui.sections_app import write
from tui.screens.customers.customer_detail import CustomerDialog


def empty(screen: object) -> str:
    return "\n".join(screen.finder.table.empty_lines)  # type: ignore[attr-defined]


async def test_a_mistyped_code_is_one_enter_away_from_its_customer(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "深圳晴川"}, {"name": "何之"}])
    async with at_customers(boss, tmp_path / "house") as (screen, pilot):
        await pilot.press("slash")
        await write(pilot, "CUST00002")
        await until(pilot, lambda: "Did you mean CUST000002 (何之)?" in empty(screen))
        await pilot.press("enter")
        await opens(pilot, CustomerDialog)
        await until(pilot, lambda: pilot.app.screen.detail is not None)  # type: ignore[attr-defined]
        assert pilot.app.screen.detail.customer.code == "CUST000002"  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("enter")
        await opens(pilot, CustomerDialog)


async def test_enter_does_not_open_what_was_not_meant(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": "深圳晴川"}])
    async with at_customers(boss, tmp_path / "house") as (screen, pilot):
        await pilot.press("slash")
        await write(pilot, "nobody")
        await until(pilot, lambda: screen.finder.total == 0)
        await pilot.press("enter")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen
        await pilot.press("slash")
        for _ in "nobody":
            await pilot.press("backspace")
        await write(pilot, "CUST00001")
        await until(pilot, lambda: "Did you mean" in empty(screen))
        await pilot.press("down")
        await pilot.pause()
        assert pilot.app.screen is screen


@pytest.mark.parametrize(
    ("language", "void", "earlier"),
    [
        ("en", "is void", "is an earlier code of"),
        ("zh", "已作废", "的曾用编码"),
    ],
)
async def test_a_code_that_is_nobodys_says_what_it_is(
    boss: Session, tmp_path: Path, language: str, void: str, earlier: str
) -> None:
    fill(boss, [{"name": "深圳晴川"}, {"name": "何之"}])
    gone = boss.customers.get("CUST000001")
    boss.customers.delete(gone.id, reason="asked for")
    with boss.writing("code.change") as change:
        change.conn.execute(
            "INSERT INTO code (text, skeleton, customer, state, origin)"
            " SELECT 'OLD7', 'old7', id, 'alias', 'hand' FROM customer"
        )
    async with at_customers(boss, tmp_path / "house", language=language) as (screen, pilot):
        await pilot.press("slash")
        await write(pilot, "CUST000001")
        await until(pilot, lambda: void in empty(screen))
        assert screen.finder.table.offered is None
        screen.finder.look(query="OLD7")
        await until(
            pilot, lambda: earlier in empty(screen) + screen.finder.box.query_one("InfoLine").text
        )  # type: ignore[attr-defined]
