"""Two records of one customer made one: the survivor keeps its code and what it says.

The other's codes become aliases of the survivor, its names other names; fields that were empty are
filled from it, tags united. Its record leaves the lists; the log keeps it whole, sealed under the
survivor's key, and table `merged` says where it went.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from store.change import Change
from store.customers.fields import Field
from store.customers.indexing import Indexed, index_rows, reindex
from store.customers.parting import image_of, take_out
from store.customers.record import Customer, load, masked
from store.customers.saving import save_fields
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session


@dataclass(frozen=True, slots=True)
class Merger:
    """Two customers, and what the first will be when the second is merged into it.

    filled: fields that take the other's value, because they are empty or it was chosen. lost:
    values of either that differ from what stays, and are then in the log only. codes: what become
    aliases. names, tags: those added. taken: the fields in which the other's value was chosen.
    """

    keep: Customer
    other: Customer
    filled: dict[str, str]
    lost: dict[str, str]
    codes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    taken: tuple[str, ...] = ()


def plan(
    conn: Connection,
    keep: int,
    other: int,
    fields: Mapping[str, Field],
    take: Collection[str] = (),
) -> Merger:
    """What merging will do, nothing masked; `take` are the fields in which the other's value stays.

    Raises NotFound (a customer, a field), InvalidValue (one with itself).
    """
    for name in take:
        if name not in fields:
            raise NotFound("There is no field {name}.", name=name)
    first, second = load(conn, keep, fields), load(conn, other, fields)
    if keep == other:
        raise InvalidValue(
            "{code} is one customer: choose two to merge.", field="code", code=first.code
        )
    return _planned(first, second, take)


def plan_each(
    conn: Connection, keep: int, takes: Mapping[int, Collection[str]], fields: Mapping[str, Field]
) -> list[Merger]:
    """What merging several into one will do, one after the other: each into what the survivor is
    by then. takes: the others, each with the fields in which its value stays. Raises as `plan`."""
    made: list[Merger] = []
    for other, take in takes.items():
        one = plan(conn, keep, other, fields, take)
        made.append(_planned(merged_into(made[-1]), one.other, take) if made else one)
    return made


def merged_into(made: Merger) -> Customer:
    """The survivor as it will be."""
    keep, other = made.keep, made.other
    return replace(
        keep,
        values={**keep.values, **made.filled},
        names=(*keep.names, *made.names),
        tags=tuple(sorted((*keep.tags, *made.tags))),
        aliases=(*keep.aliases, *made.codes),
        flags=tuple(
            sorted(
                {n for n in keep.flags if n not in made.filled}
                | set(other.flags) & set(made.filled)
            )
        ),
        version=keep.version + 1,
    )


def _planned(first: Customer, second: Customer, take: Collection[str]) -> Merger:
    given = {name: value for name, value in second.values.items() if value}
    taken = {n for n in take if n in given and given[n] != first.values.get(n)}
    filled = {n: v for n, v in given.items() if n in taken or not first.values.get(n)}
    name = filled.get("name", first.values["name"])
    gone = first if "name" in filled else second
    known = {name, *(text for _, text in first.names)}
    names = [
        pair for pair in (("former", gone.values["name"]), *second.names) if pair[1] not in known
    ]
    return Merger(
        keep=first,
        other=second,
        filled=filled,
        lost={
            n: first.values[n] if n in taken else v
            for n, v in given.items()
            if first.values.get(n) not in ("", None, v)
        },
        codes=(second.code, *second.aliases),
        names=tuple(dict.fromkeys(names)),
        tags=tuple(tag for tag in second.tags if tag not in first.tags),
        taken=tuple(sorted(taken)),
    )


def terms_of(merger: Merger, fields: Mapping[str, Field]) -> Indexed:
    """The search terms of the survivor as it will be."""
    keep = merger.keep
    return index_rows(
        replace(keep, aliases=(*keep.aliases, *merger.codes)),
        {**keep.values, **merger.filled},
        fields,
        names=(*keep.names, *merger.names),
        tags=(*keep.tags, *merger.tags),
    )


def preview(session: Session, keep: int, other: int, take: Collection[str] = ()) -> Merger:
    """See `Life.merge_preview`."""
    with session.reading() as conn:
        fields = session.field_map(conn)
        found = plan(conn, keep, other, fields, take)
    if session.may("customer.see_personal"):
        return found
    first, second = masked(found.keep, fields), masked(found.other, fields)
    return replace(
        found,
        keep=first,
        other=second,
        filled={name: second.values[name] for name in found.filled},
        lost={name: (first if name in found.taken else second).values[name] for name in found.lost},
    )


def merge(session: Session, keep: int, other: int, reason: str, take: Collection[str] = ()) -> None:
    """See `Life.merge`."""
    merge_each(session, keep, {other: take}, reason)


def merge_each(
    session: Session,
    keep: int,
    takes: Mapping[int, Collection[str]],
    reason: str,
    *,
    group: str = "",
    beside: Callable[[Change], None] | None = None,
) -> None:
    """Merge several (see `plan_each`) into one in one transaction, a line of the log for each.

    group: the group of these lines. beside: what else is done in the same transaction,
    once they are merged; its lines stand before theirs, so that the group is known by the last.
    """
    with session.reading() as conn:
        fields = session.field_map(conn)
        each = plan_each(conn, keep, takes, fields)
    ready = [(made, terms_of(made, fields)) for made in each]
    with session.writing("customer.merge") as change:
        fields = session.field_map(change.conn)
        images = [merge_in(change, made, terms, fields) for made, terms in ready]
        if beside is not None:
            beside(change)
        for before, after in images:
            change.log(
                "customer.merge",
                before["code"],
                subject=keep,
                before=before,
                after=after,
                reason=clean(reason),
                group=group,
            )


def merge_in(
    change: Change, made: Merger, terms: Indexed, fields: Mapping[str, Field]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Merge inside a transaction; returns the images for the log. Looks again when one of the two
    has changed since the plan was made."""
    conn, keep, other = change.conn, made.keep, made.other
    rows = conn.execute(
        "SELECT id, version FROM customer WHERE id IN (?, ?)", (keep.id, other.id)
    ).fetchall()
    if dict(rows) != {keep.id: keep.version, other.id: other.version}:
        made = plan(conn, keep.id, other.id, fields, made.taken)
        keep, other, terms = made.keep, made.other, terms_of(made, fields)
    image = image_of(conn, other.id)
    save_fields(change, keep, made.filled, unread=set(other.flags) & set(made.filled))
    conn.executemany(
        "INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)",
        [(keep.id, kind, text) for kind, text in made.names],
    )
    conn.executemany(
        "INSERT INTO tag (customer, tag) VALUES (?, ?)", [(keep.id, tag) for tag in made.tags]
    )
    take_out(change, other.id)
    conn.execute(
        "UPDATE code SET customer = ?, state = 'alias' WHERE customer = ?", (keep.id, other.id)
    )
    conn.execute(
        "INSERT INTO merged (customer, survivor, at) VALUES (?, ?, ?)",
        (other.id, keep.id, change.at),
    )
    reindex(conn, keep.id, terms)
    before: dict[str, Any] = {
        "code": keep.code,
        **{name: keep.values.get(name, "") for name in made.filled},
        "names": [list(pair) for pair in keep.names],
        "tags": list(keep.tags),
        "other": image,
    }
    after: dict[str, Any] = {
        "code": keep.code,
        **made.filled,
        "names": [list(pair) for pair in (*keep.names, *made.names)],
        "tags": sorted((*keep.tags, *made.tags)),
        "merged": other.code,
    }
    return before, after


def forget_keys(conn: Connection, customer: int) -> None:
    """Destroy the keys of a customer who is erased for good, and of all who were merged into it."""
    conn.execute(
        "WITH RECURSIVE gone (id) AS (SELECT ? UNION SELECT merged.customer FROM merged"
        " JOIN gone ON merged.survivor = gone.id)"
        " DELETE FROM subject_key WHERE customer IN (SELECT id FROM gone)",
        (customer,),
    )
