"""The filter pane: choose, leave out, narrow by typing, several fields at once, honest counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import OptionList

from store.customers.fields import BUILT_IN
from store.search.filters import Filter
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import examples
from tests.tui.customers_app import at_customers, fill, message, until
from tui.screens.customers.customers import CustomersScreen
from tui.widgets.filter_pane import FilterPane
from tui.widgets.filter_rows import MOST_SHOWN, Counts, PaneRow, values_of

CITIES = ["深圳", "上海", "北京", "New York", "广州"]


@pytest.fixture
def some(boss: Session) -> Session:
    rows = [
        {"name": f"客户{n}", "city": CITIES[n % 5], "type": ("企业", "个人")[n % 2]}
        for n in range(20)
    ]
    rows[0]["owner"] = "boss"
    fill(boss, rows)
    return boss


async def open_field(screen: CustomersScreen, pilot: Pilot[None], *fields: str) -> FilterPane:
    """The pane with these fields folded out and counted, the cursor on the last of them."""
    pane = screen.query_one(FilterPane)
    if not pane.display:
        await pilot.press("f")
    for field in fields:
        at(pane, field)
        await pilot.press("space")
        await until(pilot, lambda field=field: field in pane.counts)
    return pane


def at(pane: FilterPane, field: str, value: str = "") -> None:
    place = next(i for i, r in enumerate(pane.rows) if (r.field, r.value) == (field, value))
    pane.query_one(OptionList).highlighted = place


def row(pane: FilterPane, field: str, value: str) -> PaneRow:
    return next(row for row in pane.rows if (row.field, row.value) == (field, value))


async def test_a_value_is_chosen_left_out_and_let_go(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        at(pane, "city", "深圳")
        await pilot.press("minus")
        await until(pilot, lambda: screen.finder.total == 16)
        assert screen.finder.query_asked == "-city:深圳"
        assert row(pane, "city", "深圳").state == "out"
        at(pane, "city", "New York")
        await pilot.press("space")
        await until(pilot, lambda: screen.finder.total == 4)
        assert screen.finder.query_asked == '-city:深圳 city:"New York"'
        await pilot.press("x")
        await until(pilot, lambda: screen.finder.total == 12)
        assert screen.finder.query_asked == '-city:深圳,"New York"'
        await pilot.press("x")
        await until(pilot, lambda: screen.finder.query_asked == "-city:深圳")
        await pilot.press("backspace")
        await until(pilot, lambda: screen.finder.query_asked == "")


async def test_all_filters_go_at_once_and_words_stay(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        screen.finder.look(query="客户  type:企业 -city:深圳")
        await open_field(screen, pilot, "city")
        await pilot.press("X")
        await until(pilot, lambda: screen.finder.query_asked == "客户")


async def test_several_fields_are_open_and_each_counts_under_the_others(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "type", "city")
        assert row(pane, "type", "企业").count == 10
        at(pane, "city", "深圳")
        await pilot.press("space")
        await until(pilot, lambda: row(pane, "type", "企业").count == 2)
        assert row(pane, "city", "深圳").count == 4
        assert row(pane, "city", "上海").count == 4
        at(pane, "type", "企业")
        await pilot.press("x")
        await until(pilot, lambda: row(pane, "city", "上海").count == 2)
        assert screen.finder.query_asked == "city:深圳 -type:企业"
        assert row(pane, "type", "企业").count == 2


async def test_old_counts_are_not_shown_for_a_new_query(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        pane.show_query("客户1")
        assert row(pane, "city", "上海").count is None
        await until(pilot, lambda: row(pane, "city", "上海").count == 3)


@pytest.mark.parametrize("typed", ["sz", "shenzhen", "深"])
async def test_typing_narrows_and_backspace_and_escape_step_back(
    some: Session, house: Store, typed: str
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        await pilot.press(*typed)
        assert [r.value for r in pane.rows if r.field == "city" and r.value] == ["深圳"]
        assert pane.current == row(pane, "city", "深圳")
        await pilot.press("space")
        await until(pilot, lambda: screen.finder.query_asked == "city:深圳")
        assert pane.typed == typed
        await pilot.press("backspace")
        assert pane.typed == typed[:-1]
        await pilot.press("escape")
        assert not pane.typed_field
        assert len([r for r in pane.rows if r.field == "city" and r.value]) == 5
        await pilot.press("escape")
        assert not pane.display
        assert screen.finder.table.has_focus


async def test_slash_takes_letters_that_are_commands(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        await pilot.press("slash", *"gz")
        assert [r.value for r in pane.rows if r.field == "city" and r.value] == ["广州"]
        await pilot.press("x")
        assert pane.typed == "gzx"
        assert [r.note for r in pane.rows if r.field == "city" and r.note]
        await pilot.press("backspace", "minus")
        await until(pilot, lambda: screen.finder.query_asked == "-city:广州")


async def test_letters_on_a_field_that_is_folded_in_stay_commands(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("f")
        pane = screen.query_one(FilterPane)
        at(pane, "city")
        await pilot.press("s")
        await until(pilot, lambda: pilot.app.screen is not screen)
        assert not pane.typed_field


async def test_values_beyond_those_read_are_found_in_the_store(
    some: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui import value_counts

    monkeypatch.setattr(value_counts, "MOST_READ", 2)
    fill(some, [{"name": "x", "city": "Zürich West"}, {"name": "y", "city": "Zug"}])
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        assert not pane.counts["city"].whole
        assert not [r for r in pane.rows if r.value == "Zug"]
        await pilot.press("z", "u")
        await until(pilot, lambda: [r for r in pane.rows if r.value == "Zug"])
        assert row(pane, "city", "Zug").count == 1


async def test_a_query_that_cannot_be_read_is_not_thrown_away(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        screen.finder.look(query="city:上海")
        pane = await open_field(screen, pilot, "city")
        await pilot.press("escape", "slash", "end", *" type:", "escape", "f")
        assert row(pane, "city", "上海").state == "in"
        at(pane, "city", "北京")
        await pilot.press("space")
        await until(pilot, lambda: "cannot be read" in message(pilot))
        assert screen.finder.box.query_text == "city:上海 type:"


async def test_ones_own_customers_are_one_row(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "owner")
        at(pane, "owner", "me")
        assert row(pane, "owner", "me").count == 1
        await pilot.press("space")
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.finder.query_asked == "owner:me"


async def test_periods_are_counted_and_said_in_either_language(boss: Session, house: Store) -> None:
    today = boss.today().isoformat()
    fill(boss, [{"name": "a", "registered": today}, {"name": "b", "registered": "2001-01-01"}])
    async with at_customers(boss, house.folder, language="zh") as (screen, pilot):
        pane = await open_field(screen, pilot, "registered")
        assert row(pane, "registered", "this-month").count == 1
        screen.finder.look(query="registered:本月")
        await until(pilot, lambda: row(pane, "registered", "this-month").state == "in")
        at(pane, "registered", "this-month")
        await pilot.press("space")
        await until(pilot, lambda: screen.finder.query_asked == "")
        at(pane, "registered", "this-year")
        await pilot.press("minus")
        await until(pilot, lambda: screen.finder.query_asked == "-registered:this-year")
        await until(pilot, lambda: screen.finder.total == 1)


@pytest.mark.parametrize("width", [60, 80])
async def test_there_is_room_on_narrow_screens(some: Session, house: Store, width: int) -> None:
    async with at_customers(some, house.folder, size=(width, 24)) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        assert pane.size.width >= 29
        assert screen.finder.display == (width >= 72)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: screen.finder.display)
        assert screen.finder.table.has_focus


VALUES = st.lists(st.sampled_from([*CITIES, "Ōsaka", "a b"]), unique=True, max_size=4)


@given(VALUES, VALUES, VALUES, st.sampled_from(["", "s", "sh", "北", "new y"]))
@settings(max_examples=examples(200), deadline=None)
def test_no_chosen_value_is_hidden_and_none_is_shown_twice(
    included: list[str], excluded: list[str], counted: list[str], typed: str
) -> None:
    chosen = Filter(tuple(included), tuple(v for v in excluded if v not in included))
    counts = Counts(tuple((value, 2) for value in counted))
    rows = values_of("city", BUILT_IN, chosen, counts, typed=typed)
    values = [row.value for row in rows if row.value]
    assert len(values) == len(set(values))
    if not typed:
        assert {r.value for r in rows if r.state == "in"} == set(chosen.included)
        assert {r.value for r in rows if r.state == "out"} == set(chosen.excluded)


def test_a_long_list_is_cut_and_says_how_much_is_left() -> None:
    counts = Counts(tuple((f"v{n}", 9) for n in range(MOST_SHOWN + 7)), whole=False)
    rows = values_of("city", BUILT_IN, Filter((f"v{MOST_SHOWN + 3}",)), counts)
    assert len([row for row in rows if row.value]) == MOST_SHOWN + 1
    assert [row.note for row in rows if row.note] == ["6+ more: type to find"]
    assert any(row.state == "in" for row in rows)


async def test_an_estimate_is_marked(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        pane = await open_field(screen, pilot, "city")
        pane.show_counts("city", Counts((("深圳", 1234),), estimate=True))
        line = pane._line(row(pane, "city", "深圳"), {})
        assert line.plain.rstrip().endswith("~1,234")
