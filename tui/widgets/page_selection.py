"""Which rows are chosen: by their identity, so that sorting and searching keep them.

A range is chosen by place while it is being drawn (`anchor` to the cursor) and becomes
identities when it is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Selection:
    """The chosen rows' ids, in the order in which they were chosen, and the open range."""

    _ids: dict[int, None] = field(default_factory=dict)
    anchor: int | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._ids

    @property
    def ids(self) -> tuple[int, ...]:
        """All chosen ids."""
        return tuple(self._ids)

    def toggle(self, row_id: int) -> None:
        """Choose the row, or let it go when it was chosen."""
        if row_id in self._ids:
            del self._ids[row_id]
        else:
            self._ids[row_id] = None

    def add(self, row_ids: Iterable[int]) -> None:
        """Choose these rows too."""
        self._ids.update(dict.fromkeys(row_ids))

    def clear(self) -> bool:
        """Let all go and close the range; True if there was anything."""
        had = bool(self._ids) or self.anchor is not None
        self._ids.clear()
        self.anchor = None
        return had

    def span(self, cursor: int) -> range:
        """The places that the open range covers, up to the cursor; empty when none is open."""
        if self.anchor is None:
            return range(0)
        return range(min(self.anchor, cursor), max(self.anchor, cursor) + 1)
