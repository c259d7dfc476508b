"""The small files beside the database: read with suspicion, changed under a lock, replaced whole.

A file is never written in place. The new text goes to a temporary file in the same folder, reaches
the disk, and takes the old one's name in one step: after a crash either the old or the new file is
there, complete. Processes and threads that change the same file take turns by its lock file.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from store.errors import StoreBusy, StoreDamaged, StoreError, StoreUnsafe

LOCK_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.01


def load(path: Path, *, limit: int) -> bytes:
    """The whole file, at most `limit` bytes.

    Raises FileNotFoundError; StoreUnsafe when others on the machine may read or change it;
    StoreDamaged when it is no plain file, is larger than `limit` or cannot be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreDamaged(
            "{path} cannot be read ({reason}): check the store's folder, or restore a backup.",
            path=str(path),
            reason=error.strerror,
        ) from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > limit:
            raise StoreDamaged(
                "{path} is not a file of Kehao: restore it from a backup.", path=str(path)
            )
        if facts.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise StoreUnsafe(
                "Others on this machine may open {path}: run chmod 600 on it.", path=str(path)
            )
        data = file.read(limit + 1)
    if len(data) > limit:
        raise StoreDamaged(
            "{path} is not a file of Kehao: restore it from a backup.", path=str(path)
        )
    return data


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path` in one step, mode 0600. The caller holds `locked(path)`.

    Raises StoreError, with the old file as it was, when it cannot be written.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        fresh.unlink()  # left by a process that was killed: whoever holds the lock may sweep it
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.replace(fresh, path)  # noqa: PTH105 - the one step that tests make fail
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(path: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of the file `path` against every other process and thread.

    It is let go when the block ends or the process dies. Raises StoreBusy after `seconds`,
    StoreError when there can be no lock file.
    """
    lock = path.with_name(path.name + ".lock")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _unwritable(lock, error) from error
    try:
        _take(handle, lock, seconds)
        yield
    finally:
        os.close(handle)


def _take(handle: int, lock: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                raise StoreBusy(
                    "Another Kehao has held {path} for {seconds} seconds: try again.",
                    path=str(lock),
                    seconds=round(seconds),
                ) from None
            time.sleep(_POLL_SECONDS)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        "{path} cannot be written ({reason}): check the disk and the folder's permissions.",
        path=str(path),
        reason=error.strerror or str(error),
    )
