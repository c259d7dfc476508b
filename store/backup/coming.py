"""An object of S3 storage as it comes over the line, gone on with where the line broke."""

from __future__ import annotations

from typing import Any, Final

BREAKS: Final = 5
"""So many times a broken line is taken up again while one backup is read."""


class Coming:
    """One object, read once through; `which` are its bucket and key.

    An object that is replaced while it is read is not gone on with: the storage refuses.
    """

    def __init__(self, client: Any, which: dict[str, str]) -> None:
        self._client = client
        self._which = which
        self._mark = ""
        self._at = 0
        self._size = 0
        self._breaks = 0
        self._body: Any = None

    def begin(self) -> int:
        """Ask for the object; how large it is."""
        found = self._client.get_object(**self._which)
        self._body, self._size = found["Body"], int(found["ContentLength"])
        self._mark = str(found.get("ETag", ""))
        return self._size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        from botocore.exceptions import BotoCoreError

        while True:
            try:
                piece: bytes = self._body.read(size)
            except BotoCoreError:
                self._breaks += 1
                if self._breaks > BREAKS:
                    raise
            else:
                if piece or not size or self._at == self._size or self._breaks >= BREAKS:
                    self._at += len(piece)
                    return piece
                self._breaks += 1
            self._go_on()

    def _go_on(self) -> None:
        self.close()
        same = {"IfMatch": self._mark} if self._mark else {}
        rest = f"bytes={self._at}-"
        self._body = self._client.get_object(**self._which, **same, Range=rest)["Body"]

    def close(self) -> None:
        """Let go of the line."""
        self._body.close()
