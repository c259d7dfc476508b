"""A change of the data key while others sit at their screens: they are led out, and come back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from store.session import Session
from tests.conftest import PASSWORD
from tests.tui.customers_app import opens, until
from tui import app as app_module
from tui.app import KehaoApp
from tui.screens.customers.customers import CustomersScreen
from tui.screens.staff.sign_in import SignInScreen


@pytest.mark.parametrize("locked", [False, True])
async def test_a_screen_lets_go_of_the_store_by_itself(
    boss: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    monkeypatch.setattr(app_module, "SESSION_SECONDS", 0.2)
    app = KehaoApp(tmp_path / "house", language="en", prefill=("clerk", PASSWORD))
    async with app.run_test(size=(80, 24)) as pilot:
        await opens(pilot, SignInScreen)
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        if locked:
            app.lock()
            await until(pilot, lambda: app.locked)
        done = await asyncio.to_thread(boss.keys.rotate, seconds=20)
        assert done.sessions == 1
        await opens(pilot, SignInScreen)
        assert app.session is None
    boss.customers.add({"name": "x"})
