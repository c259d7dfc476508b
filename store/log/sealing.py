"""Personal values in the operation log, readable only while their customer's own key exists.

Each customer has a random 32-byte key (table `subject_key`). What the log keeps of personal values
is sealed with it (AES-256-GCM); adding a customer logs a keyed digest only. Erasing a customer for
good destroys the key: the values are gone, the chain (which is over the sealed form) still holds.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from typing import Final

from store.log.chain import canonical_json

SEALED: Final = "sealed"
DIGEST: Final = "digest"


def new_key() -> bytes:
    """A fresh customer's key."""
    return os.urandom(32)


def digest(key: bytes, values: Mapping[str, str]) -> str:
    """A keyed digest of a customer's values (32 hexadecimal digits): proves, reveals nothing.

    Over the names and values of those that are not empty, sorted by name, each ended by a NUL,
    which no cleaned text holds.
    """
    pairs = sorted([(name, value) for name, value in values.items() if value])
    text = "".join([f"{name}\0{value}\0" for name, value in pairs])
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


def seal(
    key: bytes, subject: int, values: Mapping[str, object], is_personal: Callable[[str], bool]
) -> str:
    """Canonical JSON of an image in which the personal values are sealed under `key`."""
    clear = {name: value for name, value in values.items() if not is_personal(name)}
    personal = {name: value for name, value in values.items() if is_personal(name)}
    if personal:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        text = canonical_json(personal).encode()
        box = nonce + AESGCM(key).encrypt(nonce, text, str(subject).encode())
        clear[SEALED] = base64.b64encode(box).decode()
    return canonical_json(clear)


def unseal(key: bytes | None, subject: int | None, image: str) -> dict[str, object] | None:
    """The image with its personal values opened; those of an erased customer stay out.

    None for an empty image. A box that does not open is left as it is.
    """
    if not image:
        return None
    values: dict[str, object] = json.loads(image)
    box = values.get(SEALED)
    if isinstance(box, str) and key is not None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        raw = base64.b64decode(box)
        try:
            opened = AESGCM(key).decrypt(raw[:12], raw[12:], str(subject).encode())
        except InvalidTag:
            return values
        del values[SEALED]
        values.update(json.loads(opened))
    return values
