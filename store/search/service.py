"""Searching, for screens and commands: pages of customers, counts, facets, a query checked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from store import bits
from store.access import Service, needs
from store.customers.fields import Field
from store.engine.cancel import Cancel
from store.engine.dialect import let_read
from store.engine.driver import Connection
from store.errors import InvalidValue, NotPermitted
from store.search import cells, counting, facets, pages
from store.search.names import SYSTEM, find_field, is_segment
from store.search.oneself import with_me
from store.search.order import Ask, page_of, place_of
from store.search.query import parse_query
from store.search.results import fitting, result
from store.search.segment_names import check_segment, segments_of
from store.search.sorting import read_sort
from store.search.sql import Access, Where, where
from store.search.standing import with_standing
from store.search.stretches import Kept

if TYPE_CHECKING:
    from store.codes.segments import Says
    from store.session import Session

COLUMNS: Final = ("code", "name", "type", "status", "region", "phone", "owner")
MOST_ROWS: Final = 1_000
ALL: Final = 1 << 62
FAR: Final = 2_000
"""From this row on, a page that follows another is found from its last row, and any other out of
the set of all who fit, which is kept while nothing changes."""
MOST_REMEMBERED: Final = 500
MOST_KNOWN: Final = 4
"""Sets of all who fit that are kept, of the queries asked last: 125 KB each at a million."""

Place: TypeAlias = tuple[str, int | None, bool, date]
"""A query, the last change of the store, and what else its answer depends on."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer, from `offset` on; cells are masked as the reader may see them."""

    columns: tuple[str, ...]
    ids: list[int]
    rows: list[tuple[str, ...]]
    archived: list[bool]
    offset: int


