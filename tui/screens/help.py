"""The keys: those of this screen first, then those of everywhere, then the other screens'."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.actions import SCOPES, bindings_for, in_scope
from tui.keys.keymap import Keymap
from tui.keys.names import key_text
from tui.locale import t
from tui.safe import content, pad
from tui.screens.base import KehaoDialog
from tui.widgets.reading import Reading

KEY_CELLS = 22
NUMBERED = tuple(f"view_{key}" for key in range(1, 10))
"""Actions that are the same for each of nine keys: one row for all."""


def scopes_of(screen: Screen[Any]) -> list[str]:
    """The scopes in reach on a screen: its own, then from the focus outwards, without `app`."""
    chain = screen.focused.ancestors_with_self if screen.focused else []
    found = [getattr(node, "SCOPE", "") for node in (screen, *chain, *screen.walk_children())]
    return [scope for scope in dict.fromkeys(found) if scope and scope != "app"]


def help_rows(scope: str, keys: Keymap) -> list[tuple[str, str]]:
    """Keys and label of each action of a scope, in the language in use."""
    rows = []
    numbered: list[str] = []
    for action in in_scope(scope):
        shown = ", ".join(map(key_text, keys.keys_of(action.id)))
        if action.name.startswith(NUMBERED):
            if not numbered:
                rows.append(("", t("The view on that key")))
            numbered.append(shown)
            rows[-1] = (" ".join(filter(None, numbered)), rows[-1][1])
        else:
            rows.append((shown or t("in Ctrl-P"), t(action.label)))
    return rows


class HelpDialog(KehaoDialog[None]):
    """All keys, scrolled with the arrows, j and k, page up and down."""

    TITLE_TEXT = "Keys"
    WIDE = True
    BINDINGS = [
        *bindings_for("dialog"),
        ("enter,q,question_mark,f1", "close"),
        ("t", "tour"),
    ]
    DEFAULT_CSS = """
    HelpDialog Reading { height: 1fr; }
    HelpDialog .group { color: $primary; text-style: bold; margin-top: 1; }
    """

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        self._here = scopes_of(behind)

    def compose_body(self) -> ComposeResult:
        """A group for each scope."""
        here = [*self._here, "app"]
        order = [*here, *(scope for scope in SCOPES if scope not in here)]
        with Reading():
            if self.kehao.check_action("tour", ()):
                yield Static(content(t("t: take the tour, fifteen steps on made-up customers.")))
            for scope in order:
                if rows := help_rows(scope, self.kehao.keymap):
                    yield Static(content(t(SCOPES.get(scope, scope))), classes="group")
                    yield Static(Content("\n").join(map(_row, rows)))
            yield Static(content(t("In every list and form")), classes="group")
            yield Static(Content("\n").join(map(_row, _habits())))

    def action_tour(self) -> None:
        """From the keys to the tour that shows them."""
        if self.kehao.check_action("tour", ()):
            self.dismiss(None)
            self.app.call_later(self.kehao.action_tour)


def _row(pair: tuple[str, str]) -> Content:
    keys, label = pair
    width = KEY_CELLS if cell_len(keys) < KEY_CELLS else cell_len(keys) + 2
    return Content.assemble((pad(keys, width), "$strong"), (label, "$foreground"))


def _habits() -> list[tuple[str, str]]:
    return [
        (t("Arrows, h j k l"), t("Move")),
        ("PgUp, PgDn, Home, End", t("Move by pages, to the ends")),
        ("Tab, Shift-Tab", t("Next and previous field")),
        ("Enter", t("Open, or go on; never deletes")),
        ("Esc", t("Back, one step at a time")),
        ("^K", t("Ctrl-K: in the row of keys ^ stands for Ctrl")),
        (t("Mouse"), t("Click and wheel; with Shift the terminal marks and copies as usual")),
        (t("Input method"), t("Letters go to it: use the other keys, or turn it off with Shift")),
    ]
