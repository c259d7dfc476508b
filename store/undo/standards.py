"""Undoing that a house demanded something else of its records: the standards before come back."""

from __future__ import annotations

from store.change import Change
from store.quality.standards import image_of, load_standards, put_standards
from store.undo.past import Images, Past, Step, Work, blocked


def swap_standards(work: Work, past: Past) -> Step:
    """Put the earlier standards in force. Raises CannotUndo when others are by now."""

    def step(change: Change) -> Images:
        now = image_of(load_standards(change.conn, work.fields))
        if now != past.after:
            row = change.conn.execute(
                "SELECT max(seq) FROM operation WHERE seq > ? AND subject IS NULL"
                " AND action IN ('quality.standards', 'log.undo')",
                (past.seq,),
            ).fetchone()
            raise blocked(work, past, row[0], "")
        put_standards(change.conn, past.before)
        return now, past.before

    return step
