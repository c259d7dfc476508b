"""What can be wrong with a code under a pattern, each said for people, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from typing import Literal as OneOf

from store.errors import InvalidText
from store.pattern import dates
from store.pattern.check import check_characters, unfit
from store.pattern.numbers import decode, encode, is_skipped
from store.pattern.segments import Segment, Tables
from store.pattern.shape import length
from store.pattern.tokens import (
    Check,
    DateField,
    DatePart,
    FieldToken,
    Literal,
    Pattern,
    Seq,
    Token,
)

ProblemKind = OneOf["length", "text", "case", "number", "date", "field", "characters", "check"]
_KNOWN_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a code.

    error: says it, at `error.start` to `error.end` of the code. right: what would stand there,
    where that can be told (a wrong check character, a wrong fixed text, the case).
    """

    kind: ProblemKind
    error: InvalidText
    right: str = ""


def of_part(token: Token, text: str, at: int, tables: Tables) -> Problem:
    """A segment whose text the token cannot give."""
    end = at + len(text)
    match token:
        case Literal():
            error = InvalidText(
                "At {position} stands {found}; codes of this form have {right} there.",
                start=at,
                end=end,
                found=text,
                right=token.text,
            )
            return Problem("text", error, token.text)
        case FieldToken():
            return _unknown_code(token, text, at, tables)
        case DatePart() | DateField():
            return _no_date(token, text, at)
        case _:
            error = InvalidText(
                "{found} at {position} has characters that {token} cannot have.",
                start=at,
                end=end,
                found=text,
                token=token.token,
            )
            return Problem("characters", error)


def of_segment(token: Token, part: Segment, code_text: str) -> Problem | None:
    """What is wrong with a segment of the right shape: its number, its day, its check."""
    match token:
        case Seq():
            return _number(token, part)
        case DatePart() | DateField():
            numbers = dates.take_apart(token.format, part.text)
            if numbers is None:
                return _no_date(token, part.text, part.start)
            return None if dates.possible(numbers) else no_such_day(part.start, part.text)
        case Check():
            return _check(token, part, code_text)
        case _:
            return None


def of_length(pattern: Pattern, code_text: str, tables: Tables) -> Problem:
    """A code whose segments cannot be found: too short, too long, or of another form."""
    low, high = length(pattern, tables)
    start = min(high, len(code_text))
    if low <= len(code_text) <= high:
        error = InvalidText(
            "{code} does not have the form {pattern}.",
            start=0,
            end=len(code_text),
            code=code_text,
            pattern=pattern.text,
        )
        return Problem("text", error)
    if low == high:
        error = InvalidText(
            "The code has {count} characters, and this form has {right}.",
            start=start,
            end=len(code_text),
            count=len(code_text),
            right=low,
        )
    else:
        error = InvalidText(
            "The code has {count} characters, and this form has {low} to {high}.",
            start=start,
            end=len(code_text),
            count=len(code_text),
            low=low,
            high=high,
        )
    return Problem("length", error)


def of_case(code_text: str, right: str) -> Problem:
    """A code that fits in another case only."""
    error = InvalidText(
        "Codes of this form are written in this case: {right}.",
        start=0,
        end=len(code_text),
        right=right,
    )
    return Problem("case", error, right)


def no_such_day(at: int, text: str) -> Problem:
    """A 30 February, or parts that no day has together."""
    error = InvalidText(
        "{found} at {position} names a day that does not exist.",
        start=at,
        end=at + len(text),
        found=text,
    )
    return Problem("date", error)


def _no_date(token: DatePart | DateField, text: str, at: int) -> Problem:
    error = InvalidText(
        "{found} at {position} is not a date's {format}.",
        start=at,
        end=at + len(text),
        found=text,
        format=token.part if isinstance(token, DatePart) else token.format,
    )
    return Problem("date", error)


def _unknown_code(token: FieldToken, text: str, at: int, tables: Tables) -> Problem:
    codes = list(dict.fromkeys(tables.get(token.field, {}).values()))
    more = " …" if len(codes) > _KNOWN_SHOWN else ""
    error = InvalidText(
        "{found} at {position} is no code of {field}; there are {known}.",
        start=at,
        end=at + len(text),
        found=text,
        field=token.field,
        known=" ".join(codes[:_KNOWN_SHOWN]) + more,
    )
    return Problem("field", error)


def _number(seq: Seq, part: Segment) -> Problem | None:
    number = decode(part.text, seq.base)
    if number is None:
        return None
    if not seq.first <= number <= seq.last:
        error = InvalidText(
            "The number {found} at {position} is outside this rule's numbers, {first} to {last}.",
            start=part.start,
            end=part.end,
            found=part.text,
            first=encode(seq.first, seq.base, seq.width),
            last=encode(seq.last, seq.base, seq.width),
        )
        return Problem("number", error)
    if is_skipped(seq, number):
        error = InvalidText(
            "The number {found} at {position} is one that this rule leaves out.",
            start=part.start,
            end=part.end,
            found=part.text,
        )
        return Problem("number", error)
    return None


def _check(token: Check, part: Segment, code_text: str) -> Problem | None:
    before = code_text[: part.start]
    if not token.digits_only and unfit(token.method, before):
        return None
    right = check_characters(token.method, before, digits_only=token.digits_only)
    if part.text == right:
        return None
    error = InvalidText(
        "The check character {found} at {position} is wrong: for the rest of this code it is "
        "{right}.",
        start=part.start,
        end=part.end,
        found=part.text,
        right=right,
    )
    return Problem("check", error, right)
