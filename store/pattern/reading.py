"""From a code back to its segments, and what is wrong with one that does not fit.

A pattern becomes one regular expression, a group a token. When a code does not fit it, looser
ones find where the segments must lie, so that the answer can say which segment is wrong and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from typing import Literal as OneOf

from store.errors import InvalidText
from store.pattern import dates
from store.pattern.check import METHODS, check_characters, unfit
from store.pattern.numbers import decode, encode, is_skipped
from store.pattern.segments import Segment, Tables, segment
from store.pattern.shape import length, span
from store.pattern.tokens import (
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

ProblemKind = OneOf["length", "text", "case", "number", "date", "field", "characters", "check"]
_FREE: Final = r"[\w\-/.]"
_BY_HAND: Final = re.compile(rf"{_FREE}{{1,32}}")
_KNOWN_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a code; `error` says it for people, with its place."""

    kind: ProblemKind
    error: InvalidText


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code says under a pattern.

    segments: empty when not even their places can be told. number: the counter's number, when
    there is one and it can be read.
    """

    segments: tuple[Segment, ...]
    number: int | None
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the pattern can have made this code."""
        return not self.problems


def read(pattern: Pattern, code_text: str, tables: Tables) -> Reading:
    """Read a code under a pattern. Never raises for a code; what is wrong is in `problems`."""
    return reader(pattern, tables).read(code_text)


def fits_by_hand(code_text: str, forms: Sequence[Pattern], tables: Tables) -> bool:
    """Whether a code given by hand has one of the allowed forms.

    Without forms: 1 to 32 letters, digits, `-`, `_`, `/` or `.`.
    """
    if not forms:
        return _BY_HAND.fullmatch(code_text) is not None
    return any(reader(form, tables).read(code_text).ok for form in forms)


def reader(pattern: Pattern, tables: Tables) -> Reader:
    """The reader of a pattern under these code tables; keep it to read many codes."""
    used = tuple(
        (field, tuple(tables.get(field, {}).items())) for field in sorted(pattern.table_fields)
    )
    return _reader(pattern, used)


