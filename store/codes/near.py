"""Existing codes at one slip's distance from a mistyped one, found by lookup, never by a scan.

A slip is: two neighbours swapped, a look-alike (O/0, I/1, S/5, B/8), one character wrong, one too
many, one missing. All candidates are made and looked up in the namespace's index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from store.codes.skeleton import skeleton
from store.engine.driver import Connection

_ALIKE: Final = {
    "o": "0", "0": "o", "i": "1l", "l": "1", "1": "il", "s": "5", "5": "s", "b": "8", "8": "b",
    "z": "2", "2": "z",
}  # fmt: skip
_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz-"
_BATCH: Final = 400
MOST: Final = 10


def slips(bones: str) -> Iterator[str]:
    """Every skeleton at one slip's distance from `bones`, the likeliest kinds first."""
    for i in range(len(bones) - 1):
        if bones[i] != bones[i + 1]:
            yield bones[:i] + bones[i + 1] + bones[i] + bones[i + 2 :]
    for i, character in enumerate(bones):
        for other in _ALIKE.get(character, ""):
            yield bones[:i] + other + bones[i + 1 :]
    for i in range(len(bones)):
        yield bones[:i] + bones[i + 1 :]
    for i, character in enumerate(bones):
        for other in _ALPHABET:
            if other != character:
                yield bones[:i] + other + bones[i + 1 :]
    for i in range(len(bones) + 1):
        for other in _ALPHABET:
            yield bones[:i] + other + bones[i:]


def near(conn: Connection, code: str, *, most: int = MOST) -> list[tuple[str, int | None]]:
    """Existing codes (text, customer's id) at one slip from `code`, best first, at most `most`."""
    bones = skeleton(code)
    if not bones or len(bones) > 64:
        return []
    rank: dict[str, int] = {}
    for place, candidate in enumerate(slips(bones)):
        rank.setdefault(candidate, place)
    rank.pop(bones, None)
    found: list[tuple[int, str, int | None]] = []
    for batch in _batches(rank):
        marks = ",".join("?" * len(batch))
        rows = conn.execute(
            f"SELECT skeleton, text, customer FROM code WHERE skeleton IN ({marks})"
            " AND state <> 'void'",
            batch,
        )
        found.extend((rank[row[0]], row[1], row[2]) for row in rows)
    return [(text, customer) for _, text, customer in sorted(found, key=lambda one: one[0])[:most]]


def _batches(candidates: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for candidate in candidates:
        batch.append(candidate)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
