"""What a pattern's codes look like without making one: characters, lengths."""

from __future__ import annotations

from typing import Final

from store.pattern import dates
from store.pattern.check import METHODS
from store.pattern.segments import Tables
from store.pattern.tokens import (
    ALPHABETS,
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

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FREE: Final = ALPHABETS[36] + LETTERS.lower() + "-_/."
"""The ASCII characters that `{any}` stands for (letters and digits of other scripts, too)."""


def alphabet(token: Token, tables: Tables) -> frozenset[str]:
    """Every character that a token can give."""
    match token:
        case Literal():
            return frozenset(token.text)
        case Seq():
            return frozenset(token.alphabet) - frozenset(token.skip)
        case Rand():
            return frozenset(token.alphabet)
        case DatePart() | DateField():
            plain = (p for p in dates.pieces(token.format) if not dates.is_directive(p))
            return frozenset(ALPHABETS[10]).union(*plain)
        case FieldToken():
            return frozenset().union(*tables.get(token.field, {}).values())
        case Initials():
            return frozenset(LETTERS)
        case Any():
            return frozenset(FREE)
        case Check():
            return frozenset(METHODS[token.method].gives)


def span(token: Token, tables: Tables) -> tuple[int, int]:
    """The least and the most characters that a token gives (0, 0 for an empty code table)."""
    match token:
        case Literal():
            return len(token.text), len(token.text)
        case Seq() | Rand():
            return token.width, token.width
        case DatePart() | DateField():
            width = dates.width(token.format)
            return width, width
        case Initials():
            return 1, token.count
        case Any():
            return token.low, token.high
        case Check():
            width = METHODS[token.method].width
            return width, width
        case FieldToken():
            lengths = [len(code) for code in tables.get(token.field, {}).values() if code]
            if token.width:
                return token.width, token.width
            return (min(lengths), max(lengths)) if lengths else (0, 0)


def length(pattern: Pattern, tables: Tables) -> tuple[int, int]:
    """The least and the most characters of the pattern's codes."""
    spans = [span(token, tables) for token in pattern.tokens]
    return sum(low for low, _ in spans), sum(high for _, high in spans)
