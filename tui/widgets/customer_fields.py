"""The fields of a customer as columns of a table: which there are, and how wide they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.cells import cell_len

from store.customers.fields import Field
from store.search.names import DIVISION, is_segment
from tui.widgets.page_columns import Column
from tui.words.labels import OTHER_COLUMNS, label_of

SHIPPED_COLUMNS: Final = (
    "code",
    "name",
    "type",
    "status",
    "level",
    "region",
    "city",
    "contact",
    "phone",
    "owner",
    "registered",
)
SHIPPED_SORT: Final = "-created"
MOMENTS: Final = frozenset({"created", "changed"})
"""Columns that hold a moment in UTC; people see the time of the store's zone."""


def known_columns(fields: Mapping[str, Field]) -> list[str]:
    """Every column there is, in the order in which they are offered."""
    return ["code", *fields, "names", "aliases", "tags", DIVISION, "created", "changed"]


def is_column(name: str, fields: Mapping[str, Field]) -> bool:
    """Whether there is such a column; any segment of a code is one."""
    return name in OTHER_COLUMNS or name in fields or is_segment(name)


def columns_of(names: Iterable[str], fields: Mapping[str, Field]) -> tuple[Column, ...]:
    """The table's columns for these names; unknown ones (retired fields) are left out.

    The code always stands first.
    """
    some = [n for n in dict.fromkeys(names) if n != "code" and is_column(n, fields)]
    wanted = ["code", *some]
    return tuple(_column(name, fields) for name in wanted)


def _column(name: str, fields: Mapping[str, Field]) -> Column:
    label = label_of(name, fields)
    if name in OTHER_COLUMNS:
        return Column(name, label, OTHER_COLUMNS[name][1])
    if is_segment(name):
        return Column(name, label, max(8, cell_len(label)))
    field = fields[name]
    return Column(
        name,
        label,
        max(field.width, cell_len(label)),
        right=field.kind == "number",
        grows=name == "name",
    )
