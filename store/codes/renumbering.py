"""New codes for many customers: looked at beforehand, written in short transactions as one group.

A customer whose code is what its rule gives keeps it. How far a renumbering has come is a row of
`renumber_run`, written with each chunk: after a stop, or the power's, the same call goes on in the
same group, and changes none twice. It is undone as one, by the group.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.approvals import Ticket, asked_for, second_person, some_codes
from store.change import Change
from store.codes.allocation import Allocator
from store.codes.recoding import Ready, named, next_code, ready_by_rule, recode
from store.customers.bulk import new_group
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import KehaoError, NotFound, Stopped, StoreBusy
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session

CHUNK: Final = 100
EXAMPLES: Final = 200
"""How many changes, and how many customers who cannot be, a result names."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One customer's codes, old and new; `error` says why there is no new one."""

    old: str
    new: str
    error: KehaoError | None = None


@dataclass(frozen=True, slots=True)
class Renumbered:
    """What a renumbering did, or would do (then `group` is empty).

    kept: customers whose code was right already. lines: the first changes, then the first that
    could not be. went_on: it took up what an earlier call had left.
    """

    group: str
    changed: int
    kept: int
    failed: int
    lines: tuple[Line, ...]
    stopped: bool
    went_on: bool = False


@dataclass(slots=True)
class _Tally:
    changed: int = 0
    kept: int = 0
    failed: int = 0
    changes: list[Line] = field(default_factory=list)
    failures: list[Line] = field(default_factory=list)

    def add(self, line: Line | None) -> None:
        """Count a customer; None for one who keeps the code."""
        if line is None:
            self.kept += 1
        elif line.error is not None:
            self.failed += 1
            if len(self.failures) < EXAMPLES:
                self.failures.append(line)
        else:
            self.changed += 1
            if len(self.changes) < EXAMPLES:
                self.changes.append(line)

    def result(self, group: str, *, stopped: bool, went_on: bool = False) -> Renumbered:
        """The counts as they stand."""
        lines = (*self.changes, *self.failures)
        return Renumbered(group, self.changed, self.kept, self.failed, lines, stopped, went_on)


