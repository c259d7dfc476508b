"""The backup file: a readable header, sealed chunks, and a digest of all that stands before it.

    KEHAO BACKUP\\n | length of the header, 4 bytes | header, JSON | chunks | SHA-256 of the rest

The header says whose backup it is, of when, and what must come out of it; the backup's own key lies
in it, sealed to the recovery key. The chunks are AES-256-GCM with a counter and a last-chunk mark
in the nonce and the header's digest as associated data: none can be changed, left out, swapped, or
moved under another header. The digest at the end finds damage without any key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final, Protocol

from store.errors import StoreDamaged, StoreTooNew
from store.keys.derive import KEY_BYTES, context
from store.keys.seal import SEALED_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"KEHAO BACKUP\n"
ENDING: Final = ".kehao-backup"
VERSION: Final = 1
CHUNK: Final = 1 << 20
TAG: Final = 16
DIGEST: Final = 32
_LONGEST_HEADER: Final = 1 << 16
_LARGEST: Final = 1 << 50
_LENGTH: Final = 4
_TEXTS: Final = {"store": 32, "head": 64, "keyring_sha256": 64, "database_sha256": 64, "origin": 64}
"""Header texts that are hexadecimal, with how many digits each has."""


class Source(Protocol):
    """What a backup is read from, first to last."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself before it is opened."""

    version: int
    store: str
    """The keyring's name of the store: 32 hexadecimal digits."""
    at: str
    operations: int
    head: str
    """The MAC of the last of these operations, hexadecimal."""
    schema: int
    keyring_bytes: int
    keyring_sha256: str
    database_bytes: int
    database_sha256: str
    sealed: str
    """The backup's key for the recovery key, base 64."""
    origin: str
    """Keyed by the store's log: only the store that it is a backup of can have written it."""

    @property
    def plain_bytes(self) -> int:
        """How much comes out of the chunks: data key, keyring, database."""
        return KEY_BYTES + self.keyring_bytes + self.database_bytes


def prefix(header: Header) -> bytes:
    """The bytes that stand before the chunks."""
    body = json.dumps(asdict(header), ensure_ascii=True, separators=(",", ":")).encode()
    return MAGIC + len(body).to_bytes(_LENGTH, "big") + body


