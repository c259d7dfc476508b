"""Where a checkpoint goes: a file that only grows, a folder, standard output, the system log.

No place ever loses a checkpoint it has: files are added to, names in folders are new.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from store.errors import InvalidValue, KehaoError, NotFound
from store.files import confinement
from store.files.landing import check_not_in_store
from store.log.checkpoint import ENDING, LONGEST, Checkpoint, is_checkpoint

SYSTEM_LOG: Final = "/dev/log"
_NOTICE: Final = 4 * 8 + 5
"""What a system log takes a line as: of security (auth), worth a notice."""


def check_place(path: str | Path) -> None:
    """Refuse a place before anything is signed: NotFound for a folder that is not there,
    InvalidValue for a store's own folder and for a file that holds something else."""
    if str(path) == "-":
        return
    path = confinement.place(path)
    if path.is_dir():
        check_not_in_store(path / "x")
        if not os.access(path, os.W_OK | os.X_OK):
            raise InvalidValue(
                "{path} can't be written: {why}.", path=str(path), why=os.strerror(errno.EACCES)
            )
        return
    if not path.parent.is_dir():
        raise NotFound("There is no folder {path}.", path=str(path.parent))
    check_not_in_store(path)
    with _told(path):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise InvalidValue("{path} is no file of checkpoints.", path=str(path))
            first = file.readline(LONGEST).decode("utf-8", "replace")
    if first.strip() and not is_checkpoint(first):
        raise InvalidValue("{path} is no file of checkpoints.", path=str(path))


def check_system_log() -> None:
    """Refuse where the machine has no system log to write to."""
    try:
        _connected().close()
    except OSError as error:
        raise _no_system_log(error) from None


def put(checkpoint: Checkpoint, path: str | Path) -> str:
    """Write a checkpoint to its place; returns the file's name (`-`: standard output).

    In a folder it makes a new file, named by time and sequence number.
    """
    line = checkpoint.line().encode() + b"\n"
    if str(path) == "-":
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return "-"
    path = confinement.place(path)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    if path.is_dir():
        path /= file_name(checkpoint)
        flags |= os.O_EXCL
    with _told(path):
        handle = os.open(path, flags, 0o600)
        try:
            _append(handle, line)
        finally:
            os.close(handle)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return path.name


def _append(handle: int, line: bytes) -> None:
    """Add a line whole or not at all; one that was cut off before it gets its end."""
    size = os.fstat(handle).st_size
    if size and os.pread(handle, 1, size - 1) != b"\n":
        line = b"\n" + line
    try:
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def file_name(checkpoint: Checkpoint) -> str:
    """The name of a checkpoint's own file: names stand in the order of time."""
    at = checkpoint.at.replace("-", "").replace(":", "").replace(".", "")
    return f"kehao-{checkpoint.store[:8]}-{at}-{checkpoint.seq}{ENDING}"


def put_in_system_log(checkpoint: Checkpoint) -> None:
    """One line to the machine's system log (syslog, journald)."""
    line = f"<{_NOTICE}>kehao[{os.getpid()}]: {checkpoint.line()}"
    try:
        with _connected() as log:
            log.sendall(line.encode())
    except OSError as error:
        raise _no_system_log(error) from None


def _connected() -> socket.socket:
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        log.connect(SYSTEM_LOG)
    except OSError:
        log.close()
        raise
    return log


def _no_system_log(error: OSError) -> KehaoError:
    return KehaoError(
        "The system log at {path} takes nothing: {why}.",
        path=SYSTEM_LOG,
        why=error.strerror or str(error),
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """The system's refusal in one line."""
    try:
        yield
    except OSError as error:
        kind = (
            KehaoError if error.errno in (errno.ENOSPC, errno.EIO, errno.EDQUOT) else InvalidValue
        )
        raise kind(
            "{path} can't be written: {why}.", path=str(path), why=error.strerror or str(error)
        ) from None
