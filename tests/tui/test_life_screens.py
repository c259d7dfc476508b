"""The life of a code on the screens: change, merge, renumber, reserve, and undo in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from store.codes.rulefile import RuleDraft, RuleSet
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, top, until
from tui import locale
from tui.screens.ask import AskDialog
from tui.screens.choose import ChooseDialog
from tui.screens.codes.change_code import ChangeCodeDialog
from tui.screens.codes.renumber import RenumberDialog
from tui.screens.codes.reservations import ReservationsDialog, ReserveDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.customer_form import CustomerForm
from tui.screens.customers.customers import CustomersScreen
from tui.screens.customers.merge import MergeDialog
from tui.screens.log.log import LogScreen
from tui.screens.log.operation import OperationPage
from tui.widgets.comparison import Comparison
from tui.widgets.form_field import FormField
from tui.widgets.row_table import RowTable

Kind = TypeVar("Kind", bound=Screen[Any])
SOME = [
    {"name": "深圳华为技术有限公司", "type": "企业", "phone": "0755-28780808"},
    {"name": "华为技术", "type": "企业", "city": "深圳"},
    {"name": "王伟", "type": "个人"},
]


@pytest.fixture
def some(boss: Session) -> Session:
    fill(boss, SOME)
    return boss


async def reached(pilot: Pilot[None], kind: type[Kind]) -> Kind:
    """The dialog of this kind, once it is on top."""
    found = await opens(pilot, kind)
    await pilot.pause()
    return found


async def agree(pilot: Pilot[None]) -> None:
    """Enter is no; then the same question again is answered with y."""
    await opens(pilot, ConfirmDialog)
    await pilot.press("y")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_code_is_changed_with_a_reason(
    some: Session, house: Store, size: tuple[int, int], language: str
) -> None:
    async with at_customers(some, house.folder, size=size, language=language) as (_, pilot):
        await pilot.press("C")
        dialog = await reached(pilot, ChangeCodeDialog)
        code = dialog.customer.code
        await until(pilot, lambda: "CUST000004" in str(dialog.query_one("#next", Static).render()))
        await pilot.press(*"VIP-8", "ctrl+s")
        await pilot.pause()
        assert dialog.row("reason").complaint
        await pilot.press(*"asked", "enter")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, ChangeCodeDialog)
        assert some.customers.by_id(dialog.customer.id).code == code
        await pilot.press("ctrl+s")
        await agree(pilot)
        await opens(pilot, CustomersScreen)
        assert some.customers.get("VIP-8").aliases == (code,)
        assert "VIP-8" in message(pilot)
    locale.use("en")


async def test_a_code_that_is_taken_is_said_at_its_field(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder) as (_, pilot):
        await pilot.press("C")
        dialog = await reached(pilot, ChangeCodeDialog)
        await pilot.press(*"CUST000001", "enter", *"r", "enter")
        await agree(pilot)
        await until(pilot, lambda: "CUST000001" in dialog.row("code").complaint)
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)


async def test_two_chosen_customers_are_seen_side_by_side_and_merged(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder, size=(80, 24)) as (screen, pilot):
        await pilot.press("M")
        await pilot.pause()
        assert "Space" in message(pilot)
        await pilot.press("j", "space", "j", "space", "M")
        dialog = await reached(pilot, MergeDialog)
        await until(pilot, lambda: dialog.merger is not None)
        assert dialog.merger is not None
        assert dialog.merger.keep.id == 1
        pairs = {pair.label: pair for pair in dialog.query_one(Comparison).pairs}
        assert (pairs["Customer name"].sign, pairs["City"].sign, pairs["Phone"].sign) == (
            "*",
            "+",
            "-",
        )
        await pilot.press("space")
        await until(pilot, lambda: dialog.merger is not None and dialog.merger.keep.id == 2)
        await pilot.press("space")
        await until(pilot, lambda: dialog.merger is not None and dialog.merger.keep.id == 1)
        await pilot.press("ctrl+s")
        await agree(pilot)
        await opens(pilot, CustomersScreen)
        assert some.customers.get("CUST000002").code == "CUST000001"
        await until(pilot, lambda: screen.finder.total == 2)


async def test_who_may_not_is_told_so(
    some: Session, house: Store, sign_in: Callable[[str], Session]
) -> None:
    async with at_customers(sign_in("clerk"), house.folder) as (screen, pilot):
        for key in ("C", "M", "N"):
            await pilot.press(key)
            await pilot.pause()
            assert "Your role" in message(pilot)
            assert pilot.app.screen is screen


async def test_all_that_is_found_gets_new_codes_and_the_log_undoes_it(
    some: Session, house: Store
) -> None:
    some.rules.apply(RuleSet((RuleDraft("all", "N{seq:4}"),)))
    async with at_customers(some, house.folder, size=(80, 24)) as (_, pilot):
        await pilot.press("N")
        await until(
            pilot,
            lambda: isinstance(top(pilot), RenumberDialog) and top(pilot).forecast is not None,  # type: ignore[attr-defined]
        )
        dialog = await reached(pilot, RenumberDialog)
        assert dialog.forecast is not None
        assert dialog.forecast.changed == 3
        await until(pilot, lambda: dialog.query_one(RowTable).row_count == 3)
        await pilot.press("t")
        await opens(pilot, ChooseDialog)
        await pilot.press("escape")
        await reached(pilot, RenumberDialog)
        await pilot.press("ctrl+s")
        await agree(pilot)
        await opens(pilot, CustomersScreen)
        await until(pilot, lambda: some.customers.by_id(1).code == "N0001")

        await pilot.press("f4")
        log = await opens(pilot, LogScreen)
        await until(pilot, lambda: log.current is not None)
        assert log.current is not None
        assert log.current.action == "code.renumber"
        await pilot.press("U")
        await agree(pilot)
        await until(pilot, lambda: some.customers.by_id(1).code == "CUST000001")
        await opens(pilot, LogScreen)
        await until(pilot, lambda: log.current is not None and log.current.action == "log.undo")
        assert [some.customers.by_id(id_).code for id_ in (2, 3)] == ["CUST000002", "CUST000003"]


async def test_one_operation_is_undone_from_its_page(some: Session, house: Store) -> None:
    some.customers.edit(1, {"city": "东莞"}, version=1)
    async with at_customers(some, house.folder) as (_, pilot):
        await pilot.press("f4")
        log = await opens(pilot, LogScreen)
        await until(pilot, lambda: log.current is not None)
        await pilot.press("enter")
        await opens(pilot, OperationPage)
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, OperationPage)
        assert some.customers.by_id(1).values["city"] == "东莞"
        await pilot.press("u")
        await agree(pilot)
        await until(pilot, lambda: some.customers.by_id(1).values["city"] == "")
        await opens(pilot, OperationPage)
        await until(pilot, lambda: "undone" in message(pilot))
        await pilot.press("u")
        await until(pilot, lambda: "already" in message(pilot))


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_block_is_reserved_and_released(some: Session, house: Store, language: str) -> None:
    async with at_customers(some, house.folder, size=(80, 24), language=language) as (_, pilot):
        await pilot.press("R")
        dialog = await reached(pilot, ReservationsDialog)
        await pilot.press("n")
        form = await reached(pilot, ReserveDialog)
        for keys in ("0", "boss", "2099-12-31", "", "trade fair"):
            await pilot.press(*["space" if c == " " else c for c in keys], "enter")
        await until(pilot, lambda: form.row("count").complaint)
        await pilot.press("backspace", *"25", "ctrl+s")
        await opens(pilot, ReservationsDialog)
        await until(pilot, lambda: dialog.blocks)
        block = dialog.blocks[0]
        assert (block.count, block.left, block.owner) == (25, 25, "boss")
        await pilot.press("x")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, ReservationsDialog)
        assert some.life.reservations()[0].left == 25
        await pilot.press("x")
        await agree(pilot)
        await until(pilot, lambda: some.life.reservations() == [])
        await opens(pilot, ReservationsDialog)
        await until(pilot, lambda: dialog.blocks == [])
        await pilot.press("a")
        await until(pilot, lambda: len(dialog.blocks) == 1)
    locale.use("en")


async def test_enter_on_a_block_adds_a_customer_with_its_next_code(
    some: Session, house: Store
) -> None:
    some.life.reserve("CUST", 2, owner="boss", until="2099-12-31")
    async with at_customers(some, house.folder) as (_, pilot):
        await pilot.press("R")
        dialog = await reached(pilot, ReservationsDialog)
        await until(pilot, lambda: dialog.blocks)
        await pilot.press("enter")
        form = await reached(pilot, CustomerForm)
        await until(pilot, lambda: form.query("#preview") and len(form.query(FormField)) > 5)
        await until(pilot, lambda: form.focused is not None)
        await pilot.press(*"New", "ctrl+s")
        await opens(pilot, ReservationsDialog)
        await until(pilot, lambda: dialog.blocks[0].left == 1)
        assert some.customers.get("CUST000004").values["name"] == "New"


async def test_a_code_is_made_void_once_it_is_typed_twice(some: Session, house: Store) -> None:
    async with at_customers(some, house.folder, size=(80, 24)) as (screen, pilot):
        screen.action_void_code()
        await opens(pilot, AskDialog)
        await pilot.press(*"X-4", "enter")
        await until(pilot, lambda: "X-4" in getattr(top(pilot), "_title", ""))
        await pilot.press(*"unlucky", "enter")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y", "enter")
        assert some.codes.explain("X-4").state == "unknown"
        await pilot.press("backspace", *"X-4", "enter")
        await until(pilot, lambda: some.codes.explain("X-4").state == "void")
        await opens(pilot, CustomersScreen)
