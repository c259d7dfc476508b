"""What there is to import in a folder: for choosing a file, and for completing a path.

Whom a server serves sees the folders that they may name, and no others.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from store.errors import InvalidValue, NotFound
from store.files import confinement

_TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")
ENDINGS: Final = frozenset((*_TABLES, ".jsonl", ".ndjson", ".json", ".vcf", ".zip"))
MOST: Final = 2000
"""Entries of a folder that are listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder, or a file by whose ending it can be imported. changed: in UTC, ISO."""

    name: str
    folder: bool
    size: int
    changed: str


def listed(folder: Path) -> list[Entry]:
    """The folders and the importable files in a folder, folders first, by name; hidden ones not.

    Raises NotFound, NotPermitted, InvalidValue.
    """
    if confinement.confined() is None:
        return _entries(folder, folder)
    with confinement.folder_of(folder / "any") as (handle, _):
        return _entries(handle, folder)


def _entries(where: int | Path, told: Path) -> list[Entry]:
    found = []
    try:
        with os.scandir(where) as entries:
            for entry in entries:
                inner = entry.is_dir()
                ending = Path(entry.name).suffix.lower()
                if entry.name.startswith(".") or not (inner or ending in ENDINGS):
                    continue
                facts = entry.stat(follow_symlinks=False)
                changed = datetime.fromtimestamp(int(facts.st_mtime), UTC)
                found.append(
                    Entry(entry.name, inner, facts.st_size, f"{changed:%Y-%m-%dT%H:%M:%SZ}")
                )
                if len(found) >= MOST:
                    break
    except FileNotFoundError:
        raise NotFound("There is no folder {path}.", path=str(told)) from None
    except OSError as error:
        why = error.strerror or ""
        raise InvalidValue("{path} can't be read: {why}.", path=str(told), why=why) from None
    return sorted(found, key=lambda one: (not one.folder, one.name.casefold()))
