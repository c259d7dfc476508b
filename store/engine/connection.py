"""How a connection to the encrypted database is made: one recipe, on every connection.

The order matters. The key comes before anything that reads a page; a wrong key shows only at the
first read; a file cut to nothing would open as a fresh empty database and must be refused first.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from store.engine.driver import (
    SAFE_SQLITE,
    SQLITE_VERSION,
    Connection,
    DatabaseError,
    Error,
    flags,
    open_file,
)
from store.errors import NotFound, StoreDamaged, StoreUnsafe

PLAIN_HEADER: Final = b"SQLite format 3\x00"
PAGE: Final = 4096
BUSY_MS: Final = 15_000

# What no code of ours ever does once the schema stands: it would lead out of the encrypted file
# or round the triggers that keep the log.
_DENIED_PRAGMAS: Final = frozenset({"writable_schema", "rekey", "cipher_migrate", "temp_store"})


def check_sqlite() -> None:
    """Raise StoreUnsafe when the SQLite inside the driver has the WAL-reset corruption bug."""
    if SQLITE_VERSION < SAFE_SQLITE:
        raise StoreUnsafe(
            "SQLite {version} can damage a store: install sqlcipher3 0.6.4 or newer.",
            version=".".join(map(str, SQLITE_VERSION)),
        )


def check_private(path: Path) -> None:
    """Raise StoreUnsafe if group or others may read or write `path` (file or folder)."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise StoreUnsafe(
            "{path} can be read by others on this machine: run chmod {mode} on it.",
            path=str(path),
            mode="700" if path.is_dir() else "600",
        )


def check_file(path: Path) -> None:
    """Raise if the database file is missing, empty, cut, plain or open to others."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise NotFound(
            "There is no store at {path}: kehao init makes one.", path=str(path.parent)
        ) from error
    check_private(path)
    if size < PAGE:
        raise StoreDamaged(
            "{path} is empty or cut short ({size} bytes): restore it from a backup.",
            path=str(path),
            size=size,
        )
    if size % PAGE:
        raise StoreDamaged(
            "{path} is cut short in the middle of a page: restore it from a backup.",
            path=str(path),
        )
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise StoreUnsafe("{path} is not encrypted: it is no Kehao store.", path=str(path))


def connect(path: Path, key: str, *, create: bool = False) -> Connection:
    """Open the database at `path` with the raw key (64 hexadecimal digits).

    Raises NotFound, StoreDamaged (also for a wrong key: to the cipher they look the same) or
    StoreUnsafe. With `create`, the file must not exist yet.
    """
    check_sqlite()
    if create:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, 0o600))
    else:
        check_file(path)
    connection = open_file(
        str(path), isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE").close()
        connection.execute(f"PRAGMA key=\"x'{key}'\"").close()
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except DatabaseError as error:
            raise StoreDamaged(
                "{path} cannot be read with this keyring: one of the two is damaged or from "
                "another store; restore both from one backup.",
                path=str(path),
            ) from error
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if not create:
            _check_whole(connection, path)
        connection.execute("PRAGMA synchronous=FULL").close()
        connection.execute("PRAGMA foreign_keys=ON").close()
        connection.execute("PRAGMA recursive_triggers=ON").close()
        connection.execute("PRAGMA secure_delete=ON").close()
        connection.execute("PRAGMA temp_store=MEMORY").close()
    except BaseException:
        connection.close()
        raise
    return connection


def rekey(path: Path, old: str, new: str) -> None:
    """Put a database that nobody has open from one key under another, in one transaction.

    Raises StoreDamaged when the old key does not open it, or the new one does not afterwards; the
    driver's errors (a full disk): it is under its old key then.
    """
    connection = connect(path, old)
    try:
        connection.execute(f"PRAGMA rekey=\"x'{new}'\"").close()
        with suppress(DatabaseError):  # else the next connection copies the log into the file
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    connect(path, new).close()


def opens(path: Path, key: str) -> bool:
    """Whether the key is the database's."""
    try:
        connect(path, key).close()
    except StoreDamaged:
        return False
    return True


def _check_whole(connection: Connection, path: Path) -> None:
    """Raise StoreDamaged for a file that has lost pages at its end.

    While anything stands in the write-ahead log, the file may rightly be shorter than its header
    says. The order matters: a log that is empty now was so while the header was read.
    """
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    try:
        if path.with_name(path.name + "-wal").stat().st_size:
            return
    except FileNotFoundError:
        pass
    size = path.stat().st_size
    if size < pages * PAGE:
        raise StoreDamaged(
            "{path} is cut short ({size} of {whole} bytes): restore it from a backup.",
            path=str(path),
            size=size,
            whole=pages * PAGE,
        )


def lock_down(connection: Connection) -> None:
    """Deny, for the life of the connection, what only an attack or a mistake would ask for."""

    def allow(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action == flags.SQLITE_ATTACH or action == flags.SQLITE_DROP_TRIGGER:
            return int(flags.SQLITE_DENY)
        if action == flags.SQLITE_PRAGMA and (first or "").lower() in _DENIED_PRAGMAS:
            return int(flags.SQLITE_DENY)
        return int(flags.SQLITE_OK)

    connection.set_authorizer(allow)


def assert_encrypted(path: Path) -> None:
    """After creating: the file on disk must not be plain SQLite. Raises StoreUnsafe."""
    with path.open("rb") as file:
        head = file.read(len(PLAIN_HEADER))
    if head == PLAIN_HEADER or not head:
        raise StoreUnsafe("{path} is not encrypted: it is no Kehao store.", path=str(path))


__all__ = [
    "Connection",
    "Error",
    "assert_encrypted",
    "check_file",
    "check_private",
    "check_sqlite",
    "connect",
    "lock_down",
    "opens",
    "rekey",
]
