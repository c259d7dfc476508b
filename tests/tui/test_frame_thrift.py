"""What is sent to the terminal is little, and the terminal shows all the same what it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from tests.conftest import examples
from tests.tui.test_frame_sign_in import signed_in
from tui import app as app_module
from tui.app import KehaoApp
from tui.terminal.shadow import Shadow
from tui.terminal.thrift import Changed

WIDTH, HEIGHT = 24, 5
CONSOLE = Console(color_system="256", force_terminal=True)
STYLES = [Style(), Style(bold=True), Style.parse("white on blue"), Style.parse("red reverse")]
TEXT = st.text(st.sampled_from("ab 客户编码,。-│…"), max_size=WIDTH)
ROW = st.lists(st.tuples(TEXT, st.sampled_from(STYLES)), min_size=1, max_size=4)


def strip_of(row: list[tuple[str, Style]]) -> Strip:
    strip = Strip([Segment(text, style) for text, style in row])
    return strip.adjust_cell_length(WIDTH)


def cells(screen: pyte.Screen) -> list[list[Any]]:
    """What can be seen: of a space neither the ink nor its weight."""
    return [
        [
            cell._replace(fg="default", bold=False) if cell.data == " " else cell
            for cell in (screen.buffer[y][x] for x in range(screen.columns))
        ]
        for y in range(screen.lines)
    ]


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    return screen, pyte.Stream(screen)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.lists(ROW, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=4))
def test_a_terminal_fed_with_changes_shows_the_same_as_one_fed_with_all(
    pictures: list[list[list[tuple[str, Style]]]],
) -> None:
    shadow = Shadow()
    little, feed_little = terminal()
    for picture in pictures:
        strips = [[strip_of(row)] for row in picture]
        update = LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))
        feed_little.feed(Changed(update, shadow).render_segments(CONSOLE))
    everything, feed_everything = terminal()
    for y, row in enumerate(pictures[-1]):
        feed_everything.feed(f"\x1b[{y + 1};1H" + strip_of(row).render(CONSOLE))
    assert cells(little) == cells(everything)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(ROW, min_size=40, max_size=40),
    st.lists(st.integers(0, 30), min_size=2, max_size=8),
)
def test_rows_that_moved_are_moved_by_the_terminal_and_stand_right(
    rows: list[list[tuple[str, Style]]], tops: list[int]
) -> None:
    shadow = Shadow()
    little = pyte.Screen(WIDTH * 2, 12)
    feed_little = pyte.Stream(little)
    everything = pyte.Screen(WIDTH * 2, 12)
    feed_everything = pyte.Stream(everything)
    beside = Strip([Segment(f"{'│beside':24}", STYLES[2])])
    for number, top in enumerate(tops):
        strips = [[strip_of(rows[top + y] if y else rows[0])] for y in range(10)]
        # what stands beside the list is in the first update alone, and stays where it is
        pieces = [[*row, beside] for row in strips] if number == 0 else strips
        update = LayoutUpdate(pieces, Region(0, 1, WIDTH, 10))
        feed_little.feed(Changed(update, shadow).render_segments(CONSOLE))
        for y, row in enumerate(strips, 1):
            feed_everything.feed(f"\x1b[{y + 1};1H" + row[0].render(CONSOLE))
            feed_everything.feed(beside.render(CONSOLE))
        assert cells(little) == cells(everything)


@given(st.lists(ROW, min_size=HEIGHT, max_size=HEIGHT))
def test_what_is_there_already_is_not_sent_again(picture: list[list[tuple[str, Style]]]) -> None:
    shadow = Shadow()
    update = LayoutUpdate([[strip_of(row)] for row in picture], Region(0, 0, WIDTH, HEIGHT))
    first = Changed(update, shadow).render_segments(CONSOLE)
    assert first
    assert Changed(update, shadow).render_segments(CONSOLE) == ""
    shadow.forget()
    assert Changed(update, shadow).render_segments(CONSOLE) == first


def test_one_changed_character_is_sent_alone() -> None:
    shadow = Shadow()
    plain = [(character, "") for character in "customer"]
    assert shadow.put(0, 0, list(plain)).endswith("customer")
    plain[3] = ("T", "1")
    assert shadow.put(0, 0, plain) == "\x1b[1;4H\x1b[1mT\x1b[0m"


def test_a_list_scrolled_by_a_row_costs_a_row() -> None:
    shadow = Shadow()
    words = [[(letter, "38;5;7") for letter in f"customer number {n:04}"] for n in range(31)]
    shadow.draw((0, y, row) for y, row in enumerate(words[:30]))
    sent = shadow.draw((0, y, row) for y, row in enumerate(words[1:]))
    assert sent.startswith("\x1b[1;30r\x1b[30;1H\n\x1b[r")
    assert len(sent) < 70


def test_a_look_is_changed_by_what_differs() -> None:
    shadow = Shadow()
    sent = shadow.put(0, 0, [("a", "38;5;7;48;5;1"), ("b", "1;38;5;7;48;5;1"), ("c", "38;5;7")])
    assert sent == "\x1b[1;1H\x1b[38;5;7;48;5;1ma\x1b[1mb\x1b[0;38;5;7mc\x1b[0m"


def test_behind_a_character_of_uncertain_width_the_cursor_is_placed_anew() -> None:
    shadow = Shadow()
    assert shadow.put(0, 0, [(sign, "") for sign in "a… b──  c"]) == (
        "\x1b[1;1Ha  \x1b[2G…\x1b[4Gb──\x1b[7G  c"
    )
    assert shadow.put(0, 0, [(sign, "") for sign in "a… b──  d"]) == "\x1b[1;9Hd"
    assert shadow.put(0, 0, [(sign, "") for sign in "ab b──  d"]) == "\x1b[1;2Hb "
    assert shadow.put(0, 0, [(sign, "") for sign in "ab b─-  d"]) == "\x1b[1;5H─\x1b[6G-  "


class Wide(pyte.Screen):
    """A terminal that draws ambiguous characters wide, as some do for Chinese."""

    def draw(self, data: str) -> None:
        for sign in data:
            super().draw(sign)
            if sign in "…─│":
                self.cursor_forward(1)


@given(st.lists(st.text(st.sampled_from("ab 客…─ "), max_size=20), min_size=1, max_size=5))
def test_where_they_are_wide_the_rest_stands_all_the_same(rows: list[str]) -> None:
    shadow = Shadow()
    screens = (pyte.Screen(WIDTH, 1), Wide(WIDTH, 1))
    for row in rows:
        strip = strip_of([(row, STYLES[0])])
        sent = Changed(LayoutUpdate([[strip]], Region(0, 0, WIDTH, 1)), shadow)
        sequence = sent.render_segments(CONSOLE)
        for screen in screens:
            pyte.Stream(screen).feed(sequence)
    usual, wide = ([screen.buffer[0][x].data for x in range(WIDTH)] for screen in screens)
    for x in range(WIDTH):
        if usual[x - 1] not in "…─" and usual[x] not in "…─":
            assert wide[x] == usual[x], (usual, wide)


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_terminal_shows_what_the_screens_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(
        app_module,
        "SECTIONS",
        {
            "customers": "tests.tui.frame_sections:CustomersSection",
            "rules": "tests.tui.frame_sections:RulesSection",
        },
    )
    picture = pyte.Screen(*size)
    stream = pyte.Stream(picture)
    shadow = Shadow()
    sent = 0

    def display(self: KehaoApp, screen: Screen[Any], renderable: Any) -> None:
        nonlocal sent
        if self._batch_count or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            return
        sequence = Changed(renderable, shadow).render_segments(CONSOLE)
        sent += len(sequence)
        stream.feed(sequence)

    monkeypatch.setattr(KehaoApp, "_display", display)
    app = KehaoApp(folder, language="zh")
    async with app.run_test(size=size) as pilot:
        await signed_in(pilot)
        keys = "tab down tab x tab f1 pagedown escape f9 down t escape f3 f2 ctrl+p escape ctrl+l"
        for key in keys.split():
            await pilot.press(key)
            await pilot.pause(0.05)
            shown = "\n".join(
                "".join(segment.text for segment in strip)
                for strip in app.screen._compositor.render_strips()
            )
            assert "\n".join(picture.display).split() == shown.split(), key
        sent = 0
        app.unlock()
        await pilot.pause(0.1)
        sent = 0
        await pilot.press("tab")
        await pilot.pause(0.1)
        assert 0 < sent < 1500
