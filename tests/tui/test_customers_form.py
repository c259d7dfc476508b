"""The form and the details: errors at the field, two changes at once, masked fields, the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.screens.ask import AskDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.conflict import ConflictDialog
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.customers.customer_form import CustomerForm
from tui.screens.customers.customer_history import HistoryDialog
from tui.screens.customers.customers import CustomersScreen
from tui.widgets.form_field import FormField

SignIn = Callable[[str], Session]
ONE = {
    "name": "深圳华为技术有限公司",
    "type": "企业",
    "region": "广东",
    "city": "深圳",
    "phone": "0755-28780808",
}


@pytest.fixture
def one(boss: Session) -> Session:
    fill(boss, [ONE])
    return boss


async def form(pilot: Pilot[None]) -> CustomerForm:
    """The form, once its fields are there."""
    shown = await opens(pilot, CustomerForm)
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    return shown


def put(shown: CustomerForm, name: str, value: str) -> FormField:
    row = shown.row(name)
    assert row is not None
    row.set_value(value)
    return row


async def test_the_form_begins_once_all_its_fields_are_there(
    boss: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = FormField._compose

    async def late(field: FormField) -> None:
        await asyncio.sleep(0.3)
        await compose(field)

    monkeypatch.setattr(FormField, "_compose", late)
    fill(boss, [{"name": "深圳华为"}])
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("e")
        form = await opens(pilot, CustomerForm)
        await until(pilot, lambda: isinstance(form.focused, Input))
        assert all(row.editor for row in form.rows())


async def test_a_new_customer_gets_the_code_that_the_preview_showed(
    one: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (screen, pilot):
        await pilot.press("n")
        shown = await form(pilot)
        await until(pilot, lambda: shown.preview is not None)
        assert shown.preview is not None
        promised = shown.preview.text
        text = str(shown.query_one("#preview", Static).content)
        assert promised in text
        assert "number 2" in text
        assert "A preview" in text
        assert one.search.count("") == 1
        put(shown, "name", "北京大方贸易有限公司")
        put(shown, "tags", "重点，老客户")
        put(shown, "names", "大方")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.finder.total == 2)
        added = one.customers.get(promised)
        assert added.values["name"] == "北京大方贸易有限公司"
        assert set(added.tags) == {"重点", "老客户"}
        assert ("short", "大方") in added.names
        assert message(pilot) == f"{promised} is saved."


async def test_the_cursor_stands_on_the_new_customer(one: Session, house: Store) -> None:
    fill(one, [{"name": f"c{number:03}", "city": "广州"} for number in range(300)])
    async with at_customers(one, house.folder) as (screen, pilot):
        screen.finder.look(query="city:广州", sort="name")
        await until(pilot, lambda: screen.finder.total == 300)
        for name, city, here in (("c250a", "广州", True), ("z", "北京", False)):
            await pilot.press("n")
            shown = await form(pilot)
            put(shown, "name", name)
            put(shown, "city", city)
            await pilot.press("ctrl+s")
            await opens(pilot, CustomersScreen)
            await until(pilot, lambda: "is saved" in message(pilot))
            newest = one.customers.by_id(302 if here else 303)
            assert newest.values["name"] == name
            assert message(pilot).startswith(newest.code)
            assert ("not in the list" in message(pilot)) is not here
            await until(pilot, lambda: screen.finder.table.current_id == 302)


async def test_what_is_typed_ahead_lands_in_its_own_field(one: Session, house: Store) -> None:
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("n")
        shown = await form(pilot)
        for key in ("a", "tab", "b", "enter", "c"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        fields = [row for name in ("name", "type", "status") if (row := shown.row(name))]
        await until(pilot, lambda: [row.value for row in fields] == ["a", "b", "c"])


async def test_arrows_go_from_field_to_field_and_stay_within_the_notes(
    one: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("e")
        shown = await form(pilot)
        name, kind, notes = (put(shown, name, "") for name in ("name", "type", "notes"))
        await pilot.press("up")
        assert pilot.app.focused is name.editor
        await pilot.press("down")
        assert pilot.app.focused is kind.editor
        notes.editor.focus()
        await pilot.press("a", "enter", "b", "up", "c")
        assert pilot.app.focused is notes.editor
        assert notes.value == "ac\nb"


async def test_a_value_that_does_not_fit_is_said_at_its_field_when_it_is_left(
    one: Session, house: Store
) -> None:
    async with at_customers(one, house.folder, size=(80, 24)) as (_, pilot):
        await pilot.press("n")
        shown = await form(pilot)
        row = put(shown, "registered", "the day before")
        row.editor.focus()
        await pilot.press("tab")
        await until(pilot, lambda: row.complaint)
        assert "2026-01-31" in row.complaint
        await pilot.press("ctrl+s")
        name = shown.row("name")
        assert name is not None
        await until(pilot, lambda: name.complaint)
        assert pilot.app.focused is name.editor
        assert isinstance(pilot.app.screen, CustomerForm)
        put(shown, "registered", "2026/1/31")
        put(shown, "name", "x")
        await pilot.press("ctrl+s")
        await opens(pilot, CustomersScreen)
        assert one.customers.by_id(2).values["registered"] == "2026-01-31"


async def test_a_new_choice_is_told_before_and_after_it_is_added(
    one: Session, house: Store
) -> None:
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("e")
        row = put(await form(pilot), "level", "DA")
        row.editor.focus()
        await pilot.press("tab")
        await until(pilot, lambda: "choices" in row.complaint)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Ctrl-S again" in row.complaint)
        assert isinstance(pilot.app.screen, CustomerForm)
        put(pilot.app.screen, "level", "DAB")
        await pilot.press("ctrl+s")  # another value: asked about anew
        await until(pilot, lambda: "DAB" in row.complaint)
        assert "DA" not in one.field_map()["level"].choices
        put(pilot.app.screen, "level", "DA")
        await pilot.press("ctrl+s", "ctrl+s")
        await opens(pilot, CustomersScreen)
        assert message(pilot) == "CUST000001 is saved. New among the choices: DA."
        assert "DA" in one.field_map()["level"].choices


async def test_tab_takes_the_one_choice_that_begins_with_what_was_typed(
    boss: Session, house: Store
) -> None:
    fill(boss, [ONE, {"name": "乙", "type": "企业", "region": "广西"}])
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("n")
        shown = await form(pilot)
        for name, typed, taken in (
            ("type", "企", "企业"),
            ("region", "广", "广"),
            ("region", "广东", "广东"),
        ):
            row = put(shown, name, typed)
            row.editor.focus()
            await pilot.pause()
            await pilot.press("tab")
            await until(pilot, lambda row=row, taken=taken: row.value == taken)  # type: ignore[misc]


async def test_the_store_s_refusal_stands_at_its_field(one: Session, house: Store) -> None:
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("n")
        shown = await form(pilot)
        put(shown, "name", "x")
        code = put(shown, "code", one.customers.by_id(1).code)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: code.complaint)
        assert isinstance(pilot.app.screen, CustomerForm)
        assert one.search.count("") == 1
        await pilot.press("9")
        await until(pilot, lambda: not code.complaint)


async def test_leaving_a_changed_form_asks_and_enter_stays(one: Session, house: Store) -> None:
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("e")
        shown = await form(pilot)
        put(shown, "city", "东莞")
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, CustomerForm)
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await opens(pilot, CustomersScreen)
        assert one.customers.by_id(1).values["city"] == "深圳"


async def test_a_conflict_shows_both_values_and_lets_one_choose(
    one: Session, sign_in: SignIn, house: Store
) -> None:
    other = sign_in("manager")
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("e")
        shown = await form(pilot)
        other.customers.edit(1, {"city": "东莞", "level": "A"}, version=1)
        put(shown, "city", "惠州")
        put(shown, "status", "成交")
        await pilot.press("ctrl+s")
        dialog = await opens(pilot, ConflictDialog)
        assert dialog.mine_stands == {"city": None}
        options = dialog.query_one(OptionList)
        city = str(options.get_option_at_index(dialog.names.index("city")).prompt)
        assert "惠州" in city
        assert "东莞" in city
        options.highlighted = dialog.names.index("city")
        await pilot.press("space", "ctrl+s")
        await opens(pilot, CustomersScreen)
        values = one.customers.by_id(1).values
        assert (values["city"], values["status"], values["level"]) == ("惠州", "成交", "A")


async def test_a_masked_value_of_theirs_is_not_overwritten_unasked(
    one: Session, sign_in: SignIn, house: Store
) -> None:
    clerk = sign_in("clerk")
    one.customers.edit(1, {"phone": "13800138000"}, version=1)
    async with at_customers(clerk, house.folder) as (_, pilot):
        await pilot.press("e")
        shown = await form(pilot)
        one.customers.edit(1, {"phone": "13900139000"}, version=2)
        put(shown, "phone", "13700137000")
        await pilot.press("ctrl+s")
        dialog = await opens(pilot, ConflictDialog)
        assert dialog.mine_stands == {"phone": None}
        assert "13900139000" not in str(dialog.query_one(OptionList).get_option_at_index(0).prompt)
        await pilot.press("ctrl+s")
        assert pilot.app.screen is dialog
        await pilot.press("right", "ctrl+s")
        await opens(pilot, CustomersScreen)
        assert one.customers.by_id(1).values["phone"] == "+8613900139000"


async def test_changes_of_different_fields_need_no_question(
    one: Session, sign_in: SignIn, house: Store
) -> None:
    other = sign_in("manager")
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("e")
        shown = await form(pilot)
        other.customers.edit(1, {"level": "A"}, version=1)
        put(shown, "city", "惠州")
        await pilot.press("ctrl+s")
        await opens(pilot, CustomersScreen)
        values = one.customers.by_id(1).values
        assert (values["city"], values["level"]) == ("惠州", "A")


async def test_a_long_wait_for_the_store_is_said_and_not_left_half_way(
    one: Session, house: Store
) -> None:
    holder = house.sign_in("manager", PASSWORD)
    async with at_customers(one, house.folder) as (_, pilot):
        await pilot.press("n")
        shown = await form(pilot)
        put(shown, "name", "等一等")
        with holder.writing("customer.edit"):
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "Saving…" in message(pilot))
            await pilot.press("escape")
            assert pilot.app.screen is shown
        await opens(pilot, CustomersScreen)
        assert one.search.count("等一等") == 1
    holder.close()


async def test_a_masked_field_is_revealed_alone_and_logged(
    one: Session, sign_in: SignIn, house: Store
) -> None:
    async with at_customers(sign_in("clerk"), house.folder) as (_, pilot):
        await pilot.press("enter")
        dialog = await opens(pilot, CustomerDialog)
        await until(pilot, lambda: dialog.rows)
        place = next(i for i, row in enumerate(dialog.rows) if row.name == "phone")
        options = dialog.query_one(OptionList)
        if not dialog.rows[place].masked:
            pytest.skip("clerks see phones in this store")
        assert "28780808" not in str(options.get_option_at_index(place).prompt)
        masked = [i for i, row in enumerate(dialog.rows) if row.masked]
        await pilot.press("m")  # from a field that is not masked to the first that is
        assert options.highlighted == masked[0]
        assert one.log.list("action:customer.reveal") == []
        options.highlighted = place
        await pilot.press("m")
        await until(pilot, lambda: dialog.rows[place].text == ONE["phone"])
        assert "28780808" in str(options.get_option_at_index(place).prompt)
        reveals = one.log.list("action:customer.reveal")
        assert [line.after for line in reveals] == [{"field": "phone"}]
        await pilot.press("escape", "enter")
        await until(pilot, lambda: getattr(pilot.app.screen, "rows", None))
        again = pilot.app.screen
        assert isinstance(again, CustomerDialog)
        assert again.rows[place].masked


async def test_a_viewer_reveals_nothing(one: Session, sign_in: SignIn, house: Store) -> None:
    async with at_customers(sign_in("viewer"), house.folder) as (_, pilot):
        await pilot.press("enter")
        dialog = await opens(pilot, CustomerDialog)
        await until(pilot, lambda: dialog.rows)
        place = next(i for i, row in enumerate(dialog.rows) if row.name == "phone")
        dialog.query_one(OptionList).highlighted = place
        shown = str(dialog.query_one(OptionList).get_option_at_index(place).prompt)
        assert "m shows it" not in shown
        await pilot.press("m")
        await pilot.pause(0.1)
        assert dialog.rows[place].text == "***"
        assert one.log.list("action:customer.reveal") == []


async def test_the_history_tells_what_was_and_is(one: Session, house: Store) -> None:
    one.customers.edit(1, {"city": "东莞"}, version=1, reason="搬家")
    async with at_customers(one, house.folder, language="zh") as (_, pilot):
        await pilot.press("y")
        dialog = await opens(pilot, HistoryDialog)
        await until(pilot, lambda: dialog.steps)
        assert dialog.steps[0].action == "customer.edit"
        assert dialog.steps[0].changes == (("城市", "深圳", "东莞"),)
        assert dialog.steps[0].reason == "搬家"


async def test_deleting_for_good_takes_a_reason_and_the_code_typed_out(
    one: Session, house: Store
) -> None:
    code = one.customers.by_id(1).code
    async with at_customers(one, house.folder) as (screen, pilot):
        screen.action_delete()
        await opens(pilot, AskDialog)
        await pilot.press(*"asked", "enter")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        assert one.search.count("") == 1
        screen.action_delete()
        await opens(pilot, AskDialog)
        await pilot.press(*"asked", "enter")
        await opens(pilot, ConfirmDialog)
        await pilot.press(*code, "enter")
        await until(pilot, lambda: one.search.count("archived:any") == 0)
