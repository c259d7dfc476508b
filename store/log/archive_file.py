"""An archive of the operation log: the lines as they are stored, with their MACs, in one file.

A gzip file of lines. The first is its head: which lines, the MACs before the first and of the last,
a digest of all that follows, signed by the store. Then the lines, each as the very bytes that its
MAC is over, with the MAC added to the array. Personal values are sealed in it as in the store.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from store.errors import InvalidValue, NotFound
from store.files import confinement
from store.log.chain import Line, canonical, canonical_json
from store.log.signing import is_signed

KIND: Final = "log-archive"
VERSION: Final = 1
LONGEST: Final = 16 * 1024 * 1024
"""No line of an archive is longer (bytes)."""
_COUNTS: Final = ("first", "last")
_TEXTS: Final = ("store", "before", "after", "digest", "at", "public", "signature")
_ARRAY: Final[tuple[Any, ...]] = (int, *[str] * 7, (int, type(None)), *[str] * 5)


@dataclass(frozen=True, slots=True)
class Head:
    """What an archive says of itself; `before` and `after` are MACs in hexadecimal."""

    store: str
    first: int
    last: int
    before: str
    after: str
    digest: str
    at: str
    public: str
    signature: str


def facts(
    *, store: str, first: int, last: int, before: str, after: str, digest: str, at: str
) -> dict[str, object]:
    """What is signed of an archive."""
    return {
        "kehao": KIND,
        "version": VERSION,
        "store": store,
        "first": first,
        "last": last,
        "before": before,
        "after": after,
        "digest": digest,
        "at": at,
    }


def encoded(line: Line, mac: bytes) -> bytes:
    """A line with its MAC as it stands in an archive."""
    return canonical(line)[:-1] + f',"{mac.hex()}"]\n'.encode()


def write_archive(file: BinaryIO, head: dict[str, object], lines: Iterable[bytes]) -> str:
    """Write an archive; returns the digest of the lines, which must be the one in its head."""
    digest = hashlib.sha256()
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        packed.write(canonical_json(head).encode() + b"\n")
        for line in lines:
            digest.update(line)
            packed.write(line)
    return digest.hexdigest()


def read_archive(path: Path) -> tuple[Head, Iterator[tuple[Line, bytes]]]:
    """The head of an archive (`-`: standard input), its signature checked, and its lines with MACs.

    The lines are checked against the head's digest as they are read; the end of them raises if
    they are not the ones that were signed. Raises NotFound, NotPermitted, InvalidValue.
    """
    path = confinement.place(path)
    if str(path) != "-" and not path.is_file():
        raise NotFound("There is no file {path}.", path=str(path))
    raw = _raw_lines(path)
    return _head(path, next(raw, b"")), _lines(path, raw)


def _head(path: Path, raw: bytes) -> Head:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    if (
        not isinstance(said, dict)
        or said.get("kehao") != KIND
        or said.get("version") != VERSION
        or not all(type(said.get(name)) is int for name in _COUNTS)
        or not all(isinstance(said.get(name), str) for name in _TEXTS)
    ):
        raise _no_archive(path)
    if not is_signed(said):
        raise InvalidValue(
            "{path}: the signature is wrong; somebody changed or forged this archive.",
            path=str(path),
        )
    return Head(**{name: said[name] for name in (*_COUNTS, *_TEXTS)})


def _lines(path: Path, raw: Iterator[bytes]) -> Iterator[tuple[Line, bytes]]:
    for text in raw:
        yield _line(path, text)


def _line(path: Path, raw: bytes) -> tuple[Line, bytes]:
    try:
        array: Any = json.loads(raw)
        *values, mac = array
        if len(array) != len(_ARRAY) or not all(
            isinstance(value, kind) for value, kind in zip(array, _ARRAY, strict=True)
        ):
            raise ValueError
        line = Line(*values)
        if b"\\u" in raw:
            canonical(line)  # half a character is no text: nothing that was ever signed
        return line, bytes.fromhex(mac)
    except (ValueError, TypeError, RecursionError):
        raise changed(path) from None


def _no_archive(path: Path) -> InvalidValue:
    return InvalidValue("{path} is no archive of a Kehao log.", path=str(path))


def changed(path: Path) -> InvalidValue:
    """The error for an archive whose lines are not those that were signed."""
    return InvalidValue(
        "{path} is cut short or was changed: its lines are not those that were signed.",
        path=str(path),
    )


def _raw_lines(path: Path) -> Iterator[bytes]:
    """The unpacked lines, the head's too; raises at the end when the digest differs."""
    digest, expected = hashlib.sha256(), None
    try:
        with _opened(path) as packed, gzip.open(packed, "rb") as file:
            while raw := file.readline(LONGEST):
                if expected is None:
                    expected = _digest_in(raw)
                else:
                    digest.update(raw)
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile):
        if expected is None:
            raise _no_archive(path) from None
        raise changed(path) from None
    if digest.hexdigest() != expected:
        raise changed(path)


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if str(path) == "-" else confinement.opened(path)


def _digest_in(raw: bytes) -> str:
    try:
        return str(json.loads(raw)["digest"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
