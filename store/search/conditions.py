"""Tests of single fields as SQL conditions on the table `customer`.

What they mean is said once more, for records in memory, in `store.search.matches`; a test holds
the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING, Final, TypeAlias

from store.customers.fields import BUILT_IN, Field
from store.engine import dialect
from store.engine.migrations import CUSTOMER_INDEXES
from store.errors import InvalidQuery
from store.search import lookup
from store.search.facets import ARCHIVED, FACETS
from store.search.meaning import (
    chosen,
    day_bounds,
    is_cased,
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
from store.search.names import OF_CODES, SYSTEM, find_field, is_segment
from store.search.periods import read_period
from store.search.sets import EVERYONE, AllOf, AnyOf, Having, Listed, Other, SetTest
from store.search.terms import WHOLE, compact, national
from store.search.tree import Criterion, FieldTest, Value
from store.text import fold

if TYPE_CHECKING:
    from store.codes.segments import Says


def nothing_said() -> Says:
    """No rule versions: no code says anything."""
    from store.codes.segments import Says

    return Says()


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and what the answer depends on.

    fields: those in force. see_personal: whether masked values may be searched.
    today, zone: the store's day and time zone, for relative dates and times.
    says: gives what codes say, for those who ask for their segments.
    """

    fields: Mapping[str, Field]
    see_personal: bool
    today: date
    zone: tzinfo = UTC
    says: Callable[[], Says] = nothing_said

    def hides(self, field: Field) -> bool:
        """Whether this reader sees only a mask of the field."""
        return field.personal and not self.see_personal


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that is true or false of a customer, with its parameters.

    who: the same as a set of customers, where the store can make that out of its sets and indexes.
    tested: SQL that is quicker when customers are looked at one by one.
    """

    sql: str
    params: tuple[object, ...] = ()
    who: SetTest | None = None
    tested: Condition | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A part of a query that the index answers alone."""

    expression: dialect.Expression


Part: TypeAlias = Match | Condition

NOTHING: Final = Condition("0 = 1", who=AnyOf(()))
EVERYTHING: Final = Condition("1 = 1", who=EVERYONE)

_TAGGED: Final = "customer.id IN (SELECT customer FROM tag WHERE "
_NAMED: Final = "customer.id IN (SELECT customer FROM name WHERE "


def condition(part: Part) -> Condition:
    """A part of a query as SQL."""
    if isinstance(part, Match):
        params = (part.expression,)
        return Condition(dialect.AMONG_MATCHES, params, Listed(dialect.HITS, params, always=True))
    return part


def joined(parts: Iterable[Condition], by: str) -> Condition:
    """Conditions joined by ` AND ` or ` OR `, each in brackets if there are several."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    params = tuple(param for part in parts for param in part.params)
    who: SetTest | None = None
    if len(sets := [part.who for part in parts if part.who is not None]) == len(parts):
        who = AllOf(tuple(sets)) if by == " AND " else AnyOf(tuple(sets))
    tested = None
    if any(part.tested is not None for part in parts):
        tested = joined([part.tested or replace(part, who=None) for part in parts], by)
    return Condition(by.join([f"({part.sql})" for part in parts]), params, who, tested)


def negated(part: Condition) -> Condition:
    """What does not fit."""
    return Condition(
        f"NOT ({part.sql})",
        part.params,
        part.who and Other(part.who),
        part.tested and negated(part.tested),
    )


def column(field: Field) -> str:
    """The SQL of a field's value."""
    if field.custom:
        return dialect.custom_value(field.name)
    return f"customer.{field.name}"


def present(names: Sequence[str], access: Access, *, wanted: bool) -> Condition:
    """Any of the fields has a value (or, not wanted, has none)."""
    parts = []
    for name in names:
        if name == "rule" or is_segment(name):
            from store.search.code_tests import has_segment

            parts.append(has_segment(name, access, wanted=wanted))
        else:
            sql = _PRESENT.get(name) or f"{column(access.fields[name])} <> ''"
            has = Condition(sql, who=_having(name))
            parts.append(has if wanted else replace(negated(has), who=_lacking(name)))
    return joined(parts, " OR ")


def _having(name: str) -> SetTest | None:
    """Who has a value of a field, where the store keeps that or an index lists them."""
    if name in FACETS:
        return Having(name)
    if name == "flag":
        return Listed("SELECT id FROM customer WHERE flags <> ''")
    if name in CUSTOMER_INDEXES:
        return Listed(f"SELECT id FROM customer WHERE {name} <> ''")
    return None


