"""The registry of actions, and the file by which a person changes keys."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding

from tui.actions import ACTIONS, BY_ID, SCOPES, bindings_for, in_scope
from tui.keys import keymap
from tui.keys.names import key_text

TUI = Path(__file__).parents[2] / "tui"


def test_ids_are_unique_and_of_a_known_scope() -> None:
    assert [i for i, n in Counter(action.id for action in ACTIONS).items() if n > 1] == []
    assert {action.scope for action in ACTIONS} <= set(SCOPES)
    assert all(action.name.isidentifier() for action in ACTIONS)


def test_no_shipped_key_does_two_things_in_one_place() -> None:
    clashes = [
        (action.id, key, other)
        for action in ACTIONS
        for key in action.keys.split(",")
        if key
        and (other := keymap.clash(keymap.AS_SHIPPED, action.id, key))
        # dialogs, the gate and the lock cover the app's own keys
        and {action.scope, other.partition(".")[0]} <= {"app", "customers", "rules", "log", "staff"}
    ]
    assert clashes == []


def test_every_action_has_its_method() -> None:
    methods = {
        node.name
        for file in TUI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert [action.id for action in ACTIONS if f"action_{action.name}" not in methods] == []


def test_bindings_carry_the_id_by_which_keys_are_changed() -> None:
    made = [Binding.make_bindings([binding]) for binding in bindings_for("app")]
    ids = {binding.id for group in made for binding in group}
    assert ids == {action.id for action in in_scope("app") if action.keys}


def test_nothing_destructive_hangs_on_enter() -> None:
    assert not [a.id for a in ACTIONS if a.destructive and "enter" in a.keys.split(",")]


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("ctrl+p", "Ctrl-P"),
        ("f1", "F1"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("j", "j"),
        ("G", "G"),
        ("shift+tab", "Shift-Tab"),
        ("upper_g", "upper_g"),
    ],
)
def test_keys_are_written_for_people(key: str, shown: str) -> None:
    assert key_text(key) == shown


def test_a_file_changes_keys_and_leaves_the_rest() -> None:
    keys = keymap.load('[keys]\n"app.lock" = "f12"\n')
    assert keys.problems == ()
    assert keys.keys_of("app.lock") == ("f12",)
    assert keys.keys_of("app.quit") == ("ctrl+q",)


def test_the_later_text_wins() -> None:
    keys = keymap.load('[keys]\n"app.lock" = "f12"', '[keys]\n"app.lock" = "f11"')
    assert keys.keys_of("app.lock") == ("f11",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[keys]\n"app.nothing" = "f12"', "app.nothing"),
        ('[keys]\n"app.lock" = "ctrl+q"', "Ctrl-Q"),
        ('[keys]\n"app.lock" = 3', "app.lock"),
        ('[keys]\n"app.lock" = ""', "app.lock"),
        ('[keys]\n"app.lock" = "enter"', "app.lock"),
        ("keys = [", "TOML"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_and_left_out(text: str, says: str) -> None:
    keys = keymap.load(text)
    assert keys.keys == {}
    assert len(keys.problems) == 1
    assert says in keys.problems[0]
    assert "\n" not in keys.problems[0]


def test_two_actions_may_swap_their_keys() -> None:
    keys = keymap.load('[keys]\n"app.help" = "f9"\n"app.settings" = "f1"\n')
    assert keys.problems == ()
    assert keys.keys_of("app.help") == ("f9",)
    assert keys.keys_of("app.settings") == ("f1",)


_KEY = st.sampled_from(["f6", "f7", "ctrl+o", "backslash", "f1", "f9", "ctrl+l"])
_FREE = ["app.lock", "app.help", "app.settings", "app.sign_out"]


@given(st.dictionaries(st.sampled_from(_FREE), _KEY))
def test_what_is_in_force_never_clashes_and_is_read_back_the_same(wanted: dict[str, str]) -> None:
    keys = keymap.load(keymap.write(wanted))
    used = Counter(key for action in in_scope("app") for key in keys.keys_of(action.id))
    assert [key for key, count in used.items() if count > 1] == []
    assert keymap.load(keymap.write(keys.keys)).keys == keys.keys


@given(st.text())
def test_no_text_stops_the_program(text: str) -> None:
    keys = keymap.load(text)
    assert set(keys.keys) <= set(BY_ID)


def test_a_file_that_is_missing_is_no_problem(tmp_path: Path) -> None:
    assert keymap.read_file(tmp_path / "keys.toml") == ("", "")


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    text, problem = keymap.read_file(tmp_path)
    assert text == ""
    assert str(tmp_path) in problem


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text("#" * (keymap.MAX_BYTES + 1))
    text, problem = keymap.read_file(tmp_path / "keys.toml")
    assert text == ""
    assert problem
