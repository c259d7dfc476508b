"""Files come in step by step: proposed, changed, checked, mended in place, imported, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

import store
from store.files import confinement
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.ask import AskDialog
from tui.screens.choose import ChooseDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.customers import CustomersScreen
from tui.screens.importing.check_step import CellInput, CheckStep, DoubtTable
from tui.screens.importing.columns_step import ColumnsStep
from tui.screens.importing.file_step import FileStep
from tui.screens.importing.page import ImportPage

Shown = Callable[[App[Any]], str]

PREFIX = "客户编号,客户名称,地区\n" + "".join(
    f"CUST{n:06d},青岛第{n}教育咨询有限公司,山东\n" for n in range(1, 13)
)
LUHN = "编码,名称,省份,注册日期,电话\n" + "".join(
    f"ZJ2017{n:06d},绍兴第{n}医疗器械有限公司,浙江,2017-04-{n:02d},1502250980{n}\n"
    for n in range(1, 10)
)
DIRTY = (
    "Code,Name,Type,Phone,Notes\r\n"
    "GR-00001,  许娜\u3000,个人,+86 177-5080-0427,\r\n"
    "QY-00010,昆明顺成电子商务有限公司,企业,18756851017,\r\n"
    "QY-00010,佛山绿芙贸易有限公司,企业,13223715209,\r\n"
    "QY-00303,李\x1b]0;pwned\x07四,企业,问前台,\r\n"
    "QY-00305,,企业,13690505138,\r\n"
    "VIP-00302,[/x]张三[@click=app.quit()],VIP,13690505139,\r\n"
)


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


async def at_columns(pilot: Pilot[None], file: Path) -> ImportPage:
    """The wizard with this file open."""
    await pilot.press("i")
    page = await opens(pilot, ImportPage)
    page.query_one("#path", Input).value = str(file)
    await pilot.press("enter")
    await until(pilot, lambda: page.here == "columns")
    return page


async def to_check(pilot: Pilot[None], page: ImportPage) -> CheckStep:
    """On to the dry run's rows."""
    while page.here != "check":
        before = page.here
        await pilot.press("ctrl+s")
        await until(pilot, lambda here=before: pilot.app.screen is page and page.here != here)
    return page.query_one(CheckStep)


async def brought_in(pilot: Pilot[None], page: ImportPage) -> None:
    await pilot.press("ctrl+s")
    await opens(pilot, ConfirmDialog)
    await pilot.press("y")
    await until(pilot, lambda: pilot.app.screen is page and page.here == "done")


@pytest.mark.long
async def test_three_old_lists_two_rows_mended_in_place_all_undone(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    files = [
        written(tmp_path, "prefix.csv", PREFIX),
        written(tmp_path, "luhn.csv", LUHN, "gb18030"),
        written(tmp_path, "dirty.csv", "\ufeff" + DIRTY),
    ]
    groups = []
    async with at_customers(boss, house.folder) as (_, pilot):
        for file in files[:2]:
            page = await at_columns(pilot, file)
            step = await to_check(pilot, page)
            assert step.rows == []
            assert boss.search.count("") == (0 if file == files[0] else 12)
            await brought_in(pilot, page)
            assert page.state.result is not None
            groups.append(page.state.result.group)
            await pilot.press("escape")
            await opens(pilot, CustomersScreen)
        assert boss.search.count("") == 21

        page = await at_columns(pilot, files[2])
        step = await to_check(pilot, page)
        assert [(one.row, one.why) for one in step.rows] == [
            (4, "rejected"),
            (5, "flagged"),
            (6, "rejected"),
        ]
        # the cursor stands on what is wrong: the code that row 3 has already
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.focused, CellInput))
        field = page.query_one(CellInput)
        assert field.value == "QY-00010"
        field.value = "QY-00011"
        await pilot.press("enter")
        await until(pilot, lambda: step.why(step.rows[0]) == "mended")
        await pilot.press("down", "down", "home", "end", "left", "left", "left", "left")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, CellInput))
        page.query_one(CellInput).value = "昆明新客户有限公司"
        await pilot.press("enter")
        await until(pilot, lambda: step.why(step.rows[2]) == "mended")
        assert page.state.corrections == {
            4: {"code": "QY-00011"},
            6: {"name": "昆明新客户有限公司"},
        }
        await pilot.press("r")
        await until(pilot, lambda: pilot.app.screen is page and len(step.rows) == 1)
        await brought_in(pilot, page)
        result = page.state.result
        assert result is not None
        assert (result.added, result.rejected) == (6, 0)
        assert boss.customers.get("QY-00011").values["name"] == "佛山绿芙贸易有限公司"
        assert boss.customers.get("QY-00305").values["name"] == "昆明新客户有限公司"
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is page and page.here == "choices")
        assert boss.search.count("") == 21
        for group in groups:
            boss.undo.group(group)
        assert boss.search.count("") == 0


