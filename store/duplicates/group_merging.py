"""Several members of a group made one: as one group of the log, which is undone as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers.bulk import new_group
from store.customers.merging import merge_each
from store.customers.record import Customer, find_id, load
from store.duplicates.groups import MOST_MEMBERS, Link, links_of, weakest, whose_values
from store.duplicates.keeping import DIFFERENT, NEVER, OPEN
from store.duplicates.pairs import judge, log_decision, set_state, state_of
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session

LIKELY: Final = 0.5
"""From here on two customers are more likely one than two."""

_LEFT: Final = (
    "SELECT customer.id FROM duplicate CROSS JOIN customer"
    " WHERE duplicate.{one} = ? AND +duplicate.state = 'open'"
    " AND customer.id = duplicate.{other} AND customer.archived = 0"
)


def merge_group(
    session: Session,
    keep: str,
    others: Sequence[str],
    take: Mapping[str, str],
    different: Sequence[str],
    unlike: bool,
    reason: str,
) -> int:
    """See `Duplicates.merge_group`; returns the survivor's id."""
    if not others:
        raise InvalidValue("Name at least one that is merged into {code}.", field="code", code=keep)
    with session.reading() as conn:
        fields = session.field_map(conn)
        ids = _each_once(conn, [keep, *others, *different])
        first, *rest = (load(conn, one, fields) for one in ids[: 1 + len(others)])
        apart = ids[1 + len(others) :]
        from_whom = _takes(conn, take, fields, [first, *rest])
        if not unlike:
            _refuse_unlike([first, *rest], links_of(session, conn, ids[: 1 + len(others)]))
        left = _left_open(conn, [one.id for one in rest]) - set(ids)
    whose = whose_values(first, rest, from_whom)
    takes = {one.id: [name for name, member in whose.items() if member == one.id] for one in rest}
    group, reason = new_group(), clean(reason)

    def beside(change: Change) -> None:
        """Pairs of those who were left out are about the survivor from now on."""
        for one, state in [*((one, DIFFERENT) for one in apart), *((one, OPEN) for one in left)]:
            before = state_of(change.conn, first.id, one)
            if before == state or (state == OPEN and before != NEVER):
                continue
            set_state(change, judge(session, change.conn, first.id, one), state)
            log_decision(change, (first.id, one), before, state, reason, group)

    merge_each(session, first.id, takes, reason, group=group, beside=beside)
    return first.id


def _each_once(conn: Connection, codes: Sequence[str]) -> list[int]:
    """The customers' ids. Raises NotFound, InvalidValue (one named twice, too many)."""
    ids: list[int] = []
    for code in codes:
        found = find_id(conn, clean(code))
        if found in ids:
            raise InvalidValue("{code} is named twice.", field="code", code=code)
        ids.append(found)
    if len(ids) > MOST_MEMBERS:
        raise InvalidValue(
            "These are {count} customers: at most {most} are merged at once.",
            field="code",
            count=len(ids),
            most=MOST_MEMBERS,
        )
    return ids


def _takes(
    conn: Connection, take: Mapping[str, str], fields: Collection[str], chosen: Sequence[Customer]
) -> dict[str, int]:
    """The member from whom each field is taken, by id. Raises NotFound, InvalidValue."""
    by_id = {one.id: one for one in chosen}
    found = {}
    for name, code in take.items():
        if name not in fields:
            raise NotFound("There is no field {name}.", name=name)
        id_ = find_id(conn, clean(code))
        if id_ not in by_id:
            raise InvalidValue(
                "{code} is not among those that are merged: no value is taken from it.",
                field=name,
                code=code,
            )
        if not by_id[id_].values.get(name):
            raise InvalidValue("{code} has no {name} to take.", field=name, code=code, name=name)
        found[name] = id_
    return found


def _refuse_unlike(chosen: Sequence[Customer], links: Sequence[Link]) -> None:
    """Raise InvalidValue when two of the chosen are no likely pair."""
    codes = {one.id: one.code for one in chosen}
    link = weakest(links, codes)
    if link is None or (link.state != DIFFERENT and link.score >= LIKELY):
        return
    names = {"first": codes[link.first], "second": codes[link.second]}
    if link.state == DIFFERENT:
        raise InvalidValue(
            "{first} and {second} were decided to be different: leave one of them out, or allow "
            "it (kehao duplicates merge --unlike).",
            field="code",
            **names,
        )
    raise InvalidValue(
        "{first} and {second} do not look like one ({score}%): leave one of them out, or allow it "
        "(kehao duplicates merge --unlike).",
        field="code",
        **names,
        score=int(link.score * 100),
    )


def _left_open(conn: Connection, merged: Sequence[int]) -> set[int]:
    """Who is in an open pair with one of these."""
    return {
        row[0]
        for one in merged
        for here, there in (("first", "second"), ("second", "first"))
        for row in conn.execute(_LEFT.format(one=here, other=there), (one,))
    }
