"""The terminal's driver: keys as they come over a slow line, and a mouse that says little.

Three things differ from Textual's own. A key typed right behind Escape arrives in one piece with
it: that is Escape and the key, not a key with Alt (which Kehao never uses, as many terminals keep
it). A sequence that comes in two pieces stays one as long as something is there to be read, however
busy the machine; one that nobody knows is dropped and not taken for the letters in it. And
the terminal reports the mouse when a button goes down, up or is held, not whenever it moves: each
movement would be bytes in both directions.
"""

from __future__ import annotations

import os
import re
import selectors
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

ESC: Final = "\x1b"
ALONE: Final = 0.1
"""Seconds after which an Escape to which nothing was added is the key."""
HELD: Final = 0.25
"""Seconds after which Escape and `[` or `O` are two keys of a very quick hand."""
BROKEN: Final = 1.0
"""Seconds after which the rest of a longer sequence is not waited for any more."""
LATE: Final = 0.5
"""Seconds in which the rest of a sequence may come behind an Escape that was taken for the key."""
LONGEST: Final = 64
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_REST: Final = re.compile(r"\[[0-9;]*[A-HPQRSZ~]|O[A-HPQRSa-z]")


class KeyReader:
    """Makes keys, pastes and the mouse's events of what a terminal sends, in whatever pieces."""

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._held = ""
        self._paste: list[str] | None = None
        self._until = 0.0
        self._escape_at = -LATE

    @property
    def patience(self) -> float | None:
        """Seconds until `tick` would make something of what is held; None: nothing is held."""
        return max(0.0, self._until - time.monotonic()) if self._held else None

    def feed(self, data: str) -> Iterator[Message]:
        """The messages that these characters complete."""
        late = time.monotonic() - self._escape_at < LATE
        self._escape_at = -LATE
        if late and not self._held and _REST.fullmatch(data):
            yield from self._known(ESC + data)
            return
        for character in data:
            yield from self._next(character)

    def tick(self) -> Iterator[Message]:
        """What is held has waited long enough: nothing was there to be read."""
        if self._held and time.monotonic() >= self._until:
            held, self._held = self._held, ""
            if held == ESC:
                self._escape_at = time.monotonic()
            yield from self._as_typed(held)

    def _next(self, character: str) -> Iterator[Message]:
        held = self._held
        if self._paste is not None:
            yield from self._pasted(character)
        elif not held:
            if character == ESC:
                self._hold(ESC, ALONE)
            else:
                yield from self._parser.feed(character)
        elif character == ESC:
            self._hold(ESC, ALONE)
            yield from self._as_typed(held)
        elif held == ESC and character in "[O":
            self._hold(held + character, HELD)
        elif held == ESC or not character.isascii():
            self._held = ""
            yield from self._as_typed(held)
            yield from self._parser.feed(character)
        elif _goes_on(held, character):
            self._hold(held + character, BROKEN)
        else:
            self._held = ""
            yield from self._known(held + character)

    def _hold(self, text: str, seconds: float) -> None:
        self._held = text if len(text) <= LONGEST else ""
        self._until = time.monotonic() + seconds

    def _as_typed(self, held: str) -> Iterator[Message]:
        """Escape, and the one key behind it; the beginning of a longer sequence is dropped."""
        if len(held) <= 2:
            yield events.Key("escape", ESC)
            if held[1:]:
                yield from self._parser.feed(held[1:])

    def _known(self, sequence: str) -> Iterator[Message]:
        if sequence == PASTE_BEGINS:
            self._paste = []
            return
        yield from self._parser.feed(sequence)
        if self._parser._awaiting.timeout is not None:  # it knows no such sequence, and waits
            self._parser = XTermParser()

    def _pasted(self, character: str) -> Iterator[Message]:
        paste = self._paste or []
        paste.append(character)
        self._paste = paste
        if character == "~" and "".join(paste[-len(PASTE_ENDS) :]) == PASTE_ENDS:
            self._paste = None
            yield events.Paste("".join(paste[: -len(PASTE_ENDS)]).replace("\x00", ""))


def _goes_on(held: str, character: str) -> bool:
    """Whether more has to come after this character of a sequence."""
    if held == ESC + "O":
        return character.isdigit()
    if held.startswith(ESC + "O") or held == ESC + "[[":
        return False
    if held.startswith(ESC + "[M"):
        return len(held) < 5
    if held == ESC + "[" and character in "[M":
        return True  # the Linux console's F1 to F5; the oldest way to report a mouse
    return " " <= character <= "?"


class LineDriver(LinuxDriver):
    """Textual's driver for a terminal, over a thin line."""

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1002h\x1b[?1015h\x1b[?1006h")
            self.flush()

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000l\x1b[?1002l\x1b[?1015l\x1b[?1006l")
            self.flush()

    def _query_in_band_window_resize(self) -> None:
        """Not asked: a signal says it, and macOS Terminal would show the question's end."""

    def run_input_thread(self) -> None:
        """Read keys until the app ends."""
        selector = selectors.DefaultSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        reader = KeyReader()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selector:
            while not self.exit_event.is_set():
                patience = reader.patience
                if selector.select(0.1 if patience is None else min(0.1, patience)):
                    data = os.read(self.fileno, 4096)
                    if not data:
                        break
                    self._pass_on(reader.feed(decode(data)))
                else:
                    self._pass_on(reader.tick())

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)
