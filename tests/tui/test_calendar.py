"""A range of days by calendar keys, or typed; written as the query language takes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input, OptionList

from store.search.periods import EARLIEST, LATEST
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, opens, until
from tui.screens.customers.date_range import DateRangeDialog, NumberRangeDialog, ends_of
from tui.widgets.calendar import Calendar, Choice
from tui.widgets.filter_pane import FilterPane
from tui.widgets.form_field import FormField

DAYS = st.dates(EARLIEST, LATEST)
STEPS = st.lists(
    st.sampled_from(["day", "week", "month", "year", "mark", "M", "Q", "Y"]), max_size=12
)


@given(DAYS, STEPS, st.sampled_from([-1, 1]))
def test_whatever_is_pressed_the_range_stands_the_right_way_round(
    day: date, steps: list[str], way: int
) -> None:
    choice = Choice(day)
    for step in steps:
        choice = {
            "day": lambda c: c.by_days(way),
            "week": lambda c: c.by_days(7 * way),
            "month": lambda c: c.by_months(way),
            "year": lambda c: c.by_months(12 * way),
            "mark": lambda c: c.mark(),
            "M": lambda c: c.whole("month"),
            "Q": lambda c: c.whole("quarter"),
            "Y": lambda c: c.whole("year"),
        }[step](choice)
        assert EARLIEST <= choice.cursor <= LATEST
        if choice.last is not None:
            assert choice.first is not None
            assert choice.first <= choice.last
            assert choice.holds(choice.first)
            assert choice.holds(choice.last)
            assert not choice.holds(min(choice.last, date(9998, 12, 30)) + timedelta(days=1)) or (
                choice.last == LATEST
            )


def test_the_end_of_a_month_stays_in_the_month() -> None:
    assert Choice(date(2024, 3, 31)).by_months(-1).cursor == date(2024, 2, 29)
    assert Choice(date(2024, 2, 29)).by_months(12).cursor == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("2024-03-01..2024-05-31", ("2024-03-01", "2024-05-31")),
        (">=2024", ("2024", "")),
        ("..5", ("", "5")),
        ("本月", ("本月", "本月")),
        (">5", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_range_is_read_back(written: str, ends: tuple[str, str]) -> None:
    assert ends_of(written) == ends


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_calendar_keys_write_the_range_into_the_query(
    boss: Session, house: Store, language: str
) -> None:
    fill(boss, [{"name": "a", "registered": "2024-04-02"}, {"name": "b"}])
    async with at_customers(boss, house.folder, language=language) as (screen, pilot):
        await pilot.press("f")
        pane = screen.query_one(FilterPane)
        pane._fold("registered")
        place = next(i for i, r in enumerate(pane.rows) if r.field == "registered" and r.ranged)
        pane.query_one(OptionList).highlighted = place
        await pilot.press("enter")
        await opens(pilot, DateRangeDialog)
        dialog = pilot.app.screen
        shown = dialog.query_one(Calendar)
        shown.show(Choice(date(2024, 3, 15)))
        await pilot.press("k", "k", "h", "space", "pagedown", "l", "j", "space")
        assert [row.value for row in dialog.query(FormField)] == ["2024-02-29", "2024-04-06"]
        await pilot.press("q", "enter")
        await opens(pilot, type(screen))
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.finder.query_asked == "registered:2024-04-01..2024-06-30"
        row = next(row for row in pane.rows if row.value == "2024-04-01..2024-06-30")
        assert row.state == "in"


async def test_a_date_can_be_typed_and_a_wrong_one_is_refused(boss: Session, house: Store) -> None:
    fill(boss, [{"name": "a", "registered": "2024-04-02"}])
    async with at_customers(boss, house.folder) as (screen, pilot):
        await pilot.press("f")
        screen.post_message(FilterPane.RangeAsked("registered", ""))
        await opens(pilot, DateRangeDialog)
        dialog = pilot.app.screen
        await pilot.press(*"2024-13", "enter", "enter")
        first = dialog.query(FormField).first()
        await until(pilot, lambda: bool(first.complaint))
        assert dialog.query_one(Calendar).choice.first is None
        await pilot.press("home", "delete", *["delete"] * 6, *"2024-04", "tab", *"2024", "enter")
        await opens(pilot, type(screen))
        await until(pilot, lambda: screen.finder.query_asked == "registered:2024-04-01..2024-12-31")


async def test_the_calendar_follows_what_is_typed(boss: Session, house: Store) -> None:
    fill(boss, [{"name": "a", "registered": "2024-04-02"}])
    async with at_customers(boss, house.folder) as (screen, pilot):
        await pilot.press("f")
        screen.post_message(FilterPane.RangeAsked("registered", "2024-01-10..2024-01-20"))
        await opens(pilot, DateRangeDialog)
        dialog = pilot.app.screen
        shown = dialog.query_one(Calendar)
        assert shown.choice == Choice(date(2024, 1, 10), date(2024, 1, 10), date(2024, 1, 20))
        dialog.query(Input).last().focus()
        dialog.query(Input).last().value = "2024-03-05"
        await until(pilot, lambda: shown.choice.last == date(2024, 3, 5))
        assert shown.choice.cursor == date(2024, 3, 5)
        await pilot.press("escape")
        await opens(pilot, type(screen))
        assert screen.finder.query_asked == ""


async def test_numbers_are_chosen_from_and_to(boss: Session, house: Store) -> None:
    boss.fields.define("staff", "number", "人数")
    fill(boss, [{"name": "a", "staff": "12"}, {"name": "b", "staff": "90"}])
    async with at_customers(boss, house.folder) as (screen, pilot):
        await pilot.press("f")
        pane = screen.query_one(FilterPane)
        pane._fold("staff")
        pane.query_one(OptionList).highlighted = next(
            i for i, row in enumerate(pane.rows) if row.field == "staff" and row.ranged
        )
        await pilot.press("enter")
        await opens(pilot, NumberRangeDialog)
        await pilot.press(*"50", "enter", *"9", "enter")
        assert pilot.app.screen.query(FormField).last().complaint
        await pilot.press("0", "0", "enter")
        await opens(pilot, type(screen))
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.finder.query_asked == "staff:50..900"
