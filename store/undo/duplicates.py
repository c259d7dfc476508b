"""Undoing what was decided about two customers: the pair is what it was before."""

from __future__ import annotations

from store.change import Change
from store.duplicates.keeping import NEVER
from store.errors import CannotUndo
from store.undo.past import Images, Past, Step, Work, blocked


def swap_decision(work: Work, past: Past) -> Step:
    """Take a decision back. Raises CannotUndo when another was made since, or one is gone."""
    first, second = past.after["pair"]
    row = work.conn.execute(
        "SELECT state FROM duplicate WHERE first = ? AND second = ?", (first, second)
    ).fetchone()
    if row is None and past.before["decision"] != NEVER:
        raise CannotUndo(
            "Operation {seq} cannot be undone: one of the two customers is gone.", seq=past.seq
        )
    if row is not None and row[0] != past.after["decision"]:
        raise blocked(work, past, _later(work, past), past.object)

    def step(change: Change) -> Images:
        change.conn.execute(
            "UPDATE duplicate SET state = ?, at = ?, by = ? WHERE first = ? AND second = ?",
            (past.before["decision"], change.at, change.actor.name, first, second),
        )
        return dict(past.after), dict(past.before)

    return step


def _later(work: Work, past: Past) -> int | None:
    """The newest decision on the first of the two after this one that is not undone."""
    row = work.conn.execute(
        "SELECT max(seq) FROM operation WHERE object = ? AND seq > ? AND action ="
        " 'duplicate.decide' AND NOT EXISTS"
        " (SELECT 1 FROM undone WHERE undone.seq = operation.seq)",
        (past.object, past.seq),
    ).fetchone()
    return None if row[0] is None else int(row[0])
