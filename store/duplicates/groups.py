"""Groups: three or more customers who hang together through open pairs, seen and merged as one.

A group is what pairs make of it: A like B and B like C says nothing of A and C. So every two of the
members are compared as they are now, whether they were found as a pair or not, and the weakest of
these links says what the group is worth.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.customers.record import Customer, find_id, load, masked
from store.duplicates.grouping import grouped_pairs, hanging_together, reached
from store.duplicates.keeping import DIFFERENT, NEVER, OPEN
from store.duplicates.model import Weight
from store.duplicates.pairs import Who, judge_each, who_of
from store.engine.dialect import LISTED_IDS
from store.engine.driver import Connection
from store.errors import NotFound
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session

MOST_MEMBERS: Final = 20
"""So many members of a group are shown and merged at once, those that hang together most."""

_STATES: Final = (
    "SELECT first, second, state FROM duplicate"
    f" WHERE first IN ({LISTED_IDS}) AND second IN ({LISTED_IDS})"
)


@dataclass(frozen=True, slots=True)
class Link:
    """Two members (by their ids, the smaller first) as they are now: how likely they are one, why,
    and the state of their pair, empty when they were never found as one."""

    first: int
    second: int
    score: float
    reasons: tuple[Weight, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """Customers who hang together, by their ids, as the reader may see them.

    links: every two of them, the likest first. total: how many hang together; more than there are
    members when they are too many to be shown.
    """

    members: tuple[Customer, ...]
    links: tuple[Link, ...]
    total: int

    def member(self, id: int) -> Customer:
        """The member with this id."""
        return next(one for one in self.members if one.id == id)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in a list. best, weakest: of the scores with which its pairs were found. pairs: how
    many of its members' pairs were found, of `pairs_possible`: fewer make a chain."""

    members: tuple[Who, ...]
    total: int
    best: float
    weakest: float
    pairs: int

    @property
    def pairs_possible(self) -> int:
        """How many pairs so many members make."""
        return self.total * (self.total - 1) // 2


def weakest(links: Iterable[Link], ids: Collection[int]) -> Link | None:
    """The link that speaks most against merging these: who were decided to be different, else the
    two who are the least alike."""
    among = [one for one in links if one.first in ids and one.second in ids]
    return min(among, key=lambda one: (one.state != DIFFERENT, one.score), default=None)


def whose_values(
    keep: Customer, others: Sequence[Customer], take: Mapping[str, int]
) -> dict[str, int]:
    """For each field the id of the member whose value stays when these are merged into `keep`.

    That is whom `take` names for the field, else the survivor, else the first who has a value.
    Fields that nobody has are left out; a member without a value is not taken from.
    """
    order = (keep, *others)
    found: dict[str, int] = {}
    for name in keep.values:
        having = [one.id for one in order if one.values.get(name)]
        if having:
            found[name] = take[name] if take.get(name) in having else having[0]
    return found


def grouped(
    session: Session, minimum: float, least: int, limit: int, offset: int
) -> list[GroupLine]:
    """See `Duplicates.groups`."""
    with session.reading() as conn:
        pairs = grouped_pairs(conn, OPEN, minimum)
        group_of = hanging_together(pairs)
        members: dict[int, list[int]] = {}
        for one, group in group_of.items():
            members.setdefault(group, []).append(one)
        scores: dict[int, list[float]] = {}
        for first, _, score in pairs:
            scores.setdefault(group_of[first], []).append(score)
        chosen = [group for group in scores if len(members[group]) >= least]
        chosen = chosen[offset : offset + limit]
        shown = {group: sorted(members[group])[:MOST_MEMBERS] for group in chosen}
        who = who_of(conn, {one for ids in shown.values() for one in ids})
    return [
        GroupLine(
            members=tuple(who[one] for one in shown[group] if one in who),
            total=len(members[group]),
            best=scores[group][0],
            weakest=scores[group][-1],
            pairs=len(scores[group]),
        )
        for group in chosen
    ]


def group_of(session: Session, code: str, minimum: float) -> Group:
    """See `Duplicates.group`."""
    with session.reading() as conn:
        fields = session.field_map(conn)
        start = find_id(conn, clean(code))
        ids = reached(conn, start, minimum)
        if len(ids) < 2 or load(conn, start, fields).archived:
            raise NotFound("{code} is in no open pair: see kehao duplicates list.", code=code)
        shown = sorted(ids[:MOST_MEMBERS])
        members = [load(conn, one, fields) for one in shown]
        links = links_of(session, conn, shown)
    if not session.may("customer.see_personal"):
        members = [masked(one, fields) for one in members]
    return Group(tuple(members), tuple(links), len(ids))


def links_of(session: Session, conn: Connection, ids: Collection[int]) -> list[Link]:
    """Every two of these customers as they are now, the likest first."""
    listed = json.dumps(sorted(ids))
    states = {
        (first, second): state for first, second, state in conn.execute(_STATES, (listed, listed))
    }
    return [
        Link(
            one.first.id,
            one.second.id,
            one.score,
            one.weights,
            states.get((one.first.id, one.second.id), NEVER),
        )
        for one in judge_each(session, conn, ids)
    ]
