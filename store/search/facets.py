"""Who has which value, kept by the store as sets of bits: what makes filters and counts instant.

Table `facet` has a row for each value of each field in `FACETS` with how many customers have it;
`facet_part` has those customers, `CHUNK` ids to a row. Joining some of them, counting what is left
and counting every value among it are a few operations on whole numbers, also for millions.

The rows follow the customers within the same transaction: `store.engine.noticing` gives what
changed. Empty values have no row: who has none is everyone but those with a value.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from store import bits
from store.engine.driver import Connection

COLUMNS: Final = (
    "type", "status", "level", "region", "city", "country", "industry", "owner", "source",
)  # fmt: skip
"""The customer's own columns that are kept so."""
ARCHIVED: Final = "archived"
TAG: Final = "tag"
FACETS: Final = (*COLUMNS, ARCHIVED, TAG)

CHUNK: Final = 15_360
"""Ids to a part: two parts, each of 1,920 bytes, fill a page of the database."""
PART: Final = CHUNK // 8
SPARSE: Final = 64
"""Up to so many members a part lists their places, above it has a bit for each."""

Move: TypeAlias = tuple[str, str, int, bool]
"""Field, value, customer, and whether the customer has the value now (or no longer)."""


# -- reading ---------------------------------------------------------------------------------------


def value_bits(conn: Connection, field: str, values: Sequence[str]) -> int:
    """The customers who have one of these values."""
    found = 0
    for facet in ids(conn, field, values):
        found |= _whole(conn, facet)
    return found


def _whole(conn: Connection, facet: int) -> int:
    """Everybody with a value, by its number."""
    rows = conn.execute(  # in the order of the table's key
        "SELECT chunk, many, members FROM facet_part WHERE facet = ? ORDER BY chunk", (facet,)
    )
    made: list[bytes] = []
    for chunk, many, members in rows.fetchall():
        made += [_EMPTY] * (chunk - len(made))
        made.append(members if many > SPARSE else to_members(_decode(many, members)))
    return int.from_bytes(b"".join(made), "little")


_EMPTY: Final = bytes(PART)


def ids(conn: Connection, field: str, values: Sequence[str]) -> list[int]:
    """The numbers under which some values of a field are kept; those nobody has are left out."""
    rows = conn.execute(
        "SELECT id FROM facet WHERE field = ? AND value IN (SELECT value FROM json_each(?))",
        (field, json.dumps(list(values))),
    )
    return [id_ for (id_,) in rows.fetchall()]


def part(conn: Connection, facet: int, chunk: int) -> int:
    """Who has a value, by its number, in one chunk: bit 0 is the chunk's first id."""
    row = conn.execute(
        "SELECT many, members FROM facet_part WHERE facet = ? AND chunk = ?", (facet, chunk)
    ).fetchone()
    return _decode(*row) if row is not None else 0


def pieces(
    conn: Connection, field: str, value: str, among: bits.Some, *, down: bool = False
) -> Iterator[tuple[int, int]]:
    """Those of a set who have a value, in the order of their ids, chunk by chunk as it is asked
    for: each is a set that begins at an id, which is its bit 0."""
    (facet,) = ids(conn, field, (value,))
    for chunk, members in _chunks(among, down):
        if here := part(conn, facet, chunk) & members:
            yield chunk * CHUNK, here


