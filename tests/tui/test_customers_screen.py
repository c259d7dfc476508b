"""The customers' screen: searching, moving, sorting, choosing, and who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from textual import events
from textual.widgets import OptionList

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tests.tui.test_table_page_table import HOSTILE, drawn
from tui.screens.choose import ChooseDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.bulk_preview import BulkPreview
from tui.screens.customers.column_chooser import ColumnChooser
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.customers.views import ViewsDialog
from tui.widgets.customer_pane import CustomerPane
from tui.widgets.filter_pane import FilterPane
from tui.widgets.info_line import InfoLine
from tui.widgets.search_box import QueryInput

SignIn = Callable[[str], Session]

SIGNS = {"space": " ", "slash": "/", "colon": ":"}
SOME = [
    {"name": "深圳华为技术有限公司", "type": "企业", "region": "广东", "phone": "0755-28780808"},
    {"name": "北京大方贸易有限公司", "type": "企业", "region": "北京", "phone": "13800138000"},
    {"name": "王伟", "type": "个人", "region": "广东", "email": "wang@example.com"},
]


def names(table: object) -> list[str]:
    return [row.cells[1] for i in range(table.row_count) if (row := table.row_at(i))]  # type: ignore


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, SOME)
    return boss


async def test_what_is_typed_is_found_as_it_is_typed(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        assert screen.finder.box.found_text == "3 found"
        await pilot.press("slash", *"huawei")
        await until(pilot, lambda: screen.finder.total == 1)
        assert names(screen.finder.table) == ["深圳华为技术有限公司"]
        await pilot.press("enter")
        assert screen.finder.table.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: screen.finder.total == 3)
        assert screen.query_one(QueryInput).value == ""


async def test_keys_that_arrive_in_one_piece_are_taken_in_their_order(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        for key in ("j", "space", "slash", "w", "a", "n", "g"):
            pilot.app.post_message(events.Key(key, SIGNS.get(key, key)))
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.query_one(QueryInput).value == "wang"
        assert screen.finder.table.selection.ids == (2,)
        assert pilot.app.screen is screen


async def test_a_broken_query_is_pointed_at_and_the_list_stays(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        line = screen.query_one(InfoLine)
        await pilot.press("slash")
        screen.query_one(QueryInput).value = "typ:VIP"
        await until(pilot, lambda: "typ" in line.text)
        rendered = line.render().plain
        assert rendered.index("^") == len("/ ") + 1
        assert rendered.count("^") >= 3
        assert screen.finder.total == 3
        assert screen.finder.box.found_text == "still shows: all"
        screen.query_one(QueryInput).value = "type:VIP"
        await until(pilot, lambda: screen.finder.box.found_text.endswith(" found"))


@pytest.mark.parametrize("key", ["enter", "tab", "down"])
async def test_nobody_leaves_a_broken_query_for_rows_that_it_did_not_find(
    some: Session, house: Store, key: str
) -> None:
    async with at_customers(some, house.folder, language="zh") as (screen, pilot):
        box, finder = screen.query_one(QueryInput), screen.finder
        for pressed in ("slash", *"wang", "space", *"typ", "colon", "x", key):
            pilot.app.post_message(events.Key(pressed, SIGNS.get(pressed, pressed)))
        await until(pilot, lambda: "typ" in screen.query_one(InfoLine).text)
        await until(pilot, lambda: box.has_focus)
        await pilot.press(key)
        assert box.has_focus
        assert finder.box.found_text.startswith("仍显示：")
        box.value = "wang"
        await until(pilot, lambda: finder.box.found_text == "找到 1 个" or finder.total == 1)
        box.value = "wang typ:x"
        await until(pilot, lambda: "^" in screen.query_one(InfoLine).render().plain)
        assert finder.box.found_text == "仍显示：wang"
        assert finder.query_asked == "wang"
        box.value = "wang"
        await until(pilot, lambda: "仍" not in finder.box.found_text)
        box.value = "typ:x"
        await until(pilot, lambda: "仍" in finder.box.found_text)
        await pilot.press("escape")
        await until(pilot, lambda: finder.table.has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: finder.total == 3 and box.value == "")


async def test_a_note_is_past_when_another_list_or_dialog_is_asked_for(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        screen.show_note("done")
        await pilot.press("slash", "w")
        await until(pilot, lambda: screen.finder.total == 1)
        assert message(pilot) == ""
        await pilot.press("escape")
        screen.show_note("done")
        screen.finder.look()  # of itself, without a key: the note is about this list
        await until(pilot, lambda: screen.finder.total == 1)
        assert message(pilot) == "done"
        await pilot.press("s")
        await opens(pilot, ChooseDialog)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert message(pilot) == ""


async def test_lines_that_are_pasted_are_one_query(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        box = screen.query_one(QueryInput)
        await pilot.press("slash")
        pilot.app.post_message(events.Paste("city:x\r\n\tor\x07\ncity:y\n"))
        await until(pilot, lambda: box.value == "city:x or city:y")
        pilot.app.post_message(events.Paste("a" * 30_000))
        await until(pilot, lambda: len(box.value) == 20_000)
        assert "Too long" in message(pilot)


async def test_who_sees_no_phones_is_told_that_their_ends_find_nobody(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    async with at_customers(sign_in("clerk"), house.folder, size=(80, 24)) as (screen, pilot):
        await pilot.press("slash", *"0808", "enter")
        await until(pilot, lambda: "its whole number only" in "\n".join(drawn(screen.finder.table)))


async def test_an_empty_store_says_what_to_do(boss: Session, house: Store) -> None:
    async with at_customers(boss, house.folder, size=(80, 24)) as (screen, pilot):
        assert screen.finder.box.found_text == "0 found"
        text = "\n".join(drawn(screen.finder.table))
        assert "No customers yet." in text
        await pilot.press("slash", *"nobody", "enter")
        await until(pilot, lambda: screen.finder.query_asked == "nobody")
        await until(pilot, lambda: "Nobody fits" in "\n".join(drawn(screen.finder.table)))


async def test_hostile_names_are_only_text(boss: Session, house: Store) -> None:
    fill(boss, [{"name": name or "x", "contact": name} for name in HOSTILE])
    async with at_customers(boss, house.folder, size=(120, 40)) as (screen, pilot):
        await until(pilot, lambda: screen.query_one(CustomerPane).detail is not None)
        lines = drawn(screen.finder.table)
        assert any("[/x]" in line for line in lines)
        assert any("[@click=app.quit()]press[/]" in line for line in lines)
        assert all(line.isprintable() for line in lines)
        for _ in HOSTILE:
            await pilot.press("enter")
            await opens(pilot, CustomerDialog)
            await until(pilot, lambda: pilot.app.screen.rows)  # type: ignore[attr-defined]
            await pilot.press("escape")
            await opens(pilot, type(screen))
            await pilot.press("j")
        assert pilot.app.is_running


async def test_sorting_by_any_column_from_the_keyboard(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("s")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"region", "enter")
        await until(pilot, lambda: screen.finder.table.sort.field == "region")
        regions = [row.cells[5] for i in range(3) if (row := screen.finder.table.row_at(i))]
        assert regions == sorted(regions)
        await pilot.press("S")
        await until(pilot, lambda: screen.finder.table.sort.descending)
        await until(pilot, lambda: some.preference("sort") == "-region")


async def test_filters_edit_the_query_and_count(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("f")
        pane = screen.query_one(FilterPane)
        await until(pilot, lambda: pane.rows)
        place = next(i for i, row in enumerate(pane.rows) if row.field == "region")
        pane.query_one(OptionList).highlighted = place
        await pilot.press("enter")
        await until(pilot, lambda: any(row.count == 2 for row in pane.rows))
        wanted = next(i for i, row in enumerate(pane.rows) if row.value == "广东")
        pane.query_one(OptionList).highlighted = wanted
        await pilot.press("space")
        await until(pilot, lambda: screen.finder.total == 2)
        assert screen.query_one(QueryInput).value == "region:广东"
        other = next(i for i, row in enumerate(pane.rows) if row.value == "北京")
        pane.query_one(OptionList).highlighted = other
        await pilot.press("space")
        await until(pilot, lambda: screen.finder.total == 3)
        assert screen.query_one(QueryInput).value == "region:广东,北京"
        await pilot.press("delete")
        await until(pilot, lambda: screen.query_one(QueryInput).value == "")


async def test_a_typed_query_shows_in_the_filters(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("slash", *"type:", "企", "业", "enter", "f")
        pane = screen.query_one(FilterPane)
        await until(pilot, lambda: pane.query_shown == "type:企业")
        assert pane.filters == {"type": (("企业",), ())}


async def test_columns_are_chosen_and_kept(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("c")
        await opens(pilot, ColumnChooser)
        await pilot.press("space", "j", "J", "ctrl+s")
        await opens(pilot, type(screen))
        await until(pilot, lambda: [c.name for c in screen.finder.table.columns][1] == "status")
        assert [c.name for c in screen.finder.table.columns][:3] == ["code", "status", "type"]
        await until(pilot, lambda: some.preference("columns").startswith("code,status,type"))


async def test_a_view_is_saved_and_shown_again(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("slash", *"region:", "北", "京", "enter")
        await until(pilot, lambda: screen.finder.total == 1)
        await pilot.press("w")
        await opens(pilot, ViewsDialog)
        await pilot.press("s", *"north", "enter", "enter")
        await until(pilot, lambda: [view.name for view in some.views.list()] == ["north"])
        await until(pilot, lambda: pilot.app.screen is screen and "saved" in message(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: screen.finder.total == 3)
        await pilot.press("w")
        await until(pilot, lambda: getattr(pilot.app.screen, "views", None))
        await pilot.press("j", "enter")
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.query_one(QueryInput).value == "region:北京"
        assert screen.finder.view_name == "north"


async def test_enter_alone_archives_nobody_and_y_does(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("x")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, type(screen))
        assert some.search.count("archived:yes") == 0
        await pilot.press("space", "space", "x")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        await pilot.press("y")
        await until(pilot, lambda: some.search.count("archived:yes") == 2)
        await until(pilot, lambda: message(pilot) == "2 changed. u undoes it.")
        await until(pilot, lambda: screen.finder.box.found_text == "1 found")


async def test_another_session_s_change_appears(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    other = sign_in("manager")
    async with at_customers(some, house.folder) as (screen, pilot):
        await until(pilot, lambda: screen._seen_version is not None)
        customer = other.customers.by_id(1)
        other.customers.edit(1, {"name": "改名公司"}, version=customer.version)
        await until(pilot, lambda: "改名公司" in names(screen.finder.table))


async def test_a_viewer_sees_masks_and_is_offered_no_changes(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    async with at_customers(sign_in("viewer"), house.folder) as (screen, pilot):
        columns = [column.name for column in screen.finder.table.columns]
        row = screen.finder.table.row_at(1)
        assert row is not None
        assert row.cells[columns.index("phone")] == "***"
        assert screen.check_action("edit", ()) is None
        assert screen.check_action("new", ()) is None
        await pilot.press("n", "e", "x", "b")
        assert pilot.app.screen is screen


async def test_an_order_that_is_refused_leaves_the_list_as_it_was(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    viewer = sign_in("viewer")
    async with at_customers(viewer, house.folder) as (screen, pilot):
        screen.finder.sort_by("phone")
        await until(pilot, lambda: "phone" in screen.query_one(InfoLine).text)
        assert screen.finder.sort == "-created"
        await pilot.press("slash", *"huawei")
        await until(pilot, lambda: screen.finder.total == 1)
        assert viewer.preference("sort") == ""


async def test_an_order_kept_from_better_days_does_not_lock_the_list(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    viewer = sign_in("viewer")
    viewer.set_preference("sort", "phone")
    async with at_customers(viewer, house.folder) as (screen, _):
        assert screen.finder.sort == "-created"
        assert screen.finder.total == 3


async def test_the_end_of_the_session_finds_no_screen_that_asks_on(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    session = sign_in("clerk")
    async with at_customers(session, house.folder) as (screen, pilot):
        some.staff.disable("clerk")
        await pilot.press("j", "slash", *"hua")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.pause(0.3)
        assert pilot.app.is_running


async def test_details_stand_beside_the_table_only_where_there_is_room(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder, size=(120, 40)) as (screen, pilot):
        pane = screen.query_one(CustomerPane)
        await until(pilot, lambda: pane.detail is not None)
        assert pane.detail is not None
        assert pane.detail.customer.values["name"] == "王伟"
        await pilot.press("j")
        await until(
            pilot,
            lambda: pane.detail and pane.detail.customer.values["name"] == "北京大方贸易有限公司",
        )
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not pane.display)


async def test_lines_fit_a_chinese_screen_of_eighty_cells(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(80, 24), language="zh") as (screen, _):
        assert screen.finder.box.found_text == "共 3 个"
        lines = drawn(screen.finder.table)
        assert {cell_len(line) for line in lines} == {79}
        assert "客户编码" in lines[0]


async def test_a_hundred_thousand_rows_are_a_key_away_from_their_end(
    boss: Session, house: Store
) -> None:
    fill(boss, [{"name": f"客户{number}"} for number in range(1, 1001)])
    async with at_customers(boss, house.folder, size=(80, 24)) as (screen, pilot):
        table = screen.finder.table
        await until(pilot, lambda: table.row_count == 1000)
        await pilot.press("G")
        await until(pilot, lambda: table.current_id == 1)
        assert "CUST000001" in drawn(table)[-1]
        await pilot.press("v", "g", "v")
        await until(pilot, lambda: table.selected_count == 1000)


async def test_keys_behind_a_query_are_about_what_it_finds(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        for key in ("slash", *"huawei", "enter", "e", "end", "X", "ctrl+s"):
            sign = SIGNS.get(key, key if len(key) == 1 else None)
            pilot.app.post_message(events.Key(key, sign))
        await until(pilot, lambda: names(screen.finder.table) == ["深圳华为技术有限公司X"])
        assert screen.query_one(QueryInput).value == "huawei"
        assert screen.finder.total == 1
