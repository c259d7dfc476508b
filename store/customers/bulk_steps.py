"""The changes that can be made to many at once: values, tags, archiving and bringing back.

Each knows how to make a customer's change ready and how to write it; `bulk` does the rest. The
images for the log are sealed, and the search terms made, before a transaction begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers.bulk import Reading, Ready
from store.customers.definitions import add_choice
from store.customers.editing import SEARCHED, read_tag
from store.customers.fields import BUILT_IN, MASK, Field, is_sealed
from store.customers.indexing import index_rows, keys_of
from store.customers.loading import kept_of_many, keys_of_many, load_many
from store.customers.policy import policy_of
from store.customers.record import Customer, gone, stored_custom
from store.customers.saving import flags_text
from store.customers.values import is_tolerable, read_value, refuse, says_less
from store.engine.driver import Connection
from store.errors import InvalidValue, KehaoError, NotFound
from store.log.chain import canonical_json
from store.log.sealing import seal
from store.text import clean, fold

if TYPE_CHECKING:
    from store.session import Session

_OPEN: Final = lru_cache(maxsize=4096)(lambda pairs: canonical_json(dict(pairs)))


class SetValues:
    """The same values for all: `wanted` as their fields have read them."""

    permission: Final = "customer.edit"
    actions: Final = ("customer.edit",)

    def __init__(self, session: Session, changes: Mapping[str, str]) -> None:
        """Raises InvalidValue when a value does not fit its field, NotFound for no such field."""
        self._session = session
        self.fields: Mapping[str, Field] = session.field_map()
        self.wanted, self._given, self._unread = _read(session, self.fields, changes)
        fields = self.fields
        self._built_in = [name for name in self.wanted if name in BUILT_IN]
        self._custom = [name for name in self.wanted if name not in BUILT_IN]
        self._searched = bool(self._custom) or not SEARCHED.isdisjoint(self.wanted)
        self._sealed = bool(self._given) or any(is_sealed(name) for name in self.wanted)
        self._keys = keys_of(self.wanted)
        columns = [*self._built_in, *self._keys, *(["custom"] if self._custom else []), "flags"]
        settings = "".join([f"{column} = ?, " for column in columns])
        self._update = (
            f"UPDATE customer SET {settings}changed = ?, version = version + 1 WHERE id = ?"
        )
        self._fixed = tuple([self.wanted[name] for name in self._built_in]) + tuple(
            self._keys.values()
        )
        self._new_choices = [
            (name, self.wanted[name])
            for name in self._built_in
            if fields[name].kind == "choice"
            and self.wanted[name]
            and self.wanted[name] not in fields[name].choices
        ]

    def read(self, conn: Connection, ids: Sequence[int]) -> Reading:
        """See `Step`."""
        found = load_many(conn, ids, self.fields, beside=self._searched)
        keys = keys_of_many(conn, ids) if self._sealed else {}
        kept = kept_of_many(conn, ids) if self._custom else {}
        ready, unchanged = [], 0
        for customer in found.values():
            edited = {n: v for n, v in self.wanted.items() if v != customer.values.get(n, "")}
            if edited:
                ready.append(self._ready(customer, edited, keys, kept))
            else:
                unchanged += 1
        return Reading(ready, unchanged, _gone(conn, ids, found))

    def _ready(
        self,
        customer: Customer,
        edited: Mapping[str, str],
        keys: Mapping[int, bytes],
        kept: Mapping[int, dict[str, str]],
    ) -> Ready:
        row = list(self._fixed)
        if self._custom:
            new = {name: self.wanted[name] for name in self._custom}
            row.append(stored_custom({**kept[customer.id], **new}))
        kept_flags = {flag for flag in customer.flags if flag not in edited}
        row.append(flags_text(kept_flags, self._unread & edited.keys()))
        terms = None
        if self._searched:
            values = {**customer.values, **edited}
            terms = index_rows(customer, values, self.fields).columns
        before = {name: customer.values.get(name, "") for name in edited}
        return Ready(
            customer.id,
            customer.code,
            customer.version,
            tuple(row),
            terms,
            "customer.edit",
            self._image(customer.id, before, keys),
            self._image(customer.id, edited, keys, given=True),
        )

    def _image(
        self,
        customer: int,
        values: Mapping[str, str],
        keys: Mapping[int, bytes],
        *,
        given: bool = False,
    ) -> str:
        if self._sealed:
            image: dict[str, object] = dict(values)
            if given and (typed := {n: t for n, t in self._given.items() if n in values}):
                image["given"] = typed
            return seal(keys[customer], customer, image, is_sealed)
        return _OPEN(tuple(values.items()))

    def write(
        self, change: Change, ready: Sequence[Ready], group: str, reason: str
    ) -> dict[int, KehaoError]:
        """See `Step`. Where the house wants a value only once, one after another is asked."""
        for name, value in self._new_choices:
            add_choice(change, name, value, group)
        policy = policy_of(self._session, change.conn, reason)
        if self.wanted.keys().isdisjoint(policy.house.one_per):
            _write(change, self._update, ready, group, reason)
            return {}
        failed: dict[int, KehaoError] = {}
        for one in ready:
            try:
                policy.check(self.wanted, customer=one.id, before=self._before(change, one.id))
            except InvalidValue as error:
                failed[one.id] = error
            else:
                _write(change, self._update, [one], group, reason)
        return failed

    def _before(self, change: Change, customer: int) -> dict[str, str]:
        row = change.conn.execute(
            f"SELECT {', '.join(BUILT_IN)} FROM customer WHERE id = ?", (customer,)
        ).fetchone()
        return dict(zip(BUILT_IN, row, strict=True))


class ChangeTags:
    """Tags put on and taken off all; what differs in case or width alone is the same tag."""

    permission: Final = "customer.edit"
    actions: Final = ("tag.add", "tag.remove")
    _update: Final = "UPDATE customer SET changed = ?, version = version + 1 WHERE id = ?"

    def __init__(self, session: Session, add: Sequence[str] = (), remove: Sequence[str] = ()):
        """Raises InvalidValue for what cannot be a tag, and where nothing is asked."""
        self.fields: Mapping[str, Field] = session.field_map()
        self.add = {fold(tag): tag for tag in map(read_tag, add)}
        self.remove = {fold(tag): tag for tag in map(read_tag, remove)}
        if not self.add and not self.remove:
            raise InvalidValue("No tag is given: name one to put on or to take off.", field="tags")
        if both := self.add.keys() & self.remove.keys():
            raise InvalidValue(
                "The tag {tag} cannot be put on and taken off at once.",
                field="tags",
                tag=self.add[min(both)],
            )

    def read(self, conn: Connection, ids: Sequence[int]) -> Reading:
        """See `Step`."""
        found = load_many(conn, ids, self.fields)
        ready, unchanged = [], 0
        for customer in found.values():
            folded = {fold(tag): tag for tag in customer.tags}
            out = tuple(tag for tag in customer.tags if fold(tag) in self.remove)
            new = tuple(tag for key, tag in self.add.items() if key not in folded)
            if not out and not new:
                unchanged += 1
                continue
            tags = tuple(sorted({*customer.tags, *new} - set(out)))
            ready.append(
                Ready(
                    customer.id,
                    customer.code,
                    customer.version,
                    (),
                    index_rows(customer, customer.values, self.fields, tags=tags).columns,
                    "tag.add" if new else "tag.remove",
                    _OPEN((("tags", customer.tags),)),
                    _OPEN((("tags", tags),)),
                    out,
                    new,
                )
            )
        return Reading(ready, unchanged, _gone(conn, ids, found))

    def write(
        self, change: Change, ready: Sequence[Ready], group: str, reason: str
    ) -> dict[int, KehaoError]:
        """See `Step`."""
        conn = change.conn
        conn.executemany(
            "DELETE FROM tag WHERE customer = ? AND tag = ?",
            [(one.id, tag) for one in ready for tag in one.tags_out],
        )
        conn.executemany(
            "INSERT INTO tag (customer, tag) VALUES (?, ?)",
            [(one.id, tag) for one in ready for tag in one.tags_in],
        )
        _write(change, self._update, ready, group, reason)
        return {}


class SetArchived:
    """Taken out of everyday lists, or brought back."""

    permission: Final = "customer.archive"
    _update: Final = (
        "UPDATE customer SET archived = ?, changed = ?, version = version + 1 WHERE id = ?"
    )

    def __init__(self, archived: bool) -> None:
        self.archived = archived
        self.actions = ("customer.archive" if archived else "customer.restore",)

    def read(self, conn: Connection, ids: Sequence[int]) -> Reading:
        """See `Step`."""
        found = load_many(conn, ids, {}, beside=False)
        before = _OPEN((("archived", not self.archived),))
        after = _OPEN((("archived", self.archived),))
        ready = [
            Ready(
                one.id,
                one.code,
                one.version,
                (int(self.archived),),
                None,
                self.actions[0],
                before,
                after,
            )
            for one in found.values()
            if one.archived != self.archived
        ]
        return Reading(ready, len(found) - len(ready), _gone(conn, ids, found))

    def write(
        self, change: Change, ready: Sequence[Ready], group: str, reason: str
    ) -> dict[int, KehaoError]:
        """See `Step`."""
        _write(change, self._update, ready, group, reason)
        return {}


What = SetValues | ChangeTags | SetArchived


def _read(
    session: Session, fields: Mapping[str, Field], changes: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """The values as their fields read them, what was typed where they keep something else, and
    which could not read theirs; a mask that was left stays as it is."""
    wanted: dict[str, str] = {}
    given: dict[str, str] = {}
    unread = set()
    for name, text in changes.items():
        field = fields.get(name)
        if field is None:
            raise NotFound("There is no field {name}.", name=name)
        if name == "name":
            raise InvalidValue("Names are changed one at a time.", field="name")
        if field.personal and text == MASK:
            continue
        value, fits = read_value(field, text)
        extends = field.kind == "choice" and not field.custom and session.may("field.edit")
        if not fits and not extends:
            if not is_tolerable(field, value):
                raise refuse(field, value)
            unread.add(name)
        wanted[name] = value
        if value and says_less(field, clean(text), value):
            given[name] = clean(text)
    if not wanted:
        raise InvalidValue("No value is given: name a field and what it is to be.")
    return wanted, given, frozenset(unread)


def _gone(
    conn: Connection, ids: Sequence[int], found: Mapping[int, Customer]
) -> list[tuple[int, KehaoError]]:
    if len(found) == len(ids):
        return []
    return [(one, gone(conn, one)) for one in ids if one not in found]


def _write(change: Change, update: str, ready: Sequence[Ready], group: str, reason: str) -> None:
    """The rows, and a line in the log for each."""
    conn, at = change.conn, change.at
    conn.executemany(update, [(*one.row, at, one.id) for one in ready])
    change.log_lines(
        (one.action, one.code, one.id, group, one.before, one.after, reason) for one in ready
    )
