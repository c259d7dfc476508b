"""Who has the store open: a lock that every session holds, and that the machine lets go of.

Each session holds one byte of a lock file, at a place that its id gives; a process that dies lets
go of it. Whoever must be alone with the store shuts the gate, a byte of its own, so that nobody
comes in any more, and waits until no other place is held. The file itself is empty.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from store.errors import StoreBusy, StoreError

FILE: Final = "open.lock"
DIGITS: Final = 15
"""So many of the hexadecimal digits of a session's id give its place in the file."""
ENTER_SECONDS: Final = 30.0
_GATE: Final = 1 << (4 * DIGITS)
_FLOCK: Final = "hhqqi0q"
_POLL_SECONDS: Final = 0.05


class Presence:
    """A session's hold on the store, from before its database is opened to after it is closed."""

    def __init__(self, handle: int, place: int) -> None:
        self._handle = handle
        self._place = place

    def leave(self) -> None:
        """Let go; harmless when done already."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def __del__(self) -> None:
        self.leave()  # a session that was dropped without being closed holds nobody up

    @contextmanager
    def gate_shut(self) -> Iterator[None]:
        """Nobody else comes in while this lasts. StoreBusy when somebody else holds the gate."""
        if not _lock(self._handle, fcntl.F_WRLCK, _GATE, 1):
            raise StoreBusy("Somebody else is changing the keys of this store: leave it to them.")
        try:
            yield
        finally:
            if self._handle >= 0:
                _lock(self._handle, fcntl.F_UNLCK, _GATE, 1)

    def others(self, seconds: float) -> list[str]:
        """Wait until nobody else has the store open: empty, or after `seconds` who still has.

        Each by the first `DIGITS` digits of the session's id. Call it behind the shut gate.
        """
        end = time.monotonic() + seconds
        while True:
            found = [f"{place:0{DIGITS}x}" for place in self._held()]
            if not found or time.monotonic() >= end:
                return found
            time.sleep(_POLL_SECONDS)

    def _held(self) -> Iterator[int]:
        """The places that others hold, in order."""
        start = 0
        while start < _GATE:
            place = _holder(self._handle, start, _GATE - start)
            if place is None:
                return
            yield max(place, start)
            start = max(place, start) + 1


def enter(folder: Path, session: str, *, seconds: float = ENTER_SECONDS) -> Presence:
    """Hold the store's folder open for a session (its id is hexadecimal).

    Waits behind a shut gate; StoreBusy after `seconds`. StoreError when there can be no lock file.
    """
    path = folder / FILE
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            "{path} cannot be written ({reason}): check the disk and the folder's permissions.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from error
    place = int(session[:DIGITS], 16)
    try:
        end = time.monotonic() + seconds
        while True:
            # The gate is looked at once more with the place in hand: whoever shuts it in between
            # sees the place, or is seen.
            if _holder(handle, _GATE, 1) is None and _lock(handle, fcntl.F_WRLCK, place, 1):
                if _holder(handle, _GATE, 1) is None:
                    return Presence(handle, place)
                _lock(handle, fcntl.F_UNLCK, place, 1)
            if time.monotonic() >= end:
                raise StoreBusy(
                    "The keys of this store are being changed: sign in again in a minute."
                )
            time.sleep(_POLL_SECONDS)
    except BaseException:
        os.close(handle)
        raise


def _lock(handle: int, kind: int, start: int, length: int) -> bool:
    """Take or let go of bytes for this open file; False when somebody else is in the way."""
    try:
        fcntl.fcntl(
            handle, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, kind, os.SEEK_SET, start, length, 0)
        )
    except (BlockingIOError, PermissionError):
        return False
    return True


def _holder(handle: int, start: int, length: int) -> int | None:
    """The first byte in a stretch that another open file holds, or None."""
    asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, start, length, 0)
    kind, _, place, _, _ = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_OFD_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else int(place)
