"""Where customers stand in an order, told for each by a small number.

Marks cut an order into some thousand stretches of about as many customers each: table `order_mark`
says where each begins and which label it has, `order_label` has every customer's label, `CHUNK` of
them to a row. The first fifty of any set of customers, or those from any place on, are found by
counting labels: only the customers of one or two stretches are then read and sorted, and not even
those where all of a stretch have the same value.

Labels follow their customers within the same transaction. Marks are set anew when the stretches
have become uneven (`even_out`); nothing but speed depends on how even they are.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from store import bits
from store.engine.driver import Connection

if TYPE_CHECKING:
    from store.session import Session

COLUMNS: Final = {"name": "name_key", "registered": "registered"}
"""The orders that have labels: the field, and the column by which it is sorted."""
CHUNK: Final = 1_920
"""Labels to a row: 3,840 bytes, which fill a page of the database."""
MARKS: Final = 4_000
"""At most about so many stretches."""
SHORTEST: Final = 200
"""Customers to a stretch, at least."""
UNEVEN: Final = 8
"""A stretch so many times longer than it should be is worth setting the marks anew."""
AT_ONCE: Final = 500_000
"""Members of a set up to which all of them are held at once, not chunk by chunk."""
DENSE: Final = 4
"""Where at least one of so many is in a set, all are gone through, not each member looked up."""
PIECE: Final = 512
"""Bytes of a dense set that are gone through at once."""
NOBODY: Final = 0
"""The label of an id that no customer has."""
EMPTY: Final = 65_535
"""The label of who has no value: last, whichever the direction."""

Labels: TypeAlias = "array[int]"

_NOTHING: Final = bytes(2 * CHUNK)
_FLAGS: Final = tuple(bytes(byte >> place & 1 for place in range(8)) for byte in range(256))


# -- writing ---------------------------------------------------------------------------------------


def apply(conn: Connection, field: str, values: Mapping[int, str | None]) -> None:
    """Give customers the labels of their values; None (no customer any more) takes them away."""
    marks = conn.execute(
        "SELECT key, label FROM order_mark WHERE field = ? ORDER BY key", (field,)
    ).fetchall()
    if not marks:
        conn.execute(
            "INSERT INTO order_mark (field, label, key, many, single) VALUES (?, 1, '', 0, 0)",
            (field,),
        )
        marks = [("", 1)]
    keys = [key for key, _ in marks]
    mixed = set()
    chunks: dict[int, dict[int, int]] = {}
    for customer, value in values.items():
        label = NOBODY if value is None else EMPTY
        if value:
            key, label = marks[bisect_right(keys, value) - 1]
            if key != value:
                mixed.add(label)
        chunks.setdefault(customer // CHUNK, {})[customer % CHUNK] = label
    more: Counter[int] = Counter()
    for chunk, places in chunks.items():
        labels = _read(conn, field, chunk)
        for place, label in places.items():
            more[labels[place]] -= 1
            more[label] += 1
            labels[place] = label
        _write(conn, field, chunk, labels)
    conn.executemany(
        "UPDATE order_mark SET many = many + ? WHERE field = ? AND label = ?",
        [(grown, field, label) for label, grown in more.items() if grown],
    )
    conn.executemany(
        "UPDATE order_mark SET single = 0 WHERE field = ? AND label = ? AND single = 1",
        [(field, label) for label in mixed],
    )


def _read(conn: Connection, field: str, chunk: int) -> Labels:
    row = conn.execute(
        "SELECT labels FROM order_label WHERE field = ? AND chunk = ?", (field, chunk)
    ).fetchone()
    return array("H", row[0] if row is not None else _NOTHING)


def _write(conn: Connection, field: str, chunk: int, labels: Labels) -> None:
    conn.execute(
        "INSERT INTO order_label (field, chunk, labels) VALUES (?, ?, ?)"
        " ON CONFLICT (field, chunk) DO UPDATE SET labels = excluded.labels",
        (field, chunk, labels.tobytes()),
    )


# -- marks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks of an order as they should be, and everybody's labels, as of an operation of the log.

    marks: (label, first key, how many customers, whether all of them have that very key), in order;
        a later stretch has a higher label.
    """

    field: str
    marks: list[tuple[int, str, int, int]]
    labels: Labels
    seq: int


def even_out(session: Session, *permissions: str) -> bool:
    """Set the marks anew where that is worth it; True if any were. Others may work meanwhile."""
    with session.reading() as conn:
        uneven = [mark_anew(conn, field) for field in COLUMNS if is_uneven(conn, field)]
    for marked in uneven:
        with session.writing(*permissions) as change:
            put(change.conn, marked)
    return bool(uneven)


def is_uneven(conn: Connection, field: str) -> bool:
    """Whether setting the marks of an order anew is worth it."""
    longest, total = conn.execute(
        "SELECT coalesce(max(many * (1 - single)), 0), coalesce(sum(many), 0) FROM order_mark"
        " WHERE field = ?",
        (field,),
    ).fetchone()
    return bool(longest > UNEVEN * _size(total))


