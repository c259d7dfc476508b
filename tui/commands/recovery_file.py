"""The file that takes a recovery key: new, for its owner alone, away from the store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.errors import InvalidValue, NotFound


@contextmanager
def new_recovery_file(path: Path, folder: Path) -> Iterator[int]:
    """A file that did not exist, for its owner only; gone again when the work inside fails."""
    path = path.expanduser().absolute()
    if path.is_relative_to(folder):
        raise InvalidValue(
            "The recovery key does not belong in the store's own folder: whoever copies that would "
            "have both.",
            field="recovery_file",
        )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise InvalidValue(
            "{path} exists already: name a new file for the recovery key.",
            field="recovery_file",
            path=str(path),
        ) from None
    except FileNotFoundError:
        raise NotFound("There is no folder {path}.", path=str(path.parent)) from None
    try:
        yield handle
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)
