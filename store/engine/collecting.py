"""The search for garbage in memory, held back while many transactions are written.

Python looks through all that lives whenever some hundred more objects have come than gone. A piece
of bulk work keeps thousands of rows in hand, none of them garbage: looking through them again and
again took a third of an import's time.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (100_000, 50, 100)
"""As `gc.set_threshold` takes them."""

_lock = threading.Lock()
_usual: tuple[int, int, int] = gc.get_threshold()
_held = 0


@contextmanager
def seldom() -> Iterator[None]:
    """While anybody holds this, garbage is looked for less often; then as it was before."""
    global _held, _usual
    with _lock:
        if not _held:
            _usual = gc.get_threshold()
            gc.set_threshold(*SELDOM)
        _held += 1
    try:
        yield
    finally:
        with _lock:
            _held -= 1
            if not _held:
                gc.set_threshold(*_usual)
