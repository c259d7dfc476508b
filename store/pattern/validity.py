"""Whether a pattern that can be read would also hold: each rule's pattern is tried before it is
put in force, so that no customer meets its fault later."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from store.errors import InvalidPattern
from store.pattern import dates
from store.pattern.check import METHODS, check_characters, methods_for, unfit
from store.pattern.grammar import unknown
from store.pattern.numbers import encode
from store.pattern.proof import clash
from store.pattern.segments import Tables
from store.pattern.shape import alphabet, length
from store.pattern.tokens import (
    ALPHABETS,
    DATE_PARTS,
    NOW,
    Any,
    Check,
    DateField,
    DatePart,
    FieldToken,
    Initials,
    Literal,
    Pattern,
    Rand,
    Seq,
    Token,
)

LONGEST: Final = 64
"""No code is longer."""

_KNOWN_BY: Final[tuple[tuple[frozenset[str], frozenset[str]], ...]] = (
    (frozenset({"%Y"}), frozenset({"%y"})),
    (frozenset({"%m"}), frozenset({"%q"})),
    (frozenset({"%Y", "%j"}), frozenset({"%m", "%d"})),
    (frozenset({"%G", "%V", "%u"}), frozenset({"%Y", "%m", "%d"})),
    (frozenset({"%Y", "%m", "%d"}), frozenset({"%j", "%V", "%G", "%u"})),
)
"""Parts of a date that others of the same date decide."""


def validate(
    pattern: Pattern,
    tables: Tables | None = None,
    date_field: str = "registered",
    date_fields: Collection[str] | None = None,
) -> None:
    """Refuse a pattern that would not hold. Raises InvalidPattern at the place of the fault.

    tables: the code tables; without them, what depends on them is not tried. date_field: the
    rule's date. date_fields: the names of all date fields; without them, it is not tried whether
    formats go with dates. A pattern that passes never fails at a code for a reason of its own:
    only for a customer's missing value, or a counter at its end.
    """
    if not pattern.manual:
        _has_what_differs(pattern)
    _dates_have_times(pattern, date_field)
    if date_fields is not None:
        _formats_go_with_dates(pattern, date_fields)
    if tables is not None:
        _tables_hold(pattern, tables)
    _checks_hold(pattern, tables)
    _scope_is_shown(pattern, tables or {}, date_field)
    if tables is not None:
        _is_not_too_long(pattern, tables)
        if pattern.seq is not None and pattern.seq.per is not None:
            _scope_repeats_nothing(pattern, tables)


def _has_what_differs(pattern: Pattern) -> None:
    counters = [token for token in pattern.tokens if isinstance(token, Seq)]
    if len(counters) > 1:
        second = counters[1]
        raise InvalidPattern(
            "At {position}: a code has one counter; take this second {token} out.",
            start=second.start,
            end=second.end,
            token=pattern.text[second.start : second.end],
        )
    if not counters and not pattern.has_rand:
        raise InvalidPattern(
            "The pattern has nothing that tells two customers apart: add a counter, as "
            "{example}, or random characters, as {other}.",
            start=0,
            end=len(pattern.text),
            example="{seq:6}",
            other="{rand:8,base=31}",
        )


def _dates_have_times(pattern: Pattern, date_field: str) -> None:
    for token in pattern.tokens:
        if isinstance(token, DatePart) and token.format in dates.TIMES and date_field != NOW:
            raise InvalidPattern(
                "At {position}: {token} needs a time of day, and {field} is a date without one: "
                "set the rule's date to now.",
                start=token.start,
                end=token.end,
                token="{" + token.part + "}",
                field=date_field,
            )


def _formats_go_with_dates(pattern: Pattern, date_fields: Collection[str]) -> None:
    for token in pattern.tokens:
        if isinstance(token, DateField) and token.field not in (NOW, *date_fields):
            raise InvalidPattern(
                "At {position}: {field} is no date; a format goes with {known}.",
                start=token.start,
                end=token.end,
                field=token.field,
                known=" ".join([NOW, *date_fields]),
            )
        if isinstance(token, FieldToken) and token.field in date_fields:
            raise InvalidPattern(
                "At {position}: {field} is a date; say how to write it, as in {example}.",
                start=token.start,
                end=token.end,
                field=token.field,
                example="{" + token.field + ":%Y%m%d}",
            )


def _tables_hold(pattern: Pattern, tables: Tables) -> None:
    for token in pattern.tokens:
        if not isinstance(token, FieldToken):
            continue
        table = {value: code for value, code in tables.get(token.field, {}).items() if code}
        if not table:
            error = unknown(token.field, token.start, token.end, ())
            if "meant" in error.params:
                raise error
            raise InvalidPattern(
                "At {position}: {field} has no code table, so no customer could get a code: give "
                "its values codes in the code tables ([code_table.{table}] in a file).",
                start=token.start,
                end=token.end,
                field=token.field,
                table=token.field,
            )
        for value, code in table.items():
            if token.width and len(code) != token.width:
                raise InvalidPattern(
                    "At {position}: {token} wants {width} characters, and the code table of "
                    "{field} has {code} for {value}: change one of them.",
                    start=token.start,
                    end=token.end,
                    token=pattern.text[token.start : token.end],
                    width=token.width,
                    field=token.field,
                    code=code,
                    value=value,
                )


def _checks_hold(pattern: Pattern, tables: Tables | None) -> None:
    """Each check stands after what differs, and takes every character before it."""
    for at, token in enumerate(pattern.tokens):
        if not isinstance(token, Check):
            continue
        before = pattern.tokens[:at]
        if not any(isinstance(t, Seq | Rand | Any) for t in before):
            raise InvalidPattern(
                "At {position}: a check goes over what stands before it, and no number stands "
                "there: put it after the number.",
                start=token.start,
                end=token.end,
            )
        if token.digits_only:
            continue
        known = tables if tables is not None else {}
        characters: frozenset[str] = frozenset().union(*(alphabet(t, known) for t in before))
        taken = set(METHODS[token.method].takes)
        if characters <= taken:
            continue
        wrong = sorted(characters - taken)
        source = next(t for t in before if not alphabet(t, known) <= taken)
        raise _untakable(pattern, token, wrong, source, characters)


def _untakable(
    pattern: Pattern, token: Check, wrong: list[str], source: Token, characters: frozenset[str]
) -> InvalidPattern:
    shown = " ".join(wrong[:8]) + (" …" if len(wrong) > 8 else "")
    fitting = methods_for(characters)
    place = pattern.text[source.start : source.end]
    if fitting:
        return InvalidPattern(
            "At {position}: {method} cannot take {characters}, which {source} can give; {methods} "
            "can, or write over=digits.",
            start=token.start,
            end=token.end,
            method=token.method,
            characters=shown,
            source=place,
            methods=" ".join(fitting),
        )
    return InvalidPattern(
        "At {position}: no method can take {characters}, which {source} can give: write "
        "over=digits, or take them out before the check.",
        start=token.start,
        end=token.end,
        method=token.method,
        characters=shown,
        source=place,
    )


def _scope_is_shown(pattern: Pattern, tables: Tables, date_field: str) -> None:
    seq = pattern.seq
    if seq is None or not seq.per:
        return
    named = {
        token.token
        for token in pattern.tokens
        if isinstance(token, FieldToken | Initials | DatePart | DateField)
    }
    shown = _shown_parts(pattern, date_field)
    start, end = seq.place("per")
    for name in seq.per:
        if name in named or DATE_PARTS.get(name) in shown:
            continue
        if name not in DATE_PARTS and name not in tables:
            raise InvalidPattern(
                "At {position}: per={name} names nothing that this code shows; it can name "
                "{tokens}.",
                start=start,
                end=end,
                name=name,
                tokens=" ".join(sorted(named)) or "none",
            )
        one, other = _two_values(name, tables)
        raise InvalidPattern(
            "At {position}: per={name} counts apart for each {name}, and the code does not show "
            "it: customers of {one} and of {other} would both get {code}. Add {token}, or take "
            "{name} out of per=.",
            start=start,
            end=end,
            name=name,
            one=one,
            other=other,
            code=sample(pattern, tables),
            token="{" + name + "}",
        )


def _shown_parts(pattern: Pattern, date_field: str) -> set[str]:
    """The parts of the rule's date that a code shows, or that those shown decide."""
    shown: set[str] = set()
    for token in pattern.tokens:
        if isinstance(token, DatePart) or (
            isinstance(token, DateField) and token.field == date_field
        ):
            shown |= {p for p in dates.pieces(token.format) if dates.is_directive(p)}
    for _ in _KNOWN_BY:
        for known, decided in _KNOWN_BY:
            if known <= shown:
                shown |= decided
    return shown


