"""The customers' screen over a real store, for the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from store.customers import intake, preparing
from store.session import Session
from tui.app import KehaoApp
from tui.screens.customers.customers import CustomersScreen
from tui.widgets.frame import MessageBar
from tui.wishes import profile_of

Kind = TypeVar("Kind", bound=Screen[Any])


def fill(session: Session, rows: Sequence[Mapping[str, str]]) -> None:
    """Add many customers in one transaction."""
    desk = preparing.open_desk(session)
    drafts = [preparing.prepare(desk, dict(row)) for row in rows]
    with session.writing("customer.add") as change:
        intake.write(change, desk, drafts)


async def until(pilot: Pilot[None], done: Callable[[], object], seconds: float = 10) -> None:
    """Wait for what a thread will bring; fail after so many seconds."""
    for _ in range(int(seconds / 0.01)):
        await pilot.pause()
        if done():
            return
        await pilot.pause(0.01)
    raise AssertionError("waited in vain")


def top(pilot: Pilot[None]) -> Screen[object]:
    """The screen or dialog that is on top."""
    return pilot.app.screen


async def opens(pilot: Pilot[None], kind: type[Kind]) -> Kind:
    """Wait until a dialog of this kind is on top, and hand it over."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    shown = pilot.app.screen
    assert isinstance(shown, kind)
    return shown


def message(pilot: Pilot[None]) -> str:
    """The sentence above the row of keys."""
    return pilot.app.screen.query_one(MessageBar).text


@asynccontextmanager
async def at_customers(
    session: Session, folder: Path, *, size: tuple[int, int] = (120, 40), language: str = "en"
) -> AsyncIterator[tuple[CustomersScreen, Pilot[None]]]:
    """The customers' screen of somebody who is signed in, with the first list counted."""
    app = KehaoApp(folder, language=language)
    async with app.run_test(size=size) as pilot:
        app.enter(profile_of(session))
        await until(pilot, lambda: isinstance(app.screen, CustomersScreen))
        screen = app.screen
        assert isinstance(screen, CustomersScreen)
        await until(pilot, lambda: screen.finder.total is not None)
        await pilot.pause()
        yield screen, pilot
