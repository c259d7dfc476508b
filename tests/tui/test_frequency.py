"""The frequency sheet: what stands in a column and how often, and the list filtered by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from store.customers.fields import BUILT_IN
from store.search.filters import all_filters_of
from store.search.query import parse_query
from store.session import Session
from store.sign_in.opening import Store
from store.text import clean
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tests.tui.test_table_page_table import drawn
from tui.screens.customers.customers import CustomersScreen
from tui.screens.customers.frequency import FrequencyDialog
from tui.widgets.frequencies import (
    PERIODS,
    Count,
    bar,
    by_period,
    filtered,
    first_period,
    in_order,
    share,
)
from tui.widgets.row_table import RowTable
from tui.widgets.search_box import QueryInput

SignIn = Callable[[str], Session]

SOME = [
    {"name": "甲公司", "region": "广东", "registered": "2024-03-01", "contact": "王伟"},
    {"name": "乙公司", "region": "广东", "registered": "2024-03-09", "contact": "王伟强"},
    {"name": "丙公司", "region": "北京", "registered": "2025-01-01", "phone": "13800138000"},
    {"name": "丁公司", "registered": "2024-07-01"},
]


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, SOME)
    return boss


async def sheet(screen: CustomersScreen, pilot: Pilot[None], column: str) -> FrequencyDialog:
    """The sheet of a column, with its values."""
    table = screen.finder.table
    table.move_column([each.name for each in table.columns].index(column))
    await pilot.press("F")
    dialog = await opens(pilot, FrequencyDialog)
    await until(pilot, lambda: dialog.rows)
    return dialog


def counts(dialog: FrequencyDialog) -> dict[str, int]:
    return {each.value: each.count for each in dialog.rows}


async def test_each_value_with_its_number_and_share_and_those_without(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        dialog = await sheet(screen, pilot, "region")
        assert counts(dialog) == {"广东": 2, "北京": 1, "": 1}
        lines = drawn(dialog.query_one(RowTable))
        assert "广东" in lines[1]
        assert "50.0%" in lines[1]
        assert "▬▬▬▬" in lines[1]
        assert any("(none)" in line and "25.0%" in line for line in lines)
        await pilot.press("escape")
        assert screen.finder.query_asked == ""


@pytest.mark.parametrize(("language", "says"), [("en", "Code is not"), ("zh", "客户编码不作统计")])
async def test_codes_are_not_counted_and_it_says_so_on_the_list(
    some: Session, house: Store, language: str, says: str
) -> None:
    async with at_customers(some, house.folder, language=language) as (screen, pilot):
        await pilot.press("F")
        await until(pilot, lambda: says in message(pilot))
        assert pilot.app.screen is screen


async def test_enter_shows_who_has_the_values_chosen_with_space(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        dialog = await sheet(screen, pilot, "region")
        await pilot.press("space", "space")
        assert dialog.chosen == {"广东", "北京"}
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.total == 3)
        assert screen.query_one(QueryInput).value == "region:广东,北京"


async def test_minus_leaves_values_out_and_what_was_left_out_stays_so(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await sheet(screen, pilot, "region")
        await pilot.press("minus")
        await until(pilot, lambda: screen.finder.total == 2)
        assert screen.query_one(QueryInput).value == "-region:广东"
        dialog = await sheet(screen, pilot, "region")
        assert counts(dialog) == {"北京": 1, "": 1}
        await pilot.press("minus")
        await until(pilot, lambda: screen.finder.total == 1)
        assert all_filters_of(screen.finder.query_asked, BUILT_IN)["region"].excluded == (
            "广东",
            "北京",
        )


async def test_those_without_a_value_are_found_by_it(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        dialog = await sheet(screen, pilot, "region")
        dialog.query_one(RowTable).move_to([each.value for each in dialog.rows].index(""))
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.total == 1)
        row = screen.finder.table.row_at(0)
        assert row is not None
        assert row.cells[1] == "丁公司"


async def test_a_text_that_others_contain_finds_itself_alone(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        dialog = await sheet(screen, pilot, "contact")
        dialog.query_one(RowTable).move_to([each.value for each in dialog.rows].index("王伟"))
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.total == 1)


async def test_days_are_put_together_by_month_and_year(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(160, 40)) as (screen, pilot):
        dialog = await sheet(screen, pilot, "registered")
        assert dialog.period == "day"
        await pilot.press("p")
        assert counts(dialog) == {"2024": 3, "2025": 1}
        await pilot.press("p")
        assert counts(dialog) == {"2024-03": 2, "2024-07": 1, "2025-01": 1}
        await pilot.press("s")
        assert [each.value for each in dialog.rows] == ["2024-03", "2024-07", "2025-01"]
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.total == 2)
        assert screen.query_one(QueryInput).value == "registered:2024-03"


async def test_it_counts_under_the_query_of_the_list(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        screen.finder.look(query="registered:2024 OR 丙公司")
        await until(pilot, lambda: screen.finder.total == 4)
        await sheet(screen, pilot, "region")
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.total == 2)
        assert parse_query(screen.finder.query_asked, BUILT_IN)


async def test_a_masked_column_is_not_counted(some: Session, sign_in: SignIn, house: Store) -> None:
    async with at_customers(sign_in("viewer"), house.folder) as (screen, pilot):
        table = screen.finder.table
        table.move_column([each.name for each in table.columns].index("phone"))
        await pilot.press("F")
        await until(pilot, lambda: "masked" in message(pilot))
        dialog = pilot.app.screen
        assert isinstance(dialog, FrequencyDialog)
        assert dialog.rows == []
        await pilot.press("enter", "minus", "space", "p", "escape")
        assert screen.finder.query_asked == ""


async def test_at_eighty_cells_in_chinese_all_of_it_is_there(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(60, 20), language="zh") as (screen, pilot):
        dialog = await sheet(screen, pilot, "region")
        lines = drawn(dialog.query_one(RowTable))
        assert "占比" in lines[0]
        assert any("▬" in line for line in lines)
        assert any("（无）" in line for line in lines)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
FIELDS = st.sampled_from(["region", "city", "contact", "name", "notes"])
VALUES = st.lists(TEXTS.map(clean), min_size=1, max_size=4, unique=True)
QUERIES = st.sampled_from(["", "华为", "region:广东", "a OR b", "-region:北京 city:x", "has:email"])


@given(QUERIES, FIELDS, VALUES, st.booleans())
def test_what_is_written_can_be_read_and_keeps_the_rest(
    query: str, field: str, values: list[str], exclude: bool
) -> None:
    text = filtered(query, field, values, BUILT_IN, exclude=exclude)
    found = all_filters_of(text, BUILT_IN)[field]
    assert len(found.excluded if exclude else found.included) >= 1
    for other, known in all_filters_of(query, BUILT_IN).items():
        if other != field:
            assert all_filters_of(text, BUILT_IN)[other] == known


COUNTS = st.lists(
    st.builds(Count, st.dates().map(str) | st.just(""), st.integers(1, 9)),
    max_size=60,
    unique_by=lambda each: each.value,
)


@given(COUNTS, st.sampled_from(PERIODS), st.booleans())
def test_putting_days_together_and_sorting_loses_nobody(
    rows: list[Count], period: object, by_value: bool
) -> None:
    together = in_order(by_period(rows, period), by_value=by_value)  # type: ignore[arg-type]
    assert sum(each.count for each in together) == sum(each.count for each in rows)
    assert max(Counter(each.value for each in together).values(), default=1) == 1
    assert first_period(rows) in PERIODS


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 80))
def test_a_bar_is_as_long_as_its_share_and_never_nothing(count: int, most: int, cells: int) -> None:
    count = min(count, most)
    assert 1 <= len(bar(count, most, cells)) <= cells
    assert len(bar(most, most, cells)) == cells


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [(1, 4, "25.0%"), (1, 100_000, "<0.1%"), (0, 4, "0.0%"), (3, None, ""), (3, 0, "")],
)
def test_a_share_is_said_as_it_is(count: int, total: int | None, said: str) -> None:
    assert share(count, total) == said


def test_the_bar_takes_one_cell_in_every_terminal() -> None:
    import unicodedata

    assert unicodedata.east_asian_width(bar(1, 1, 1)) == "N"
