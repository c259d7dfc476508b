"""What the list shows goes to a file of one's own."""

from __future__ import annotations

import stat
from pathlib import Path

from textual.widgets import Input

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.choose import ChooseDialog
from tui.screens.customers.customers import CustomersScreen
from tui.screens.customers.export_file import ExportDialog
from tui.screens.customers.export_table import ExportTableDialog


async def test_what_is_found_is_written_to_a_file_of_one_s_own(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    fill(boss, [{"name": "甲", "region": "广东"}, {"name": "乙", "region": "北京"}])
    file = tmp_path / "out.csv"
    async with at_customers(boss, house.folder) as (screen, pilot):
        screen.finder.look(query="region:广东")
        await until(pilot, lambda: screen.finder.total == 1)
        await pilot.press("o")
        await opens(pilot, ExportDialog)
        pilot.app.screen.query_one(Input).value = str(file)
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        text = file.read_text("utf-8-sig")
        assert "甲" in text
        assert "乙" not in text
        assert text.startswith("Code,Customer name,")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "1 written to" in message(pilot)


async def test_what_is_found_goes_into_a_table(boss: Session, house: Store, tmp_path: Path) -> None:
    fill(boss, [{"name": "甲", "region": "广东"}])
    file = tmp_path / "there.db"
    async with at_customers(boss, house.folder) as (screen, pilot):
        await until(pilot, lambda: screen.finder.total == 1)
        for word in ("1 row added", "0 rows added"):
            await pilot.press("o")
            await opens(pilot, ExportDialog)
            pilot.app.screen.query_one(Input).value = f"sqlite:///{file}"
            pilot.app.screen.query_one("#since", Input).value = "erp"
            await pilot.press("enter")
            await opens(pilot, ExportTableDialog)
            await pilot.press(*"list", "enter")
            await opens(pilot, ChooseDialog)
            await pilot.press("enter")
            await opens(pilot, CustomersScreen)
            assert word in message(pilot)
