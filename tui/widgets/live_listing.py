"""The list read again because customers were changed, by oneself or by others.

The rows around the cursor are read, no more, and laid over those shown: see `live_rows`. Reading
and counting take turns with rests that grow with their cost: a list whose query is slow is read
again more seldom, and never takes more than a fifth of a processor for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from textual.containers import Vertical

from store.errors import KehaoError
from tui.locale import t
from tui.safe import plain
from tui.widgets.live_rows import CHANGED, NEW
from tui.widgets.page_cache import PAGE_ROWS, RowPage

if TYPE_CHECKING:
    from store.customers.changes import Touch
    from store.engine.cancel import Cancel
    from tui.screens.base import Framed
    from tui.widgets.customer_list import CustomerList

COUNT_REST: Final = 50
"""When others change things, count again only after so many times the last count's seconds."""
READ_REST: Final = 4
"""Likewise for reading the rows in sight."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a thread brings: the pages, the number found (None: not counted), what both cost."""

    pages: list[RowPage]
    total: int | None
    read_seconds: float
    count_seconds: float


class LiveListing(Vertical):
    """What `CustomerList` knows of being read again."""

    count_again_at = 0.0
    _read_again_at = 0.0
    _owed = False
    _count_owed = False
    _touched: Mapping[int, Touch] = {}

    @property
    def _living(self) -> CustomerList:
        return cast("CustomerList", self)

    @property
    def _live_screen(self) -> Framed[None]:
        return cast("Framed[None]", self.screen)

    def read_again(self, *, own: bool = True, touched: Mapping[int, Touch] | None = None) -> None:
        """Read the same list once more, where the cursor is; only lines that differ change.

        own: the change was one's own, the number found must follow at once. touched: whom others
        changed, to be marked; when it is too early to read again, that follows by `catch_up`.
        """
        listed = self._living
        if not listed.fields:
            return  # the first list is still to come
        if touched:
            self._touched = {**self._touched, **touched}
        if not listed.may_read_again or (not own and monotonic() < self._read_again_at):
            self._owed = True
            return
        self._owed = False
        counting = own or monotonic() >= self.count_again_at
        self._count_owed = not counting
        from store.engine.cancel import Cancel

        cancel = Cancel()
        table = listed.table
        place = partial(
            self._live_screen.session.search.position, listed.query_asked, sort=listed.sort
        )
        row = table.row_at(table.cursor)
        read = partial(
            _read_around, listed.page_reader, table.pages_in_sight, row.id if row else None, place
        )
        count = listed.counter(cancel) if counting else None

        def work() -> Renewed:
            began = monotonic()
            pages = read(cancel)
            seconds = monotonic() - began
            total, counted = count() if count is not None else (None, 0.0)
            return Renewed(pages, total, seconds, counted)

        self._live_screen.run_in_thread(
            work,
            partial(self._renewed, listed.generation, own),
            failed=self._not_renewed,
            kind="again",
            cancel=cancel,
        )

    def catch_up(self) -> None:
        """Do what had to wait: read again, or count. Nothing if there is nothing."""
        if self._owed:
            self.read_again(own=False)
        elif self._count_owed and monotonic() >= self.count_again_at:
            self._count_owed = False
            self._living.count_again()

    def _not_renewed(self, error: KehaoError) -> None:
        self._read_again_at = monotonic() + 1
        self._owed = True

    def _renewed(self, generation: int, own: bool, answer: Renewed) -> None:
        listed, table = self._living, self._living.table
        now = monotonic()
        self._read_again_at = now + answer.read_seconds * READ_REST
        if answer.total is not None:
            self.count_again_at = now + answer.count_seconds * COUNT_REST
        if table.generation != generation:
            return
        total = listed.total if answer.total is None else answer.total
        here = sum(len(page.ids) for page in answer.pages)
        if total is None or (total and not here):
            listed.find_again()
            return
        total = max(total, max(page.offset + len(page.ids) for page in answer.pages))
        touched, self._touched = self._touched, {}
        before = table.row_at(table.cursor)
        listed.total = total
        table.renew(generation, answer.pages, total)
        table.mark({customer: _sign(touch) for customer, touch in touched.items()})
        listed.renewed()
        if before is not None and before.id in touched and before.id != table.current_id:
            self._live_screen.show_note(
                t(
                    "{code} has left this list: {who} has changed it.",
                    code=plain(before.cells[0] if before.cells else ""),
                    who=plain(touched[before.id].actor),
                )
            )


def _sign(touch: Touch) -> str:
    return NEW if touch.action == "customer.add" else CHANGED


def _read_around(
    reader: Callable[[int], Callable[[Cancel], RowPage]],
    offsets: list[int],
    customer: int | None,
    place: Callable[..., int | None],
    cancel: Cancel,
) -> list[RowPage]:
    """The pages in sight; and those round the customer under the cursor if it is not in them."""
    pages = [reader(offset)(cancel) for offset in offsets]
    if customer is None or any(customer in page.ids for page in pages):
        return pages
    found = place(customer, cancel=cancel)
    if found is None:
        return pages
    first = found - found % PAGE_ROWS
    beside = first - PAGE_ROWS if found - first < PAGE_ROWS // 2 else first + PAGE_ROWS
    return [reader(offset)(cancel) for offset in (first, beside) if offset >= 0]
