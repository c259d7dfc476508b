"""Making one backup: copy, seal, read back what was written, and only then give it its name.

While it is made it is called `….part`, held by the process that makes it; the copy of the database
lies beside it, encrypted as the store is. What a killed process left there is swept away by the
next backup in that folder; it never passes for a backup.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from store.backup import format as form
from store.backup.format import CHUNK, Header
from store.backup.parts import COPY, finished, new_part, sweep
from store.change import utc_now
from store.engine.cancel import Cancel
from store.engine.connection import check_private, connect
from store.engine.driver import Error
from store.engine.snapshot import copy_database, remove_copy
from store.errors import InvalidValue, NotFound, SessionEnded, StoreDamaged, StoreError
from store.keys.derive import KEY_BYTES, database_key

if TYPE_CHECKING:
    from store.keys.form import Keyring
    from store.session import Session

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """The store at one moment: the encrypted database in a file, the keyring in memory."""

    database: Path
    keyring: bytes
    header: Header
    """All but the backup's own key and the origin's mark."""


def make(
    session: Session,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> tuple[Path, Header]:
    """Make one verified backup in a folder that exists; its path and header. Raises as `make_in`,
    and InvalidValue for the store's own folder, NotFound for one that is not there."""
    path, header, _ = make_in(session, checked_folder(session, folder), progress, cancel)
    return path, header


def make_in(
    session: Session, folder: Path, progress: Progress | None, cancel: Cancel | None
) -> tuple[Path, Header, bytes]:
    """Make one verified backup in a folder; its path, header, and the key that opens it.

    Raises StoreError (no room, not writable), StoreDamaged (the store is, or what was written
    cannot be read back), Stopped.
    """
    keyring = _keyring(session)
    sweep(folder, keyring.store)
    _check_room(session, folder)
    try:
        with new_part(folder, keyring.store) as (part, handle):
            with copied(session, part.with_suffix(COPY), progress, cancel) as copy:
                header, key = sealed_header(session, copy)
                _write(handle, form.written(header, key, _plain(session, copy, cancel)))
            verify_written(part, header, key, cancel)
            path = finished(part)
    except OSError as error:
        raise StoreError(
            "No backup could be written to {path} ({why}): check that disk.",
            path=str(folder),
            why=error.strerror or str(error),
        ) from error
    return path, header, key


def checked_folder(session: Session, folder: Path) -> Path:
    """The folder as an absolute path. Raises NotFound, InvalidValue."""
    folder = folder.expanduser().absolute()
    if not folder.is_dir():
        raise NotFound(
            "There is no folder {path} for backups: mount the disk, or make the folder.",
            path=str(folder),
        )
    own = Path(session.access.keyring).parent
    if folder.resolve().is_relative_to(own.resolve()):
        raise InvalidValue(
            "A backup inside the store's own folder would go with it: name another folder, best "
            "on another disk.",
            field="folder",
        )
    return folder


@contextmanager
def copied(
    session: Session, target: Path, progress: Progress | None = None, cancel: Cancel | None = None
) -> Iterator[Copy]:
    """The store as it is now: a checked copy of the database, gone again at the end."""
    from store.engine.health import quick_complaints
    from store.keys import files
    from store.keys.form import to_text

    path = Path(session.access.keyring)
    try:
        with session.reading() as conn:
            with files.locked(path):  # the keyring of this moment, and no older one
                keyring = _keyring(session)
                seq, head = conn.execute(
                    "SELECT seq, mac FROM operation ORDER BY seq DESC LIMIT 1"
                ).fetchone()
            schema = conn.execute("PRAGMA user_version").fetchone()[0]
            key = database_key(session.access.data_key)
            copy_database(conn, target, key, progress=progress, cancel=cancel)
        check = connect(target, key)
        try:
            with cancel.watching(check) if cancel is not None else nullcontext():
                damage = quick_complaints(check)
        except Error as error:
            if cancel is not None:
                cancel.check()
            damage = [str(error)]
        finally:
            check.close()
        if damage:
            raise StoreDamaged(
                "The database is damaged ({why}): restore it from a backup.", why=damage[0]
            )
        text = to_text(keyring)
        yield Copy(
            target,
            text,
            Header(
                version=form.VERSION,
                store=keyring.store,
                at=utc_now(),
                operations=seq,
                head=bytes(head).hex(),
                schema=schema,
                keyring_bytes=len(text),
                keyring_sha256=hashlib.sha256(text).hexdigest(),
                database_bytes=target.stat().st_size,
                database_sha256=digest_of(_pieces(target, cancel)),
                sealed="",
                origin="",
            ),
        )
    finally:
        remove_copy(target)


def sealed_header(session: Session, copy: Copy) -> tuple[Header, bytes]:
    """The header with a fresh key sealed to the recovery key's public part; and that key."""
    from store.keys.seal import seal

    key = secrets.token_bytes(KEY_BYTES)
    public = _keyring(session).recovery.public
    sealed = seal(key, public, form.seal_info(copy.header.store))
    header = replace(copy.header, sealed=base64.b64encode(sealed).decode())
    return replace(header, origin=form.origin_of(header, session.access.log_key)), key


def verify_written(path: Path, header: Header, key: bytes, cancel: Cancel | None = None) -> None:
    """Open what was written, from the disk, and compare all of it. Raises StoreDamaged."""
    with path.open("rb") as file:
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        form.sized(header, path.stat().st_size, str(path))
        read_back(file, header, key, str(path), cancel)


def read_back(
    source: form.Source, header: Header, key: bytes, name: str, cancel: Cancel | None = None
) -> None:
    """Read all of a backup just made and compare it with what its header says. StoreDamaged."""
    if form.read_header(source, name) != header:
        raise StoreDamaged("The header of {path} is damaged: take another backup.", path=name)
    plain = form.Plain(form.opened(source, header, key, name))
    plain.take(KEY_BYTES)
    keyring = hashlib.sha256(plain.take(header.keyring_bytes)).hexdigest()
    database = digest_of(_stopping(plain.all(), cancel))
    if (keyring, database) != (header.keyring_sha256, header.database_sha256):
        raise StoreDamaged(
            "{path} is damaged: what it holds is not what was written; take another backup.",
            path=name,
        )


def digest_of(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of all pieces, in digits."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _keyring(session: Session) -> Keyring:
    from store.keys.form import mac_holds
    from store.keys.keyring import load

    path = Path(session.access.keyring)
    check_private(path)
    keyring = load(path)
    if not mac_holds(keyring, session.access.data_key):
        raise SessionEnded(
            "The keys of this store have changed since you signed in: sign in again."
        )
    return keyring


def _check_room(session: Session, folder: Path) -> None:
    database = Path(session.access.keyring).with_name("kehao.db")
    needed = 2 * database.stat().st_size + CHUNK
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            "A backup takes {needed} MB on the disk of {path} while it is made, and {free} MB are "
            "free: make room.",
            needed=-(-needed // 1_000_000),
            free=free // 1_000_000,
            path=str(folder),
        )


def _write(handle: int, pieces: Iterable[bytes]) -> None:
    with open(handle, "wb", closefd=False) as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(handle)


def _plain(session: Session, copy: Copy, cancel: Cancel | None) -> Iterator[bytes]:
    yield session.access.data_key
    yield copy.keyring
    yield from _pieces(copy.database, cancel)


def _pieces(path: Path, cancel: Cancel | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _stopping(iter(lambda: file.read(CHUNK), b""), cancel)


def _stopping(pieces: Iterator[bytes], cancel: Cancel | None) -> Iterator[bytes]:
    for piece in pieces:
        if cancel is not None:
            cancel.check()
        yield piece
