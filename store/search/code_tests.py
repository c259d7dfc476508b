"""Tests of what a customer's present code says, as SQL: `rule:`, `code.region:`, `code.seq:` …

Each is asked in two ways. Narrow: from rule versions and counters to codes by index, which is
quick where few fit. Tested: the code of one customer after the other is looked at along the order
of a page, which is quick where many do. Which of the two, `store.search.pages` decides.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import TYPE_CHECKING, Final, TypeAlias

from store.customers.fields import Field
from store.engine import dialect
from store.search.conditions import (
    EVERYTHING,
    NOTHING,
    Access,
    Condition,
    joined,
    negated,
    text_test,
)
from store.search.matches import check_said, check_text
from store.search.meaning import read_number, read_yes
from store.search.names import SYSTEM, segment_field, segment_width
from store.search.sets import Listed
from store.search.tree import Criterion

if TYPE_CHECKING:
    from store.codes.segments import Place, Version

Sql: TypeAlias = tuple[str, tuple[object, ...]]

_BY_COUNTER: Final = (
    "SELECT code.customer AS id FROM counter_segment AS said CROSS JOIN code"
    " ON code.counter = said.counter AND code.rule_version = said.rule_version"
    " WHERE code.state = 'live' AND said.token = ? AND said.rule_version IN ({versions})"
)
_WITHOUT_COUNTER: Final = (
    "SELECT code.customer AS id FROM code WHERE code.counter IS NULL AND code.state = 'live'"
    " AND code.rule_version IN ({versions})"
)
_BY_NUMBER: Final = (
    "SELECT code.customer AS id FROM counter CROSS JOIN code ON code.counter = counter.id"
    " WHERE code.state = 'live' AND {number}"
)
_UNEXPLAINED: Final = (
    "SELECT customer AS id FROM code"
    " WHERE rule_version IS NULL AND state = 'live' AND origin {origin}"
)
_TESTED: Final = (
    "EXISTS (SELECT 1 FROM code"
    " WHERE code.customer = customer.id AND code.state = 'live' AND {sql})"
)


@dataclass(slots=True)
class _Asked:
    """What is asked of codes: selects of the customers it fits, and conditions on a code."""

    ways: list[Sql] = field(default_factory=list)
    bodies: list[Sql] = field(default_factory=list)
    several: bool = False
    """Whether a code can fit two of the selects: each customer counts once."""

    def condition(self) -> Condition:
        if not self.bodies:
            return NOTHING
        by = " UNION " if self.several else " UNION ALL "
        ways = by.join([sql for sql, _ in self.ways])
        params = tuple(param for _, more in self.ways for param in more)
        body = joined([Condition(*each) for each in self.bodies], " OR ")
        tested = _TESTED.format(sql=f"({body.sql})")
        return Condition(
            f"customer.id IN ({ways})",
            params,
            Listed(ways, params),
            Condition(tested, body.params),
        )


def code_test(name: str, tests: Sequence[Criterion], access: Access) -> Condition:
    """A test of `rule`, `code.seq`, `code.legacy` or a segment: any of the tests may fit."""
    if name == "rule":
        check = [check_text(SYSTEM[name], test) for test in tests]
        versions = access.says().versions.values()
        return of_versions([v for v in versions if any(fits(v.rule) for fits in check)])
    if name == "code.legacy":
        asked = {read_yes(test.value.text) for test in tests}
        return EVERYTHING if len(asked) > 1 else _legacy(yes=True in asked)
    found = _Asked(several=len(tests) > 1)
    for test in tests:
        if name == "code.seq":
            _number(found, test)
        else:
            _segment(found, segment_field(name), test, access)
    return found.condition()


def has_segment(name: str, access: Access, *, wanted: bool) -> Condition:
    """Whether the code shows this segment at all, or a rule explains it (`rule`)."""
    if name == "rule":
        unexplained = _unexplained("<> ''")
        return negated(unexplained) if wanted else unexplained
    shows = of_versions(access.says().showing(name.removeprefix("code.")))
    return shows if wanted else negated(shows)


def of_versions(versions: Sequence[Version]) -> Condition:
    """The customers whose present code one of these rule versions made."""
    found = _Asked()
    if versions:
        _add(found, versions, "", None, None)
    return found.condition()


def segment_value(token: str, access: Access) -> str:
    """The SQL of a segment's text in the row `code`; empty where the code does not show it."""
    by_place: dict[tuple[Place, ...] | None, list[Version]] = {}
    for version in access.says().showing(token):
        by_place.setdefault(version.places(token), []).append(version)
    cases = [
        f"WHEN code.rule_version IN ({_ids(versions)}) THEN {_cut(token, places)}"
        for places, versions in by_place.items()
    ]
    return f"CASE {' '.join(cases)} ELSE '' END" if cases else "''"


def is_decided(token: str, access: Access) -> bool:
    """Whether every code that shows a segment takes it from what its counter says."""
    return all(token in version.decided for version in access.says().showing(token))


SAID: Final = (
    "SELECT code.customer AS id, said.text AS said FROM counter_segment AS said CROSS JOIN code"
    " ON code.counter = said.counter AND code.rule_version = said.rule_version"
    " WHERE code.state = 'live' AND said.token = ?"
)
"""Who has which text of a segment that counters decide (one parameter: the token)."""


