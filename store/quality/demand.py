"""Holding people who type to what the house demands of a record, where it wants that."""

from __future__ import annotations

from collections.abc import Mapping

from store.customers.fields import Field
from store.engine.driver import Connection
from store.errors import InvalidValue
from store.quality.standards import load_standards


def check_demand(
    conn: Connection,
    fields: Mapping[str, Field],
    values: Mapping[str, str],
    *,
    emptied: Mapping[str, str] | None = None,
) -> None:
    """Raise InvalidValue for a required field that is empty. `emptied`: for a customer who is
    there already only what an edit empties counts, so that other fields can still be mended."""
    standards = load_standards(conn, fields)
    if not standards.demand:
        return
    for name in standards.of_type(values.get("type", "")):
        if values.get(name) or name not in fields:
            continue
        if emptied is None or emptied.get(name) == "":
            raise InvalidValue(
                "{label} must not be empty: the house demands it.",
                field=name,
                label=fields[name].label,
            )
