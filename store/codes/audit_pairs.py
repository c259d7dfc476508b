"""Pairs of codes that are easily taken for each other (O/0 I/1 S/5 B/8), without comparing all.

Two codes can be confused when their texts, look-alikes united, are one text. A first pass along the
namespace's index marks each united text in a field of bits of a fixed size, and notes the texts
whose bit was marked already; a second pass sorts out which of those are really pairs. Memory is
that of the field, 64 bits a code and 32 MB at most, however many codes there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from store.codes.findings import CONFUSABLE, Finding, Found
from store.engine.driver import Connection
from store.errors import KehaoError

PAGE: Final = 5000
_BITS_A_CODE: Final = 64
_MOST_BYTES: Final = 32 * 1024 * 1024
_MOST_NOTED: Final = 200_000
_ALIKE: Final = str.maketrans({"o": "0", "i": "1", "s": "5", "b": "8"})
_PAGE: Final = "SELECT skeleton FROM code WHERE skeleton > ? ORDER BY skeleton LIMIT ?"


@dataclass(slots=True)
class Pairs:
    """The two passes. `first` and `second` each read a page and say how many codes it had."""

    found: Found
    codes: int
    _bits: bytearray = field(init=False)
    _noted: dict[str, str] = field(default_factory=dict)
    _last: str = ""

    def __post_init__(self) -> None:
        size = 1 << 13
        while size < min(self.codes * _BITS_A_CODE // 8, _MOST_BYTES):
            size <<= 1
        self._bits = bytearray(size)

    def first(self, conn: Connection) -> int:
        """Mark a page of codes; 0 at the end, and the second pass may begin."""
        bits, mask, noted = self._bits, len(self._bits) * 8 - 1, self._noted
        rows = conn.execute(_PAGE, (self._last, PAGE)).fetchall()
        for (bones,) in rows:
            united = bones.translate(_ALIKE)
            place = hash(united) & mask
            byte, bit = place >> 3, 1 << (place & 7)
            if not bits[byte] & bit:
                bits[byte] |= bit
            elif len(noted) < _MOST_NOTED:
                noted[united] = ""
        self._turn([row[0] for row in rows])
        if not rows:
            self._bits = bytearray()
        return len(rows)

    def second(self, conn: Connection) -> int:
        """Look at a page of codes again for those noted; 0 at the end."""
        noted = self._noted
        rows = conn.execute(_PAGE, (self._last, PAGE)).fetchall()
        for (bones,) in rows:
            united = bones.translate(_ALIKE)
            other = noted.get(united)
            if other == "":
                noted[united] = bones
            elif other is not None:
                self._pair(conn, other, bones)
        self._turn([row[0] for row in rows])
        return len(rows)

    def _turn(self, bones: list[str]) -> None:
        self._last = bones[-1] if bones else ""

    def _pair(self, conn: Connection, one: str, other: str) -> None:
        first, second = _facts(conn, one), _facts(conn, other)
        if "void" in (first.state, second.state):
            return
        if first.customer_id is not None and first.customer_id == second.customer_id:
            return
        self.found.add(
            Finding(
                CONFUSABLE,
                second.text,
                second.customer,
                second.customer_id,
                "",
                KehaoError(
                    "The codes {code} and {other} are easily taken for each other.",
                    code=second.text,
                    other=first.text,
                ),
                KehaoError(
                    "Give one of the two customers another code, or keep in mind that they differ."
                ),
            )
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    text: str
    state: str
    customer_id: int | None
    customer: str


def _facts(conn: Connection, bones: str) -> _Facts:
    row = conn.execute(
        "SELECT code.text, code.state, customer.id, coalesce(customer.code, '') FROM code"
        " LEFT JOIN customer ON customer.id = code.customer WHERE code.skeleton = ?",
        (bones,),
    ).fetchone()
    return _Facts(*row)
