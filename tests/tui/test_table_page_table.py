"""The table over pages: any length, a few pages in memory, plain text, exact widths."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from tui.theme import DARK
from tui.widgets.page_cache import PAGE_ROWS
from tui.widgets.page_columns import Column, Sort
from tui.widgets.page_table import PageTable

COLUMNS = (
    Column("code", "Code", 10),
    Column("name", "名称", 20, grows=True),
    Column("region", "Region", 8),
    Column("city", "City", 8),
)
HOSTILE = (
    "[/x]",
    "[@click=app.quit()]press[/]",
    "\x1b]52;c;aGk=\x07",
    "\x9b2J",
    "abc\u202edef",
    "line\nbreak",
    "深圳华为技术有限公司深圳华为技术有限公司",
)


@dataclass(frozen=True)
class Answer:
    ids: list[int]
    rows: list[tuple[str, ...]]
    archived: list[bool]
    offset: int


def answer(offset: int, total: int, names: tuple[str, ...] = ("深圳华为技术",)) -> Answer:
    places = range(offset, min(offset + PAGE_ROWS, total))
    return Answer(
        [place + 1 for place in places],
        [(f"C{place + 1:06d}", names[place % len(names)], "广东", "深圳") for place in places],
        [place % 10 == 9 for place in places],
        offset,
    )


class TableApp(App[None]):
    """The table alone; pages come at once, or when `release` is called."""

    def __init__(
        self, total: int, *, held: bool = False, names: tuple[str, ...] = HOSTILE[-1:]
    ) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = "dark"
        self.total = total
        self.held = held
        self.names = names
        self.loaded: list[int] = []
        self.opened: list[int] = []
        self.sorts: list[str] = []

    def compose(self) -> ComposeResult:
        yield PageTable()

    def on_mount(self) -> None:
        self.start(1)

    @property
    def table(self) -> PageTable:
        return self.query_one(PageTable)

    def start(self, generation: int) -> None:
        first = answer(0, self.total, self.names)
        self.table.begin(generation, COLUMNS, first, total=self.total, sort=Sort("name"))

    @on(PageTable.PageNeeded)
    def page_needed(self, message: PageTable.PageNeeded) -> None:
        if not self.held:
            self.release()

    def release(self) -> None:
        for offset in self.table.missing_pages():
            self.loaded.append(offset)
            page = answer(offset, self.total, self.names)
            self.table.put_page(self.table.generation, page)

    @on(PageTable.RowOpened)
    def row_opened(self, message: PageTable.RowOpened) -> None:
        self.opened.append(message.row_id)

    @on(PageTable.SortRequested)
    def sort_requested(self, message: PageTable.SortRequested) -> None:
        self.sorts.append(message.field)

    @on(PageTable.AllNeeded)
    def all_needed(self, message: PageTable.AllNeeded) -> None:
        self.table.select(range(1, self.total + 1))

    @on(PageTable.RangeNeeded)
    def range_needed(self, message: PageTable.RangeNeeded) -> None:
        self.table.select(range(message.first + 1, message.last + 2))


def drawn(table: PageTable) -> list[str]:
    return [table.render_line(y).text for y in range(table.size.height)]


async def test_the_end_of_a_hundred_thousand_rows_is_one_key_and_few_pages_away() -> None:
    app = TableApp(100_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        assert app.table.current_id == 100_000
        assert "C100000" in drawn(app.table)[-1]
        assert len(app.loaded) <= 2
        await pilot.press("g")
        assert app.table.current_id == 1


async def test_memory_stays_flat_however_far_one_reads() -> None:
    app = TableApp(100_000)
    async with app.run_test(size=(80, 24)) as pilot:
        for index in range(0, 100_000, 500):
            app.table.move_to(index)
            app.release()
        await pilot.pause()
        assert len(app.table._cache) <= 48


async def test_rows_on_their_way_are_drawn_as_waiting_and_then_appear() -> None:
    app = TableApp(5_000, held=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        assert app.table.current_id is None
        assert drawn(app.table)[-1].strip() == "…"
        app.release()
        await pilot.pause()
        assert app.table.current_id == 5_000
        assert "C005000" in drawn(app.table)[-1]


async def test_a_page_of_an_older_list_is_dropped() -> None:
    app = TableApp(5_000, held=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.start(2)
        app.table.put_page(1, answer(200, 5_000))
        app.table.set_total(1, 3)
        await pilot.pause()
        assert app.table.row_at(200) is None
        assert app.table.row_count == 5_000


@pytest.mark.parametrize("name", HOSTILE)
async def test_text_from_data_is_drawn_as_text_in_exactly_the_width(name: str) -> None:
    app = TableApp(3, names=(name,))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for text in drawn(app.table):
            assert cell_len(text) == 79  # and the scroll bar
            assert text.isprintable()
        if name.startswith("["):
            assert name[:20] in drawn(app.table)[1]


async def test_every_line_is_exact_in_width_while_scrolled_sideways_through_chinese() -> None:
    app = TableApp(50, names=("深圳a华为b技术有限公司",))
    async with app.run_test(size=(30, 10)) as pilot:
        for _ in range(3):
            await pilot.press("l")
            assert "广东" in drawn(app.table)[1] or app.table.scroll_offset.x > 22
            for text in drawn(app.table):
                assert cell_len(text) == 29
            assert "C000001" in drawn(app.table)[1]
        await pilot.press("h", "h", "h")
        assert "深圳a" in drawn(app.table)[1]


async def test_the_heading_shows_what_the_rows_are_sorted_by_and_a_click_asks_for_another() -> None:
    app = TableApp(5)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "名称▴" in drawn(app.table)[0]
        await pilot.click(PageTable, offset=(4, 0))
        assert app.sorts == ["code"]
        assert Sort("name").by("name") == Sort("name", descending=True)
        assert str(Sort.parse("-name")) == "-name"


async def test_space_marks_one_row_v_a_range_and_all_is_all() -> None:
    app = TableApp(1_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        assert app.table.selection.ids == (1,)
        assert drawn(app.table)[1].startswith("* C000001")
        await pilot.press("j", "v", "j", "j")
        assert app.table.selected_count == 4
        await pilot.press("v")
        assert app.table.selection.ids == (1, 3, 4, 5)
        await pilot.press("asterisk")
        assert app.table.selected_count == 1_000
        app.table.clear_selection()
        assert app.table.selected_count == 0


async def test_a_range_over_rows_never_loaded_takes_them_all() -> None:
    app = TableApp(50_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v", "G", "v")
        await pilot.pause()
        assert app.table.selected_count == 50_000


async def test_enter_opens_the_row_under_the_cursor() -> None:
    app = TableApp(10)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "j", "enter")
        assert app.opened == [3]


async def test_moving_within_sight_repaints_two_lines_only() -> None:
    app = TableApp(1_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked: list[Region] = []
        refresh = app.table.refresh
        app.table.refresh = lambda *where, **how: (asked.extend(where), refresh(*where, **how))[1]  # type: ignore
        await pilot.press("down")
        assert sorted(region.y for region in asked) == [1, 2]
        assert {region.height for region in asked} == {1}


async def test_the_number_found_repaints_no_row_in_sight() -> None:
    app = TableApp(1_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked: list[object] = []
        app.table.refresh = lambda *where, **how: asked.append(where or "all")  # type: ignore
        app.table.set_total(app.table.generation, 5_000)
        assert asked == []
        assert app.table.row_count == 5_000
        assert app.table.virtual_size.height == 5_001
        assert app.table.vertical_scrollbar.window_virtual_size == 5_001


async def test_an_empty_list_says_what_to_do_next() -> None:
    app = TableApp(0)
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.empty_lines = ("还没有客户", "按 n 新建")
        app.table.refresh()
        await pilot.press("down", "G", "enter", "space", "v", "pagedown")
        text = "\n".join(drawn(app.table))
        assert "还没有客户" in text
        assert "按 n 新建" in text
        assert app.opened == []


async def test_a_longer_list_is_known_before_it_is_counted() -> None:
    app = TableApp(1_000)
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.begin(2, COLUMNS, answer(0, 1_000))
        assert app.table.row_count == PAGE_ROWS
        app.table.set_total(2, 1_000)
        await pilot.press("G")
        await pilot.pause()
        assert app.table.current_id == 1_000
