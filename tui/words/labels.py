"""What people call a field or a column of customers, in the language in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from store.customers.fields import Field
from store.search.names import DIVISION, SEGMENT, is_segment
from store.text import clean
from tui.locale import t

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
OTHER_TARGETS: Final[dict[str, str]] = {
    "archived": "Archived",
    "short_name": "Short name",
    "foreign_name": "Foreign name",
    "former_name": "Former name",
}
"""Columns of files that the list does not have."""
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


def label_of(name: str, fields: Mapping[str, Field]) -> str:
    """What people call a field or column, in the language in use."""
    if name in OTHER_COLUMNS:
        return t(OTHER_COLUMNS[name][0])
    if name in OTHER_TARGETS:
        return t(OTHER_TARGETS[name])
    if is_segment(name):
        token = name.removeprefix(SEGMENT)
        said = t(PARTS[token]) if token in PARTS else label_of(token, fields)
        return t("Code: {segment}", segment=said)
    field = fields.get(name)
    if field is None:
        return clean(name)
    if name == "name":
        return t("Customer name")
    return clean(field.label) if field.custom else t(field.label)


def headings(columns: Iterable[str], fields: Mapping[str, Field]) -> dict[str, str]:
    """What stands over columns in a file for people: what each is called, or its own name where two
    are called the same. An import knows both again.

    Of these columns, of every field, and of what an export writes if nobody says what.
    """
    every = dict.fromkeys([*columns, *OTHER_COLUMNS, *fields, *OTHER_TARGETS])
    called = {name: label_of(name, fields) for name in every}
    often = Counter(called.values())
    return {name: text if often[text] == 1 else name for name, text in called.items()}
