"""Where names stand in the order of names, told for each customer by a small number.

Marks cut the order of names into some thousand stretches of about as many customers each; table
`name_mark` says where each begins and which label it has, `name_label` has every customer's label,
`CHUNK` of them to a row. The first fifty of any set of customers, or those from any place on, are
found by counting labels: only the names of one or two stretches are then read and sorted.

A label follows its customer within the same transaction. Marks are set anew when the stretches
have become uneven (`even_out`); nothing but speed depends on how even they are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Final

from store import bits
from store.engine.driver import Connection

if TYPE_CHECKING:
    from store.session import Session

CHUNK: Final = 1_920
"""Labels to a row: 3,840 bytes, which fill a page of the database."""
MARKS: Final = 4_000
"""At most about so many stretches."""
SHORTEST: Final = 200
"""Customers to a stretch, at least."""
UNEVEN: Final = 8
"""A stretch so many times longer than it should be is worth setting the marks anew."""
AT_ONCE: Final = 120_000
"""Members of a set up to which all of them are held at once, not chunk by chunk."""
NOBODY: Final = 0
"""The label of an id that no customer has."""

_NOTHING: Final = bytes(2 * CHUNK)
_FLAGS: Final = tuple(bytes(byte >> place & 1 for place in range(8)) for byte in range(256))


# -- writing ---------------------------------------------------------------------------------------


def apply(conn: Connection, names: Mapping[int, str | None]) -> None:
    """Give customers the labels of their names; None takes the label away."""
    marks = conn.execute("SELECT key, label FROM name_mark ORDER BY key").fetchall()
    if not marks:
        conn.execute("INSERT INTO name_mark (label, key, many) VALUES (1, '', 0)")
        marks = [("", 1)]
    keys = [key for key, _ in marks]
    chunks: dict[int, dict[int, int]] = {}
    for customer, key in names.items():
        label = NOBODY if key is None else marks[bisect_right(keys, key) - 1][1]
        chunks.setdefault(customer // CHUNK, {})[customer % CHUNK] = label
    more: Counter[int] = Counter()
    for chunk, places in chunks.items():
        labels = _read(conn, chunk)
        for place, label in places.items():
            more[labels[place]] -= 1
            more[label] += 1
            labels[place] = label
        _write(conn, chunk, labels)
    conn.executemany(
        "UPDATE name_mark SET many = many + ? WHERE label = ?",
        [(grown, label) for label, grown in more.items() if grown and label != NOBODY],
    )


def _read(conn: Connection, chunk: int) -> array[int]:
    row = conn.execute("SELECT labels FROM name_label WHERE chunk = ?", (chunk,)).fetchone()
    return array("H", row[0] if row is not None else _NOTHING)


def _write(conn: Connection, chunk: int, labels: array[int]) -> None:
    conn.execute(
        "INSERT INTO name_label (chunk, labels) VALUES (?, ?)"
        " ON CONFLICT (chunk) DO UPDATE SET labels = excluded.labels",
        (chunk, labels.tobytes()),
    )


def is_uneven(conn: Connection) -> bool:
    """Whether setting the marks anew is worth it."""
    longest, total = conn.execute(
        "SELECT coalesce(max(many), 0), coalesce(sum(many), 0) FROM name_mark"
    ).fetchone()
    return bool(longest > UNEVEN * _size(total))


def _size(total: int) -> int:
    """How many customers a stretch should have."""
    return max(SHORTEST, total // MARKS)


def even_out(session: Session, *permissions: str) -> bool:
    """Set the marks anew if that is worth it; True if they were. Others may work meanwhile."""
    with session.reading() as conn:
        if not is_uneven(conn):
            return False
        marked = mark_anew(conn)
    with session.writing(*permissions) as change:
        put(change.conn, marked)
    return True


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks as they should be, and everybody's labels, as of an operation of the log."""

    marks: list[tuple[int, str, int]]
    labels: array[int]
    seq: int


def mark_anew(conn: Connection) -> Marked:
    """Marks that are as even as equal names let them be; nothing is written (a second or so for a
    million customers)."""
    seq = conn.execute("SELECT coalesce(max(seq), 0) FROM operation").fetchone()[0]
    total = conn.execute("SELECT count(*) FROM customer").fetchone()[0]
    size = _size(total)
    labels = array("H", bytes(2 * CHUNK))
    marks: list[tuple[int, str, int]] = []
    begins, many, last = "", 0, None
    for customer, key in conn.execute("SELECT id, name_key FROM customer ORDER BY name_key, id"):
        if many >= size and key != last:
            marks.append((len(marks) + 1, begins, many))
            begins, many = key, 0
        last = key
        many += 1
        if customer >= len(labels):
            missing = customer - customer % CHUNK + CHUNK - len(labels)
            labels.extend(array("H", bytes(2 * missing)))
        labels[customer] = len(marks) + 1
    if many:
        marks.append((len(marks) + 1, begins, many))
    return Marked(marks, labels, seq)


