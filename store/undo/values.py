"""Undoing an edit, archiving, other names and tags: each value goes back to what it was before.

Only what the operation changed is looked at: a later change to another field is not in the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from store.change import Change
from store.customers.bulk_steps import SEARCHED
from store.customers.fields import BUILT_IN
from store.customers.indexing import index_rows, reindex
from store.customers.record import Customer, load
from store.customers.saving import save_fields
from store.customers.values import read_value
from store.errors import CannotUndo, NotFound
from store.undo.past import Images, Past, Step, Work, gone, in_the_way

_LISTS: Final = ("names", "tags")
_NOT_VALUES: Final = frozenset(("code", "rule", "archived", "other", "merged", "other_id"))


def swap(work: Work, past: Past) -> Step:
    """Put back what the operation changed. Raises CannotUndo."""
    current = present(work, past)
    wanted = {n: v for n, v in past.before.items() if n not in (*_LISTS, *_NOT_VALUES)}
    for name, value in wanted.items():
        if name not in work.fields:
            raise CannotUndo(
                "Operation {seq} cannot be undone: the field {field} is not in use any more.",
                seq=past.seq,
                field=name,
            )
        if current.values.get(name, "") != past.after.get(name, ""):
            raise in_the_way(work, past, name)
        wanted[name] = str(value)
    names = _names(work, past, current)
    tags = _list(work, past, "tags", list(current.tags))
    archived = current.archived
    if "archived" in past.before:
        if current.archived != past.after["archived"]:
            raise in_the_way(work, past, "archived")
        archived = bool(past.before["archived"])

    def step(change: Change) -> Images:
        return _write(work, change, current, wanted, names, sorted(tags), archived)

    return step


def present(work: Work, past: Past) -> Customer:
    """The operation's customer as it is. Raises CannotUndo when it is gone."""
    assert past.subject is not None
    ahead = work.loaded.pop(past.subject, None)
    if ahead is not None:
        return ahead
    try:
        return load(work.conn, past.subject, work.fields)
    except NotFound:
        raise gone(work, past) from None


def _names(work: Work, past: Past, current: Customer) -> list[Any]:
    have = [list(pair) for pair in current.names]
    if "names" in past.before:
        return _list(work, past, "names", have)
    if past.action == "customer.edit" and "name" in past.before:
        kept = ["former", past.before["name"]]  # an edit keeps the old name as a former one
        return [pair for pair in have if pair != kept]
    return have


def _list(work: Work, past: Past, name: str, have: list[Any]) -> list[Any]:
    """The list as it will be: what the operation added taken out, what it took out put back."""
    if name not in past.before:
        return have
    before, after = past.before[name], past.after[name]
    added = [one for one in after if one not in before]
    removed = [one for one in before if one not in after]
    if any(one not in have for one in added) or any(one in have for one in removed):
        raise in_the_way(work, past, name, [*added, *removed])
    return [one for one in have if one not in added] + removed


def _write(
    work: Work,
    change: Change,
    current: Customer,
    wanted: dict[str, str],
    names: Sequence[Any],
    tags: Sequence[str],
    archived: bool,
) -> Images:
    conn, customer = change.conn, current.id
    before: dict[str, Any] = {name: current.values.get(name, "") for name in wanted}
    after: dict[str, Any] = dict(wanted)
    if wanted:
        unread = {n for n, v in wanted.items() if v and not read_value(work.fields[n], v)[1]}
        save_fields(change, current, wanted, unread=unread)
    else:
        conn.execute(
            "UPDATE customer SET changed = ?, version = version + 1 WHERE id = ?",
            (change.at, customer),
        )
    old_names = [list(pair) for pair in current.names]
    if list(names) != old_names:
        conn.execute("DELETE FROM name WHERE customer = ?", (customer,))
        conn.executemany(
            "INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)",
            [(customer, kind, text) for kind, text in names],
        )
        before["names"], after["names"] = old_names, [list(pair) for pair in names]
    if list(tags) != sorted(current.tags):
        conn.execute("DELETE FROM tag WHERE customer = ?", (customer,))
        conn.executemany(
            "INSERT INTO tag (customer, tag) VALUES (?, ?)", [(customer, tag) for tag in tags]
        )
        before["tags"], after["tags"] = list(current.tags), list(tags)
    if archived != current.archived:
        conn.execute("UPDATE customer SET archived = ? WHERE id = ?", (int(archived), customer))
        before["archived"], after["archived"] = current.archived, archived
    if _searched(wanted) or "names" in after or "tags" in after:
        rows = index_rows(
            current,
            {**current.values, **wanted},
            work.fields,
            names=[(kind, text) for kind, text in names],
            tags=tags,
        )
        reindex(conn, customer, rows)
    return before, after


def _searched(wanted: Mapping[str, str]) -> bool:
    """Whether the search index holds any of these values."""
    return any(name in SEARCHED or name not in BUILT_IN for name in wanted)
