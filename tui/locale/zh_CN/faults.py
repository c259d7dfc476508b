"""Room on the disk, and what else a fault of the machine makes the program say."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "Disk: {free} MB left": "磁盘仅剩 {free} MB",
}
