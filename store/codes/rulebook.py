"""The rules in force, read once and ready to be used: conditions as trees, patterns parsed.

The setting `rules` counts the changes to rules, code tables and forms; a book knows the count it
was read at, so that whoever holds one notices in a transaction that it is out of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from store.codes.house import NO_POLICY, House, load_house
from store.customers.fields import Field
from store.engine.driver import Connection
from store.errors import InvalidRules
from store.log.chain import quoted
from store.pattern import (
    Pattern,
    Reader,
    Tables,
    is_held,
    parse_manual_form,
    parse_pattern,
    reader,
)
from store.search.matches import matches
from store.search.query import Query, parse_query

_RULES: Final = """
SELECT rule.id, rule.name, rule_version.id, rule_version.version, rule_version.condition,
       rule_version.pattern, rule_version.date, rule_version.notes
FROM rule JOIN rule_version ON rule_version.rule = rule.id
WHERE rule.position IS NOT NULL
  AND rule_version.version = (SELECT max(version) FROM rule_version AS v WHERE v.rule = rule.id)
ORDER BY rule.position
"""


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule in force, in its newest version."""

    id: int
    name: str
    version_id: int
    version: int
    condition: str
    when: Query
    text: str
    pattern: Pattern
    date: str
    notes: str
    reader: Reader
    needs: frozenset[str]
    """The fields that a code of this rule depends on."""
    label: str
    """The rule and its version as JSON text, for the log."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in force, in order, with the code tables, the forms for codes by hand, and the
    house's policy."""

    generation: str
    fields: Mapping[str, Field]
    rules: tuple[ActiveRule, ...]
    tables: Tables
    forms: tuple[Pattern, ...]
    house: House = NO_POLICY

    def choose(
        self, values: Mapping[str, str], fields: Mapping[str, Field], today: date
    ) -> ActiveRule:
        """The first rule whose condition fits. Raises InvalidRules when none does."""
        for rule in self.rules:
            if not rule.condition or matches(rule.when, values, fields, today):
                return rule
        raise InvalidRules("No rule fits this customer: add a last rule without a condition.")


def is_held_back(book: RuleBook, code: str) -> bool:
    """Whether a code has a number that a rule in force leaves to be given by hand."""
    for rule in book.rules:
        seq = rule.pattern.seq
        if seq is not None and seq.hold and rule.reader.fits(code):
            reading = rule.reader.read(code)
            if reading.ok and reading.number is not None and is_held(seq, reading.number):
                return True
    return False


def generation(conn: Connection) -> str:
    """The counts of changes to rules and to fields, as one text."""
    rows = conn.execute(
        "SELECT value FROM setting WHERE name IN ('fields', 'rules') ORDER BY name"
    ).fetchall()
    return ".".join(value for (value,) in rows)


def load_tables(conn: Connection) -> dict[str, dict[str, str]]:
    """The code tables: field to (value to code)."""
    tables: dict[str, dict[str, str]] = {}
    for field, value, code in conn.execute(
        "SELECT field, value, code FROM code_table ORDER BY field, code, value"
    ):
        tables.setdefault(field, {})[value] = code
    return tables


def load_rulebook(conn: Connection, fields: Mapping[str, Field]) -> RuleBook:
    """Read the rules in force."""
    tables = load_tables(conn)
    rules = []
    for row in conn.execute(_RULES).fetchall():
        rule, name, version_id, version, condition, text, date_field, notes = row
        pattern = parse_pattern(text)
        rules.append(
            ActiveRule(
                rule,
                name,
                version_id,
                version,
                condition,
                parse_query(condition, fields),
                text,
                pattern,
                date_field,
                notes,
                reader(pattern, tables),
                pattern.fields(date_field),
                quoted(f"{name} v{version}"),
            )
        )
    forms = [form for (form,) in conn.execute("SELECT form FROM manual_form ORDER BY position")]
    return RuleBook(
        generation(conn),
        fields,
        tuple(rules),
        tables,
        tuple(parse_manual_form(form) for form in forms),
        load_house(conn),
    )


def snapshot(tables: Tables, pattern: Pattern) -> str:
    """The code tables that a pattern uses, as a rule version keeps them (JSON)."""
    used = {field: dict(tables.get(field, {})) for field in sorted(pattern.table_fields)}
    return json.dumps(used, ensure_ascii=False, sort_keys=True)
