"""A person's own keys: a small TOML file over the keys as shipped.

    [keys]
    "app.lock" = "f12"
    "customers.new" = "n,ctrl+n"

Two layers: the file `kehao/keys.toml` in the configuration folder (for those who have an account
on the machine), and over it the same text kept with the person's account in the store, which the
settings screen edits. A row that cannot be used is left out and said in one line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tui.actions import ACTIONS, BY_ID
from tui.keys.names import key_text
from tui.locale import t

MAX_BYTES: Final = 65536
FIXED: Final = frozenset({"ctrl+c", "enter", "tab", "shift+tab"})
"""Keys that always do the same, so that nobody locks themselves out."""
_KEY = re.compile(r"[a-z0-9_]+(\+[a-z0-9_]+)*|[^\s,]")


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys start which action, and what was wrong with the person's wishes.

    keys: action id to keys (commas between), only where they differ from those shipped.
    problems: sentences for the person, one for each row left out.
    """

    keys: Mapping[str, str]
    problems: tuple[str, ...] = ()

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action as they are now, the person's or those shipped."""
        keys = self.keys.get(action_id, BY_ID[action_id].keys)
        return tuple(key for key in keys.split(",") if key)


AS_SHIPPED: Final = Keymap({})


def path(environ: Mapping[str, str] | None = None) -> Path:
    """Where the person's key file lies, whether or not it is there."""
    environ = os.environ if environ is None else environ
    home = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME", "~"), ".config"))
    return Path(home) / "kehao" / "keys.toml"


def load(*texts: str) -> Keymap:
    """The keys that these TOML texts ask for, later ones over earlier ones."""
    wanted: dict[str, str] = {}
    problems: list[str] = []
    for text in texts:
        if text.strip():
            _read(text, wanted, problems)
    return _without_clashes(wanted, problems)


def read_file(file: Path) -> tuple[str, str]:
    """The file's text and an empty string, or an empty text and what is wrong with the file."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return "", ""
    except OSError:
        return "", t("The key file {file} cannot be read; the keys are as shipped.", file=file)
    if len(raw) > MAX_BYTES:
        return "", t("The key file {file} is too large; the keys are as shipped.", file=file)
    return raw.decode("utf-8", "replace"), ""


def write(keys: Mapping[str, str]) -> str:
    """The TOML text for these keys (ids and keys hold no quote and no backslash name)."""
    rows = [f'"{action}" = "{_escaped(keys[action])}"' for action in sorted(keys)]
    return "\n".join(["[keys]", *rows, ""]) if rows else ""


def clash(keymap: Keymap, action_id: str, key: str) -> str:
    """The id of another action that this key already starts where `action_id` works, or ''."""
    scope = BY_ID[action_id].scope
    for other in ACTIONS:
        if other.id == action_id or not _meet(scope, other.scope):
            continue
        if key in keymap.keys_of(other.id):
            return other.id
    return ""


def _read(text: str, wanted: dict[str, str], problems: list[str]) -> None:
    import tomllib

    try:
        table = tomllib.loads(text).get("keys", {})
    except (ValueError, RecursionError):  # also a number or a list without end
        problems.append(t("The key file is not valid TOML; the keys are as shipped."))
        return
    for action_id, keys in table.items() if isinstance(table, dict) else ():
        if action_id not in BY_ID:
            problems.append(t("The key file names {action}, which is no action.", action=action_id))
        elif normal := _normal(keys):
            wanted[action_id] = normal
        else:
            problems.append(
                t("The key file gives {action} a key that cannot be used.", action=action_id)
            )


def _normal(keys: object) -> str:
    from textual.keys import _character_to_key

    if not isinstance(keys, str):
        return ""
    names = []
    for key in (part.strip() for part in keys.split(",")):
        if not _KEY.fullmatch(key):
            return ""
        name = _character_to_key(key) if len(key) == 1 else key
        if name in FIXED:
            return ""
        names.append(name)
    return ",".join(names)


def _without_clashes(wanted: dict[str, str], problems: list[str]) -> Keymap:
    kept = {action: keys for action, keys in wanted.items() if keys != BY_ID[action].keys}
    while found := _first_clash(Keymap(kept)):
        key, action, other = found
        # An action that goes back to the keys as shipped can meet one that took them: look again.
        problems.append(
            t(
                "The key {key} is given to both {action} and {other}; {action} keeps its own.",
                key=key_text(key),
                action=action,
                other=other,
            )
        )
        del kept[action]
    return Keymap(kept, tuple(problems))


def _first_clash(keymap: Keymap) -> tuple[str, str, str] | None:
    for action in sorted(keymap.keys):
        for key in keymap.keys_of(action):
            if other := clash(keymap, action, key):
                return key, action, other
    return None


def _meet(one: str, other: str) -> bool:
    return one == other or "app" in (one, other)


def _escaped(keys: str) -> str:
    return keys.replace("\\", "\\\\").replace('"', '\\"')
