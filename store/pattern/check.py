"""Check characters: each method, what it takes, what it gives.

The arithmetic is python-stdnum's, loaded when a method is first used. GB 32100's is our own few
lines, because stdnum's works for 17 characters only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, NamedTuple

from store.pattern.tokens import ALPHABETS

_DIGITS: Final = ALPHABETS[10]
_NOT_DIGITS: Final = re.compile("[^0-9]+")


class Method(NamedTuple):
    """A check method: the characters it takes, those it gives, and how many."""

    takes: str
    gives: str
    width: int


METHODS: Final[dict[str, Method]] = {
    "damm": Method(_DIGITS, _DIGITS, 1),
    "luhn": Method(_DIGITS, _DIGITS, 1),
    "verhoeff": Method(_DIGITS, _DIGITS, 1),
    "mod11_10": Method(_DIGITS, _DIGITS, 1),
    "mod37_2": Method(ALPHABETS[36], ALPHABETS[36] + "*", 1),
    "mod37_36": Method(ALPHABETS[36], ALPHABETS[36], 1),
    "mod97_10": Method(ALPHABETS[36], _DIGITS, 2),
    "gb32100": Method(ALPHABETS[31], ALPHABETS[31], 1),
}
"""All methods, those that we advise first."""


def methods_for(alphabet: Iterable[str]) -> tuple[str, ...]:
    """The methods that can take every one of these characters, advised ones first."""
    characters = set(alphabet)
    return tuple(name for name, method in METHODS.items() if characters <= set(method.takes))


_STDNUM: Final = {
    "damm": ("stdnum.damm", "calc_check_digit"),
    "luhn": ("stdnum.luhn", "calc_check_digit"),
    "verhoeff": ("stdnum.verhoeff", "calc_check_digit"),
    "mod11_10": ("stdnum.iso7064.mod_11_10", "calc_check_digit"),
    "mod37_2": ("stdnum.iso7064.mod_37_2", "calc_check_digit"),
    "mod37_36": ("stdnum.iso7064.mod_37_36", "calc_check_digit"),
    "mod97_10": ("stdnum.iso7064.mod_97_10", "calc_check_digits"),
}


@cache
def _arithmetic(method: str) -> Callable[[str], str]:
    if method == "gb32100":
        return _gb32100
    from importlib import import_module

    module, function = _STDNUM[method]
    calculate: Callable[[str], str] = getattr(import_module(module), function)
    return calculate


_GB_VALUE: Final = {character: value for value, character in enumerate(ALPHABETS[31])}


def _gb32100(text: str) -> str:
    total, weight = 0, 1
    for character in text:
        total += _GB_VALUE[character] * weight
        weight = weight * 3 % 31
    return ALPHABETS[31][-total % 31]


def check_characters(method: str, text: str, *, digits_only: bool = False) -> str:
    """The check character(s) of this method over a text, or over its digits.

    Raises ValueError when the text has a character that the method cannot take (a pattern that
    `validate` has passed never makes one).
    """
    if digits_only:
        text = _NOT_DIGITS.sub("", text)
    elif unfit(method, text):
        raise ValueError(text)
    return _arithmetic(method)(text)


@cache
def _outside(method: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(METHODS[method].takes)}]")


def unfit(method: str, text: str) -> str:
    """The first character of a text that this method cannot take; empty when it takes all."""
    found = _outside(method).search(text)
    return found.group() if found else ""
