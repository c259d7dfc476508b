"""The one registry of what a person can do by a key.

An action's id is `scope.name`. The scope is that of a screen or widget (its `SCOPE`), the name is
its method `action_name`. The registry feeds the bindings, the row of keys at the bottom, the help,
the palette and the file by which a person changes keys; nothing else names a key.

To add one: a row in `ACTIONS`, a method on the screen, `BINDINGS = bindings_for(SCOPE)`, and the
label's Chinese. Keys are written as Textual does (`ctrl+s`, `f2`, `slash`, `j,down`), portable
ones only: no ctrl+shift, no ctrl+digit, nothing that tmux, terminals or input methods take. Every
key that a screen's own widgets (an input, a list) understand by themselves needs no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.binding import BindingType

LOG_READING: Final = ("log.own", "log.team", "log.admin", "log.all")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key, the palette or a click can start.

    id: `scope.name`, see above; never changed once released, people's key files name it.
    keys: the keys as shipped, separated by commas; empty for the palette alone.
    label: two or three English words, the key to the Chinese ones.
    permissions: of which one is enough; without any of them the action is greyed out. The store
        decides for itself, this is only what is shown.
    destructive: asks in a dialog that Enter does not confirm.
    footer: shown in the row of keys at the bottom, as long as there is room.
    priority: works wherever the focus is, in dialogs too.
    """

    id: str
    keys: str
    label: str
    permissions: tuple[str, ...] = ()
    destructive: bool = False
    footer: bool = False
    priority: bool = False

    @property
    def scope(self) -> str:
        """Where it can be done: `app`, a screen or a widget."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The method that does it, without `action_`."""
        return self.id.partition(".")[2]


SCOPES: Final[dict[str, str]] = {
    "app": "Everywhere",
    "customers": "Customers",
    "rules": "Code rules",
    "log": "Operation log",
    "staff": "Staff",
    "settings": "Settings",
    "sign_in": "Sign in",
    "lock": "Locked",
    "dialog": "Dialogs",
    "confirm": "Confirmation",
    "progress": "Long work",
    "first_run": "First start",
}
"""Where actions belong, in the order the help shows them, each with its English title."""

ACTIONS: Final[tuple[Action, ...]] = (
    Action("app.customers", "f2,2", "Customers", ("customer.read",)),
    Action("app.rules", "f3,3", "Code rules", ("rule.read",)),
    Action("app.log", "f4,4", "Operation log", LOG_READING),
    Action("app.staff", "f5,5", "Staff", ("staff.read",)),
    Action("app.settings", "f9,9", "Settings"),
    Action("app.palette", "ctrl+p", "All commands", footer=True),
    Action("app.help", "f1,question_mark", "Help", footer=True),
    Action("app.lock", "ctrl+l", "Lock", priority=True),
    Action("app.sign_out", "", "Sign out"),
    Action("app.quit", "ctrl+q", "Quit", priority=True),
    # customers
    # rules
    # log
    # staff
    # the frame's own screens
    Action("sign_in.language", "f2", "中文 / English", footer=True),
    Action("first_run.language", "f2", "中文 / English", footer=True),
    Action("settings.language", "l", "Language", footer=True),
    Action("settings.theme", "t", "Colours", footer=True),
    Action("settings.password", "p", "Change password", footer=True),
    Action("settings.reset_key", "backspace,delete", "Key as shipped", footer=True),
    Action("settings.close", "escape", "Back", footer=True),
    Action("dialog.close", "escape", "Close", footer=True),
    Action("confirm.yes", "y", "Yes", footer=True),
    Action("confirm.no", "escape,n", "No", footer=True),
    Action("progress.stop", "escape,s", "Stop", footer=True),
)

BY_ID: Final[dict[str, Action]] = {action.id: action for action in ACTIONS}


def in_scope(scope: str) -> Iterable[Action]:
    """The actions of one screen or widget, in the order of the registry."""
    return (action for action in ACTIONS if action.scope == scope)


def bindings_for(scope: str) -> list[BindingType]:
    """What a screen or widget with this scope puts into its `BINDINGS`."""
    from textual.binding import Binding

    return [
        Binding(
            action.keys,
            action.name,
            action.label,
            show=action.footer,
            priority=action.priority,
            id=action.id,
        )
        for action in in_scope(scope)
        if action.keys
    ]


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
