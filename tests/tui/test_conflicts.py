"""Others change the customer one has open: said at once, merged on saving, asked where both did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from store.customers.changes import News
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.choose import ChooseDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.conflict import ConflictDialog
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.customers.customer_form import CustomerForm
from tui.screens.customers.customers import CustomersScreen
from tui.widgets.form_field import FormField

SignIn = Callable[[str], Session]
Shown = Callable[[App[Any]], str]
ONE = {"name": "深圳华为技术有限公司", "city": "深圳", "level": "B", "phone": "0755-28780808"}


@pytest.fixture
def one(boss: Session) -> Session:
    fill(boss, [ONE, {"name": "乙公司", "city": "北京"}])
    boss.customers.add_tag(1, "旧")
    return boss


@pytest.fixture
def other(sign_in: SignIn) -> Session:
    return sign_in("manager")


async def form(screen: CustomersScreen, pilot: Pilot[None]) -> CustomerForm:
    """The form of the first customer, its fields there."""
    screen.edit_by_id(1)
    shown = await opens(pilot, CustomerForm)
    await until(pilot, lambda: isinstance(pilot.app.focused, Input) and shown._watched)
    return shown


async def details(screen: CustomersScreen, pilot: Pilot[None]) -> CustomerDialog:
    pilot.app.push_screen(CustomerDialog(1))
    shown = await opens(pilot, CustomerDialog)
    await until(pilot, lambda: shown.rows and shown._watched)
    return shown


def field(shown: CustomerForm, name: str) -> FormField:
    row = shown.row(name)
    assert row is not None, name
    return row


def put(shown: CustomerForm, name: str, value: str) -> FormField:
    row = field(shown, name)
    row.set_value(value)
    return row


def news(shown: CustomerForm) -> str:
    line = shown.query_one("#news", Static)
    return str(line.content) if line.display else ""


def told(row: FormField) -> str:
    return " ".join(str(line.content) for line in row.query(".told").results(Static))


async def test_the_form_says_who_changed_what_and_takes_no_typed_text_away(
    one: Session, other: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (screen, pilot):
        shown = await form(screen, pilot)
        focused = pilot.app.focused
        city, level = put(shown, "city", "惠州"), field(shown, "level")
        other.customers.edit(1, {"city": "东莞", "level": "A", "name": "鸿蒙"}, version=2)
        other.customers.add_tag(1, "新")
        shown.look_again()
        await until(pilot, lambda: news(shown))
        for word in ("manager", "City", "Level", "Tags"):
            assert word in news(shown)
        assert pilot.app.focused is focused
        assert city.value == "惠州"
        assert "东莞" in told(city)
        assert (level.value, level.changed) == ("A", False)
        name, tags = field(shown, "name"), field(shown, "tags")
        assert name.value == ONE["name"]  # the cursor is in it: left as it is, and told
        assert "鸿蒙" in told(name)
        assert set(tags.value.split(", ")) == {"新", "旧"}
        await pilot.press("ctrl+s")
        dialog = await opens(pilot, ConflictDialog)
        assert dialog.names == ["city"]
        prompt = str(dialog.query_one(OptionList).get_option_at_index(0).prompt)
        for word in ("深圳", "惠州", "东莞", "manager"):
            assert word in prompt
        await pilot.press("space", "ctrl+s")
        await opens(pilot, CustomersScreen)
        saved = one.customers.by_id(1)
        values = saved.values
        assert (values["city"], values["level"], values["name"]) == ("惠州", "A", "鸿蒙")
        assert set(saved.tags) == {"旧", "新"}
        assert "manager" in message(pilot)


async def test_theirs_stands_and_the_rest_of_mine_is_saved(
    one: Session, other: Session, house: Store
) -> None:
    async with at_customers(one, house.folder, language="zh", size=(80, 24)) as (screen, pilot):
        shown = await form(screen, pilot)
        put(shown, "city", "惠州")
        put(shown, "owner", "李")
        put(shown, "tags", "旧, 我的")
        other.customers.edit(1, {"city": "东莞"}, version=2)
        other.customers.add_tag(1, "他的")
        await pilot.press("ctrl+s")
        await opens(pilot, ConflictDialog)
        await pilot.press("escape")
        await opens(pilot, CustomerForm)
        assert field(shown, "city").value == "惠州"
        await pilot.press("ctrl+s")
        await opens(pilot, ConflictDialog)
        await pilot.press("right", "ctrl+s")
        await opens(pilot, CustomersScreen)
        saved = one.customers.by_id(1)
        assert (saved.values["city"], saved.values["owner"]) == ("东莞", "李")
        assert set(saved.tags) == {"旧", "我的", "他的"}


@pytest.mark.parametrize(("language", "label"), [("en", "City"), ("zh", "城市")])
async def test_no_key_saves_before_every_field_was_chosen(
    one: Session, other: Session, house: Store, language: str, label: str
) -> None:
    async with at_customers(one, house.folder, language=language) as (screen, pilot):
        shown = await form(screen, pilot)
        put(shown, "city", "惠州")
        put(shown, "level", "C")
        other.customers.edit(1, {"city": "东莞", "level": "A"}, version=2)
        await pilot.press("ctrl+s")
        dialog = await opens(pilot, ConflictDialog)
        assert set(dialog.mine_stands.values()) == {None}
        dialog.query_one(OptionList).highlighted = dialog.names.index("level")
        await pilot.press("l", "ctrl+s", "ctrl+s")
        await pilot.pause()
        assert pilot.app.screen is dialog
        assert label in message(pilot)
        assert dialog.names[dialog.query_one(OptionList).highlighted or 0] == "city"
        await pilot.press("right", "left", "ctrl+s")
        await opens(pilot, CustomersScreen)
        values = one.customers.by_id(1).values
        assert (values["city"], values["level"]) == ("惠州", "A")


async def test_a_clerk_is_told_the_field_and_not_the_masked_value(
    one: Session, sign_in: SignIn, house: Store, shown: Shown
) -> None:
    async with at_customers(sign_in("clerk"), house.folder) as (screen, pilot):
        opened = await form(screen, pilot)
        phone = put(opened, "phone", "13700137000")
        one.customers.edit(1, {"phone": "13900139000"}, version=2)
        opened.look_again()
        await until(pilot, lambda: news(opened))
        assert "Phone" in news(opened)
        assert "***" in told(phone)
        assert "13900139000" not in shown(pilot.app)
        await pilot.press("ctrl+s")
        await opens(pilot, ConflictDialog)
        assert "13900139000" not in shown(pilot.app)
        await pilot.press("space", "ctrl+s")
        await opens(pilot, CustomersScreen)
        assert one.customers.by_id(1).values["phone"] == "+8613700137000"


async def test_what_was_typed_goes_on_to_the_customer_it_was_merged_into(
    one: Session, other: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (screen, pilot):
        shown = await form(screen, pilot)
        put(shown, "owner", "李")
        other.life.merge(2, 1)
        shown.look_again()
        await until(pilot, lambda: "manager" in news(shown))
        kept = one.customers.by_id(2)
        assert kept.code in news(shown)
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")  # Enter alone is no: the text stays
        await opens(pilot, CustomerForm)
        assert field(shown, "owner").value == "李"
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: shown.customer is not None and shown.customer.id == 2)
        assert (field(shown, "name").value, field(shown, "owner").value) == ("乙公司", "李")
        assert kept.code in str(shown.query_one(".dialog-title", Static).content)
        await pilot.press("ctrl+s")
        await opens(pilot, CustomersScreen)
        now = one.customers.by_id(2).values
        assert (now["owner"], now["name"], now["city"]) == ("李", "乙公司", "北京")


async def test_what_was_typed_of_a_deleted_customer_can_become_a_new_one(
    one: Session, other: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (screen, pilot):
        shown = await form(screen, pilot)
        put(shown, "owner", "李")
        other.customers.delete(1, "wish")
        await pilot.press("ctrl+s")  # nothing was heard yet: saving finds it out
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await opens(pilot, CustomersScreen)
        added = one.customers.by_id(3)
        assert (added.values["owner"], added.values["name"]) == ("李", ONE["name"])
        assert added.tags == ("旧",)


async def test_the_details_show_the_new_values_and_who_made_them(
    one: Session, other: Session, house: Store, shown: Shown
) -> None:
    async with at_customers(one, house.folder) as (screen, pilot):
        dialog = await details(screen, pilot)
        options = dialog.query_one(OptionList)
        options.highlighted = 5
        other.customers.edit(1, {"city": "东莞"}, version=2)  # the dialog looks by itself
        await until(pilot, lambda: "东莞" in shown(pilot.app))
        assert options.highlighted == 5
        assert "manager" in message(pilot)
        assert "City" in message(pilot)
        place = next(i for i, row in enumerate(dialog.rows) if row.name == "city")
        assert "~" in str(options.get_option_at_index(place).prompt)
        one.customers.add_tag(1, "own")
        dialog.look_again()
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


async def test_the_details_of_a_merged_customer_lead_to_the_other(
    one: Session, other: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (screen, pilot):
        dialog = await details(screen, pilot)
        other.life.merge(2, 1)
        dialog.look_again()
        await until(pilot, lambda: "merged" in message(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: dialog.detail and dialog.detail.customer.id == 2)
        other.customers.delete(2, "wish")
        await until(pilot, lambda: dialog._watched == 2)
        dialog.look_again()
        await until(pilot, lambda: "deleted" in message(pilot))
        assert "manager" in message(pilot)
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


async def test_nothing_is_heard_while_nobody_changes_this_customer(
    one: Session, other: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[News] = []
    monkeypatch.setattr(CustomerForm, "heard", lambda _, news: heard.append(news))
    async with at_customers(one, house.folder) as (screen, pilot):
        shown = await form(screen, pilot)
        other.customers.edit(2, {"city": "东莞"}, version=1)
        await until(pilot, lambda: shown._seen_version == one.data_version())
        assert heard == []
        other.customers.edit(1, {"city": "东莞"}, version=2)
        await until(pilot, lambda: heard)


async def test_what_lay_over_the_form_gone_it_looks_at_once(
    one: Session, other: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.live_record.POLL_SECONDS", 3600)
    async with at_customers(one, house.folder) as (screen, pilot):
        shown = await form(screen, pilot)
        field(shown, "level").editor.focus()
        await pilot.press("ctrl+o")
        await opens(pilot, ChooseDialog)
        other.customers.edit(1, {"city": "东莞"}, version=2)
        await pilot.press("escape")
        await until(pilot, lambda: "manager" in news(shown))
