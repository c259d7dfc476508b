"""Whether one record fits a query, without the database: what a rule's `when` asks at every save.

Tests of fields mean here exactly what they mean in SQL. Words look in the name and the code for a
piece of text (the index, which knows pinyin and beginnings of words, is not there yet).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, tzinfo
from typing import Final, TypeAlias

from store.customers.fields import BUILT_IN, Field
from store.customers.phones import phone_key
from store.search.meaning import (
    chosen,
    day_bounds,
    is_wild,
    lower,
    moment_bounds,
    phone_digits,
    read_archived,
    read_stored_number,
    read_yes,
    spellings,
    wild_parts,
)
from store.search.names import SYSTEM, find_field, is_segment, segment_field
from store.search.terms import compact, national, national_numbers
from store.search.tree import And, Criterion, FieldTest, Has, Node, Not, Or, Phrase, Query, Word
from store.text import fold

Values: TypeAlias = Mapping[str, str]
Predicate: TypeAlias = Callable[[Values], bool]

_KEPT: Final[dict[int, tuple[Query, Mapping[str, Field], date, tzinfo, Predicate]]] = {}
_MOST_KEPT: Final = 200


def matches(
    query: Query, values: Values, fields: Mapping[str, Field], today: date, zone: tzinfo = UTC
) -> bool:
    """Whether a record fits the query.

    `values` holds built-in and custom fields by name; beside them `code`, `created`, `changed`,
    `flags`, `archived`, and `names`, `tags`, `aliases` with one a line, may be given; `rule`,
    `code.seq`, and segments as `code.region` (the text, then what it means, a line each). What a
    query was made ready for is kept, so that asking the same of many records is quick.
    """
    kept = _KEPT.get(id(query))
    if (
        kept is None
        or kept[0] is not query
        or kept[1] is not fields
        or kept[2] != today
        or kept[3] is not zone
    ):
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = query, fields, today, zone, predicate(query, fields, today, zone)
        _KEPT[id(query)] = kept
    return kept[4](values)


def predicate(
    query: Query, fields: Mapping[str, Field], today: date, zone: tzinfo = UTC
) -> Predicate:
    """A function that says of a record whether it fits; an empty query fits all."""
    if query.tree is None:
        return lambda values: True
    return _Maker(fields, today, zone).node(query.tree)


class _Maker:
    """Turns nodes into functions, for one set of fields and one day."""

    def __init__(self, fields: Mapping[str, Field], today: date, zone: tzinfo) -> None:
        self.fields = fields
        self.today = today
        self.zone = zone

    def node(self, node: Node) -> Predicate:
        if isinstance(node, And):
            every = [self.node(each) for each in node.nodes]
            return lambda values: all(fits(values) for fits in every)
        if isinstance(node, Or):
            some = [self.node(each) for each in node.nodes]
            return lambda values: any(fits(values) for fits in some)
        if isinstance(node, Not):
            no = self.node(node.node)
            return lambda values: not no(values)
        if isinstance(node, Word | Phrase):
            return _word(node.text)
        if isinstance(node, FieldTest):
            field = SYSTEM.get(node.field) or self.fields.get(node.field)
            field = field or segment_field(node.field)
            tests = [self.test(field, test) for test in node.tests]
            return tests[0] if len(tests) == 1 else lambda v: any(fits(v) for fits in tests)
        present = isinstance(node, Has)
        names = [{"tag": "tags", "flag": "flags"}.get(name, name) for name in node.fields]
        return lambda values: any(bool(values.get(name)) is present for name in names)

    def test(self, field: Field, test: Criterion) -> Predicate:
        name, value = field.name, test.value
        if value.quoted and not value.text and test.op in ("", "="):
            key = {"tag": "tags", "flag": "flags"}.get(name, name)
            return lambda values: not values.get(key)
        if name == "archived":
            wanted = read_archived(value.text)
            return lambda values: wanted == "any" or (values.get(name) or "no") == wanted
        if name == "flag":
            flagged = find_field(value.text, self.fields)
            flag = flagged.name if flagged else ""
            return lambda values: flag in values.get("flags", "").split()
        if name in ("created", "changed"):
            low, high = moment_bounds(test, self.today, self.zone)
            return lambda values: bool(stored := values.get(name, "")) and low <= stored < high
        if field.kind == "date":
            first, last = day_bounds(test, self.today)
            return lambda v: len(day := v.get(name, "")) == 10 and first <= day <= last
        if field.kind == "number":
            return _number(name, test)
        if field.kind == "yesno":
            yes = "yes" if read_yes(value.text) else "no"
            return lambda values: values.get(name) == yes
        if field.kind == "phone":
            return _phone(name, test)
        if is_segment(name):
            return _said(name, check_said(field, test))
        return _text(field, test)


def check_said(field: Field, test: Criterion) -> Callable[[str, Iterable[str]], bool]:
    """Whether a segment's text fits, or (but for order) a value that it stands for."""
    fits = check_text(field, test)
    if test.op not in ("", "="):
        return lambda text, values: bool(text) and fits(text)
    return lambda text, values: bool(text) and (fits(text) or any(map(fits, values)))


