"""Which rows of an import look like somebody: a customer, or an earlier row of the file.

Asked of indexes, a chunk of rows at once: a shared phone, mail or credit code, or the same name
with the same contact, address or birthday. Only those few are compared; what is likely goes into
the queue of pairs with the rows themselves. (`finding` looks deeper, over the whole store.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from store.change import Change
from store.customers.fields import Field
from store.customers.preparing import Draft
from store.duplicates.candidates import known_others
from store.duplicates.comparing import compare
from store.duplicates.keeping import Judged, kept_model, put
from store.duplicates.model import Model, Others, Weight, read_model
from store.duplicates.profile import SHORTEST_PHONE, Profile, compared_custom, of_values
from store.duplicates.reading import count, these_profiles
from store.engine.driver import Connection
from store.text import fold

LIKELY: Final = 0.5
AT_ONCE: Final = 800
"""Values in one IN (…)."""
MOST: Final = 10
"""So many are compared with a row, at most."""
COMMON: Final[Mapping[str, int]] = {
    "phone_key": 50,
    "email": 50,
    "credit_code": 50,
    "name_key": 10,
}
"""A value that more have says nothing: nobody is compared for it alone. A few for names: each who
has one must be read for what stands beside it, and people's names are shared by hundreds."""

_SEEN: Final = "id, code, contact, address, birthday"
_SAME: Final = ("email", "credit_code")
_BY: Final = ("phone_key", *_SAME)
"""Sharing one of these is enough to be compared."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that looks like somebody: who (a code, or the number of an earlier row), how likely it
    is the same customer, and why."""

    row: int
    code: str
    earlier_row: int
    score: float
    reasons: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Someone:
    """Whom a row could be: a customer, or an earlier row (`draft`) that is not written yet.

    beside: contact, address and birthday, which must speak for it where only the name is the same.
    """

    id: int
    code: str
    row: int
    beside: tuple[str, ...]
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the one it is most like, with both profiles."""

    row: int
    other: Someone
    mine: Profile
    theirs: Profile
    score: float
    reasons: tuple[Weight, ...]

    @property
    def alike(self) -> Alike:
        """It as the result of an import tells it."""
        return Alike(self.row, self.other.code, self.other.row, self.score, self.reasons)


_Key = tuple[str, str]


class Traits(NamedTuple):
    """What a row is found by: values that it may share, and what stands beside its name (folded
    contact and address, birthday)."""

    shared: tuple[_Key, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Who has which value, and which values too many have."""

    by: dict[_Key, list[Someone]]
    common: set[_Key]


