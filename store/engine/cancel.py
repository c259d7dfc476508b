"""A token with which one thread stops the query that another is waiting for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from store.errors import Stopped


class Cancel:
    """Made by whoever may want to stop; handed to the method that works.

    `cancel()` may be called from any thread, before, during or after the work. SQL under way is
    interrupted; work between two statements asks `check()`.
    """

    __slots__ = ("_connection", "_lock", "cancelled")

    def __init__(self) -> None:
        self.cancelled = False
        self._connection: Any = None
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """Stop the work; it raises `Stopped` soon."""
        with self._lock:
            self.cancelled = True
            if self._connection is not None:
                self._connection.interrupt()

    def check(self) -> None:
        """Raise `Stopped` if `cancel()` has been called."""
        if self.cancelled:
            raise Stopped("Stopped.")

    @contextmanager
    def watching(self, connection: Any) -> Iterator[None]:
        """While inside, `cancel()` interrupts what this connection is doing."""
        with self._lock:
            if self.cancelled:
                raise Stopped("Stopped.")
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None
