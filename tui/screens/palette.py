"""All commands by name: type a few letters of it, in either language, and press Enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.action import Action
from tui.actions import ACTIONS, SCOPES, bindings_for
from tui.keys.names import key_text
from tui.locale import t
from tui.screens.base import KehaoDialog
from tui.spelling import fits

OVER_A_DIALOG: Final = frozenset(("app.help", "app.lock", "app.redraw", "app.quit"))
"""Of what can be done everywhere, that which does not lead away from an open question."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action and the node that would do it; None: its section is opened first."""

    action: Action
    node: DOMNode | None


def commands_on(screen: Screen[Any]) -> list[Command]:
    """What can be done from this screen by whoever is signed in: here, everywhere, elsewhere."""
    from tui.app import SECTIONS

    app: Any = screen.app
    chain = screen.focused.ancestors_with_self if screen.focused else [screen, app]
    nodes: dict[str, DOMNode] = {}
    for node in [*chain, *screen.walk_children(), app]:
        if scope := getattr(node, "SCOPE", ""):
            nodes.setdefault(scope, node)
    found: list[Command] = []
    for action in ACTIONS:
        if action.id == "app.palette" or (
            action.scope == "app" and screen.is_modal and action.id not in OVER_A_DIALOG
        ):
            continue
        if node := nodes.get(action.scope):
            if node.check_action(action.name, ()):
                found.append(Command(action, node))
        elif action.scope in SECTIONS and not screen.is_modal and app.signed_in:
            opens = next(item for item in ACTIONS if item.id == f"app.{action.scope}")
            wanted = [item.permissions for item in (opens, action) if item.permissions]
            if all(app.may(*permissions) for permissions in wanted):
                found.append(Command(action, None))
    here = [getattr(screen, "SCOPE", ""), "app"]  # before moving about in a table

    def rank(command: Command) -> tuple[bool, int]:
        scope = command.action.scope
        return command.node is None, here.index(scope) if scope in here else len(here)

    return sorted(found, key=rank)


def matches(action: Action, typed: str) -> bool:
    """Whether every word typed is in the label (either language), the section or the id."""
    named = f"{action.label} {t(action.label)} {t(SCOPES.get(action.scope, ''))} {action.id}"
    return fits(typed, named)


class PaletteDialog(KehaoDialog[None]):
    """A field and the commands that fit what is typed."""

    TITLE_TEXT = "All commands"
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = """
    PaletteDialog OptionList { height: auto; max-height: 14; margin-top: 1; background: $surface; }
    """

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        self._commands = commands_on(behind)
        self._shown: list[Command] = []

    def compose_body(self) -> ComposeResult:
        """The field, and the list under it."""
        yield Input(placeholder=t("Type a few letters of the command"))
        yield OptionList(markup=False)

    def on_mount(self) -> None:
        """All of them, before anything is typed."""
        self.query_one(OptionList).can_focus = False
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        self._shown = [command for command in self._commands if matches(command.action, typed)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(self._line(command)) for command in self._shown)
        if self._shown:
            options.highlighted = 0
            self.clear_message()
        elif typed:
            self.show_error(t("No command is called that: fewer letters find more."))

    def _line(self, command: Command) -> Content:
        action = command.action
        keys = ", ".join(map(key_text, self.kehao.keymap.keys_of(action.id)))
        where = "" if action.scope == "app" else t(SCOPES.get(action.scope, "")) + t(": ")
        return Content.assemble((where, "$quiet"), t(action.label), (f"  {keys}", "$quiet"))

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while the field has the focus."""
        options = self.query_one(OptionList)
        if event.key in ("down", "ctrl+n"):
            options.action_cursor_down()
        elif event.key == "up":
            options.action_cursor_up()
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._run(event.option_index)

    @on(Input.Submitted)
    def _chosen(self) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self._run(highlighted)

    def _run(self, index: int) -> None:
        command = self._shown[index]
        app = self.kehao
        self.dismiss(None)
        app.call_later(app.run_command, command.action, command.node)