def _two_values(name: str, tables: Tables) -> tuple[str, str]:
    values = list(tables.get(name, {}))
    if len(values) > 1:
        return values[0], values[1]
    if name in ("yyyy", "yy"):
        return "2025", "2125" if name == "yyyy" else "2026"
    return ("1", "2") if name in DATE_PARTS else ("A", "B")


def _is_not_too_long(pattern: Pattern, tables: Tables) -> None:
    _, most = length(pattern, tables)
    if most > LONGEST:
        raise InvalidPattern(
            "The code could have {count} characters; at most {most} are taken: make it shorter.",
            start=0,
            end=len(pattern.text),
            count=most,
            most=LONGEST,
        )


def _scope_repeats_nothing(pattern: Pattern, tables: Tables) -> None:
    """With segments of unequal lengths one string may be read under two scopes."""
    twice = clash(pattern, pattern, tables)
    if twice is None or pattern.seq is None:
        return
    start, end = pattern.seq.place("per")
    raise InvalidPattern(
        "At {position}: with this per= two customers could both get {code}, because its segments "
        "can be cut in two ways: put a - between them, or take per= out.",
        start=start,
        end=end,
        code=twice,
    )


def sample(pattern: Pattern, tables: Tables) -> str:
    """A code such as the pattern makes, for messages: its first number, first values of tables,
    letters ABC for initials, and 31 January 2026."""
    from datetime import datetime

    day = datetime(2026, 1, 31, 8, 5)  # noqa: DTZ001 - only its digits are shown
    text = ""
    for token in pattern.tokens:
        match token:
            case Literal():
                text += token.text
            case Seq():
                text += encode(token.first, token.base, token.width)
            case DatePart() | DateField():
                text += dates.show(token.format, day)
            case FieldToken():
                text += next(iter(tables.get(token.field, {}).values()), "")
            case Initials():
                text += "ABCDEFGHI"[: token.count]
            case Rand():
                text += (ALPHABETS[token.base] * 4)[: token.width]
            case Any():
                text += "A" * token.low
            case Check():
                if token.digits_only or not unfit(token.method, text):
                    text += check_characters(token.method, text, digits_only=token.digits_only)
    return text
