"""A file that appears whole, or not at all.

It is written under a name of its own beside the place it is meant for, readable by its owner
only, and moved there in one step when it is complete. What stood there before stays until then.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from store.errors import InvalidValue, KehaoError, NotFound
from store.files import confinement
from store.sign_in.making import DATABASE, KEYRING


@contextmanager
def landing(path: str | Path) -> Iterator[BinaryIO]:
    """Bytes written inside are the file's when the block ends well; on any error nothing is left.

    `-` is standard output; a device or a pipe is written to directly. Who is confined writes only
    new files, in the folders that are theirs (`files.confinement`). Raises NotFound for a folder
    that is not there, InvalidValue for a place that cannot be written or is a store's, NotPermitted
    for one that is not theirs.
    """
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if confinement.confined() is not None:
        with confinement.folder_of(path) as (folder, name):
            yield from _beside(folder, Path(path).with_name(name), fresh=True)
        return
    path = Path(path)
    if not path.parent.is_dir():
        raise NotFound("There is no folder {path}.", path=str(path.parent))
    with _told(path):
        mode = path.stat().st_mode if path.exists() else stat.S_IFREG
    check_not_in_store(path)
    if stat.S_ISDIR(mode):
        raise InvalidValue("{path} is a folder: name a file in it.", path=str(path))
    if not stat.S_ISREG(mode):
        with _told(path), path.open("wb") as file:
            yield file
        return
    with _told(path):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield from _beside(folder, path)
    finally:
        os.close(folder)


def check_not_in_store(path: Path) -> None:
    """Refuse a place in a store's own folder: a slip there could put a table over the database."""
    if any((path.parent / name).exists() for name in (KEYRING, DATABASE)):
        raise InvalidValue(
            "{path} lies in the folder of a store: write to another folder.", path=str(path)
        )


def _beside(folder: int, path: Path, *, fresh: bool = False) -> Iterator[BinaryIO]:
    """Write beside the place, then take it; with `fresh` only when nothing stands there."""
    name = f".{path.name[:100]}.{secrets.token_hex(6)}.part"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with _told(path):
        fd = os.open(name, flags, 0o600, dir_fd=folder)
    try:
        with _told(path):
            with os.fdopen(fd, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if fresh:
                _take_free(folder, name, path)
            else:
                os.rename(name, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise


def _take_free(folder: int, name: str, path: Path) -> None:
    try:
        os.link(name, path.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise confinement.taken(path) from None
    os.unlink(name, dir_fd=folder)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """The system's refusal in one line."""
    try:
        yield
    except BrokenPipeError:  # whoever reads our output has left: nothing is wrong with the file
        raise
    except PermissionError as error:
        raise InvalidValue(
            "{path} can't be written: {why}.", path=str(path), why=error.strerror or ""
        ) from None
    except OSError as error:
        raise KehaoError(
            "{path} can't be written: {why}.", path=str(path), why=error.strerror or str(error)
        ) from None
