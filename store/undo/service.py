"""`log undo`: one operation, or a group of them as one.

Whoever may see an operation in the log and may do the thing may undo it. An undo is an operation
like any other: logged, and undone in its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.change import Change
from store.customers.bulk import new_group
from store.customers.loading import keys_of_many, load_many
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import CannotUndo, KehaoError, NotFound, Stopped
from store.text import clean
from store.undo.kinds import BESIDE, IN_PLACE, KINDS, kind_of, step_of
from store.undo.past import CHANGING, COLUMNS, UNDO, Past, Step, Work, read_past

if TYPE_CHECKING:
    from store.session import Session

CHUNK: Final = 100
"""Operations in the first transaction; the next ones are as large as keeps them short."""
SMALLEST: Final = 10
LARGEST: Final = 1_000
SECONDS: Final = 0.1
"""How long a transaction should take while others have the store open."""
SECONDS_ALONE: Final = 0.5
"""While nobody else has: larger ones write each page of an index less often."""
TOLD: Final = 100
"""How many operations that could not be undone are named."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation that was undone (`of`), and the one that did it (`seq`)."""

    seq: int
    of: int
    action: str
    object: str


@dataclass(frozen=True, slots=True)
class GroupUndone:
    """What undoing a group did: `undone` operations, by the group `by`; `failed` names the first
    of those that could not be, with why. customers: whom they are about, those of an earlier run
    that was stopped among them."""

    group: str
    by: str
    undone: int
    failed: tuple[tuple[int, KehaoError], ...]
    stopped: bool
    customers: int


