"""A file whose first row is a customer already, not headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from store.codes.rulebook import RuleBook
from store.customers.fields import Field
from store.text import clean
from store.transfer.formats.tables import FileTable, Row, Scan, Table, holds
from store.transfer.mapping.columns import recognised
from store.transfer.mapping.headers import key, ranks_of
from store.transfer.mapping.signs import shape, strong
from store.transfer.mapping.words import FAMILY, GIVEN, MIDDLE

_PARTS: Final = frozenset(
    key(word) for words in (GIVEN, MIDDLE, FAMILY) for word in words.split(",")
)


class Headless(FileTable):
    """The table with its first row among the others, and nothing in the headings."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.name = table.name
        self.headers = [""] * len(table.headers)
        self.digest = f"{table.digest} headless"
        self.encoding, self.book, self.literal = table.encoding, table.book, table.literal

    def rows(self) -> Iterator[Row]:
        """Row number and cells, the file's first row first."""
        return chain([(1, [*self._table.headers])], self._table.rows())

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """Read it all once."""
        found = self._table.scan(watch)
        first = {n for n, cell in enumerate(self._table.headers) if holds(cell)}
        return Scan(found.rows + 1, found.width, found.filled | first)


def begins_at_once(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    fields: Mapping[str, Field],
    book: RuleBook | None = None,
) -> bool:
    """Whether what stands where headings should be is a row like those below it.

    One heading that is known is enough against it; for it, a value that no heading is (a phone, a
    mail address, a company, a code) over a column of the same.
    """
    cells = [clean(header) for header in headers]
    if recognised(cells) is not None:
        return False
    keys = {key(cell) for cell in cells if cell}
    known = {word for rank in ranks_of(fields) for word in rank}
    if keys & (known | _PARTS):
        return False
    for column, cell in enumerate(cells):
        below = [clean(row[column]) for row in rows if column < len(row) and holds(row[column])]
        if not cell or not below:
            continue
        kind = strong(cell, book)
        if kind and sum(strong(text, book) == kind for text in below) >= len(below) * 0.5:
            return True
        if any(c.isdigit() for c in cell) and len(cell) > 2:
            like = sum(shape(text) == shape(cell) for text in below)
            if len(below) > 2 and like >= len(below) * 0.9:
                return True
    return False
