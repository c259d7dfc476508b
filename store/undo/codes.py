"""Undoing what was done to codes: a change goes back to the earlier code, a block is given back.

No code is taken from anybody: the one that a customer had in between stays its alias.
"""

from __future__ import annotations

from typing import Any

from store.change import Change
from store.codes.recoding import Ready, own_alias, recode
from store.codes.reservations import RELEASED, close_if_empty
from store.codes.skeleton import skeleton
from store.customers.indexing import index_rows
from store.errors import CannotUndo
from store.undo.past import Images, Past, Step, Work, blocked, in_the_way
from store.undo.values import present


def swap_code(work: Work, past: Past) -> Step:
    """Give the customer its earlier code again. Raises CannotUndo when it has another by now."""
    current = present(work, past)
    earlier = str(past.before["code"])
    if current.code != past.after["code"]:
        raise in_the_way(work, past, "code")
    given = own_alias(work.conn, current.id, skeleton(earlier))
    if given is None:
        raise blocked(work, past, None, earlier)
    made = Ready(current, index_rows(current, current.values, work.fields), "")

    def step(change: Change) -> Images:
        recode(change, made, given)
        return {"code": current.code}, {"code": earlier}

    return step


def give_back(work: Work, past: Past) -> Step:
    """Make the codes of a block void that were set aside. Raises CannotUndo for one in use."""
    return _turn(work, past, "reserved", "void")


def set_aside(work: Work, past: Past) -> Step:
    """Reserve codes again that were given back. Raises CannotUndo when the last day is past."""
    if "ids" not in past.after:
        raise CannotUndo(
            "Operation {seq} cannot be undone: a code that was made void stays so.", seq=past.seq
        )
    row = work.conn.execute(
        "SELECT until FROM reservation WHERE id = ?", (_block(past),)
    ).fetchone()
    if row[0] < work.session.today().isoformat():
        raise CannotUndo(
            "Operation {seq} cannot be undone: the block's last day, {until}, is past.",
            seq=past.seq,
            until=row[0],
        )
    return _turn(work, past, "void", "reserved")


def _block(past: Past) -> int:
    return int(past.after.get("reservation") or past.before["reservation"])


def _turn(work: Work, past: Past, old: str, new: str) -> Step:
    block, runs = _block(past), past.after["ids"]
    for first, last in runs:
        row = work.conn.execute(
            "SELECT text FROM code WHERE id BETWEEN ? AND ? AND reservation = ? AND state <> ?"
            " LIMIT 1",
            (first, last, block, old),
        ).fetchone()
        if row is not None:
            raise blocked(work, past, _later(work, past, row[0]), row[0])

    def step(change: Change) -> Images:
        conn = change.conn
        conn.executemany(
            "UPDATE code SET state = ? WHERE id BETWEEN ? AND ? AND reservation = ?",
            [(new, first, last, block) for first, last in runs],
        )
        if new == "reserved":
            conn.execute("UPDATE reservation SET state = 'open' WHERE id = ?", (block,))
        else:
            close_if_empty(conn, block, RELEASED)
        about: dict[str, Any] = {"reservation": block, "ids": runs, "count": past.after["count"]}
        return {"reservation": block}, about

    return step


def _later(work: Work, past: Past, code: str) -> int | None:
    """The newest operation after this one that names the code."""
    row = work.conn.execute(
        "SELECT max(seq) FROM operation WHERE object = ? AND seq > ?", (code, past.seq)
    ).fetchone()
    return None if row[0] is None else int(row[0])
