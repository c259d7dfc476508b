"""Characters that a pattern cannot have: those that show nothing, and full-width signs."""

from __future__ import annotations

import unicodedata
from typing import Final

from store.errors import InvalidPattern
from store.text import FORBIDDEN

WIDE: Final = {"｛": "{", "｝": "}", "：": ":", "，": ",", "＝": "=", "＋": "+", "％": "%"}


def refuse_odd(text: str, at: int) -> None:
    """Refuse a character that cannot stand in a code as it is written."""
    character = text[at]
    if character in "｛｝":
        raise InvalidPattern(
            "At {position}: {found} is a full-width brace; write {right}.",
            start=at,
            end=at + 1,
            found=character,
            right=WIDE[character],
        )
    at_edge = at in (0, len(text) - 1) or text[at - 1] == " "
    if is_invisible(character) or (character == " " and at_edge):
        raise invisible(character, at)


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing where it stands; an ordinary space does not count."""
    return FORBIDDEN.match(character) is not None or (character.isspace() and character != " ")


def invisible(character: str, at: int) -> InvalidPattern:
    """The error for one, naming it."""
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return InvalidPattern(
        "At {position}: a code cannot have this invisible character ({name}); take it out.",
        start=at,
        end=at + 1,
        name=name,
    )
