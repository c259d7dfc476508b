"""How good the records are, what the house demands of them, and mending many of them at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice

from store.access import Service, needs
from store.customers.bulk import Bulk, Progress, run
from store.customers.loading import load_many
from store.customers.record import masked
from store.engine.cancel import Cancel
from store.quality.cleaning import Clean, CleanForecast, forecast
from store.quality.measures import Figures, measure
from store.quality.standards import (
    Standards,
    image_of,
    load_standards,
    put_standards,
    read_standards,
)
from store.quality.suggestions import FIELDS, Accept, Suggestion, suggest
from store.quality.trend import keep_today, kept_days
from store.text import clean

LACKING = "missing:region,city,type OR flag:region,phone"
"""Whom there may be suggestions for."""
CHUNK = 500


class Quality(Service):
    """Figures, standards, suggestions and cleaning."""

    @needs("customer.read")
    def last(self) -> Figures | None:
        """The figures counted last, at once; None before the first count."""
        found = kept_days(self._session, 1)
        return found[0][1] if found else None

    @needs("customer.read")
    def count(self, *, cancel: Cancel | None = None) -> Figures:
        """Count everything anew; kept as today's figures if the person may do what is due.

        Raises Stopped.
        """
        if self._session.may("due.run"):
            return keep_today(self._session, "due.run", cancel)
        return measure(self._session, cancel)

    @needs("customer.read")
    def trend(self, days: int = 90) -> list[tuple[str, Figures]]:
        """The kept figures of the newest `days` days that have any, oldest first."""
        return kept_days(self._session, max(1, days))

    @needs("customer.read")
    def standards(self) -> Standards:
        """What the house demands of its records."""
        with self._session.reading() as conn:
            return load_standards(conn, self._session.field_map(conn))

    @needs("field.edit")
    def set_standards(self, text: str, reason: str = "") -> Standards:
        """Demand this from now on; `text` is TOML (`store.quality.standards`).

        Raises InvalidValue, InvalidQuery.
        """
        session = self._session
        wanted = read_standards(text, session.field_map())
        with session.writing("field.edit") as change:
            before = image_of(load_standards(change.conn, session.field_map(change.conn)))
            after = image_of(wanted)
            if before != after:
                put_standards(change.conn, after)
                change.log("quality.standards", before=before, after=after, reason=clean(reason))
        return wanted

    @needs("customer.edit")
    def suggestions(
        self,
        query: str = "",
        *,
        fields: Collection[str] = FIELDS,
        limit: int = 200,
        cancel: Cancel | None = None,
    ) -> list[Suggestion]:
        """What could be filled in for the customers that a query finds, the first `limit` of it.

        Nothing is drawn from what is masked for the reader. Raises InvalidQuery, Stopped.
        """
        session = self._session
        asked = f"({query}) ({LACKING})" if query.strip() else LACKING
        sees = session.may("customer.see_personal")
        found: list[Suggestion] = []
        walk = iter(session.search.ids(asked, cancel=cancel))
        while len(found) < limit and (some := list(islice(walk, CHUNK))):
            with session.reading(cancel) as conn:
                known = session.field_map(conn)
                customers = load_many(conn, some, known, beside=False)
            for one in some:
                if (customer := customers.get(one)) is not None:
                    shown = customer if sees else masked(customer, known)
                    found += [s for s in suggest(shown, known) if s.field in fields]
        return found[:limit]

    @needs("customer.edit")
    def accept(
        self,
        seen: Collection[Suggestion],
        *,
        reason: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Bulk:
        """Put in the suggestions that somebody has seen, as one group of operations.

        A customer who was changed meanwhile so that something else is suggested stays as it is.
        """
        wanted = {(one.customer, one.field): one.value for one in seen}
        return run(
            self._session,
            Accept(self._session, wanted),
            list(dict.fromkeys(one.customer for one in seen)),
            reason=clean(reason),
            progress=progress,
            cancel=cancel,
        )

    @needs("field.edit")
    def clean_forecast(
        self,
        query: str = "",
        *,
        dates: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> CleanForecast:
        """What `clean` would change, and the first of it. Raises InvalidQuery, Stopped."""
        ids = self._session.search.ids(query, cancel=cancel)
        return forecast(self._session, ids, dates, progress=progress, cancel=cancel)

    @needs("field.edit")
    def clean(
        self,
        query: str = "",
        *,
        dates: str = "",
        reason: str = "",
        group: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Bulk:
        """Read all values of the customers that a query finds once more, as if they came in now,
        and keep what comes out; one group of operations, that can be undone.

        dates: the order of day and month in dates that can mean two days. group: one's own earlier
        group that this goes on with. Raises InvalidQuery before anything is written.
        """
        ids = self._session.search.ids(query, cancel=cancel)
        return run(
            self._session,
            Clean(self._session, dates),
            ids,
            reason=clean(reason),
            group=clean(group),
            progress=progress,
            cancel=cancel,
        )

    @needs("customer.read")
    def queries(self) -> Mapping[str, str]:
        """The checks in force: name to the query for customers who fail it."""
        from store.quality.standards import failing_query

        return {one.name: failing_query(one) for one in self.standards().checks}
