"""The details beside the table: as high as their text, without laying the screen out each time."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, until
from tui.widgets.customer_pane import CustomerPane


async def test_what_is_longer_than_the_pane_can_be_scrolled_and_what_is_shorter_not(
    boss: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "很长的备注，" * 300
    rows = [{"name": name, "type": "个人", "region": "广东"} for name in ("甲", "乙", "丙")]
    fill(boss, [rows[0], {**rows[1], "notes": long}, rows[2], {**rows[0], "name": "丁"}])
    async with at_customers(boss, house.folder, size=(120, 30)) as (screen, pilot):
        pane = screen.query_one(CustomerPane)
        text = pane.query_one(Static)

        async def at(name: str) -> None:
            await until(
                pilot,
                lambda: pane.detail is not None and pane.detail.customer.values["name"] == name,
            )
            await pilot.pause()

        await at("丁")
        laid: list[object] = []
        real = screen._refresh_layout
        monkeypatch.setattr(
            screen, "_refresh_layout", lambda *a, **k: (laid.append(a), real(*a, **k))
        )
        await pilot.press("j")
        await at("丙")
        assert laid == []
        assert pane.max_scroll_y == 0
        await pilot.press("j")
        await at("乙")
        await until(pilot, lambda: pane.max_scroll_y > 0)
        assert text.size.height > pane.size.height
        await pilot.press("j")
        await at("甲")
        await until(pilot, lambda: pane.max_scroll_y == 0)
