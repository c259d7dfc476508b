"""How much room a disk has."""

from __future__ import annotations

import os
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """What this account may still write on the folder's disk."""
    facts = os.statvfs(folder)
    return facts.f_bavail * facts.f_frsize
