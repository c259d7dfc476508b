"""Undoing that a customer was added or merged, and doing it again.

Adding is undone by taking the customer away: the record goes into the log, sealed under the
customer's key, and its code stays void for ever. (Only the same import may bring it once more.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store.change import Change
from store.customers.indexing import index_rows, reindex
from store.customers.merging import merge_in, plan, terms_of
from store.customers.parting import image_of, put_back, take_out
from store.customers.record import load
from store.errors import CannotUndo, NotFound
from store.log.sealing import digest
from store.undo.past import Images, Past, Step, Work, blocked, gone, later_change
from store.undo.values import present, swap


def take_away(work: Work, past: Past) -> Step:
    """Undo adding. Raises CannotUndo when the customer was changed since."""
    assert past.subject is not None
    customer = present(work, past).id
    image = image_of(work.conn, customer)
    key = work.conn.execute(
        "SELECT key FROM subject_key WHERE customer = ?", (customer,)
    ).fetchone()
    later = later_change(work.conn, past)
    if later is not None or digest(bytes(key[0]), _values(image)) != past.after["digest"]:
        raise blocked(work, past, later, past.object)

    def step(change: Change) -> Images:
        take_out(change, customer)
        change.conn.execute("UPDATE code SET state = 'void' WHERE customer = ?", (customer,))
        return {"code": past.after["code"], "record": image}, {}

    return step


def _values(image: dict[str, Any]) -> dict[str, str]:
    return {**image["values"], **image["custom"]}


def bring_back(work: Work, past: Past) -> Step:
    """Add the customer again who was taken away. Raises CannotUndo when its code was given."""
    image = past.before["record"]
    customer = int(image["id"])
    for text, _ in image["codes"]:
        row = work.conn.execute(
            "SELECT customer, state FROM code WHERE text = ?", (text,)
        ).fetchone()
        if row is None or row[0] != customer or row[1] != "void":
            raise blocked(work, past, None, text)
    if work.conn.execute("SELECT 1 FROM customer WHERE id = ?", (customer,)).fetchone():
        raise blocked(work, past, None, past.object)

    def step(change: Change) -> Images:
        code = put_back(change, image, work.fields)
        key = change.subject_key(customer)
        return {}, {"code": code, "digest": digest(key, _values(image))}

    return step


def part(work: Work, past: Past) -> Step:
    """Undo a merge: two customers again, each with its codes. Raises CannotUndo."""
    keep = present(work, past)
    image: dict[str, Any] = past.before["other"]
    for text, _ in image["codes"]:
        row = work.conn.execute(
            "SELECT customer, state FROM code WHERE text = ?", (text,)
        ).fetchone()
        if row is None or row[0] != keep.id:
            raise gone(work, past)
        if row[1] != "alias":
            raise blocked(work, past, later_change(work.conn, past), text)
    back = swap(work, replace(past, action="customer.merge"))

    def step(change: Change) -> Images:
        before, after = back(change)
        put_back(change, image, work.fields)
        change.conn.execute("DELETE FROM merged WHERE customer = ?", (image["id"],))
        fresh = load(change.conn, keep.id, work.fields)
        reindex(change.conn, keep.id, index_rows(fresh, fresh.values, work.fields))
        merged = past.after["merged"]
        return {**before, "merged": merged}, {**after, "other_id": image["id"]}

    return step


def merge_again(work: Work, past: Past) -> Step:
    """Merge the two again, the same fields taken over. Raises CannotUndo when one is gone."""
    assert past.subject is not None
    try:
        other, take = int(past.after["other_id"]), [n for n in past.before if n in work.fields]
        made = plan(work.conn, past.subject, other, work.fields, take)
    except NotFound as error:
        raise CannotUndo(
            "Operation {seq} cannot be undone: one of the two customers is gone.", seq=past.seq
        ) from error
    terms = terms_of(made, work.fields)
    return lambda change: merge_in(change, made, terms, work.fields)
