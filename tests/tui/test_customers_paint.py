"""A key and what it finds are painted together and at once, and nothing is laid out for them."""

from __future__ import annotations

import asyncio
from typing import Any

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, until
from tui.widgets.search_box import QueryInput


async def test_what_was_found_is_painted_without_the_wait_for_a_frame(
    boss: Session, house: Store, monkeypatch: Any
) -> None:
    async with at_customers(boss, house.folder) as (screen, _pilot):
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)  # no frame comes
        painted: list[object] = []
        refresh = screen._compositor_refresh
        monkeypatch.setattr(
            screen, "_compositor_refresh", lambda: (painted.append(screen), refresh())[1]
        )
        screen.finder.table.refresh()
        await asyncio.sleep(0.05)  # a pause of the pilot's would paint by itself
        assert painted == []
        screen.paint_first(screen.finder.table)
        screen.finder.table.refresh()
        await asyncio.sleep(0.05)
        assert len(painted) == 1


async def test_the_echo_of_a_key_waits_a_moment_for_what_the_key_finds(
    boss: Session, house: Store, monkeypatch: Any
) -> None:
    async with at_customers(boss, house.folder) as (screen, _pilot):
        monkeypatch.setattr("tui.screens.base.HELD", 3600.0)
        resumed: list[bool] = []
        monkeypatch.setattr(screen._update_timer, "resume", lambda: resumed.append(True))
        screen.hold_paint()
        screen.query_one(QueryInput).refresh()
        await asyncio.sleep(0.05)  # a pause of the pilot's would paint by itself
        assert resumed == []
        screen._release()
        await asyncio.sleep(0.05)
        assert resumed


async def test_a_search_lays_nothing_out(boss: Session, house: Store, monkeypatch: Any) -> None:
    fill(boss, [{"name": f"客户{number:03d}"} for number in range(150)])
    async with at_customers(boss, house.folder) as (screen, pilot):
        await pilot.press("slash")
        screen.action_pane()  # what stands beside the table may lay itself out
        await pilot.pause(0.2)
        laid_out: list[object] = []
        layout = screen._refresh_layout
        monkeypatch.setattr(
            screen,
            "_refresh_layout",
            lambda *size, **how: (laid_out.append(how), layout(*size, **how))[1],
        )
        await pilot.press(*"007")
        await until(pilot, lambda: screen.finder.total == 1)
        await pilot.press("backspace", "backspace", "backspace")
        await until(pilot, lambda: screen.finder.total == 150)
        assert laid_out == []
        assert screen.finder.table.virtual_size.height == 151
        assert screen.finder.table.vertical_scrollbar.window_virtual_size == 151
