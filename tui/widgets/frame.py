"""The three rows around every screen: title above; a message, and the keys, below."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, cast

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from tui.action import Action
from tui.actions import ACTIONS, BY_ID
from tui.keys.names import key_shown, key_text, short_key_text
from tui.locale import language, t
from tui.safe import fit, plain

if TYPE_CHECKING:
    from tui.app import KehaoApp

READING_SECONDS = 2.5
"""So long a message stays, whatever keys are pressed."""
ROOM = 70
"""In a row of so many cells the list of all commands is named before what else there is."""
WAYS_BACK = frozenset({"close", "no", "back", "stop"})
"""Names of actions that lead out of where one is."""


class TitleBar(Widget):
    """客号 Kehao, the section, and at the right who is signed in, in which roles, to what."""

    def __init__(self, section: str = "") -> None:
        super().__init__()
        self.section = section

    def render(self) -> Content:
        """The one row, cut to the width; the section never gives way to the rest."""
        app = cast("KehaoApp", self.app)
        left = [Content.styled(" 客号 Kehao", "bold $primary")]
        if self.section:
            left.append(Content.styled("  " + t(self.section), "bold $strong"))
        head = Content("").join(left)
        room = self.size.width - head.cell_length - 3
        warning = fit(app.warning(), max(0, room))
        between = "  " if warning else ""
        right = fit(app.who(), max(0, room - cell_len(warning + between)))
        gap = self.size.width - head.cell_length - cell_len(warning + between + right) - 1
        return Content.assemble(
            head, " " * max(1, gap), (warning, "bold $error"), between, (right, "$quiet")
        )


class MessageBar(Widget):
    """One thing that the person should know: what happened, and how to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._since = 0.0
        self._keys = 0

    def show(self, text: str, kind: Literal["note", "error"]) -> None:
        """Show a sentence in place of the one before."""
        self.text = plain(text)
        self._since = monotonic()
        self._keys = self._keys_taken
        self.set_class(kind == "note", "-note")
        self.set_class(kind == "error", "-error")
        self.refresh(layout=True)

    def clear(self) -> None:
        """Show nothing, take no room."""
        if self.text:
            self.text = ""
            self.remove_class("-note", "-error")

    @property
    def _keys_taken(self) -> int:
        return int(getattr(self.app, "keys_taken", 0))

    def clear_when_past(self) -> None:
        """Clear a note that was there before the last key (called when that key does something)."""
        if self.text and self.has_class("-note") and self._keys != self._keys_taken:
            self.clear()

    def clear_when_read(self) -> None:
        """Clear what has stood long enough to be read (called at a key press)."""
        if self.text and monotonic() - self._since > READING_SECONDS:
            self.clear()

    def render(self) -> Content:
        """The sentence; without colours an exclamation mark says that it is an error."""
        mark = "! " if self.has_class("-error") else ""
        return Content(mark + self.text)


class KeyBar(Widget):
    """The keys that do something here and now, as many as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []
        self._shown = Content("")

    def on_mount(self) -> None:
        """Follow the focus: other widgets have other keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _: Screen[Any]) -> None:
        if self.is_attached and self._build() != self._shown:
            self.refresh()

    def render(self) -> Content:
        """The row; what was shown last is kept, so that an unchanged row is not sent again."""
        self._shown = self._build()
        return self._shown

    def on_click(self, event: events.Click) -> None:
        """A click on a key is that key."""
        for start, end, key in self._spans:
            if start <= event.x < end:
                self.app.simulate_key(key)

    def _build(self) -> Content:
        active = self._active()
        first = 1 if self.screen.is_modal or self.size.width - 2 < ROOM else 2
        shown = _fitting(active, self.size.width - 2, key_text, first)
        if len(shown) < len(active):
            shown = _fitting(active, self.size.width - 2, short_key_text, first)
        self._spans = []
        position = 1
        parts: list[Content] = []
        for action, key, name in shown:
            width = cell_len(name) + 1 + cell_len(t(action.label))
            self._spans.append((position, position + width, key))
            parts.append(
                Content.assemble((name, "bold $primary"), " ", (t(action.label), "$foreground"))
            )
            position += width + 2
        return Content.assemble(" ", Content("  ").join(parts))

    def _active(self) -> list[tuple[Action, str]]:
        keys: dict[str, list[str]] = {}
        for key, active in self.screen.active_bindings.items():
            action_id = active.binding.id
            if action_id in BY_ID and active.enabled and BY_ID[action_id].footer:
                keys.setdefault(action_id, []).append(key)
        shown = [
            (action, key_shown(keys[action.id], language()))
            for action in ACTIONS
            if action.id in keys
        ]
        # What works everywhere stands last: it gives way first when the row is short.
        return sorted(shown, key=lambda pair: pair[0].scope == "app")


def _fitting(
    active: list[tuple[Action, str]], cells: int, name_of: Callable[[str], str], first: int
) -> list[tuple[Action, str, str]]:
    """What there is room for, with the keys' names: help, way back, saving first.

    first: so many of what works everywhere stand before what works here.
    """
    here = [pair for pair in active if pair[0].scope != "app"]
    everywhere = [pair for pair in reversed(active) if pair[0].scope == "app"]
    back = [pair for pair in here if pair[0].name in WAYS_BACK]
    done = [pair for pair in here if "ctrl+s" in pair[0].keys.split(",")]
    # what is left out is in the list of all commands, whose key stands there if it can
    most_needed = [*everywhere[:first], *back[:1], *done[:1]]
    known = [pair for pair in here if pair[0].id == "table.open"]  # Enter is tried unasked
    own = [pair for pair in here if pair not in known]
    rest = [pair for pair in [*own, *known, *everywhere] if pair not in most_needed]
    left = cells + 2
    chosen: list[tuple[Action, str]] = []
    for pair in [*most_needed, *rest]:
        width = cell_len(name_of(pair[1])) + 1 + cell_len(t(pair[0].label)) + 2
        if width > left:
            break
        left -= width
        chosen.append(pair)
    return [(*pair, name_of(pair[1])) for pair in sorted(chosen, key=active.index)]
