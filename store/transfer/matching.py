"""Which customer a row already is: by its code, by another field, or nobody.

Also what a row may be a double of without being matched: same name and same phone, or same name
and same contact, which is counted and told, never acted on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, Field
from store.customers.intake import Draft
from store.customers.values import phone_key
from store.engine.driver import Connection
from store.text import fold
from store.transfer.rows import RowValues

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
        return skeleton(row.code) if row.code else ""

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


class Doubles:
    """Counts rows that are likely to be somebody who is there already."""

    def __init__(self) -> None:
        self._here: set[tuple[str, str]] = set()

    def count(self, conn: Connection, drafts: Sequence[Draft]) -> list[bool]:
        """For each draft, whether somebody in the store or earlier in this file is much like it.

        The contact says nothing where it is the customer's own name (a person's row).
        """
        marks = [_marks(draft.values, draft.phone_key) for draft in drafts]
        wanted = {mark for pair in marks for mark in pair}
        known = self._stored(conn, drafts, wanted)
        doubles = []
        for pair in marks:
            doubles.append(any(mark in known or mark in self._here for mark in pair))
            known.update(pair)
        return doubles

    def remember(self, drafts: Iterable[Draft]) -> None:
        """Take these for present although they are not in the store (a dry run)."""
        for draft in drafts:
            self._here.update(_marks(draft.values, draft.phone_key))

    def _stored(
        self, conn: Connection, drafts: Sequence[Draft], wanted: set[tuple[str, str]]
    ) -> set[tuple[str, str]]:
        phones = {draft.phone_key for draft in drafts if draft.phone_key}
        names = {d.name_key for d in drafts if _contact(d.values)}
        found: set[tuple[str, str]] = set()
        for column, values in (("phone_key", phones), ("name_key", names)):
            for name, phone, contact in _in(
                conn, f"SELECT name, phone_key, contact FROM customer WHERE {column}", list(values)
            ):
                found.update(_marks({"name": name, "contact": contact}, phone))
        return found & wanted


def _contact(values: dict[str, str]) -> str:
    """The folded contact, unless it is the customer's own name."""
    contact = values.get("contact", "")
    if not contact:
        return ""
    folded = fold(contact)
    return "" if folded == fold(values["name"]) else folded


def _marks(values: dict[str, str], phone: str) -> list[tuple[str, str]]:
    name = fold(values["name"])
    marks = [(name, phone)] if phone else []
    contact = _contact(values)
    if contact:
        marks.append((name, "@" + contact))
    return marks


def _in(conn: Connection, select: str, values: list[str]) -> Iterable[Any]:
    """The rows of `select` with its last column among `values`."""
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        yield from conn.execute(f"{select} IN ({marks})", part)
