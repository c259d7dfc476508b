"""A backup where it lies, a file or an object in S3 storage: its name, and reading it once through.

What reads a backup takes either. An object is read as it comes, part by part: nothing of it lies on
a disk here but what comes out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from store.backup.format import Source
from store.errors import InvalidValue, NotFound

if TYPE_CHECKING:
    from store.backup.bucket import Bucket


class Lying(Protocol):
    """One backup, wherever it is."""

    @property
    def name(self) -> str:
        """Where it is, for messages."""

    @property
    def file(self) -> str:
        """Its name without the place."""

    def reading(self) -> AbstractContextManager[tuple[Source, int]]:
        """The backup from its beginning, and how large it is."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A backup that is a file."""

    path: Path

    @property
    def name(self) -> str:
        """The whole path."""
        return str(self.path)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.path.name

    @contextmanager
    def reading(self) -> Iterator[tuple[Source, int]]:
        """The open file."""
        with self.path.open("rb") as file:
            yield file, self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class InBucket:
    """A backup that is an object in S3 storage."""

    bucket: Bucket
    file: str

    @property
    def name(self) -> str:
        """Its address."""
        return self.bucket.address(self.file)

    def reading(self) -> AbstractContextManager[tuple[Source, int]]:
        """The object as it comes."""
        return self.bucket.reading(self.file)


def on_disk(path: Path) -> OnDisk:
    """The file as a backup. Raises NotFound when there is none."""
    path = path.expanduser().absolute()
    if not path.is_file():
        raise NotFound("There is no backup {path}.", path=str(path))
    return OnDisk(path)


def parted(address: str) -> tuple[str, str, str]:
    """Bucket, prefix and name of one backup's address. Raises InvalidValue."""
    from store.backup.bucket import SCHEME

    place, _, file = address.rpartition("/")
    name, _, prefix = place.removeprefix(SCHEME).partition("/")
    if not place.startswith(SCHEME) or not name or not file:
        raise InvalidValue(
            "{value} names no backup in a bucket: write s3://bucket/prefix/file.",
            field="file",
            value=address,
        )
    return name, prefix, file
