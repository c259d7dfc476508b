"""Any section over a real store, signed in as one likes, for the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from store.session import Session
from tests.tui.customers_app import until
from tui.app import SECTIONS, KehaoApp
from tui.widgets.row_table import RowTable
from tui.wishes import profile_of


@asynccontextmanager
async def at_section(
    session: Session,
    folder: Path,
    name: str,
    *,
    size: tuple[int, int] = (100, 30),
    language: str = "en",
) -> AsyncIterator[tuple[Any, Pilot[None]]]:
    """The section of somebody who is signed in, with its list read."""
    app = KehaoApp(folder, language=language)
    async with app.run_test(size=size) as pilot:
        app.enter(profile_of(session))
        await until(pilot, lambda: app.screen.__class__.__name__ != "SignInScreen")
        app.open_section(name)
        wanted = SECTIONS[name].partition(":")[2]
        await until(pilot, lambda: type(app.screen).__name__ == wanted)
        screen = app.screen
        await until(pilot, lambda: screen.query(RowTable) and screen.query_one(RowTable).row_count)
        yield screen, pilot


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text into what has the focus."""
    for sign in text:
        await pilot.press("space" if sign == " " else sign)


def rows(table: RowTable) -> list[tuple[str, ...]]:
    """The rows of a short table as they are in it."""
    found = [table.row_at(index) for index in range(table.row_count)]
    return [tuple(row.cells) for row in found if row is not None]
