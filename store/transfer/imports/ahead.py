"""Reading on in a file while a transaction is being synced to disk.

The sync leaves the interpreter free for some tens of milliseconds. In that time, and only then, a
thread takes the next rows and makes them ready; what it has not got to is taken as it comes.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

MOST: Final = 4_000
"""So many items at the most are kept ready."""
SWITCH: Final = 0.0005
"""Seconds after which the thread gives way when the sync is over (usually 0.005)."""


class Ahead(Generic[Item]):
    """Goes through `source`; `ready` is what can be done to an item before it is its turn."""

    def __init__(self, source: Iterator[Item], ready: Callable[[Item], Item]) -> None:
        self._source = source
        self._ready = ready
        self._waiting: deque[Item] = deque()
        self._failed: Exception | None = None
        self._ended = False
        self._stop = False
        self._pool = ThreadPoolExecutor(1)

    def __iter__(self) -> Iterator[Item]:
        """All items in order; what the source raises is raised in its place."""
        while True:
            if self._waiting:
                yield self._waiting.popleft()
            elif self._failed is not None:
                raise self._failed
            elif self._ended:
                return
            else:
                try:
                    item = next(self._source)
                except StopIteration:
                    return
                yield item

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """While this is held, a thread makes items ready; it has stopped when it is let go."""
        self._stop = False
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        running = self._pool.submit(self._run)
        try:
            yield
        finally:
            self._stop = True
            running.result()
            sys.setswitchinterval(usual)

    def close(self) -> None:
        """No more items are wanted."""
        self._pool.shutdown()

    def _run(self) -> None:
        if self._ended or self._failed is not None:
            return
        try:
            while not self._stop and len(self._waiting) < MOST:
                self._waiting.append(self._ready(next(self._source)))
        except StopIteration:
            self._ended = True
        except Exception as error:
            self._failed = error