def whole_bytes(header: Header) -> int:
    """How large the file must be."""
    chunks = -(-header.plain_bytes // CHUNK)
    return len(prefix(header)) + header.plain_bytes + chunks * TAG + DIGEST


def origin_of(header: Header, log_key: bytes) -> str:
    """The mark that the store with this log key puts on a header (its own `origin` left out)."""
    said = {name: value for name, value in asdict(header).items() if name != "origin"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    key = hmac.digest(log_key, b"kehao 1 backup origin", "sha256")
    return hmac.digest(key, text, "sha256").hex()


def seal_info(store: str) -> bytes:
    """What a backup's key is bound to when it is sealed to the recovery key."""
    return context("backup key", VERSION, store)


def sealed_key(header: Header) -> bytes:
    """The backup's key as it is sealed to the recovery key."""
    return base64.b64decode(header.sealed)


def written(header: Header, key: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
    """The whole file, piece by piece. `plain` gives just what the header says, in any pieces."""
    head = prefix(header)
    digest = hashlib.sha256(head)
    yield head
    cipher, bound = _cipher(key), digest.digest()
    last = (header.plain_bytes - 1) // CHUNK
    for number, chunk in enumerate(_chunks(plain)):
        piece = cipher.encrypt(_nonce(number, number == last), chunk, bound)
        digest.update(piece)
        yield piece
    yield digest.digest()


def read_header(source: Source, name: str) -> Header:
    """The header of the backup; `name` is for messages. Raises StoreDamaged, StoreTooNew."""
    start = source.read(len(MAGIC) + _LENGTH)
    if start[: len(MAGIC)] != MAGIC or len(start) < len(MAGIC) + _LENGTH:
        raise StoreDamaged("{path} is no Kehao backup, or its beginning is damaged.", path=name)
    length = int.from_bytes(start[len(MAGIC) :], "big")
    body = source.read(length) if length <= _LONGEST_HEADER else b""
    try:
        parts = json.loads(body.decode("ascii"))
    except (ValueError, RecursionError):
        parts = None
    if isinstance(parts, dict) and type(parts.get("version")) is int and parts["version"] > VERSION:
        raise StoreTooNew(
            "{path} was written by a newer Kehao (version {version}): update Kehao.",
            path=name,
            version=parts["version"],
        )
    header = _header(parts)
    if header is None or prefix(header) != start + body:
        raise StoreDamaged("The header of {path} is damaged: take another backup.", path=name)
    return header


def sized(header: Header, size: int, name: str) -> None:
    """Raise StoreDamaged unless the file is as large as its header says."""
    if size != whole_bytes(header):
        raise StoreDamaged(
            "{path} is cut short or has grown: {size} bytes instead of {whole}; take another "
            "backup.",
            path=name,
            size=size,
            whole=whole_bytes(header),
        )


def check_digest(source: Source, header: Header, name: str) -> None:
    """Read on behind the header and compare the digest: damage shows without any key."""
    digest = hashlib.sha256(prefix(header))
    left = whole_bytes(header) - len(prefix(header)) - DIGEST
    while left:
        piece = source.read(min(left, CHUNK))
        if not piece:
            break
        digest.update(piece)
        left -= len(piece)
    if left or _exactly(source, DIGEST) != digest.digest() or source.read(1):
        raise _damaged(name)


def opened(source: Source, header: Header, key: bytes, name: str) -> Iterator[bytes]:
    """What was put in, in pieces, each proven before it is given; the digest at the end as well.

    Raises StoreDamaged at the first chunk that is not as it was written.
    """
    from cryptography.exceptions import InvalidTag

    digest = hashlib.sha256(prefix(header))
    cipher, bound = _cipher(key), digest.digest()
    left, number = header.plain_bytes, 0
    while left:
        size = min(left, CHUNK)
        piece = _exactly(source, size + TAG)
        digest.update(piece)
        left -= size
        try:
            chunk = cipher.decrypt(_nonce(number, not left), piece, bound)
        except (InvalidTag, ValueError):
            raise _damaged(name) from None
        number += 1
        yield chunk
    if _exactly(source, DIGEST) != digest.digest() or source.read(1):
        raise _damaged(name)


class Plain:
    """Pieces of what comes out of a backup, read by length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def take(self, size: int) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        while len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def all(self) -> Iterator[bytes]:
        """Whatever is left."""
        if self._rest:
            yield self._rest
            self._rest = b""
        yield from self._pieces


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _nonce(number: int, last: bool) -> bytes:
    """Twelve bytes that no two chunks share: the key is fresh for each backup."""
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _chunks(plain: Iterable[bytes]) -> Iterator[bytes]:
    rest = bytearray()
    for piece in plain:
        rest += piece
        while len(rest) >= CHUNK:
            yield bytes(rest[:CHUNK])
            del rest[:CHUNK]
    if rest:
        yield bytes(rest)


def _exactly(source: Source, size: int) -> bytes:
    """So many bytes, from sources that give fewer at a time as well; fewer only at the end."""
    parts = bytearray()
    while len(parts) < size:
        piece = source.read(size - len(parts))
        if not piece:
            break
        parts += piece
    return bytes(parts)


def _header(parts: object) -> Header | None:
    """The header when every part is there and of its kind, else None."""
    if not isinstance(parts, dict) or set(parts) != {field.name for field in fields(Header)}:
        return None
    for field in fields(Header):
        value = parts[field.name]
        if field.type == "int":
            if type(value) is not int or not 0 <= value < _LARGEST:
                return None
        elif not isinstance(value, str):
            return None
    if parts["version"] != VERSION or not parts["database_bytes"]:
        return None
    for name, digits in _TEXTS.items():
        if len(parts[name]) != digits or not set(parts[name]) <= set("0123456789abcdef"):
            return None
    try:
        key = base64.b64decode(parts["sealed"], validate=True)
    except (binascii.Error, ValueError):
        return None
    return Header(**parts) if len(key) == SEALED_BYTES and _is_time(parts["at"]) else None


def _is_time(text: str) -> bool:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).tzinfo is not None and len(text) < 40
    except ValueError:
        return False


def _damaged(name: str) -> StoreDamaged:
    return StoreDamaged(
        "{path} is damaged: what it holds is not what was written; take another backup.", path=name
    )
