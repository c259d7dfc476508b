"""Saved views: a query, its columns and its order under a name, one's own or shared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from store.access import Service, needs
from store.errors import InvalidValue, NotFound, NotPermitted
from store.text import clean


@dataclass(frozen=True, slots=True)
class View:
    """A saved view; `own` when the reader made it."""

    name: str
    query: str
    columns: tuple[str, ...]
    sort: str
    shared: bool
    own: bool
    owner: str


class Views(Service):
    """Saved views of the customers."""

    @needs("customer.read")
    def list(self) -> list[View]:
        """One's own views and everybody's shared ones, by name, one's own first."""
        with self._session.reading() as conn:
            rows = conn.execute(
                "SELECT view.name, query, columns, sort, shared, view.staff, staff.name FROM view"
                " JOIN staff ON staff.id = view.staff WHERE view.staff = ? OR shared = 1"
                " ORDER BY view.staff <> ?, view.name",
                (self._session.staff_id, self._session.staff_id),
            ).fetchall()
        return [
            View(
                name,
                query,
                tuple(json.loads(columns)),
                sort,
                bool(shared),
                staff == self._session.staff_id,
                owner,
            )
            for name, query, columns, sort, shared, staff, owner in rows
        ]

    @needs("customer.read")
    def save(
        self, name: str, query: str, columns: Sequence[str], sort: str, *, shared: bool = False
    ) -> None:
        """Save a view under a name of one's own; the same name replaces it.

        Raises InvalidQuery for a query that cannot be read, NotPermitted to share without leave.
        """
        name = clean(name)
        if not name or len(name) > 40:
            raise InvalidValue("A view's name has 1 to 40 characters.", field="name", value=name)
        if shared and not self._session.may("view.share"):
            raise NotPermitted(
                "{name} may not do this: it takes the permission “{permission}”.",
                name=self._session.name,
                permission="view.share",
            )
        self._session.search.check(query)
        listed = json.dumps(list(columns))
        with self._session.writing("customer.read") as change:
            change.conn.execute(
                "INSERT INTO view (staff, name, query, columns, sort, shared)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (staff, name) DO UPDATE SET"
                " query = excluded.query, columns = excluded.columns, sort = excluded.sort,"
                " shared = excluded.shared",
                (self._session.staff_id, name, query, listed, sort, int(shared)),
            )
            change.log("view.save", name, after={"query": query, "sort": sort, "shared": shared})

    @needs("customer.read")
    def remove(self, name: str) -> None:
        """Remove one of one's own views."""
        with self._session.writing("customer.read") as change:
            done = change.conn.execute(
                "DELETE FROM view WHERE staff = ? AND name = ?", (self._session.staff_id, name)
            )
            if not done.rowcount:
                raise NotFound("You have no view {name}.", name=name)
            change.log("view.remove", name)
