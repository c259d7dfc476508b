"""One of a few words, changed in place with the arrows: `< yes >`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.actions import bindings_for
from tui.safe import fit


class Steps(Widget, can_focus=True):
    """choices: (key, text) pairs, the text already in the person's language."""

    SCOPE: ClassVar[str] = "steps"
    BINDINGS = bindings_for("steps")
    DEFAULT_CSS = """
    Steps { height: 1; padding: 0 1; background: $field; }
    Steps:focus { background: $field-focus; }
    Steps:focus:nocolor { text-style: reverse; }
    """

    @dataclass
    class Changed(Message):
        """Another one was chosen."""

        steps: Steps
        key: str

    def __init__(
        self, choices: Sequence[tuple[str, str]], key: str = "", *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._choices = choices
        keys = [one for one, _ in choices]
        self._place = keys.index(key) if key in keys else 0

    @property
    def key(self) -> str:
        """The key of what is chosen."""
        return self._choices[self._place][0]

    def render(self) -> Content:
        """The text between two arrows."""
        text = fit(self._choices[self._place][1], max(1, self.size.width - 4))
        return Content.assemble(("< ", "$primary"), text, (" >", "$primary"))

    def action_next(self) -> None:
        """The next one, after the last the first."""
        self._move(1)

    def action_previous(self) -> None:
        """The one before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        self._place = (self._place + by) % len(self._choices)
        self.refresh()
        self.post_message(self.Changed(self, self.key))