def _chunks(some: bits.Some, down: bool) -> Iterator[tuple[int, int]]:
    """A set chunk by chunk: its number, and the members in it as bits."""
    if isinstance(some, bits.Few):
        ids = some.ids
        start, end = 0, len(ids)
        while start < end:
            chunk = ids[end - 1 if down else start] // CHUNK
            low = bisect_left(ids, chunk * CHUNK, start, end) if down else start
            high = end if down else bisect_left(ids, (chunk + 1) * CHUNK, start, end)
            yield chunk, sum(1 << one - chunk * CHUNK for one in ids[low:high])
            start, end = (start, low) if down else (high, end)
        return
    data = bits.to_bytes(some)
    chunks = range((len(data) + PART - 1) // PART)
    for chunk in reversed(chunks) if down else chunks:
        if part := int.from_bytes(data[chunk * PART : (chunk + 1) * PART], "little"):
            yield chunk, part


def value_of(conn: Connection, field: str, customer: int) -> str:
    """The value by which a customer is in the sets of a field; empty if there is none."""
    chunk, place = divmod(customer, CHUNK)
    rows = conn.execute(
        "SELECT value, facet_part.many, members FROM facet"
        " JOIN facet_part ON facet_part.facet = facet.id WHERE field = ? AND chunk = ?",
        (field, chunk),
    ).fetchall()
    return next((value for value, *part in rows if _decode(*part) >> place & 1), "")


def everyone(conn: Connection) -> int:
    """All customers, the archived ones too."""
    return value_bits(conn, ARCHIVED, ("no", "yes"))


def with_value(conn: Connection, field: str) -> int:
    """The customers who have any value of a field."""
    found = 0
    for value, many in totals(conn, field):
        if many:
            found |= value_bits(conn, field, (value,))
    return found


def totals(conn: Connection, field: str) -> list[tuple[str, int]]:
    """Every value of a field with the number of all customers who have it, in order of values."""
    rows = conn.execute(
        "SELECT value, many FROM facet WHERE field = ? AND many > 0 ORDER BY value", (field,)
    )
    return [(value, many) for value, many in rows.fetchall()]


def count_each(conn: Connection, field: str, among: int) -> dict[str, int]:
    """How many of a set of customers have each value of a field."""
    data = bits.to_bytes(among)
    parts = [
        int.from_bytes(data[start : start + PART], "little") for start in range(0, len(data), PART)
    ]
    counts: dict[str, int] = {}
    rows = conn.execute(
        "SELECT value, chunk, facet_part.many, members FROM facet"
        " JOIN facet_part ON facet_part.facet = facet.id WHERE field = ?",
        (field,),
    )
    for value, chunk, many, members in rows:
        if chunk < len(parts) and parts[chunk]:
            here = (_decode(many, members) & parts[chunk]).bit_count()
            if here:
                counts[value] = counts.get(value, 0) + here
    return counts


# -- writing ---------------------------------------------------------------------------------------


def apply(conn: Connection, moves: Iterable[Move]) -> None:
    """Write what changed; of several moves of one customer and value the last one counts."""
    sets: dict[tuple[str, str], dict[int, bool]] = {}
    for field, value, customer, has in moves:
        if value:
            sets.setdefault((field, value), {})[customer] = has
    for (field, value), members in sets.items():
        _apply_one(conn, field, value, members)


def _apply_one(conn: Connection, field: str, value: str, members: dict[int, bool]) -> None:
    row = conn.execute(
        "SELECT id FROM facet WHERE field = ? AND value = ?", (field, value)
    ).fetchone()
    if row is None:
        row = conn.execute(
            "INSERT INTO facet (field, value, many) VALUES (?, ?, 0) RETURNING id", (field, value)
        ).fetchone()
    facet = row[0]
    chunks: dict[int, list[int]] = {}
    for customer, has in members.items():
        chunk, place = divmod(customer, CHUNK)
        chunks.setdefault(chunk, [0, 0])[has] |= 1 << place
    more = sum([_apply_part(conn, facet, chunk, *asked) for chunk, asked in chunks.items()])
    if more:
        conn.execute("UPDATE facet SET many = many + ? WHERE id = ?", (more, facet))


def _apply_part(conn: Connection, facet: int, chunk: int, gone: int, come: int) -> int:
    """Change one part; returns by how many members it grew."""
    row = conn.execute(
        "SELECT many, members FROM facet_part WHERE facet = ? AND chunk = ?", (facet, chunk)
    ).fetchone()
    before = _decode(*row) if row is not None else 0
    after = before & ~gone | come
    if after == before:
        return 0
    many = after.bit_count()
    conn.execute(
        "INSERT INTO facet_part (facet, chunk, many, members) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (facet, chunk) DO UPDATE SET many = excluded.many,"
        " members = excluded.members",
        (facet, chunk, many, encode(after, many)),
    )
    return many - before.bit_count()


def encode(part: int, many: int) -> bytes:
    """A part as its row keeps it: a bit for each id of the chunk, or the few places in order."""
    if many > SPARSE:
        return to_members(part)
    return array("H", bits.ids_of(part)).tobytes()


def to_members(part: int) -> bytes:
    """A part as `PART` bytes."""
    return part.to_bytes(PART, "little")


def _decode(many: int, members: bytes) -> int:
    if many > SPARSE:
        return int.from_bytes(members, "little")
    part = 0
    for place in memoryview(members).cast("H"):
        part |= 1 << place
    return part


def rebuild(conn: Connection) -> None:
    """Make all of it anew out of the customers and their tags (in one transaction)."""
    conn.execute("DELETE FROM facet_part")
    conn.execute("DELETE FROM facet")
    for column in COLUMNS:
        _fill(
            conn,
            column,
            f"SELECT {column}, id FROM customer WHERE {column} <> '' ORDER BY {column}, id",
        )
    archived = "CASE archived WHEN 0 THEN 'no' ELSE 'yes' END"
    _fill(conn, ARCHIVED, f"SELECT {archived} AS value, id FROM customer ORDER BY value, id")
    _fill(conn, TAG, "SELECT tag, customer FROM tag ORDER BY tag, customer")


def _fill(conn: Connection, field: str, sql: str) -> None:
    """Write the sets of one field; the rows come in the order of their values."""
    value, members = "", dict[int, bool]()
    for found, customer in conn.execute(sql):
        if found != value:
            _fill_one(conn, field, value, members)
            value, members = found, {}
        members[customer] = True
    _fill_one(conn, field, value, members)


def _fill_one(conn: Connection, field: str, value: str, members: dict[int, bool]) -> None:
    if members:
        _apply_one(conn, field, value, members)


def differences(conn: Connection) -> list[tuple[str, str]]:
    """The fields and values whose sets are not what the customers say (none, unless damaged)."""
    wrong = []
    for field in FACETS:
        told = {v: value_bits(conn, field, (v,)) for v, many in totals(conn, field)}
        told = {value: found for value, found in told.items() if found}
        meant: dict[str, dict[int, bool]] = {}
        for value, customer in conn.execute(_TOLD[field]):
            meant.setdefault(value, {})[customer] = True
        for value in sorted(told.keys() | meant.keys()):
            ids = meant.get(value, {})
            if told.get(value, 0) != bits.of_ids(ids, max(ids, default=0)):
                wrong.append((field, value))
    return wrong


_TOLD: Final = {
    **{column: f"SELECT {column}, id FROM customer WHERE {column} <> ''" for column in COLUMNS},
    ARCHIVED: "SELECT CASE archived WHEN 0 THEN 'no' ELSE 'yes' END, id FROM customer",
    TAG: "SELECT tag, customer FROM tag",
}
