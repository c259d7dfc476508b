"""The open database of one process: a few readers, one writer, short transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final

from store.engine.cancel import Cancel
from store.engine.collecting import seldom
from store.engine.connection import connect, lock_down, rekey
from store.engine.driver import Connection, DatabaseError, OperationalError
from store.engine.migrations import check_version
from store.engine.noticing import Noticing
from store.errors import SessionEnded, Stopped, StoreBusy, StoreDamaged, StoreError
from store.keys.presence import Presence

CACHE: Final = -2_000
"""The writer's page cache in everyday use, in KiB (negative: that is what SQLite takes)."""
READING_CACHE: Final = -4_000
"""A reader's; the driver's own would be 8 MB for every connection of every session."""
KEPT: Final = 2
"""So many readers are kept for the next; more there are only while more work at once."""
BULK_CACHE: Final = -65_536
CHECKPOINT: Final = 1_000
"""Pages of write-ahead log after which it is copied into the database."""
BULK_CHECKPOINT: Final = 16_000
PATIENCE: Final = 10.0
"""So many seconds a change of key waits for this process's own readers."""


_SURPRISES: Final = (TypeError, ValueError, LookupError, AttributeError, AssertionError)
"""What a program meets when a table gives back what was never written into it."""


def translate(error: Exception, path: Path) -> StoreError | Stopped | None:
    """The error a person can act on for one of the driver's, or None if it is a fault of ours."""
    words = str(error).lower()
    if "interrupted" in words:
        return Stopped("Stopped.")
    if "locked" in words or "busy" in words:
        return StoreBusy("The store is busy: another piece of work holds it. Try again.")
    if "disk is full" in words or "disk full" in words:
        return StoreError(
            "The disk of {path} is full: what was being saved was not. Free some space and try "
            "again.",
            path=str(path.parent),
        )
    if "disk i/o" in words or "readonly" in words or "unable to open" in words:
        return StoreError("{path} cannot be written: {why}.", path=str(path), why=str(error))
    if "malformed" in words or "not a database" in words:
        return StoreDamaged("{path} is damaged: restore it from a backup.", path=str(path))
    return None


def _identity(path: Path) -> tuple[int, int]:
    """Which file lies there now; nothing at all is a file that no other is equal to."""
    try:
        facts = path.stat()
    except OSError:
        return (0, 0)
    return (facts.st_dev, facts.st_ino)


