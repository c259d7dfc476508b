"""From a customer to a code, in two steps.

The number is only known inside the transaction that saves the customer, so `resolve` first fills
everything else (and says which counter to ask), and `finish` puts in the number, the random
characters and the check characters. Both are on the path of every import: a pattern becomes a
list of small functions once, and a code then costs a few microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from store.errors import InvalidValue
from store.pattern import dates
from store.pattern.check import METHODS, check_characters
from store.pattern.numbers import encode
from store.pattern.segments import Segment, Tables, segment
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

ToInitials = Callable[[str], str]
"""Gives the initials of a name (`广东粤海` gives `GDYH`); characters but A to Z are left out."""

Randomness = Callable[[int], int]
"""Gives a random number from 0 to below its argument, as `secrets.randbelow` does."""

_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class Code:
    """A whole code, and its segments in order."""

    text: str
    segments: tuple[Segment, ...]


class _Source(NamedTuple):
    values: Mapping[str, str]
    moment: datetime
    tables: Tables
    initials: ToInitials | None


_Fill = Callable[[_Source], str]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A pattern made ready: a function a token, and how its counter's key is put together."""

    fills: tuple[_Fill, ...]
    seq: Seq | None
    seq_at: int
    fixed_before: int
    scope: tuple[_Fill | int, ...] | None
    key_hole: str
    holes: tuple[tuple[int, Seq | Rand | Check], ...]


class Resolved(NamedTuple):
    """A code but for its number, random and check characters.

    parts: one text a token, empty where those go. counter_key: which counter gives the number
    (empty when the pattern has none). plan: for `finish` only.
    """

    pattern: Pattern
    parts: tuple[str, ...]
    counter_key: str
    tables: Tables
    plan: _Plan


def resolve(
    pattern: Pattern,
    values: Mapping[str, str],
    moment: datetime,
    date_field: str,
    tables: Tables,
    initials: ToInitials | None = None,
) -> Resolved:
    """Fill all of a code but its number, random and check characters.

    values: the customer's fields by name, dates as `2026-01-31`. moment: now, in the store's time
    zone. date_field: the rule's date, a field's name or `now`. Raises InvalidValue, naming the
    field, when a value is missing, is no date, or has no entry in its code table.
    """
    plan = _plan(pattern, date_field)
    source = _Source(values, moment, tables, initials)
    parts = tuple([fill(source) for fill in plan.fills])
    scope = [parts[how] if isinstance(how, int) else how(source) for how in plan.scope or ()]
    return Resolved(pattern, parts, _counter_key(plan, parts, scope), tables, plan)


def resolved_from(
    pattern: Pattern, date_field: str, texts: Sequence[str], tables: Tables
) -> Resolved:
    """What a code of this pattern, cut into its segments' texts, was before it got its number.

    With another number it gives another code of the same counter.
    """
    plan = _plan(pattern, date_field)
    holes = {at for at, _ in plan.holes}
    parts = tuple("" if at in holes else text for at, text in enumerate(texts))
    return Resolved(pattern, parts, counter_key_of(pattern, date_field, texts), tables, plan)


def finish_text(
    resolved: Resolved, number: int | None = None, randomness: Randomness | None = None
) -> str:
    """The whole code as text. `number` is needed when the pattern has a counter.

    randomness: `secrets.randbelow` unless another is given (a preview, a test). Raises ValueError
    for a number past the counter's last one, so that no code ever widens by itself.
    """
    return "".join(_fill_holes(resolved, number, randomness))


def finish(
    resolved: Resolved, number: int | None = None, randomness: Randomness | None = None
) -> Code:
    """The whole code with its segments; arguments as for `finish_text`."""
    parts = _fill_holes(resolved, number, randomness)
    segments = []
    at = 0
    for token, text in zip(resolved.pattern.tokens, parts, strict=True):
        segments.append(segment(token, text, at, resolved.tables))
        at += len(text)
    return Code("".join(parts), tuple(segments))


def counter_key_of(pattern: Pattern, date_field: str, texts: Sequence[str]) -> str:
    """The key of the counter that a code of this pattern came from, given its segments' texts.

    Empty when the pattern has no counter, or the texts do not tell its `per=` (which `validate`
    refuses).
    """
    plan = _plan(pattern, date_field)
    if plan.seq is None:
        return ""
    scope = []
    for name, how in zip(plan.seq.per or (), plan.scope or (), strict=True):
        shown = texts[how] if isinstance(how, int) else _told(pattern, date_field, texts, name)
        if not shown:
            return ""
        scope.append(shown)
    holes = {at for at, _ in plan.holes}
    parts = tuple("" if at in holes else text for at, text in enumerate(texts))
    return _counter_key(plan, parts, scope)


def _told(pattern: Pattern, date_field: str, texts: Sequence[str], name: str) -> str:
    """A part of the rule's date that the code's other dates decide; empty when they do not."""
    numbers: dict[str, int] = {}
    for token, text in zip(pattern.tokens, texts, strict=True):
        if isinstance(token, DatePart) or (
            isinstance(token, DateField) and token.field == date_field
        ):
            numbers |= dates.take_apart(token.format, text) or {}
    return dates.decide(numbers, DATE_PARTS[name])


def _fill_holes(
    resolved: Resolved, number: int | None, randomness: Randomness | None
) -> Sequence[str]:
    parts = list(resolved.parts)
    for at, token in resolved.plan.holes:
        if isinstance(token, Seq):
            if number is None:
                raise ValueError("this pattern needs a number")
            if number > token.last:
                raise ValueError(f"{number} is past the counter's last number, {token.last}")
            parts[at] = encode(number, token.base, token.width)
        elif isinstance(token, Rand):
            if randomness is None:
                randomness = _secure()
            digits = ALPHABETS[token.base]
            parts[at] = "".join([digits[randomness(token.base)] for _ in range(token.width)])
        else:
            parts[at] = check_characters(
                token.method, "".join(parts[:at]), digits_only=token.digits_only
            )
    return parts


