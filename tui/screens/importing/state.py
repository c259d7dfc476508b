"""What has been decided so far; it stays when one goes back and forth between the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui.words.mapping import EXTRA

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.transfer.imports.importing import ImportResult
    from store.transfer.imports.options import Said
    from store.transfer.imports.planning import Opened, Plan
    from store.transfer.imports.preview import Preview

Mended = tuple[dict[int, dict[str, str]], frozenset[int]]
"""What was written into rows, and the rows that are left out."""


@dataclass(slots=True)
class Importing:
    """One import on its way.

    path: the file; of a database a name for it in the folder that is shown, and `where` it is.
    mapping and choices: what the person said; good: the same as a plan was last made of it.
    corrections: row to field to text; left_out: rows.
    foretold: the dry run that belongs to all this, None when something changed since; tried: the
    corrections and rows left out that it was made with.
    """

    path: Path = field(default_factory=Path)
    where: str = ""
    opened: Opened | None = None
    preview: Preview | None = None
    fields: dict[str, Field] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    good: tuple[dict[str, str], dict[str, str]] = field(default_factory=lambda: ({}, {}))
    corrections: dict[int, dict[str, str]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    foretold: ImportResult | None = None
    tried: Mended = field(default_factory=lambda: ({}, frozenset()))
    result: ImportResult | None = None

    @property
    def plan(self) -> Plan:
        """What the file's columns are taken for; there is one from the second step on."""
        assert self.preview is not None
        return self.preview.plan

    def said(self) -> Said:
        """The choices as the store takes them."""
        return {
            "mapping": dict(self.mapping),
            "corrections": {row: dict(said) for row, said in self.corrections.items()},
            "left_out": frozenset(self.left_out),
            **self._chosen(),
        }

    def mended(self) -> Mended:
        """The corrections and the rows left out as they stand now."""
        written = {row: dict(said) for row, said in self.corrections.items() if said}
        return written, frozenset(self.left_out)

    def understood(self) -> Said:
        """Only those that say how the file is understood."""
        return {"mapping": dict(self.mapping), **self._chosen()}

    def _chosen(self) -> Said:
        rest = {name: said for name, said in self.choices.items() if name != "dates"}
        dates = self.choices.get("dates", "")
        return {**rest, "dates": {"": dates} if dates else {}}  # type: ignore[typeddict-item]

    def begin(self, path: Path, where: str, opened: Opened) -> None:
        """Another file: what was said of the one before is past."""
        self.close()
        if path != self.path:
            self.mapping.clear()
            self.choices.clear()
        if (
            path != self.path
            or self.opened is None
            or self.opened.table.digest != (opened.table.digest)
        ):
            self.corrections.clear()
            self.left_out.clear()
        self.path, self.where, self.opened = path, where, opened
        self.foretold = self.result = None

    def close(self) -> None:
        """Let go of a database's connection."""
        if self.opened is not None:
            self.opened.close()

    def other_sheets(self) -> tuple[str, ...]:
        """The workbook's sheets that are not read."""
        if self.opened is None:
            return ()
        return tuple(one for one in self.opened.sheets if one != self.opened.sheet)

    @property
    def work_done(self) -> bool:
        """Whether there is anything that leaving would lose."""
        return self.result is None and bool(self.mapping or self.corrections or self.left_out)

    def targets(self) -> list[str]:
        """The fields that the file fills, in the order of our own lists; the code first."""
        plan = self.plan
        filled = [target for target in plan.targets if target in EXTRA or target in self.fields]
        new = [new.name for new in plan.new_fields.values()]
        notes = ["notes"] if plan.into_notes and "notes" not in filled else []
        order = {name: place for place, name in enumerate([*EXTRA, *self.fields])}
        return [*sorted(dict.fromkeys([*filled, *notes]), key=lambda one: order[one]), *new]
