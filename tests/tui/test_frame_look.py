"""How the frame looks in any terminal, and the ways out of Textual that stay shut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, OptionList

from tests.tui.frame_sections import SECRET
from tests.tui.test_frame_sign_in import signed_in
from tui import app as app_module
from tui.app import KehaoApp
from tui.screens.staff.sign_in import SignInScreen

Shown = Callable[[Any], str]


@pytest.fixture(autouse=True)
def _sections(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {
        "customers": "tests.tui.frame_sections:CustomersSection",
        "rules": "tests.tui.frame_sections:RulesSection",
    }
    monkeypatch.setattr(app_module, "SECTIONS", sections)


# -- the look ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_dialog_fits_the_terminal(
    folder: Path, shown: Shown, language: str, size: tuple[int, int]
) -> None:
    app = KehaoApp(folder, language=language)
    async with app.run_test(size=size) as pilot:
        await signed_in(pilot)
        for key in ("ctrl+p", "f1", "f9"):
            await pilot.press(key)
            await pilot.pause()
            frame = app.screen.query_one(".dialog").region
            assert frame.x >= 0
            assert frame.right <= size[0]
            assert frame.bottom <= size[1]
            await pilot.press("escape")
            await pilot.pause()


async def test_nothing_blinks(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.focused, Input)
        assert app.focused.cursor_blink is False


async def test_without_colours_the_cursor_is_reversed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        app.screen.query_one(OptionList).focus()
        await pilot.pause()
        segments = [s for strip in app.screen._compositor.render_strips() for s in strip]
        colours = {
            colour
            for segment in segments
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None and not colour.is_default
        }
        assert colours == set()
        reversed_text = [s.text for s in segments if s.style and s.style.reverse]
        assert any(SECRET in text for text in reversed_text)


# -- shut doors -------------------------------------------------------------------------------


async def test_the_ways_out_of_textual_are_shut(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_, **__: pytest.fail("a browser was started"))
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        before = sorted(tmp_path.iterdir())
        app.open_url("https://example.com")
        app.save_screenshot(path=str(tmp_path))
        app.deliver_screenshot(path=str(tmp_path))
        app.deliver_text(str(folder / "keyring.json"), save_directory=tmp_path)
        app.action_suspend_process()
        app.action_command_palette()
        with app.suspend():
            pass
        await pilot.pause()
        assert sorted(tmp_path.iterdir()) == before
        assert isinstance(app.screen, SignInScreen)
        assert app.devtools is None
        assert list(app.get_system_commands(app.screen)) == []


def test_the_driver_is_the_terminals_whatever_the_environment_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.constants.DRIVER", "os:system")
    assert KehaoApp(folder).driver_class.__name__ == "LineDriver"
