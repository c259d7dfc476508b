"""Keys are done in the order in which they were pressed, also when many arrive at once.

Textual hands every key at once to the widget that has the focus; what a key asks for (a dialog, the
next field) happens later, on its way through the widgets. Over SSH, or from an impatient hand,
several keys come in one piece: `Tab` and a password would both go into the name. Here a key waits
until the one before has passed through its widget and all that are around it, and until the screen
that it opened stands, and until the list or the form that it asked for is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from time import monotonic
from typing import Any, Final

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.screen import Screen

LONGEST: Final = 1.0
"""Seconds after which the next key goes ahead although the one before is not through."""
LOOK: Final = 0.01
"""Seconds between two looks whether the screen has what its last key asked for."""


class KeysInOrder(App[None]):
    """An app that takes one key after the other."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self._in_line: deque[events.Event] = deque()
        self._turn = 0
        self.keys_taken = 0
        self._turn_taken = False
        self._known_screen: Screen[Any] | None = None
        self._held_since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Put keys and pastes in line; all else goes its way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._in_line.append(event)
            if not self._turn_taken:
                await self._take()
        else:
            await super().on_event(event)

    async def _take(self) -> None:
        """The next key in line, or the wait for the screen that it is meant for."""
        self._turn += 1
        self._turn_taken = bool(self._in_line)
        if not self._turn_taken:
            return
        if self._held():
            asyncio.get_running_loop().call_later(LOOK, self._hurry, self._turn)
            return
        asyncio.get_running_loop().call_later(LONGEST, self._hurry, self._turn)
        if self.screen is not self._known_screen:
            self._known_screen = self.screen
            _Follower(self, self._turn, [self.screen]).go_on()
            return
        target = self.focused or self.screen
        path = [node for node in target.ancestors_with_self if node is not self]
        turn = self._turn
        self.keys_taken += 1
        await super().on_event(self.as_meant(self._in_line.popleft()))
        _Follower(self, turn, [*path, *path]).go_on()

    def as_meant(self, event: events.Event) -> events.Event:
        """The key as it is to be taken, now that it is known what has the focus."""
        return event

    def _held(self) -> bool:
        """Whether the next key is meant for something that the screen has asked for."""
        now = monotonic()
        if not getattr(self.screen, "keys_wait", False):
            self._held_since = 0.0
        elif not self._held_since:
            self._held_since = now
        elif now - self._held_since > LONGEST:
            self._held_since = 0.0
        return bool(self._held_since)

    def has_turn(self, turn: int) -> bool:
        """Whether this is the key that is under way."""
        return turn == self._turn

    def through(self, turn: int) -> None:
        """The key has gone all its way."""
        self.call_later(self._end, turn)

    async def _end(self, turn: int) -> None:
        if turn == self._turn:
            await self._take()

    def _hurry(self, turn: int) -> None:
        if turn == self._turn and self.is_running:
            self.call_later(self._end, turn)


class _Follower:
    """Goes the way that a key goes, behind it; then the next key has its turn.

    The path has every node twice: the first time behind the key, the second behind the message
    that an action has sent on its way. (A bound method without arguments: Textual would inspect
    the signature of anything else at every step.)
    """

    def __init__(self, app: KeysInOrder, turn: int, path: Sequence[MessagePump]) -> None:
        self._app = app
        self._turn = turn
        self._path = iter(path)

    def go_on(self) -> None:
        """To the next node that is still there."""
        if not self._app.has_turn(self._turn):
            return
        for node in self._path:
            if node.post_message(events.Callback(callback=self.go_on)):
                return
        self._app.through(self._turn)
