"""The list follows what others do: rows change in place, marked for a moment, the cursor stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.pilot import Pilot

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, until
from tui.screens.customers.customers import CustomersScreen
from tui.widgets.customer_pane import CustomerPane
from tui.widgets.live_rows import ANCHORS, CHANGED, NEW, Marks, shift_of, top_after
from tui.widgets.page_table import PageTable

SignIn = Callable[[str], Session]
Shown = Callable[[App[Any]], str]


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, [{"name": f"公司{number:03d}", "level": "C"} for number in range(120)])
    return boss


@pytest.fixture
def other(sign_in: SignIn) -> Session:
    return sign_in("manager")


async def heard(screen: CustomersScreen, pilot: Pilot[None]) -> None:
    """Let the list ask, and take the answer in."""
    newest = screen.session.customers.changed_since(None).seq
    await asked(screen, pilot)
    if screen._seen_seq != newest:  # its own clock had asked just before
        await asked(screen, pilot)
    assert screen._seen_seq == newest


async def asked(screen: CustomersScreen, pilot: Pilot[None]) -> None:
    screen.look_again()
    await until(pilot, lambda: not screen._under_way)


def name_at(table: PageTable, index: int) -> str:
    row = table.row_at(index)
    return row.cells[1] if row else ""


async def ready(screen: CustomersScreen, pilot: Pilot[None]) -> PageTable:
    await until(pilot, lambda: screen._seen_seq is not None and not screen._under_way)
    return screen.finder.table


async def test_a_row_that_another_changed_is_new_and_marked_for_a_moment(
    some: Session, other: Session, house: Store, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.widgets.live_view.MARK_SECONDS", 0.5)
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_customers(some, house.folder) as (screen, pilot):
        table = await ready(screen, pilot)
        row = table.row_at(3)
        assert row is not None
        other.customers.edit(row.id, {"name": "改名公司"}, version=1)
        await heard(screen, pilot)
        await until(pilot, lambda: name_at(table, 3) == "改名公司")
        assert table.sign_of(row.id) == CHANGED
        line = next(line for line in shown(pilot.app).splitlines() if "改名公司" in line)
        assert CHANGED + row.cells[0] in line
        await until(pilot, lambda: table.sign_of(row.id) == " ")
        await pilot.pause()
        line = next(line for line in shown(pilot.app).splitlines() if "改名公司" in line)
        assert CHANGED not in line


async def test_the_cursor_stays_on_its_customer_and_line_when_rows_come(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder, size=(100, 24)) as (screen, pilot):
        table = await ready(screen, pilot)
        table.move_to(50)
        await pilot.press("space", "k")
        await pilot.pause()
        here, line = table.current_id, table.cursor - table.scroll_offset.y
        chosen = table.selected_count
        names = [other.customers.add({"name": f"新{number}"}).id for number in range(7)]
        await heard(screen, pilot)
        await until(pilot, lambda: screen.finder.total == 127)
        assert table.current_id == here
        assert (table.cursor, table.cursor - table.scroll_offset.y) == (57, line)
        assert table.selected_count == chosen == 1
        assert table.sign_of(names[0]) == NEW


async def test_at_the_top_new_customers_come_into_sight(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder, size=(100, 24)) as (screen, pilot):
        table = await ready(screen, pilot)
        here = table.current_id
        other.customers.add({"name": "刚来的"})
        await heard(screen, pilot)
        await until(pilot, lambda: screen.finder.total == 121)
        assert (table.current_id, table.cursor, table.scroll_offset.y) == (here, 1, 0)
        assert name_at(table, 0) == "刚来的"
        for number in range(30):
            other.customers.add({"name": f"又来{number}"})
        await heard(screen, pilot)
        await until(pilot, lambda: screen.finder.total == 151)
        assert (table.current_id, table.cursor) == (here, 31)
        assert table.scroll_offset.y <= 31 < table.scroll_offset.y + 15


async def test_a_customer_who_leaves_the_list_lets_the_next_one_under_the_cursor(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        table = await ready(screen, pilot)
        table.move_to(10)
        await pilot.pause()
        row, following = table.row_at(10), table.row_at(11)
        assert row is not None
        assert following is not None
        above = table.row_at(2)
        assert above is not None
        other.customers.archive(row.id)
        other.customers.archive(above.id)
        await heard(screen, pilot)
        await until(pilot, lambda: screen.finder.total == 118)
        assert table.current_id == following.id
        assert row.cells[0] in message(pilot)
        assert "manager" in message(pilot)


async def test_an_open_range_begins_at_the_customer_where_it_was_begun(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        table = await ready(screen, pilot)
        table.move_to(10)
        await pilot.press("v", "j", "j")
        meant = {row.id for index in (10, 11, 12) if (row := table.row_at(index))}
        other.customers.add({"name": "新公司"})
        await heard(screen, pilot)
        await until(pilot, lambda: screen.finder.total == 121)
        await pilot.press("v")
        assert set(table.selection.chosen) == meant


async def test_more_new_rows_than_a_page_do_not_lose_the_customer(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        table = await ready(screen, pilot)
        table.move_to(30)
        await pilot.pause()
        here = table.current_id
        fill(other, [{"name": f"许多{number}"} for number in range(250)])
        await heard(screen, pilot)
        await until(pilot, lambda: screen.finder.total == 370)
        assert (table.current_id, table.cursor) == (here, 280)


async def test_nothing_is_read_while_no_customer_was_changed(
    some: Session, other: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await ready(screen, pilot)
        reads: list[str] = []
        _spy(monkeypatch, reads, type(some.search), "page")
        _spy(monkeypatch, reads, type(some.search), "count")
        for _ in range(3):
            await asked(screen, pilot)
        other.set_preference("theme", "light")  # a commit, but of nothing that is in the list
        await heard(screen, pilot)
        some.customers.add_tag(1, "own")  # one's own change is read where it was made
        await asked(screen, pilot)
        assert reads == []
        other.customers.add_tag(1, "theirs")
        await heard(screen, pilot)
        assert "page" in reads


def _spy(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], service: type[object], name: str
) -> None:
    work = getattr(service, name)

    def counted(self: object, *args: object, **more: object) -> object:
        asked.append(name)
        return work(self, *args, **more)

    monkeypatch.setattr(service, name, counted)


async def test_a_list_that_is_slow_to_read_is_read_again_after_a_rest(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        table = await ready(screen, pilot)
        finder = screen.finder
        finder._read_again_at = float("inf")
        row = table.row_at(0)
        assert row is not None
        other.customers.edit(row.id, {"name": "第一次"}, version=1)
        await heard(screen, pilot)
        assert name_at(table, 0) == row.cells[1]
        other.customers.edit(row.id, {"name": "第二次"}, version=2)
        await heard(screen, pilot)
        finder._read_again_at = 0
        screen.look_again()  # nobody changed anything since: what was owed is done now
        await until(pilot, lambda: name_at(table, 0) == "第二次")
        assert table.sign_of(row.id) == CHANGED


async def test_a_count_that_must_rest_follows_by_itself(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await ready(screen, pilot)
        finder = screen.finder
        finder.count_again_at = float("inf")
        other.customers.archive(1)
        await heard(screen, pilot)
        assert finder.total == 120
        finder.count_again_at = 0
        screen.look_again()
        await until(pilot, lambda: finder.total == 119)


async def test_the_details_beside_the_table_follow(
    some: Session, other: Session, house: Store
) -> None:
    async with at_customers(some, house.folder, size=(150, 40)) as (screen, pilot):
        table = await ready(screen, pilot)
        pane = screen.query_one(CustomerPane)
        await until(pilot, lambda: pane.detail)
        assert table.current_id is not None
        other.customers.edit(table.current_id, {"city": "东莞"}, version=1)
        await heard(screen, pilot)
        await until(pilot, lambda: pane.detail and pane.detail.customer.values["city"] == "东莞")


# What stays in its place


@dataclass(frozen=True)
class Page:
    ids: Sequence[int]
    offset: int = 0
    rows: Sequence[Sequence[str]] = ()
    archived: Sequence[bool] = ()


@st.composite
def two_lists(draw: st.DrawFn) -> Iterator[tuple[list[int], list[int], int]]:
    before = draw(st.lists(st.integers(0, 30), min_size=1, max_size=25, unique=True))
    gone = draw(st.sets(st.sampled_from(before)))
    after = [row for row in before if row not in gone]
    for row in draw(st.lists(st.integers(31, 60), max_size=10, unique=True)):
        after.insert(draw(st.integers(0, len(after))), row)
    return before, after, draw(st.integers(0, len(before) - 1))  # type: ignore[return-value]


@given(two_lists())
def test_whoever_is_under_the_cursor_stays_there_or_gives_way_to_the_next(
    lists: tuple[list[int], list[int], int],
) -> None:
    before, after, cursor = lists

    def id_at(index: int) -> int | None:
        return before[index] if 0 <= index < len(before) else None

    assert len(before) <= ANCHORS
    shift = shift_of(cursor, id_at, [Page(after)])
    left = [row for row in before[cursor:] if row in after]
    above = [row for row in before[:cursor] if row in after]
    if left:
        assert shift is not None
        assert after[cursor + shift] == left[0]
    elif above:
        assert shift is not None
        assert after[cursor + shift - 1] == above[-1]
    else:
        assert shift is None


@given(st.integers(0, 50), st.integers(-50, 50), st.integers(0, 20), st.integers(1, 30))
def test_the_screen_stays_but_at_the_very_top(top: int, shift: int, line: int, height: int) -> None:
    line = min(line, height - 1)
    cursor = top + line + shift
    if cursor < 0:
        return
    after = top_after(top, shift, cursor, height)
    assert after >= 0
    if top and top + shift >= 0:
        assert cursor - after == line
    if not top and shift > 0:
        assert after <= cursor < after + height


def test_a_mark_ends_with_its_own_batch_only() -> None:
    marks = Marks()
    first = marks.put({1: NEW, 2: CHANGED})
    second = marks.put({1: CHANGED})
    assert marks.end(first) == [2]
    assert (marks.sign(1), marks.sign(2)) == (NEW, " ")
    assert marks.end(second) == [1]
    assert marks.sign(1) == " "
