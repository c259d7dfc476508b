"""`:` goes to a code, a row, a share of the list or a section, and says so where it cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.choose import ChooseDialog
from tui.screens.codes.rules import RulesScreen
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.jump import PAGES, JumpPrompt, find_screen, pages, sections
from tui.screens.log.checkpoints import CheckpointsPage
from tui.screens.log.log import LogScreen
from tui.screens.quality.page import QualityPage
from tui.screens.settings import SettingsDialog
from tui.screens.staff.approvals import ApprovalsPage
from tui.screens.staff.staff_keys import StaffKeysPage
from tui.widgets.destinations import Row, Share, find_section, read_place

ROWS = 350


@pytest.fixture
def many(boss: Session) -> Session:
    fill(boss, [{"name": f"Customer {n}", "city": "x" if n % 7 else "y"} for n in range(ROWS)])
    return boss


async def typed(pilot: Pilot[None], text: str) -> None:
    await pilot.press("colon")
    prompt = await opens(pilot, JumpPrompt)
    prompt.query_one(Input).value = text
    await pilot.press("enter")


async def test_a_code_brings_the_cursor_to_its_row(many: Session, house: Store) -> None:
    code = many.customers.by_id(17).code
    async with at_customers(many, house.folder) as (screen, pilot):
        table = screen.finder.table
        await typed(pilot, code.lower())
        await until(pilot, lambda: table.current_id == 17)
        assert pilot.app.screen is screen
        assert table.cursor == ROWS - 17
        assert screen.finder.query_asked == ""


async def test_rows_and_shares(many: Session, house: Store) -> None:
    async with at_customers(many, house.folder) as (screen, pilot):
        table = screen.finder.table
        for text, row in (("50%", 174), ("#300", 299), ("12", 11), ("100%", ROWS - 1), ("0%", 0)):
            await typed(pilot, text)
            await until(pilot, lambda: pilot.app.screen is screen)
            await until(pilot, lambda row=row: table.cursor == row)
        await typed(pilot, "#351")
        await until(pilot, lambda: f"{ROWS} rows" in message(pilot))
        assert isinstance(pilot.app.screen, JumpPrompt)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Region", "region"),
        ("地区", "region"),
        ("客户名称", "name"),
        ("电话", "phone"),
        ("own", "owner"),
    ],
)
async def test_a_column_that_is_shown_goes_by_its_names_in_both_languages(
    boss: Session, house: Store, text: str, column: str
) -> None:
    fill(boss, [{"name": "甲公司", "region": "广东"}])
    async with at_customers(boss, house.folder) as (screen, pilot):
        await typed(pilot, text)
        await until(pilot, lambda: screen.finder.table.column_name == column)
        assert pilot.app.screen is screen


async def test_after_a_miss_what_is_typed_next_stands_alone(many: Session, house: Store) -> None:
    async with at_customers(many, house.folder) as (screen, pilot):
        await typed(pilot, "nowhere")
        await until(pilot, lambda: "nowhere" in message(pilot))
        await pilot.press("colon", *"#12", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.finder.table.cursor == 11


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rules", RulesScreen),
        ("Operation log", LogScreen),
        ("操作日志", LogScreen),
        ("编码规则", RulesScreen),
        ("规则", RulesScreen),
        ("sett", SettingsDialog),
        ("设置", SettingsDialog),
        ("质量", QualityPage),
        ("Quality of the records", QualityPage),
        ("存证点", CheckpointsPage),
        ("staff keys", StaffKeysPage),
        ("approvals", ApprovalsPage),
    ],
)
async def test_sections_go_by_their_names_in_both_languages(
    boss: Session, house: Store, text: str, kind: type
) -> None:
    async with at_customers(boss, house.folder) as (_, pilot):
        await typed(pilot, text)
        await opens(pilot, kind)


async def test_a_customer_who_is_not_in_the_list_is_opened_or_shown_among_all(
    many: Session, house: Store
) -> None:
    code = many.customers.by_id(3).code
    async with at_customers(many, house.folder) as (screen, pilot):
        screen.finder.look(query="city:y")
        await until(pilot, lambda: screen.finder.total == 50)
        await typed(pilot, code)
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await opens(pilot, CustomerDialog)
        await pilot.press("escape")
        assert screen.finder.query_asked == "city:y"
        await typed(pilot, code)
        await opens(pilot, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.finder.query_asked == "")
        await until(pilot, lambda: screen.finder.table.current_id == 3)
        assert screen.finder.table.cursor == ROWS - 3


async def test_an_archived_customer_is_shown_alone(many: Session, house: Store) -> None:
    code = many.customers.by_id(5).code
    many.customers.archive(5)
    async with at_customers(many, house.folder) as (screen, pilot):
        await typed(pilot, code)
        await opens(pilot, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.finder.table.current_id == 5)
        assert screen.finder.total == 1


async def test_a_slip_offers_the_code_that_is_near(many: Session, house: Store) -> None:
    code = many.customers.by_id(200).code
    slip = code.replace("2", "Q")
    async with at_customers(many, house.folder) as (screen, pilot):
        await typed(pilot, slip)
        await until(pilot, lambda: "Enter takes" in message(pilot))
        prompt = pilot.app.screen
        assert isinstance(prompt, JumpPrompt)
        first = prompt.near[0].customer_id
        await pilot.press("enter")
        await until(pilot, lambda: screen.finder.table.current_id == first)


async def test_what_is_nothing_says_so_in_one_line(many: Session, house: Store) -> None:
    async with at_customers(many, house.folder, size=(60, 20), language="zh") as (screen, pilot):
        await typed(pilot, "不知道")
        await until(pilot, lambda: "不知道" in message(pilot))
        assert "\n" not in message(pilot)
        await pilot.press("x")
        assert message(pilot) == ""
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_the_arrows_bring_back_what_was_typed(many: Session, house: Store) -> None:
    async with at_customers(many, house.folder) as (screen, pilot):
        for text in ("20", "10", "20"):  # what is typed again is not there twice
            await typed(pilot, text)
            await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("colon")
        await opens(pilot, JumpPrompt)
        box = pilot.app.screen.query_one(Input)
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            seen.append(box.value)
        assert seen == ["20", "10", "10", "20", ""]


async def test_keys_in_one_piece_are_taken_in_their_order(many: Session, house: Store) -> None:
    async with at_customers(many, house.folder) as (screen, pilot):
        await pilot.press("colon", "4", "2", "enter", "j")
        await until(pilot, lambda: screen.finder.table.cursor == 42)


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    place = read_place(text)
    if isinstance(place, Row):
        assert place.number >= 1
    elif isinstance(place, Share):
        assert 0 <= place.part <= 1
    find_section(text, sections())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1,500", Row(1500, False)),
        ("#7", Row(7, True)),
        ("＃7", Row(7, True)),
        ("0", Row(1, False)),
        ("33.5%", Share(0.335)),
        ("50％", Share(0.5)),
        ("400%", Share(1.0)),
        ("GD01", None),
        ("5 %", Share(0.05)),
    ],
)
def test_rows_and_shares_are_read(text: str, place: Row | Share | None) -> None:
    assert read_place(text) == place


async def test_a_row_far_away_is_found_by_the_store(boss: Session, house: Store) -> None:
    fill(boss, [{"name": f"Customer {n}"} for n in range(6_000)])
    code = boss.customers.by_id(1_000).code
    async with at_customers(boss, house.folder) as (screen, pilot):
        screen.finder.look(sort="name")
        await until(pilot, lambda: str(screen.finder.table.sort) == "name")
        await until(pilot, lambda: screen.finder.total == 6_000)
        assert screen.finder.table.index_of(1_000) is None
        await typed(pilot, code)
        await pilot.press("k", "j")
        await until(pilot, lambda: screen.finder.table.current_id == 1_000)


def test_every_page_is_found_by_each_of_its_names() -> None:
    named = {name: action for action, names in pages() for name in names if name}
    assert set(named.values()) == set(PAGES)
    assert {name: find_screen(name) for name in named} == {
        name: (action, True) for name, action in named.items()
    }


async def test_a_page_that_the_role_has_not_says_so(
    sign_in: Callable[[str], Session], house: Store
) -> None:
    async with at_customers(sign_in("clerk"), house.folder) as (screen, pilot):
        await typed(pilot, "存证点")
        await until(pilot, lambda: "role does not include" in message(pilot))
        assert pilot.app.screen is screen
