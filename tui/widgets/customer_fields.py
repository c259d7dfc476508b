"""What the fields of a customer are called and how wide they are as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.cells import cell_len

from store.customers.fields import Field
from store.search.names import DIVISION, SEGMENT, is_segment
from tui.locale import t
from tui.safe import plain
from tui.widgets.page_columns import Column

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
OTHER_COLUMNS: Final[dict[str, tuple[str, int]]] = {
    "code": ("Code", 16),
    "names": ("Other names", 20),
    "aliases": ("Earlier codes", 16),
    "tags": ("Tags", 14),
    DIVISION: ("Division code", 10),
    "created": ("Added", 16),
    "changed": ("Last change", 16),
    "rule": ("Rule", 14),
    "code.seq": ("Number in the code", 10),
    "code.legacy": ("Code from elsewhere", 8),
}
"""Columns that are no field of the record: their label and width."""
PARTS: Final[dict[str, str]] = {
    "yyyy": "year",
    "yy": "year, two places",
    "mm": "month",
    "dd": "day",
    "hh": "hour",
    "mi": "minute",
    "ss": "second",
    "q": "quarter",
    "ww": "week",
    "jjj": "day of the year",
    "check": "check digit",
    "rand": "random",
}
"""Segments of codes that are no field."""
MOMENTS: Final = frozenset({"created", "changed"})
"""Columns that hold a moment in UTC; people see the time of the store's zone."""


def label_of(name: str, fields: Mapping[str, Field]) -> str:
    """What people call a field or column, in the language in use."""
    if name in OTHER_COLUMNS:
        return t(OTHER_COLUMNS[name][0])
    if is_segment(name):
        token = name.removeprefix(SEGMENT)
        said = t(PARTS[token]) if token in PARTS else label_of(token, fields)
        return t("Code: {segment}", segment=said)
    field = fields.get(name)
    if field is None:
        return plain(name)
    if name == "name":
        return t("Customer name")
    return plain(field.label) if field.custom else t(field.label)


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
