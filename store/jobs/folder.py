"""A job's folder: what came into it, under which name an export is put there, and what goes.

Where the process is held to a person's folders, every step goes the way `files.confinement` has it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from store.errors import KehaoError, NotFound
from store.files import confinement
from store.files.landing import check_not_in_store

SETTLED: Final = 2.0
"""Seconds: a file that was changed less long ago may still be written."""
_REJECTED: Final = re.compile(r"\.rejected(-[0-9]+)?\.csv", re.IGNORECASE)
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """A file as the folder lists it. changed: nanoseconds since 1970."""

    name: str
    size: int
    changed: int


def check_folder(path: str) -> str:
    """A folder that a person named, as its whole path; it must be there. Raises NotFound,
    NotPermitted, InvalidValue."""
    whole = confinement.named(path).absolute()
    with _opened(whole):
        check_not_in_store(whole / "any")
    return str(whole)


def arrived(folder: Path, pattern: str) -> tuple[list[File], list[str]]:
    """The files whose names fit, oldest first; and the names of those still being written.

    Hidden files, links and the files of rejected rows do not count. Raises NotFound, NotPermitted.
    """
    files = _listed(folder, pattern)
    if any(_is_fresh(file) for file in files):
        time.sleep(SETTLED)
        known, files = set(files), _listed(folder, pattern)
        writing = [file.name for file in files if _is_fresh(file) and file not in known]
        files = [file for file in files if file.name not in writing]
        return files, writing
    return files, []


def _is_fresh(file: File) -> bool:
    return abs(time.time() - file.changed / 1e9) < SETTLED  # a clock may go back


def _listed(folder: Path, pattern: str) -> list[File]:
    found = []
    with _opened(folder) as handle, os.scandir(handle) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith(".") or not fnmatch(name, pattern) or _REJECTED.search(name):
                continue
            with suppress(FileNotFoundError):
                facts = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(facts.st_mode):
                    found.append(File(name, facts.st_size, facts.st_mtime_ns))
    return sorted(found, key=lambda file: (file.changed, file.name))


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hex. Raises NotFound, NotPermitted."""
    digest = hashlib.sha256()
    try:
        with confinement.opened(path) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise KehaoError(
            "{path} can't be read: {why}.", path=str(path), why=error.strerror or str(error)
        ) from None
    return digest.hexdigest()


def dated(folder: Path, name: str, day: date, ending: str) -> Path:
    """A path that nothing stands at: the name with the day, and a number when there is one already.

    Raises NotFound, NotPermitted.
    """
    there = _names(folder)
    return folder / free_name(f"{name}-{day.isoformat()}", ending, there)


def rejected_beside(folder: Path, file: str) -> Path:
    """Where a file's rejected rows go."""
    there = _names(folder)
    return folder / free_name(f"{Path(file).stem}.rejected", ".csv", there)


def _names(folder: Path) -> set[str]:
    with _opened(folder) as handle, os.scandir(handle) as entries:
        return {entry.name for entry in entries}


def free_name(stem: str, ending: str, there: set[str]) -> str:
    """The stem with the ending; when there is one already, numbered after the highest.

    >>> free_name("all-2026-01-31", ".csv", {"all-2026-01-31-4.csv"})
    'all-2026-01-31-5.csv'
    """
    taken = re.compile(re.escape(stem) + r"(?:-([1-9][0-9]{0,8}))?" + re.escape(ending))
    numbers = [int(found[1] or 1) for name in there if (found := taken.fullmatch(name))]
    return f"{stem}-{max(numbers) + 1}{ending}" if numbers else stem + ending


def remove(path: Path) -> bool:
    """Take a file away; whether it was there. Raises KehaoError, NotPermitted."""
    try:
        if confinement.confined() is None:
            path.unlink()
        else:
            with confinement.folder_of(path) as (handle, name):
                os.unlink(name, dir_fd=handle)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise KehaoError(
            "{path} can't be removed: {why}.", path=str(path), why=error.strerror or str(error)
        ) from None
    return True


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder, open. Raises NotFound, NotPermitted."""
    if confinement.confined() is not None:
        with confinement.folder_of(folder / "any") as (handle, _):
            yield handle
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except PermissionError as error:
        raise KehaoError(
            "{path} can't be read: {why}.", path=str(folder), why=error.strerror or ""
        ) from None
    except OSError:
        raise NotFound("There is no folder {path}.", path=str(folder)) from None
    try:
        yield handle
    finally:
        os.close(handle)
