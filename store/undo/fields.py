"""Undoing what was done to fields: a definition, its words and choices, taking it out of use.

Values that customers have in a field are never touched: a field that goes out of use keeps them,
and shows them again when it comes back.
"""

from __future__ import annotations

import json
from typing import Any

from store.change import Change
from store.customers.definitions import bump, load_fields
from store.customers.fields import CHOICE_FIELDS
from store.errors import CannotUndo
from store.undo.past import Images, Past, Step, Work, blocked

_KEPT = ("label", "choices", "personal")


def take_out_of_use(work: Work, past: Past) -> Step:
    """Retire the field. Raises CannotUndo when it is not in use, or was changed since."""
    now = _now(work, past)
    wanted = past.after if past.action == "field.define" else None
    if wanted is not None and any(now[name] != wanted.get(name, now[name]) for name in _KEPT):
        raise blocked(work, past, _later(work, past), past.object)

    def step(change: Change) -> Images:
        _set_retired(change, past.object, True)
        return {}, {}

    return step


def bring_into_use(work: Work, past: Past) -> Step:
    """Put a retired field into use again. Raises CannotUndo when there is one of that name."""
    row = work.conn.execute("SELECT retired FROM field WHERE name = ?", (past.object,)).fetchone()
    if row is None or not row[0]:
        raise blocked(work, past, _later(work, past), past.object)

    def step(change: Change) -> Images:
        _set_retired(change, past.object, False)
        return {}, {}

    return step


def swap_field(work: Work, past: Past) -> Step:
    """Give the field its earlier words, choices and mask. Raises CannotUndo when others changed
    them since."""
    now = _now(work, past)
    for name in _KEPT:
        if now[name] != past.after[name]:
            raise blocked(work, past, _later(work, past), past.object)
    if past.before["personal"] != past.after["personal"]:
        raise CannotUndo(
            "Operation {seq} cannot be undone: whether {field} is masked is changed under Fields.",
            seq=past.seq,
            field=past.object,
        )

    def step(change: Change) -> Images:
        wanted = past.before
        change.conn.execute(
            "UPDATE field SET label = ?, choices = ? WHERE name = ?",
            (wanted["label"], json.dumps(wanted["choices"], ensure_ascii=False), past.object),
        )
        bump(change.conn)
        return now, wanted

    return step


def swap_choices(work: Work, past: Past) -> Step:
    """Make the choices of a built-in field what they were; one that an import added goes again.

    Raises CannotUndo when they were changed since.
    """
    now = list(work.fields[past.object].choices)
    if past.object not in CHOICE_FIELDS:
        raise blocked(work, past, None, past.object)
    if "added" in past.after:
        wanted = [value for value in now if value != past.after["added"]]
    elif now != list(past.after["choices"]):
        raise blocked(work, past, _later(work, past), past.object)
    else:
        wanted = list(past.before["choices"])

    def step(change: Change) -> Images:
        conn = change.conn
        conn.execute("DELETE FROM choice WHERE field = ?", (past.object,))
        conn.executemany(
            "INSERT INTO choice (field, value, position) VALUES (?, ?, ?)",
            [(past.object, value, place) for place, value in enumerate(wanted)],
        )
        bump(conn)
        return {"choices": now}, {"choices": wanted}

    return step


def _set_retired(change: Change, name: str, retired: bool) -> None:
    change.conn.execute("UPDATE field SET retired = ? WHERE name = ?", (int(retired), name))
    bump(change.conn)


def _now(work: Work, past: Past) -> dict[str, Any]:
    field = load_fields(work.conn).get(past.object)
    if field is None or not field.custom:
        raise CannotUndo(
            "Operation {seq} cannot be undone: the field {field} is not in use any more.",
            seq=past.seq,
            field=past.object,
        )
    return {"label": field.label, "choices": list(field.choices), "personal": field.personal}


def _later(work: Work, past: Past) -> int | None:
    """The newest change of the field after this one that is not undone."""
    row = work.conn.execute(
        "SELECT max(seq) FROM operation WHERE object = ? AND seq > ? AND action LIKE 'field.%'"
        " AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.seq = operation.seq)",
        (past.object, past.seq),
    ).fetchone()
    return None if row[0] is None else int(row[0])
