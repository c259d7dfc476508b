"""The operation log as a file, for auditors: JSON lines, or a table for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from store.access import Service, needs
from store.engine.cancel import Cancel
from store.log.reading import Operation

PAGE: Final = 1000
TABLES: Final = frozenset({".csv", ".tsv", ".tab", ".xlsx"})
HEADERS: Final = (
    "seq",
    "at",
    "actor",
    "role",
    "action",
    "object",
    "group",
    "before",
    "after",
    "reason",
    "client",
)


def as_dict(operation: Operation) -> dict[str, Any]:
    """An operation under the names that files and scripts know, in their order."""
    return {name: getattr(operation, name) for name in HEADERS}


class LogExport(Service):
    """Taking the log, as far as its reader may see it, out of the store."""

    @needs("log.export")
    def run(self, path: str | Path, query: str = "", *, cancel: Cancel | None = None) -> int:
        """Write the operations that fit, oldest first; returns how many.

        path: `.csv`, `.tsv` or `.xlsx` give a table, any other ending and `-` (standard output)
        JSON lines. Logged with the query. Raises InvalidQuery, NotFound (no such folder), Stopped.
        """
        from store.transfer.exports.exporting import check_place, write_table

        table = str(path) != "-" and Path(path).suffix.lower() in TABLES
        self._session.log.list(query, limit=1)
        check_place(path)
        # logged before the first line leaves: one that breaks off has shown lines all the same
        with self._session.writing("log.export", looking=True) as change:
            name = "-" if str(path) == "-" else Path(path).name
            end = change.log("log.export", name, after={"query": query})
        found = self._found(query, end, cancel)
        if table:
            return write_table(path, HEADERS, map(_cells, found))
        return _write_lines(path, found)

    def _found(self, query: str, end: int, cancel: Cancel | None) -> Iterator[Operation]:
        last = 0
        while True:
            page = self._session.log.list(
                query, before=end, after=last, limit=PAGE, oldest_first=True, cancel=cancel
            )
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1].seq


def _write_lines(path: str | Path, found: Iterator[Operation]) -> int:
    from store.files.landing import landing

    written = 0
    with landing(path) as file:
        for operation in found:
            line = json.dumps(as_dict(operation), ensure_ascii=False)
            file.write(line.encode() + b"\n")
            written += 1
    return written


def _cells(operation: Operation) -> list[str]:
    values = as_dict(operation).values()
    return [
        value if isinstance(value, str) else "" if value is None else _text(value)
        for value in values
    ]


def _text(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
