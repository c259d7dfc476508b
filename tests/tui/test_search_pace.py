"""How soon a key is searched for: at once, or where answers are slow when the keys pause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, until
from tui.widgets import customer_list
from tui.widgets.customer_list import CustomerList


async def _asked_for(
    house: Store, session: Session, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> list[str]:
    """What is searched for while `abcdef` is typed, where each answer takes so long."""
    asked: list[str] = []
    read: Callable[..., object] = customer_list.read_page

    def slow(session: Session, query: str, *rest: object) -> object:
        if query:
            asked.append(query)
            time.sleep(seconds)
        return read(session, query, *rest)

    monkeypatch.setattr(customer_list, "read_page", slow)
    async with at_customers(session, house.folder) as (screen, pilot):
        finder = screen.query_one(CustomerList)
        await pilot.press("slash", "x")
        await until(pilot, lambda: finder.query_shown == "x")
        await pilot.press("backspace")
        await until(pilot, lambda: finder.query_shown == "")
        asked.clear()
        for place, key in enumerate("abcdef"):
            await pilot.press(key)
            await asyncio.sleep(0.06 if place < 5 else 0)
        await until(pilot, lambda: finder.query_shown == "abcdef")
    return asked


async def test_each_key_is_searched_for_where_answers_are_quick(
    boss: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(boss, [{"name": "甲"}])
    asked = await _asked_for(house, boss, monkeypatch, 0)
    assert len(asked) >= 3


async def test_a_word_is_searched_for_once_where_answers_are_slow(
    boss: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(boss, [{"name": "甲"}])
    assert await _asked_for(house, boss, monkeypatch, 0.6) == ["abcdef"]
