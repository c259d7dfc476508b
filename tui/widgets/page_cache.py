"""The pages of a long list that are in memory: the ones looked at last, and no more.

A list of a million rows costs what a few pages cost. Pages have a fixed size and begin at its
multiples; the first page of a new list may begin anywhere a caller says.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

PAGE_ROWS = 100
KEPT_PAGES = 48


class RowPage(Protocol):
    """What a page of an answer holds; `store.search` gives such pages."""

    @property
    def ids(self) -> Sequence[int]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...
    @property
    def archived(self) -> Sequence[bool]: ...
    @property
    def offset(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the table draws it: its identity, its cells, whether it is archived."""

    id: int
    cells: Sequence[str]
    archived: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list; see `RowPage`."""

    ids: Sequence[int]
    rows: Sequence[Sequence[str]]
    archived: Sequence[bool]
    offset: int


class PageCache:
    """Pages by their offset; the least recently used one goes when there are too many."""

    def __init__(self, page_rows: int = PAGE_ROWS, kept: int = KEPT_PAGES) -> None:
        self.page_rows = page_rows
        self._kept = kept
        self._pages: OrderedDict[int, RowPage] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    def clear(self) -> None:
        """Forget every page."""
        self._pages.clear()

    def put(self, page: RowPage) -> None:
        """Keep a page; its offset must be a multiple of the page size."""
        self._pages[page.offset] = page
        self._pages.move_to_end(page.offset)
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)

    def offset_of(self, index: int) -> int:
        """The offset of the page that holds row `index`."""
        return index - index % self.page_rows

    def row(self, index: int) -> Row | None:
        """Row `index` of the list, or None while its page is not here."""
        page = self._pages.get(self.offset_of(index))
        if page is None:
            return None
        place = index - page.offset
        if place >= len(page.ids):
            return None
        return Row(page.ids[place], page.rows[place], page.archived[place])

    def rearrange(self, places: Sequence[int]) -> None:
        """Put every row's cells into another order: at each place the cell that stood at."""
        for offset, page in self._pages.items():
            rows = [[row[place] for place in places] for row in page.rows]
            self._pages[offset] = Page(page.ids, rows, page.archived, offset)

    def touch(self, index: int) -> None:
        """Say that the page of row `index` is being looked at."""
        offset = self.offset_of(index)
        if offset in self._pages:
            self._pages.move_to_end(offset)

    def missing(self, first: int, last: int) -> list[int]:
        """Offsets of the pages not here among those that hold rows `first` to `last`."""
        offsets = range(self.offset_of(first), last + 1, self.page_rows)
        return [offset for offset in offsets if offset not in self._pages]

    def ids_between(self, first: int, last: int) -> list[int]:
        """Ids of the rows `first` to `last` that are here, in their order."""
        ids: list[int] = []
        for offset in sorted(self._pages):
            if offset <= last and offset + self.page_rows > first:
                ids += self._pages[offset].ids[max(0, first - offset) : last - offset + 1]
        return ids

    def index_of(self, row_id: int) -> int | None:
        """The place in the list of the row with this id, if its page is here."""
        for page in self._pages.values():
            if row_id in page.ids:
                return page.offset + list(page.ids).index(row_id)
        return None
