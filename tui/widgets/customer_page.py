"""A page of customers as people read it: moments in the time zone of the store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from store.customers.values import shown_rows
from tui.locale import t
from tui.safe import plain
from tui.widgets.customer_fields import MOMENTS
from tui.widgets.page_cache import PAGE_ROWS, RowPage

if TYPE_CHECKING:
    from store.codes.near import Near
    from store.codes.service import Meant
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


def nobody(session: Session, query: str, meant: Meant | None = None) -> tuple[str, ...]:
    """What stands where no customer is: why that may be, and what to do."""
    if not query.strip():
        return (t("No customers yet."), t("n adds the first one, i imports a file of them."))
    if meant is not None:
        return tuple(offered(meant))
    lines = (
        t("Nobody fits this search."),
        t("Esc clears it; fewer words, or archived:any, find more."),
    )
    if session.may("customer.see_personal") or not _DIGITS.search(query):
        return lines
    return (*lines, t("A phone that is masked for you is found by its whole number only."))


def guess(session: Session, query: str, page: RowPage, cancel: Cancel) -> Meant | None:
    """What a query that found nobody, or one, may have meant; call in a thread."""
    if page.offset or len(page.ids) > 1 or not query.strip():
        return None
    return session.codes.meant(query, exact=bool(page.ids), cancel=cancel)


def offered(meant: Meant) -> Iterator[str]:
    """What is said to somebody whose code was not found: what it is, or which are near."""
    if meant.exact is not None:
        yield said_of(meant.exact)
        if meant.customer_id is not None:
            yield t("Enter shows the customer.")
        return
    first, *others = meant.near
    yield t("Nobody fits this search.")
    yield t("Did you mean {code} ({name})? Enter shows the customer.", **_named(first))
    for other in others:
        yield t("Or {code} ({name})?", **_named(other))


def _named(near: Near) -> dict[str, str]:
    name = near.name + (" · " + t("archived") if near.archived else "")
    return {"code": plain(near.code), "name": plain(name)}


def said_of(near: Near) -> str:
    """What a code is that is nobody's code of today, or an archived customer's."""
    code, name = plain(near.code), plain(near.name)
    if near.state == "void":
        return t("{code} is void: nobody has it, nobody will.", code=code)
    if near.state == "reserved":
        return t("{code} is set aside; no customer has it yet.", code=code)
    now = plain(near.customer)
    if near.state == "alias" and near.archived:
        return t("{code} is an earlier code of {now} ({name}), archived.", **_of(code, now, name))
    if near.state == "alias":
        return t("{code} is an earlier code of {now} ({name}).", **_of(code, now, name))
    if near.archived:
        return t("{code} is the code of {name}, archived.", code=code, name=name)
    return t("{code} is the code of {name}.", code=code, name=name)


def _of(code: str, now: str, name: str) -> dict[str, str]:
    return {"code": code, "now": now, "name": name}


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
    numbers = "phone" in columns
    if not places and not numbers:
        return page
    read = shown_rows(page.rows, columns, session.field_map()) if numbers else page.rows
    rows = [list(row) for row in read]
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
