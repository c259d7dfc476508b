"""A store out of a backup, on any machine, with the recovery key alone.

It is made in a new folder, under the mark of a store that is not finished, and proven before the
mark goes. The old store, wherever it lies, is not touched.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from store.backup.lying import Lying, on_disk
from store.backup.opening import Unpacked, database_of, unpack
from store.change import Actor, Change, utc_now
from store.engine.cancel import Cancel
from store.errors import StoreDamaged, StoreError, StoreUnsafe
from store.sign_in.making import DATABASE, KEYRING, new_folder
from store.sign_in.opening import Store

RESTORER = "recovery"
"""Who restores, for the log: whoever held the recovery key."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that stands again; as of when, and how much its log holds. `pepper_missing`: nobody
    can sign in before this machine has the pepper."""

    store: Store
    at: str
    operations: int
    bytes: int
    pepper_missing: bool


def restore(
    backup: Path | Lying,
    folder: Path,
    recovery: str,
    *,
    reset: tuple[str, str] | None = None,
    client: str = "local",
    cancel: Cancel | None = None,
) -> Restored:
    """Make a store in `folder` (new or empty) of a backup; everybody's password is as of then.

    reset: an account and its new password, when nobody knows theirs any more. The store's log says
    that it was restored. Raises KehaoError when the folder is taken, NotFound for no such backup
    or account, what `verify` raises, StoreError when it cannot be written, Stopped. Nothing is
    left behind when it fails.
    """
    folder = folder.expanduser().absolute()
    lying = on_disk(backup) if isinstance(backup, Path) else backup
    try:
        with new_folder(folder):
            unpacked = unpack(lying, recovery, folder, cancel=cancel)
            missing = reset is None and _pepper_missing(unpacked)
            if reset is not None:
                _reset(unpacked, *reset)
            _note(unpacked, lying.file, reset[0] if reset else "", client)
            for name in (DATABASE, KEYRING, "."):
                handle = os.open(folder / name, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
    except OSError as error:
        raise StoreError(
            "The store could not be restored to {path} ({why}): check that disk.",
            path=str(folder),
            why=error.strerror or str(error),
        ) from error
    header = unpacked.header
    size = header.keyring_bytes + header.database_bytes
    return Restored(Store(folder), header.at, header.operations, size, missing)


def _pepper_missing(unpacked: Unpacked) -> bool:
    """Whether passwords go with a pepper that this machine does not have."""
    from store.keys import pepper

    try:
        pepper.check(unpacked.keyring.peppers, unpacked.folder)
    except (StoreDamaged, StoreUnsafe):
        raise
    except StoreError:
        return True
    return False


def _reset(unpacked: Unpacked, name: str, password: str) -> None:
    from store.keys.keyring import save, with_password
    from store.keys.loss import without_lost_peppers

    keyring = without_lost_peppers(unpacked.keyring, unpacked.data_key)
    changed = with_password(keyring, unpacked.data_key, name, password)
    save(unpacked.folder / KEYRING, changed, unpacked.data_key)


def _note(unpacked: Unpacked, file: str, reset: str, client: str) -> None:
    """Say in the log that this store came out of a backup, and end the sessions of then."""
    now = utc_now()
    after: dict[str, object] = {"file": file, "at": unpacked.header.at}
    if reset:
        after["reset"] = reset
    with database_of(unpacked) as conn:
        conn.execute("BEGIN IMMEDIATE")
        key = bytes(conn.execute("SELECT value FROM secret WHERE name = 'log_key'").fetchone()[0])
        conn.execute("UPDATE session SET ended = ?, ended_by = ? WHERE ended = ''", (now, RESTORER))
        change = Change(conn, Actor(RESTORER, "", "", client), key, lambda _: True, now)
        change.log("store.restore", file, after=after)
        conn.execute("COMMIT")
