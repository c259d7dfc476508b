"""The first rows of a file as they would be in the store, before anything is decided for good."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from store.customers.preparing import Desk, open_desk
from store.errors import KehaoError
from store.transfer.formats.tables import Row
from store.transfer.imports.corrections import corrected
from store.transfer.imports.options import Correction, Options
from store.transfer.imports.planning import Plan
from store.transfer.imports.rows import RowValues
from store.transfer.imports.sorting import make_draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.session import Session

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it would be. flags: the fields that cannot read their values; error: why it
    would be rejected, as far as the row alone can say."""

    row: int
    values: RowValues
    flags: tuple[str, ...]
    error: KehaoError | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan, and the first rows by it."""

    plan: Plan
    rows: tuple[PreviewRow, ...]


def make_preview(session: Session, rows: Iterable[Row], plan: Plan, options: Options) -> Preview:
    """The first of these rows as they would be; nothing is matched or written."""
    desk = _desk(session, plan)
    reader = plan.reader(desk.fields)
    shown = []
    for number, cells in islice(rows, SHOWN):
        values = reader.read(cells)
        if correction := options.corrections.get(number):
            values = corrected(values, correction, desk.fields)
        shown.append(_looked_at(desk, number, values))
    return Preview(plan, tuple(shown))


def check_row(session: Session, plan: Plan, row: PreviewRow, correction: Correction) -> PreviewRow:
    """One row with what was written into it."""
    desk = _desk(session, plan)
    return _looked_at(desk, row.row, corrected(row.values, correction, desk.fields))


def _desk(session: Session, plan: Plan) -> Desk:
    desk = open_desk(session)
    desk.fields = {**desk.fields, **{new.name: new for new in plan.new_fields.values()}}
    return desk


def _looked_at(desk: Desk, number: int, values: RowValues) -> PreviewRow:
    draft = make_draft(desk, values)
    if isinstance(draft, KehaoError):
        return PreviewRow(number, values, tuple(values.flags), draft)
    return PreviewRow(number, values, draft.flags, None)