def _secure() -> Randomness:
    from secrets import randbelow

    return randbelow


def _holes(pattern: Pattern) -> tuple[tuple[int, Seq | Rand | Check], ...]:
    return tuple(
        (at, token)
        for at, token in enumerate(pattern.tokens)
        if isinstance(token, Seq | Rand | Check)
    )


def _counter_key(plan: _Plan, parts: tuple[str, ...], scope: Sequence[str]) -> str:
    """The counter's key, one canonical text.

    `GD2026{6:7,10}-X` is: the text before and after, and in braces the place, width and base of
    the hole; braces of the code itself are doubled. With `per=` it is the scope instead:
    `per:yyyy=2026+region=GD{7,10}`, and `per:none{7,10}` for one counter over all, whatever else
    stands in the codes.
    """
    if plan.seq is None:
        return ""
    if plan.scope is not None:
        shown = [
            f"{name}={_escape(text)}" for name, text in zip(plan.seq.per or (), scope, strict=True)
        ]
        return f"per:{'+'.join(shown) or 'none'}{plan.key_hole}"
    before = "".join(parts[: plan.seq_at])
    after = "".join(parts[plan.seq_at :])
    place = len(before) + plan.fixed_before
    return f"{_escape(before)}{{{place}:{plan.key_hole}{_escape(after)}"


def _escape(text: str) -> str:
    if "{" in text or "}" in text:
        return text.replace("{", "{{").replace("}", "}}")
    return text


@lru_cache(maxsize=256)
def _plan(pattern: Pattern, date_field: str) -> _Plan:
    fills = tuple(_fill(token, date_field) for token in pattern.tokens)
    seq = pattern.seq
    if seq is None:
        return _Plan(fills, None, 0, 0, None, "", _holes(pattern))
    seq_at = pattern.tokens.index(seq)
    fixed = sum(_hole_width(token) for token in pattern.tokens[:seq_at])
    hole = f"{seq.width},{seq.base}}}"
    if seq.per is None:
        return _Plan(fills, seq, seq_at, fixed, None, hole, _holes(pattern))
    scope = tuple(_scope(pattern, name, date_field) for name in seq.per)
    return _Plan(fills, seq, seq_at, fixed, scope, "{" + hole, _holes(pattern))


def _scope(pattern: Pattern, name: str, date_field: str) -> _Fill | int:
    """How one name of `per=` is shown: a token of the code, or a part of the rule's date."""
    for at, token in enumerate(pattern.tokens):
        if token.token == name and not isinstance(token, Literal | Seq | Rand | Check | Any):
            return at
    if name in DATE_PARTS:
        return _date(date_field, DATE_PARTS[name])
    raise ValueError(f"per={name} names nothing that the code shows")


def _hole_width(token: Token) -> int:
    match token:
        case Rand():
            return token.width
        case Check():
            return METHODS[token.method].width
        case _:
            return 0


def _fill(token: Token, date_field: str) -> _Fill:
    match token:
        case Literal():
            text = token.text
            return lambda source: text
        case DatePart():
            return _date(date_field, token.format)
        case DateField():
            return _date(token.field, token.format)
        case FieldToken():
            return _coded(token.field, token.width)
        case Initials():
            return _initials(token.field, token.count)
        case Any():
            raise ValueError("a form for codes given by hand makes no codes")
        case _:
            return lambda source: ""


def _date(field: str, format: str) -> _Fill:
    if field == NOW:
        return lambda source: dates.show(format, source.moment)
    if any(piece in dates.TIMES for piece in dates.pieces(format)):
        raise ValueError(f"{field} has no time of day")

    def fill(source: _Source) -> str:
        value = source.values.get(field, "")
        try:
            return dates.show_text(format, value)
        except ValueError:
            raise _no_date(field, value) from None

    return fill


def _no_date(field: str, value: str) -> InvalidValue:
    if not value:
        return InvalidValue(
            "{field} is empty and the code shows it: fill in {field}, or choose another rule.",
            field=field,
        )
    return InvalidValue(
        "{value} is not a date: write {field} as {example}.",
        field=field,
        value=value,
        example=date(2026, 1, 31).isoformat(),
    )


def _coded(field: str, width: int) -> _Fill:
    def fill(source: _Source) -> str:
        value = source.values.get(field, "")
        table = source.tables.get(field)
        code = table.get(value, "") if table is not None else ""
        if code and (not width or len(code) == width):
            return code
        if not value:
            raise InvalidValue(
                "{field} is empty and the code shows it: fill in {field}, or choose another rule.",
                field=field,
            )
        if not code:
            raise InvalidValue(
                "{value} has no code in the code table of {field}: add it there, or change "
                "{field}.",
                field=field,
                value=value,
            )
        raise InvalidValue(
            "{value} has the code {code} in the code table of {field}, and the pattern wants "
            "{width} characters: change the code table.",
            field=field,
            value=value,
            code=code,
            width=width,
        )

    return fill


def _initials(field: str, count: int) -> _Fill:
    def fill(source: _Source) -> str:
        value = source.values.get(field, "")
        if not value:
            raise InvalidValue(
                "{field} is empty and the code shows it: fill in {field}, or choose another rule.",
                field=field,
            )
        if source.initials is None:
            raise ValueError("this pattern needs initials")
        letters = [c for c in source.initials(value).upper() if c in _LETTERS][:count]
        if not letters:
            raise InvalidValue(
                "{value} has no letters to take initials from: change {field}, or choose another "
                "rule.",
                field=field,
                value=value,
            )
        return "".join(letters)

    return fill