@lru_cache(maxsize=128)
def _reader(pattern: Pattern, used: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Reader:
    return Reader(pattern, {field: dict(items) for field, items in used})


class Reader:
    """A pattern made ready to read codes."""

    def __init__(self, pattern: Pattern, tables: Tables) -> None:
        self.pattern = pattern
        self.tables = tables
        strict = [_strict(token, tables) for token in pattern.tokens]
        places = [_places(token, tables) for token in pattern.tokens]
        self._parts = [re.compile(part) for part in strict]
        self._strict = _whole(strict)
        self._by_text = _whole(
            [
                exact if isinstance(token, Literal) else loose
                for token, exact, loose in zip(pattern.tokens, strict, places, strict=True)
            ]
        )
        self._by_place = _whole(places)

    def fits(self, code_text: str) -> bool:
        """Whether the code has the pattern's shape; its check, date and number are not tried."""
        return self._strict.fullmatch(code_text) is not None

    def read(self, code_text: str) -> Reading:
        """Read one code."""
        match = self._strict.fullmatch(code_text)
        if match is None:
            return self._read_wrong(code_text)
        return self._reading(match.groups(), [])

    def _reading(self, texts: Sequence[str], problems: list[Problem]) -> Reading:
        segments = []
        at = 0
        number = None
        for token, text in zip(self.pattern.tokens, texts, strict=True):
            found = segment(token, text, at, self.tables)
            segments.append(found)
            at = found.end
            if isinstance(token, Seq):
                number = decode(text, token.base)
        problems = problems or self._contradictions(segments)
        return Reading(tuple(segments), number, tuple(problems))

    def _contradictions(self, segments: Sequence[Segment]) -> list[Problem]:
        """What can be wrong with segments of the right shape."""
        found: list[Problem] = []
        code_text = "".join(part.text for part in segments)
        shown: dict[str, int] = {}
        for token, part in zip(self.pattern.tokens, segments, strict=True):
            problem: Problem | None = None
            if isinstance(token, Seq):
                problem = _number_problem(token, part)
            elif isinstance(token, DatePart | DateField):
                problem = _date_problem(token, part)
                if problem is None and isinstance(token, DatePart):
                    shown |= dates.take_apart(token.format, part.text) or {}
            elif isinstance(token, Check):
                problem = _check_problem(token, part, code_text)
            if problem:
                found.append(problem)
        if not found and not dates.possible(shown):
            parts = [
                p for t, p in zip(self.pattern.tokens, segments, strict=True) if p.kind == "date"
            ]
            found.append(_no_such_day(parts[0].start, parts[-1].end, code_text))
        return found

    def _read_wrong(self, code_text: str) -> Reading:
        """Find the segments of a code that does not fit, and say what is wrong with each."""
        upper = code_text.upper()
        if upper != code_text and self._strict.fullmatch(upper):
            error = InvalidText(
                "This form is written {right}: capital letters.",
                start=0,
                end=len(code_text),
                right=upper,
            )
            return Reading((), None, (Problem("case", error),))
        match = self._by_text.fullmatch(code_text) or self._by_place.fullmatch(code_text)
        if match is None:
            return Reading((), None, (self._length_problem(code_text),))
        texts = match.groups()
        problems = []
        at = 0
        for token, text, part in zip(self.pattern.tokens, texts, self._parts, strict=True):
            if not part.fullmatch(text):
                problems.append(self._part_problem(token, text, at))
            at += len(text)
        if not problems:
            problems.append(self._length_problem(code_text))
        return self._reading(texts, problems)

    def _length_problem(self, code_text: str) -> Problem:
        low, high = length(self.pattern, self.tables)
        start = min(high, len(code_text))
        if low <= len(code_text) <= high:
            error = InvalidText(
                "{code} does not have the form {pattern}.",
                start=0,
                end=len(code_text),
                code=code_text,
                pattern=self.pattern.text,
            )
            return Problem("text", error)
        if low == high:
            error = InvalidText(
                "The code has {count} characters, and this form has {right}.",
                start=start,
                end=max(len(code_text), start),
                count=len(code_text),
                right=low,
            )
        else:
            error = InvalidText(
                "The code has {count} characters, and this form has {low} to {high}.",
                start=start,
                end=max(len(code_text), start),
                count=len(code_text),
                low=low,
                high=high,
            )
        return Problem("length", error)

    def _part_problem(self, token: Token, text: str, at: int) -> Problem:
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
                return Problem("text", error)
            case FieldToken():
                codes = list(dict.fromkeys(self.tables.get(token.field, {}).values()))
                more = " …" if len(codes) > _KNOWN_SHOWN else ""
                error = InvalidText(
                    "{found} at {position} is no code of {field}; there are {known}.",
                    start=at,
                    end=end,
                    found=text,
                    field=token.field,
                    known=" ".join(codes[:_KNOWN_SHOWN]) + more,
                )
                return Problem("field", error)
            case DatePart() | DateField():
                error = InvalidText(
                    "{found} at {position} is not {token} of a date.",
                    start=at,
                    end=end,
                    found=text,
                    token=token.token,
                )
                return Problem("date", error)
            case _:
                error = InvalidText(
                    "{found} at {position} has characters that {token} cannot have.",
                    start=at,
                    end=end,
                    found=text,
                    token=token.token,
                )
                return Problem("characters", error)


def _number_problem(seq: Seq, part: Segment) -> Problem | None:
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


def _date_problem(token: DatePart | DateField, part: Segment) -> Problem | None:
    numbers = dates.take_apart(token.format, part.text)
    if numbers is None:
        error = InvalidText(
            "{found} at {position} is not {token} of a date.",
            start=part.start,
            end=part.end,
            found=part.text,
            token=token.token,
        )
        return Problem("date", error)
    if not dates.possible(numbers):
        return _no_such_day(part.start, part.end, part.text, part.start)
    return None


def _no_such_day(start: int, end: int, text: str, offset: int = 0) -> Problem:
    error = InvalidText(
        "{found} at {position} names a day that does not exist.",
        start=start,
        end=end,
        found=text[start - offset : end - offset],
    )
    return Problem("date", error)


def _check_problem(token: Check, part: Segment, code_text: str) -> Problem | None:
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
    return Problem("check", error)


def _whole(parts: Sequence[str]) -> re.Pattern[str]:
    return re.compile("".join(f"({part})" for part in parts), re.DOTALL)


def _strict(token: Token, tables: Tables) -> str:
    """A token as a regular expression of just what it can give (check and dates: their shape)."""
    match token:
        case Literal():
            return re.escape(token.text)
        case Seq() | Rand():
            return f"[{token.alphabet}]{{{token.width}}}"
        case DatePart() | DateField():
            return "".join(
                f"[0-9]{{{dates.DIRECTIVES[piece].width}}}"
                if dates.is_directive(piece)
                else re.escape(piece)
                for piece in dates.pieces(token.format)
            )
        case Initials():
            return f"[A-Z]{{1,{token.count}}}"
        case Any():
            return f"{_FREE}{{{token.low},{token.high}}}"
        case Check():
            method = METHODS[token.method]
            return f"[{re.escape(method.gives)}]{{{method.width}}}"
        case FieldToken():
            codes = {
                code
                for code in tables.get(token.field, {}).values()
                if code and (not token.width or len(code) == token.width)
            }
            ordered = sorted(codes, key=lambda code: (-len(code), code))
            return "|".join(map(re.escape, ordered)) or r"(?!)"


def _places(token: Token, tables: Tables) -> str:
    """A token as a regular expression of any text as long as it can give."""
    low, high = span(token, tables)
    if isinstance(token, FieldToken) and (low, high) == (0, 0):
        low, high = 1, 8
    return f".{{{low},{high}}}"
