"""Which customer a row already is: by its code, by another field, or nobody.

Whom a row only looks like is told, never acted on: see `store.duplicates.arriving`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, Field
from store.customers.phones import phone_key
from store.engine.driver import Connection
from store.text import fold
from store.transfer.imports.rows import RowValues
from store.transfer.mapping.words import CODE

_AT_ONCE: Final = 800  # values in one IN (…)


class Matcher(Protocol):
    """Finds the customers that rows already are."""

    def key(self, row: RowValues) -> str:
        """What the row is matched by; empty if it cannot be matched."""

    def find(self, conn: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
        """The ids of the customers with each key; keys that nobody has are left out."""

    def added(self, key: str, customer: int) -> None:
        """A row with this key was written as that customer."""


class NoMatch:
    """Every row is somebody new."""

    def key(self, row: RowValues) -> str:
        """Nothing to match by."""
        return ""

    def find(self, conn: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
        """Nobody."""
        return {}

    def added(self, key: str, customer: int) -> None:
        """Nothing to remember."""


class ByCode:
    """By the code, or an earlier code, that a customer has.

    earlier: the file's codes come in as earlier ones. A code that a rule here made is then another
    house's only by chance, and matches nobody.
    """

    def __init__(self, *, earlier: bool = False) -> None:
        self._states = (
            "(state = 'alias' OR (state = 'live' AND origin = 'import'))"
            if earlier
            else "state IN ('live', 'alias')"
        )

    def key(self, row: RowValues) -> str:
        """The code's skeleton."""
        code = row.code or (row.aliases[0] if row.aliases else "")
        return skeleton(code) if code else ""

    def find(self, conn: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
        """By the namespace: live codes and aliases."""
        return {
            bones: [customer]
            for bones, customer in _in(
                conn,
                "SELECT skeleton, customer FROM code WHERE customer IS NOT NULL"
                f" AND {self._states} AND skeleton",
                list(keys),
            )
        }

    def added(self, key: str, customer: int) -> None:
        """The namespace knows it."""


class ByField:
    """By the folded value of a field, phones by their digits.

    Few fields have an index that folds as we do, so all values are read once when it begins.
    """

    def __init__(self, conn: Connection, field: Field) -> None:
        self._field = field.name
        self._phone = field.kind == "phone"
        self._known: dict[str, list[int]] = {}
        if field.name in BUILT_IN:
            column = "phone_key" if field.name == "phone" else field.name
            rows = conn.execute(f"SELECT {column}, id FROM customer WHERE {column} <> ''")
            for value, customer in rows:
                self.added(value if column == "phone_key" else self._folded(value), customer)
        else:
            for custom, customer in conn.execute(
                "SELECT custom, id FROM customer WHERE custom <> '{}'"
            ):
                value = json.loads(custom).get(field.name, "")
                if value:
                    self.added(self._folded(value), customer)

    def _folded(self, value: str) -> str:
        return phone_key(value) if self._phone else fold(value)

    def key(self, row: RowValues) -> str:
        """The folded value."""
        value = row.values.get(self._field, "")
        return self._folded(value) if value else ""

    def find(self, conn: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
        """By what was read at the beginning and added since."""
        return {key: self._known[key] for key in keys if key in self._known}

    def added(self, key: str, customer: int) -> None:
        """Later rows with this key are that customer."""
        if key:
            self._known.setdefault(key, []).append(customer)


def make_matcher(
    conn: Connection, match: str, fields: Mapping[str, Field], *, earlier: bool = False
) -> Matcher:
    """The matcher for a field's name, for `code` (or earlier codes), or for nothing (empty)."""
    if not match:
        return NoMatch()
    return ByCode(earlier=earlier) if match == CODE else ByField(conn, fields[match])


def _in(conn: Connection, select: str, values: list[str]) -> Iterable[Any]:
    """The rows of `select`, which ends with a column, where that is among `values`."""
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        yield from conn.execute(f"{select} IN ({marks})", part)
