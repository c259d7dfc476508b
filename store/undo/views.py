"""Undoing what one did to a saved view: the view as it was, by its image in the log.

Views are a person's own: nobody undoes another's.
"""

from __future__ import annotations

import json
from typing import Any

from store.change import Change
from store.engine.driver import Connection
from store.errors import CannotUndo, NotPermitted
from store.undo.past import Images, Past, Step, Work, blocked

Image = dict[str, Any]


def swap_view(work: Work, past: Past) -> Step:
    """Make the view what it was before, or take it away. Raises CannotUndo, NotPermitted."""
    staff = _own(work, past)
    if "name" not in {**past.before, **past.after} and "place" not in past.after:
        raise CannotUndo(
            "Operation {seq} cannot be undone: the log does not say what the view was before.",
            seq=past.seq,
        )
    name = str(past.after.get("name", past.object))
    earlier = str(past.before.get("name", name))
    now = _read(work.conn, staff, name)
    if any(now.get(key) != value for key, value in past.after.items()) or (now and not past.after):
        raise blocked(work, past, _later(work, past, name), name)
    wanted: Image = {**now, **past.before} if past.before else {}
    if wanted and earlier != name and _read(work.conn, staff, earlier):
        raise blocked(work, past, _later(work, past, earlier), earlier)
    if wanted.get("shared") and not work.session.may("view.share"):
        raise NotPermitted(
            "{name} may not do this: it takes the permission “{permission}”.",
            name=work.session.name,
            permission="view.share",
        )

    def step(change: Change) -> Images:
        conn = change.conn
        conn.execute("DELETE FROM view WHERE staff = ? AND name = ?", (staff, name))
        if wanted:
            _write(conn, staff, earlier, wanted)
        kept = past.before.keys() if past.before and past.after else wanted.keys() | now.keys()
        return {k: now[k] for k in now if k in kept}, {k: wanted[k] for k in wanted if k in kept}

    return step


def _own(work: Work, past: Past) -> int:
    """The account whose view it is: one's own."""
    actor = work.conn.execute("SELECT actor FROM operation WHERE seq = ?", (past.root,)).fetchone()[
        0
    ]
    if actor != work.session.name:
        raise CannotUndo(
            "Operation {seq} cannot be undone: the view is {who}'s own.", seq=past.seq, who=actor
        )
    return work.session.staff_id


def _read(conn: Connection, staff: int, name: str) -> Image:
    """The view's image as the log keeps it; empty when there is none."""
    row = conn.execute(
        "SELECT query, columns, sort, shared, layout, place FROM view WHERE staff = ? AND name = ?",
        (staff, name),
    ).fetchone()
    if row is None:
        return {}
    query, columns, sort, shared, layout, place = row
    kept = json.loads(layout)
    widths = kept.get("widths", {})
    return {
        "name": name,
        "query": query,
        "columns": ",".join(json.loads(columns)),
        "sort": sort,
        "shared": bool(shared),
        "widths": ",".join(f"{column}={widths[column]}" for column in sorted(widths)),
        "frozen": int(kept.get("frozen", 1)),
        "place": place,
    }


def _write(conn: Connection, staff: int, name: str, image: Image) -> None:
    pairs = (pair.split("=") for pair in str(image["widths"]).split(",") if pair)
    layout = {
        "widths": {column: int(width) for column, width in pairs},
        "frozen": image["frozen"],
    }
    place = image["place"]
    taken = conn.execute(
        "SELECT 1 FROM view WHERE staff = ? AND place = ?", (staff, place)
    ).fetchone()
    conn.execute(
        "INSERT INTO view (staff, name, query, columns, sort, shared, layout, place)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            staff,
            name,
            image["query"],
            json.dumps([column for column in image["columns"].split(",") if column]),
            image["sort"],
            int(image["shared"]),
            json.dumps(layout, sort_keys=True),
            0 if taken else place,
        ),
    )


def _later(work: Work, past: Past, name: str) -> int | None:
    row = work.conn.execute(
        "SELECT max(seq) FROM operation WHERE object = ? AND seq > ? AND actor = ?"
        " AND action IN ('view.save', 'view.remove')"
        " AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.seq = operation.seq)",
        (name, past.seq, work.session.name),
    ).fetchone()
    return None if row[0] is None else int(row[0])