def put(conn: Connection, marked: Marked) -> None:
    """Write the new marks and labels, and the labels of whoever changed since they were made."""
    conn.execute("DELETE FROM name_mark")
    conn.execute("DELETE FROM name_label")
    conn.executemany("INSERT INTO name_mark (label, key, many) VALUES (?, ?, ?)", marked.marks)
    for start in range(0, len(marked.labels) if marked.marks else 0, CHUNK):
        _write(conn, start // CHUNK, marked.labels[start : start + CHUNK])
    since = conn.execute(
        "SELECT DISTINCT subject, name_key FROM operation"
        " LEFT JOIN customer ON customer.id = operation.subject"
        " WHERE seq > ? AND subject IS NOT NULL",
        (marked.seq,),
    ).fetchall()
    apply(conn, dict(since))


# -- reading ---------------------------------------------------------------------------------------


def stretch(
    conn: Connection, who: int, offset: int, limit: int, *, down: bool = False
) -> tuple[list[int], int]:
    """Those of a set who stand in the stretches that hold its places `offset` to `offset + limit`
    in the order of names, in no order; and how many of the set stand before them."""
    told = _told(conn, who) if who.bit_count() <= AT_ONCE else None
    counts = Counter[int]()
    for _, labels in told or _pieces(conn, who):
        counts.update(labels)
    wanted: set[int] = set()
    before = passed = 0
    for label in _in_order(conn, counts, down):
        many = counts[label]
        if not wanted and passed + many <= offset:
            before += many
        else:
            wanted.add(label)
        passed += many
        if passed >= offset + limit:
            break
    found = [
        customer
        for ids, labels in told or _pieces(conn, who)
        for customer, label in zip(ids, labels, strict=True)
        if label in wanted
    ]
    return found, before


def _in_order(conn: Connection, counts: Counter[int], down: bool) -> list[int]:
    rows = conn.execute("SELECT label FROM name_mark ORDER BY key").fetchall()
    labels = [label for (label,) in rows if counts[label]]
    return labels[::-1] if down else labels


def before(conn: Connection, who: int, customer: int) -> tuple[int, list[int]]:
    """How many of a set stand in earlier stretches than a customer, and those in the same one."""
    own = _read(conn, customer // CHUNK)[customer % CHUNK]
    counts = Counter[int]()
    same: list[int] = []
    for ids, labels in _pieces(conn, who):
        counts.update(labels)
        if own in labels:
            same += [one for one, label in zip(ids, labels, strict=True) if label == own]
    every = _in_order(conn, counts, down=False)
    return sum(counts[label] for label in every[: every.index(own)]), same


def _told(conn: Connection, who: int) -> list[tuple[list[int], list[int]]]:
    """The members of a set that is not too large, all at once, with their labels."""
    kept = conn.execute("SELECT chunk, labels FROM name_label ORDER BY chunk").fetchall()
    every = bytearray()
    for chunk, labels in kept:
        every += bytes(2 * CHUNK * chunk - len(every)) + labels
    told = memoryview(every).cast("H")
    ids = list(bits.ids_of(who))
    return [(ids, [told[one] for one in ids])]


def _pieces(conn: Connection, who: int) -> Iterator[tuple[list[int], list[int]]]:
    """The members of a set with their labels, chunk by chunk."""
    data = bits.to_bytes(who)
    size = CHUNK // 8
    for chunk, kept in conn.execute("SELECT chunk, labels FROM name_label ORDER BY chunk"):
        piece = data[chunk * size : (chunk + 1) * size]
        if piece.strip(b"\x00"):
            flags = b"".join([_FLAGS[byte] for byte in piece])
            first = chunk * CHUNK
            ids = list(compress(range(first, first + CHUNK), flags))
            yield ids, list(compress(array("H", kept), flags))


def differences(conn: Connection) -> list[int]:
    """The customers whose label is not that of their name (none, unless damaged)."""
    marks = conn.execute("SELECT key, label FROM name_mark ORDER BY key").fetchall()
    keys = [key for key, _ in marks]
    labels = {chunk: array("H", kept) for chunk, kept in conn.execute("SELECT * FROM name_label")}
    wrong = []
    for customer, key in conn.execute("SELECT id, name_key FROM customer"):
        chunk = labels.get(customer // CHUNK)
        label = marks[bisect_right(keys, key) - 1][1] if marks else None
        if chunk is None or chunk[customer % CHUNK] != label:
            wrong.append(customer)
    return wrong