async def test_the_steps_go_back_and_forth_and_keep_what_was_said(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", "客户编码,客户名称,偏好\nA-1,甲公司,茶\nA-2,,咖啡\n")
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        page.query_one("#targets", OptionList).highlighted = 2
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"source", "enter")
        await until(pilot, lambda: page.state.plan.targets[2] == "source")
        assert page.state.plan.why[2] == "said"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: page.here == "choices")
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"earlier", "enter")
        await until(pilot, lambda: page.state.plan.codes == "alias")
        step = await to_check(pilot, page)
        await pilot.press("x")
        assert page.state.left_out == {3}
        assert step.why(step.rows[0]) == "left out"
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: page.here == "file")
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("n")
        await opens(pilot, ImportPage)
        await pilot.press("enter")
        await until(pilot, lambda: page.here == "columns")
        assert page.state.plan.targets[2] == "source"
        assert page.state.left_out == {3}
        await to_check(pilot, page)
        await brought_in(pilot, page)
        found = boss.customers.get("A-1")
        assert (found.values["source"], found.aliases) == ("茶", ("A-1",))
        assert boss.search.count("") == 1


async def test_escape_asks_nothing_when_nothing_would_be_lost(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", PREFIX)
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        await pilot.press("escape")
        await until(pilot, lambda: page.here == "file")
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


async def test_the_preview_shows_rows_as_they_will_be(
    boss: Session, house: Store, tmp_path: Path, shown: Shown
) -> None:
    file = written(tmp_path, "dirty.csv", "\ufeff" + DIRTY)
    for size in ((80, 24), (120, 40)):
        async with at_customers(boss, house.folder, size=size, language="zh") as (_, pilot):
            page = await at_columns(pilot, file)
            await pilot.pause()
            text = shown(pilot.app)
            assert page.query_one(ColumnsStep).has_class("-beside") == (size[0] == 120)
            assert "GR-00001" in text
            assert "看表头" in text
            assert "\x1b" not in text
            preview = page.state.preview
            assert preview is not None
            assert preview.rows[0].values.values["name"] == "许娜"
            assert preview.rows[3].flags == ("phone",)
            await pilot.press("escape", "escape")
            await opens(pilot, CustomersScreen)


async def test_a_file_without_a_column_for_the_name_says_so_and_goes_no_further(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "odd.csv", "甲,乙\n一,1\n二,2\n")
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        assert page.state.plan.nameless
        await pilot.press("ctrl+s")
        assert "name" in message(pilot)
        assert page.here == "columns"
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"customer name", "enter")
        await until(pilot, lambda: page.state.plan.targets[0] == "name")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: page.here == "choices")


async def test_headings_can_be_taken_for_a_row(boss: Session, house: Store, tmp_path: Path) -> None:
    rows = "".join(f"苏州第{n}贸易有限公司,1350000000{n}\n" for n in range(5))
    file = written(tmp_path, "bare.csv", rows)
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        assert (page.state.plan.headed, page.state.plan.rows) == (False, 5)
        assert page.state.plan.targets == ("name", "phone")
        await pilot.press("h")
        await until(pilot, lambda: page.state.plan.headed)
        assert page.state.plan.rows == 4


async def test_a_mapping_is_kept_and_used_as_a_profile(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", "客户名称,甲\n云禾,茶\n")
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        page.query_one("#targets", OptionList).highlighted = 1
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"source", "enter")
        await until(pilot, lambda: page.state.plan.targets[1] == "source")
        await pilot.press("w")
        await opens(pilot, AskDialog)
        await pilot.press(*"fair", "enter")
        await until(pilot, lambda: [p.name for p in boss.profiles.list()][:1] == ["fair"])
        await opens(pilot, ImportPage)
        page.state.mapping.clear()
        await pilot.press("p")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"fair", "enter")
        await until(pilot, lambda: page.state.plan.why[1] == "profile")


async def test_paths_are_completed_and_folders_looked_into(
    boss: Session, house: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "lists"
    inner.mkdir()
    written(inner, "customers-2024.csv", PREFIX)
    written(inner, "customers-2025.csv", PREFIX)
    written(inner, "picture.png", "x")
    monkeypatch.chdir(tmp_path)
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        page = await opens(pilot, ImportPage)
        step = page.query_one(FileStep)
        field = page.query_one("#path", Input)
        await until(pilot, lambda: any(one.name == "lists" for one in step.entries))
        await pilot.press(*"li", "tab")
        await until(pilot, lambda: field.value == f"{inner}/")
        await pilot.press("tab")
        await until(pilot, lambda: field.value == f"{inner}/customers-202")
        assert [one.name for one in step.entries] == ["customers-2024.csv", "customers-2025.csv"]
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: page.here == "columns")
        assert page.state.path == inner / "customers-2024.csv"


