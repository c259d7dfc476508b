"""A copy of the database as it is at one moment, taken while people go on working.

The pages are copied inside one read transaction and encrypted anew under the same key: what lies on
the disk is never readable.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from store.engine.cancel import Cancel
from store.engine.connection import assert_encrypted, check_sqlite
from store.engine.driver import Connection, DatabaseError, OperationalError, open_file
from store.errors import StoreDamaged, StoreError

_STEP: Final = 2_048
"""So many pages (8 MB) are copied at a time, between two looks at the cancel token."""
BESIDE: Final = ("", "-journal", "-wal", "-shm")
"""What can lie on the disk for one database, by its name's ending."""


def copy_database(
    conn: Connection,
    target: Path,
    key: str,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: Cancel | None = None,
) -> None:
    """Copy what `conn` sees (it is inside a transaction and has read something) to a new file.

    Raises Stopped, StoreError when the copy cannot be written, StoreDamaged when a page of the
    original cannot be read.
    """
    check_sqlite()
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, 0o600))
    copy = open_file(str(target), isolation_level=None, check_same_thread=False)

    def step(status: int, remaining: int, total: int) -> None:
        if cancel is not None:
            cancel.check()
        if progress is not None:
            progress(total - remaining, total)

    try:
        copy.execute("PRAGMA cipher_log_level=NONE").close()
        copy.execute(f"PRAGMA key=\"x'{key}'\"").close()
        copy.execute("PRAGMA journal_mode=OFF").fetchone()
        copy.execute("PRAGMA synchronous=OFF").close()
        conn.backup(copy, pages=_STEP, progress=step, sleep=0.05)
    except (OperationalError, DatabaseError) as error:
        words = str(error).lower()
        if "malformed" in words or "not a database" in words:
            raise StoreDamaged(
                "The database is damaged ({why}): restore it from a backup.", why=str(error)
            ) from error
        raise StoreError(
            "The copy in {path} cannot be written ({why}): check the disk.",
            path=str(target.parent),
            why=str(error),
        ) from error
    finally:
        copy.close()
    assert_encrypted(target)


def remove_copy(target: Path) -> None:
    """Take a copy away, and whatever lies beside it."""
    for ending in BESIDE:
        with suppress(OSError):
            target.with_name(target.name + ending).unlink()
