"""Reading a pattern: text to tokens, every error at its character and with what would be right."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final, NamedTuple

from store.errors import InvalidPattern
from store.pattern import dates
from store.pattern.characters import WIDE, invisible, is_invisible, refuse_odd
from store.pattern.check import METHODS
from store.pattern.options import Option, read_rand, read_seq
from store.pattern.tokens import (
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
    Token,
)

TOKENS: Final = ("seq", *DATE_PARTS, "rand", "check")
"""The names that are tokens of their own; every other name is a field."""

_MEANT: Final = {
    "year": "yyyy",
    "month": "mm",
    "day": "dd",
    "hour": "hh",
    "minute": "mi",
    "min": "mi",
    "second": "ss",
    "sec": "ss",
    "quarter": "q",
    "week": "ww",
    "number": "seq",
    "num": "seq",
    "counter": "seq",
    "serial": "seq",
    "random": "rand",
    "checksum": "check",
    "流水号": "seq",
    "校验位": "check",
    "年": "yyyy",
    "月": "mm",
    "日": "dd",
}
_MOST_FREE: Final = 64


class _Inside(NamedTuple):
    """What stands between two braces: a name, and the text after its colon (None without one)."""

    name: str
    rest: str | None
    rest_at: int
    start: int
    end: int


def parse_pattern(text: str, fields: Collection[str] | None = None) -> Pattern:
    """Read a rule's pattern. Raises InvalidPattern, naming the character and what would be right.

    With `fields` (the names of all fields) a name that is neither a token nor a field is refused
    here; without it, `validate` refuses names that have no code table.
    """
    return _parse(text, False, None if fields is None else frozenset(fields))


def parse_manual_form(text: str, fields: Collection[str] | None = None) -> Pattern:
    """Read a form for codes given by hand: a pattern that may have `{any:2-8}` too."""
    return _parse(text, True, None if fields is None else frozenset(fields))


@lru_cache(maxsize=512)
def _parse(text: str, manual: bool, fields: frozenset[str] | None) -> Pattern:
    if not text.strip():
        raise InvalidPattern(
            "The pattern is empty: write one such as CUST{example}.",
            start=0,
            end=len(text),
            example="{seq:6}",
        )
    tokens: list[Token] = []
    plain, plain_at, at = "", 0, 0
    while at < len(text):
        character = text[at]
        if not plain:
            plain_at = at
        if character in "{}" and text[at + 1 : at + 2] == character:
            plain += character
            at += 2
        elif character == "{":
            if plain:
                tokens.append(Literal(plain, plain_at, at))
                plain = ""
            token = _token(_inside(text, at), manual, fields)
            tokens.append(token)
            at = token.end
        elif character == "}":
            raise InvalidPattern(
                "At {position}: this }} closes nothing; write }}}} for a brace in the code.",
                start=at,
                end=at + 1,
            )
        else:
            refuse_odd(text, at)
            plain += character
            at += 1
    if plain:
        tokens.append(Literal(plain, plain_at, at))
    return Pattern(text, tuple(tokens), manual)


def _inside(text: str, at: int) -> _Inside:
    """Find the closing brace of the token that begins at `at`, and cut it at its colon."""
    close = text.find("}", at)
    inner = text.find("{", at + 1)
    if close < 0 or 0 <= inner < close:
        raise InvalidPattern(
            "At {position}: this {{ is not closed; write }} after the token, or {{{{ for a brace "
            "in the code.",
            start=at,
            end=len(text) if inner < 0 else inner,
        )
    for place in range(at + 1, close):
        if is_invisible(text[place]):
            raise invisible(text[place], place)
        if text[place] in WIDE:
            raise InvalidPattern(
                "At {position}: {found} is full-width; write {right}.",
                start=place,
                end=place + 1,
                found=text[place],
                right=WIDE[text[place]],
            )
    body = text[at + 1 : close]
    name, colon, rest = body.partition(":")
    if not name.strip():
        raise InvalidPattern(
            "At {position}: nothing is named between the braces; there are {tokens} and the "
            "fields.",
            start=at,
            end=close + 1,
            tokens=" ".join(TOKENS),
        )
    rest_at = at + 1 + len(name) + 1
    return _Inside(name.strip(), rest if colon else None, rest_at, at, close + 1)


def _token(inside: _Inside, manual: bool, fields: frozenset[str] | None) -> Token:
    name = inside.name
    if name == "seq":
        return read_seq(_options(inside), inside.start, inside.end)
    if name == "rand":
        return read_rand(_options(inside), inside.start, inside.end)
    if name == "check":
        return _check(inside)
    if name == "any":
        return _any(inside, manual)
    if name in DATE_PARTS:
        if inside.rest is not None:
            raise InvalidPattern(
                "At {position}: {token} takes nothing after it; write {right}.",
                start=inside.rest_at - 1,
                end=inside.end - 1,
                token=name,
                right="{" + name + "}",
            )
        return DatePart(name, inside.start, inside.end)
    return _field(inside, fields)


def _options(inside: _Inside) -> list[Option]:
    """The parts after the colon, cut at commas: `6,base=31` is ("", "6") and ("base", "31")."""
    if inside.rest is None:
        return []
    options = []
    at = inside.rest_at
    for part in inside.rest.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            key, value = "", part
        lead = len(part) - len(part.lstrip())
        start = at + lead
        end = max(at + len(part.rstrip()), start)
        options.append(Option(key.strip(), value.strip(), start, end))
        at += len(part) + 1
    return options


def _check(inside: _Inside) -> Check:
    method, digits_only = "", False
    for option in _options(inside):
        if option.key == "over" and option.value in ("digits", "all"):
            digits_only = option.value == "digits"
        elif option.key == "over":
            raise InvalidPattern(
                "At {position}: a check goes over=all or over=digits, not {value}.",
                start=option.start,
                end=option.end,
                value=option.value,
            )
        elif option.key:
            raise InvalidPattern(
                "At {position}: {option} is no option of {token}; it takes {options}.",
                start=option.start,
                end=option.end,
                option=option.key,
                token="check",
                options="over",
            )
        elif option.value not in METHODS or method:
            raise InvalidPattern(
                "At {position}: {value} is no check method; there are {methods}.",
                start=option.start,
                end=option.end,
                value=option.value or "''",
                methods=" ".join(METHODS),
            )
        else:
            method = option.value
    if not method:
        raise InvalidPattern(
            "At {position}: name the check method, as in {example}; there are {methods}.",
            start=inside.start,
            end=inside.end,
            example="{check:damm}",
            methods=" ".join(METHODS),
        )
    return Check(method, digits_only, inside.start, inside.end)


def _any(inside: _Inside, manual: bool) -> Any:
    if not manual:
        raise InvalidPattern(
            "At {position}: {token} is only for forms of codes given by hand ([manual] allow).",
            start=inside.start,
            end=inside.end,
            token="{any}",
        )
    match = re.fullmatch(r"\s*([0-9]+)\s*(?:-\s*([0-9]+)\s*)?", inside.rest or "", re.ASCII)
    low = int(match[1]) if match else 0
    high = int(match[2] or match[1]) if match else 0
    if not match or not 0 <= low <= high or not 1 <= high <= _MOST_FREE:
        raise InvalidPattern(
            "At {position}: say how many free characters, 1 to {most}, as in {example}.",
            start=inside.start,
            end=inside.end,
            most=_MOST_FREE,
            example="{any:2-8}",
        )
    return Any(low, high, inside.start, inside.end)


def _field(inside: _Inside, fields: frozenset[str] | None) -> Token:
    """A field through its code table, a date field by a format, or a field's initials."""
    name, rest = inside.name, inside.rest
    if name != NOW and fields is not None and name not in fields:
        raise unknown(name, inside.start, inside.end, fields)
    if rest is not None and "%" in rest:
        return _date_field(inside, rest)
    if name == NOW:
        raise InvalidPattern(
            "At {position}: say how to write the moment, as in {example}.",
            start=inside.start,
            end=inside.end,
            example="{now:%Y%m%d}",
        )
    if rest is None:
        return FieldToken(name, 0, inside.start, inside.end)
    wanted = rest.strip()
    initials = re.fullmatch(r"initials([0-9]*)", wanted, re.ASCII)
    if initials:
        count = int(initials[1] or 0)
        if not 1 <= count <= 9:
            raise InvalidPattern(
                "At {position}: say how many initials, 1 to 9, as in {example}.",
                start=inside.rest_at,
                end=inside.end - 1,
                example="{name:initials3}",
            )
        return Initials(name, count, inside.start, inside.end)
    if not re.fullmatch("[0-9]{1,2}", wanted, re.ASCII) or int(wanted) == 0:
        raise InvalidPattern(
            "At {position}: after a field stands its width, a date format, or initials, as in "
            "{example}.",
            start=inside.rest_at,
            end=max(inside.end - 1, inside.rest_at + 1),
            example="{region:2}, {registered:%Y%m%d}, {name:initials3}",
        )
    return FieldToken(name, int(wanted), inside.start, inside.end)


