"""The bytes that an import reads: a file, a pipe or standard input, looked at once as a whole.

`examine` goes over every byte once, which gives the digest by which the same import is known
again, and the encoding. The file may not change between that and the reading.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from store.errors import InvalidValue, NotFound, WrongUsage
from store.files import confinement
from store.text import clean
from store.transfer.formats.detect import SAMPLE, EncodingProbe, text_kind

MOST_STREAMED: Final = 512 << 20
"""Bytes that may come through a pipe: they are held in memory, and a device never ends."""

_BLOCK: Final = 1 << 20
_SQLITE: Final = b"SQLite format 3\x00"
_BOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # XLSX and ODS; old XLS


@dataclass(frozen=True, slots=True)
class Examined:
    """What the first look found. kind: `book` (a workbook), `objects` (JSON), `cards` (vCard) or
    `text`. digest: SHA-256, hex. encoding: empty for a workbook."""

    kind: str
    encoding: str
    digest: str
    size: int


class Source:
    """Where the bytes of one import come from; can be read more than once."""

    def __init__(self, where: str | Path | bytes) -> None:
        """`where`: a path, `-` for standard input, or the bytes themselves.

        What is no regular file is read into memory at once. Raises NotFound, InvalidValue.
        """
        self.path: Path | None = None
        self._data: bytes | None = None
        self._state: tuple[int, int, int, int] | None = None
        if isinstance(where, bytes):
            self.name, self._data = "-", where
        elif str(where) == "-":
            self.name = "-"
            self._data = self._streamed(sys.stdin.buffer)
        else:
            self.path = Path(where)
            self.name = clean(self.path.name)
            with self._opened() as file:
                info = os.fstat(file.fileno())
                if not stat.S_ISREG(info.st_mode):
                    self._data = self._streamed(file)
                self._state = _state(info)

    def _opened(self) -> BinaryIO:
        assert self.path is not None
        try:
            return confinement.opened(self.path)
        except FileNotFoundError:
            raise NotFound("There is no file {path}.", path=str(self.path)) from None
        except IsADirectoryError:
            raise InvalidValue(
                "{path} is a folder: name a file in it.", path=str(self.path)
            ) from None
        except OSError as error:
            raise InvalidValue(
                "{path} can't be read: {why}.", path=str(self.path), why=error.strerror or ""
            ) from None

    def _streamed(self, file: BinaryIO) -> bytes:
        held = bytearray()
        while block := file.read(_BLOCK):
            held += block
            if len(held) > MOST_STREAMED:
                raise InvalidValue(
                    "More than {most} MB came from {file}: save it as a file and name that.",
                    most=MOST_STREAMED >> 20,
                    file=self.name,
                )
        return bytes(held)

    def open(self) -> BinaryIO:
        """The bytes from the beginning; raises InvalidValue if the file is another one by now."""
        if self._data is not None:
            return io.BytesIO(self._data)
        file = self._opened()
        if _state(os.fstat(file.fileno())) != self._state:
            file.close()
            raise InvalidValue(
                "{file} was changed while it was read: start again when it is whole.",
                file=self.name,
            )
        return file

    def blocks(self) -> Iterator[bytes]:
        """The bytes, a megabyte at a time."""
        with self.open() as file:
            while block := file.read(_BLOCK):
                yield block

    def examine(self) -> Examined:
        """Go over all bytes; raises InvalidValue for an empty file."""
        digest = hashlib.sha256()
        probe = EncodingProbe()
        size = 0
        book = False
        head = b""
        for block in self.blocks():
            if not size:
                head = block[:SAMPLE]
                book = block.startswith(_BOOKS)
                if block.startswith(_SQLITE):
                    raise WrongUsage(
                        "{file} is an SQLite database: name it as sqlite:///{path}, with --table.",
                        file=self.name,
                        path=str(self.path.absolute()).lstrip("/") if self.path else "…",
                    )
            size += len(block)
            digest.update(block)
            if not book:
                probe.feed(block)
        if not size:
            raise InvalidValue("{file} is empty.", file=self.name)
        if book:
            return Examined("book", "", digest.hexdigest(), size)
        probe.feed(b"", final=True)
        encoding = probe.encoding()
        kind = text_kind(head.decode(encoding, "replace"), self.path.suffix if self.path else "")
        return Examined(kind, encoding, digest.hexdigest(), size)


def _state(info: os.stat_result) -> tuple[int, int, int, int]:
    return info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns
