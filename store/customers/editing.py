"""Changing one customer on top of what others made of it meanwhile.

The changes are merged three ways, field by field, with what was read and what is there now, and
written in the same transaction in which that was decided: nobody's change is lost unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers.changes import last_by, touches_of, values_at
from store.customers.fields import MASK, Field
from store.customers.indexing import Indexed, index_rows, reindex
from store.customers.names import normalised_name
from store.customers.policy import policy_of
from store.customers.record import NAME_KINDS, Customer, load, masked, with_seq
from store.customers.saving import save_fields
from store.customers.three_way import merge_lists, merge_values
from store.customers.values import in_country, is_tolerable, read_value, refuse, says_less
from store.engine.driver import Connection
from store.errors import Conflict, InvalidValue, NotFound
from store.text import clean, fold

if TYPE_CHECKING:
    from store.session import Session

SEARCHED: Final = frozenset({"name", "contact", "phone", "email", "address", "credit_code"})
"""The built-in fields whose values the search index holds (all custom text fields too)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a customer to be: values as their fields read them, and the lists.

    base: the customer as it was read (masked as its reader sees it), None if only the version is
    known. names, tags: all of them as they shall be; None: not touched. given: what was typed for
    values that are kept otherwise. unread: fields that cannot read theirs, and keep it all the
    same.
    """

    values: dict[str, str]
    version: int
    base: Customer | None
    names: tuple[tuple[str, str], ...] | None
    tags: tuple[str, ...] | None
    given: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Merged:
    """The wish merged with what is there: what to write, what clashes."""

    current: Customer
    edited: dict[str, str]
    clash: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    base: Mapping[str, str]
    indexed: Indexed | None

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it is wanted already."""
        lists = (self.names, self.tags) == (self.current.names, self.current.tags)
        return not self.edited and not self.clash and lists


def edit(
    session: Session, id: int, changes: Mapping[str, str], wish: Wish, reason: str
) -> Customer:
    """See `Customers.edit`; `wish` has no values yet."""
    fields = session.field_map()
    with session.reading() as conn:
        current = load(conn, id, fields)
        values, given, unread = read_changes(session, fields, changes, current)
        wish = Wish(
            values,
            wish.version,
            wish.base,
            None if wish.names is None else tuple(map(read_name, wish.names)),
            None
            if wish.tags is None
            else tuple(tag if tag in current.tags else read_tag(tag) for tag in wish.tags),
            given,
            unread,
        )
        merged = _merged(conn, wish, current, fields)
        if merged.clash:
            raise _conflict(session, conn, wish, merged, fields)
        if merged.is_nothing:
            return with_seq(conn, current)
    merged = _indexed(merged, fields)  # pinyin: not inside the transaction
    with session.writing("customer.edit") as change:
        conn = change.conn
        row = conn.execute("SELECT version FROM customer WHERE id = ?", (id,)).fetchone()
        if row is None or row[0] != current.version:  # somebody was quicker: merge with theirs
            merged = _merged(conn, wish, load(conn, id, fields), fields)
            if merged.clash:
                raise _conflict(session, conn, wish, merged, fields)
            merged = _indexed(merged, fields)
        if not merged.is_nothing:
            policy_of(session, conn, reason).check(
                merged.edited, customer=id, before=merged.current.values
            )
            from store.quality.demand import check_demand

            values = {**merged.current.values, **merged.edited}
            check_demand(conn, fields, values, emptied=merged.edited)
            new_choices(
                session_may_add=session.may("field.edit"),
                change=change,
                fields=fields,
                values=merged.edited,
            )
            _write(change, merged, wish, clean(reason))
        return with_seq(conn, load(conn, id, fields))


