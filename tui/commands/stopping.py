"""Long work in a command: how far it is, on a line of the terminal, and Ctrl-C that stops it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from store.engine.cancel import Cancel
from tui.commands.printing import pad
from tui.locale import t

_PAUSE: Final = 0.2
_WIDTH: Final = 60


@contextmanager
def stoppable() -> Iterator[Cancel]:
    """A token that the first Ctrl-C cancels; the second one is a KeyboardInterrupt as ever."""
    cancel = Cancel()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancel.cancel()

    signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress_line() -> Iterator[Callable[[int, int], None]]:
    """A `progress(done, total)` that keeps one line of the terminal; silent where there is none."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    began = time.monotonic()
    last = 0.0

    def show(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _PAUSE and done < total:
            return
        last = now
        rate = int(done / max(now - began, 0.001))
        text = t("{done} of {total}, {rate} a second", done=done, total=total, rate=rate)
        sys.stderr.write("\r" + pad(text, _WIDTH))
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r" + " " * _WIDTH + "\r")
        sys.stderr.flush()