def _lacking(name: str) -> SetTest | None:
    """Who has none."""
    if name == "phone":
        return Listed("SELECT id FROM customer WHERE phone = ''")
    has = _having(name)
    return has and Other(has)


_PRESENT: Final = {
    "tag": "customer.id IN (SELECT customer FROM tag)",
    "flag": "customer.flags <> ''",
}


def field_test(node: FieldTest, access: Access) -> Part:
    """One field against its tests, of which any may fit.

    Raises InvalidQuery where it asks of a masked field more than a whole value.
    """
    if node.field in OF_CODES or is_segment(node.field):
        return _of_code(node, access)
    field = SYSTEM.get(node.field) or access.fields[node.field]
    exact = [test for test in node.tests if test.op in ("", "=") and not is_wild(test.value)]
    if field.kind == "choice" and len(exact) == len(node.tests) and not access.hides(field):
        choices = [chosen(field, test.value.text) for test in exact]
        if all(choices):
            who = Having(field.name, tuple(choices)) if field.name in FACETS else None
            return Condition(f"{column(field)} IN ({_marks(choices)})", tuple(choices), who)
    parts = [_test(field, test, access) for test in node.tests]
    matches = [part.expression for part in parts if isinstance(part, Match)]
    if len(matches) == len(parts):
        return Match(dialect.any_of(matches))
    return joined(map(condition, parts), " OR ")


def _of_code(node: FieldTest, access: Access) -> Part:
    """A test of what the code says; `rule:""` asks for those without."""
    from store.search.code_tests import code_test

    empty = Value("", quoted=True)
    rest = [test for test in node.tests if test.value != empty or test.op not in ("", "=")]
    parts = [code_test(node.field, rest, access)] if rest else []
    if len(rest) < len(node.tests):
        parts.append(present([node.field], access, wanted=False))
    return joined(parts, " OR ")


def _test(field: Field, test: Criterion, access: Access) -> Part:
    value = test.value
    if value.quoted and not value.text and test.op in ("", "="):
        return present([field.name], access, wanted=False)
    if access.hides(field):
        return _masked(field, test, access.today)
    special = _SPECIAL.get(field.name)
    part = special(test, access) if special is not None else _plain_test(field, test, access)
    if field.name in FACETS and field.name != ARCHIVED and isinstance(part, Condition):
        from store.search.matches import check_text

        return replace(part, who=Having(field.name, fits=check_text(field, test)))
    return part


def _plain_test(field: Field, test: Criterion, access: Access) -> Part:
    value = test.value
    if field.kind == "date":
        return _between(column(field), *day_bounds(test, access.today))
    if field.kind == "number":
        return _number(dialect.number_value(column(field)), test)
    if field.kind == "yesno":
        return Condition(f"{column(field)} = ?", ("yes" if read_yes(value.text) else "no",))
    if field.kind == "phone":
        return _phone(test)
    if field.kind == "choice" and _is_plain(test) and (choice := chosen(field, value.text)):
        return Condition(f"{column(field)} = ?", (choice,))
    return text_test(column(field), test, contains=field.contains)


def _is_plain(test: Criterion) -> bool:
    return test.op in ("", "=") and not is_wild(test.value)


def _masked(field: Field, test: Criterion, today: date) -> Part:
    """All that a reader who does not see a value may ask: whether it is exactly this one."""
    value = test.value
    end = value.end if test.upper is None else test.upper.end
    day = read_period(value.text, today) if field.kind == "date" else None
    if not _is_plain(test) or (day is not None and day.first != day.last):
        raise InvalidQuery(
            "{field} is masked for you: give its whole value, without * or a range.",
            field=field.name,
            start=value.start,
            end=end,
        )
    if field.kind == "phone" and (digits := phone_digits(value.text)):
        return Match(dialect.tokens(("whole",), [WHOLE + national(digits)]))
    if day is not None:
        return Condition(f"{column(field)} = ?", (day.first.isoformat(),))
    if field.kind == "number":
        return _number(dialect.number_value(column(field)), test)
    return text_test(column(field), test, contains=False)


