"""What is to be done with each row of a chunk: added, written over somebody, skipped, rejected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from store.customers.preparing import Desk, Draft, prepare_read
from store.engine.driver import Connection
from store.errors import CodeTaken, InvalidValue, KehaoError
from store.transfer.imports.firsts import Firsts, content_of
from store.transfer.imports.matching import ByCode, Matcher
from store.transfer.imports.others import Other, other_customers
from store.transfer.imports.progress import Progress
from store.transfer.imports.rows import RowValues
from store.transfer.imports.updating import Update, plan_update


class FileRow(NamedTuple):
    """A row of the file: its number, the cells as they came, what they were read as, and the
    customer made of it if that was done already."""

    number: int
    cells: list[str]
    values: RowValues
    draft: Draft | None = None


@dataclass(slots=True)
class Chunk:
    """Rows on their way into one transaction.

    drafts: row number, what it is matched by, the customer to add. updates and rejects: with
    the row's number. skipped: how many rows have nothing to write. others: rows whose code is that
    of a customer with another name.
    """

    drafts: list[tuple[int, str, Draft]] = field(default_factory=list)
    updates: list[tuple[int, Update]] = field(default_factory=list)
    rejects: list[tuple[int, KehaoError]] = field(default_factory=list)
    skipped: int = 0
    others: list[Other] = field(default_factory=list)


class Sorter:
    """Sorts out one import's rows; knows which codes of the file it has seen."""

    def __init__(
        self,
        progress: Progress,
        matcher: Matcher,
        match: str,
        *,
        update: bool,
        left_out: Collection[int] = (),
    ) -> None:
        """`left_out`: rows that somebody does not want."""
        self.matcher = matcher
        self._progress = progress
        self._match = match
        self._update = update
        self._by_code = isinstance(matcher, ByCode)
        self._codes = Firsts()
        self._earlier = progress.first
        self._left_out = left_out

    def sort_out(
        self, conn: Connection, desk: Desk, rows: list[FileRow], *, second: bool
    ) -> tuple[Chunk, int]:
        """What is to be done with each row, and how many of them make this chunk.

        A chunk ends before a row that matches one of its own new customers: that row is sorted
        out when the customer is there.
        """
        chunk = Chunk()
        matched: list[tuple[int, str, int]] = []
        taken = self._sort(conn, desk, rows, chunk, matched, second=second)
        if self._by_code:
            chunk.others = other_customers(conn, matched)
        return chunk, taken

    def _sort(
        self,
        conn: Connection,
        desk: Desk,
        rows: list[FileRow],
        chunk: Chunk,
        matched: list[tuple[int, str, int]],
        *,
        second: bool,
    ) -> int:
        keys = [self.matcher.key(row.values) for row in rows]
        found = self.matcher.find(conn, {key for key in keys if key})
        known = self._progress.known_rows(conn, rows, second=second)
        pending: set[str] = set()
        for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
            ids = found.get(key, [])
            settled = row.number in known
            if settled and self._update and not ids and known[row.number]:
                ids = self._still_there(conn, known[row.number])
            if row.number in self._left_out:
                chunk.skipped += 1
            elif settled and not (self._update and ids):
                chunk.skipped += 1
                self._hold(key, row, mine=True)
            elif self._by_code and key and self._repeated(conn, chunk, row, key, ids):
                pass
            elif key in pending:
                if self._update:
                    return place
                chunk.skipped += 1
            elif ids:
                self._hold(key, row, mine=self._update)
                matched.append((row.number, row.values.values.get("name", ""), ids[0]))
                self._matched(conn, desk, chunk, row, ids)
            else:
                draft = row.draft or make_draft(desk, row.values)
                if isinstance(draft, KehaoError):
                    chunk.rejects.append((row.number, draft))
                    continue
                chunk.drafts.append((row.number, key, draft))
                if key:
                    self._hold(key, row, mine=True)
                    pending.add(key)
        return len(rows)

    @staticmethod
    def _still_there(conn: Connection, customer: int) -> list[int]:
        return [row[0] for row in conn.execute("SELECT id FROM customer WHERE id = ?", (customer,))]

    def _hold(self, key: str, row: FileRow, *, mine: bool) -> None:
        """Remember which row of the file has this code first."""
        if self._by_code and key:
            self._codes.keep(key, row.number, row.cells, mine=mine)

    def _repeated(
        self, conn: Connection, chunk: Chunk, row: FileRow, key: str, ids: list[int]
    ) -> bool:
        """A code that an earlier row has: the same row twice is skipped, another customer under
        the code of one that this import brought in is rejected; False if it is neither."""
        first = self._codes.find(key)
        if first is None:
            return False
        if first.content == content_of(row.cells):
            chunk.skipped += 1
            return True
        mine = first.mine
        if first.number <= self._earlier and ids:
            mine = self._update or self._brought_in(conn, ids[0])
        if mine:
            error = CodeTaken(
                "The code {code} is that of row {row} already: give one of them another code.",
                field="code",
                code=row.values.code or row.values.aliases[0],
                row=first.number,
            )
            chunk.rejects.append((row.number, error))
        return mine

    def _brought_in(self, conn: Connection, customer: int) -> bool:
        """Whether a customer was added by an earlier run of this import."""
        found = conn.execute(
            "SELECT 1 FROM operation WHERE subject = ? AND group_id = ?"
            " AND action = 'customer.add'",
            (customer, self._progress.group),
        ).fetchone()
        return found is not None

    def _matched(
        self, conn: Connection, desk: Desk, chunk: Chunk, row: FileRow, ids: list[int]
    ) -> None:
        """A row whose customer is there."""
        if not self._update:
            chunk.skipped += 1
            return
        if len(ids) > 1:
            error = InvalidValue(
                "{count} customers have this {field}: which one is meant can't be told.",
                field=self._match,
                count=len(ids),
            )
            chunk.rejects.append((row.number, error))
            return
        update = plan_update(conn, ids[0], row.values, desk.fields, self._match)
        if update is None:
            chunk.skipped += 1
        else:
            chunk.updates.append((row.number, update))


def make_draft(desk: Desk, row: RowValues) -> Draft | KehaoError:
    """The row as a customer to be added, or why it cannot be one."""
    try:
        return prepare_read(
            desk,
            row.values,
            row.flags,
            code=row.code,
            names=row.names,
            tags=row.tags,
            aliases=row.aliases,
            origin="import",
            given=row.given,
            archived=row.archived,
        )
    except KehaoError as error:
        return error
