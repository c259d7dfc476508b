"""Room on the disk: told while there is still some, so that saving never fails out of the blue."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from store.errors import StoreError
from store.files.free import free_bytes
from store.files.reserve import short

LEAST_FREE: Final = 256 * 1024 * 1024


def short_of_room(folder: Path) -> StoreError | None:
    """What to say when there is less room than a backup of the store beside it would take, or
    less than LEAST_FREE; None while there is enough, or nothing can be learned."""
    try:
        size = sum(entry.stat(follow_symlinks=False).st_size for entry in os.scandir(folder))
        free = free_bytes(folder)
    except OSError:
        return None
    if free >= max(LEAST_FREE, size):
        return None
    if short(folder):
        return StoreError(
            "The disk of {path} is full: looking goes on, every change is refused until there is "
            "room again.",
            path=str(folder),
            free=free // 1_000_000,
        )
    return StoreError(
        "Only {free} MB are free on the disk of {path}: make room, or saving may fail.",
        free=free // 1_000_000,
        path=str(folder),
    )
