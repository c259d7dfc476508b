"""From a code back to its segments, and what is wrong with one that does not fit.

A pattern becomes one regular expression, a group a token. When a code does not fit it, looser
ones find where the segments must lie, so that the answer can say which segment is wrong and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from store.pattern import dates, problems
from store.pattern.check import METHODS
from store.pattern.numbers import decode
from store.pattern.problems import Problem
from store.pattern.segments import Segment, Tables, segment
from store.pattern.shape import span
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

_FREE: Final = r"[\w\-/.]"
_BY_HAND: Final = re.compile(rf"{_FREE}{{1,32}}")
_MOST_CUTS: Final = 500
_BOUNDS: Final = {
    "%Y": "(?!0000)[0-9]{4}",
    "%G": "(?!0000)[0-9]{4}",
    "%y": "[0-9]{2}",
    "%m": "(?:0[1-9]|1[0-2])",
    "%d": "(?:0[1-9]|[12][0-9]|3[01])",
    "%H": "(?:[01][0-9]|2[0-3])",
    "%M": "[0-5][0-9]",
    "%S": "[0-5][0-9]",
    "%j": "(?!000)(?:[0-2][0-9]{2}|3[0-5][0-9]|36[0-6])",
    "%V": "(?:0[1-9]|[1-4][0-9]|5[0-3])",
    "%u": "[1-7]",
    "%q": "[1-4]",
}


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
    """Read a code under a pattern. Never raises for a code; what is wrong is in `problems`.

    Numbers of a held form count as right: they are given by hand.
    """
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
        self._spans = [span(token, tables) for token in pattern.tokens]
        self._elastic = sum(low != high for low, high in self._spans)
        self._parts = [re.compile(part, re.DOTALL) for part in strict]
        self._strict = _whole(strict)
        self._loose: tuple[re.Pattern[str], re.Pattern[str]] | None = None

    def fits(self, code_text: str) -> bool:
        """Whether the code has the pattern's shape; its check, day and number are not tried."""
        return self._strict.fullmatch(code_text) is not None

    def read(self, code_text: str) -> Reading:
        """Read one code."""
        match = self._strict.fullmatch(code_text)
        if match is None:
            return self._read_wrong(code_text)
        reading = self._reading(match.groups())
        if reading.problems and self._elastic > 1:
            for texts in islice(self._cuts(code_text, 0), _MOST_CUTS):
                other = self._reading(texts)
                if other.ok:
                    return other
        return reading

    def cuts(self, code_text: str) -> Iterator[tuple[str, ...]]:
        """Every way to cut a code into segments under which nothing is wrong with it."""
        if self._strict.fullmatch(code_text) is not None:
            for texts in islice(self._cuts(code_text, 0), _MOST_CUTS):
                if self._reading(texts).ok:
                    yield texts

    def _reading(self, texts: Sequence[str], known: Sequence[Problem] = ()) -> Reading:
        segments = []
        at = 0
        number = None
        for token, text in zip(self.pattern.tokens, texts, strict=True):
            found = segment(token, text, at, self.tables)
            segments.append(found)
            at = found.end
            if isinstance(token, Seq):
                number = decode(text, token.base)
        wrong = known or self._contradictions(segments)
        return Reading(tuple(segments), number, tuple(wrong))

    def _contradictions(self, segments: Sequence[Segment]) -> list[Problem]:
        """What can be wrong with segments of the right shape."""
        found: list[Problem] = []
        code_text = "".join([part.text for part in segments])
        shown: dict[str, int] = {}
        days: list[Segment] = []
        for token, part in zip(self.pattern.tokens, segments, strict=True):
            if not isinstance(token, Seq | DatePart | DateField | Check):
                continue
            problem = problems.of_segment(token, part, code_text)
            if problem:
                found.append(problem)
            elif isinstance(token, DatePart):
                days.append(part)
                shown |= dates.take_apart(token.format, part.text) or {}
        if not found and len(days) > 1 and not dates.possible(shown):
            start = days[0].start
            found.append(problems.no_such_day(start, code_text[start : days[-1].end]))
        return found

    def _cuts(self, code_text: str, at: int) -> Iterator[tuple[str, ...]]:
        """All ways to cut a code into segments of the right shape, from a token on."""
        if at == len(self._parts):
            if not code_text:
                yield ()
            return
        low, high = self._spans[at]
        for size in range(min(high, len(code_text)), low - 1, -1):
            head = code_text[:size]
            if self._parts[at].fullmatch(head):
                for rest in self._cuts(code_text[size:], at + 1):
                    yield (head, *rest)

    def _read_wrong(self, code_text: str) -> Reading:
        """Find the segments of a code that does not fit, and say what is wrong with each."""
        for right in (code_text.upper(), code_text.lower()):
            if right != code_text and self._strict.fullmatch(right):
                return Reading((), None, (problems.of_case(code_text, right),))
        by_text, by_place = self._loosely()
        match = by_text.fullmatch(code_text) or by_place.fullmatch(code_text)
        if match is None:
            return Reading((), None, (problems.of_length(self.pattern, code_text, self.tables),))
        texts = match.groups()
        found = []
        at = 0
        for token, text, part in zip(self.pattern.tokens, texts, self._parts, strict=True):
            if not part.fullmatch(text):
                found.append(problems.of_part(token, text, at, self.tables))
            at += len(text)
        return self._reading(texts, found)

    def _loosely(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Expressions that find segments by the fixed text, and by their lengths alone."""
        if self._loose is None:
            places = [_place(token, bounds) for token, bounds in self._tokens_with_spans()]
            by_text = [
                re.escape(token.text) if isinstance(token, Literal) else place
                for token, place in zip(self.pattern.tokens, places, strict=True)
            ]
            self._loose = _whole(by_text), _whole(places)
        return self._loose

    def _tokens_with_spans(self) -> Iterator[tuple[Token, tuple[int, int]]]:
        return zip(self.pattern.tokens, self._spans, strict=True)


def _whole(parts: Sequence[str]) -> re.Pattern[str]:
    return re.compile("".join(f"({part})" for part in parts), re.DOTALL)


def _strict(token: Token, tables: Tables) -> str:
    """A token as a regular expression of just what it can give (check characters: any)."""
    match token:
        case Literal():
            return re.escape(token.text)
        case Seq() | Rand():
            return f"[{token.alphabet}]{{{token.width}}}"
        case DatePart() | DateField():
            return "".join(
                _BOUNDS[piece] if dates.is_directive(piece) else re.escape(piece)
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


def _place(token: Token, bounds: tuple[int, int]) -> str:
    """A token as a regular expression of any text as long as it can give."""
    low, high = bounds
    if isinstance(token, FieldToken) and (low, high) == (0, 0):
        low, high = 1, 8
    return f".{{{low},{high}}}"