def _said(name: str, fits: Callable[[str, Iterable[str]], bool]) -> Predicate:
    def check(values: Values) -> bool:
        text, *meanings = values.get(name, "").split("\n")
        return fits(text, meanings)

    return check


def _word(text: str) -> Predicate:
    wanted = fold(text).strip()
    bare = compact(wanted)

    def fits(values: Values) -> bool:
        if wanted in fold(values.get("name", "")):
            return True
        return bool(bare) and bare in compact(fold(values.get("code", "")))

    return fits


def _number(name: str, test: Criterion) -> Predicate:
    low = read_stored_number(test.value.text) or 0.0
    high = low if test.upper is None else read_stored_number(test.upper.text) or 0.0
    checks: dict[str, Callable[[float], bool]] = {
        ">": lambda n: n > low,
        ">=": lambda n: n >= low,
        "<": lambda n: n < low,
        "<=": lambda n: n <= low,
    }

    def between(n: float) -> bool:
        return low <= n <= high

    check = checks.get(test.op, between)

    def fits(values: Values) -> bool:
        number = read_stored_number(values.get(name, ""))
        return number is not None and check(number)

    return fits


def _phone(name: str, test: Criterion) -> Predicate:
    value = test.value
    digits = national(phone_digits(value.text))
    if not digits:
        return _text(BUILT_IN[name], test)
    if is_wild(value):
        pattern = _pattern([phone_digits(part) for part in wild_parts(value.text)])
        return lambda values: bool(pattern.fullmatch(phone_key(values.get(name, ""))))

    def fits(values: Values) -> bool:
        numbers = national_numbers(values.get(name, ""))
        if test.op == "=":
            return digits in numbers
        return any(n.startswith(digits) or n.endswith(digits) for n in numbers)

    return fits


def _text(field: Field, test: Criterion) -> Predicate:
    """Texts: the whole value, a part of it, or one beyond another in order."""
    keys = {"tag": ("tags",), "name": ("name", "names")}.get(field.name, (field.name,))
    if field.name == "code" and test.op in ("", "="):
        keys = ("code", "aliases")
    fits = check_text(field, test)

    def check(values: Values) -> bool:
        return any(
            fits(line) for key in keys if (text := values.get(key)) for line in _lines(key, text)
        )

    return check


def _lines(key: str, text: str) -> list[str]:
    return text.split("\n") if key in ("tags", "names", "aliases") else [text]


def check_text(field: Field, test: Criterion) -> Callable[[str], bool]:
    """Whether a text fits a test, as `text_test` asks it of a column."""
    value = test.value
    if test.op not in ("", "="):
        low = lower(value.text)
        high = lower(test.upper.text) if test.upper is not None else ""
        checks: dict[str, Callable[[str], bool]] = {
            ">": lambda text: lower(text) > low,
            ">=": lambda text: lower(text) >= low,
            "<": lambda text: lower(text) < low,
            "<=": lambda text: lower(text) <= low,
            "..": lambda text: low <= lower(text) <= high,
        }
        return checks[test.op]
    if is_wild(value):
        patterns = [_pattern(wild_parts(form)) for form in spellings(value.text)]
        return lambda text: any(p.fullmatch(lower(text)) for p in patterns)
    if field.name == "code":
        bare = compact(fold(value.text))
        return lambda text: bool(bare) and compact(fold(text)) == bare
    if field.kind == "choice" and (choice := chosen(field, value.text)):
        return lambda text: text == choice
    forms = spellings(value.text)
    if field.contains and test.op != "=":
        return lambda text: any(form in lower(text) for form in forms)
    return lambda text: lower(text) in forms


def _pattern(parts: list[str]) -> re.Pattern[str]:
    return re.compile(".*".join([re.escape(part) for part in parts]), re.DOTALL)
