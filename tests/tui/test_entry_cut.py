"""A line of text that is longer than its room ends in … while the cursor is elsewhere."""

from __future__ import annotations

import os
import pty
import sys

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Button

from tui import environment
from tui.widgets.entry import Entry

pytestmark = pytest.mark.strong_keys

LONG = "region:广东,厦门,南京 -status:跟进 owner:王敏"


class Lines(App[None]):
    CSS = "Entry { width: 30; border: none; height: 1; padding: 0 1; }"

    def compose(self) -> ComposeResult:
        yield Entry(LONG, select_on_focus=False)
        yield Button("other")


async def test_the_beginning_is_shown_with_a_sign_and_the_cursor_s_place_while_typing() -> None:
    app = Lines()
    async with app.run_test() as pilot:
        entry = app.query_one(Entry)
        entry.focus()
        await pilot.pause()
        await pilot.press("home", "end")
        await pilot.pause()
        assert "王敏" in entry.render_line(0).text
        app.query_one(Button).focus()
        await pilot.pause()
        shown = entry.render_line(0).text.rstrip()
        assert shown.startswith("region:广东")
        assert shown.endswith("…")
        entry.password = True
        assert "广东" not in entry.render_line(0).text


def test_keys_pressed_before_there_is_a_field_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    with (
        os.fdopen(slave, "r+b", buffering=0) as terminal,
        os.fdopen(master, "wb", buffering=0) as keys,
    ):
        monkeypatch.setattr(sys, "stdin", terminal)
        keys.write(b"x\n")
        environment.forget_typed()
        keys.write(b"y\n")
        assert terminal.readline() == b"y\n"
