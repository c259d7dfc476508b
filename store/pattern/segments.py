"""The segments of a code: which characters each token gave, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from store.pattern import dates
from store.pattern.numbers import decode
from store.pattern.tokens import (
    Any,
    Check,
    DateField,
    DatePart,
    FieldToken,
    Initials,
    Literal,
    Rand,
    Seq,
    Token,
)

Tables = Mapping[str, Mapping[str, str]]
"""Code tables: field name to (value to code), as `{"region": {"广东": "GD"}}`."""

Kind = OneOf["text", "number", "date", "field", "initials", "random", "free", "check"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of a code: `text` stands at `start` to `end` of the code.

    token: its short name (`region`, `yyyy`, `seq`, `check`, `text`).
    value: what it says, for people: the field's value (GD is 广东; several values that share a
        code are joined by ` / `), the number without zeros, the date, the check method; the
        text itself where there is nothing more to say, and empty where it says nothing valid.
    """

    token: str
    text: str
    start: int
    end: int
    kind: Kind
    value: str


def kind_of(token: Token) -> Kind:
    """What kind of thing a token shows."""
    match token:
        case Literal():
            return "text"
        case Seq():
            return "number"
        case DatePart() | DateField():
            return "date"
        case FieldToken():
            return "field"
        case Initials():
            return "initials"
        case Rand():
            return "random"
        case Any():
            return "free"
        case Check():
            return "check"


def meaning(token: Token, text: str, tables: Tables) -> str:
    """What a token's text says, for people; empty when it says nothing valid."""
    match token:
        case Seq():
            number = decode(text, token.base)
            return "" if number is None else str(number)
        case DatePart() | DateField():
            if dates.take_apart(token.format, text) is None:
                return ""
            return dates.say(token.format, text)
        case FieldToken():
            table = tables.get(token.field, {})
            return " / ".join(value for value, code in table.items() if code == text)
        case Check():
            return token.method
        case _:
            return text


def segment(token: Token, text: str, start: int, tables: Tables) -> Segment:
    """The segment that a token gave as `text` at `start`."""
    return Segment(
        token.token,
        text,
        start,
        start + len(text),
        kind_of(token),
        meaning(token, text, tables),
    )
