"""Fields one under another, where Enter goes on: to the next field, and after the last, to work.

Up and Down go from a field of one line to its neighbour; in a field of several they stay in it.

Over SSH, or from a script, several fields and their Enters can arrive in one piece. Enter is
therefore taken by the screen before the keys behind it are handed to a field, and the last one
waits until its field has taken all that was typed before it.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, TypeVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

Answer = TypeVar("Answer")

ENTER: BindingType = Binding("enter", "next_field", show=False, priority=True)


class EnterGoesOn(Screen[Answer]):
    """For a screen of `Input` fields: put `ENTER` into its BINDINGS and write `submit`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "neighbour(1)", show=False, priority=True),
        Binding("up", "neighbour(-1)", show=False, priority=True),
    ]

    @abstractmethod
    def submit(self) -> None:
        """All fields are filled in, as far as the person is concerned."""

    def fields(self) -> list[Input]:
        """The fields in the order of the screen."""
        return list(self.query(Input))

    def action_next_field(self) -> None:
        """To the next field; from the last one on to `submit`."""
        fields = [field for field in self.fields() if not field.disabled]
        if self.focused not in fields:
            if fields:
                self.set_focus(fields[0])
        elif self.focused is fields[-1]:
            fields[-1].call_later(self.submit)
        else:
            self.set_focus(fields[fields.index(self.focused) + 1])

    def action_neighbour(self, step: int) -> None:
        """To the field below or above; the first and the last have one neighbour only."""
        if not isinstance(self.focused, Input):
            raise SkipAction
        chain = self.focus_chain
        place = chain.index(self.focused) + step
        if 0 <= place < len(chain):
            self.set_focus(chain[place])

    def freeze(self, frozen: bool) -> None:
        """Let no field change while a thread works with what was in it."""
        for field in self.fields():
            field.disabled = frozen
