"""The key with which the store signs what leaves it as evidence: checkpoints and archives.

An Ed25519 key, made when it is first needed. Its private part lies in the encrypted database; the
public part stands in everything that it signed, and belongs on paper as well: who can open the
database can make another key, but not one that fits what was printed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.engine.driver import Connection
from store.log.chain import canonical_json

if TYPE_CHECKING:
    from store.change import Change

SECRET: Final = "checkpoint_key"
SIGNATURE: Final = "signature"


@dataclass(frozen=True, slots=True)
class Signer:
    """The store's key, ready to sign; `public` is its public part in base64."""

    private: bytes
    public: str

    def sign(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts with the public key and a signature over all of it in canonical form."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        whole = {**facts, "public": self.public}
        key = Ed25519PrivateKey.from_private_bytes(self.private)
        box = key.sign(canonical_json(whole).encode())
        return {**whole, SIGNATURE: base64.b64encode(box).decode()}


def signer(change: Change) -> Signer:
    """The store's key; made, and its making logged, when there is none yet."""
    row = change.conn.execute("SELECT value FROM secret WHERE name = ?", (SECRET,)).fetchone()
    if row is not None:
        private = bytes(row[0])
        return Signer(private, _public(private))
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate().private_bytes_raw()
    made = Signer(private, _public(private))
    change.conn.execute("INSERT INTO secret (name, value) VALUES (?, ?)", (SECRET, private))
    change.log("key.checkpoint", after={"public": made.public})
    return made


def public_key(conn: Connection) -> str:
    """The public part of the store's key in base64; empty when it has signed nothing yet."""
    row = conn.execute("SELECT value FROM secret WHERE name = ?", (SECRET,)).fetchone()
    return "" if row is None else _public(bytes(row[0]))


def store_id(conn: Connection) -> str:
    """The store's own name in what it signs: random, given when it was made."""
    return str(conn.execute("SELECT value FROM setting WHERE name = 'store_id'").fetchone()[0])


def is_signed(facts: Mapping[str, object]) -> bool:
    """Whether the signature among the facts is that of the public key among them."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signed = {name: value for name, value in facts.items() if name != SIGNATURE}
    try:
        public = base64.b64decode(str(facts.get("public", "")), validate=True)
        box = base64.b64decode(str(facts.get(SIGNATURE, "")), validate=True)
        text = canonical_json(signed).encode()
        Ed25519PublicKey.from_public_bytes(public).verify(box, text)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def ready() -> None:
    """Load what signing takes: a write transaction does not wait for it."""
    from cryptography.hazmat.primitives.asymmetric import ed25519

    assert ed25519


def _public(private: bytes) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(private)
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()
