"""Keys that arrive in one piece are done one after the other, each where the one before led."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from tui.keys.order import LONGEST, KeysInOrder


class Dialog(ModalScreen[str]):
    BINDINGS = [("escape", "dismiss('')")]

    def compose(self) -> ComposeResult:
        yield Input(id="asked")


class Fields(Screen[None]):
    BINDINGS = [("ctrl+o", "open"), ("tab", "app.focus_next")]

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="password")

    def action_open(self) -> None:
        self.app.push_screen(Dialog())


class Typing(KeysInOrder):
    def on_mount(self) -> None:
        self.push_screen(Fields())

    def burst(self, *keys: str) -> None:
        for key in keys:
            character = key if len(key) == 1 else None
            self.post_message(events.Key(key, character))


async def test_a_tab_takes_the_keys_behind_it_along() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.burst(*"boss", "tab", *"secret")
        await pilot.pause(0.2)
        assert [field.value for field in app.screen.query(Input)] == ["boss", "secret"]


async def test_what_follows_the_key_that_opens_a_dialog_goes_into_it() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.burst("a", "ctrl+o", *"xyz", "escape", "b")
        await pilot.pause(0.3)
        assert app.screen.query_one("#name", Input).value == "ab"


async def test_a_paste_keeps_its_place() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.burst("a", "tab")
        app.post_message(events.Paste("pasted"))
        app.burst("!")
        await pilot.pause(0.2)
        assert [field.value for field in app.screen.query(Input)] == ["a", "pasted!"]


async def test_a_widget_that_hangs_holds_the_keys_back_for_a_while_only() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        await pilot.pause()
        name, password = app.screen.query(Input)
        done = asyncio.Event()
        name.call_later(done.wait)
        app.burst("tab")
        await asyncio.sleep(0.1)
        app.screen.set_focus(password)
        app.burst("x")
        await asyncio.sleep(0.1)
        assert password.value == ""
        await asyncio.sleep(LONGEST + 0.5)
        assert password.value == "x"
        done.set()
