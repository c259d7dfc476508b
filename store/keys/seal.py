"""The data key sealed to a public key, so that it can be renewed for everyone without passwords.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM. What is sealed is bound to the version,
the store and the holder: moved to another place, it does not open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.keys.derive import KEY_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

SEALED_BYTES: Final = 32 + KEY_BYTES + 16
"""Encapsulated key, data key, tag."""


def new_private_key() -> bytes:
    """A fresh X25519 private key, 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """The public part (32 bytes) of a private key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(data_key: bytes, public: bytes, info: bytes) -> bytes:
    """The data key, readable only with the private part of `public` and the same `info`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    return _suite().encrypt(data_key, X25519PublicKey.from_public_bytes(public), info=info)


def unseal(sealed: bytes, private: bytes, info: bytes) -> bytes | None:
    """The data key, or None when it was sealed to another key or place, or was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    try:
        data_key = _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=info)
    except (InvalidTag, ValueError):
        return None
    return data_key if len(data_key) == KEY_BYTES else None


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
