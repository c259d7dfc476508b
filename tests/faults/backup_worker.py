"""A process that backs a store up, or restores a backup, slowly enough to be killed in the middle.

Run as `python -m tests.faults.backup_worker create FOLDER PASSWORD DISK STEP` or
`… restore FILE FOLDER RECOVERY STEP`; it says `here` at that step and waits.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import store
from store.backup import format as form
from store.backup import making, opening, restoring

SMALL_CHUNK = 64 * 1024
"""So that a small store has several chunks."""


def _stop_at(module: Any, name: str) -> None:
    """Say `here` and wait when this function of the module is about to run."""

    def waits(*_: object, **__: object) -> None:
        print("here", flush=True)
        time.sleep(600)

    setattr(module, name, waits)


CREATE = {
    "copy": (making, "digest_of"),
    "write": (making, "sealed_header"),
    "written": (making, "verify_written"),
    "verified": (making, "finished"),
}
RESTORE = {
    "begin": (restoring, "unpack"),
    "keyring": (opening, "assert_encrypted"),
    "database": (opening, "complaints"),
    "proven": (restoring, "_note"),
}


def main() -> None:
    what, first, second, third, step = sys.argv[1:]
    form.CHUNK = SMALL_CHUNK  # type: ignore[misc]
    _stop_at(*(CREATE if what == "create" else RESTORE)[step])
    if what == "create":
        session = store.open(Path(first)).sign_in("boss", second)
        making.make(session, Path(third))
    else:
        restoring.restore(Path(first), Path(second), third)


if __name__ == "__main__":
    main()
