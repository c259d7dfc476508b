"""OpenSSH's public keys as text: what a line holds, and the fingerprint that sshd knows it by."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from store.errors import InvalidValue
from store.text import clean

KINDS: Final = frozenset(
    {
        "ssh-ed25519",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ssh-rsa",
    }
)
_RSA_BITS: Final = 2048
_LONGEST: Final = 16_384


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key. `text` is its base64, `comment` what its owner wrote behind it."""

    kind: str
    text: str
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` shows it: `SHA256:…`."""
        digest = hashlib.sha256(base64.b64decode(self.text)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")

    @property
    def line(self) -> str:
        """Kind and key, as a line of authorized_keys has them."""
        return f"{self.kind} {self.text}"


def read_key(text: str) -> PublicKey:
    """The one public key that a `.pub` file holds. Raises InvalidValue."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if "PRIVATE KEY" in text:
        raise InvalidValue(
            "This is a private key, which nobody else should have: give the file that ends in .pub."
        )
    if len(lines) != 1 or len(lines[0]) > _LONGEST:
        raise _no_key()
    return key_of(lines[0].split(None, 2))


def key_of(words: list[str]) -> PublicKey:
    """The key of these words: kind, base64, and a comment if there is one. Raises InvalidValue."""
    if len(words) < 2 or words[0] not in KINDS:
        raise _no_key()
    try:
        raw = base64.b64decode(words[1], validate=True)
        parts = _parts(raw)
    except (binascii.Error, ValueError):
        raise _no_key() from None
    if len(parts) < 2 or parts[0] != words[0].encode():
        raise _no_key()
    if words[0] == "ssh-rsa" and int.from_bytes(parts[-1]).bit_length() < _RSA_BITS:
        raise InvalidValue("This RSA key is too short: make one with ssh-keygen -t ed25519.")
    text = base64.b64encode(raw).decode()
    return PublicKey(words[0], text, clean(words[2])[:100] if len(words) > 2 else "")


def _parts(raw: bytes) -> list[bytes]:
    """The strings that a key is made of, each after its length. Raises ValueError."""
    parts = []
    while raw:
        size = int.from_bytes(raw[:4])
        if len(raw) < 4 + size:
            raise ValueError("cut off")
        parts.append(raw[4 : 4 + size])
        raw = raw[4 + size :]
    return parts


def _no_key() -> InvalidValue:
    return InvalidValue(
        "This is no public SSH key: give the file that ends in .pub, from ssh-keygen -t ed25519."
    )