class Engine:
    """Connections to one database file, shared by the threads of one session.

    Readers are handed out one to a thread at a time and kept for the next; the writer is one,
    behind a lock. All have the same key and the same recipe.
    """

    def __init__(
        self, path: Path, key: str, presence: Presence | None = None, *, fleeting: bool = False
    ) -> None:
        """`presence`, if given, is let go of when the last connection is closed. fleeting: the file
        is thrown away in the end, so that nothing waits until it is safe on the disk."""
        self.path = path
        self.presence = presence
        self._key = key
        self._lock = threading.Condition()
        self._reading = 0
        self._changing = False
        self._writing = threading.RLock()
        self._idle: list[Connection] = []
        self._closed = False
        self._open_writer()
        if fleeting:
            self._writer.execute("PRAGMA synchronous=OFF").close()

    def _open_writer(self) -> None:
        self._writer = connect(self.path, self._key)
        self._file = _identity(self.path)
        self._writer.execute(f"PRAGMA cache_size={CACHE}").close()
        check_version(self._writer)
        self._noticing = Noticing(self._writer)
        lock_down(self._writer)

    def _new(self) -> Connection:
        connection = connect(self.path, self._key)
        connection.execute(f"PRAGMA cache_size={READING_CACHE}").close()
        lock_down(connection)
        return connection

    @contextmanager
    def reading(self, cancel: Cancel | None = None) -> Iterator[Connection]:
        """A connection for reading; all reads inside see one state. `cancel` interrupts it."""
        connection = self._reader()
        try:
            connection.execute("BEGIN")
            if cancel is None:
                yield connection
            else:
                with cancel.watching(connection):
                    yield connection
        except (OperationalError, DatabaseError) as error:
            known = translate(error, self.path)
            if known is None:
                raise
            raise known from error
        except _SURPRISES as error:
            self._blame_damage(connection, error)
            raise
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection)

    def _reader(self) -> Connection:
        with self._lock:
            self._lock.wait_for(lambda: not self._changing)
            self._check_open()
            self._reading += 1
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            try:
                connection = self._new()
            except BaseException:
                self._give_back(None)
                raise
        return connection

    def _give_back(self, connection: Connection | None) -> None:
        with self._lock:
            self._reading -= 1
            if connection is None:
                pass
            elif self._closed or len(self._idle) >= KEPT:
                connection.close()
            else:
                self._idle.append(connection)
            self._lock.notify_all()
        self._leave()

    def _leave(self) -> None:
        if self.presence is not None and not self._key and not self._reading:
            self.presence.leave()

    @contextmanager
    def writing(
        self, meanwhile: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> Iterator[Connection]:
        """The writer inside one transaction: committed at the end, rolled back on any error.

        `meanwhile` is held while the commit is synced: work for another thread may go in there.
        """
        with self._writing:
            self._check_open()
            connection = self._writer
            try:
                connection.execute("BEGIN IMMEDIATE")
                self._noticing.forget()
                try:
                    yield connection
                    self._noticing.write()
                    self._check_in_place()
                    with meanwhile():
                        connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            except (OperationalError, DatabaseError) as error:
                known = translate(error, self.path)
                if known is None:
                    raise
                raise known from error
            except _SURPRISES as error:
                self._blame_damage(connection, error)
                raise

    @property
    def alone(self) -> bool:
        """Whether no other session has the store open, so that nobody waits for a long
        transaction (`presence` says no less than that; without it nothing is known)."""
        return self.presence is not None and not self.presence.others(0.0)

    def _check_open(self) -> None:
        """Raise once the session is closed: without its key any file would look damaged."""
        if self._closed:
            raise SessionEnded("You have signed out: sign in again.")

    def _blame_damage(self, connection: Connection, error: Exception) -> None:
        """Raise StoreDamaged when rows that make no sense came out of a damaged file."""
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except DatabaseError as worse:
            found = str(worse)
        if found != "ok":
            raise StoreDamaged(
                "{path} is damaged: restore it from a backup.", path=str(self.path)
            ) from error

    def _check_in_place(self) -> None:
        """Raise unless the file that was opened still lies there: what is written to one that was
        deleted or replaced is lost, and nothing else would say so."""
        if _identity(self.path) != self._file:
            raise StoreError(
                "{path} was deleted, moved or replaced while it was open: what was being saved was "
                "not. Sign in again, and restore a backup if it is gone.",
                path=str(self.path),
            )

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """For the time of many transactions in a row: a large cache, rarer checkpoints, and a
        seldom search for garbage.

        Each transaction is still synced when it commits; only the copying of the write-ahead log
        into the database waits. The memory is given back at the end.
        """
        with self._writing:
            self._writer.execute(f"PRAGMA cache_size={BULK_CACHE}")
            self._writer.execute(f"PRAGMA wal_autocheckpoint={BULK_CHECKPOINT}").fetchone()
        try:
            with seldom():
                yield
        finally:
            with self._writing:
                self._writer.execute(f"PRAGMA cache_size={CACHE}")
                self._writer.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}").fetchone()
                with suppress(DatabaseError):  # on a full disk: all stays in the write-ahead log
                    self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                self._writer.execute("PRAGMA shrink_memory")

    def settle(self) -> None:
        """Copy what the write-ahead log holds into the database, so that it need not grow."""
        with self._writing, suppress(DatabaseError):
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def data_version(self) -> int:
        """A number that changes when another process has committed (not for our own writes)."""
        with self._writing:
            version: int = self._writer.execute("PRAGMA data_version").fetchone()[0]
            return version

    def change_key(self, key: str) -> None:
        """Put the database under another key (64 hexadecimal digits), and go on with it.

        No other process may have it open; the threads of this one wait. Raises StoreError, with
        the database under the key it had.
        """
        with self._writing, self._readers_out():
            self._writer.close()
            try:
                rekey(self.path, self._key, key)
                self._key = key
            except (OperationalError, DatabaseError) as error:
                raise translate(error, self.path) or error from error
            finally:
                self._open_writer()

    @contextmanager
    def _readers_out(self) -> Iterator[None]:
        """No reader is open or opened while this lasts."""
        with self._lock:
            self._changing = True
            out = self._lock.wait_for(lambda: not self._reading, PATIENCE)
            idle, self._idle = self._idle, []
        try:
            for connection in idle:
                connection.close()
            if not out:
                raise StoreBusy("The store is busy: another piece of work holds it. Try again.")
            yield
        finally:
            with self._lock:
                self._changing = False
                self._lock.notify_all()

    def close(self) -> None:
        """Close every connection that nobody is using; the rest close when they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        with self._writing:
            self._writer.close()
        self._key = ""
        self._leave()
