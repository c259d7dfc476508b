"""Laying the table out: no key loses a column, the code stays first, all of it is remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from store.customers.fields import BUILT_IN
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tests.tui.test_customers_screen import SOME
from tests.tui.test_table_page_table import drawn
from tui.screens.customers.column_chooser import ColumnChooser
from tui.widgets.customer_fields import SHIPPED_COLUMNS, known_columns
from tui.widgets.page_columns import (
    Column,
    frozen_count,
    frozen_width,
    left_for,
    place_of,
    spread,
    total_width,
)
from tui.widgets.table_layout import Layout, layout_of, read_layout

KNOWN = known_columns(BUILT_IN)
NAMES = st.sampled_from([*KNOWN, "nothing"])


class Hands(RuleBasedStateMachine):
    """Any keys in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.layout = Layout()
        self.shown = set(SHIPPED_COLUMNS)

    @rule(name=NAMES, step=st.integers(-20, 20))
    def move(self, name: str, step: int) -> None:
        before = [n for n in self.layout.names if n != name]
        self.layout = self.layout.moved(name, step)
        assert [n for n in self.layout.names if n != name] == before

    @rule(name=NAMES)
    def freeze(self, name: str) -> None:
        before = self.layout.is_frozen(name)
        self.layout = self.layout.frozen_with(name)
        if name in self.shown - {"code"}:
            assert self.layout.is_frozen(name) is not before
            again = self.layout.frozen_with(name).frozen_with(name)
            assert again.is_frozen(name) is not before

    @rule(name=NAMES)
    def hide(self, name: str) -> None:
        self.layout = self.layout.hidden(name)
        self.shown -= {name} - {"code"}

    @rule(names=st.lists(st.sampled_from(KNOWN), unique=True))
    def choose(self, names: list[str]) -> None:
        self.layout = self.layout.showing(names)
        self.shown = {"code", *names}
        assert [n for n in self.layout.names if n != "code"] == [n for n in names if n != "code"]

    @rule(name=NAMES, width=st.integers(-5, 500))
    def size(self, name: str, width: int) -> None:
        self.layout = self.layout.resized(name, width)

    @rule()
    def keep(self) -> None:
        """Written down and read again it is the same."""
        text = self.layout.text()
        again = read_layout(",".join(self.layout.names), text)
        assert again == self.layout

    @invariant()
    def no_column_is_lost(self) -> None:
        layout = self.layout
        assert set(layout.names) == self.shown
        assert len(layout.names) == len(self.shown)
        assert layout.names[0] == "code"
        assert 1 <= layout.frozen <= len(layout.names)
        columns = layout.columns(BUILT_IN)
        assert [c.name for c in columns] == list(layout.names)
        assert 1 <= layout.stays(BUILT_IN) <= len(columns)
        assert all(4 <= c.width <= 80 for c in columns if c.name in layout.widths)


TestHands = Hands.TestCase


@given(st.text(), st.text())
def test_whatever_was_kept_gives_a_table(columns: str, layout: str) -> None:
    read = read_layout(columns, layout)
    assert read.names[0] == "code"
    assert read.columns(BUILT_IN)


@pytest.mark.parametrize("kept", ["[]", "3", '{"widths": []}', '{"frozen": "x"}', "{"])
def test_a_layout_that_is_none_is_as_shipped(kept: str) -> None:
    assert read_layout("", kept) == Layout()


def test_a_column_of_a_field_that_is_gone_is_left_out_and_frozen_no_more() -> None:
    layout = layout_of(("code", "gone", "name", "city"), {"gone": 9}, 3)
    assert [c.name for c in layout.columns(BUILT_IN)] == ["code", "name", "city"]
    assert layout.stays(BUILT_IN) == 2


WIDTHS = st.lists(st.integers(1, 60), min_size=1, max_size=12)


@given(WIDTHS, st.integers(1, 12), st.integers(20, 160), st.data())
def test_the_column_under_the_cursor_can_always_be_brought_in_sight(
    widths: list[int], wanted: int, width: int, data: st.DataObject
) -> None:
    columns = spread([Column(str(n), "x", w) for n, w in enumerate(widths)], width)
    frozen = frozen_count(columns, wanted, width)
    assert 1 <= frozen <= len(columns)
    index = data.draw(st.integers(0, len(columns) - 1))
    most = max(0, total_width(columns) - width)
    before = data.draw(st.integers(0, most))
    left = min(most, left_for(columns, index, frozen, before, width))
    first, last = place_of(columns, index, frozen, left)
    room = width - frozen_width(columns, frozen)
    if index < frozen:
        assert (first, last) == place_of(columns, index, frozen, 0)
    elif columns[index].width <= room:
        assert last - first == columns[index].width
        assert last <= width


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, SOME)
    return boss


def headings(screen: object) -> list[str]:
    return [column.name for column in screen.finder.table.columns]  # type: ignore[attr-defined]


