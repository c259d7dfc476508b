"""A folder for a new store: one maker at a time, and nothing half-made that passes for a store.

While a store is being made a mark lies in its folder, locked by the process that makes it and gone
when all is there. A mark that nobody holds was left by a process that was killed: what lies beside
it was never a store anyone could sign in to, and the next maker sweeps it away.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from store.errors import KehaoError, StoreBusy

DATABASE: Final = "kehao.db"
KEYRING: Final = "keyring.json"
MARK: Final = "unfinished"

_BEGUN: Final = b"A store is being made here.\n"
_MADE: Final = frozenset(
    {
        *(DATABASE + end for end in ("", "-wal", "-shm", "-journal")),
        *(KEYRING + end for end in ("", ".new", ".lock")),
    }
)
"""What making a store writes: nothing else is ever swept away."""


def unfinished(folder: Path) -> bool:
    """Whether a store is being made in the folder, or was begun there and never finished."""
    return (folder / MARK).exists()


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """The folder (made if need be, 0700) for this process alone to make a store in.

    Raises KehaoError when something else lies in it, StoreBusy while somebody else makes a store
    there. When the work inside fails, all that it wrote is taken away again.
    """
    made = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not unfinished(folder) and any(folder.iterdir()):
        raise _taken(folder)
    handle = os.open(folder / MARK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _hold(handle, folder)
        folder.chmod(0o700)
        try:
            yield
        except BaseException:
            _sweep(folder)
            (folder / MARK).unlink()
            if made:
                with suppress(OSError):
                    folder.rmdir()
            raise
        (folder / MARK).unlink()
    finally:
        os.close(handle)


def _hold(handle: int, folder: Path) -> None:
    """Take the mark for this process, and sweep away what a killed one left beside it."""
    mark = folder / MARK
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreBusy(
            "Somebody else is making a store in {path} right now: wait until that is done.",
            path=str(folder),
        ) from None
    if not mark.exists() or mark.stat().st_ino != os.fstat(handle).st_ino:
        raise _taken(folder)  # whoever held the mark has just finished
    if os.fstat(handle).st_size:
        _sweep(folder)
    if any(entry.name != MARK for entry in folder.iterdir()):
        if not os.fstat(handle).st_size:
            mark.unlink()  # it is ours, and came into a store that was finished a moment ago
        raise _taken(folder)
    os.pwrite(handle, _BEGUN, 0)
    os.fsync(handle)


def _sweep(folder: Path) -> None:
    for name in _MADE:
        (folder / name).unlink(missing_ok=True)


def _taken(folder: Path) -> KehaoError:
    return KehaoError("{path} is not empty: choose a new folder.", path=str(folder))
