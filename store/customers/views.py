"""Saved views: a query, its columns, order and layout under a name, one's own or shared.

A view can stand on one of the keys 1 to 9. The same key may be one of one's own views and of
somebody's shared one: one's own comes first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from store.access import Service, needs
from store.change import Change
from store.errors import InvalidValue, NotFound, NotPermitted
from store.text import clean

LONGEST_NAME: Final = 40
KEYS: Final = range(1, 10)
WIDEST: Final = 200
"""Cells: no column is kept wider."""

_COLUMNS: Final = "name, query, columns, sort, shared, layout, place"


@dataclass(frozen=True, slots=True)
class View:
    """A saved view; `own` when the reader made it.

    widths: of the columns that were given another width than their own, in cells. frozen: how many
    columns stay at the left. place: the key it stands on, 0 for none.
    """

    name: str
    query: str
    columns: tuple[str, ...]
    sort: str
    shared: bool
    own: bool
    owner: str
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1
    place: int = 0


def by_key(views: Iterable[View]) -> dict[int, View]:
    """The view that each key shows: one's own, else the first shared one (as `list` has them)."""
    found: dict[int, View] = {}
    for view in sorted(views, key=lambda view: not view.own):
        if view.place in KEYS:
            found.setdefault(view.place, view)
    return found


class Views(Service):
    """Saved views of the customers."""

    @needs("customer.read")
    def list(self) -> list[View]:
        """One's own views and everybody's shared ones, by name, one's own first."""
        with self._session.reading() as conn:
            return [*self._read(conn)]

    def _read(self, conn: Any) -> Sequence[View]:
        me = self._session.staff_id
        rows = conn.execute(
            f"SELECT view.staff, staff.name, {_COLUMNS.replace('name', 'view.name')} FROM view"
            " JOIN staff ON staff.id = view.staff WHERE view.staff = ? OR shared = 1"
            " ORDER BY view.staff <> ?, view.name, staff.name",
            (me, me),
        ).fetchall()
        return [_view(row, own=staff == me, owner=owner) for staff, owner, *row in rows]

    @needs("customer.read")
    def save(
        self,
        name: str,
        query: str,
        columns: Sequence[str],
        sort: str,
        *,
        shared: bool = False,
        widths: Mapping[str, int] | None = None,
        frozen: int = 1,
        place: int | None = None,
    ) -> View:
        """Save a view under a name of one's own; the same name replaces it. Returns it.

        place: its key (one's other view on that key loses it), 0 for none; without it a view keeps
        the key it has, and a new one gets the first that is free for its maker.
        Raises InvalidQuery for a query that cannot be read, NotPermitted to share without leave.
        """
        name = _checked_name(name)
        if shared:
            self._check_sharing()
        if place is not None and place != 0:
            _check_key(place)
        self._session.search.check(query)
        layout = {"widths": _widths(widths or {}), "frozen": max(0, int(frozen))}
        with self._session.writing("customer.read") as change:
            before = self._own(change.conn, name)
            if place is None:
                place = self._free_key(change.conn) if before is None else before.place
            if place:
                self._clear_key(change, place, but=name)
            change.conn.execute(
                f"INSERT INTO view (staff, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (staff, name) DO UPDATE SET query = excluded.query,"
                " columns = excluded.columns, sort = excluded.sort, shared = excluded.shared,"
                " layout = excluded.layout, place = excluded.place",
                (
                    self._session.staff_id,
                    name,
                    query,
                    json.dumps([*columns]),
                    sort,
                    int(shared),
                    json.dumps(layout, sort_keys=True),
                    place,
                ),
            )
            after = self._own(change.conn, name)
            assert after is not None
            change.log("view.save", name, before=_image(before), after=_image(after))
        return after

    @needs("customer.read")
    def put_on_key(self, name: str, place: int) -> None:
        """Put one of one's own views on a key (1 to 9), or on none (0).

        Another view of one's own loses that key. Raises NotFound, InvalidValue.
        """
        if place != 0:
            _check_key(place)
        with self._session.writing("customer.read") as change:
            before = self._must_own(change.conn, name)
            if before.place != place:
                if place:
                    self._clear_key(change, place, but=name)
                self._set_key(change, before, place)

    @needs("customer.read")
    def rename(self, name: str, new: str) -> None:
        """Give one of one's own views another name. Raises NotFound, InvalidValue (taken)."""
        new = _checked_name(new)
        with self._session.writing("customer.read") as change:
            before = self._must_own(change.conn, name)
            if new == name:
                return
            if self._own(change.conn, new) is not None:
                raise InvalidValue(
                    "You have a view {name} already: choose another name.", field="name", name=new
                )
            change.conn.execute(
                "UPDATE view SET name = ? WHERE staff = ? AND name = ?",
                (new, self._session.staff_id, name),
            )
            after = self._own(change.conn, new)
            change.log("view.save", new, before=_image(before), after=_image(after))

    @needs("customer.read")
    def remove(self, name: str) -> None:
        """Remove one of one's own views. Raises NotFound."""
        with self._session.writing("customer.read") as change:
            before = self._must_own(change.conn, name)
            change.conn.execute(
                "DELETE FROM view WHERE staff = ? AND name = ?", (self._session.staff_id, name)
            )
            change.log("view.remove", name, before=_image(before))

    def _check_sharing(self) -> None:
        if not self._session.may("view.share"):
            raise NotPermitted(
                "{name} may not do this: it takes the permission “{permission}”.",
                name=self._session.name,
                permission="view.share",
            )

    def _own(self, conn: Any, name: str) -> View | None:
        row = conn.execute(
            f"SELECT {_COLUMNS} FROM view WHERE staff = ? AND name = ?",
            (self._session.staff_id, name),
        ).fetchone()
        return None if row is None else _view(row, own=True, owner=self._session.name)

    def _must_own(self, conn: Any, name: str) -> View:
        found = self._own(conn, name)
        if found is None:
            raise NotFound("You have no view {name}.", name=name)
        return found

    def _free_key(self, conn: Any) -> int:
        taken = by_key(self._read(conn))
        return next((key for key in KEYS if key not in taken), 0)

    def _clear_key(self, change: Change, place: int, *, but: str) -> None:
        rows = change.conn.execute(
            f"SELECT {_COLUMNS} FROM view WHERE staff = ? AND place = ? AND name <> ?",
            (self._session.staff_id, place, but),
        ).fetchall()
        for row in rows:
            self._set_key(change, _view(row, own=True, owner=self._session.name), 0)

    def _set_key(self, change: Change, view: View, place: int) -> None:
        change.conn.execute(
            "UPDATE view SET place = ? WHERE staff = ? AND name = ?",
            (place, self._session.staff_id, view.name),
        )
        change.log("view.save", view.name, before={"place": view.place}, after={"place": place})


