"""Every key that Kehao ships arrives from every terminal it is meant for, in whatever pieces."""

from __future__ import annotations

import re
import termios
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from tests.tui.real_terminal import RealTerminal
from tui.actions import ACTIONS
from tui.terminal import driver
from tui.terminal.driver import KeyReader

pytestmark = pytest.mark.strong_keys

COMMON = {
    **{letter: letter for letter in "abcdefghijklmnopqrstuvwxyz0123456789"},
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefgklnopqrstuvwxyz"},
    **{letter.upper(): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{"escape": "\x1b", "enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f"},
    **{"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"},
    **{"insert": "\x1b[2~", "delete": "\x1b[3~", "pageup": "\x1b[5~", "pagedown": "\x1b[6~"},
    **{"f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~"},
    **{"shift+tab": "\x1b[Z", "home": "\x1b[1~", "end": "\x1b[4~"},
    **{"slash": "/", "question_mark": "?", "asterisk": "*", "colon": ":", "equals_sign": "="},
    **{"left_square_bracket": "[", "right_square_bracket": "]", "minus": "-", "plus": "+"},
    **{"less_than_sign": "<", "greater_than_sign": ">", "comma": ",", "full_stop": "."},
    **{"semicolon": ";", "number_sign": "#", "exclamation_mark": "!", "percent_sign": "%"},
    **{"grave_accent": "`", "apostrophe": "'", "quotation_mark": '"', "vertical_line": "|"},
}
PF = {"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS"}
VT = {"f1": "\x1b[11~", "f2": "\x1b[12~", "f3": "\x1b[13~", "f4": "\x1b[14~"}
SHIFTED = {"shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B"}
TERMINALS = {
    "Windows Terminal": {**COMMON, **PF, **SHIFTED, "home": "\x1b[H", "end": "\x1b[F"},
    "macOS Terminal": {**COMMON, **PF, **SHIFTED, "home": "\x1b[H", "end": "\x1b[F"},
    "xterm, applications' cursor keys": {
        **COMMON,
        **PF,
        **SHIFTED,
        **{"up": "\x1bOA", "down": "\x1bOB", "right": "\x1bOC", "left": "\x1bOD"},
        **{"home": "\x1bOH", "end": "\x1bOF"},
    },
    "PuTTY": {**COMMON, **VT},
    "PuTTY as xterm R6": {**COMMON, **PF},
    "PuTTY, backspace as Ctrl-H": {**COMMON, **VT, "backspace": "\x08"},
    "tmux": {**COMMON, **PF, **SHIFTED},
    "screen": {**COMMON, **PF},
    "rxvt": {
        **COMMON,
        **VT,
        **{"home": "\x1b[7~", "end": "\x1b[8~", "shift+up": "\x1b[a", "shift+down": "\x1b[b"},
    },
    "Linux console": {
        **COMMON,
        **{f"f{n}": f"\x1b[[{letter}" for n, letter in enumerate("ABCDE", 1)},
        "shift+tab": "",
    },
}
"""What each terminal sends for a key, as it is set up when it is new."""
KEPT = {
    "Windows Terminal": {"ctrl+v", "f11"},
    "macOS Terminal": {"home", "end", "pageup", "pagedown", "insert", "delete"},
    "PuTTY": {"shift+up", "shift+down"},
    "tmux": {"ctrl+b"},
    "screen": {"ctrl+a", "shift+up", "shift+down"},
    "input methods": {"ctrl+space", "shift+space", "ctrl+full_stop", "ctrl+comma"},
    "flow control and signals": {"ctrl+z", "ctrl+c", "ctrl+backslash"},
}
"""Keys that a terminal, or a program between it and Kehao, keeps for itself."""
SAME = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket"}
"""Keys that a terminal cannot tell from Backspace, Tab, Enter and Escape."""


def keys(messages: Iterable[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, events.Key)]


def waited(reader: KeyReader) -> list[str]:
    """What comes when nothing more does."""
    reader._until = 0.0
    return keys(reader.tick())


@pytest.mark.parametrize("name", TERMINALS)
def test_a_terminals_keys_are_what_they_are(name: str) -> None:
    for key, sequence in TERMINALS[name].items():
        reader = KeyReader()
        assert [*keys(reader.feed(sequence)), *waited(reader)] == ([key] if sequence else []), key


@pytest.mark.parametrize("name", TERMINALS)
def test_all_keys_sent_at_once_are_told_apart(name: str) -> None:
    sent = [(key, sequence) for key, sequence in TERMINALS[name].items() if sequence]
    sent = [pair for pair in sent if pair[0] != "escape"]
    reader = KeyReader()
    assert keys(reader.feed("".join(sequence for _, sequence in sent))) == [key for key, _ in sent]


@given(st.lists(st.sampled_from(sorted(TERMINALS["tmux"])), min_size=1), st.data())
def test_a_stream_cut_anywhere_is_the_same_stream(wanted: list[str], data: st.DataObject) -> None:
    # Escape and then `[` or `O` in one go is what a sequence begins with: nobody can tell
    wanted = [
        key
        for key, after in zip(wanted, [*wanted[1:], "x"], strict=True)
        if key != "escape" or after not in ("left_square_bracket", "O")
    ]
    stream = "".join(TERMINALS["tmux"][key] for key in wanted)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    reader = KeyReader()
    read: list[str] = []
    for first, last in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        read += keys(reader.feed(stream[first:last]))
    assert [*read, *waited(reader)] == wanted


def test_escape_and_a_key_behind_it_are_two_keys() -> None:
    reader = KeyReader()
    assert keys(reader.feed("\x1bn王伟\r\x1b\x1bj\x1b[B" + "x" * 40)) == [
        *("escape", "n", "王", "伟", "enter", "escape", "escape", "j", "down"),
        *("x" * 40),
    ]


@pytest.mark.parametrize("rest", ["[A", "[1;2B", "OP", "[15~"])
def test_the_rest_of_a_sequence_that_comes_late_is_never_letters(rest: str) -> None:
    reader = KeyReader()
    assert keys(reader.feed("\x1b")) == []
    assert keys(reader.tick()) == []  # not yet
    assert len(keys(reader.feed(rest))) == 1
    reader = KeyReader()
    assert keys(reader.feed("\x1b")) == []
    assert waited(reader) == ["escape"]
    assert len(keys(reader.feed(rest))) == 1
    assert keys(reader.feed("[")) == ["left_square_bracket"]


@pytest.mark.parametrize("unknown", ["\x1b[?62;4c", "\x1b[1;7A", "\x1b[99;5u", "\x1b[>0;276;0c"])
def test_a_sequence_that_nobody_knows_is_not_letters(unknown: str) -> None:
    reader = KeyReader()
    read = keys(reader.feed(unknown + "j"))
    assert read[-1] == "j"
    assert not any(len(key) == 1 for key in read[:-1])
    assert waited(reader) == []


def test_a_paste_is_one_piece_whatever_is_in_it() -> None:
    reader = KeyReader()
    messages = [
        *reader.feed("\x1b[200~a\x1b[Ab"),
        *reader.feed("\x1bc\x1b[20"),
        *reader.feed("1~j"),
    ]
    assert [m.text for m in messages if isinstance(m, events.Paste)] == ["a\x1b[Ab\x1bc"]
    assert keys(messages) == ["j"]


def test_the_mouse_is_heard_when_a_button_is() -> None:
    reader = KeyReader()
    messages = list(reader.feed("\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;10;5M"))
    assert [type(message) for message in messages] == [
        events.MouseDown,
        events.MouseUp,
        events.MouseScrollUp,
    ]


def test_an_escape_waits_no_longer_than_it_must() -> None:
    reader = KeyReader()
    list(reader.feed("\x1b"))
    assert reader.patience is not None
    assert reader.patience <= driver.ALONE
    reader._until = time.monotonic()
    assert keys(reader.tick()) == ["escape"]
    assert reader.patience is None


def test_only_keys_are_shipped_that_terminals_send() -> None:
    for action in ACTIONS:
        for key in action.keys.split(",") if action.keys else ():
            assert key in COMMON | SHIFTED | PF, (action.id, key)
            assert key not in SAME, (action.id, key)
            assert not re.match(r"(alt|super|ctrl\+shift|shift\+f)", key), (action.id, key)


@pytest.mark.parametrize("keeper", KEPT)
def test_no_action_hangs_on_a_key_that_something_else_keeps(keeper: str) -> None:
    for action in ACTIONS:
        if action.keys:
            assert set(action.keys.split(",")) - KEPT[keeper], action.id


def test_the_line_is_set_for_kehaos_keys(folder: Path) -> None:
    """Ctrl-S and Ctrl-Q reach Kehao, no signal key ends it, and a moving mouse sends nothing."""
    terminal = RealTerminal(folder)
    try:
        terminal.until("Enter")
        flags = termios.tcgetattr(terminal.handle)
        assert not flags[0] & (termios.IXON | termios.IXOFF)
        assert not flags[3] & (termios.ISIG | termios.ICANON | termios.ECHO | termios.IEXTEN)
        sent = terminal.take()
        assert b"\x1b[?1002h" in sent
        assert b"\x1b[?1006h" in sent
        assert b"\x1b[?1003h" not in sent
        terminal.quiet()
        terminal.send("\x1a\x1c\x03")  # Ctrl-Z, Ctrl-backslash, Ctrl-C
        terminal.quiet(0.5)
        terminal.send("\x1b[<35;10;5M" * 20)
        terminal.quiet(0.5)
        terminal.send("龘")
        terminal.until("龘")
    finally:
        terminal.close()