async def test_served_people_see_their_own_folder(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    held = confinement.Confinement("boss", house.folder)
    held.home.mkdir(parents=True, mode=0o700)
    held.home.parent.chmod(0o700)
    written(held.home, "mine.csv", PREFIX)
    written(tmp_path, "other.csv", PREFIX)
    confinement.confine(held)
    try:
        async with at_customers(boss, house.folder) as (_, pilot):
            await pilot.press("i")
            page = await opens(pilot, ImportPage)
            step = page.query_one(FileStep)
            await until(pilot, lambda: [one.name for one in step.entries] == ["mine.csv"])
            files = page.query_one("#files", OptionList)
            assert files.option_count == 1  # no way up
            page.query_one("#path", Input).value = str(tmp_path / "other.csv")
            await pilot.press("enter")
            await until(pilot, lambda: "own folder" in message(pilot))
            await pilot.press("down", "enter")
            await until(pilot, lambda: page.here == "columns")
            assert page.state.plan.rows == 12
    finally:
        confinement.confine(None)


async def test_rejected_rows_are_mended_after_the_import(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    fill(boss, [{"name": "旧客户"}])
    file = written(tmp_path, "dirty.csv", DIRTY)
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        step = await to_check(pilot, page)
        await brought_in(pilot, page)
        first = page.state.result
        assert first is not None
        assert first.rejected == 2
        assert file.with_name("dirty.rejected.csv").exists()
        await pilot.press("m")
        await until(pilot, lambda: page.here == "check" and len(step.rows) == 2)
        table = step.query_one(DoubtTable)
        assert table.column_name == "code"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.focused, CellInput))
        await pilot.press("Q", "escape")
        assert pilot.app.focused is table
        assert page.here == "check"
        assert page.state.corrections == {}
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.focused, CellInput))
        page.query_one(CellInput).value = "QY-00012"
        await pilot.press("ctrl+s")  # takes the cell, no more
        await until(pilot, lambda: step.why(step.rows[0]) == "mended")
        await brought_in(pilot, page)
        second = page.state.result
        assert second is not None
        assert (second.added, second.rejected, second.group) == (1, 1, first.group)


async def test_a_file_that_is_not_there_is_said_in_a_sentence(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        page = await opens(pilot, ImportPage)
        page.query_one("#path", Input).value = str(tmp_path / "nothing.csv")
        await pilot.press("enter")
        await until(pilot, lambda: "nothing.csv" in message(pilot))
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


async def test_new_fields_are_columns_of_the_list_at_once(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", "客户名称,偏好\n云禾,茶\n,咖啡\n")
    async with at_customers(boss, house.folder) as (screen, pilot):
        page = await at_columns(pilot, file)
        await to_check(pilot, page)
        await brought_in(pilot, page)
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)
        await until(pilot, lambda: screen.finder.total == 1 and "偏好" in screen.finder.fields)
        assert message(pilot) == (
            "2 rows: 1 added, 0 updated, 0 skipped, 1 rejected. "
            "Rejected rows are in a.rejected.csv."
        )


async def test_a_whole_house_comes_in_by_the_wizard(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    made = store.create(tmp_path / "other", admin="there", password=PASSWORD)
    there = made.store.sign_in("there", PASSWORD)
    for number in (1, 2):
        there.customers.add({"name": f"青岛第{number}晴川"})
        there.house.write(tmp_path / f"house{number}.zip")
    there.close()
    async with at_customers(boss, house.folder) as (_, pilot):

        async def choose(name: str) -> None:
            await pilot.press("i")
            page = await opens(pilot, ImportPage)
            page.query_one("#path", Input).value = str(tmp_path / name)
            await pilot.press("enter")
            await opens(pilot, ConfirmDialog)
            await pilot.press("y")

        await choose("house1.zip")
        await until(pilot, lambda: boss.search.count("name:晴川") == 1)
        await opens(pilot, CustomersScreen)
        assert "1 added" in message(pilot)
        await choose("house2.zip")
        await until(pilot, lambda: isinstance(pilot.app.screen, ImportPage))
        await until(pilot, lambda: "no customers" in message(pilot))
    assert boss.search.count("") == 1
