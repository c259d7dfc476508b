"""A new data key for a store in use, without anyone's password and safe at every step.

Two files cannot be replaced in one step, so the keyring goes first: it is for the new key and
holds the old one under it. Then the database is put under the new key; then the old one goes. A
crash in between leaves a keyring that still leads to the database (`previous_data_key`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path

from store.errors import StoreBusy
from store.keys.derive import KEY_BYTES, context, previous_key_key
from store.keys.form import VERSION, Keyring, Recovery, proven, recovery_info, seal_info, signed
from store.keys.keyring import updating
from store.keys.password import NONCE_BYTES
from store.keys.seal import seal


def begin(path: Path, data_key: bytes) -> tuple[Keyring, bytes]:
    """Write the keyring for a new data key, which leads to the old one as well; and that key.

    Nobody else may have the store open. Whoever is disabled is not sealed to. Then put the
    database under the new key and `finish`. Raises what `updating` and `renewed` raise.
    """
    with updating(path, data_key) as held:
        changed, new_key = renewed(held.keyring, data_key)
        held.data_key = new_key
        held.keyring = changed
    return held.keyring, new_key


def put_back(path: Path, before: Keyring, data_key: bytes, new_key: bytes) -> Keyring:
    """After `begin`, when the database stayed under its key: the keyring as it was `before`."""
    with updating(path, new_key) as held:
        held.data_key = data_key
        held.keyring = before
    return held.keyring


def finish(path: Path, data_key: bytes) -> Keyring:
    """Forget the previous data key: the database is under this one. The keyring as it is then."""
    with updating(path, data_key) as held:
        if held.keyring.previous:
            held.keyring = signed(replace(held.keyring, previous=b""), data_key)
    return held.keyring


def renewed(keyring: Keyring, data_key: bytes) -> tuple[Keyring, bytes]:
    """The keyring for a new data key, sealed to everyone who had the old one; and that key.

    Raises StoreBusy when an earlier change is not finished.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    proven(keyring, data_key)
    if keyring.previous:
        raise StoreBusy(
            "The last change of the data key is not finished: sign in again to finish it."
        )
    new_key = secrets.token_bytes(KEY_BYTES)
    accounts = {
        name: replace(entry, sealed=seal(new_key, entry.public, seal_info(keyring.store, name)))
        if entry.sealed
        else entry
        for name, entry in keyring.accounts.items()
    }
    public = keyring.recovery.public
    recovery = Recovery(public, seal(new_key, public, recovery_info(keyring.store)))
    nonce = os.urandom(NONCE_BYTES)
    hidden = AESGCM(previous_key_key(new_key)).encrypt(nonce, data_key, _bound(keyring))
    changed = replace(keyring, accounts=accounts, recovery=recovery, previous=nonce + hidden)
    return signed(changed, new_key), new_key


def previous_data_key(keyring: Keyring, data_key: bytes) -> bytes | None:
    """The data key before this one while the database may still be under it; else None.

    When the database does not open with `data_key`, put it from this one under that one, then
    `finish`. Raises StoreDamaged for a keyring that is not as it was left.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    proven(keyring, data_key)
    if not keyring.previous:
        return None
    nonce, hidden = keyring.previous[:NONCE_BYTES], keyring.previous[NONCE_BYTES:]
    return AESGCM(previous_key_key(data_key)).decrypt(nonce, hidden, _bound(keyring))


def _bound(keyring: Keyring) -> bytes:
    return context("previous data key", VERSION, keyring.store)
