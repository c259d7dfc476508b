"""One customer from a backup: chosen, opened by the recovery key, seen beside now, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import store
from store.files.confinement import Confinement, confine
from store.session import Session
from tests.conftest import PASSWORD
from tests.tui.customers_app import at_customers, message, opens, until
from tui.screens.ask import AskDialog
from tui.screens.choose import ChooseDialog
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.customers.then_and_now import ThenAndNowPage
from tui.screens.staff.recovery_key import RecoveryKeyDialog
from tui.widgets.info_line import InfoLine

Kept = tuple[Session, Path, str, Path]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A store with one customer, changed since its backup; with the recovery key, and the disk."""
    (tmp_path / "disk").mkdir()
    created = store.create(tmp_path / "house", admin="boss", password=PASSWORD)
    session = created.store.sign_in("boss", PASSWORD)
    customer = session.customers.add(
        {"name": "周明", "phone": "13800138000", "city": "深圳", "region": "广东"}, tags=["重点"]
    )
    made = session.backups.create([str(tmp_path / "disk")])
    assert made[0].error is None
    session.customers.edit(
        customer.id, {"phone": "13900139000", "city": ""}, version=customer.version, tags=[]
    )
    return session, created.store.folder, created.recovery_key, Path(made[0].file)


@asynccontextmanager
async def details(
    kept: Kept, *, language: str = "en"
) -> AsyncIterator[tuple[CustomerDialog, Pilot[None]]]:
    """The details of the one customer, on a small terminal."""
    session, folder, _, _ = kept
    async with at_customers(session, folder, size=(80, 24), language=language) as (_, pilot):
        await pilot.press("enter")
        dialog = await opens(pilot, CustomerDialog)
        await until(pilot, lambda: dialog.detail)
        yield dialog, pilot


async def give_key(pilot: Pilot[None], key: str) -> None:
    """The recovery key, given where it is asked for."""
    asking = await opens(pilot, RecoveryKeyDialog)
    field = asking.query_one(Input)
    assert field.password
    field.value = key
    await pilot.press("enter")


async def test_a_field_is_taken_back_and_the_others_stay(kept: Kept) -> None:
    session, _, key, file = kept
    async with details(kept) as (dialog, pilot):
        await pilot.press("B")
        choice = await opens(pilot, ChooseDialog)
        assert file.name in str(choice.query_one("OptionList").get_option_at_index(0).prompt)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await give_key(pilot, key)
        page = await opens(pilot, ThenAndNowPage)
        pairs = [(pair.label, pair.before, pair.after) for pair in page.comparison.pairs]
        assert set(pairs[:3]) == {
            ("City", "深圳", ""),
            ("Phone", "13800138000", "13900139000"),
            ("Tags", "重点", ""),
        }
        assert ("Customer name", "周明", "周明") in pairs[3:]
        await pilot.press("ctrl+s")
        assert "Nothing is chosen" in message(pilot)
        await pilot.press("space", "space", "space")
        assert page.comparison.chosen == {0}
        await pilot.press("space")
        page.comparison.rows.highlighted = [label for label, _, _ in pairs].index("Phone")
        await pilot.press("space")
        assert "3 of" in page.query_one(InfoLine).text
        assert "1 chosen" in page.query_one(InfoLine).text
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is dialog)
        assert "Phone" in message(pilot)
    now = session.customers.get("CUST000001")
    assert (now.values["phone"], now.values.get("city", ""), now.tags) == ("+8613800138000", "", ())
    newest = session.log.list("action:customer.edit")[0]
    assert newest.reason.startswith("backup ")
    session.undo.one(newest.seq)
    assert session.customers.get("CUST000001").values["phone"] == "+8613900139000"


async def test_a_path_is_named_and_a_slip_in_the_key_is_said_before_anything_is_read(
    kept: Kept,
) -> None:
    session, _, key, file = kept
    elsewhere = file.rename(file.with_name("moved.kehao"))
    async with details(kept, language="zh") as (dialog, pilot):
        await pilot.press("B")
        asking = await opens(pilot, AskDialog)  # the one that is known lies there no more
        asking.query_one(Input).value = str(elsewhere)
        await pilot.press("enter")
        slipped = ("1" if key[0] != "1" else "2") + key[1:]
        await give_key(pilot, slipped)
        await until(pilot, lambda: "恢复密钥" in message(pilot))
        await give_key(pilot, key)
        page = await opens(pilot, ThenAndNowPage)
        await pilot.press("a")
        assert len(page.comparison.chosen) == 3
        await pilot.press("a")
        assert page.comparison.chosen == set()
        await pilot.press("G", "space")
        assert "没有不同" in message(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is dialog)
    assert session.customers.get("CUST000001").values["phone"] == "+8613900139000"


async def test_what_somebody_changed_since_is_not_overwritten(kept: Kept) -> None:
    session, _, key, _ = kept
    async with details(kept) as (_, pilot):
        await pilot.press("B")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await give_key(pilot, key)
        page = await opens(pilot, ThenAndNowPage)
        now = session.customers.get("CUST000001")
        session.customers.edit(now.id, {"phone": "13700137000"}, version=now.version)
        await pilot.press("a", "ctrl+s")
        await until(pilot, lambda: message(pilot))
        assert pilot.app.screen is page
    assert session.customers.get("CUST000001").values["phone"] == "+8613700137000"


async def test_whom_a_server_serves_is_not_asked_for_the_recovery_key(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHAO_SERVED", "1")
    confine(Confinement("boss", kept[1]))
    try:
        async with details(kept) as (dialog, pilot):
            assert dialog.check_action("look_back", ()) is None
            await pilot.press("B")
            await pilot.pause(0.1)
            assert pilot.app.screen is dialog
    finally:
        confine(None)
