"""Opening a backup: what it says of itself, what is in it, and whether all of that is true.

Without the recovery key the header, the size and the digest can be checked. With it everything:
the chunks, the keyring, every page of the database, the chain of the operation log.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from store.backup import format as form
from store.backup.format import Header
from store.backup.lying import Lying, on_disk
from store.backup.making import Progress, digest_of
from store.engine.cancel import Cancel
from store.engine.connection import assert_encrypted, connect
from store.engine.database import BULK_CACHE
from store.engine.driver import Connection, Error
from store.engine.health import complaints
from store.engine.migrations import SCHEMA_VERSION
from store.errors import InvalidValue, NotFound, SignInRefused, StoreDamaged, StoreTooNew
from store.keys.derive import KEY_BYTES, database_key
from store.log.proof import prove
from store.sign_in.making import DATABASE, KEYRING

if TYPE_CHECKING:
    from store.keys.form import Keyring


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that stood the test; `opened` when that was with the recovery key."""

    name: str
    bytes: int
    header: Header
    opened: bool


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of a backup: files in a folder, still encrypted, and what opens them."""

    folder: Path
    header: Header
    keyring: Keyring
    data_key: bytes

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / DATABASE


def verify(
    backup: Path | Lying, recovery: str | None = None, *, cancel: Cancel | None = None
) -> Checked:
    """Prove a backup, as far as the key at hand goes. Changes nothing.

    Raises NotFound, StoreDamaged, StoreTooNew; InvalidValue for a mistyped recovery key,
    SignInRefused for one that the backup was not made for.
    """
    lying = _lying(backup)
    if recovery is not None:
        with TemporaryDirectory(prefix="kehao-verify-") as folder:  # what lies there is encrypted
            unpacked = unpack(lying, recovery, Path(folder), cancel=cancel)
        return Checked(lying.name, form.whole_bytes(unpacked.header), unpacked.header, True)
    with lying.reading() as (source, size):
        header = form.read_header(source, lying.name)
        form.sized(header, size, lying.name)
        form.check_digest(source, header, lying.name)
    return Checked(lying.name, size, header, False)


def header_of(backup: Path | Lying) -> Header:
    """What a backup says of itself, read and nothing more. Raises NotFound, StoreDamaged."""
    lying = _lying(backup)
    with lying.reading() as (source, size):
        header = form.read_header(source, lying.name)
    form.sized(header, size, lying.name)
    return header


def unpack(
    backup: Path | Lying,
    recovery: str,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Unpacked:
    """Write the keyring and the encrypted database into a folder, and prove all of it.

    `progress(done, all)` is told the bytes that have been read.

    Raises what `verify` raises; StoreTooNew also for a schema that this Kehao does not know.
    """
    lying = _lying(backup)
    with lying.reading() as (source, size):
        header = form.read_header(source, lying.name)
        form.sized(header, size, lying.name)
        if header.schema > SCHEMA_VERSION:
            raise StoreTooNew("This store was made by a newer Kehao: update Kehao on this machine.")
        key = backup_key(header, recovery)
        pieces = _told(form.opened(source, header, key, lying.name), header.plain_bytes, progress)
        plain = form.Plain(_stopping(pieces, cancel))
        data_key = plain.take(KEY_BYTES)
        text = plain.take(header.keyring_bytes)
        _write(folder / KEYRING, iter((text,)))
        digests = (digest_of((text,)), _write(folder / DATABASE, plain.all()))
    if digests != (header.keyring_sha256, header.database_sha256):
        raise _untrue(lying.name, "the digests in its header")
    return Unpacked(folder, header, _prove(lying.name, folder, header, data_key), data_key)


def backup_key(header: Header, recovery: str) -> bytes:
    """The backup's own key. Raises InvalidValue, SignInRefused."""
    from store.keys.recovery import read_recovery
    from store.keys.seal import unseal

    info = form.seal_info(header.store)
    key = unseal(form.sealed_key(header), read_recovery(recovery), info)
    if key is None:
        raise SignInRefused(
            "This recovery key is complete, but not the one that this backup was made for: look "
            "for another copy."
        )
    return key


def recovery_from(path: Path) -> str:
    """The recovery key out of a file: its first line. Raises NotFound, InvalidValue."""
    try:
        with path.expanduser().open("rb") as file:
            return file.readline(4096).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise InvalidValue(
            "{path} is no file with a recovery key.", field="recovery_key", path=str(path)
        ) from None
    except OSError as error:
        raise NotFound(
            "The recovery key cannot be read from {path} ({why}).",
            path=str(path),
            why=error.strerror or str(error),
        ) from None


@contextmanager
def database_of(unpacked: Unpacked) -> Iterator[Connection]:
    """A connection to the database that came out of a backup."""
    conn = connect(unpacked.database, database_key(unpacked.data_key))
    try:
        yield conn
    finally:
        conn.close()


def _prove(name: str, folder: Path, header: Header, data_key: bytes) -> Keyring:
    from store.keys.form import proven
    from store.keys.keyring import load

    keyring = load(folder / KEYRING)
    proven(keyring, data_key)
    if keyring.store != header.store:
        raise _untrue(name, "the store in its header")
    assert_encrypted(folder / DATABASE)
    conn = connect(folder / DATABASE, database_key(data_key))
    try:
        conn.execute(f"PRAGMA cache_size={BULK_CACHE}").close()
        damage = complaints(conn)
        if damage:
            raise _untrue(name, damage[0])
        log_key = bytes(
            conn.execute("SELECT value FROM secret WHERE name = 'log_key'").fetchone()[0]
        )
        operations, head = _chain(name, conn, log_key)
    except Error as error:
        raise _untrue(name, str(error)) from error
    finally:
        conn.close()
    if (operations, head) != (header.operations, header.head):
        raise _untrue(name, "the end of the operation log")
    if not hmac.compare_digest(form.origin_of(header, log_key), header.origin):
        raise _untrue(name, "the origin in its header")
    return keyring


def _chain(name: str, conn: Connection, log_key: bytes) -> tuple[int, str]:
    """The last line of the operation log and its MAC, each line that it has proven."""
    found = prove(conn, log_key)
    if not found.ok:
        raise StoreDamaged(
            "The operation log in {path} is broken at line {seq}: take an older backup, and "
            "find out what happened.",
            path=name,
            seq=found.first_bad,
        )
    return found.first - 1 + found.operations, found.head


def _lying(backup: Path | Lying) -> Lying:
    return on_disk(backup) if isinstance(backup, Path) else backup


def _write(path: Path, pieces: Iterator[bytes]) -> str:
    """Write a new file for its owner only; its digest."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:

        def passing() -> Iterator[bytes]:
            for piece in pieces:
                file.write(piece)
                yield piece

        digest = digest_of(passing())
        file.flush()
        os.fsync(handle)
    return digest


def _stopping(pieces: Iterator[bytes], cancel: Cancel | None) -> Iterator[bytes]:
    for piece in pieces:
        if cancel is not None:
            cancel.check()
        yield piece


def _told(pieces: Iterator[bytes], total: int, progress: Progress | None) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        if progress is not None:
            progress(done, total)
        yield piece


def _untrue(name: str, what: str) -> StoreDamaged:
    return StoreDamaged(
        "{path} opens, but is not whole ({why}): take another backup.", path=name, why=what
    )
