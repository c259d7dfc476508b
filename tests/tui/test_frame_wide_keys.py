"""Keys from an input method in its full-width mode do what they do in the other."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Label

from tui.app import KehaoApp
from tui.keys.wide import WideKeys
from tui.widgets.frame import MessageBar


class Fields(Screen[None]):
    BINDINGS = [
        ("question_mark", "note('help')"),
        ("slash", "note('search')"),
        ("n", "note('new')"),
        ("less_than_sign", "note('narrower')"),
        ("right_square_bracket", "note('down')"),
        ("colon", "note('jump')"),
        ("equals_sign", "note('compare')"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def compose(self) -> ComposeResult:
        yield Label("nothing")
        yield Input()

    def action_note(self, text: str) -> None:
        self.notes.append(text)


class Typing(WideKeys):
    def on_mount(self) -> None:
        self.push_screen(Fields())

    def type(self, text: str) -> None:
        for sign in text:
            self.post_message(events.Key(sign, sign))


async def test_a_wide_space_parts_words() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one(Input).focus()
        app.type("广州　晴川？ｎ")
        await pilot.pause(0.2)
        assert app.screen.query_one(Input).value == "广州 晴川？ｎ"


async def test_outside_a_field_wide_signs_are_the_commands_on_their_keys() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.set_focus(None)
        app.type("？、／ｎ广")
        await pilot.pause(0.2)
        screen = app.screen
        assert isinstance(screen, Fields)
        assert screen.notes == ["help", "search", "search", "new"]
        screen.notes.clear()
        app.type("《】：＝」")
        await pilot.pause(0.2)
        assert screen.notes == ["narrower", "down", "jump", "compare", "down"]


class Ahead(WideKeys):
    """Its `/` puts the cursor into the field."""

    said = 0

    def on_mount(self) -> None:
        self.push_screen(Filtered())

    def type(self, text: str) -> None:
        for sign in text:
            self.post_message(events.Key(sign, sign))

    def _say_why_nothing_happens(self) -> None:
        self.said += 1


class Filtered(Fields):
    def action_note(self, text: str) -> None:
        super().action_note(text)
        if text == "search":
            box = self.query_one(Input)
            box.select_on_focus = False
            self.set_focus(box)

    def on_key(self, event: events.Key) -> None:
        if event.character == "拼":
            event.stop()


async def test_text_typed_ahead_of_its_field_is_text_and_explains_nothing() -> None:
    app = Ahead()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.set_focus(None)
        app.type("拼")
        app.type("、广州：")
        await pilot.pause(0.2)
        assert app.screen.query_one(Input).value == "广州："
        assert app.said == 0
        app.screen.set_focus(None)
        app.type("广")
        await pilot.pause(0.2)
        assert app.said == 1


async def test_a_word_where_a_letter_was_meant_is_explained(folder: Path) -> None:
    app = KehaoApp(folder, language="zh")
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.set_focus(None)
        app.post_message(events.Key("你", "你"))
        await pilot.pause(0.2)
        assert "Shift" in app.screen.query_one(MessageBar).text