def preview(
    session: Session,
    query: str,
    ids: Collection[int] | None,
    rule: str,
    told: Callable[[Line], None] | None,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Renumbered:
    """See `Life.renumber_preview`."""
    chosen = _chosen(session, query, ids, cancel)
    tally = _Tally()
    with session.reading(cancel) as conn:
        if rule:
            named(session.rulebook(conn), rule)
        allocator = Allocator(conn, "", "", dry=True)
        for place, customer in enumerate(chosen, 1):
            try:
                made = ready_by_rule(session, conn, customer, rule)
            except NotFound:
                continue
            except KehaoError as error:
                line: Line | None = Line(_code(conn, customer), "", error)
            else:
                line = _line(allocator, made)
            tally.add(line)
            if line is not None and told is not None:
                told(line)
            if place % CHUNK == 0:
                if cancel is not None:
                    cancel.check()
                if progress is not None:
                    progress(place, len(chosen))
    if progress is not None:
        progress(len(chosen), len(chosen))
    return tally.result("", stopped=False)


def _line(allocator: Allocator, made: Ready) -> Line | None:
    """What becomes of one customer in the preview."""
    if made.conforms():
        return None
    try:
        return Line(made.customer.code, next_code(allocator, made).text)
    except KehaoError as error:
        return Line(made.customer.code, "", error)


def renumber(
    session: Session,
    query: str,
    ids: Collection[int] | None,
    rule: str,
    reason: str,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> Renumbered:
    """See `Life.renumber`."""
    chosen = _chosen(session, query, ids, cancel)
    if rule:
        with session.reading() as conn:
            named(session.rulebook(conn), rule)
    run = _Run(session, _asked(query, ids, rule))
    left = [customer for customer in chosen if customer > run.last]
    request = {
        **asked_for(clean(query), ids),
        "rule": rule,
        **({"goes on after a stop": True} if run.went_on else {}),
    }
    shown = {"count": len(left), "reason": clean(reason), **some_codes(session, ids)}
    if left:
        run.ticket = second_person(session, "code.renumber", rule, request, shown)
    tally, stopped = _Tally(), False
    with session.bulk():
        for start in range(0, len(left), CHUNK):
            try:
                if cancel is not None:
                    cancel.check()
            except Stopped:
                stopped = True
                break
            run.chunk(left[start : start + CHUNK], rule, clean(reason), tally)
            if progress is not None:
                done = len(chosen) - len(left) + min(start + CHUNK, len(left))
                progress(done, len(chosen))
    if not stopped:
        run.finish()
    return tally.result(run.group, stopped=stopped, went_on=run.went_on)


def _chosen(
    session: Session, query: str, ids: Collection[int] | None, cancel: Cancel | None
) -> list[int]:
    """The customers in the order in which they were added, so that a stop leaves a clean cut."""
    if ids is not None:
        return sorted(set(ids))
    return sorted(session.search.ids(query, cancel=cancel))


def _asked(query: str, ids: Collection[int] | None, rule: str) -> str:
    """What tells one renumbering from another."""
    text = json.dumps([clean(query), sorted(ids) if ids is not None else None, rule])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _code(conn: Connection, customer: int) -> str:
    row = conn.execute("SELECT code FROM customer WHERE id = ?", (customer,)).fetchone()
    return str(row[0]) if row else ""


class _Run:
    """A renumbering under way, and how far it has come."""

    def __init__(self, session: Session, asked: str) -> None:
        self.session = session
        self.asked = asked
        with session.reading() as conn:
            row = conn.execute(
                "SELECT group_id, last FROM renumber_run WHERE asked = ?", (asked,)
            ).fetchone()
        self.went_on = row is not None
        self.ticket = Ticket()
        self.group: str = row[0] if row else new_group()
        self.last: int = row[1] if row else 0

    def chunk(self, ids: Sequence[int], rule: str, reason: str, tally: _Tally) -> None:
        """Renumber some customers, in one transaction."""
        session = self.session
        made: dict[int, Ready | KehaoError] = {}
        with session.reading() as conn:
            for customer in ids:
                made[customer] = self._made(conn, customer, rule)
        lines: list[Line | None] = []
        with session.writing("code.renumber") as change:
            self.ticket.use(change)
            book = session.rulebook(change.conn)
            allocator = Allocator(change.conn, self.group, change.at)
            for customer in ids:
                one = made[customer]
                if isinstance(one, Ready) and not one.holds(change.conn, book):
                    one = self._made(change.conn, customer, rule)
                if isinstance(one, NotFound):
                    continue
                if isinstance(one, KehaoError):
                    lines.append(Line(_code(change.conn, customer), "", one))
                else:
                    lines.append(self._one(change, allocator, one, reason))
            allocator.save()
            self._advance(change, ids[-1])
        self.last, self.ticket = ids[-1], Ticket()
        for line in lines:
            tally.add(line)

    def _made(self, conn: Connection, customer: int, rule: str) -> Ready | KehaoError:
        try:
            return ready_by_rule(self.session, conn, customer, rule)
        except KehaoError as error:
            return error

    def _one(self, change: Change, allocator: Allocator, made: Ready, reason: str) -> Line | None:
        if made.conforms():
            return None
        old = made.customer.code
        try:
            given = next_code(allocator, made)
        except KehaoError as error:
            return Line(old, "", error)
        recode(change, made, given)
        assert made.rule is not None
        change.log(
            "code.renumber",
            old,
            subject=made.customer.id,
            before={"code": old},
            after={"code": given.text, "rule": f"{made.rule.name} v{made.rule.version}"},
            reason=reason,
            group=self.group,
        )
        return Line(old, given.text)

    def _advance(self, change: Change, last: int) -> None:
        """Keep how far it has come; raises StoreBusy when somebody else does the same."""
        if self.last == 0 and not self.went_on:
            done = change.conn.execute(
                "INSERT INTO renumber_run (asked, group_id, started, last) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (asked) DO NOTHING",
                (self.asked, self.group, change.at, last),
            )
        else:
            done = change.conn.execute(
                "UPDATE renumber_run SET last = ? WHERE asked = ? AND last = ? AND group_id = ?",
                (last, self.asked, self.last, self.group),
            )
        if not done.rowcount:
            raise StoreBusy(
                "Somebody else is renumbering the same customers right now: wait until that is "
                "done."
            )

    def finish(self) -> None:
        """All is done: the same call begins anew."""
        with self.session.writing("code.renumber") as change:
            change.conn.execute(
                "DELETE FROM renumber_run WHERE asked = ? AND group_id = ?",
                (self.asked, self.group),
            )


def lines_of(session: Session, group: str) -> Iterator[Line]:
    """Old and new codes of a renumbering, as the log has them, also those before a stop."""
    last = 0
    while True:
        with session.reading() as conn:
            rows = conn.execute(
                "SELECT seq, before, after FROM operation WHERE group_id = ? AND seq > ?"
                " AND action = 'code.renumber' ORDER BY seq LIMIT 1000",
                (group, last),
            ).fetchall()
        for seq, before, after in rows:
            yield Line(json.loads(before)["code"], json.loads(after)["code"])
            last = seq
        if len(rows) < 1000:
            return


def write_lines(
    path: str | Path, lines: Iterator[Line], describe: Callable[[KehaoError], str]
) -> int:
    """Write codes as a table of old, new and why there is none; returns the number of rows."""
    from store.transfer.exports.exporting import write_table

    rows = ((line.old, line.new, describe(line.error) if line.error else "") for line in lines)
    return write_table(path, ["old", "new", "why"], rows)
