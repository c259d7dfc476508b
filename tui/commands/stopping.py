"""Long work in a command: how far it is, on a line of the terminal, and Ctrl-C that stops it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from store.engine.cancel import Cancel
from tui.commands.printing import pad
from tui.locale import t

_PAUSE: Final = 0.2
_WIDTH: Final = 60


class Work:
    """A piece of long work: hand `cancel` and `progress` to the method that does it."""

    def __init__(self) -> None:
        self.cancel = Cancel()
        self.begun = False
        self._started = time.monotonic()
        self._shown = 0.0

    def progress(self, done: int, total: int) -> None:
        """Keep one line of the terminal up to date; says nothing where there is none."""
        self.begun = True
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._shown < _PAUSE and done < total):
            return
        self._shown = now
        rate = done / max(now - self._started, 0.001)
        left = int((total - done) / rate) if rate > 0 else 0
        text = t(
            "{done} of {total}, {rate} a second, about {left} left",
            done=f"{done:,}",
            total=f"{total:,}",
            rate=f"{rate:,.0f}",
            left=f"{left // 60}:{left % 60:02d}",
        )
        sys.stderr.write("\r" + pad(text, _WIDTH))
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r" + " " * _WIDTH + "\r")
            sys.stderr.flush()


@contextmanager
def long_work() -> Iterator[Work]:
    """Work that the first Ctrl-C stops at the next safe place, once it has told of progress.

    Before that, and the second time, Ctrl-C is a KeyboardInterrupt as ever.
    """
    work = Work()
    if threading.current_thread() is not threading.main_thread():
        yield work
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        if not work.begun:
            raise KeyboardInterrupt
        work.cancel.cancel()

    signal.signal(signal.SIGINT, stop)
    try:
        yield work
    finally:
        signal.signal(signal.SIGINT, before)
        work.clear()
