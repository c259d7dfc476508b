"""Which files a person may name, when the program runs for somebody else than its own account.

Over SSH and sudo many people are one account of the machine: what they name as a file to read or
to write must not reach what that account can. So a confined process opens only what lies in the
person's own folder, or in one that whoever runs the server allows. The way there is walked one
folder at a time without following a link, from a folder that is held open: nobody who changes
links meanwhile changes where it leads. Whoever runs Kehao as themselves is not confined.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from store.errors import InvalidValue, NotFound, NotPermitted
from store.text import fold

FILES: Final = "files"
"""The folder beside the store that holds each person's own."""

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Confinement:
    """Whom the process serves, on which store, and the folders they may name beside their own."""

    person: str
    store: Path
    allowed: tuple[Path, ...] = ()

    @property
    def home(self) -> Path:
        """The person's own folder."""
        return self.store.parent / FILES / fold(self.person)

    def roots(self) -> tuple[Path, ...]:
        """The folders that may be named; never one that holds the store, or lies in it."""
        apart = (
            folder
            for folder in self.allowed
            if not (folder.is_relative_to(self.store) or self.store.is_relative_to(folder))
        )
        return (self.home, *apart)


_current: Confinement | None = None


def confine(to: Confinement | None) -> None:
    """Hold the whole process to these folders from now on (None: to none; tests need that)."""
    global _current
    _current = to


def confined() -> Confinement | None:
    """What the process is held to, None when it runs for its own account."""
    return _current


def serves(store: Path) -> bool:
    """Whether the process serves somebody else than its own account, on this store."""
    return _current is not None and _current.store == store


def named(text: str) -> Path:
    """The path that a person typed: `~` is their own folder, and so is what begins with no `/`."""
    if _current is None:
        return Path(text).expanduser()
    return _current.home / (text[2:] if text == "~" or text.startswith("~/") else text)


def place(path: str | Path) -> Path:
    """The whole path, when its folder is there and may be named; unconfined: as it is.

    `-` stays `-`. Raises NotPermitted, NotFound, InvalidValue.
    """
    if _current is None or str(path) == "-":
        return Path(path)
    with folder_of(path):
        return named(str(path))


def opened(path: str | Path) -> BinaryIO:
    """The file, opened for reading.

    Confined: a regular file that has no second name elsewhere; raises NotPermitted or NotFound.
    Unconfined: what `Path.open` gives and raises.
    """
    if _current is None:
        return Path(path).open("rb")
    with folder_of(path) as (folder, name):
        try:
            handle = os.open(name, _READ, dir_fd=folder)
        except FileNotFoundError:
            raise NotFound("There is no file {path}.", path=str(path)) from None
        except OSError:
            raise _refused(path) from None
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink != 1:
        os.close(handle)
        raise _refused(path) from None
    os.set_blocking(handle, True)
    return os.fdopen(handle, "rb")


def new_file(path: str | Path) -> int:
    """A file that was not there, open for writing, its owner's only. Raises InvalidValue."""
    try:
        if _current is None:
            return os.open(path, _NEW, 0o600)
        with folder_of(path) as (folder, name):
            return os.open(name, _NEW, 0o600, dir_fd=folder)
    except FileExistsError:
        raise taken(path) from None


def is_taken(path: str | Path) -> bool:
    """Whether something stands there already that a confined person would write over."""
    if _current is None:
        return False
    with folder_of(path) as (folder, name):
        try:
            os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True


def taken(path: str | Path) -> InvalidValue:
    """What to say of a file that stands there already."""
    return InvalidValue(
        "There is already a file {path}: choose another, its content is not overwritten.",
        path=str(path),
    )


@contextmanager
def folder_of(path: str | Path) -> Iterator[tuple[int, str]]:
    """The open folder of a file that may be named, and the file's name in it (confined only).

    Raises NotPermitted for a place outside or behind a link, NotFound for a folder that is not
    there.
    """
    assert _current is not None
    whole = named(str(path))
    root, steps = _root_and_steps(whole, path)
    handle = _open_root(root)
    try:
        for step in steps[:-1]:
            try:
                inner = os.open(step, _FOLDER, dir_fd=handle)
            except FileNotFoundError:
                raise NotFound("There is no folder {path}.", path=str(whole.parent)) from None
            except OSError:
                raise _refused(path) from None
            os.close(handle)
            handle = inner
        yield handle, steps[-1]
    finally:
        os.close(handle)


def _root_and_steps(whole: Path, told: str | Path) -> tuple[Path, tuple[str, ...]]:
    assert _current is not None
    parts = whole.parts
    if ".." not in parts and "\0" not in str(whole):
        for root in _current.roots():
            if len(parts) > len(root.parts) and whole.is_relative_to(root):
                return root, parts[len(root.parts) :]
    raise _refused(told)
    return None


def _open_root(root: Path) -> int:
    assert _current is not None
    if root == _current.home:
        return _open_home(_current)
    try:
        return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        raise NotFound("There is no folder {path}.", path=str(root)) from None


def _open_home(to: Confinement) -> int:
    """The person's own folder, made when it is first asked for."""
    handle = os.open(to.store.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for step in (FILES, to.home.name):
        try:
            with suppress(FileExistsError):
                os.mkdir(step, 0o700, dir_fd=handle)
            inner = os.open(step, _FOLDER, dir_fd=handle)
        except OSError:
            os.close(handle)
            raise _refused(to.home) from None
        os.close(handle)
        handle = inner
        facts = os.fstat(handle)
        if facts.st_uid != os.getuid() or facts.st_mode & 0o077:
            os.close(handle)
            raise _refused(to.home) from None
    return handle


def _refused(path: str | Path) -> NotPermitted:
    assert _current is not None
    return NotPermitted(
        "{path} can't be used here: name a plain file in your own folder {folder}, or - for your "
        "own machine's end of the line.",
        path=str(path),
        folder=str(_current.home),
    )
