"""The import itself: rows read, matched and prepared, then written in short transactions.

All chunks are one group of operations. How far it came is saved with each chunk, so an import
that was stopped, killed or cut off goes on where it was when the same file is run again, and
brings in no one twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers.bulk import new_group
from store.customers.definitions import define_field
from store.customers.intake import Written, write
from store.customers.policy import policy_of
from store.customers.preparing import Desk, open_desk
from store.duplicates.arriving import Alike, Arriving, Match
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import KehaoError
from store.search import stretches, upkeep
from store.text import clean
from store.transfer.formats.formulas import restored
from store.transfer.formats.tables import Table, holds
from store.transfer.imports.ahead import Ahead
from store.transfer.imports.corrections import corrected, written_in
from store.transfer.imports.doubtful import Doubtful, Gathered
from store.transfer.imports.earlier_codes import make_room, room_for
from store.transfer.imports.matching import make_matcher
from store.transfer.imports.named import load_named
from store.transfer.imports.options import Options
from store.transfer.imports.planning import Plan
from store.transfer.imports.progress import Progress, load_progress
from store.transfer.imports.rows import RowReader
from store.transfer.imports.sorting import Chunk, FileRow, Sorter, make_draft
from store.transfer.imports.updating import write_update
from store.transfer.mapping.profiles import remember

if TYPE_CHECKING:
    from store.session import Session

SECONDS_A_CHUNK: Final = 0.15
"""Of a transaction, while others have the store open and may want to save as well."""
SECONDS_ALONE: Final = 0.6
"""While nobody else has: larger transactions write each page of an index less often."""
FIRST, FEWEST, MOST = 300, 50, 4000
MANY: Final = 200_000
"""So many added are worth merging the index of words at once, not when it is next due."""
MOST_REASONS: Final = 1000
"""How many reasons of rejected rows a result holds; the file of rejected rows has all."""

OnProgress = Callable[[int, int], None]
"""Called with how many rows were looked at, and how many there are."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or in a dry run would do.

    read = added + updated + skipped + rejected, unless it was stopped. group: the group of
    operations in the log. reasons: row number and why, for the first rejected rows. alike: the
    first rows that look like somebody, and like whom; `possible_duplicates` is how many do.
    refused: `strict` was asked for and there were rejected rows, so nothing was written.
    ambiguous_dates: columns whose dates can mean two days each, kept as they came and flagged.
    others: how many rows matched by code a customer with quite another name; mistyped: how many
    came in with a code that looks mistyped.
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
    alike: tuple[Alike, ...] = ()
    refused: bool = False
    stopped: bool = False
    flagged: int = 0
    doubtful: tuple[Doubtful, ...] = ()
    plan: Plan | None = None
    ambiguous_dates: tuple[str, ...] = ()
    others: int = 0
    mistyped: int = 0


