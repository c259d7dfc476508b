"""Whether the store is behind its own checkpoints: an old copy of it that was put back.

A whole folder of yesterday, or a write-ahead log that lost its end, is right in itself; nothing in
it says that it was once more. But where checkpoints are made on schedule into a folder, the newest
one there saw what is now missing. So every sign-in looks at it, and says what it found.
"""

from __future__ import annotations

import hmac
import os
import threading
from pathlib import Path
from typing import Final

from store.engine.driver import Connection
from store.errors import StoreDamaged
from store.log.checkpoint import ENDING, LONGEST, Checkpoint, read_line
from store.log.checkpoints import log_settings
from store.log.signing import public_key, store_id

PATIENCE: Final = 2.0
"""So many seconds a folder has to answer; one on a network that does not is passed over."""
_LOOKED_AT: Final = 3


def set_back(conn: Connection) -> StoreDamaged | None:
    """What to say when the newest checkpoint in the folder of the schedule is not in the log."""
    folder = log_settings(conn).folder
    if not folder:
        return None
    store, public = store_id(conn), public_key(conn)
    for one in _newest(Path(folder), store, public):
        if _seen(conn, one):
            continue
        return StoreDamaged(
            "This store is older than its checkpoint of operation {seq} ({at} UTC) in {folder}: an "
            "old copy was put back, or the end of its log was lost. Change nothing, keep a copy, "
            "and compare it with the newest backup; kehao log verify --checkpoint says from where. "
            "If it was restored on purpose, name another folder: kehao log settings --folder.",
            seq=one.seq,
            at=one.at[:19].replace("T", " "),
            folder=folder,
        )
    return None


def _seen(conn: Connection, one: Checkpoint) -> bool:
    """Whether the log has the line that a checkpoint saw, or had it and archived it."""
    row = conn.execute("SELECT mac FROM operation WHERE seq = ?", (one.seq,)).fetchone()
    if row is not None:
        return hmac.compare_digest(bytes(row[0]).hex(), one.head)
    last: int | None = conn.execute("SELECT max(seq) FROM operation").fetchone()[0]
    return last is not None and one.seq < last


def _newest(folder: Path, store: str, public: str) -> list[Checkpoint]:
    """The newest of this store's checkpoints in the folder, and the one that saw most.

    Those that cannot be read or are not rightly signed are passed over: the doctor names them.
    """
    found: list[Checkpoint] = []

    def look() -> None:
        try:
            names = sorted(one.name for one in folder.glob(f"kehao-{store[:8]}-*{ENDING}"))
            chosen = {*names[-_LOOKED_AT:], *sorted(names, key=_number)[-_LOOKED_AT:]}
            texts = [_text(folder / name) for name in chosen]
        except OSError:
            return
        read = (read_line(text, store=store, public=public) for text in texts)
        found.extend(one for one in read if one is not None)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(PATIENCE)
    if looking.is_alive():
        return []
    return sorted(found, key=lambda one: -one.seq)


def _number(name: str) -> int:
    """The sequence number at the end of a file's name; 0 for a name of another kind."""
    last = name.removesuffix(ENDING).rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _text(path: Path) -> str:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(handle, LONGEST).decode("utf-8", "replace")
    finally:
        os.close(handle)