def _date_field(inside: _Inside, rest: str) -> DateField:
    try:
        found = dates.pieces(rest)
    except KeyError as error:
        wrong = str(error.args[0])
        at = inside.rest_at + rest.index(wrong)
        raise InvalidPattern(
            "At {position}: {value} is no part of a date with a fixed number of digits; there "
            "are {directives}.",
            start=at,
            end=at + len(wrong),
            value=wrong,
            directives=" ".join(dates.DIRECTIVES),
        ) from None
    for directive in found:
        if directive in dates.TIMES and inside.name != NOW:
            at = inside.rest_at + rest.index(directive)
            raise InvalidPattern(
                "At {position}: {field} is a date without a time of day; {value} goes with now "
                "only.",
                start=at,
                end=at + len(directive),
                field=inside.name,
                value=directive,
            )
    for edge, at in ((rest[:1], inside.rest_at), (rest[-1:], inside.rest_at + len(rest) - 1)):
        if edge == " ":
            raise invisible(edge, at)
    if not any(map(dates.is_directive, found)):
        raise InvalidPattern(
            "At {position}: the format shows no part of the date; write it as in {example}.",
            start=inside.rest_at,
            end=inside.end - 1,
            example="{registered:%Y%m%d}",
        )
    return DateField(inside.name, rest, inside.start, inside.end)


def unknown(name: str, start: int, end: int, fields: Collection[str]) -> InvalidPattern:
    """The error for a name that is neither a token nor a field, with what was likely meant."""
    stem = re.match(r"(seq|rand|check|any)[0-9]+$", name)
    lower = name.lower()
    if stem:
        meant = stem[1] + ":" + name[len(stem[1]) :]
    elif lower in TOKENS or lower in fields:
        meant = lower
    elif lower in _MEANT:
        meant = _MEANT[lower]
    else:
        import difflib

        close = difflib.get_close_matches(lower, [*TOKENS, *fields], n=1, cutoff=0.6)
        meant = close[0] if close else ""
    if meant:
        return InvalidPattern(
            "At {position}: there is no token {token}; {meant} is likely meant. There are "
            "{tokens}, and the fields.",
            start=start,
            end=end,
            token="{" + name + "}",
            meant="{" + meant + ("}" if meant not in ("seq", "rand", "check") else ":…}"),
            tokens=" ".join(TOKENS),
        )
    return InvalidPattern(
        "At {position}: there is no token {token}. There are {tokens}, and the fields.",
        start=start,
        end=end,
        token="{" + name + "}",
        tokens=" ".join(TOKENS),
    )