class Arriving:
    """One import's look-out for doubles."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._own: tuple[str, ...] = ()

    def look(
        self, conn: Connection, fields: Mapping[str, Field], rows: Sequence[tuple[int, Draft]]
    ) -> list[Match | None]:
        """For each row (its number and draft) whom it is most like, if it is likely to be them."""
        if self._model is None:
            self._own = compared_custom(fields)
            self._model = read_model(kept_model(conn), self._own, count(conn))
        traits = [_traits(draft) for _, draft in rows]
        known = self._among(conn, traits)
        others = known_others(conn, self._model)
        found: list[Match | None] = []
        for (number, draft), mine in zip(rows, traits, strict=True):
            near = _near(mine, known)
            found.append(self._best(conn, number, draft, near, others) if near else None)
            someone = Someone(0, "", number, mine.beside, draft)
            for key in mine.shared:  # let later rows find this one
                known.by.setdefault(key, []).append(someone)
        return found

    def keep(self, change: Change, matches: Iterable[Match], ids: Mapping[int, int]) -> None:
        """Put pairs into the queue, once their rows are written; `ids`: by the row's number."""
        judged = []
        for match in matches:
            mine, other = ids.get(match.row, 0), match.other.id or ids.get(match.other.row, 0)
            if mine and other:
                pair = replace(match.theirs, id=other), replace(match.mine, id=mine)
                first, second = sorted(pair, key=_id)
                judged.append(Judged(first, second, match.score, match.reasons))
        put(change, judged, change.at)

    # -- inside ---------------------------------------------------------------------------------

    def _among(self, conn: Connection, rows: Iterable[Traits]) -> Known:
        """Who shares a value with one of the rows, in the store."""
        wanted: dict[str, set[str]] = {column: set() for column in (*_BY, "name_key")}
        for row in rows:
            for column, value in row.shared:
                wanted[column].add(value)
        known = Known({}, set())
        for column, values in wanted.items():
            few = []
            for value, holders in _held(conn, column, sorted(values)):
                if holders > COMMON[column]:
                    known.common.add((column, value))
                else:
                    few.append(value)
            for value, id_, code, *beside in _in(conn, column, few):
                someone = Someone(id_, code, 0, tuple(beside))
                known.by.setdefault((column, value), []).append(someone)
        return known

    def _best(
        self,
        conn: Connection,
        number: int,
        draft: Draft,
        near: Sequence[Someone],
        others: Others,
    ) -> Match | None:
        assert self._model is not None
        mine = self._profile(draft)
        ids = [one.id for one in near if one.id]
        there = {one.id: one for one in these_profiles(conn, ids, self._own)} if ids else {}
        best: Match | None = None
        for one in near:
            theirs = there.get(one.id) if one.draft is None else self._profile(one.draft)
            if theirs is None:
                continue
            weights = self._model.weights(compare(mine, theirs), others)
            score = self._model.score(weights)
            if score >= LIKELY and (best is None or score > best.score):
                best = Match(number, one, mine, theirs, round(score, 4), tuple(weights))
        return best

    def _profile(self, draft: Draft) -> Profile:
        return of_values(0, draft.values, self._own, [text for _, text in draft.names])


def _id(one: Profile) -> int:
    return one.id


def _traits(draft: Draft) -> Traits:
    """What a draft is found by; the name only with something beside it, and a contact who is the
    customer is nobody else's."""
    get = draft.values.get
    contact = get("contact", "")
    beside = (
        fold(contact) if contact and contact != draft.values["name"] else "",
        fold(address) if (address := get("address", "")) else "",
        get("birthday", ""),
    )
    shared = []
    if len(draft.phone_key) >= SHORTEST_PHONE:
        shared.append(("phone_key", draft.phone_key))
    shared += [(column, value) for column in _SAME if (value := get(column, ""))]
    if any(beside):
        shared.append(("name_key", draft.name_key))
    return Traits(tuple(shared), beside)


def _near(row: Traits, known: Known) -> list[Someone]:
    """Who shares enough to be compared, each once."""
    found: dict[tuple[int, int], Someone] = {}
    for key in row.shared:
        some = known.by.get(key)
        if some is None or key in known.common or len(some) > COMMON[key[0]]:
            continue
        for one in some:
            named_only = key[0] == "name_key"
            if named_only and not any(
                mine and mine == fold(theirs)
                for mine, theirs in zip(row.beside, one.beside, strict=True)
            ):
                continue
            found[one.id, one.row] = one
    return list(found.values())[:MOST]


def _held(conn: Connection, column: str, values: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The values of a column that somebody has, with how many: no further than it matters.

    Of the index alone (the column's): a row read for each of a thousand 张伟 would cost more than
    all else that an import does.
    """
    found = conn.execute(
        "SELECT wanted.value, (SELECT count(*) FROM"
        f" (SELECT 1 FROM customer WHERE {column} = wanted.value AND {column} <> '' LIMIT ?))"
        " FROM json_each(?) AS wanted",
        (COMMON[column] + 1, json.dumps(values, ensure_ascii=False)),
    )
    for value, holders in found:
        if holders:
            yield value, holders


def _in(conn: Connection, column: str, values: Sequence[str]) -> Iterator[Any]:
    """Who has one of these values in a column, with the value in front (index: the column's)."""
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        marks = ", ".join("?" * len(part))
        yield from conn.execute(
            f"SELECT {column}, {_SEEN} FROM customer WHERE {column} IN ({marks})"
            f" AND {column} <> ''",
            part,
        )
