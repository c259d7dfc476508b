"""Files in and out from the screen: a try first, then the import; stopping and errors in words."""

from __future__ import annotations

import stat
from pathlib import Path

from textual.widgets import Input, OptionList

from store.opening import Store
from store.session import Session
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.choose import ChooseDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers import CustomersScreen
from tui.screens.export_file import ExportDialog
from tui.screens.import_file import ImportDialog


def written(folder: Path) -> Path:
    file = folder / "list.csv"
    file.write_text("客户名称,省份,偏好\n深圳华为,广东,茶\n,北京,\n王伟,广东,咖啡\n", "utf-8")
    return file


async def test_a_file_is_tried_then_brought_in(boss: Session, house: Store, tmp_path: Path) -> None:
    file = written(tmp_path)
    async with at_customers(boss, house.folder) as (screen, pilot):
        await pilot.press("i")
        dialog = await opens(pilot, ImportDialog)
        dialog.query_one(Input).value = str(file)
        await pilot.press("enter")
        await until(pilot, lambda: dialog.plan is not None)
        prompts = [
            str(dialog.query_one(OptionList).get_option_at_index(i).prompt) for i in range(3, 6)
        ]
        assert "Customer name" in prompts[0]
        assert "Region" in prompts[1]
        assert "new field" in prompts[2]
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        assert boss.search.count("") == 0
        await pilot.press("y")
        await opens(pilot, CustomersScreen)
        await until(pilot, lambda: screen.finder.total == 2)
        assert message(pilot) == (
            "3 rows: 2 added, 0 updated, 0 skipped, 1 rejected. "
            "Rejected rows are in list.rejected.csv."
        )
        assert "偏好" in boss.field_map()
        assert "偏好" in screen.finder.fields
        rejected = file.with_name("list.rejected.csv")
        assert "北京" in rejected.read_text("utf-8-sig")


async def test_a_column_is_given_another_field(boss: Session, house: Store, tmp_path: Path) -> None:
    file = written(tmp_path)
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        dialog = await opens(pilot, ImportDialog)
        dialog.query_one(Input).value = str(file)
        await pilot.press("enter")
        await until(pilot, lambda: dialog.plan is not None)
        dialog.query_one(OptionList).highlighted = 5
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"source", "enter")
        await until(pilot, lambda: dialog.plan is not None and dialog.plan.targets[2] == "source")


async def test_a_file_without_a_name_column_asks_which_it_is(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("甲,乙\n深圳华为,1\n", "utf-8")
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        dialog = await opens(pilot, ImportDialog)
        dialog.query_one(Input).value = str(file)
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await until(pilot, lambda: dialog.plan is not None and dialog.plan.targets[0] == "name")


async def test_a_file_that_is_not_there_is_said_in_a_sentence(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        await opens(pilot, ImportDialog)
        pilot.app.screen.query_one(Input).value = str(tmp_path / "nothing.csv")
        await pilot.press("enter")
        await until(pilot, lambda: "nothing.csv" in message(pilot))
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


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
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "1 written to" in message(pilot)
