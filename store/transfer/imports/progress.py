"""How far an import has come, kept in the store in the same transaction as its rows.

An import without a name is known again by its content, and its rows go by their number in it.
Those with a code (or all, if the file has no codes) come in first; those that wait for a code by
rule follow, so that no code of the file is given away. A row is settled when it was brought in or
skipped; rejected ones are tried again next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.change import Change
from store.engine.driver import Connection
from store.errors import StoreBusy

if TYPE_CHECKING:
    from store.transfer.imports.sorting import FileRow


@dataclass(slots=True)
class Progress:
    """The row of `import_run` for one content.

    first, second: the last row that was looked at in the first and the second round.
    """

    digest: str
    name: str
    group: str
    first: int = 0
    second: int = 0
    rejected: set[int] = field(default_factory=set)
    known: bool = False
    _stored: tuple[int, str] = (0, "")
    _pending: tuple[int, str] = (0, "")

    def settled(self, row: int, *, second: bool) -> bool:
        """Whether this row was brought in or skipped by an earlier run."""
        return row <= (self.second if second else self.first) and row not in self.rejected

    def known_rows(
        self, conn: Connection, rows: Sequence[FileRow], *, second: bool
    ) -> dict[int, int]:
        """The numbers of the settled ones, each with its customer's id where that is known (0)."""
        return {row.number: 0 for row in rows if self.settled(row.number, second=second)}

    def note(self, change: Change, added: Iterable[tuple[FileRow, int]]) -> None:
        """Rows go by their number: nothing to note of those that were brought in."""

    def reached(
        self,
        numbers: set[int],
        rejected: set[int],
        last: int,
        *,
        second: bool,
    ) -> None:
        """All rows to `last` were looked at: `numbers` just now, `rejected` of which stay out."""
        self.rejected -= numbers
        self.rejected |= rejected
        if second:
            self.second = max(self.second, last)
        else:
            self.first = max(self.first, last)

    def no_news(self, numbers: set[int], rejected: set[int], last: int, *, second: bool) -> bool:
        """Whether looking at these rows, none of which is written, changes how far it came."""
        reached = self.second if second else self.first
        return last <= reached and self.rejected & numbers == rejected

    def begin(self, change: Change) -> None:
        """Take the content as one's own import; raises StoreBusy if somebody just did."""
        self._stored = (self.first, self._state())
        done = change.conn.execute(
            "INSERT INTO import_run (digest, name, group_id, started, rows_done, rejected,"
            " finished) VALUES (?, ?, ?, ?, 0, ?, '') ON CONFLICT (digest) DO NOTHING",
            (self.digest, self.name, self.group, change.at, self._stored[1]),
        )
        if not done.rowcount:
            raise self._elsewhere()
        self.known = True

    def advance(self, change: Change, *, finished: bool = False) -> None:
        """Save how far it has come; raises StoreBusy if another run of the same content did."""
        state = self._state()
        done = change.conn.execute(
            "UPDATE import_run SET rows_done = ?, rejected = ?, finished = ?"
            " WHERE digest = ? AND rows_done = ? AND rejected = ?",
            (self.first, state, change.at if finished else "", self.digest, *self._stored),
        )
        if not done.rowcount:
            raise self._elsewhere()
        self._pending = (self.first, state)

    def _elsewhere(self) -> StoreBusy:
        return StoreBusy(
            "{file} is being imported by somebody else right now: wait until that is done.",
            file=self.name,
        )

    def saved(self) -> None:
        """The transaction of the last `advance` was committed."""
        self._stored = self._pending

    def _state(self) -> str:
        return json.dumps({"second": self.second, "rows": _packed(self.rejected)})


def load_progress(conn: Connection, digest: str, name: str, new_group: str) -> Progress:
    """How far earlier runs of the same content came; a fresh start if there were none."""
    row = conn.execute(
        "SELECT group_id, rows_done, rejected FROM import_run WHERE digest = ?", (digest,)
    ).fetchone()
    if row is None:
        return Progress(digest, name, new_group)
    state = json.loads(row[2])
    return Progress(
        digest,
        name,
        row[0],
        first=row[1],
        second=state["second"],
        rejected=_unpacked(state["rows"]),
        known=True,
        _stored=(row[1], row[2]),
    )


def _packed(rows: set[int]) -> list[int | list[int]]:
    """Row numbers in order, runs of them as [first, last]."""
    packed: list[int | list[int]] = []
    for row in sorted(rows):
        last = packed[-1] if packed else None
        if isinstance(last, list) and last[1] == row - 1:
            last[1] = row
        elif last == row - 1:
            packed[-1] = [row - 1, row]
        else:
            packed.append(row)
    return packed


def _unpacked(packed: list[int | list[int]]) -> set[int]:
    rows: set[int] = set()
    for item in packed:
        rows.update(range(item[0], item[1] + 1) if isinstance(item, list) else (item,))
    return rows
