"""Bringing what is stored already into the form in which values come in today.

A store made before, or filled while a field had other rules, holds numbers that are not in E.164,
names in two widths, regions under several names. Each customer's values are read once more as if
they came in now; what comes out different is written, in short transactions as one group that can
be undone. A value that cannot be read stays as it is. Nobody has touched the customers by this:
the moment of their last change stays, so that what was stale still is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers.bulk import Progress, Reading, Ready
from store.customers.editing import SEARCHED
from store.customers.fields import BUILT_IN, MASK, Field, is_sealed
from store.customers.indexing import index_rows, keys_of
from store.customers.loading import kept_of_many, keys_of_many, load_many
from store.customers.record import Customer, gone, stored_custom
from store.customers.saving import flags_text
from store.customers.values import in_country, read_value
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import KehaoError
from store.log.sealing import seal
from store.quality.rows import write_rows
from store.transfer.mapping.dates import file_date

if TYPE_CHECKING:
    from store.session import Session

CHUNK: Final = 1_000
SAMPLES: Final = 200
READ_AGAIN: Final = frozenset({"name", "contact", "city"})
"""Fields of text that have a form; of the other kinds all do but for long texts."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One customer's values as they are and as they would be.

    flags: which of all its values cannot be read.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    flags: frozenset[str]


def cleaned(customer: Customer, fields: Mapping[str, Field], dates: str = "") -> Cleaned:
    """Read a customer's values once more. `dates`: the order of those that can mean two days."""
    after: dict[str, str] = {}
    flags = set(customer.flags)
    country = customer.values.get("country", "")
    for name, value in customer.values.items():
        field = fields.get(name)
        if not value or field is None or (field.kind == "text" and name not in READ_AGAIN):
            continue
        if field.kind == "lines":
            continue
        if field.kind == "phone":
            field = in_country(field, country)
        read, fits = read_value(field, value)
        if not fits and field.kind == "date" and (day := file_date(value, dates)):
            read, fits = day, True
        if fits:
            flags.discard(name)
            if read != value:
                after[name] = read
        elif field.kind != "choice":
            flags.add(name)
    before = {name: customer.values[name] for name in after}
    return Cleaned(before, after, frozenset(flags))


class Clean:
    """The step of a bulk change (`store.customers.bulk.Step`)."""

    permission: Final = "field.edit"
    actions: Final = ("customer.edit",)

    def __init__(self, session: Session, dates: str = "") -> None:
        self._session = session
        self._dates = dates
        self.fields: Mapping[str, Field] = session.field_map()

    def read(self, conn: Connection, ids: Sequence[int]) -> Reading:
        """See `Step`."""
        found = load_many(conn, ids, self.fields)
        wanted = {one.id: cleaned(one, self.fields, self._dates) for one in found.values()}
        changing = [i for i, w in wanted.items() if w.after or w.flags != set(found[i].flags)]
        keys = keys_of_many(conn, changing)
        kept = kept_of_many(conn, changing)
        ready = [self._ready(found[i], wanted[i], keys[i], kept[i]) for i in changing]
        failed: list[tuple[int, KehaoError]] = [(i, gone(conn, i)) for i in ids if i not in found]
        return Reading(ready, len(found) - len(ready), failed)

    def _ready(
        self, customer: Customer, wanted: Cleaned, key: bytes, kept: Mapping[str, str]
    ) -> Ready:
        after = wanted.after
        columns = {name: value for name, value in after.items() if name in BUILT_IN}
        custom = {name: value for name, value in after.items() if name not in BUILT_IN}
        if custom:
            columns["custom"] = stored_custom({**kept, **custom})
        columns.update(keys_of(after))
        columns["flags"] = flags_text(wanted.flags)
        terms = None
        if custom or not SEARCHED.isdisjoint(after):
            values = {**customer.values, **after}
            terms = index_rows(customer, values, self.fields).columns
        before_image: dict[str, object] = dict(wanted.before)
        after_image: dict[str, object] = dict(after)
        if "name" in after:  # the old spelling is no former name: an undo leaves those alone
            names = [list(pair) for pair in customer.names]
            before_image["names"] = after_image["names"] = names
        if not after:  # in one image alone: there is nothing to put back
            after_image["flags"] = sorted(wanted.flags)
        sealed = is_sealed
        return Ready(
            customer.id,
            customer.code,
            customer.version,
            (" ".join(columns), *columns.values()),
            terms,
            "customer.edit",
            seal(key, customer.id, before_image, sealed),
            seal(key, customer.id, after_image, sealed),
        )

    def write(
        self, change: Change, ready: Sequence[Ready], group: str, reason: str
    ) -> dict[int, KehaoError]:
        """See `Step`."""
        write_rows(change, ready, group, reason, touch=False)
        return {}


@dataclass(frozen=True, slots=True)
class CleanForecast:
    """What cleaning would do. customers: how many would change; unchanged: how many would not;
    fields: how many values of each; samples: the first of them (code, field, before, after)."""

    customers: int
    unchanged: int
    fields: Mapping[str, int]
    samples: tuple[tuple[str, str, str, str], ...]


def forecast(
    session: Session,
    ids: Collection[int],
    dates: str = "",
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> CleanForecast:
    """Count what would change, and show the first of it, masked for who may not see it.

    Raises Stopped.
    """
    fields = session.field_map()
    hidden = not session.may("customer.see_personal")
    changing = done = 0
    counts: Counter[str] = Counter()
    samples: list[tuple[str, str, str, str]] = []
    walk = iter(ids)
    while chunk := list(islice(walk, CHUNK)):
        with session.reading(cancel) as conn:
            found = load_many(conn, chunk, fields, beside=False)
        for customer in found.values():
            wanted = cleaned(customer, fields, dates)
            changing += bool(wanted.after) or wanted.flags != set(customer.flags)
            counts.update(wanted.after.keys())
            for name, after in wanted.after.items() if len(samples) < SAMPLES else ():
                pair = (wanted.before[name], after)
                if hidden and fields[name].personal:
                    pair = (MASK, MASK)
                samples.append((customer.code, name, *pair))
        done += len(chunk)
        if cancel is not None:
            cancel.check()
        if progress is not None:
            progress(done, len(ids))
    return CleanForecast(changing, done - changing, dict(counts.most_common()), tuple(samples))