def text_test(name: str, test: Criterion, *, contains: bool) -> Condition:
    """A column of text: its whole value, a part of it, a form with `*`, or its place in order."""
    value = test.value
    if test.op not in ("", "="):
        low = lower(value.text)
        if test.op == ".." and test.upper is not None:
            ends = (low, lower(test.upper.text))
            return Condition(f"lower({name}) BETWEEN ? AND ? AND {name} <> ''", ends)
        return Condition(f"lower({name}) {test.op} ? AND {name} <> ''", (low,))
    forms = spellings(value.text)
    if is_wild(value):
        patterns = ["%".join(map(_escaped, wild_parts(form))) for form in forms]
        return Condition(f"({_like(name, patterns)}) AND {name} <> ''", tuple(patterns))
    if contains and test.op != "=":
        patterns = [f"%{_escaped(form)}%" for form in forms]
        return Condition(_like(name, patterns), tuple(patterns))
    if any(map(is_cased, forms)):
        return Condition(f"lower({name}) IN ({_marks(forms)})", forms)
    return Condition(f"{name} IN ({_marks(forms)})", forms)


def _like(name: str, patterns: Sequence[str]) -> str:
    return " OR ".join([f"lower({name}) LIKE ? ESCAPE '\\'"] * len(patterns))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _between(name: str, first: str, last: str) -> Condition:
    return _ranged(f"{name} >= ? AND {name} <= ? AND length({name}) = 10", (first, last), name)


def _ranged(sql: str, params: tuple[object, ...], name: str) -> Condition:
    """A range of a column; an index may list who is in it."""
    if name.removeprefix("customer.") not in CUSTOMER_INDEXES:
        return Condition(sql, params)
    listed = f"SELECT id FROM customer WHERE {sql} AND {name} <> ''"
    return Condition(sql, params, Listed(listed, params))


def _number(value: str, test: Criterion) -> Condition:
    low = read_stored_number(fold(test.value.text))
    if test.upper is not None:
        high = read_stored_number(fold(test.upper.text))
        return Condition(f"coalesce({value} BETWEEN ? AND ?, 0)", (low, high))
    return Condition(f"coalesce({value} {test.op or '='} ?, 0)", (low,))


def _phone(test: Criterion) -> Part:
    value = test.value
    digits = national(phone_digits(value.text))
    if not digits:
        return text_test("customer.phone", test, contains=False)
    if is_wild(value):
        pattern = "%".join(map(phone_digits, wild_parts(value.text)))
        return Condition("customer.phone_key LIKE ?", (pattern,))
    if test.op == "=":
        return Match(dialect.tokens(("whole",), [WHOLE + digits]))
    return Match(dialect.any_of(lookup.digits_at_ends(digits)))


def _name(test: Criterion, access: Access) -> Part:
    own = text_test("customer.name", test, contains=True)
    other = text_test("text", test, contains=True)
    return Condition(f"{own.sql} OR {_NAMED}{other.sql})", own.params + other.params)


def _code(test: Criterion, access: Access) -> Part:
    if test.op not in ("", "="):
        return text_test("customer.code", test, contains=False)
    if is_wild(test.value):
        inner = text_test("text", test, contains=False)
        return Condition(
            f"customer.id IN (SELECT customer FROM code WHERE state IN ('live', 'alias')"
            f" AND {inner.sql})",
            inner.params,
        )
    bare = compact(fold(test.value.text))
    return Match(dialect.tokens(("code",), [WHOLE + bare])) if bare else NOTHING


def _tag(test: Criterion, access: Access) -> Part:
    inner = text_test("tag", test, contains=False)
    return Condition(f"{_TAGGED}{inner.sql})", inner.params)


def _flag(test: Criterion, access: Access) -> Part:
    field = find_field(test.value.text, access.fields)
    assert field is not None, "the query was checked when it was read"
    sql, params = "flags <> '' AND flags LIKE ? ESCAPE '\\'", (f"% {_escaped(field.name)} %",)
    return Condition(sql, params, Listed(f"SELECT id FROM customer WHERE {sql}", params))


def _archived(test: Criterion, access: Access) -> Part:
    wanted = read_archived(test.value.text)
    if wanted == "any":
        return EVERYTHING
    return Condition(
        "customer.archived = ?",
        (int(wanted == "yes"),),
        Having(ARCHIVED, ("yes" if wanted == "yes" else "no",)),
    )


def _moment(name: str) -> Callable[[Criterion, Access], Part]:
    def make(test: Criterion, access: Access) -> Part:
        bounds = moment_bounds(test, access.today, access.zone)
        sql = f"customer.{name} >= ? AND customer.{name} < ?"
        return _ranged(sql, bounds, f"customer.{name}")

    return make


_SPECIAL: Final[dict[str, Callable[[Criterion, Access], Part]]] = {
    "name": _name,
    "code": _code,
    "tag": _tag,
    "flag": _flag,
    "archived": _archived,
    "created": _moment("created"),
    "changed": _moment("changed"),
}
assert not (_SPECIAL.keys() & BUILT_IN.keys()) - {"name"}
