"""Keys made from the data key, one for each purpose, and texts that bind a secret to its place.

The data key itself encrypts nothing: each use gets its own key by HKDF-SHA256 under its own label,
so that what one part gives away says nothing about another.
"""

from __future__ import annotations

from typing import Final

KEY_BYTES: Final = 32
_DATABASE: Final = b"kehao 1 database"
_KEYRING_MAC: Final = b"kehao 1 keyring mac"
_PREVIOUS: Final = b"kehao 1 previous data key"


def database_key(data_key: bytes) -> str:
    """The raw key of the SQLCipher database: 64 hexadecimal digits."""
    return _derived(data_key, _DATABASE).hex()


def keyring_mac_key(data_key: bytes) -> bytes:
    """The 32-byte key under which the keyring is authenticated."""
    return _derived(data_key, _KEYRING_MAC)


def previous_key_key(data_key: bytes) -> bytes:
    """The 32-byte key that hides the previous data key while a change of key is under way."""
    return _derived(data_key, _PREVIOUS)


def context(*parts: str | bytes | int) -> bytes:
    """Parts joined so that no two different lists give the same bytes: each with its length."""
    joined = bytearray()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        joined += len(data).to_bytes(4, "big") + data
    return bytes(joined)


def _derived(data_key: bytes, label: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    if len(data_key) != KEY_BYTES:
        raise ValueError("a data key is 32 bytes")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label).derive(data_key)