def _legacy(*, yes: bool) -> Condition:
    legacy = _unexplained("= 'import'")
    return legacy if yes else negated(legacy)


def _unexplained(origin: str) -> Condition:
    body = f"code.rule_version IS NULL AND code.origin {origin}"
    return _Asked([(_UNEXPLAINED.format(origin=origin), ())], [(body, ())]).condition()


def _number(found: _Asked, test: Criterion) -> None:
    low = read_number(test.value.text)
    params: tuple[object, ...] = (low,)
    sql = f"code.number {test.op or '='} ?"
    if test.upper is not None:
        sql, params = "code.number BETWEEN ? AND ?", (low, read_number(test.upper.text))
    found.ways.append((_BY_NUMBER.format(number=sql), params))
    found.bodies.append((f"code.number IS NOT NULL AND {sql}", params))


def _segment(found: _Asked, asked: Field, test: Criterion, access: Access) -> None:
    """Add the customers whose codes show a segment that fits."""
    token = asked.name.removeprefix("code.")
    known = access.fields.get(token)
    secret = known is not None and access.hides(known)
    fits = check_said(asked, test)
    groups: dict[tuple[str, ...] | None, list[Version]] = {}
    for version in access.says().showing(token):
        texts = None
        table = version.table(token)
        if table is not None:
            codes = sorted(set(table.values()))
            meant = [() if secret else version.values(token, code) for code in codes]
            texts = tuple([c for c, m in zip(codes, meant, strict=True) if fits(c, m)])
        groups.setdefault(texts, []).append(version)
    for texts, versions in groups.items():
        if texts == ():
            continue
        _add(found, versions, token, texts, test)


def _add(
    found: _Asked,
    versions: Sequence[Version],
    token: str,
    texts: tuple[str, ...] | None,
    test: Criterion | None,
) -> None:
    """Add the codes of some versions, those only whose segment is one of the texts, or fits."""
    by_counter = [
        v for v in versions if v.pattern.seq is not None and (v.decided >= {token} - {""})
    ]
    if by_counter:
        sql = _BY_COUNTER.format(versions=_ids(by_counter))
        said = _said("said.text", token, texts, test)
        found.ways.append((f"{sql} AND {said[0]}", (token, *said[1])))
    rest: dict[tuple[Place, ...] | None, list[Version]] = {}
    for version in versions:
        rest.setdefault(version.places(token) if token else (), []).append(version)
    for places, some in rest.items():
        sql, params = _said(_cut(token, places), token, texts, test)
        found.bodies.append((f"code.rule_version IN ({_ids(some)}) AND {sql}", params))
        others = [v for v in some if v not in by_counter]
        if counted := [v for v in others if v.pattern.seq is not None]:
            way = _BY_COUNTER.format(versions=_ids(counted))
            found.ways.append((f"{way} AND {sql}", ("", *params)))
        if free := [v for v in others if v.pattern.seq is None]:
            way = _WITHOUT_COUNTER.format(versions=_ids(free))
            found.ways.append((f"{way} AND {sql}", params))


def _said(column: str, token: str, texts: tuple[str, ...] | None, test: Criterion | None) -> Sql:
    """A condition on a segment's text."""
    if test is None:
        return "1 = 1", ()
    if texts is not None:
        return f"{column} IN ({dialect.LISTED_IDS})", (json.dumps(texts, ensure_ascii=False),)
    width = segment_width(token)
    if width:
        low, high = _bounds(test, 10**width - 1)
        if low > high:
            return "0 = 1", ()
        return f"{column} BETWEEN ? AND ?", (str(low).zfill(width), str(high).zfill(width))
    made = text_test(column, test, contains=False)
    return f"({made.sql})", made.params


def _bounds(test: Criterion, most: int) -> tuple[int, int]:
    """The whole numbers from 0 to `most` that a test of a number lets through."""

    def read(text: str) -> float:
        return min(max(read_number(text) or 0.0, -1.0), most + 1.0)

    low = read(test.value.text)
    if test.upper is not None:
        return max(ceil(low), 0), min(floor(read(test.upper.text)), most)
    match test.op:
        case ">":
            return max(floor(low) + 1, 0), most
        case ">=":
            return max(ceil(low), 0), most
        case "<":
            return 0, min(ceil(low) - 1, most)
        case "<=":
            return 0, min(floor(low), most)
    return max(ceil(low), 0), min(floor(low), most)


def _cut(token: str, places: tuple[Place, ...] | None) -> str:
    """The SQL that cuts a segment out of a code's text."""
    if places is None:
        return dialect.segment_read(token)
    return " || ".join(map(_piece, places)) or "''"


def _piece(place: Place) -> str:
    text = "code.text"
    if place.before is None:
        return f"substr({text}, length({text}) - {place.after + place.width - 1}, {place.width})"
    width = str(place.width)
    if not place.width:
        width = f"length({text}) - {place.before + place.after}"
    return f"substr({text}, {place.before + 1}, {width})"


def _ids(versions: Sequence[Version]) -> str:
    return ", ".join([str(version.id) for version in versions])
