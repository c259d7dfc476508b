"""Pairs as people see them: listed, shown side by side, decided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers.fields import Field
from store.customers.record import Customer, find_id, load, masked
from store.duplicates.candidates import known_others
from store.duplicates.comparing import MISSING, SAME, Likeness, compare
from store.duplicates.grouping import grouped_pairs, hanging_together
from store.duplicates.keeping import (
    NEVER,
    OPEN,
    STATES,
    Judged,
    kept_model,
    prints_text,
    read_reasons,
    reasons_text,
)
from store.duplicates.model import Model, Weight, read_model
from store.duplicates.profile import compared_custom
from store.duplicates.reading import count, these_profiles
from store.engine.dialect import LISTED_IDS
from store.engine.driver import Connection
from store.errors import InvalidValue
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session


@dataclass(frozen=True, slots=True)
class Who:
    """One of a pair, with what tells customers apart at a glance."""

    id: int
    code: str
    name: str
    city: str
    contact: str
    archived: bool


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two customers who may be one. score: how likely, 0 to 1. reasons: what speaks for it, and
    against it (negative bits), the weightiest first. group: customers who hang together through
    pairs have the same number, that of the smallest id among them; `together` is how many."""

    first: Who
    second: Who
    score: float
    reasons: tuple[Weight, ...]
    state: str
    group: int
    together: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Two customers side by side, as the reader may see them, and what is thought of them."""

    first: Customer
    second: Customer
    score: float
    reasons: tuple[Weight, ...]
    state: str


_LIST: Final = (
    "SELECT duplicate.first, duplicate.second, duplicate.score, duplicate.reasons, duplicate.state"
    " FROM duplicate JOIN customer AS one ON one.id = duplicate.first AND one.archived = 0"
    " JOIN customer AS other ON other.id = duplicate.second AND other.archived = 0"
    " WHERE duplicate.state = ? AND duplicate.score >= ?"
    " ORDER BY duplicate.score DESC, duplicate.first, duplicate.second LIMIT ? OFFSET ?"
)
_COUNT: Final = (
    "SELECT count(*) FROM duplicate JOIN customer AS one ON one.id = duplicate.first"
    " AND one.archived = 0 JOIN customer AS other ON other.id = duplicate.second"
    " AND other.archived = 0 WHERE duplicate.state = ? AND duplicate.score >= ?"
)
_WHO: Final = (
    f"SELECT id, code, name, city, contact, archived FROM customer WHERE id IN ({LISTED_IDS})"
)


def listed(
    session: Session, state: str, minimum: float, limit: int, offset: int
) -> list[DuplicatePair]:
    """See `Duplicates.list`."""
    check_state(state)
    with session.reading() as conn:
        fields = session.field_map(conn)
        rows = conn.execute(_LIST, (state, minimum, limit, offset)).fetchall()
        groups = hanging_together(grouped_pairs(conn, state, minimum))
        sizes = Counter(groups.values())
        who = who_of(conn, {id_ for row in rows for id_ in row[:2]})
        model = model_of(session, conn)
    whole = session.may("customer.see_personal")
    pairs = []
    for first, second, score, text, found_state in rows:
        if first not in who or second not in who:
            continue
        reasons = read_reasons(text)
        if not whole:
            reasons = seen_by_masked(reasons, fields)
            score = round(model.score(reasons), 4)
        group = groups.get(first, first)
        pairs.append(
            DuplicatePair(
                who[first], who[second], score, reasons, found_state, group, sizes[group] or 2
            )
        )
    return pairs


def counted(session: Session, state: str, minimum: float) -> int:
    """See `Duplicates.count`."""
    check_state(state)
    with session.reading() as conn:
        return int(conn.execute(_COUNT, (state, minimum)).fetchone()[0])


def who_of(conn: Connection, ids: Iterable[int]) -> dict[int, Who]:
    """These customers by id."""
    rows = conn.execute(_WHO, (json.dumps(sorted(ids)),))
    found = [Who(*row) for row in rows]
    return {one.id: replace(one, archived=bool(one.archived)) for one in found}


def seen_by_masked(reasons: Iterable[Weight], fields: Mapping[str, Field]) -> tuple[Weight, ...]:
    """The reasons that tell no more of masked values than that they are wholly the same."""
    return tuple(
        one
        for one in reasons
        if one.level == SAME or one.field not in fields or not fields[one.field].personal
    )


def hidden(
    likenesses: Sequence[Likeness], model: Model, fields: Mapping[str, Field]
) -> list[Likeness]:
    """The likenesses of masked values only where they are wholly the same."""
    return [
        one
        if one.level == SAME or name not in fields or not fields[name].personal
        else Likeness(MISSING)
        for name, one in zip(model.fields, likenesses, strict=True)
    ]


def check_state(state: str) -> None:
    """Raise InvalidValue for a state that no pair can have."""
    if state not in STATES:
        raise InvalidValue("A pair is one of {choices}.", field="state", choices=", ".join(STATES))


def model_of(session: Session, conn: Connection) -> Model:
    """The model in force: the kept one, for the fields and customers there are now."""
    own = compared_custom(session.field_map(conn))
    return read_model(kept_model(conn), own, count(conn))


def shown(session: Session, first: str, second: str) -> Shown:
    """See `Duplicates.show`."""
    with session.reading() as conn:
        fields = session.field_map(conn)
        ids = _ids(conn, first, second)
        one, other = (load(conn, id_, fields) for id_ in ids)
        judged = judge(session, conn, *ids)
        state = state_of(conn, *ids)
    if session.may("customer.see_personal"):
        return Shown(one, other, judged.score, judged.weights, state)
    return Shown(masked(one, fields), masked(other, fields), judged.score, judged.weights, state)


def _ids(conn: Connection, first: str, second: str) -> tuple[int, int]:
    ids = find_id(conn, clean(first)), find_id(conn, clean(second))
    if ids[0] == ids[1]:
        raise InvalidValue("{code} is one customer: name two.", field="code", code=first)
    return ids


def state_of(conn: Connection, first: int, second: int) -> str:
    """The state of the pair of two customers."""
    row = conn.execute(
        "SELECT state FROM duplicate WHERE first = ? AND second = ?",
        (min(first, second), max(first, second)),
    ).fetchone()
    return str(row[0]) if row else NEVER


def judge(session: Session, conn: Connection, first: int, second: int) -> Judged:
    """What is thought of two customers as they are now, told as the reader may know it."""
    return judge_each(session, conn, (first, second))[0]


def judge_each(session: Session, conn: Connection, ids: Iterable[int]) -> list[Judged]:
    """What is thought of every two of these customers, the smaller id first; the likest first."""
    fields = session.field_map(conn)
    model = model_of(session, conn)
    others = known_others(conn, model)
    whole = session.may("customer.see_personal")
    profiles = sorted(these_profiles(conn, ids, compared_custom(fields)), key=lambda one: one.id)
    found = []
    for one, other in combinations(profiles, 2):
        likenesses = compare(one, other)
        if not whole:
            likenesses = hidden(likenesses, model, fields)
        weights = model.weights(likenesses, others)
        ordered = tuple(sorted(weights, key=lambda each: -each.bits))
        found.append(Judged(one, other, round(model.score(weights), 4), ordered))
    return sorted(found, key=lambda each: -each.score)


# -- deciding --------------------------------------------------------------------------------------


def decide(session: Session, first: str, second: str, decision: str, reason: str) -> str:
    """See `Duplicates.decide`; for all decisions but to merge. Returns what it was before."""
    check_state(decision)
    with session.reading() as conn:
        ids = _ids(conn, first, second)
        judged = judge(session, conn, *ids)
    with session.writing("customer.merge") as change:
        before = state_of(change.conn, *ids) or OPEN
        if before == decision:
            return before
        set_state(change, judged, decision)
        log_decision(change, ids, before, decision, clean(reason))
        return before


def log_decision(
    change: Change, ids: tuple[int, int], before: str, after: str, reason: str, group: str = ""
) -> None:
    """The line of the log for what was decided about two customers."""
    who = who_of(change.conn, ids)
    beside = {"with": who[ids[1]].code, "pair": sorted(ids)}
    change.log(
        "duplicate.decide",
        who[ids[0]].code,
        before={"decision": before, **beside},
        after={"decision": after, **beside},
        reason=reason,
        group=group,
    )


def set_state(change: Change, judged: Judged, decision: str) -> None:
    """Keep what was decided about a pair, with what tells later whether the two have changed."""
    prints = "" if decision == OPEN else prints_text(judged.first, judged.second)
    change.conn.execute(
        "INSERT INTO duplicate (first, second, score, reasons, state, prints, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (first, second) DO UPDATE SET"
        " score = excluded.score, state = excluded.state, prints = excluded.prints,"
        " reasons = excluded.reasons, at = excluded.at, by = excluded.by",
        (
            judged.first.id,
            judged.second.id,
            judged.score,
            reasons_text(judged.weights),
            decision,
            prints,
            change.at,
            change.actor.name,
        ),
    )
