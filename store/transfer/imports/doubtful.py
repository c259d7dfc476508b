"""Rows of a dry run that somebody should look at: rejected, flagged, much like somebody, under the
code of somebody else, or with a code that looks mistyped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from store.customers.preparing import Draft
from store.duplicates.arriving import Alike, Match
from store.errors import KehaoError
from store.transfer.imports.mistyped import NO_FORMS, Forms
from store.transfer.imports.others import Other
from store.transfer.imports.rows import RowValues
from store.transfer.imports.sorting import Chunk, FileRow

MOST: Final = 2000
"""How many rows are kept to be looked at; the counts are of all."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One such row. flags: the fields that could not read their values; error: why it is
    rejected; alike: whom a double looks like; other: who has the row's code; mended: what its code
    was probably meant to be."""

    row: int
    why: Literal["rejected", "other", "double", "mistyped", "flagged"]
    values: RowValues
    flags: tuple[str, ...] = ()
    error: KehaoError | None = None
    alike: Alike | None = None
    other: Other | None = None
    mended: str = ""


@dataclass(slots=True)
class Gathered:
    """The doubtful rows of a run as they turn up; how many were flagged in all, how many have the
    code of somebody else, and how many one that looks mistyped."""

    forms: Forms = NO_FORMS
    rows: list[Doubtful] = field(default_factory=list)
    flagged: int = 0
    others: int = 0
    mistyped: int = 0

    def take(
        self,
        chunk: Chunk,
        rows: Mapping[int, FileRow],
        doubles: Sequence[Match | None],
        rejects: Sequence[tuple[int, KehaoError]],
    ) -> None:
        """What is doubtful in one chunk; `rejects` are also those that writing refused."""
        found: list[Doubtful] = []
        refused = {number for number, _ in rejects}
        for number, error in rejects:
            values = rows[number].values
            found.append(Doubtful(number, "rejected", values, tuple(values.flags), error))
        for (number, _, draft), double in zip(chunk.drafts, doubles, strict=True):
            if number not in refused:
                self._take_draft(found, rows[number], draft, double)
        under = {other.row for other in chunk.others if other.row not in refused}
        self.others += len(under)
        for other in chunk.others:
            if other.row in under:
                values = rows[other.row].values
                flags = tuple(values.flags)
                found.append(Doubtful(other.row, "other", values, flags, other=other))
        for number, update in chunk.updates:
            if number not in refused and update.row.flags:
                self.flagged += 1
                if number not in under:
                    found.append(Doubtful(number, "flagged", update.row, tuple(update.row.flags)))
        room = MOST - len(self.rows)
        if room > 0:
            self.rows.extend(sorted(found, key=lambda one: one.row)[:room])

    def _take_draft(
        self, found: list[Doubtful], row: FileRow, draft: Draft, double: Match | None
    ) -> None:
        mended = self.forms.mended(row.values.code)
        self.flagged += bool(draft.flags)
        self.mistyped += bool(mended)
        if double is not None:
            alike = double.alike
            found.append(
                Doubtful(row.number, "double", row.values, draft.flags, alike=alike, mended=mended)
            )
        elif mended:
            found.append(Doubtful(row.number, "mistyped", row.values, draft.flags, mended=mended))
        elif draft.flags:
            found.append(Doubtful(row.number, "flagged", row.values, draft.flags))
