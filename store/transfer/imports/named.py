"""How far an import with a name has come: by what it brought in, whatever its source is now.

Each row that was brought in is kept by a digest of what it is known by: its key, else all of its
cells. So a run that was killed goes on, a file that has grown brings in what is new, and a table
of another database can be brought in every night. A row that is the same as another in all of
that is that row. A run that ended well is followed by a new one, with a group of its own; undoing
a run forgets its rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.change import Change
from store.engine.driver import Connection
from store.transfer.imports.progress import Progress
from store.transfer.imports.sorting import FileRow

_AT_ONCE = 500


@dataclass(slots=True)
class NamedProgress(Progress):
    """The current run of a named import. key: the columns that rows are known by; none: all."""

    import_name: str = ""
    key: tuple[int, ...] = ()

    def settled(self, row: int, *, second: bool) -> bool:
        """Unknown before the rows are looked up."""
        return False

    def known_rows(
        self, conn: Connection, rows: Sequence[FileRow], *, second: bool
    ) -> dict[int, int]:
        """The numbers of those that a run brought in which was not undone, and as whom."""
        digests = {self._digest(row): row.number for row in reversed(rows)}
        found: dict[bytes, int] = {}
        wanted = list(digests)
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            found.update(
                (bytes(row), customer)
                for row, customer in conn.execute(
                    f"SELECT row, customer FROM import_row WHERE row IN ({marks}) AND EXISTS"
                    " (SELECT 1 FROM import_run WHERE import_run.group_id = import_row.group_id)",
                    part,
                )
            )
        return {
            row.number: found.get(digest, 0)
            for row in rows
            if (digest := self._digest(row)) in found or digests[digest] != row.number
        }

    def note(self, change: Change, added: Iterable[tuple[FileRow, int]]) -> None:
        """Keep which rows were brought in, and as whom."""
        change.conn.executemany(
            "INSERT INTO import_row (row, group_id, customer) VALUES (?, ?, ?)"
            " ON CONFLICT (row) DO UPDATE SET group_id = excluded.group_id,"
            " customer = excluded.customer",
            [(self._digest(row), self.group, customer) for row, customer in added],
        )

    def reached(self, numbers: set[int], rejected: set[int], last: int, *, second: bool) -> None:
        """Counts the transactions, by which two runs at once notice each other."""
        self.first += 1

    def no_news(self, numbers: set[int], rejected: set[int], last: int, *, second: bool) -> bool:
        """Nothing is kept of rows that are not brought in."""
        return True

    def begin(self, change: Change) -> None:
        """Take the name; raises StoreBusy if somebody just did."""
        if _unfinished(change.conn, self.import_name) is not None:
            raise self._elsewhere()
        Progress.begin(self, change)  # no super() in a class with slots

    def _digest(self, row: FileRow) -> bytes:
        cells = [row.cells[place] for place in self.key if place < len(row.cells)]
        text = "\x1f".join([self.import_name, *(cells if any(cells) else row.cells)])
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def load_named(
    conn: Connection, import_name: str, name: str, key: tuple[int, ...], new_group: str
) -> NamedProgress:
    """The run of this name that did not end, or a fresh one. `name`: the source's, for messages."""
    row = _unfinished(conn, import_name)
    if row is None:
        digest = f"{_prefix(import_name)}{new_group}"
        return NamedProgress(digest, name, new_group, import_name=import_name, key=key)
    return NamedProgress(
        row[0],
        name,
        row[1],
        first=row[2],
        known=True,
        _stored=(row[2], row[3]),
        import_name=import_name,
        key=key,
    )


def _unfinished(conn: Connection, import_name: str) -> tuple[str, str, int, str] | None:
    prefix = _prefix(import_name)
    row: tuple[str, str, int, str] | None = conn.execute(
        "SELECT digest, group_id, rows_done, rejected FROM import_run"
        " WHERE digest > ? AND digest < ? AND finished = ''",
        (prefix, prefix + "~"),
    ).fetchone()
    return row


def _prefix(import_name: str) -> str:
    return f"named {hashlib.sha256(import_name.encode()).hexdigest()} "
