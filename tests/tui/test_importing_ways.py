"""What the import's steps say and offer on the way: sheets, tables, where rejected rows go."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import xlsxwriter
from textual.widgets import Input, Static

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, message, opens, until
from tests.tui.test_importing import PREFIX, Shown, at_columns, brought_in, to_check, written
from tui.screens.choose import ChooseDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.importing.check_step import CellInput, DoubtTable
from tui.screens.importing.page import ImportPage
from tui.widgets.page_columns import place_of

BOOK = {
    "说明": [["2024 年客户名册"], ["由各分公司报送"]],
    "客户": [["客户编码", "客户名称"], ["A-1", "云禾"], ["A-2", "晴川"]],
    "空": [],
}


def book(folder: Path, sheets: dict[str, list[list[str]]] | None = None) -> Path:
    """A workbook of these sheets, and a hidden one."""
    data = BytesIO()
    made = xlsxwriter.Workbook(data)
    for name, rows in (sheets or BOOK).items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.add_worksheet("hidden").hide()
    made.close()
    file = folder / "book.xlsx"
    file.write_bytes(data.getvalue())
    return file


def about(page: ImportPage) -> str:
    return str(page.query_one("#about", Static).render())


async def test_another_sheet_is_offered_when_the_first_has_no_names(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, book(tmp_path))
        assert "sheet 说明, 2 more (s)" in about(page)
        assert "No column of this sheet is the customer's name" in about(page)
        await pilot.press("s")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"空", "enter")
        await until(pilot, lambda: "empty" in message(pilot))
        assert page.state.opened is not None
        assert page.state.opened.sheet == "说明"
        await pilot.press("s")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"客户", "enter")
        await until(pilot, lambda: page.state.plan.targets == ("code", "name"))
        assert "sheet 客户" in about(page)
        await to_check(pilot, page)
        await brought_in(pilot, page)
        assert boss.customers.get("A-2").values["name"] == "晴川"


async def test_one_sheet_alone_offers_no_other(
    boss: Session, house: Store, tmp_path: Path, shown: Shown
) -> None:
    file = book(tmp_path, {"客户": BOOK["客户"]})
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        assert "sheet" not in about(page)
        assert not page.check_action("sheet", ())


async def test_the_file_before_is_written_over_by_the_next_path(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, book(tmp_path))
        await pilot.press("escape")
        await until(pilot, lambda: page.here == "file")
        await pilot.press("b", "c")
        assert page.query_one("#path", Input).value == "bc"


async def test_the_question_tells_codes_matches_and_figures_as_they_stand_after_mending(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", "客户编码,客户名称,vip\nA-1,云禾,是\nA-2,,\nA-3,,\n")
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, file)
        step = await to_check(pilot, page)
        assert len(step.rows) == 2
        await pilot.press("x", "ctrl+s")
        asked = await opens(pilot, ConfirmDialog)
        said = "\n".join(str(line.render()) for line in asked.query(Static))
        assert "1 added, 0 updated, 1 skipped, 1 rejected" in said
        assert "The file's codes: kept, as the customers' codes." in said
        assert "A row that matches by Code: leave the customer as it is." in said
        assert "Columns without a field become new fields: vip." in said
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is page)
        assert page.here == "check"
        await brought_in(pilot, page)
        assert "new fields: vip." in str(page.query_one("#lines", Static).render())


async def test_the_cell_that_is_written_covers_no_other_column(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", "客户编码,客户名称\nA-1,云禾\nA-1,晴川\n")
    async with at_customers(boss, house.folder) as (_, pilot):
        step = await to_check(pilot, await at_columns(pilot, file))
        table, field = step.query_one(DoubtTable), step.query_one(CellInput)
        await until(pilot, lambda: table.column_name == "code")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.focused is field and field.region.width > 0)
        places = [
            place_of(table.columns, n, table.frozen, table.scroll_offset.x)
            for n in range(len(table.columns))
        ]
        code, name = places[table.column], places[table.column + 1]
        assert (field.region.x - table.region.x, field.region.right) <= (code[0], name[0])
        assert field.region.width >= 8
        await pilot.press("escape", "right", "enter")
        await until(pilot, lambda: field.region.right == table.region.right)


async def test_an_import_taken_back_is_told_in_customers(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    async with at_customers(boss, house.folder) as (_, pilot):
        page = await at_columns(pilot, written(tmp_path, "a.csv", PREFIX))
        await to_check(pilot, page)
        await brought_in(pilot, page)
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "taken back: 12 customers." in message(pilot))
        assert boss.search.count("") == 0
