"""A file's columns and what they are taken for, as commands print them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from store.customers.fields import BUILT_IN
from tui.locale import t
from tui.words.mapping import becomes, header_words, why_words

if TYPE_CHECKING:
    from store.transfer.imports.planning import Plan


def columns_json(plan: Plan) -> list[dict[str, Any]]:
    """The columns for scripts: what each goes into (empty: a new field, the notes, or nothing),
    which others it is joined with, and why."""
    found = []
    for column, header in enumerate(plan.headers):
        one: dict[str, Any] = {
            "header": header,
            "column": column + 1,
            "field": plan.targets[column],
            "why": plan.why[column],
        }
        if column in plan.new_fields:
            one["new_field"] = plan.new_fields[column].name
        for joint in plan.columns.joints:
            if column in joint.columns:
                one.setdefault("joins", []).append({"field": joint.target, "how": joint.how})
        found.append(one)
    return found


def column_lines(plan: Plan) -> Iterator[str]:
    """The columns for people, a line each."""
    fields = {**BUILT_IN, **{new.name: new for new in plan.new_fields.values()}}
    if not plan.headed:
        yield t("The first row is taken for a customer, not for headers (--header yes).")
    for column in range(len(plan.headers)):
        why = why_words(plan, column)
        line = f"  {header_words(plan, column)} -> {becomes(plan, column, fields)}"
        yield f"{line} ({why})" if why else line
