"""How keys are written for people: `ctrl+p` is Ctrl-P."""

from __future__ import annotations

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
