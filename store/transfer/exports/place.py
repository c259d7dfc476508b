"""Where a table goes that is no file: it is delivered when it is whole."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol, runtime_checkable


@runtime_checkable
class Place(Protocol):
    """A place for one table. name: as a file would be called, whose ending says the form. told:
    what the log calls it."""

    @property
    def name(self) -> str: ...

    @property
    def told(self) -> str: ...

    def check(self) -> None:
        """Refuse what cannot be delivered there, before anything is read."""

    def landing(self) -> AbstractContextManager[BinaryIO]:
        """Bytes written inside are delivered when the block ends well, else nothing is."""
