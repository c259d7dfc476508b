"""Walking the operation log from its first line, to prove that nobody bent it."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from store.chain import GENESIS, Line, mac
from store.engine.driver import Connection

EVERY: Final = 2000


@dataclass(frozen=True, slots=True)
class Walked:
    """How far the chain holds: `good` lines, whose last MAC is `head`; then the first bad line's
    number, and in words for people what is wrong with it."""

    good: int
    head: bytes
    first_bad: int | None
    why: str


def walk(
    conn: Connection, key: bytes, progress: Callable[[int, int], None] | None = None
) -> Walked:
    """Check every line's MAC from the first on; stops at the first bad one.

    `progress(done, total)` is called about every 2,000 lines.
    """
    total: int = conn.execute("SELECT count(*) FROM operation").fetchone()[0]
    rows = conn.execute(
        "SELECT seq, at, actor, role, session, client, action, object, subject, group_id, before,"
        " after, reason, mac FROM operation ORDER BY seq"
    )
    previous, good = GENESIS, 0
    for row in rows:
        line = Line(*row[:-1])
        if line.seq != good + 1:
            return Walked(good, previous, good + 1, "a line is missing")
        right = mac(key, previous, line)
        if not hmac.compare_digest(right, bytes(row[-1])):
            return Walked(good, previous, line.seq, "a line was changed")
        previous = right
        good += 1
        if progress is not None and good % EVERY == 0:
            progress(good, total)
    if progress is not None:
        progress(total, total)
    return Walked(good, previous, None, "")