def _merged(conn: Connection, wish: Wish, current: Customer, fields: Mapping[str, Field]) -> Merged:
    base = _base(conn, wish, current, fields)
    edited, clash = merge_values(base, wish.values, current.values)
    names, tags = current.names, current.tags
    unmoved = wish.version == current.version
    read = current if unmoved else wish.base
    if wish.names is not None and read is not None:
        names = merge_lists(read.names, wish.names, names)
    if wish.tags is not None and read is not None:
        tags = merge_lists(read.tags, _spelt(wish.tags, read.tags), tags)
        tags = tuple(sorted(_spelt(tags, current.tags)))
    if read is None:
        lists = (("names", wish.names, names), ("tags", wish.tags, tags))
        clash += tuple(
            name for name, mine, there in lists if mine is not None and set(mine) != set(there)
        )
    if "name" in edited and ("former", current.values["name"]) not in names:
        names = (*names, ("former", current.values["name"]))
    return Merged(current, edited, clash, names, tags, base, None)


def _spelt(tags: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The tags, each as the customer has it already, whatever its case, and none twice."""
    spelling: dict[str, str] = {}
    for tag in (*known, *tags):
        spelling.setdefault(fold(tag), tag)
    return tuple(dict.fromkeys(spelling[fold(tag)] for tag in tags))


def _base(
    conn: Connection, wish: Wish, current: Customer, fields: Mapping[str, Field]
) -> Mapping[str, str]:
    """The wanted fields as they were when the customer was read.

    What the reader saw of them masked the log knows; a field that nobody knows is left out.
    """
    if wish.version == current.version:
        return current.values
    if wish.base is None:
        return {}
    seen = {name: wish.base.values.get(name, "") for name in wish.values}
    hidden = [n for n, value in seen.items() if value == MASK and fields[n].personal]
    if hidden:
        for name in hidden:
            del seen[name]
        if wish.base.seq:
            seen |= values_at(conn, current.id, wish.base.seq, hidden, current.values)
    return seen


def _indexed(merged: Merged, fields: Mapping[str, Field]) -> Merged:
    """With the terms for the search, where they will be others."""
    current, edited = merged.current, merged.edited
    if (merged.names, merged.tags) == (current.names, current.tags) and not any(
        name in SEARCHED or fields[name].custom for name in edited
    ):
        return merged
    rows = index_rows(
        current, {**current.values, **edited}, fields, names=merged.names, tags=merged.tags
    )
    return Merged(current, edited, (), merged.names, merged.tags, merged.base, rows)


def _write(change: Change, merged: Merged, wish: Wish, reason: str) -> None:
    conn, current, edited = change.conn, merged.current, merged.edited
    saved = save_fields(change, current, edited, unread=wish.unread & edited.keys())
    assert saved, "the version was looked at in this transaction"
    before: dict[str, object] = {name: current.values.get(name, "") for name in edited}
    after: dict[str, object] = dict(edited)
    if given := {name: text for name, text in wish.given.items() if name in edited}:
        after["given"] = given
    if merged.names != current.names:
        conn.executemany(
            "DELETE FROM name WHERE customer = ? AND kind = ? AND text = ?",
            [(current.id, *pair) for pair in current.names if pair not in merged.names],
        )
        fresh = [pair for pair in merged.names if pair not in current.names]
        conn.executemany(
            "INSERT INTO name (customer, kind, text) VALUES (?, ?, ?)",
            [(current.id, *pair) for pair in fresh],
        )
        kept = ("former", current.values["name"])  # an undo of the new name takes it away itself
        if merged.names != (*current.names, kept) or "name" not in edited:
            before["names"] = [list(pair) for pair in current.names]
            after["names"] = [list(pair) for pair in merged.names]
    if merged.tags != current.tags:
        conn.executemany(
            "DELETE FROM tag WHERE customer = ? AND tag = ?",
            [(current.id, tag) for tag in current.tags if tag not in merged.tags],
        )
        conn.executemany(
            "INSERT INTO tag (customer, tag) VALUES (?, ?)",
            [(current.id, tag) for tag in merged.tags if tag not in current.tags],
        )
        before["tags"], after["tags"] = list(current.tags), list(merged.tags)
    if merged.indexed is not None:
        reindex(conn, current.id, merged.indexed)
    change.log(
        "customer.edit",
        current.code,
        subject=current.id,
        before=before,
        after=after,
        reason=reason,
    )


def _conflict(
    session: Session,
    conn: Connection,
    wish: Wish,
    merged: Merged,
    fields: Mapping[str, Field],
) -> Conflict:
    """The clash, with every value as its reader may see it."""
    there = with_seq(conn, merged.current)
    if not session.may("customer.see_personal"):
        there = masked(there, fields)
    clash, base = merged.clash, wish.base
    read = merged.base if base is None else base.values
    lists = {
        "names": [text for _, text in wish.names or ()],
        "tags": list(wish.tags or ()),
    }
    by: dict[str, str] = {}
    if base is not None and base.seq:
        by = last_by(touches_of(conn, there.id, base.seq, fields, session.session_id))
    return Conflict(
        "Somebody else has changed {code} since it was read ({fields}): compare and choose.",
        base={name: read[name] for name in clash if name in read},
        mine={n: wish.values[n] if n in wish.values else ", ".join(lists[n]) for n in clash},
        theirs={
            n: there.values.get(n, "")
            if n in wish.values
            else ", ".join(there.tags if n == "tags" else [text for _, text in there.names])
            for n in clash
        },
        by={name: by[name] for name in clash if name in by},
        version=there.version,
        there=there,
        code=there.code,
        fields=", ".join(clash),
    )


def read_changes(
    session: Session,
    fields: Mapping[str, Field],
    changes: Mapping[str, str],
    current: Customer,
) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """The changes as their fields read them, what was typed where they keep something else, and
    which could not read theirs. Raises InvalidValue or NotFound."""
    wanted: dict[str, str] = {}
    given: dict[str, str] = {}
    unread = set()
    country = changes.get("country", current.values.get("country", ""))
    for name, text in changes.items():
        field = fields.get(name)
        if field is None:
            raise NotFound("There is no field {name}.", name=name)
        if field.personal and text == MASK:
            continue
        if field.kind == "phone":
            field = in_country(field, country)
        value, fits = read_value(field, text)
        unchanged = value == current.values.get(name, "")
        may_extend = field.kind == "choice" and not field.custom and session.may("field.edit")
        if not fits and not unchanged and not may_extend:
            if not is_tolerable(field, value):
                raise refuse(field, value)
            unread.add(name)
        wanted[name] = value
        if value != text and value and says_less(field, clean(text), value):
            given[name] = clean(text)
    if "name" in wanted and not wanted["name"]:
        raise InvalidValue("A customer needs a name.", field="name")
    return wanted, given, frozenset(unread)


def read_name(pair: tuple[str, str]) -> tuple[str, str]:
    """Another name as it is kept: (kind, text). Raises InvalidValue."""
    kind, text = pair[0], normalised_name(clean(pair[1]))
    if kind not in NAME_KINDS:
        raise InvalidValue(
            "Another name is one of {kinds}.", field="names", kinds=", ".join(NAME_KINDS)
        )
    if not text:
        raise InvalidValue("The name is empty.", field="names")
    return kind, text


def read_tag(text: str) -> str:
    """A tag as it is kept: 1 to 40 characters without a comma. Raises InvalidValue."""
    tag = clean(text)
    if not tag or len(tag) > 40 or "," in tag or "，" in tag:
        raise InvalidValue(
            "A tag has 1 to 40 characters and no comma: {value} has not.", field="tags", value=tag
        )
    return tag


def new_choices(
    *, session_may_add: bool, change: Change, fields: Mapping[str, Field], values: Mapping[str, str]
) -> None:
    """Add values that built-in choice lists do not have yet, for those who may edit the lists."""
    from store.customers.definitions import add_choice

    if not session_may_add:
        return
    for name, value in values.items():
        field = fields.get(name)
        if field is None or field.kind != "choice" or field.custom or not value:
            continue
        if value not in field.choices:
            add_choice(change, name, value)