def _size(total: int) -> int:
    """How many customers a stretch should have."""
    return max(SHORTEST, total // MARKS)


def mark_anew(conn: Connection, field: str) -> Marked:
    """Marks that are as even as equal values let them be: a value that many have is a stretch of
    its own. Nothing is written (a second or so for a million customers)."""
    seq = conn.execute("SELECT coalesce(max(seq), 0) FROM operation").fetchone()[0]
    total, highest = conn.execute("SELECT count(*), max(id) FROM customer").fetchone()
    size = _size(total)
    labels = array("H", bytes(2 * (((highest or 0) // CHUNK + 1) * CHUNK)))
    marks = [(1, "", 0, 0)]  # for values that are to come before all there are
    begins, many, values = "", 0, 0

    def close(upto: str) -> None:
        nonlocal begins, many, values
        if many:
            marks.append((len(marks) + 1, begins, many, int(values == 1)))
        begins, many, values = upto, 0, 0

    for key, ids in _runs(conn, COLUMNS[field]):
        if key == "":
            for one in ids:
                labels[one] = EMPTY
            continue
        if len(ids) >= size or many >= size:
            close(key)
        begins = begins if many else key
        many += len(ids)
        values += 1
        for one in ids:
            labels[one] = len(marks) + 1
        if len(ids) >= size:
            close("")
    close("")
    return Marked(field, marks, labels, seq)


def _runs(conn: Connection, column: str) -> Iterator[tuple[str, list[int]]]:
    """Each value in order, with the ids of who has it."""
    value: str | None = None
    ids: list[int] = []
    for key, one in conn.execute(f"SELECT {column}, id FROM customer ORDER BY {column}, id"):
        if key != value:
            if value is not None:
                yield value, ids
            value, ids = key, []
        ids.append(one)
    if value is not None:
        yield value, ids


def put(conn: Connection, marked: Marked) -> None:
    """Write new marks and labels, and the labels of whoever changed since they were made."""
    field, column = marked.field, COLUMNS[marked.field]
    conn.execute("DELETE FROM order_mark WHERE field = ?", (field,))
    conn.execute("DELETE FROM order_label WHERE field = ?", (field,))
    conn.executemany(
        "INSERT INTO order_mark (field, label, key, many, single) VALUES (?, ?, ?, ?, ?)",
        [(field, *mark) for mark in marked.marks],
    )
    for start in range(0, len(marked.labels), CHUNK):
        _write(conn, field, start // CHUNK, marked.labels[start : start + CHUNK])
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE"
        " SET value = CAST(setting.value AS INTEGER) + 1",
        (f"order_marks.{field}",),
    )
    since = conn.execute(
        f"SELECT DISTINCT subject, {column} FROM operation"
        " LEFT JOIN customer ON customer.id = operation.subject"
        " WHERE seq > ? AND subject IS NOT NULL",
        (marked.seq,),
    ).fetchall()
    apply(conn, field, dict(since))


# -- reading ---------------------------------------------------------------------------------------


def read_labels(conn: Connection, field: str) -> Labels:
    """Everybody's labels, by id."""
    every = bytearray()
    for chunk, labels in conn.execute(
        "SELECT chunk, labels FROM order_label WHERE field = ? ORDER BY chunk", (field,)
    ):
        every += bytes(2 * CHUNK * chunk - len(every))
        every += labels
    return array("H", bytes(every))


class Kept:
    """The labels that a session holds in memory: 2 MB for each order of a million customers.

    What others changed since is read anew, a row of labels for each customer whom the log names.
    """

    MOST: Final = 2_000
    """Operations since, beyond which all labels are read again."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, int, Labels]] = {}

    def labels(self, conn: Connection, field: str) -> Labels:
        """The labels of an order as the connection sees them."""
        row = conn.execute(
            "SELECT coalesce(max(seq), 0),"
            " (SELECT value FROM setting WHERE name = ?) FROM operation",
            (f"order_marks.{field}",),
        ).fetchone()
        now, marks = row[0], row[1] or ""
        marks_then, then, labels = self._kept.get(field, ("", -1, array("H")))
        if then == now and marks_then == marks:
            return labels
        chunks = self._touched(conn, then, now) if then >= 0 and marks_then == marks else None
        if chunks is None:
            labels = read_labels(conn, field)
        else:
            labels = labels[:]
            for chunk in sorted(chunks):
                start = chunk * CHUNK
                labels.extend(array("H", bytes(2 * max(start + CHUNK - len(labels), 0))))
                labels[start : start + CHUNK] = _read(conn, field, chunk)
        self._kept[field] = marks, now, labels
        return labels

    def _touched(self, conn: Connection, then: int, now: int) -> set[int] | None:
        """The rows of labels that may have changed; None when it is better to read them all."""
        if now < then or now - then > self.MOST:
            return None
        rows = conn.execute(
            "SELECT DISTINCT subject, action FROM operation WHERE seq > ?", (then,)
        ).fetchall()
        if any(subject is None and action in _MANY for subject, action in rows):
            return None
        return {subject // CHUNK for subject, _ in rows if subject is not None}


_MANY: Final = frozenset({"import.run", "log.undo", "customer.merge"})
"""What may have changed customers whom its line does not name."""


def in_order(
    conn: Connection,
    field: str,
    labels: Labels,
    who: bits.Some,
    offset: int,
    limit: int,
    *,
    down: bool,
) -> tuple[list[tuple[list[int], bool]], int]:
    """The stretches that hold the places `offset` to `offset + limit` of a set, in order: of each
    its members, and whether they have all the same value (then they stand in the order of their
    ids); and how many of the set stand before the first of them."""
    told = list(_pieces(who, labels)) if bits.count(who) <= AT_ONCE else None
    counts: Counter[int] = Counter()
    for _, here in told or _pieces(who, labels):
        counts.update(here)
    wanted: dict[int, list[int]] = {}
    before = passed = 0
    for label in _ordered(counts, down):
        many = counts[label]
        if not wanted and passed + many <= offset:
            before += many
        else:
            wanted[label] = []
        passed += many
        if passed >= offset + limit:
            break
    for ids, here in told or _pieces(who, labels):
        if wanted.keys().isdisjoint(here):
            continue
        near = list(map(wanted.__contains__, here))
        for one, label in zip(compress(ids, near), compress(here, near), strict=True):
            wanted[label].append(one)
    alike = _single(conn, field, wanted)
    return [(ids, label in alike) for label, ids in wanted.items()], before


def all_in_order(
    conn: Connection, field: str, labels: Labels, who: bits.Some, *, down: bool
) -> Iterator[tuple[list[int], bool]]:
    """All stretches that hold any of a set, as `in_order` gives them; for at most `AT_ONCE`."""
    kept: dict[int, list[int]] = {}
    for ids, here in _pieces(who, labels):
        for one, label in zip(ids, here, strict=True):
            kept.setdefault(label, []).append(one)
    alike = _single(conn, field, kept)
    for label in _ordered(kept, down):
        yield kept[label], label in alike


def before(
    conn: Connection, field: str, labels: Labels, who: bits.Some, customer: int, *, down: bool
) -> tuple[int, list[int], bool]:
    """How many of a set stand in earlier stretches than a customer; those in the same stretch; and
    whether they have all the same value."""
    own = labels[customer]
    counts: Counter[int] = Counter()
    same: list[int] = []
    for ids, here in _pieces(who, labels):
        counts.update(here)
        if own in here:
            same += [one for one, label in zip(ids, here, strict=True) if label == own]
    every = _ordered(counts, down)
    earlier = sum(counts[label] for label in every[: every.index(own)])
    return earlier, same, own in _single(conn, field, [own])


def _ordered(labels: Collection[int], down: bool) -> list[int]:
    """Labels in their order, which is that of the stretches; those without a value come last."""
    every = sorted((label for label in labels if label != EMPTY), reverse=down)
    return [*every, EMPTY] if EMPTY in labels else every


def _single(conn: Connection, field: str, labels: Iterable[int]) -> set[int]:
    """Those of some labels whose customers have all the same value."""
    rows = conn.execute(
        "SELECT label FROM order_mark WHERE field = ? AND single = 1"
        " AND label IN (SELECT value FROM json_each(?))",
        (field, json.dumps(list(labels))),
    )
    return {EMPTY, *(label for (label,) in rows.fetchall())}


def _pieces(who: bits.Some, labels: Labels) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The members of a set with their labels, piece by piece."""
    if bits.count(who) * DENSE <= len(labels):
        for ids in bits.batches(who):
            yield ids, itemgetter(*ids, 0)(labels)[:-1]
        return
    data = bits.to_bytes(bits.whole(who))
    for place in range(0, len(data), PIECE):
        flags = b"".join([_FLAGS[byte] for byte in data[place : place + PIECE]])
        first = place * 8
        every = range(first, first + len(flags))
        yield list(compress(every, flags)), list(compress(labels[first : every.stop], flags))


def differences(conn: Connection, field: str) -> list[int]:
    """The customers whose label is not that of their value (none, unless damaged)."""
    marks = conn.execute(
        "SELECT key, label FROM order_mark WHERE field = ? ORDER BY key", (field,)
    ).fetchall()
    keys = [key for key, _ in marks]
    labels = read_labels(conn, field)
    wrong = []
    for customer, key in conn.execute(f"SELECT id, {COLUMNS[field]} FROM customer"):
        label = EMPTY if not key else marks[bisect_right(keys, key) - 1][1] if marks else None
        if customer >= len(labels) or labels[customer] != label:
            wrong.append(customer)
    return wrong
