"""A page of customers as people read it: moments in the time zone of the store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from tui.locale import t
from tui.widgets.customer_fields import MOMENTS
from tui.widgets.page_cache import PAGE_ROWS, RowPage

if TYPE_CHECKING:
    from store.engine.cancel import Cancel
    from store.session import Session


_DIGITS: Final = re.compile(r"\d{3}")


@dataclass(frozen=True, slots=True)
class ShownPage:
    """Rows of the table; see `RowPage`."""

    ids: Sequence[int]
    rows: Sequence[Sequence[str]]
    archived: Sequence[bool]
    offset: int


def nobody(session: Session, query: str) -> tuple[str, ...]:
    """What stands where no customer is: why that may be, and what to do."""
    if not query.strip():
        return (t("No customers yet."), t("n adds the first one, i imports a file of them."))
    lines = (
        t("Nobody fits this search."),
        t("Esc clears it; fewer words, or archived:any, find more."),
    )
    if session.may("customer.see_personal") or not _DIGITS.search(query):
        return lines
    return (*lines, t("A phone that is masked for you is found by its whole number only."))


def read_page(
    session: Session,
    query: str,
    sort: str,
    columns: Sequence[str],
    offset: int,
    cancel: Cancel,
) -> RowPage:
    """One page of what the query finds; call in a thread. Raises InvalidQuery, Stopped."""
    page: RowPage = session.search.page(
        query, sort=sort, offset=offset, limit=PAGE_ROWS, columns=columns, cancel=cancel
    )
    places = [place for place, name in enumerate(columns) if name in MOMENTS]
    if not places:
        return page
    rows = [list(row) for row in page.rows]
    for row in rows:
        for place in places:
            row[place] = local_time(row[place], session.zone)
    return ShownPage(page.ids, rows, page.archived, page.offset)


def local_time(moment: str, zone: ZoneInfo) -> str:
    """A UTC moment in ISO form as date and time of the zone, to the minute."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return f"{parsed.astimezone(zone):%Y-%m-%d %H:%M}"
