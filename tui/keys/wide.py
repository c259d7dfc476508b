"""Keys as a Chinese input method sends them in its full-width mode.

Its space is another character, which a field would drop without a word: two words of a query would
run together. Outside the fields its signs stand on the keys of the commands: `？` is `?`.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from textual import events
from textual.keys import _character_to_key

from tui.keys.order import KeysInOrder
from tui.locale import t
from tui.widgets.entry import takes_text

WIDE_SPACE: Final = "\u3000"
COMMANDS: Final = {
    "、": "/",
    "。": ".",
    "《": "<",
    "》": ">",
    "【": "[",
    "】": "]",
    "「": "[",
    "」": "]",
}
"""Signs that stand on a command's key and are not merely wide forms of it."""


class WideKeys(KeysInOrder):
    """An app that takes wide characters for the keys they were typed with."""

    _wide: events.Key | None = None
    """A wide key under way that stands for no command, unless something takes it for a text."""

    def as_meant(self, event: events.Event) -> events.Event:
        """A key in its usual width, where the wide one would be lost."""
        return self._usual(event) if isinstance(event, events.Key) else event

    async def on_event(self, event: events.Event) -> None:
        """A wide key that comes back from the widgets was taken by none: it is explained."""
        if event is self._wide and event.is_forwarded:
            self._wide = None
            self._say_why_nothing_happens()
        await super().on_event(event)

    def _usual(self, event: events.Key) -> events.Key:
        sign = event.character or ""
        if sign == WIDE_SPACE:
            return events.Key("space", " ")
        if len(sign) != 1 or sign.isascii() or takes_text(self.focused):
            return event
        usual = COMMANDS.get(sign) or unicodedata.normalize("NFKC", sign)
        if len(usual) == 1 and usual.isascii():
            return _key(usual)
        self._wide = event
        return event

    def _say_why_nothing_happens(self) -> None:
        """A letter meant for a command has become a word on its way."""
        show_note = getattr(self.screen, "show_note", None)
        if show_note is not None:
            show_note(
                t("An input method is on: Shift turns it off; the keys named below work with it.")
            )


def _key(sign: str) -> events.Key:
    return events.Key(_character_to_key(sign), sign)
