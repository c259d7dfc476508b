"""One's own changes as an editor has them: undo the newest, take that back, look at the list.

Nothing is kept for it but the log: what is undone is in table `undone`, so it goes on across
sign-ins and processes. A change is one operation, or all of a group. To undo is to undo the newest
that is not; to redo is to undo the newest undo, as long as no change came after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from store.access import Service, needs
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import CannotUndo, KehaoError
from store.log.reading import Operation
from store.undo.kinds import BESIDE, KINDS, step_of
from store.undo.past import COLUMNS, UNDO, Work, opened, read_past
from store.undo.service import OnProgress

BATCH: Final = 500
LOOK_BACK: Final = 20_000
"""So many lines of one's own are looked through (a group counts once)."""
COMPARED: Final = 40
"""So many of a group's operations at either end are looked at for values that differ."""
TRIED: Final = 20
"""So many of a half undone group's operations are tried to see whether it can go on."""
FINAL: Final = frozenset(("customer.delete",))
"""Changes that stay: whoever undoes what was before them should be told."""
READS: Final = ("log.own", "log.team", "log.all")


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change of one's own: an operation, or a group of `count` of them.

    seq: its newest operation. first: its oldest. left: how many are not undone. sample: one of its
    operations, as the reader may see it. undone_by, undone_at: who undid it, if somebody did.
    after_final: a change that cannot be undone was made after it. differing: names of what its
    operations did not all give the same value, as far as they were looked at (COMPARED).
    """

    seq: int
    first: int
    at: str
    action: str
    group: str
    count: int
    left: int
    sample: Operation | None
    undone_by: str = ""
    undone_at: str = ""
    after_final: bool = False
    differing: frozenset[str] = frozenset()

    @property
    def undoable(self) -> bool:
        """Whether it is of a kind that can be undone, and is not."""
        return self.left > 0 and (self.action in KINDS or self.action == UNDO)


@dataclass(frozen=True, slots=True)
class OwnUndone:
    """What undoing (or doing again) did: so many operations of the change, by operation `seq` or
    group `by`; `failed` names the first of those that could not be, with why."""

    change: OwnChange
    done: int
    seq: int
    by: str
    failed: tuple[tuple[int, KehaoError], ...]
    stopped: bool


class OwnChanges(Service):
    """Undoing and doing again what one has done oneself."""

    @needs(*READS)
    def list(self, *, before: int | None = None, limit: int = 50) -> list[OwnChange]:
        """One's own changes, the newest first, undone ones too; those before an operation."""
        found: list[OwnChange] = []
        with self._session.reading() as conn:
            for line in self._lines(conn, before):
                if line.action in KINDS or line.action in FINAL:
                    found.append(self._read(conn, line, *_standing(conn, line)))
                if len(found) >= limit:
                    break
        return found

    @needs(*READS)
    def next_undo(self, *, before: int | None = None) -> OwnChange | None:
        """The newest change of one's own that is not undone (before an operation), if any."""
        final = False
        with self._session.reading() as conn:
            for line in self._lines(conn, before):
                final = final or line.action in FINAL
                if line.action not in KINDS:
                    continue
                count, undone = _standing(conn, line)
                if undone < count and (not undone or self._goes_on(conn, line)):
                    return self._read(conn, line, count, undone, final=final)
        return None

    @needs(*READS)
    def next_redo(self) -> OwnChange | None:
        """The newest undo of one's own that is not taken back, if nothing was changed since."""
        with self._session.reading() as conn:
            for line in self._lines(conn, None):
                if line.action in KINDS:
                    return None
                if line.action == UNDO and not _again(conn, line):
                    count, undone = _standing(conn, line)
                    if undone < count:
                        return self._read(conn, line, count, undone)
        return None

    @needs(*READS)
    def undo(
        self,
        change: OwnChange,
        *,
        partly: bool = False,
        reason: str = "",
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> OwnUndone:
        """Undo a change of one's own, or do it again when it is an undo.

        partly: of a group, all that nothing stands in the way of. Raises CannotUndo (`later`: the
        operation in the way, `who`: its person), NotFound, NotPermitted, InvalidRules.
        """
        session = self._session
        if not change.group:
            one = session.undo.one(change.seq, reason=reason)
            return OwnUndone(change, 1, one.seq, "", (), False)
        made = session.undo.group(
            change.group, partly=partly, reason=reason, progress=progress, cancel=cancel
        )
        return OwnUndone(change, made.undone, 0, made.by, made.failed, made.stopped)

    # -- inside ---------------------------------------------------------------------------------

    def _lines(self, conn: Connection, before: int | None) -> Iterator[_Line]:
        """One's own lines, the newest first, of each group only the newest."""
        name, seen = self._session.name, set()
        cursor, looked = before or 1 << 62, 0
        while looked < LOOK_BACK:
            rows = conn.execute(
                "SELECT seq, at, action, group_id FROM operation WHERE actor = ? AND seq < ?"
                " AND session <> '' ORDER BY seq DESC LIMIT ?",  # '': the making of the store
                (name, cursor, BATCH),
            ).fetchall()
            fresh = False
            for row in rows:
                line = _Line(*row)
                if line.group and (line.group in seen or line.action in BESIDE):
                    continue
                if line.action in BESIDE and _in_passing(conn, line):
                    continue
                fresh = True
                looked += 1
                seen.add(line.group) if line.group else None
                yield line
            if len(rows) < BATCH:
                return
            cursor = rows[-1][0]
            if not fresh:
                cursor = self._past_group(conn, cursor, rows[-1][3])

    def _past_group(self, conn: Connection, cursor: int, group: str) -> int:
        """Below a long group: its first line, or a line of one's own that stands in between."""
        low = conn.execute(
            "SELECT min(seq) FROM operation WHERE group_id = ?", (group,)
        ).fetchone()[0]
        between = conn.execute(
            "SELECT max(seq) FROM operation WHERE group_id = '' AND actor = ?"
            " AND seq > ? AND seq < ?",
            (self._session.name, low, cursor),
        ).fetchone()[0]
        return int(low if between is None else between + 1)

    def _read(
        self, conn: Connection, line: _Line, count: int, undone: int, *, final: bool = False
    ) -> OwnChange:
        first, action = line.seq, line.action
        if line.group:
            first = conn.execute(
                "SELECT min(seq) FROM operation WHERE group_id = ?", (line.group,)
            ).fetchone()[0]
            run = _beside(conn, line.group, ("import.run",))
            if run:
                action, count, undone = "import.run", count - run, min(undone, count - run)
        by = conn.execute(
            "SELECT operation.actor, operation.at FROM undone"
            " JOIN operation ON operation.seq = undone.undo WHERE undone.seq = ?",
            (line.seq,),
        ).fetchone()
        who, when = by or ("", "")
        return OwnChange(
            line.seq,
            first,
            line.at,
            action,
            line.group,
            count,
            count - undone,
            self._session.log.get(line.seq),
            who,
            when,
            final,
            _differing(conn, line.group) if count > 1 else frozenset(),
        )

    def _goes_on(self, conn: Connection, line: _Line) -> bool:
        """Whether a group that is undone in part can be undone further."""
        rows = conn.execute(
            f"SELECT {COLUMNS} FROM operation WHERE group_id = ? AND NOT EXISTS"
            " (SELECT 1 FROM undone WHERE undone.seq = operation.seq) ORDER BY seq LIMIT ?",
            (line.group, TRIED),
        ).fetchall()
        work = Work(self._session, conn, self._session.field_map(conn))
        for row in rows:
            if row[1] not in BESIDE:
                try:
                    step_of(work, read_past(conn, row))
                except CannotUndo:
                    continue
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Line:
    seq: int
    at: str
    action: str
    group: str


def _standing(conn: Connection, line: _Line) -> tuple[int, int]:
    """How many operations a change has that can be undone, and how many of them are."""
    if not line.group:
        row = conn.execute("SELECT 1 FROM undone WHERE seq = ?", (line.seq,)).fetchone()
        return 1, int(row is not None)
    of_group = "SELECT min(seq), max(seq), count(*) FROM operation WHERE group_id = ?"
    first, last, lines = conn.execute(of_group, (line.group,)).fetchone()
    count = lines - _beside(conn, line.group, tuple(BESIDE))
    within = conn.execute(
        "SELECT count(*) FROM undone WHERE seq BETWEEN ? AND ?", (first, last)
    ).fetchone()[0]
    if not within or (lines == last - first + 1 and within == count):
        return count, within
    undone = conn.execute(
        "SELECT count(*) FROM operation JOIN undone ON undone.seq = operation.seq"
        " WHERE operation.group_id = ?",
        (line.group,),
    ).fetchone()[0]
    return count, undone


def _differing(conn: Connection, group: str) -> frozenset[str]:
    """What the operations of a group did not all give the same value: those at either end of it."""
    rows = {
        row
        for order in ("", " DESC")
        for row in conn.execute(
            "SELECT seq, action, subject, before, after FROM operation WHERE group_id = ?"
            f" ORDER BY seq{order} LIMIT ?",
            (group, COMPARED),
        )
    }
    first: dict[str, object] = {}
    found: set[str] = set()
    for _, action, subject, before, after in sorted(rows):
        if action in BESIDE:
            continue
        image = opened(conn, subject, before if action == UNDO else after)
        for name, value in image.items():
            if first.setdefault(name, value) != value:
                found.add(name)
    return frozenset(found)


def _beside(conn: Connection, group: str, actions: tuple[str, ...]) -> int:
    """How many operations of these rare kinds a group has (found by the kind, not the group)."""
    marks = ", ".join("?" * len(actions))
    row = conn.execute(
        f"SELECT count(*) FROM operation WHERE action IN ({marks}) AND group_id || '' = ?",
        (*actions, group),
    ).fetchone()
    return int(row[0])


def _in_passing(conn: Connection, line: _Line) -> bool:
    """Whether a choice came into its list with a customer's value: no change of its own."""
    row = conn.execute("SELECT after FROM operation WHERE seq = ?", (line.seq,)).fetchone()
    return "added" in opened(conn, None, row[0])


def _again(conn: Connection, line: _Line) -> bool:
    """Whether an undo brought something back: it is no undo that could be taken back."""
    subject, image = conn.execute(
        "SELECT subject, after FROM operation WHERE seq = ?", (line.seq,)
    ).fetchone()
    return bool(opened(conn, subject, image)["again"])
