"""A whole house brought into an empty store: fields and lists, rules, customers, void codes.

The customers go the way of every import (chunks, one group, going on after a stop); before them
come what they need, after them what would have been in their way: the house's policy, how far
counters had come, fields that are out of use.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from store.codes.allocation import keep_void
from store.codes.house import NO_POLICY
from store.codes.rulefile import RuleSet, read_rules
from store.customers.fields import CHOICE_FIELDS, Field
from store.customers.preparing import Desk
from store.engine.cancel import Cancel
from store.errors import InvalidValue
from store.text import clean
from store.transfer.formats.tables import FileTable, Row, Scan
from store.transfer.formats.zipped import BROKEN, open_zip
from store.transfer.house.file import CUSTOMERS, FIELDS, FORMAT, MANIFEST, RULES, VOID
from store.transfer.imports.importing import Importer, ImportResult, OnProgress
from store.transfer.imports.options import Options
from store.transfer.imports.planning import Plan
from store.transfer.imports.rows import RowReader, RowValues
from store.transfer.imports.source import Source
from store.transfer.mapping.columns import Columns
from store.transfer.mapping.words import CODE

if TYPE_CHECKING:
    from store.session import Session

MOST_PART: Final = 1 << 26
"""Bytes of rules or fields, which are read as a whole."""
MOST_LINE: Final = 1 << 20
"""Bytes of one customer."""
AT_ONCE: Final = 2_000
_BROKEN: Final = (*BROKEN, KeyError)


def bring(
    session: Session,
    path: str | Path,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> ImportResult:
    """See `house_file.WholeHouse.bring`."""
    session.require("rule.edit")
    session.require("field.edit")
    table = HouseTable(Source(path))
    _check_empty(session, table)
    table.check()
    rules, fields = table.rules(), table.fields()
    _bring_fields(session, fields)
    if session.rules.rule_set() != replace(rules, reached={}):
        session.rules.apply(replace(rules, reached={}, house=NO_POLICY), reason=table.name)
    columns = Columns((), ())
    plan = _HousePlan(
        *((), (), (), {}, (), CODE, (), table.count, "utf-8"), columns=columns, found=columns
    )
    run = _HouseImporter(*(session, table, plan, Options()), on_progress=progress, cancel=cancel)
    run.run()
    result = run.result()
    if not result.stopped:
        _close(session, table, rules, fields)
    return result


def _check_empty(session: Session, table: HouseTable) -> None:
    """Only into a store of nobody, or one into which the same house was being brought."""
    with session.reading() as conn:
        if conn.execute("SELECT 1 FROM import_run WHERE digest = ?", (table.digest,)).fetchone():
            return
        if conn.execute("SELECT 1 FROM code LIMIT 1").fetchone():
            raise InvalidValue(
                "A whole house goes into a store that has no customers yet: make one with kehao "
                "init, or bring a list in instead."
            )


def _bring_fields(session: Session, listed: Mapping[str, Any]) -> None:
    known = session.field_map()
    for name in CHOICE_FIELDS:
        session.fields.set_choices(name, listed["choices"].get(name, []))
    with session.reading() as conn:
        there = {row[0] for row in conn.execute("SELECT name FROM field")}
    for own in listed["own"]:
        if own["name"] not in known and own["name"] not in there:
            session.fields.define(
                own["name"],
                own["kind"],
                own["label"],
                choices=own["choices"],
                personal=own["personal"],
            )


def _close(session: Session, table: HouseTable, rules: RuleSet, fields: Mapping[str, Any]) -> None:
    """What comes after the customers."""
    codes = table.void()
    for start in range(0, len(codes), AT_ONCE):
        with session.writing("import.run") as change:
            keep_void(change.conn, codes[start : start + AT_ONCE], change.at, session.name)
    session.rules.apply(rules, reason=table.name)
    in_force = session.field_map()
    for own in fields["own"]:
        if own["retired"] and own["name"] in in_force:
            session.fields.retire(own["name"])


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_field(value: object) -> bool:
    """Whether this is an own field as `house_file` writes it."""
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), str) for name in ("name", "kind", "label"))
        and all(isinstance(value.get(name), bool) for name in ("personal", "retired"))
        and _texts(value.get("choices"))
    )


class HouseTable(FileTable):
    """The customers of a house as a table: one cell a row, the customer's line."""

    encoding = "utf-8"
    headers: list[str]

    def __init__(self, source: Source) -> None:
        """Raises InvalidValue for what is no house, or one of a later format."""
        self._source = source
        self.name = source.name
        self.headers = []
        self.digest = source.examine().digest
        about = self._json(MANIFEST)
        if about.get("kehao") == "house" and about.get("format") != FORMAT:
            raise InvalidValue(
                "{file} was written by a later Kehao: update this one first.", file=self.name
            )
        count = about.get("customers")
        if about.get("kehao") != "house" or not isinstance(count, int) or count < 0:
            raise self._damaged(MANIFEST)
        self.count = count

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with self._source.open() as file, open_zip(file) as house:
                yield house
        except _BROKEN as error:
            why = error.args[0] if error.args else type(error).__name__
            raise self._damaged(str(why).rstrip(".")) from None

    def _json(self, name: str) -> dict[str, Any]:
        """A part that is one object of JSON."""
        try:
            found = json.loads(self.part(name))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self._damaged(name)
        return found

    def rules(self) -> RuleSet:
        """The house's rules. Raises InvalidValue, InvalidRules."""
        try:
            return read_rules(self.part(RULES).decode("utf-8"))
        except UnicodeDecodeError:
            raise self._damaged(RULES) from None

    def fields(self) -> Mapping[str, Any]:
        """Own fields and the choices of lists, each of the kind it should be."""
        held = self._json(FIELDS)
        choices, own = held.get("choices"), held.get("own")
        if (
            not isinstance(choices, dict)
            or not all(_texts(listed) for listed in choices.values())
            or not isinstance(own, list)
            or not all(_is_field(one) for one in own)
        ):
            raise self._damaged(FIELDS)
        return held

    def void(self) -> list[str]:
        """The codes that nobody gets."""
        try:
            return [str(json.loads(line)["code"]) for line in self.lines(VOID)]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise self._damaged(VOID) from None

    def _damaged(self, why: str) -> InvalidValue:
        return InvalidValue(
            "{file} is no whole house, or a damaged one: {why}.", file=self.name, why=why
        )

    def part(self, name: str) -> bytes:
        """A part that is read as a whole."""
        with self._opened() as house, house.open(name) as file:
            data = file.read(MOST_PART + 1)
            if len(data) > MOST_PART:
                raise ValueError(f"{name} is too large")
            return data

    def lines(self, name: str) -> Iterator[str]:
        """A part line by line."""
        with self._opened() as house, house.open(name) as file:
            while line := file.readline(MOST_LINE + 1):
                if len(line) > MOST_LINE:
                    raise ValueError(f"{name} has too long a line")
                yield line.decode("utf-8")

    def rows(self) -> Iterator[Row]:
        """Number, counted from 1, and the line as the only cell."""
        for number, line in enumerate(self.lines(CUSTOMERS), 1):
            yield number, [line]

    def check(self) -> None:
        """Go over all of it before anything is written. Raises InvalidValue."""
        self.rules()
        self.fields()
        self.void()
        number = 0
        for number, line in enumerate(self.lines(CUSTOMERS), 1):
            try:
                read_customer(line)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise self._damaged(f"line {number} of {CUSTOMERS}") from None
        if number != self.count:
            raise self._damaged(f"{number} lines of {self.count} in {CUSTOMERS}")

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """The number of customers, as the file says."""
        return Scan(self.count, 1, frozenset({0}))


