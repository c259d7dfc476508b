"""A short list in columns, all of it in memory, with the keys and looks of the long table.

Nothing is chosen in it: the keys that mark rows in the long table are free for the screen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tui.widgets.page_cache import PAGE_ROWS
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable

MARKING = frozenset({"mark", "range", "extend_down", "extend_up", "all"})


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the table; see `RowPage`."""

    ids: Sequence[int]
    rows: Sequence[Sequence[str]]
    archived: Sequence[bool]
    offset: int


class RowTable(PageTable):
    """`show` puts rows in; `index` is the row under the cursor, None when there is none.

    opens: whether Enter does something with a row; where it does not, no key says so.
    """

    def __init__(self, *, id: str | None = None, opens: bool = True) -> None:
        super().__init__(id=id)
        self._opens = opens

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No row is marked here: those keys belong to the screen."""
        if action in MARKING or (action == "open" and not self._opens):
            return False
        return super().check_action(action, parameters)

    @property
    def index(self) -> int | None:
        """The place of the row under the cursor."""
        return self.cursor if self.row_count else None

    def show(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        quiet: Collection[int] = (),
        cursor: int | None = None,
    ) -> None:
        """Show these rows, those whose place is in `quiet` in the quiet colour.

        The cursor stays where it is unless told otherwise.
        """
        pages = [
            Rows(
                range(offset + 1, min(offset + PAGE_ROWS, len(rows)) + 1),
                rows[offset : offset + PAGE_ROWS],
                [place in quiet for place in range(offset, min(offset + PAGE_ROWS, len(rows)))],
                offset,
            )
            for offset in range(0, max(1, len(rows)), PAGE_ROWS)
        ]
        generation = self.generation + 1
        place = self.cursor if cursor is None else cursor
        self.begin(generation, columns, pages[0], total=len(rows), cursor=place)
        for page in pages[1:]:
            self.put_page(generation, page)
