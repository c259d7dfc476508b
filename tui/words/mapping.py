"""What a file's columns are taken for, and why, in words; for commands and screens alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from store.transfer.mapping.presets import PRESETS
from store.transfer.mapping.words import ALIASES, ARCHIVED, CODE, FOREIGN, FORMER, SHORT, TAGS
from tui.locale import t
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.transfer.imports.planning import Plan

EXTRA: Final = (CODE, ALIASES, ARCHIVED, TAGS, SHORT, FOREIGN, FORMER)
"""Targets that are no field of the record, in the order in which they are offered."""

_BECOME: Final = {
    "fields": "Columns without a field become new fields: {columns}.",
    "notes": "Columns without a field go into the notes: {columns}.",
    "drop": "Columns without a field are left out: {columns}.",
    "": "Columns without a field that hold nothing: {columns}.",
}
WHY: Final = {
    "": "",
    "said": "chosen",
    "profile": "by the profile",
    "last": "as last time",
    "preset": "known export",
    "name": "by its header",
    "values": "by its values",
}


def becomes(plan: Plan, column: int, fields: Mapping[str, Field]) -> str:
    """What becomes of a column."""
    target = plan.targets[column]
    for joint in plan.columns.joints:
        if column in joint.columns[1:] and column not in joint.own:
            words = label_of(joint.target, fields)
            if joint.how == "first":
                return t("{field}, if it has none", field=words)
            return t("part of {field}", field=words)
    if target:
        return t("left out") if target == "-" else label_of(target, fields)
    if column in plan.new_fields:
        return t("new field")
    return t("notes") if column in plan.into_notes else t("left out")


def unmapped_lines(plan: Plan, most: int = 1_000) -> Iterator[str]:
    """What becomes of the columns that fit no field, a sentence for each way; so many are named."""
    ways: dict[str, list[str]] = {}
    for column, target in enumerate(plan.targets):
        if target or (plan.headers[column] or f"column {column + 1}") not in plan.unmapped:
            continue
        if column in plan.new_fields:
            way = "fields"
        elif column in plan.into_notes:
            way = "notes"
        else:
            way = "drop" if plan.on_unmapped == "drop" else ""
        ways.setdefault(way, []).append(header_words(plan, column))
    for way, names in ways.items():
        shown = ", ".join(names[:most]) + (" …" if len(names) > most else "")
        yield t(_BECOME[way], columns=shown)


def why_words(plan: Plan, column: int) -> str:
    """Why a column was taken for what it is; empty where it was taken for nothing."""
    why = plan.why[column] if column < len(plan.why) else ""
    if why == "preset":
        return PRESETS[plan.preset].label if plan.preset in PRESETS else t(WHY[why])
    return t(WHY[why]) if why else ""


def header_words(plan: Plan, column: int) -> str:
    """A column's heading, or its number where it has none."""
    return plan.headers[column] or t("column {number}", number=column + 1)
