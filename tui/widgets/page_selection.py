"""Which rows are chosen: by their identity, so that sorting and searching keep them.

They are kept as bits, an eighth of a byte each, however many are chosen. A range is chosen by place
while it is being drawn (`anchor` to the cursor) and becomes identities when it is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from store.customers.chosen import Chosen


@dataclass(slots=True)
class Selection:
    """The chosen rows' ids, and the open range."""

    _flags: bytearray = field(default_factory=bytearray)
    _count: int = 0
    anchor: int | None = None

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row_id: int) -> bool:
        place = row_id >> 3
        return 0 <= place < len(self._flags) and bool(self._flags[place] >> (row_id & 7) & 1)

    @property
    def chosen(self) -> Chosen:
        """All chosen ids as one set."""
        return Chosen(int.from_bytes(self._flags, "little"))

    @property
    def ids(self) -> tuple[int, ...]:
        """The chosen ids, the smallest first: where they are known to be few."""
        return tuple(self.chosen)

    def toggle(self, row_id: int) -> None:
        """Choose the row, or let it go when it was chosen."""
        if row_id in self:
            self._flags[row_id >> 3] &= ~(1 << (row_id & 7))
            self._count -= 1
        else:
            self._put(row_id)

    def add(self, row_ids: Iterable[int]) -> None:
        """Choose these rows too."""
        if isinstance(row_ids, Chosen):
            self.set(Chosen(self.chosen.bits | row_ids.bits))
            return
        for row_id in row_ids:
            if row_id not in self:
                self._put(row_id)

    def set(self, chosen: Chosen) -> None:
        """Choose just these."""
        bits = chosen.bits
        self._flags = bytearray(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))
        self._count = len(chosen)

    def clear(self) -> bool:
        """Let all go and close the range; True if there was anything."""
        had = bool(self._count) or self.anchor is not None
        self._flags.clear()
        self._count = 0
        self.anchor = None
        return had

    def span(self, cursor: int) -> range:
        """The places that the open range covers, up to the cursor; empty when none is open."""
        if self.anchor is None:
            return range(0)
        return range(min(self.anchor, cursor), max(self.anchor, cursor) + 1)

    def _put(self, row_id: int) -> None:
        lack = (row_id >> 3) + 1 - len(self._flags)
        if lack > 0:
            self._flags.extend(bytes(lack))
        self._flags[row_id >> 3] |= 1 << (row_id & 7)
        self._count += 1
