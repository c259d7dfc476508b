"""Every screen fits: from a phone's 60 by 20 to a wall's 200 by 60, in both languages.

Nothing stands out over the terminal's edge, what has the focus can be seen, and so can the key that
leads back and, on a whole screen, the help's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import Screen

from store.session import Session
from store.sign_in.opening import Store
from tests.bench.customers import customers
from tests.tui.customers_app import fill, until
from tui.app import KehaoApp
from tui.keys.names import short_key_text
from tui.screens.base import KehaoDialog
from tui.widgets.frame import WAYS_BACK, KeyBar
from tui.wishes import profile_of

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
PLACES = (
    *("", "enter", "enter y", "enter C", "enter B", "y", "e", "n", "f", "f j enter", "s", "c", "w"),
    *("space b", "x", "C", "space j space M", "N", "R", "R n", "i", "o", "E", "Y", "U"),
    *("space j equals_sign", "l F", "f9", "f9 p", "f1", "ctrl+p", "p"),
    *("f3", "f3 e", "f3 e ctrl+o", "f3 t", "f3 v", "f3 m", "f3 H", "f3 o", "f3 c", "f3 L"),
    *("f3 n", "f3 d", "f3 D"),
    *("f4", "f4 f", "f4 enter", "f4 c", "f4 c V", "f5", "f5 n", "f5 e", "f5 m", "f5 m n", "f5 p"),
    *("f6", "f6 e", "f6 n"),
)
"""The keys that lead to each screen and dialog, from the list of customers."""
MOST_SCREENS = 40
"""So many different screens and dialogs at least are met on these ways."""


@pytest.fixture
def peopled(boss: Session, house: Store) -> Path:
    """A store with a page of customers."""
    fill(boss, list(customers(40)))
    return house.folder


@asynccontextmanager
async def opened(
    session: Session, folder: Path, size: tuple[int, int], language: str
) -> AsyncIterator[Pilot[None]]:
    """The list of customers on a terminal of that size."""
    app = KehaoApp(folder, language=language)
    async with app.run_test(size=size) as pilot:
        app.enter(profile_of(session))
        app.use_language(language)
        await until(pilot, lambda: app.screen.__class__.__name__ == "CustomersScreen")
        await pilot.pause(0.2)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Until the screen's threads have brought what it shows."""
    screen = pilot.app.screen
    await until(pilot, lambda: not getattr(screen, "_under_way", None))
    await pilot.pause()


async def go(pilot: Pilot[None], keys: str) -> None:
    """Press these keys, each when the one before is done."""
    for key in keys.split():
        await pilot.press(key)
        await pilot.pause()
        await settled(pilot)


async def home(pilot: Pilot[None]) -> None:
    """Back to the list of customers, whatever is open."""
    app = pilot.app
    assert isinstance(app, KehaoApp)
    while len(app.screen_stack) > 1:
        app.pop_screen()
        await pilot.pause()
    app.open_section("customers")
    await pilot.pause()
    for _ in range(3):
        await pilot.press("escape")
    await settled(pilot)


def check(screen: Screen[object], size: tuple[int, int], where: str) -> None:
    """Nothing stands out, the focus is in sight, and so is the way back."""
    width, height = size
    strips = screen._compositor.render_strips()
    assert len(strips) == height, where
    assert all(cell_len(strip.text) == width for strip in strips), where
    if screen.focused is not None:
        region = screen.focused.region
        seen = region.intersection(screen.region)
        assert seen.width >= min(region.width, 8), (where, screen.focused, region)
        assert seen.height >= 1, (where, screen.focused, region)
        widget = screen.get_widget_at(seen.x, seen.y)[0]
        inside = [widget, *widget.ancestors]
        assert screen.focused in inside, (where, screen.focused, widget)
    (bar,) = screen.query(KeyBar)
    assert bar.region.bottom <= height, where
    assert bar.region.height == 1, where
    row = strips[bar.region.y].text
    names = {action.name for action, _ in bar._active()}
    for action, key in bar._active():
        if action.name in WAYS_BACK and isinstance(screen, KehaoDialog):
            assert short_key_text(key) in row, (where, action.id, row)
    if "help" in names:
        assert "F1" in row, (where, row)
    assert len(row.split()) >= 2, (where, row)


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_screen_fits_a_phone(boss: Session, peopled: Path, language: str) -> None:
    met = set()
    size = (60, 20)
    async with opened(boss, peopled, size, language) as pilot:
        for keys in PLACES:
            await go(pilot, keys)
            check(pilot.app.screen, size, f"{keys!r} {language}")
            met.add(type(pilot.app.screen).__name__)
            await home(pilot)
    assert len(met) >= MOST_SCREENS, sorted(met)


@pytest.mark.long
async def test_a_window_may_be_pulled_over_whatever_is_open(boss: Session, peopled: Path) -> None:
    async with opened(boss, peopled, (120, 40), "zh") as pilot:
        for keys in ("", "e", "f", "c", "b", "enter", "f3 e", "f5 n", "f9", "f1"):
            await go(pilot, keys)
            for size in (*SIZES, (60, 20), (120, 40)):
                await pilot.resize_terminal(*size)
                await settled(pilot)
                check(pilot.app.screen, size, f"{keys!r} pulled to {size}")
            await home(pilot)


@pytest.mark.long
async def test_a_letter_has_another_key_where_an_input_method_would_take_it(
    boss: Session, peopled: Path
) -> None:
    """In Chinese the row of keys names no letter where something else does the same."""
    async with opened(boss, peopled, (120, 40), "zh") as pilot:
        for keys in ("", "enter", "f3", "f4", "f5", "f6", "f9", "x"):
            await go(pilot, keys)
            for action, key in pilot.app.screen.query_one(KeyBar)._active():
                others = [one for one in action.keys.split(",") if len(one) > 1]
                assert len(key) > 1 or not others, (keys, action.id, key)
            await home(pilot)