def _view(row: Sequence[Any], *, own: bool, owner: str) -> View:
    name, query, columns, sort, shared, layout, place = row
    kept = json.loads(layout)
    return View(
        name,
        query,
        tuple(json.loads(columns)),
        sort,
        bool(shared),
        own,
        owner,
        _widths(kept.get("widths", {})),
        int(kept.get("frozen", 1)),
        place,
    )


def _image(view: View | None) -> dict[str, object] | None:
    """A view as the log keeps it: all that it takes to make it again."""
    if view is None:
        return None
    return {
        "name": view.name,
        "query": view.query,
        "columns": ",".join(view.columns),
        "sort": view.sort,
        "shared": view.shared,
        "widths": ",".join(f"{name}={width}" for name, width in sorted(view.widths.items())),
        "frozen": view.frozen,
        "place": view.place,
    }


def _widths(widths: Mapping[str, int]) -> dict[str, int]:
    return {name: max(1, min(int(width), WIDEST)) for name, width in widths.items()}


def _checked_name(name: str) -> str:
    name = clean(name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue("A view's name has 1 to 40 characters.", field="name", value=name)
    return name


def _check_key(place: int) -> None:
    if place not in KEYS:
        raise InvalidValue("A view's key is 1 to 9, or 0 for none; not {value}.", value=place)
