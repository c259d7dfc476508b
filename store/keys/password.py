"""From a password to the key it protects: Argon2id, then AES-256-GCM round a private key.

The cost of a guess is in the figures. They stand in the keyring beside each account, so they are
checked before they are used: lower ones would make guessing cheap, huge ones would eat the memory.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from dataclasses import dataclass
from typing import Final

from store.keys.derive import KEY_BYTES

SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
WRAPPED_BYTES: Final = NONCE_BYTES + KEY_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Figures:
    """What Argon2id costs: memory in KiB, passes over it, lanes worked at the same time."""

    memory: int
    passes: int
    lanes: int


STANDARD = Figures(memory=64 * 1024, passes=3, lanes=4)
"""What new passwords are wrapped with."""
FLOOR = STANDARD
"""No figure read from a file may be lower."""
CEILING = Figures(memory=512 * 1024, passes=16, lanes=16)
"""No figure read from a file may be higher."""


_ONE_AT_A_TIME: Final = threading.Lock()
"""OpenSSL's Argon2 with several lanes waits for ever when two threads run it at once."""


def acceptable(figures: Figures) -> bool:
    """Whether figures from a file are neither too cheap nor ruinous."""
    return (
        FLOOR.memory <= figures.memory <= CEILING.memory
        and FLOOR.passes <= figures.passes <= CEILING.passes
        and FLOOR.lanes <= figures.lanes <= CEILING.lanes
    )


def wrap(
    secret: bytes, password: str, salt: bytes, figures: Figures, bound: bytes, pepper: bytes = b""
) -> bytes:
    """`secret` (32 bytes) under the password (and the pepper, if there is one), tied to `bound`:
    nonce, ciphertext, tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_stretched(password, salt, figures, pepper)).encrypt(nonce, secret, bound)


def unwrap(
    wrapped: bytes, password: str, salt: bytes, figures: Figures, bound: bytes, pepper: bytes = b""
) -> bytes | None:
    """The secret, or None when the password is wrong or anything it is bound to was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = _stretched(password, salt, figures, pepper)
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
    except InvalidTag:
        return None


def spend(password: str, figures: Figures) -> None:
    """Take as long as a real check, for a name that does not exist."""
    unwrap(bytes(WRAPPED_BYTES), password, bytes(SALT_BYTES), figures, b"")


def _stretched(password: str, salt: bytes, figures: Figures, pepper: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    material = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    with _ONE_AT_A_TIME:
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=figures.passes,
            lanes=figures.lanes,
            memory_cost=figures.memory,
            secret=pepper or None,
        ).derive(material)
