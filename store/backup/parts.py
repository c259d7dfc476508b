"""A backup under way: a file that bears no name of a backup yet, and what a killed maker leaves."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from store.backup.format import ENDING
from store.change import utc_now
from store.engine.snapshot import remove_copy
from store.errors import KehaoError

PART: Final = ".part"
COPY: Final = ".copy"


def stem_of(store: str) -> str:
    """How the names of a store's backups begin."""
    return f"kehao-{store[:8]}-"


def sweep(folder: Path, store: str) -> None:
    """Take away what killed makers of this store's backups left in the folder."""
    for copy in folder.glob(f"{stem_of(store)}*{COPY}"):
        if not copy.with_suffix(PART).exists():
            remove_copy(copy)
    for part in folder.glob(f"{stem_of(store)}*{PART}"):
        with suppress(OSError):
            handle = os.open(part, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_copy(part.with_suffix(COPY))
                part.unlink()
            finally:
                os.close(handle)


@contextmanager
def new_part(folder: Path, store: str) -> Iterator[tuple[Path, int]]:
    """A new file under a name for this moment, held by this process; gone if it is not finished."""
    stamp = utc_now()[:19].replace("-", "").replace(":", "").replace("T", "-")
    for again in ("", *(f"-{number}" for number in range(2, 100))):
        part = folder / f"{stem_of(store)}{stamp}{again}{PART}"
        if part.with_suffix(ENDING).exists():
            continue
        try:
            handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            continue
        break
    else:
        raise KehaoError("Too many backups were begun in {path} at once.", path=str(folder))
    try:
        with suppress(OSError):  # a share without locks: nobody sweeps there either
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield part, handle
    finally:
        with suppress(OSError):
            part.unlink()
        os.close(handle)


def finished(part: Path) -> Path:
    """Give a verified file its name, for good."""
    path = part.with_suffix(ENDING)
    part.rename(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some network shares cannot sync a folder
            os.fsync(handle)
    finally:
        os.close(handle)
    return path
