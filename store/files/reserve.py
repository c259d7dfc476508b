"""Room kept back on the store's disk: when it is full, people still sign in, and the log has it.

Nothing is done without its line in the log, so on a full disk nobody could even come in to look.
A file beside the database therefore holds some room. What only adds its line to the log (signing
in and out, a refusal, looking at what is masked) gives as much of it back to the disk as it needs.
From then on every change is refused until the disk has room again and the file is as it was: what
was kept back for looking is not used up by changes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from store.errors import StoreError
from store.files.free import free_bytes

FILE: Final = "reserve"
SIZE: Final = 1 << 20
NEEDED: Final = 1 << 18
"""So much room must be free for a line in the log, with the files that signing in rewrites."""
_BLOCK: Final = 4096


def keep(folder: Path) -> bool:
    """Fill the file up where there is room for it and more; True when it is whole.

    A store on a disk too small for it has none, and does without.
    """
    path = folder / FILE
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        spare = NEEDED
    except FileNotFoundError:
        if _free(folder) < 2 * SIZE:
            return False
        handle, spare = _new(path), SIZE
    except OSError:
        return False
    if handle < 0:
        return False
    try:
        facts = os.fstat(handle)
        if facts.st_size >= SIZE and facts.st_blocks * 512 >= SIZE:
            return True
        if _free(folder) < SIZE - facts.st_size + spare:
            return False
        try:
            os.posix_fallocate(handle, 0, SIZE)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, facts.st_size)
            return False
        return True
    finally:
        os.close(handle)


def lend(folder: Path) -> bool:
    """Give back what a line in the log needs and the disk lacks; True while some is given back."""
    path = folder / FILE
    try:
        size = path.stat(follow_symlinks=False).st_size
        lacking = NEEDED - _free(folder)
        if lacking > 0 and size:
            size = max(0, size - -(-lacking // _BLOCK) * _BLOCK)
            os.truncate(path, size)
    except OSError:
        return False
    return size < SIZE


def short(folder: Path) -> bool:
    """Whether room was given back and is not back yet."""
    try:
        return (folder / FILE).stat(follow_symlinks=False).st_size < SIZE
    except OSError:
        return False


def refuse_change(folder: Path) -> None:
    """Raise StoreError while room was given back and the disk has none to take its place."""
    if short(folder) and not keep(folder):
        raise full(folder)


def full(folder: Path) -> StoreError:
    """What to say of a change that a full disk does not take."""
    return StoreError(
        "The disk of {path} is full: what was being saved was not. Free some space and try again.",
        path=str(folder),
    )


def _new(path: Path) -> int:
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(path, flags, 0o600)
    except OSError:
        return -1


def _free(folder: Path) -> int:
    try:
        return free_bytes(folder)
    except OSError:
        return 0
