"""The files in a served person's own folder: seen, taken home, removed.

Exports of a screen land there, on a machine to which its person has no other way.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from store.access import SIGNED_IN, Service, needs
from store.errors import NotFound, WrongUsage
from store.files import confinement


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file in one's own folder."""

    name: str
    size: int
    changed: str


class OwnFiles(Service):
    """One's own folder on a server; there is none where nobody is served."""

    @needs(SIGNED_IN)
    def list(self) -> list[OwnFile]:
        """The plain files, by name."""
        with _folder() as (folder, _):
            found = []
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False):
                        facts = entry.stat(follow_symlinks=False)
                        at = datetime.fromtimestamp(int(facts.st_mtime), UTC)
                        changed = f"{at:%Y-%m-%dT%H:%M:%SZ}"
                        found.append(OwnFile(entry.name, facts.st_size, changed))
            return sorted(found, key=lambda one: one.name)

    @needs(SIGNED_IN)
    def open(self, name: str) -> BinaryIO:
        """The file, for reading. Raises NotFound, NotPermitted."""
        with _folder():
            return confinement.opened(_bare(name))

    @needs(SIGNED_IN)
    def remove(self, name: str) -> None:
        """Remove a file. Raises NotFound, NotPermitted."""
        with _folder(_bare(name)) as (folder, name):
            try:
                os.unlink(name, dir_fd=folder)
            except OSError:
                raise NotFound("There is no file {path}.", path=name) from None


def _folder(name: str = "any") -> AbstractContextManager[tuple[int, str]]:
    """The own folder, held open, and the name in it."""
    if confinement.confined() is None:
        raise WrongUsage("This is for people whom a server serves: here the files are your own.")
    return confinement.folder_of(name)


def _bare(name: str) -> str:
    """The name, if it is one of the own folder and no path."""
    if "/" in name or name in ("", ".", ".."):
        raise NotFound("There is no file {path}.", path=name)
    return name
