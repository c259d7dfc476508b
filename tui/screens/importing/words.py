"""Sentences of the import's steps, and a row's values as cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from store.customers.phones import shown_phone
from store.transfer.imports.rows import NAME_COLUMNS, RowValues
from store.transfer.mapping.words import ALIASES, CODE, TAGS
from tui.locale import t
from tui.widgets.page_columns import Column
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.transfer.imports.importing import ImportResult
    from store.transfer.imports.planning import Plan

MARK: Final = "! "
"""Before a value that its field cannot read."""

CODES: Final = {
    "keep": "kept, as the customers' codes",
    "new": "a column like others; new codes are given by the rules",
    "alias": "earlier codes, which find the customer; new ones are given",
}
ON_MATCH: Final = {"skip": "leave the customer as it is", "update": "update the customer"}
UNMAPPED: Final = {
    "fields": "become new fields",
    "notes": "go into the notes",
    "drop": "are left out",
}
DATES: Final = {
    "": "can mean two days: they are kept as they came, flagged",
    "dmy": "are day, month, year",
    "mdy": "are month, day, year",
    "ymd": "are year, month, day",
}


def columns_of(targets: Sequence[str], fields: Mapping[str, Field]) -> list[Column]:
    """The number of a row, then what it says of each target."""
    made = [Column("row", "#", 6, right=True)]
    for name in targets:
        width = min(max(fields[name].width, 8), 24) if name in fields else 14
        made.append(Column(name, label_of(name, fields), width, grows=True, most=width + 12))
    return made


def cell_of(values: RowValues, target: str) -> str:
    """What a row says of a field or another target."""
    if target == CODE:
        return values.code
    if target == ALIASES:
        return "; ".join(values.aliases)
    if target == TAGS:
        return "; ".join(values.tags)
    if target in NAME_COLUMNS:
        kind = NAME_COLUMNS[target]
        return "; ".join(name for one, name in values.names if one == kind)
    if target == "phone":
        return shown_phone(values.values.get(target, ""))
    return values.values.get(target, "").replace("\n", " / ")


def cells_of(
    values: RowValues, targets: Sequence[str], flags: Sequence[str], said: Mapping[str, str]
) -> tuple[str, ...]:
    """A row's cells, marked where the field cannot read them; what was written in, as written."""
    texts = []
    for target in targets:
        text = said.get(target, cell_of(values, target))
        texts.append(MARK + text if target in flags and text else text)
    return tuple(texts)


def codes_words(plan: Plan) -> str:
    """What becomes of the file's codes."""
    if plan.found.column(CODE) is None:
        return t("the file has none: new ones are given by the rules")
    return t(CODES[plan.codes])


def fate_lines(plan: Plan, fields: Mapping[str, Field]) -> list[str]:
    """What becomes of codes and of rows whose customer is there, a line each."""
    lines = [t("{label}: {what}.", label=t("The file's codes"), what=codes_words(plan))]
    if plan.match:
        label = t("A row that matches by {field}", field=label_of(plan.match, fields))
        what = t(ON_MATCH[plan.on_match])
    else:
        label, what = t("Rows are matched by"), t("nothing: all are new")
    return [*lines, t("{label}: {what}.", label=label, what=what)]


def summary(result: ImportResult) -> str:
    """What an import did or would do, in a sentence."""
    return t(
        "{read} rows: {added} added, {updated} updated, {skipped} skipped, {rejected} rejected.",
        read=f"{result.read:,}",
        added=f"{result.added:,}",
        updated=f"{result.updated:,}",
        skipped=f"{result.skipped:,}",
        rejected=f"{result.rejected:,}",
    )