class Importer:
    """One run over one file. `run` does it; the counts stand in `result()` at any time."""

    def __init__(
        self,
        session: Session,
        table: Table,
        plan: Plan,
        options: Options,
        *,
        on_progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        self._session = session
        self._table = table
        self._plan = plan
        self._update = options.word("on-match") == "update"
        self._options = options
        self._reason = clean(options.reason)
        self._on_progress = on_progress
        self._cancel = cancel
        self._began = time.monotonic()
        self.rejects: list[tuple[int, KehaoError]] = []
        self.stopped = False
        self._added = self._updated = self._skipped = self._read = self._doubles = 0
        self._desk = self._look()
        with session.reading() as conn:
            self.progress = self._load(conn, clean(options.import_name))
            earlier = plan.codes == "alias"
            matcher = make_matcher(conn, plan.match, self._desk.fields, earlier=earlier)
        self._sorter = Sorter(
            self.progress, matcher, plan.match, update=self._update, left_out=options.left_out
        )
        self._gathered = Gathered(plan.forms)
        self._room: dict[str, int] = {}
        self._arriving = Arriving()
        self._alike: list[Alike] = []
        self._size = min(FIRST, MOST)

    def _load(self, conn: Connection, import_name: str) -> Progress:
        """How far it came: by its name, if it has one, else by its content."""
        table = self._table
        if import_name:
            return load_named(conn, import_name, table.name, self._plan.key, new_group())
        return load_progress(conn, table.digest, table.name, new_group())

    def _look(self) -> Desk:
        """The fields and rules as they are now."""
        with self._session.reading() as conn:
            self._session.rulebook(conn)
        return open_desk(self._session)

    # -- the whole ------------------------------------------------------------------------------

    def run(self) -> None:
        """Bring the file in; returns when all is done or `cancel` was asked for.

        Raises what makes going on impossible (the store busy, the disk full, the session ended);
        what was committed until then stays, and the next run goes on from there.
        """
        reader = self._begin()
        with self._session.bulk():
            waiting = self._round(reader, second=False)
            if waiting and not self.stopped:
                self._round(reader, second=True)
        self._end()

    def tidy(self) -> None:
        """Put the indexes in order after many customers came; nothing waits for it."""
        stretches.even_out(self._session, "import.run")
        if self._added >= MANY:
            upkeep.merge_words(self._session, "import.run")

    def _begin(self) -> RowReader:
        """Define the new fields, and note that this content is being imported."""
        new_fields = self._plan.new_fields
        reader = self._plan.reader(self._desk.fields)
        if self._plan.codes == "alias":
            self._room = room_for(self._table, reader, self._desk.book)
        if self.progress.known and not new_fields and not self._room:
            return reader
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
            make_room(change, self._room, self.progress.group)
        self._desk = self._look()
        return self._plan.reader(self._desk.fields)

    def _end(self) -> None:
        """Write what was done to the log."""
        result = self.result()
        with self._session.writing("import.run") as change:
            self.progress.advance(change, finished=not self.stopped)
            remember(change, self._plan, self._options, self._session.staff_id)
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
            alike=tuple(self._alike),
            stopped=self.stopped,
            flagged=self._gathered.flagged,
            doubtful=tuple(self._gathered.rows),
            plan=self._plan,
            ambiguous_dates=tuple(self._plan.ambiguous_dates),
            others=self._gathered.others,
            mistyped=self._gathered.mistyped,
        )

    # -- rows -----------------------------------------------------------------------------------

    def _round(self, reader: RowReader, *, second: bool) -> bool:
        """Go over the file once; returns whether rows without a code wait for the second round.

        In a file with codes the first round takes the rows that have one, the second the others.
        """
        self._ahead = Ahead(self._file_rows(reader), self._made_ready)
        try:
            return self._go_through(split=reader.has_codes, second=second)
        finally:
            self._ahead.close()

    def _file_rows(self, reader: RowReader) -> Iterator[FileRow]:
        corrections, fields = self._options.corrections, self._desk.fields
        for number, cells in self._table.rows():
            values = reader.read(cells)
            if number in corrections:
                values = corrected(values, corrections[number], fields)
                cells = [*cells, *corrections[number].values()]
            yield FileRow(number, cells, values)

    def _made_ready(self, row: FileRow) -> FileRow:
        """With its customer, where that may be wanted and can be made."""
        if self._update:
            return row
        draft = make_draft(self._desk, row.values)
        return row if isinstance(draft, KehaoError) else row._replace(draft=draft)

    def _go_through(self, *, split: bool, second: bool) -> bool:
        waiting = False
        rows: list[FileRow] = []
        fresh = 0
        for row in self._ahead:
            if split and (not row.values.code) is not second:
                waiting = waiting or not second
                continue
            rows.append(row)
            # rows that are only skipped cost little: they do not count against a chunk's size
            fresh += self._update or not self.progress.settled(row.number, second=second)
            if fresh >= self._size or len(rows) >= 10 * MOST:
                self._bring(rows, second=second)
                rows, fresh = [], 0
                if self._cancel is not None and self._cancel.cancelled:
                    self.stopped = True
                    return False
        if rows:
            self._bring(rows, second=second)
        return waiting

    def _bring(self, rows: list[FileRow], *, second: bool) -> None:
        """Sort out, write and count one chunk of rows."""
        while rows:
            with self._session.reading() as conn:
                chunk, taken = self._sorter.sort_out(conn, self._desk, rows, second=second)
            last = rows[taken - 1].number
            self._write(chunk, {row.number: row for row in rows[:taken]}, last, second=second)
            self._read += taken
            self._skipped += chunk.skipped
            rows = rows[taken:]
        if self._on_progress is not None:
            self._on_progress(self._read, self._plan.rows)

    # -- writing --------------------------------------------------------------------------------

    def _write(self, chunk: Chunk, rows: dict[int, FileRow], last: int, *, second: bool) -> None:
        """One transaction: the customers, the changes, and how far it came."""
        numbers = set(rows)
        rejects = list(chunk.rejects)
        began = time.monotonic()
        results: list[Written | KehaoError] = []
        doubles: list[Match | None] = []
        updated = 0
        if chunk.drafts or chunk.updates or not self._no_news(numbers, rejects, last, second):
            with self._session.writing("import.run", meanwhile=self._ahead.meanwhile) as change:
                began = time.monotonic()
                drafts = [draft for _, _, draft in chunk.drafts]
                # here, because this connection has the pages at hand that it just wrote
                arriving = [(number, draft) for number, _, draft in chunk.drafts]
                doubles = self._arriving.look(change.conn, self._desk.fields, arriving)
                group = self.progress.group
                reason = self._reason
                if drafts:
                    results = write(change, self._desk, drafts, group=group, reason=reason)
                policy = policy_of(self._session, change.conn, reason)
                added: list[tuple[FileRow, int]] = []
                for (number, _, _), result in zip(chunk.drafts, results, strict=True):
                    if isinstance(result, KehaoError):
                        rejects.append((number, result))
                    else:
                        added.append((rows[number], result.id))
                for number, update in chunk.updates:
                    try:
                        updated += write_update(
                            change,
                            update,
                            self._desk.fields,
                            may_extend=self._desk.may_extend,
                            group=group,
                            policy=policy,
                        )
                    except KehaoError as error:
                        rejects.append((number, error))
                self._queue(change, chunk, results, doubles)
                self.progress.note(change, added)
                rejected = {number for number, _ in rejects}
                self.progress.reached(numbers, rejected, last, second=second)
                self.progress.advance(change)
            self.progress.saved()
            self._adapt(len(chunk.drafts) + len(chunk.updates), time.monotonic() - began)
        self._count(chunk, results, doubles, rejects, updated)
        self._gathered.take(chunk, rows, doubles, rejects)

    def _queue(
        self,
        change: Change,
        chunk: Chunk,
        results: list[Written | KehaoError],
        doubles: list[Match | None],
    ) -> None:
        """Let those who look like somebody be decided about."""
        matches = [match for match in doubles if match is not None]
        if matches:
            ids = {
                number: result.id
                for (number, _, _), result in zip(chunk.drafts, results, strict=True)
                if not isinstance(result, KehaoError)
            }
            self._arriving.keep(change, matches, ids)

    def _no_news(
        self, numbers: set[int], rejects: list[tuple[int, KehaoError]], last: int, second: bool
    ) -> bool:
        """Whether how far it came stays the same when these rows bring nothing to write."""
        rejected = {number for number, _ in rejects}
        return self.progress.no_news(numbers, rejected, last, second=second)

    def _adapt(self, written: int, seconds: float) -> None:
        """Choose the next chunk's size so that its transaction is neither long nor tiny."""
        if written and seconds > 0:
            aim = SECONDS_ALONE if self._session.alone else SECONDS_A_CHUNK
            fitting = int(written * aim / seconds)
            self._size = max(FEWEST, min(MOST, fitting, self._size * 2))

    def _count(
        self,
        chunk: Chunk,
        results: list[Written | KehaoError],
        doubles: list[Match | None],
        rejects: list[tuple[int, KehaoError]],
        updated: int,
    ) -> None:
        """Count what was written, and let later rows match it."""
        failed = 0
        for (_, key, _), result, double in zip(chunk.drafts, results, doubles, strict=True):
            if isinstance(result, KehaoError):
                failed += 1
                continue
            self._added += 1
            if double is not None:
                self._doubles += 1
                if len(self._alike) < MOST_REASONS:
                    self._alike.append(double.alike)
            self._sorter.matcher.added(key, result.id)
        self._updated += updated
        # an update that somebody else made meanwhile, word for word, has nothing left to do
        refused = len(rejects) - len(chunk.rejects) - failed
        self._skipped += len(chunk.updates) - updated - refused
        self.rejects.extend(sorted(rejects, key=lambda item: item[0]))


def rejected_rows(
    table: Table,
    plan: Plan,
    options: Options,
    rejects: list[tuple[int, KehaoError]],
    describe: Callable[[KehaoError], str],
) -> Iterator[list[str]]:
    """The rejected rows after their number and the reason, with what was corrected in them.

    Cells are as an import reads them, so that the mended file brings in what the first one would
    have.
    """
    why = dict(rejects)
    width = len(plan.headers)
    new = {column: field.name for column, field in plan.new_fields.items()}
    rows = (row for row in table.rows() if row[0] in why)
    for number, cells in written_in(rows, plan.columns, new, options.corrections):
        if not plan.literal:
            cells = [restored(cell) if holds(cell) else "" for cell in cells]
        texts = [clean(cell, lines=True) for cell in cells]
        yield [str(number), describe(why[number]), *texts, *[""] * (width - len(cells))]
