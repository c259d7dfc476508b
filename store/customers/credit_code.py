"""Unified social credit codes (统一社会信用代码) by GB 32100, and what is wrong with one.

18 characters: who registered it, what it is (letters may stand in these two places, too), six
digits of a place, nine characters of the body, and a check character over the seventeen before it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from store.pattern.tokens import ALPHABETS
from store.text import thin

LENGTH: Final = 18
ALPHABET: Final = ALPHABETS[31]
"""Digits and letters without I, O, S, V, Z."""
OLD_LENGTH: Final = 15
"""Digits of a business licence number from before 2015."""

_PLACE: Final = range(2, 8)
"""Where only digits stand: the administrative division."""
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_APART: Final = re.compile(r"[\s\-\u2010-\u2015·.]+")


def normalised(text: str) -> str:
    """The text as a credit code is written: capitals, no blanks, no full-width forms."""
    return _APART.sub("", unicodedata.normalize("NFKC", thin(text))).upper()


def is_right(code: str) -> bool:
    """Whether a normalised text is a credit code."""
    if len(code) != LENGTH or wrong_places(code):
        return False
    return code[-1] == check_character(code[:-1])


def is_old(code: str) -> bool:
    """Whether a normalised text is a licence number of the old kind (15 digits)."""
    return len(code) == OLD_LENGTH and code.isascii() and code.isdigit()


def check_character(body: str) -> str:
    """The check character of 17 characters of the alphabet."""
    total = sum(_VALUES[c] * weight for c, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def wrong_places(code: str) -> list[int]:
    """The places (from 0) of characters that cannot stand there."""
    return [
        place
        for place, character in enumerate(code)
        if character not in _VALUES or (place in _PLACE and not character.isdigit())
    ]


def mended(code: str) -> str:
    """The code with its one impossible character set right; '' if that is not to be told.

    18 characters of which one cannot stand where it does: the arithmetic leaves one for its place.
    """
    places = wrong_places(code) if len(code) == LENGTH else []
    if len(places) != 1:
        return ""
    (place,) = places
    for character in ALPHABET:
        found = code[:place] + character + code[place + 1 :]
        if is_right(found):
            return found
    return ""
