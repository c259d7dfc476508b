"""When a pepper is lost: the store goes on without it, by the hand of whoever has the data key."""

from __future__ import annotations

import secrets

from store.errors import StoreError
from store.keys import pepper
from store.keys.form import Keyring
from store.keys.keyring import with_password, with_pepper


def without_lost_peppers(keyring: Keyring, data_key: bytes) -> Keyring:
    """The keyring as it is while all its peppers can be read; else one that needs none.

    Whoever had one in their password then has a password that nobody knows: it takes a new one.
    """
    try:
        for name in keyring.peppers:
            pepper.find(name)
    except StoreError:
        lost = [name for name, entry in keyring.accounts.items() if entry.pepper]
        keyring = with_pepper(keyring, data_key, "")
        for name in lost:
            keyring = with_password(keyring, data_key, name, secrets.token_urlsafe(32))
    return keyring