class Undo(Service):
    """Undoing operations of the log."""

    @needs("log.own", "log.team", "log.all")
    def check(self, seq: int) -> None:
        """Whether this operation could be undone now. Raises NotFound, CannotUndo, NotPermitted,
        InvalidRules."""
        session = self._session
        past = self._read(seq)
        session.require(kind_of(past).permission)
        with session.reading() as conn:
            _not_yet(conn, past)
            step_of(Work(session, conn, session.field_map(conn)), past)

    @needs("log.own", "log.team", "log.all")
    def one(self, seq: int, *, reason: str = "") -> Undone:
        """Undo one operation. Raises NotFound, NotPermitted, CannotUndo (naming the later change
        that is in the way), InvalidRules."""
        session = self._session
        past = self._read(seq)
        permission = kind_of(past).permission
        if past.kind == "import.run":
            raise CannotUndo(
                "Operation {seq} is a whole import: undo its group, {group}.",
                seq=seq,
                group=past.group,
            )
        with session.writing(permission) as change:
            _not_yet(change.conn, past)
            work = Work(session, change.conn, session.field_map(change.conn))
            done = _do(change, past, step_of(work, past), "", clean(reason))
        return Undone(done, seq, past.kind, past.object)

    @needs("log.own", "log.team", "log.all")
    def group(
        self,
        group: str,
        *,
        partly: bool = False,
        reason: str = "",
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> GroupUndone:
        """Undo all operations of a group, the newest first, in short transactions.

        Raises CannotUndo, before anything is changed, when later changes are in the way of any;
        with `partly` the others are undone. After a stop the same call goes on. Raises NotFound
        for a group that is not there (or is undone), NotPermitted.
        """
        session, group = self._session, clean(group)
        total = self._allowed(group)
        if not partly:
            self._check_all(group, cancel)
        by, done, last, most = self._by(group), 0, 1 << 62, CHUNK
        failed: list[tuple[int, KehaoError]] = []
        stopped = False
        with session.bulk():
            while True:
                try:
                    if cancel is not None:
                        cancel.check()
                except Stopped:
                    stopped = True
                    break
                with session.reading() as conn:
                    pasts = _some(conn, group, last, most)
                if not pasts:
                    break
                last, began = pasts[-1].seq, monotonic()
                done += self._chunk(pasts, by, clean(reason), failed)
                aim = SECONDS_ALONE if session.alone else SECONDS
                most = _next_size(len(pasts), monotonic() - began, aim)
                if progress is not None:
                    progress(min(done + len(failed), total), total)
        customers = self._customers(by)
        return GroupUndone(group, by, done, tuple(failed[:TOLD]), stopped, customers)

    # -- inside ---------------------------------------------------------------------------------

    def _read(self, seq: int) -> Past:
        session = self._session
        if session.log.get(seq) is None:
            raise NotFound("There is no operation {seq} that you may see.", seq=seq)
        with session.reading() as conn:
            row = conn.execute(f"SELECT {COLUMNS} FROM operation WHERE seq = ?", (seq,)).fetchone()
            return read_past(conn, row)

    def _allowed(self, group: str) -> int:
        """How many operations of the group are still to be undone, all of which the person may."""
        session = self._session
        with session.reading() as conn:
            rows = conn.execute(
                "SELECT action, count(*), min(seq) FROM operation WHERE group_id = ? AND"
                " NOT EXISTS (SELECT 1 FROM undone WHERE undone.seq = operation.seq)"
                " GROUP BY action",
                (group,),
            ).fetchall()
        rows = [row for row in rows if row[0] not in BESIDE] if group else []
        if not rows or session.log.get(rows[0][2]) is None:
            raise NotFound(
                "There is no group {group} with anything left to undo.", group=group or "-"
            )
        for action, _, seq in rows:
            past = self._read(seq)
            session.require(kind_of(past).permission)
            assert past.kind in KINDS, action
        return sum(row[1] for row in rows)

    def _check_all(self, group: str, cancel: Cancel | None) -> None:
        """Raise for the first operation that a later change is in the way of."""
        session = self._session
        with session.reading(cancel) as conn:
            work = Work(session, conn, session.field_map(conn))
            for past in _suspects(conn, group):
                step_of(work, past)

    def _by(self, group: str) -> str:
        """The group that undoes this one: the one of an earlier run that was stopped, or new."""
        with self._session.reading() as conn:
            row = conn.execute(
                "SELECT undo.group_id FROM operation JOIN undone ON undone.seq = operation.seq"
                " JOIN operation AS undo ON undo.seq = undone.undo"
                " WHERE operation.group_id = ? AND undo.group_id <> '' LIMIT 1",
                (group,),
            ).fetchone()
        return str(row[0]) if row else new_group()

    def _customers(self, group: str) -> int:
        """How many customers a group of operations is about."""
        with self._session.reading() as conn:
            (count,) = conn.execute(
                "SELECT count(DISTINCT subject) FROM operation WHERE group_id = ?", (group,)
            ).fetchone()
        return int(count)

    def _chunk(
        self,
        pasts: Sequence[Past],
        by: str,
        reason: str,
        failed: list[tuple[int, KehaoError]],
    ) -> int:
        session, done = self._session, 0
        for kind in {kind_of(past).permission for past in pasts}:
            session.require(kind)
        with session.writing(kind_of(pasts[0]).permission) as change:
            work = _work_ahead(session, change.conn, pasts)
            change.conn.execute("DELETE FROM renumber_run WHERE group_id = ?", (pasts[0].group,))
            for past in pasts:
                try:
                    _not_yet(change.conn, past)
                    step = step_of(work, past)
                except KehaoError as error:
                    failed.append((past.seq, error))
                    continue
                _do(change, past, step, by, reason, work.keys)
                done += 1
        return done


def _work_ahead(session: Session, conn: Connection, pasts: Sequence[Past]) -> Work:
    """What many steps need, read in a few queries."""
    subjects = sorted({past.subject for past in pasts if past.subject is not None})
    fields = session.field_map(conn)
    alone = all(past.kind in IN_PLACE for past in pasts)
    loaded = load_many(conn, subjects, fields) if alone else {}
    return Work(session, conn, fields, loaded, keys_of_many(conn, subjects))


def _do(
    change: Change,
    past: Past,
    step: Step,
    group: str,
    reason: str,
    keys: Mapping[int, bytes] = MappingProxyType({}),
) -> int:
    """Do it, log it, and keep what is undone now; the number of the new operation."""
    before, after = step(change)
    about = {"undoes": past.seq, "root": past.root, "action": past.kind, "again": past.back}
    seq = change.log(
        UNDO,
        past.object,
        subject=past.subject,
        subject_key=None if past.subject is None else keys.get(past.subject),
        before=before,
        after={**after, **about},
        reason=reason,
        group=group,
    )
    if past.back:
        change.conn.execute("DELETE FROM undone WHERE seq = ?", (past.root,))
    for undone in {past.seq} if past.back else {past.seq, past.root}:
        change.conn.execute(
            "INSERT INTO undone (seq, undo) VALUES (?, ?)"
            " ON CONFLICT (seq) DO UPDATE SET undo = excluded.undo",
            (undone, seq),
        )
    return seq


def _next_size(size: int, seconds: float, aim: float) -> int:
    """How many operations the next transaction takes, by how long the last one took."""
    fitting = int(size * aim / seconds) if seconds > 0 else LARGEST
    return max(SMALLEST, min(LARGEST, 2 * size, fitting))


def _not_yet(conn: Connection, past: Past) -> None:
    row = conn.execute("SELECT undo FROM undone WHERE seq = ?", (past.seq,)).fetchone()
    if row is not None:
        raise CannotUndo(
            "Operation {seq} is undone already, by operation {later}.",
            seq=past.seq,
            later=row[0],
        )


def _some(conn: Connection, group: str, before: int, most: int) -> list[Past]:
    """The next operations of a group to undo, the newest first."""
    beside = ", ".join("?" * len(BESIDE))
    rows = conn.execute(
        f"SELECT {COLUMNS} FROM operation WHERE group_id = ? AND seq < ?"
        f" AND action NOT IN ({beside}) AND NOT EXISTS"
        " (SELECT 1 FROM undone WHERE undone.seq = operation.seq) ORDER BY seq DESC LIMIT ?",
        (group, before, *BESIDE, most),
    ).fetchall()
    keys = keys_of_many(conn, sorted({row[3] for row in rows if row[3] is not None}))
    return [read_past(conn, row, keys) for row in rows]


def _suspects(conn: Connection, group: str) -> Iterator[Past]:
    """The group's operations whose customers were changed afterwards by something else, and those
    on no customer."""
    marks = ", ".join("?" * len(CHANGING))
    columns = ", ".join(f"operation.{name}" for name in COLUMNS.split(", "))
    rows = conn.execute(
        f"SELECT {columns} FROM operation WHERE group_id = ? AND NOT EXISTS"
        " (SELECT 1 FROM undone WHERE undone.seq = operation.seq) AND"
        " (subject IS NULL OR EXISTS (SELECT 1 FROM operation AS later"
        "  WHERE later.subject = operation.subject AND later.seq > operation.seq"
        f"  AND later.group_id <> operation.group_id AND (later.action IN ({marks})"
        "  OR later.action = 'customer.delete' OR (later.action = 'log.undo'"
        "  AND instr(later.after, '\"root\":' || operation.seq || ',') = 0)) AND NOT EXISTS"
        "  (SELECT 1 FROM undone WHERE undone.seq = later.seq))"
        " OR NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = operation.subject))"
        " ORDER BY seq DESC",
        (group, *CHANGING),
    )
    for row in rows:
        if row[1] not in BESIDE:
            yield read_past(conn, row)
