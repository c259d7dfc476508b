"""Which customer a row already is: by its code, by another field, or nobody.

Also what a row may be a double of without being matched: same name and same phone, or same name
and same contact, which is counted and told, never acted on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, Field
from store.customers.intake import Draft
from store.customers.phones import phone_key
from store.engine.driver import Connection
from store.text import fold
from store.transfer.rows import RowValues
from store.transfer.words import CODE

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
    """By the code, or an earlier code, that a customer has."""

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
                " AND state IN ('live', 'alias') AND skeleton",
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


def make_matcher(conn: Connection, match: str, fields: Mapping[str, Field]) -> Matcher:
    """The matcher for a field's name, for `code`, or for nothing (empty)."""
    if not match:
        return NoMatch()
    return ByCode() if match == CODE else ByField(conn, fields[match])


_Someone = tuple[str, str]  # name and contact, as they are written


class Doubles:
    """Counts rows that are likely to be somebody who is there already."""

    def count(self, conn: Connection, drafts: Sequence[Draft]) -> list[bool]:
        """For each draft, whether somebody in the store or earlier in this file is much like it.

        The contact says nothing where it is the customer's own name (a person's row).
        """
        phones = {draft.phone_key for draft in drafts}
        names = {draft.name_key for draft in drafts if _contact(draft.values)}
        by_phone = self._among("phone_key", phones - {""}, conn)
        by_name = self._among("name_key", names, conn)
        doubles = []
        for draft in drafts:
            doubles.append(_is_double(draft, by_phone, by_name))
            _take(draft, by_phone, by_name)
        return doubles

    @staticmethod
    def _among(column: str, values: set[str], conn: Connection) -> dict[str, list[_Someone]]:
        """Who has one of these values in the store."""
        found: dict[str, list[_Someone]] = {}
        select = f"SELECT {column}, name, contact FROM customer WHERE {column}"
        for value, name, contact in _in(conn, select, list(values)):
            found.setdefault(value, []).append((name, contact))
        return found


def _contact(values: dict[str, str]) -> str:
    """The contact, unless it is the customer's own name."""
    contact = values.get("contact", "")
    return "" if contact == values["name"] else contact


def _is_double(
    draft: Draft, by_phone: dict[str, list[_Someone]], by_name: dict[str, list[_Someone]]
) -> bool:
    same_phone = by_phone.get(draft.phone_key, ()) if draft.phone_key else ()
    contact = _contact(draft.values)
    same_name = by_name.get(draft.name_key, ()) if contact else ()
    if not (same_phone or same_name):
        return False
    name = fold(draft.values["name"])
    if any(fold(other) == name for other, _ in same_phone):
        return True
    contact = fold(contact)
    return contact != name and any(
        fold(other) == name and fold(theirs) == contact for other, theirs in same_name
    )


def _take(
    draft: Draft, by_phone: dict[str, list[_Someone]], by_name: dict[str, list[_Someone]]
) -> None:
    """Let later rows find this one."""
    values = draft.values
    someone = (values["name"], values.get("contact", ""))
    if draft.phone_key:
        by_phone.setdefault(draft.phone_key, []).append(someone)
    if _contact(values):
        by_name.setdefault(draft.name_key, []).append(someone)


def _in(conn: Connection, select: str, values: list[str]) -> Iterable[Any]:
    """The rows of `select`, which ends with a column, where that is among `values`."""
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        yield from conn.execute(f"{select} IN ({marks})", part)
