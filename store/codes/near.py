"""Existing codes at one slip's distance from a mistyped one, found by lookup, never by a scan.

A slip is: two neighbours swapped, a look-alike (O/0, I/1, S/5, B/8), one character wrong, one too
many, one missing. The namespace's index tells which characters follow a beginning that codes have:
only those are tried, so that the codes' own alphabet decides, and no place after the first that no
code has need be tried at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from store.codes.skeleton import skeleton
from store.engine.driver import Connection

_ALIKE: Final = {
    "o": "0", "0": "o", "i": "1l", "l": "1", "1": "il", "s": "5", "5": "s", "b": "8", "8": "b",
    "z": "2", "2": "z",
}  # fmt: skip
_BATCH: Final = 400
_LONGEST: Final = 64
_MOST_FOLLOWING: Final = 64
MOST: Final = 10

SWAPPED: Final = 0
ALIKE: Final = 1
TOO_MANY: Final = 2
WRONG: Final = 3
MISSING: Final = 4


@dataclass(frozen=True, slots=True)
class Near:
    """A code at one slip: its state, and the customer who has it or had it (None: nobody).

    customer: that customer's code today.
    """

    code: str
    state: str
    customer_id: int | None
    customer: str
    name: str
    archived: bool


_FOLLOWING: Final = """
WITH RECURSIVE following(bones) AS (
    SELECT (SELECT skeleton FROM code WHERE skeleton > ?1 AND skeleton < ?2
            ORDER BY skeleton LIMIT 1)
    UNION ALL
    SELECT (SELECT skeleton FROM code
            WHERE skeleton >= ?1 || char(unicode(substr(bones, ?3, 1)) + 1) AND skeleton < ?2
            ORDER BY skeleton LIMIT 1)
    FROM following WHERE bones IS NOT NULL
)
SELECT substr(bones, ?3, 1) FROM following WHERE bones IS NOT NULL LIMIT ?4
"""


def following(conn: Connection, beginning: str) -> str:
    """The characters that follow a beginning in existing skeletons, some 64 at the most."""
    rows = conn.execute(
        _FOLLOWING,
        (beginning, beginning + "\U0010ffff", len(beginning) + 1, _MOST_FOLLOWING),
    )
    return "".join([character for (character,) in rows])


def slips(bones: str, follow: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Skeletons at one slip's distance from `bones` with the kind of slip.

    follow: for each place from 0 on the characters that existing codes have there after what stands
    before it; it may end where no code begins so.
    """
    size = len(bones)
    for i in range(size - 1):
        if bones[i] != bones[i + 1]:
            yield SWAPPED, bones[:i] + bones[i + 1] + bones[i] + bones[i + 2 :]
    for i in range(size):
        if i == 0 or bones[i] != bones[i - 1]:
            yield TOO_MANY, bones[:i] + bones[i + 1 :]
    for i, characters in zip(range(size + 1), follow, strict=False):
        before, after = bones[:i], bones[i:]
        for character in characters:
            yield MISSING, before + character + after
            if i < size and character != bones[i]:
                kind = ALIKE if character in _ALIKE.get(bones[i], "") else WRONG
                yield kind, before + character + bones[i + 1 :]


def near(conn: Connection, code: str, *, most: int = MOST) -> list[Near]:
    """Existing codes at one slip from `code`, the likeliest slips first, those of today before old
    ones, at most `most`. Void codes are nobody's and left out."""
    bones = skeleton(code)
    if not bones or len(bones) > _LONGEST:
        return []
    kinds: dict[str, int] = {}
    for kind, candidate in slips(bones, _follow(conn, bones)):
        if candidate != bones and kind < kinds.get(candidate, MISSING + 1):
            kinds[candidate] = kind
    found: list[tuple[int, bool, str, str, int | None]] = []
    candidates = list(kinds)
    for start in range(0, len(candidates), _BATCH):
        batch = candidates[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        rows = conn.execute(
            f"SELECT skeleton, text, state, customer FROM code WHERE skeleton IN ({marks})"
            " AND state <> 'void'",
            batch,
        )
        found += [(kinds[row[0]], row[2] != "live", row[1], row[2], row[3]) for row in rows]
    found.sort(key=lambda one: one[:3])
    return [as_near(conn, text, state, customer) for _, _, text, state, customer in found[:most]]


def _follow(conn: Connection, bones: str) -> Iterator[str]:
    for i in range(len(bones) + 1):
        characters = following(conn, bones[:i])
        if not characters:
            return
        yield characters


def as_near(conn: Connection, text: str, state: str, customer: int | None) -> Near:
    """A row of the namespace with its customer as known today."""
    row = conn.execute(
        "SELECT code, name, archived FROM customer WHERE id = ?", (customer,)
    ).fetchone()
    if row is None:
        return Near(text, state, None, "", "", False)
    return Near(text, state, customer, row[0], row[1], bool(row[2]))
