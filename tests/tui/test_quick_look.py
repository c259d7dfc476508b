"""The quick look: the customer under the cursor, under the table where it is narrow."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.widgets import Static

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, until
from tests.tui.test_customers_screen import SOME
from tui.widgets.customer_pane import CustomerPane, glance
from tui.widgets.customer_text import read_detail


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, SOME)
    return boss


async def test_p_looks_from_a_narrow_list_without_leaving_it(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(80, 24)) as (screen, pilot):
        pane, table = screen.query_one(CustomerPane), screen.finder.table
        assert not pane.display
        await pilot.press("p")
        await until(pilot, lambda: pane.detail is not None)
        await until(pilot, lambda: pane.size.height > 0)
        assert pane.below
        assert table.has_focus
        assert pane.region.y >= table.region.bottom
        await pilot.press("j")
        await until(
            pilot,
            lambda: pane.detail and pane.detail.customer.values["name"] == "北京大方贸易有限公司",
        )
        await pilot.press("p")
        await until(pilot, lambda: not pane.display)


async def test_the_row_under_the_cursor_stays_in_sight_above_it(
    boss: Session, house: Store
) -> None:
    fill(boss, [{"name": f"Customer {number}"} for number in range(60)])
    async with at_customers(boss, house.folder, size=(60, 20)) as (screen, pilot):
        table = screen.finder.table
        table.move_to(table._body_height - 1)
        await pilot.press("p")
        await until(pilot, lambda: screen.query_one(CustomerPane).size.height > 0)
        await pilot.pause()
        first, last = table._in_sight()
        assert first <= table.cursor <= last


async def test_a_wide_window_has_it_beside_as_before(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(80, 24)) as (screen, pilot):
        pane = screen.query_one(CustomerPane)
        await pilot.press("p")
        await until(pilot, lambda: pane.display and pane.below)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: pane.display and not pane.below)
        await pilot.press("p")
        assert not pane.display


@pytest.mark.parametrize("width", [20, 56, 58, 78, 100])
def test_no_line_of_it_is_wider_than_there_is_room(some: Session, width: int) -> None:
    detail = read_detail(some, 1)
    lines = glance(detail, width).plain.split("\n")
    assert lines[0].startswith(detail.customer.code)
    assert all(cell_len(line) <= width for line in lines[1:])
    assert any("广东" in line for line in lines)


async def test_under_the_table_the_fields_stand_two_by_two(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(80, 24)) as (screen, pilot):
        pane = screen.query_one(CustomerPane)
        await pilot.press("j", "p")
        await until(pilot, lambda: pane.detail is not None)
        text = pane.query_one(Static)
        await until(pilot, lambda: "Type" in str(text.content))
        await until(pilot, lambda: str(text.content).startswith(pane.detail.customer.code))  # type: ignore[union-attr]
        await pilot.resize_terminal(130, 40)
        await until(pilot, lambda: str(text.content).startswith("北京"))
