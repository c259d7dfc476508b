"""The query's editor: it offers, marks what is wrong, counts, and leaves as it was on Escape."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from store.customers.fields import BUILT_IN
from store.search.query import parse_query
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, opens, until
from tui import locale
from tui.locale import t, zh_CN
from tui.screens.customers.customers import CustomersScreen
from tui.screens.customers.query_editor import EXAMPLES, QueryEditor
from tui.widgets.search_box import QueryInput


@pytest.fixture
def some(boss: Session) -> Session:
    rows = [
        {"name": "深圳华为", "city": "深圳", "type": "企业", "owner": "boss"},
        {"name": "上海银行", "city": "上海", "type": "企业", "owner": "li.na"},
        {"name": "王伟", "city": "绍兴", "type": "个人"},
    ]
    fill(boss, rows)
    return boss


@asynccontextmanager
async def editing(
    session: Session,
    house: Store,
    query: str = "",
    language: str = "en",
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[tuple[QueryEditor, CustomersScreen, Pilot[None]]]:
    """The editor over the list that a query found."""
    async with at_customers(session, house.folder, language=language, size=size) as (screen, pilot):
        if query:
            screen.finder.look(query=query)
        await pilot.press("E")
        editor = await opens(pilot, QueryEditor)
        yield editor, screen, pilot


def texts(editor: QueryEditor) -> list[str]:
    return [one.text for one in editor.offers] if editor.box.list_open else []


async def test_fields_and_values_are_offered_taken_and_applied(some: Session, house: Store) -> None:
    async with editing(some, house, language="zh") as (editor, screen, pilot):
        await pilot.press("l", "x")
        assert texts(editor)[0] == "类型:"
        await pilot.press("tab")
        assert editor.box.text == "类型:"
        await until(pilot, lambda: any(one.count == 2 for one in editor.offers))
        await pilot.press("g", "r", "tab")
        assert editor.box.text == "类型:个人"
        assert texts(editor) == []
        await until(pilot, lambda: editor.number == 1)
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.query_one(QueryInput).value == "类型:个人"


async def test_values_come_from_the_store_with_their_numbers(some: Session, house: Store) -> None:
    async with editing(some, house) as (editor, _, pilot):
        await pilot.press(*"city:s")
        await until(pilot, lambda: set(texts(editor)) == {"上海", "深圳", "绍兴"})
        assert {one.count for one in editor.offers} == {1}
        await pilot.press("h", "a", "n")
        assert texts(editor) == ["上海"]
        await pilot.press("escape")
        assert texts(editor) == []
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


async def test_arrows_choose_and_enter_takes_only_what_was_chosen(
    some: Session, house: Store
) -> None:
    async with editing(some, house) as (editor, screen, pilot):
        await pilot.press(*"owner:")
        await until(pilot, lambda: "li.na" in texts(editor))
        place = texts(editor).index("li.na")
        await pilot.press(*["down"] * place, "enter")
        assert editor.box.text == "owner:li.na"
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.query_asked == "owner:li.na")


async def test_an_error_is_marked_at_the_character_once_typing_rests(
    some: Session, house: Store
) -> None:
    async with editing(some, house) as (editor, screen, pilot):
        await pilot.press(*"type:VIP citi:x")
        assert editor.box.wrong is None
        await until(pilot, lambda: editor.box.wrong == (9, 13))
        assert editor.said.startswith("Character 10: There is no field citi")
        await pilot.press("enter")
        assert pilot.app.screen is editor
        assert editor.box.place == 9
        await pilot.press("delete", "delete", "delete", "delete", *"city")
        assert editor.error is None
        assert editor.box.wrong is None
        assert editor.said == ""
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.finder.query_asked == "type:VIP city:x")


async def test_what_the_store_refuses_is_marked_too(some: Session, house: Store) -> None:
    async with editing(some, house) as (editor, _, pilot):
        await pilot.press(*"a code.nothing:x")
        await until(pilot, lambda: editor.box.wrong == (2, 14))
        assert "code.nothing" in editor.said


async def test_escape_leaves_the_query_as_it_was(some: Session, house: Store) -> None:
    async with editing(some, house, "city:上海") as (editor, screen, pilot):
        assert editor.query_text == "city:上海"
        await until(pilot, lambda: editor.number == 1)
        await pilot.press(*"华", "escape")
        await opens(pilot, CustomersScreen)
        assert screen.finder.query_asked == "city:上海"


async def test_several_lines_are_one_query(some: Session, house: Store) -> None:
    async with editing(some, house) as (editor, screen, pilot):
        await pilot.press(*"type:", "企", "业", "ctrl+j", *"-city:", "上", "海")
        assert editor.box.text == "type:企业\n-city:上海"
        await until(pilot, lambda: editor.number == 1)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.finder.query_asked == "type:企业 -city:上海")


async def test_an_example_is_taken_behind_what_stands(some: Session, house: Store) -> None:
    async with editing(some, house, "华为") as (editor, _, pilot):
        await pilot.press("f8")
        listed = editor.query_one("#examples", OptionList)
        assert listed.has_focus
        place = [example for example, _ in EXAMPLES].index("owner:me")
        listed.highlighted = place
        await pilot.press("enter")
        assert editor.box.text == "华为 owner:me"
        assert editor.box.has_focus
        await until(pilot, lambda: editor.number == 1)
        await pilot.press("f8", "escape")
        assert pilot.app.screen is editor


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_each_example_is_one_line_on_a_small_screen(
    some: Session, house: Store, language: str
) -> None:
    async with editing(some, house, language=language, size=(80, 24)) as (editor, _, pilot):
        listed = editor.query_one("#examples", OptionList)
        await until(pilot, lambda: listed.virtual_size.height)
        assert listed.virtual_size.height == len(EXAMPLES)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_can_be_read_and_is_explained(language: str) -> None:
    locale.use(language)
    for example, said in EXAMPLES:
        parse_query(t(example), BUILT_IN)
        assert zh_CN.lookup(example)
        assert zh_CN.lookup(said)


def test_the_examples_say_the_same_in_both_languages() -> None:
    for example, _ in EXAMPLES[2:]:
        chinese = zh_CN.lookup(example)
        assert chinese is not None
        same = parse_query(example, BUILT_IN).tree
        spoken = example.replace("this-month", "本月").replace("today", "今天")
        spoken = spoken.replace(":me", ":我").replace(":any", ":全部")
        assert parse_query(chinese, BUILT_IN).tree in (same, parse_query(spoken, BUILT_IN).tree)


async def test_tab_completes_in_the_search_box(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        box = screen.query_one(QueryInput)
        await pilot.press("slash", *"typ", "tab")
        assert box.value == "type:"
        assert box.has_focus
        await pilot.press("企", "tab")
        assert box.value == "type:企业"
        await until(pilot, lambda: screen.finder.total == 2)
        await pilot.press("tab")
        assert not box.has_focus


async def test_tab_goes_on_where_nothing_is_to_complete(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("slash", "华", "为", "tab")
        assert not screen.query_one(QueryInput).has_focus
        assert screen.query_one(QueryInput).value == "华为"


async def test_tab_goes_through_the_values(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, language="zh") as (screen, pilot):
        box = screen.query_one(QueryInput)
        await pilot.press("slash", *"dj", "tab")
        assert box.value == "等级:"
        await pilot.press("tab")
        first = box.value
        await pilot.press("tab")
        assert box.value.startswith("等级:")
        assert box.value != first
