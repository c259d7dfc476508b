"""The import itself: rows read, matched and prepared, then written in short transactions.

All chunks are one group of operations. How far it came is saved with each chunk, so an import
that was stopped, killed or cut off goes on where it was when the same file is run again, and
brings in no one twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from store.customers.bulk import new_group
from store.customers.definitions import define_field
from store.customers.intake import Desk, Draft, Written, open_desk, prepare_read, write
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import CodeTaken, InvalidValue, KehaoError
from store.transfer.matching import ByCode, ByField, Doubles, Matcher, NoMatch
from store.transfer.planning import Options, Plan
from store.transfer.progress import load_progress
from store.transfer.rows import RowReader, RowValues
from store.transfer.tables import Row, Table
from store.transfer.updating import Update, plan_update, write_update
from store.transfer.words import CODE

if TYPE_CHECKING:
    from store.session import Session

SECONDS_A_CHUNK: Final = 0.15
FIRST, FEWEST, MOST = 300, 50, 2000
MOST_REASONS: Final = 1000
"""How many reasons of rejected rows a result holds; the file of rejected rows has all."""

OnProgress = Callable[[int, int], None]
"""Called with how many rows were looked at, and how many there are."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or in a dry run would do.

    read = added + updated + skipped + rejected, unless it was stopped. group: the group of
    operations in the log. reasons: row number and why, for the first rejected rows.
    refused: `strict` was asked for and there were rejected rows, so nothing was written.
    """

    read: int
    added: int
    updated: int
    skipped: int
    rejected: int
    unmapped: tuple[str, ...]
    possible_duplicates: int
    seconds: float
    group: str
    reasons: tuple[tuple[int, KehaoError], ...] = ()
    refused: bool = False
    stopped: bool = False


class _Undone(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""


@dataclass(slots=True)
class _Chunk:
    """Rows on their way into one transaction."""

    drafts: list[tuple[int, str, Draft]] = field(default_factory=list)
    updates: list[tuple[int, Update]] = field(default_factory=list)
    rejects: list[tuple[int, KehaoError]] = field(default_factory=list)
    skipped: int = 0


class Importer:
    """One run over one file. `run` does it; the counts stand in `result()` at any time."""

    def __init__(
        self,
        session: Session,
        table: Table,
        plan: Plan,
        options: Options,
        *,
        dry: bool,
        on_progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        self._session = session
        self._table = table
        self._plan = plan
        self._update = options.on_match == "update"
        self._dry = dry
        self._on_progress = on_progress
        self._cancel = cancel
        self._began = time.monotonic()
        self.rejects: list[tuple[int, KehaoError]] = []
        self.stopped = False
        self._added = self._updated = self._skipped = self._read = self._doubles = 0
        self._codes: dict[str, tuple[int, int, bool]] = {}
        self._desk = self._look()
        with session.reading() as conn:
            self.progress = load_progress(conn, table.digest, table.name, new_group())
            self._matcher = self._make_matcher(conn)
        self._earlier = (self.progress.first, self.progress.second)
        self._find_doubles = Doubles()
        self._size = min(FIRST, MOST)

    def _look(self) -> Desk:
        """The fields and rules as they are now."""
        with self._session.reading() as conn:
            self._session.rulebook(conn)
        return open_desk(self._session)

    def _make_matcher(self, conn: Connection) -> Matcher:
        match = self._plan.match
        if not match:
            return NoMatch()
        return ByCode() if match == CODE else ByField(conn, self._desk.fields[match])

    # -- the whole ------------------------------------------------------------------------------

    def run(self) -> None:
        """Bring the file in; returns when all is done or `cancel` was asked for.

        Raises what makes going on impossible (the store busy, the disk full, the session ended);
        what was committed until then stays, and the next run goes on from there.
        """
        self._begin()
        reader = self._plan.reader(self._desk.fields, book=not self._plan.encoding)
        with nullcontext() if self._dry else self._session.bulk():
            waiting = self._round(reader, second=False)
            if waiting and not self.stopped:
                self._round(reader, second=True)
        if not self._dry:
            self._end()

    def _begin(self) -> None:
        """Define the new fields, and note that this content is being imported."""
        new_fields = self._plan.new_fields
        if self._dry:
            known = {**self._desk.fields, **{new.name: new for new in new_fields.values()}}
            self._desk = replace(self._desk, fields=known)
            return
        if self.progress.known and not new_fields:
            return
        with self._session.writing("import.run") as change:
            known = dict(self._session.field_map(change.conn))
            for new in new_fields.values():
                defined = define_field(
                    change,
                    known,
                    new.name,
                    new.kind,
                    new.label,
                    personal=new.personal,
                    group=self.progress.group,
                )
                known[defined.name] = defined
            if not self.progress.known:
                self.progress.begin(change)
        self._desk = self._look()

    def _end(self) -> None:
        """Write what was done to the log."""
        result = self.result()
        with self._session.writing("import.run") as change:
            self.progress.advance(change, finished=not self.stopped)
            change.log(
                "import.run",
                self._table.name,
                after={
                    "read": result.read,
                    "added": result.added,
                    "updated": result.updated,
                    "skipped": result.skipped,
                    "rejected": result.rejected,
                    "stopped": self.stopped,
                    "sha256": self._table.digest[:64],
                },
                group=self.progress.group,
            )
        self.progress.saved()

    def result(self) -> ImportResult:
        """The counts so far."""
        return ImportResult(
            read=self._read,
            added=self._added,
            updated=self._updated,
            skipped=self._skipped,
            rejected=len(self.rejects),
            unmapped=self._plan.unmapped,
            possible_duplicates=self._doubles,
            seconds=round(time.monotonic() - self._began, 3),
            group=self.progress.group,
            reasons=tuple(self.rejects[:MOST_REASONS]),
            stopped=self.stopped,
        )

    # -- rows -----------------------------------------------------------------------------------

    def _round(self, reader: RowReader, *, second: bool) -> bool:
        """Go over the file once; returns whether rows without a code wait for the second round.

        In a file with codes the first round takes the rows that have one, the second the others.
        """
        waiting = False
        split = reader.has_codes
        rows: list[tuple[Row, RowValues]] = []
        fresh = 0
        for number, cells in self._table.rows():
            row = reader.read(cells)
            if split and (not row.code) is not second:
                waiting = waiting or not second
                continue
            rows.append(((number, cells), row))
            # rows that are only skipped cost little: they do not count against a chunk's size
            fresh += self._update or not self.progress.settled(number, second=second)
            if fresh >= self._size or len(rows) >= 20 * MOST:
                self._bring(rows, second=second)
                rows, fresh = [], 0
                if self._cancel is not None and self._cancel.cancelled:
                    self.stopped = True
                    return False
        if rows:
            self._bring(rows, second=second)
        return waiting

    def _bring(self, rows: list[tuple[Row, RowValues]], *, second: bool) -> None:
        """Sort out, write and count one chunk of rows."""
        while rows:
            with self._session.reading() as conn:
                chunk, taken = self._sort_out(conn, rows, second=second)
            last = rows[taken - 1][0][0]
            numbers = {number for (number, _), _ in rows[:taken]}
            self._write(chunk, numbers, last, second=second)
            self._read += taken
            self._skipped += chunk.skipped
            rows = rows[taken:]
        if self._on_progress is not None:
            self._on_progress(self._read, self._plan.rows)

    def _sort_out(
        self, conn: Connection, rows: list[tuple[Row, RowValues]], *, second: bool
    ) -> tuple[_Chunk, int]:
        """What is to be done with each row, and how many of them make this chunk.

        A chunk ends before a row that matches one of its own new customers: that row is sorted
        out when the customer is there.
        """
        chunk = _Chunk()
        matcher = self._matcher
        keys = [matcher.key(row) for _, row in rows]
        found = matcher.find(conn, {key for key in keys if key})
        pending: set[str] = set()
        by_code = isinstance(matcher, ByCode)
        for place, ((number, cells), row) in enumerate(rows):
            key = keys[place]
            settled = self.progress.settled(number, second=second)
            if by_code and key and self._repeated(conn, chunk, number, cells, row, key, found):
                continue
            ids = found.get(key, ()) if key else ()
            if settled and not (self._update and ids):
                chunk.skipped += 1
                self._hold(by_code, key, number, cells, mine=True)
                continue
            if key and key in pending:
                if self._update:
                    return chunk, place
                chunk.skipped += 1
                continue
            if ids:
                self._hold(by_code, key, number, cells, mine=self._update)
                self._matched(conn, chunk, number, row, list(ids))
                continue
            draft = self._draft(row)
            if isinstance(draft, KehaoError):
                chunk.rejects.append((number, draft))
                continue
            self._hold(by_code, key, number, cells, mine=True)
            if key:
                pending.add(key)
            chunk.drafts.append((number, key, draft))
        return chunk, len(rows)

    def _hold(self, by_code: bool, key: str, number: int, cells: list[str], *, mine: bool) -> None:
        """Remember which row of the file has this code, and whether this import brought it in."""
        if by_code and key:
            self._codes.setdefault(key, (number, hash(tuple(cells)), mine))

    def _repeated(
        self,
        conn: Connection,
        chunk: _Chunk,
        number: int,
        cells: list[str],
        row: RowValues,
        key: str,
        found: dict[str, list[int]],
    ) -> bool:
        """Whether a code stands on two rows of the file: the same row twice is skipped, another
        customer under the code of the first is rejected."""
        first = self._codes.get(key)
        if first is None or first[0] == number:
            return False
        other, content, mine = first
        if content == hash(tuple(cells)):
            chunk.skipped += 1
            return True
        if other <= self._earlier[0] and found.get(key):
            mine = self._update or self._brought_in(conn, found[key][0])
        if not mine:
            return False
        error = CodeTaken(
            "The code {code} is that of row {row} already: give one of them another code.",
            field="code",
            code=row.code,
            row=other,
        )
        chunk.rejects.append((number, error))
        return True

    def _brought_in(self, conn: Connection, customer: int) -> bool:
        """Whether a customer was added by this import (in an earlier run)."""
        return (
            conn.execute(
                "SELECT 1 FROM operation WHERE subject = ? AND group_id = ?"
                " AND action = 'customer.add'",
                (customer, self.progress.group),
            ).fetchone()
            is not None
        )

    def _matched(
        self, conn: Connection, chunk: _Chunk, number: int, row: RowValues, ids: list[int]
    ) -> None:
        """A row whose customer is there."""
        if not self._update or ids == [0]:
            chunk.skipped += 1
            return
        if len(ids) > 1:
            error = InvalidValue(
                "{count} customers have this {field}: which one is meant can't be told.",
                field=self._plan.match,
                count=len(ids),
            )
            chunk.rejects.append((number, error))
            return
        update = plan_update(conn, ids[0], row, self._desk.fields, self._plan.match)
        if update is None:
            chunk.skipped += 1
        else:
            chunk.updates.append((number, update))

    def _draft(self, row: RowValues) -> Draft | KehaoError:
        """The row as a customer to be added, or why it cannot be one."""
        try:
            return prepare_read(
                self._desk,
                row.values,
                row.flags,
                code=row.code,
                names=row.names,
                tags=row.tags,
                origin="import",
            )
        except KehaoError as error:
            return error

    # -- writing --------------------------------------------------------------------------------

    def _write(self, chunk: _Chunk, numbers: set[int], last: int, *, second: bool) -> None:
        """One transaction: the customers, the changes, and how far it came."""
        rejects = list(chunk.rejects)
        began = time.monotonic()
        results: list[Written | KehaoError] = []
        doubles: list[bool] = []
        updated = 0
        if chunk.drafts or chunk.updates or not self._no_news(numbers, rejects, last, second):
            try:
                with self._session.writing("import.run") as change:
                    began = time.monotonic()
                    drafts = [draft for _, _, draft in chunk.drafts]
                    # here, because this connection has the pages at hand that it just wrote
                    doubles = self._find_doubles.count(change.conn, drafts)
                    group = self.progress.group
                    results = write(change, self._desk, drafts, group=group) if drafts else []
                    for (number, _, _), result in zip(chunk.drafts, results, strict=True):
                        if isinstance(result, KehaoError):
                            rejects.append((number, result))
                    for number, update in chunk.updates:
                        try:
                            updated += write_update(
                                change,
                                update,
                                self._desk.fields,
                                may_extend=self._desk.may_extend,
                                group=group,
                            )
                        except KehaoError as error:
                            rejects.append((number, error))
                    if self._dry:
                        raise _Undone
                    self._advance(numbers, rejects, last, second=second)
                    self.progress.advance(change)
            except _Undone:
                pass
            else:
                self.progress.saved()
            self._adapt(len(chunk.drafts) + len(chunk.updates), time.monotonic() - began)
        self._count(chunk, results, doubles, rejects, updated)

    def _no_news(
        self, numbers: set[int], rejects: list[tuple[int, KehaoError]], last: int, second: bool
    ) -> bool:
        """Whether how far it came stays the same when these rows bring nothing to write."""
        if self._dry:
            return True
        reached = self.progress.second if second else self.progress.first
        return last <= reached and self.progress.rejected & numbers == {n for n, _ in rejects}

    def _advance(
        self,
        numbers: set[int],
        rejects: list[tuple[int, KehaoError]],
        last: int,
        *,
        second: bool,
    ) -> None:
        progress = self.progress
        progress.rejected -= numbers
        progress.rejected.update(number for number, _ in rejects)
        if second:
            progress.second = max(progress.second, last)
        else:
            progress.first = max(progress.first, last)

    def _adapt(self, written: int, seconds: float) -> None:
        """Choose the next chunk's size so that its transaction is neither long nor tiny."""
        if written and seconds > 0:
            fitting = int(written * SECONDS_A_CHUNK / seconds)
            self._size = max(FEWEST, min(MOST, fitting, self._size * 2))

    def _count(
        self,
        chunk: _Chunk,
        results: list[Written | KehaoError],
        doubles: list[bool],
        rejects: list[tuple[int, KehaoError]],
        updated: int,
    ) -> None:
        """Count what was written, and let later rows match it."""
        kept: list[Draft] = []
        for (_, key, draft), result, double in zip(chunk.drafts, results, doubles, strict=True):
            if isinstance(result, KehaoError):
                continue
            self._added += 1
            self._doubles += double
            self._matcher.added(key, 0 if self._dry else result.id)
            kept.append(draft)
        if self._dry:
            self._find_doubles.remember(kept)
        self._updated += updated
        # an update that somebody else made meanwhile, word for word, has nothing left to do
        failed = len(rejects) - len(chunk.rejects) - (len(chunk.drafts) - len(kept))
        self._skipped += len(chunk.updates) - updated - failed
        self.rejects.extend(sorted(rejects, key=lambda item: item[0]))


def rejected_rows(
    table: Table,
    width: int,
    rejects: list[tuple[int, KehaoError]],
    describe: Callable[[KehaoError], str],
) -> Iterator[list[str]]:
    """The rejected rows as they came, `width` cells each, after their number and the reason."""
    why = dict(rejects)
    for number, cells in table.rows():
        if number in why:
            padded = cells + [""] * (width - len(cells))
            yield [str(number), describe(why[number]), *padded]