async def test_keys_move_size_freeze_and_hide_the_column_under_the_cursor(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        table = screen.finder.table
        await pilot.press("j", "l", "right")
        assert table.column_name == "type"
        await pilot.press("L", "L")
        assert headings(screen)[:5] == ["code", "name", "status", "level", "type"]
        assert table.column_name == "type"
        row = table.row_at(1)
        assert row is not None
        assert row.cells[1] == "北京大方贸易有限公司"
        assert row.cells[4] == "企业"
        width = table.columns[table.column].width
        await pilot.press("greater_than_sign", "greater_than_sign", "less_than_sign")
        assert table.columns[table.column].width == width + 2
        await pilot.press("z")
        assert headings(screen)[:3] == ["code", "type", "name"]
        assert table.frozen == 2
        assert table.column_name == "type"
        await pilot.press("minus")
        assert "type" not in headings(screen)
        assert table.frozen == 1
        assert table.cursor == 1
        await until(pilot, lambda: "type" not in (some.preference("columns") or "type"))


async def test_the_code_is_neither_moved_nor_hidden(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        before = headings(screen)
        for key in ("L", "minus", "z"):
            await pilot.press(key)
            assert message(pilot)
            assert headings(screen) == before


async def test_what_was_laid_out_is_there_at_the_next_sign_in(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("l", "greater_than_sign", "l", "L", "z")
        await until(pilot, lambda: '"frozen": 2' in some.preference("layout"))
        await until(pilot, lambda: '"name"' in some.preference("layout"))
        kept = screen.finder.layout_shown
    async with at_customers(some, house.folder) as (screen, _):
        assert screen.finder.layout_shown == kept
        assert screen.finder.table.frozen == 2


async def test_brackets_sort_by_the_column_both_ways(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("l", "left_square_bracket")
        await until(pilot, lambda: str(screen.finder.table.sort) == "name")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: str(screen.finder.table.sort) == "-name")
        assert screen.finder.table.column_name == "name"


async def test_more_columns_are_read_and_the_cursor_stays_on_its_row(
    boss: Session, house: Store
) -> None:
    fill(boss, [{"name": f"Customer {n}", "notes": f"note {n}"} for n in range(250)])
    async with at_customers(boss, house.folder) as (screen, pilot):
        finder = screen.finder
        finder.table.move_to(170)
        await until(pilot, lambda: finder.table.current_id)
        here = finder.table.current_id
        finder.lay_columns(finder.layout_shown.showing(["name", "notes"]))
        await until(pilot, lambda: headings(screen) == ["code", "name", "notes"])
        await until(pilot, lambda: finder.table.current_id)
        assert (finder.table.cursor, finder.table.current_id) == (170, here)
        await until(pilot, lambda: finder.total == 250)


async def test_pages_that_come_late_have_the_columns_of_their_time_and_are_dropped(
    boss: Session, house: Store
) -> None:
    fill(boss, [{"name": f"Customer {n}", "city": f"City {n}"} for n in range(1500)])
    async with at_customers(boss, house.folder) as (screen, pilot):
        table = screen.finder.table
        table.move_to(1400)  # its page is on its way
        screen.finder.lay_columns(screen.finder.layout_shown.moved("city", -20))
        await until(pilot, lambda: table.row_at(1400))
        row = table.row_at(1400)
        assert row is not None
        assert headings(screen)[1] == "city"
        assert row.cells[1].startswith("City")


async def test_the_heading_shows_the_column_and_its_arrow_moves_bring_it_in_sight(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder, size=(60, 20)) as (screen, pilot):
        table = screen.finder.table
        for _ in range(len(table.columns)):
            first, last = place_of(table.columns, table.column, table.frozen, table.scroll_offset.x)
            label = table.columns[table.column].label
            assert label in drawn(table)[0][first - 1 :]
            assert last <= table._width
            await pilot.press("right")
        assert table.column == len(table.columns) - 1
        await pilot.press(*["h"] * len(table.columns))
        assert table.column == 0


async def test_a_click_on_a_heading_sorts_and_takes_the_column(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        table = screen.finder.table
        first, _ = place_of(table.columns, 1, table.frozen, 0)
        await pilot.click("CustomerTable", offset=(first + 1, 0))
        await until(pilot, lambda: str(table.sort) == "name")
        assert table.column_name == "name"


async def test_dragging_the_scroll_bar_jumps_anywhere_in_a_hundred_thousand_rows() -> None:
    from tests.tui.test_table_page_table import TableApp

    app = TableApp(100_000)
    app.animation_level = "none"  # as in Kehao
    async with app.run_test(size=(80, 24)) as pilot:
        bar = app.table.vertical_scrollbar
        await pilot.mouse_down(bar, offset=(0, 0))
        await pilot.hover(bar, offset=(0, 11))
        await pilot.mouse_up(bar, offset=(0, 11))
        await pilot.pause()
        top = app.table.scroll_offset.y
        assert 20_000 < top < 80_000
        assert app.table.row_at(top) is not None
        assert len(app.loaded) <= 4
        await pilot.press("j")
        assert top - 1 <= app.table.cursor <= top + 24


async def test_as_shipped_takes_back_widths_and_frozen_columns_too(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("l", "greater_than_sign", "z", "c")
        await opens(pilot, ColumnChooser)
        await pilot.press("delete", "ctrl+s")
        await until(pilot, lambda: screen.finder.layout_shown == Layout())
        await until(pilot, lambda: screen.finder.table.frozen == 1)
