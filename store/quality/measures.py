"""How the records stand: how many lack what, cannot be read, or were not touched for long.

Counted in one walk over the table, a second or two of a million, so it is done daily and when
somebody asks; the last counts are kept and shown at once (`store.quality.trend`). Archived
customers do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from store.change import utc_now
from store.customers.fields import BUILT_IN, Field
from store.engine.cancel import Cancel
from store.engine.dialect import custom_value, let_read
from store.engine.driver import Connection
from store.quality.standards import ANY, Standards, failing_query, load_standards
from store.search.counting import count
from store.search.query import parse_query
from store.search.sql import Access, where
from store.search.standing import with_standing

if TYPE_CHECKING:
    from store.codes.segments import Says
    from store.session import Session

AGES: Final = (30, 90, 180, 365)
"""Days since the last change between which customers are counted."""


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """One field. filled: who has a value; required: who must have one, lacking: who of these has
    none; flagged: whose value could not be read."""

    filled: int = 0
    required: int = 0
    lacking: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """How all customers who are not archived stood at a moment (UTC).

    incomplete: who lack a required field; lacking: how many values are lacking in all, out of
    `required`. stale, flagged, failing: who are untouched too long, have a value that cannot be
    read, do not fit a check. ages: who were changed within so many days (AGES, then longer ago).
    checks: who fail each, by its name. types: customers, and those incomplete, by type.
    """

    at: str
    customers: int = 0
    incomplete: int = 0
    required: int = 0
    lacking: int = 0
    stale: int = 0
    flagged: int = 0
    failing: int = 0
    ages: tuple[int, ...] = (0,) * (len(AGES) + 1)
    fields: Mapping[str, FieldFigures] = field(default_factory=dict)
    checks: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def completeness(self) -> float:
        """The share of required values that are there, 0 to 1; 1 where nothing is required."""
        return 1 - self.lacking / self.required if self.required else 1.0

    def as_json(self) -> dict[str, Any]:
        """The figures as JSON holds them; `figures_of` reads them."""
        return asdict(self)


def figures_of(image: Mapping[str, Any]) -> Figures:
    """Figures out of their JSON; what an earlier version did not count is 0."""
    known = {name: image[name] for name in Figures.__slots__ if name in image}
    return Figures(
        **{
            **known,
            "ages": tuple(image.get("ages", ())),
            "fields": {n: FieldFigures(**f) for n, f in image.get("fields", {}).items()},
            "types": {n: (pair[0], pair[1]) for n, pair in image.get("types", {}).items()},
        }
    )


def measure(session: Session, cancel: Cancel | None = None) -> Figures:
    """Count everything anew. Raises Stopped."""
    with session.reading(cancel) as conn:
        fields = session.field_map(conn)
        standards = load_standards(conn, fields)
        midnight = datetime.combine(session.today(), time(), session.zone)
        figures = _walk(conn, fields, standards, midnight)
        counted = {
            check.name: _fitting(session, conn, fields, failing_query(check))
            for check in standards.checks
        }
        failing = _fitting(session, conn, fields, "is:failing") if counted else 0
    return replace(figures, checks=counted, failing=failing)


def _fitting(session: Session, conn: Connection, fields: Mapping[str, Field], query: str) -> int:
    """How many a query of the house finds, whoever counts: no more than the number is told."""

    def says() -> Says:
        from store.codes.segments import load_says

        found = load_says(conn)
        if found.need_reading:
            let_read(conn, found.text)
        return found

    access = Access(fields, True, session.today(), session.zone, says)
    asked = with_standing(parse_query(query, fields), conn, fields)
    return count(conn, where(asked, access))


def _walk(
    conn: Connection, fields: Mapping[str, Field], standards: Standards, midnight: datetime
) -> Figures:
    """One statement over the table, a row for each type: what is there, and who lacks anything."""
    names = list(fields)
    columns = {n: f"customer.{n}" if n in BUILT_IN else custom_value(n) for n in names}
    params: list[str] = []
    sums = [f"sum({columns[name]} <> '')" for name in names]
    sums.append("sum(flags <> '')")
    sums.append(f"sum({_incomplete(standards, columns, params)})")
    sums.append(f"sum({_stale(standards, midnight, params)})")
    for days in AGES:
        sums.append("sum(changed >= ?)")
        params.append(_moment(midnight, days))
    rows = conn.execute(
        f"SELECT type, count(*), {', '.join(sums)} FROM customer WHERE archived = 0"
        " GROUP BY type ORDER BY type",
        params,
    ).fetchall()
    flagged = _flagged(conn)
    filled = dict.fromkeys(names, 0)
    required = dict.fromkeys(names, 0)
    lacking = dict.fromkeys(names, 0)
    types: dict[str, tuple[int, int]] = {}
    rest = [0] * (3 + len(AGES))
    for type_, many, *counts in rows:
        for name, there in zip(names, counts, strict=False):
            filled[name] += there
        for name in standards.of_type(type_):
            if name in filled:
                required[name] += many
                lacking[name] += many - counts[names.index(name)]
        rest = [one + more for one, more in zip(rest, counts[len(names) :], strict=True)]
        types[type_] = many, counts[len(names) + 1]
    customers = sum(many for many, _ in types.values())
    within = [0, *rest[3:], customers]
    return Figures(
        at=utc_now(),
        customers=customers,
        flagged=rest[0],
        incomplete=rest[1],
        stale=rest[2],
        required=sum(required.values()),
        lacking=sum(lacking.values()),
        ages=tuple(after - before for before, after in pairwise(within)),
        fields={
            name: FieldFigures(filled[name], required[name], lacking[name], flagged[name])
            for name in names
        },
        types=types,
    )


def _incomplete(standards: Standards, columns: Mapping[str, str], params: list[str]) -> str:
    """Whether a customer lacks anything that its type must have, as SQL."""

    def lacks(names: Iterable[str]) -> str:
        return " OR ".join([f"{columns[n]} = ''" for n in names if n in columns]) or "0"

    cases = []
    for type_, names in standards.required.items():
        if type_ != ANY:
            cases.append(f"WHEN ? THEN {lacks(names)}")
            params.append(type_)
    other = lacks(standards.required.get(ANY, ()))
    return f"CASE type {' '.join(cases)} ELSE {other} END" if cases else f"({other})"


def _stale(standards: Standards, midnight: datetime, params: list[str]) -> str:
    """Whether a customer was not touched for too long, as SQL; the same as `is:stale` means."""
    cases = []
    for level, days in standards.levels.items():
        cases.append("WHEN ? THEN changed < ?")
        params += [level, _moment(midnight, days)]
    params.append(_moment(midnight, standards.days))
    return f"CASE level {' '.join(cases)} ELSE changed < ? END" if cases else "changed < ?"


def _moment(midnight: datetime, days: int) -> str:
    """The beginning of the day so many days ago, as the store keeps moments."""
    return f"{(midnight - timedelta(days)).astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def _flagged(conn: Connection) -> Counter[str]:
    """How many have a value that could not be read, by field."""
    found: Counter[str] = Counter()
    for flags, many in conn.execute(
        "SELECT flags, count(*) FROM customer WHERE flags <> '' AND archived = 0 GROUP BY flags"
    ):
        for name in flags.split():
            found[name] += many
    return found
