"""The proof that the operation log is what it was: its chain, and the checkpoints that saw it.

The chain alone shows what was changed without its key. Whoever holds the database with its key can
make the whole chain anew, cut its end off, or put an older database back; only a checkpoint kept
elsewhere shows that. Those that the store itself remembers prove nothing: they go back with it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from store.engine.driver import Connection
from store.log.chain import GENESIS, Line, mac
from store.log.checkpoint import Checkpoint

COLUMNS: Final = (
    "seq, at, actor, role, session, client, action, object, subject, group_id,"
    " before, after, reason"
)
"""A line's columns in the order of `Line`."""

KEPT: Final = timedelta(days=184)
"""Six months at their longest: no line younger than that is ever removed, archived or not."""

REMOVED: Final = "log.remove"
"""The action of the line that says up to where the log's beginning was removed."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found; `head` is the last good MAC in hexadecimal.

    operations: so many lines were proven. first: the number of the first. why: what is wrong (a
    sentence that has its translation). checkpoints: so many were compared and right; unseen: so
    many saw a line that has been archived and removed, and were not compared. archived: so many
    operations in archives were proven as well; joined: whether nothing is missing between those
    archives and the log in the store.
    """

    ok: bool
    operations: int
    head: str
    first_bad: int | None
    why: str
    first: int = 1
    checkpoints: int = 0
    unseen: int = 0
    archived: int = 0
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Archived:
    """What archives of the log held, each right in itself.

    spans: the numbers of the first and the last line of each, by the first. ends: the MACs at both
    ends of each. compared: the lines in them that fit the checkpoints. count: so many lines.
    """

    spans: tuple[tuple[int, int], ...]
    ends: tuple[tuple[int, str], ...]
    compared: frozenset[int]
    count: int

    def joins(self, start: int, end: int) -> bool:
        """Whether the archives follow each other, and reach a log of the lines after `start`."""
        reached = self.spans[0][1]
        for first, last in self.spans[1:]:
            if first > reached + 1:
                return False
            reached = max(reached, last)
        return start <= reached <= end


Mark = tuple[int, str]
"""What somebody else says of a line: its number and its MAC in hexadecimal."""


class Walk:
    """Going through lines one by one, from the one after `seq`, whose MAC is `head`.

    compared: the numbers of the lines that fit what the marks say of them.
    """

    def __init__(self, key: bytes, seq: int, head: bytes, marks: Iterable[Mark] = ()) -> None:
        self._key = key
        self._marks: dict[int, set[str]] = {}
        self.start = seq
        self.seq = seq
        self.head = head
        self.compared: set[int] = set()
        self.why = ""
        self.first_bad: int | None = None
        for number, seen in marks:
            self._marks.setdefault(number, set()).add(seen)
        self._compare()

    @property
    def done(self) -> int:
        """How many lines were gone through and right."""
        return self.seq - self.start

    def take(self, line: Line, stored: bytes) -> bool:
        """The next line with the MAC it has; False where the walk ends because it is wrong."""
        if line.seq != self.seq + 1:
            return self.bad(self.seq + 1, "a line is missing")
        right = mac(self._key, self.head, line)
        if not hmac.compare_digest(right, stored):
            return self.bad(line.seq, "a line was changed")
        good = self.seq, self.head
        self.seq, self.head = line.seq, right
        if line.seq in self._marks and not self._compare():
            self.seq, self.head = good
            return False
        return True

    def bad(self, seq: int, why: str) -> bool:
        """Note the first thing that is wrong; returns False."""
        if self.first_bad is None:
            self.first_bad, self.why = seq, why
        return False

    def _compare(self) -> bool:
        seen = self._marks.get(self.seq)
        if seen is None:
            return True
        if seen != {self.head.hex()}:
            return self.bad(
                self.seq,
                "a checkpoint saw another line here; the log was made anew, or an older database "
                "put back",
            )
        self.compared.add(self.seq)
        return True


def beginning(conn: Connection) -> tuple[int, bytes]:
    """The last line that was archived and removed, with its MAC; (0, GENESIS) if none was.

    The log says so itself, in the line that was written with the removing: the chain holds that.
    """
    row = conn.execute(
        "SELECT after FROM operation WHERE action = ? ORDER BY seq DESC LIMIT 1", (REMOVED,)
    ).fetchone()
    if row is None:
        return 0, GENESIS
    try:
        facts = json.loads(row[0])
        return int(facts["last"]), bytes.fromhex(facts["head"])
    except (ValueError, KeyError, TypeError):  # a line that somebody changed
        return 0, GENESIS


def prove(
    conn: Connection,
    key: bytes,
    checkpoints: Sequence[Checkpoint] = (),
    progress: Callable[[int, int], None] | None = None,
    archived: Archived | None = None,
) -> Verified:
    """Go through the log in the store, stopping at the first line that is wrong.

    checkpoints: what it must fit. archived: what its archives gave, which it must join.
    """
    seq, head = beginning(conn)
    marks = [(one.seq, one.head) for one in checkpoints]
    walk = Walk(key, seq, head, [*marks, *(archived.ends if archived else ())])
    recent = min((one.seq for one in checkpoints if one.seq <= seq and _recent(one.at)), default=0)
    if recent:
        walk.bad(recent, "operations of the last six months were removed")
    total: int = conn.execute("SELECT count(*) FROM operation").fetchone()[0]
    if walk.first_bad is None:
        for row in conn.execute(f"SELECT {COLUMNS}, mac FROM operation ORDER BY seq"):
            if not walk.take(Line(*row[:-1]), bytes(row[-1])):
                break
            if progress is not None and walk.done % 2000 == 0:
                progress(walk.done, total)
    if total == 0:  # making the store left the first one
        walk.bad(seq + 1, "a line is missing")
    last = max((one.seq for one in checkpoints), default=0)
    if walk.first_bad is None and last > walk.seq:
        walk.bad(walk.seq + 1, "its end was cut off, or an older database was put back")
    if walk.first_bad is None and progress is not None:
        progress(walk.done, total)
    compared = walk.compared | (archived.compared if archived else set())
    fit = sum(one.seq in compared for one in checkpoints)
    return Verified(
        walk.first_bad is None,
        walk.done,
        walk.head.hex(),
        walk.first_bad,
        walk.why,
        seq + 1,
        fit,
        sum(one.seq < seq and one.seq not in compared for one in checkpoints),
        archived.count if archived else 0,
        archived.joins(seq, walk.seq) if archived else True,
    )


def _recent(at: str) -> bool:
    """Whether a time (as the store writes it) is younger than what may be removed."""
    return at > (datetime.now(UTC) - KEPT).strftime("%Y-%m-%dT%H:%M:%S")


def signed_by_another(found: Verified, checkpoints: Iterable[Checkpoint], public: str) -> Verified:
    """The finding, also that the store's key is not the one that signed the checkpoints."""
    if not found.ok or all(one.public == public for one in checkpoints):
        return found
    return replace(
        found, ok=False, why="the store has another key than the one that signed the checkpoints"
    )
