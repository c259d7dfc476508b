"""How keys are written for people: `ctrl+p` is Ctrl-P."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_KEY_NAMES: Final = {
    "question_mark": "?",
    "slash": "/",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift-Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "plus": "+",
    "minus": "-",
    "asterisk": "*",
    "comma": ",",
    "full_stop": ".",
    "colon": ":",
    "semicolon": ";",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "equals_sign": "=",
    "number_sign": "#",
    "exclamation_mark": "!",
    "quotation_mark": '"',
    "apostrophe": "'",
    "percent_sign": "%",
    "ampersand": "&",
    "at": "@",
    "dollar_sign": "$",
    "circumflex_accent": "^",
    "grave_accent": "`",
    "tilde": "~",
    "vertical_line": "|",
    "backslash": "\\",
    "underscore": "_",
}

_SHORT: Final = {"space": "Spc", "backspace": "BkSp", "shift+up": "S-Up", "shift+down": "S-Down"}


def key_text(key: str) -> str:
    """How a key is written for people: `ctrl+p` is Ctrl-P, `slash` is /, `f1` is F1."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    *modifiers, last = key.split("+")
    if last in _KEY_NAMES:
        last = _KEY_NAMES[last]
    elif modifiers or (last[:1] == "f" and last[1:].isdigit()):
        last = last.upper()
    return "-".join([*(modifier.title() for modifier in modifiers), last])


def short_key_text(key: str) -> str:
    """As `key_text`, where there is little room: ^P for Ctrl-P, as editors write it."""
    modifier, _, last = key.rpartition("+")
    if modifier == "ctrl" and len(last) == 1:
        return f"^{last.upper()}"
    return _SHORT.get(key) or key_text(key)


def key_shown(keys: Sequence[str], language: str) -> str:
    """Which of an action's keys is shown where there is room for one.

    The first; in Chinese the first that is no letter, because a letter goes to the input method.
    """
    if language != "zh":
        return keys[0]
    return next((key for key in keys if not (len(key) == 1 and key.isalpha())), keys[0])
