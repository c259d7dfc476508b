"""Where the scheduled backups go: folders, each with the disk that has to be mounted for it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from store.backup.format import ENDING
from store.backup.opening import header_of
from store.backup.parts import stem_of
from store.backup.policy import Policy
from store.engine.driver import Connection
from store.errors import NotFound, StoreError

_SETTING: Final = "backup.folders"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for backups, and the mount point it lay on when it was named; or an address in S3
    storage, with none."""

    folder: str
    mount: str

    def check(self) -> Path:
        """The folder. Raises NotFound when it is not there or its disk is not mounted: what was
        written then would lie on another disk."""
        folder = Path(self.folder)
        if not folder.is_dir() or mount_of(folder) != self.mount:
            raise NotFound(
                "There is no folder {path} for backups: mount the disk, or make the folder.",
                path=self.folder,
            )
        return folder


def mount_of(folder: Path) -> str:
    """The mount point that a folder lies on."""
    place = folder.resolve()
    while not os.path.ismount(place):
        place = place.parent
    return str(place)


def read_places(conn: Connection) -> tuple[Place, ...]:
    """The folders that scheduled backups go to."""
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (_SETTING,)).fetchone()
    return tuple(Place(**one) for one in json.loads(row[0])) if row else ()


def keep_places(conn: Connection, places: Sequence[Place]) -> None:
    """Put other folders in their place."""
    value = json.dumps([{"folder": one.folder, "mount": one.mount} for one in places])
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_SETTING, value),
    )


def remove_old(folder: Path, store: str, policy: Policy, zone: ZoneInfo) -> list[str]:
    """Take away backups that the policy no longer keeps; their names.

    Only whole files that say they are backups of this store. Call it after a new one is verified.
    """
    found: dict[str, str] = {}
    for path in folder.glob(f"{stem_of(store)}*{ENDING}"):
        with suppress(StoreError, NotFound, OSError):
            if not path.is_symlink():
                header = header_of(path)
                if header.store == store:
                    found[path.name] = header.at
    removed = []
    for name in policy.no_longer_kept(found, zone):
        with suppress(OSError):
            (folder / name).unlink()
            removed.append(name)
    return removed