class Search(Service):
    """Finding customers by the query language."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._said: tuple[str, Says] | None = None
        self._known: dict[Place, bits.Some] = {}
        self._kept = Kept()
        self._before: dict[tuple[str, str, bool, int], int] = {}

    def _remember(self, place: tuple[str, str, bool, int], customer: int) -> None:
        """Keep who stood just before a place far down, so that the next page need not count."""
        if len(self._before) >= MOST_REMEMBERED:
            self._before.clear()
        self._before[place] = customer

    def _access(self, conn: Connection) -> Access:
        session = self._session
        return Access(
            session.field_map(conn),
            session.may("customer.see_personal"),
            session.today(),
            session.zone,
            lambda: self._says(conn),
        )

    def _says(self, conn: Connection) -> Says:
        """What codes say, read anew when the rules have changed; the connection can read codes."""
        from store.codes.rulebook import generation
        from store.codes.segments import load_says

        now = generation(conn)
        if self._said is None or self._said[0] != now:
            self._said = now, load_says(conn)
        said = self._said[1]
        if said.need_reading:
            let_read(conn, said.text)
        return said

    def _where(self, conn: Connection, query: str) -> tuple[Where, Access]:
        access = self._access(conn)
        asked = with_me(parse_query(query, access.fields), self._session.name)
        asked = with_standing(asked, conn, access.fields)
        return where(asked, access), access

    def _place(self, conn: Connection, query: str) -> Place:
        """What the set of a query depends on: it is the same while this is."""
        now = conn.execute("SELECT max(seq) FROM operation").fetchone()[0]
        return (query, now, self._session.may("customer.see_personal"), self._session.today())

    def _know(self, place: Place, who: bits.Some) -> bits.Some:
        """Keep the set of all who fit a query, for its next page, order, count or facet."""
        known = [(at, one) for at, one in self._known.items() if at[1] == place[1]]
        # put in place as a whole: pages and counts are read in several threads
        self._known = dict([*known[1 - MOST_KNOWN :], (place, who)])
        return who

    def _everyone(self, conn: Connection, query: str, wanted: Where) -> int | None:
        """The set of all who fit; None if it is all customers."""
        if not wanted.match and not wanted.conditions:
            gone = counting.archived(conn) if wanted.live else 0
            return result(conn, wanted) if gone else None
        place = self._place(conn, query)
        known = self._known.get(place)
        return bits.whole(self._know(place, result(conn, wanted)) if known is None else known)

    def _ids(self, conn: Connection, query: str, wanted: Where, ask: Ask) -> list[int]:
        """The ids of a page."""
        if not wanted.match and not wanted.conditions:
            return pages.find_ids(conn, wanted, ask)[0]
        place = self._place(conn, query)
        who = self._known.get(place)
        if who is None and ask.offset >= FAR and ask.after is None:
            who = self._know(place, result(conn, wanted))
        if who is not None:
            return page_of(conn, who, ask)
        ids, who = pages.find_ids(conn, wanted, ask)
        if who is not None:
            self._know(place, who)
        return ids

    @needs("customer.read")
    def page(
        self,
        query: str,
        *,
        sort: str = "-created",
        offset: int = 0,
        limit: int = 200,
        columns: Sequence[str] = COLUMNS,
        cancel: Cancel | None = None,
    ) -> Page:
        """The customers that fit, `limit` of them from `offset` on, in the order of `sort`.

        sort: a field, `-field` for the other way; `created` is the order in which they were added,
        `name` that of a phone book. Columns: any field, and code, tags, names, aliases, created,
        changed, archived, flags, rule, code.seq, code.legacy, and any segment (code.region).
        Raises InvalidQuery, InvalidValue (sort or column), NotPermitted (sorting by what is
        masked), Stopped.
        """
        with self._session.reading(cancel) as conn:
            wanted, access = self._where(conn, query)
            order = read_sort(sort, access)
            names = cells.check_columns(columns, access)
            offset, limit = max(offset, 0), min(max(limit, 0), MOST_ROWS)
            place = (query, sort, access.see_personal, offset)
            ask = Ask(order, offset, limit, access.fields, self._before.get(place), self._kept)
            ids = self._ids(conn, query, wanted, ask)
            if ids and offset + limit >= FAR:
                self._remember((*place[:3], offset + len(ids)), ids[-1])
            ids, rows, archived = cells.read_rows(conn, ids, names, access)
        return Page(names, ids, rows, archived, offset)

    @needs("customer.read")
    def rows(
        self,
        ids: Sequence[int],
        columns: Sequence[str],
        *,
        cancel: Cancel | None = None,
        conn: Connection | None = None,
    ) -> Page:
        """The cells of given customers, in the order given; those that are gone are left out.

        conn: of the state of the store that this connection sees, for whoever reads page by page.
        """
        with self._session.reading(cancel) if conn is None else nullcontext(conn) as conn:
            access = self._access(conn)
            names = cells.check_columns(columns, access)
            present, rows, archived = cells.read_rows(conn, ids, names, access)
        return Page(names, present, rows, archived, 0)

    @needs("customer.read")
    def ids(
        self,
        query: str,
        limit: int | None = None,
        *,
        sort: str = "created",
        cancel: Cancel | None = None,
    ) -> list[int]:
        """The ids of all customers that fit, or of the first `limit` of them, in order."""
        with self._session.reading(cancel) as conn:
            wanted, access = self._where(conn, query)
            order = read_sort(sort, access)
            ask = Ask(order, 0, ALL if limit is None else limit, access.fields, None, self._kept)
            return self._ids(conn, query, wanted, ask)

    @needs("customer.read")
    def chosen(self, query: str, *, cancel: Cancel | None = None) -> int:
        """All customers that fit, as bits (`store.bits`): a million of them are 125 KB.

        Raises InvalidQuery, Stopped.
        """
        with self._session.reading(cancel) as conn:
            wanted, _ = self._where(conn, query)
            who = self._everyone(conn, query, wanted)
            return facets.everyone(conn) if who is None else who

    @needs("customer.read")
    def position(
        self, query: str, id: int, *, sort: str = "-created", cancel: Cancel | None = None
    ) -> int | None:
        """The place of a customer in the list that `page` gives (0 is the first); None if it is
        not in it. Raises as `page` does."""
        with self._session.reading(cancel) as conn:
            wanted, access = self._where(conn, query)
            order = read_sort(sort, access)
            who = self._everyone(conn, query, wanted)
            who = facets.everyone(conn) if who is None else who
            return place_of(conn, who, order, id, self._kept) if who >> id & 1 else None

    @needs("customer.read")
    def fitting(self, ids: Sequence[int], query: str, *, cancel: Cancel | None = None) -> list[int]:
        """Those of some ids that fit; cheap where they are few. Raises InvalidQuery, Stopped."""
        with self._session.reading(cancel) as conn:
            wanted, access = self._where(conn, query)
            return fitting(conn, wanted, ids, access.fields)

    @needs("customer.read")
    def count(self, query: str, *, cancel: Cancel | None = None) -> int:
        """How many customers fit. Raises InvalidQuery, Stopped."""
        with self._session.reading(cancel) as conn:
            wanted, _ = self._where(conn, query)
            known = self._known.get(self._place(conn, query))
            if known is None and wanted.conditions:
                known = self._everyone(conn, query, wanted)
            return counting.count(conn, wanted) if known is None else bits.count(known)

    @needs("customer.read")
    def facets(
        self, query: str, field: str, *, limit: int = 50, cancel: Cancel | None = None
    ) -> list[tuple[str, int]]:
        """The values of a field among the customers that fit, each with its number, most first.

        Raises InvalidQuery, InvalidValue (no such field), NotPermitted (a masked one), Stopped.
        """
        with self._session.reading(cancel) as conn:
            wanted, access = self._where(conn, query)
            found = _counted(field, access)
            who = self._everyone(conn, query, wanted)
            return counting.value_counts(conn, found, limit, access, who)

    @needs("customer.read")
    def segments(self) -> tuple[str, ...]:
        """What codes can be asked for, shown and grouped by: `code.region`, `code.yyyy` …"""
        with self._session.reading() as conn:
            return segments_of(self._access(conn))

    @needs("customer.read")
    def check(self, query: str) -> None:
        """Raise InvalidQuery unless the query can be read and asked by this reader."""
        with self._session.reading() as conn:
            self._where(conn, query)


def _counted(name: str, access: Access) -> Field:
    """The field whose values are to be counted."""
    field = find_field("tag" if name == "tags" else name, access.fields)
    if field is not None and (is_segment(field.name) or field.name in ("rule", "code.legacy")):
        check_segment(field.name, access)
        return field
    if field is None or (field.name in SYSTEM and field.name not in ("tag", "archived")):
        raise InvalidValue(
            "Customers cannot be counted by {name}: choose one of their fields.", name=name
        )
    if access.hides(field):
        raise NotPermitted(
            "{field} is masked for you: it cannot be counted by.",
            field=field.name,
            permission="customer.see_personal",
        )
    return field
