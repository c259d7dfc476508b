"""What a change to many would do, before it is done: counts of all, and the first ones in full.

What the store keeps as sets (`store.search.facets`) is counted at once, also of a million. Other
fields are read, a second or two of a million, and reading stops when it is told to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from store import bits
from store.customers.bulk_steps import ChangeTags, SetArchived, SetValues, What
from store.customers.chosen import Chosen
from store.customers.fields import BUILT_IN, MASK
from store.customers.loading import load_many
from store.customers.policy import policy_of
from store.engine.cancel import Cancel
from store.engine.dialect import LISTED_IDS, custom_value
from store.engine.driver import Connection
from store.errors import InvalidValue, KehaoError, NotFound
from store.search import facets
from store.text import fold

if TYPE_CHECKING:
    from store.session import Session

SCAN_FROM: Final = 5_000
"""Chosen customers from which on an index is walked, and not each of them looked up."""
BATCH: Final = 1_000
MOST_VALUES: Final = 5_000
"""Different values that are counted each by itself; of more, only how many customers have them."""
TOLD_VALUES: Final = 50
SAMPLES: Final = 200


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would become of all who are chosen.

    reasons: why `failed` of them cannot be changed. olds: the values that those have who would be
    changed, the most frequent first; others: how many of them have none of these values.
    """

    changed: int
    unchanged: int
    failed: int
    reasons: tuple[tuple[KehaoError, int], ...] = ()
    olds: tuple[tuple[str, int], ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One customer before and after; `error` says why it cannot be changed. Personal values are
    masked in `before` for those who may not see them."""

    id: int
    code: str
    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    error: KehaoError | None = None

    @property
    def changes(self) -> bool:
        """Whether it would be changed at all."""
        return self.error is None and self.before != self.after


def forecast(
    session: Session, chosen: Chosen, what: What, cancel: Cancel | None, reason: str = ""
) -> Forecast:
    """Count what the change would do."""
    with session.reading(cancel) as conn:
        if isinstance(what, SetValues):
            return _of_values(session, conn, chosen, what, cancel, reason)
        if isinstance(what, ChangeTags):
            return _of_tags(conn, chosen, what)
        return _of_archiving(conn, chosen, what)


def _of_values(
    session: Session,
    conn: Connection,
    chosen: Chosen,
    what: SetValues,
    cancel: Cancel | None,
    reason: str,
) -> Forecast:
    names = list(what.wanted)
    target = tuple(what.wanted.values())
    columns = [f"customer.{n}" if n in BUILT_IN else custom_value(n) for n in names]
    counts: Counter[tuple[str, ...]] = Counter()
    here = facets.everyone(conn) & chosen.bits
    present, others = here.bit_count(), 0
    if len(names) == 1 and names[0] in facets.COLUMNS:
        for value, many in facets.count_each(conn, names[0], here).items():
            counts[value,] = many
        counts["",] = present - counts.total()
    else:
        for row in _rows(conn, chosen, columns, cancel):
            values = row[1:]
            if values in counts or len(counts) < MOST_VALUES or values == target:
                counts[values] += 1
            else:
                others += 1
    unchanged = counts.pop(target, 0)
    changed = counts.total() + others
    masked = {
        name
        for name in names
        if what.fields[name].personal and not session.may("customer.see_personal")
    }
    olds: Counter[str] = Counter()
    for values, many in (+counts).items():
        olds[_shown(names, values, masked)] += many
    reasons = [*_policy(session, conn, what, changed, reason), *_gone(chosen, present)]
    failed = sum(many for _, many in reasons)
    told = olds.most_common(TOLD_VALUES)
    others += sum(olds.values()) - sum(many for _, many in told)
    changed = max(0, changed - failed + (len(chosen) - present))
    return Forecast(changed, unchanged, failed, tuple(reasons), tuple(told), others)


def _shown(names: Sequence[str], values: Sequence[str], masked: Collection[str]) -> str:
    """One value as it is, several as `field=value`."""
    texts = [MASK if v and n in masked else v for n, v in zip(names, values, strict=True)]
    if len(names) == 1:
        return texts[0]
    return ", ".join([f"{name}={text}" for name, text in zip(names, texts, strict=True)])


def _policy(
    session: Session, conn: Connection, what: SetValues, changing: int, reason: str
) -> Iterator[tuple[KehaoError, int]]:
    """A value that the house wants each customer to have alone: one may get it, at most."""
    if not changing:
        return
    policy = policy_of(session, conn, reason)
    try:
        policy.check(what.wanted)
    except InvalidValue as error:
        yield error, changing
        return
    policy.saved(what.wanted, MASK)
    try:
        policy.check(what.wanted)
    except InvalidValue as error:
        if changing > 1:
            only_one = InvalidValue(
                "The house wants each customer to have a {label} of its own: one gets it.",
                field=error.field,
                label=BUILT_IN[error.field].label,
            )
            yield only_one, changing - 1


def _gone(chosen: Chosen, present: int) -> Iterator[tuple[KehaoError, int]]:
    if present < len(chosen):
        gone = len(chosen) - present
        yield NotFound("This customer is gone: it was deleted or merged."), gone


def _of_tags(conn: Connection, chosen: Chosen, what: ChangeTags) -> Forecast:
    here = facets.everyone(conn) & chosen.bits
    done = here
    for tag in what.add:
        done &= _tagged(conn, tag)
    for tag in what.remove:
        done &= ~_tagged(conn, tag)
    return _two_ways(chosen, here, done)


def _tagged(conn: Connection, folded: str) -> int:
    """Who has a tag that is this one but for case and width."""
    same = [tag for tag, _ in facets.totals(conn, facets.TAG) if fold(tag) == folded]
    return facets.value_bits(conn, facets.TAG, same)


def _of_archiving(conn: Connection, chosen: Chosen, what: SetArchived) -> Forecast:
    here = facets.everyone(conn) & chosen.bits
    value = "yes" if what.archived else "no"
    return _two_ways(chosen, here, facets.value_bits(conn, facets.ARCHIVED, (value,)))


def _two_ways(chosen: Chosen, here: int, done: int) -> Forecast:
    """What becomes of those who are still there, some of whom are so already."""
    present, unchanged = here.bit_count(), (here & done).bit_count()
    reasons = tuple(_gone(chosen, present))
    return Forecast(present - unchanged, unchanged, len(chosen) - present, reasons)


def _rows(
    conn: Connection, chosen: Chosen, columns: Sequence[str], cancel: Cancel | None
) -> Iterator[tuple[Any, ...]]:
    """The id and these columns of those who are chosen and there. Raises Stopped."""
    selected = ", ".join(["customer.id", *columns])
    if len(chosen) < SCAN_FROM:
        walk = iter(chosen)
        while batch := list(islice(walk, BATCH)):
            sql = f"SELECT {selected} FROM customer WHERE id IN ({LISTED_IDS})"
            yield from conn.execute(sql, (json.dumps(batch),))
        return
    among = bits.tester(chosen.bits)
    cursor = conn.execute(f"SELECT {selected} FROM customer")
    while rows := cursor.fetchmany(BATCH):
        if cancel is not None:
            cancel.check()
        for row in rows:
            if among(row[0]):
                yield row


def samples(session: Session, ids: Collection[int], what: What) -> list[Sample]:
    """The first of those who are chosen, before and after."""
    listed = list(islice(ids, SAMPLES))
    sees = session.may("customer.see_personal")
    with session.reading() as conn:
        fields = session.field_map(conn)
        found = load_many(conn, listed, fields)
        reading = what.read(conn, listed)
    errors = dict(reading.failed)
    rows = []
    for one in listed:
        customer = found.get(one)
        if customer is None:
            rows.append(Sample(one, "", "", {}, {}, errors.get(one)))
            continue
        before, after = _before_after(what, customer.values, customer.tags, customer.archived)
        if not sees:
            before = {
                name: MASK if text and name in fields and fields[name].personal else text
                for name, text in before.items()
            }
            after = before if one not in {ready.id for ready in reading.ready} else after
        rows.append(Sample(one, customer.code, customer.values["name"], before, after))
    return rows


def _before_after(
    what: What, values: Mapping[str, str], tags: Sequence[str], archived: bool
) -> tuple[dict[str, str], dict[str, str]]:
    if isinstance(what, SetValues):
        return {name: values.get(name, "") for name in what.wanted}, dict(what.wanted)
    if isinstance(what, SetArchived):
        yes = {True: "yes", False: "no"}
        return {"archived": yes[archived]}, {"archived": yes[what.archived]}
    kept = [tag for tag in tags if fold(tag) not in what.remove]
    folded = {fold(tag) for tag in kept}
    new = sorted([*kept, *(tag for key, tag in what.add.items() if key not in folded)])
    return {"tags": ", ".join(tags)}, {"tags": ", ".join(new)}


def within(session: Session, chosen: Chosen, query: str, cancel: Cancel | None) -> int:
    """How many of those who are chosen a query finds."""
    if len(chosen) < SCAN_FROM:
        return len(session.search.fitting(list(chosen), query, cancel=cancel)) if chosen else 0
    return (session.search.chosen(query, cancel=cancel) & chosen.bits).bit_count()