class _HouseReader(RowReader):
    """Reads a customer's line. Values are as fields have read them before."""

    def __init__(self) -> None:
        self.width = 1

    @property
    def has_codes(self) -> bool:
        return True

    def read(self, cells: list[str]) -> RowValues:
        """The customer of the line, which `HouseTable.check` found right."""
        return read_customer(cells[0])


def read_customer(line: str) -> RowValues:
    """A customer's line. Raises ValueError, KeyError and the like for what is none."""
    found = json.loads(line)
    values = {clean(name): clean(text, lines=True) for name, text in found["values"].items()}
    return RowValues(
        clean(found["code"]),
        values,
        [(kind, clean(text)) for kind, text in found.get("names", ())],
        [clean(tag) for tag in found.get("tags", ())],
        [name for name in found.get("flags", ()) if name in values],
        tuple(clean(code) for code in found.get("aliases", ())),
        archived=bool(found.get("archived", False)),
    )


@dataclass(frozen=True, slots=True)
class _HousePlan(Plan):
    def reader(self, fields: Mapping[str, Field]) -> RowReader:
        """The reader of a house's own lines."""
        return _HouseReader()


class _HouseImporter(Importer):
    def _look(self) -> Desk:
        """Lists stay as they were: a value that was in none is flagged as it was."""
        desk = super()._look()
        desk.may_extend = False
        return desk
