"""Finding the check characters of a list: all methods are tried at all places.

A method is believed only when it is right for nearly all codes, and chance could not have done
that; two methods that both are, are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log10
from typing import Final, NamedTuple

from store.pattern.check import METHODS, check_characters
from store.pattern.inference.slots import Cells

_FIRST_LOOK: Final = 40
_LOOK: Final = 400
_RIGHT: Final = 0.9
_FEWEST: Final = 8


class CheckFound(NamedTuple):
    """A check method, and the slots of its characters. right: of `tried` codes; power: log10 of
    the odds against chance."""

    method: str
    digits_only: bool
    start: int
    end: int
    right: int
    tried: int
    power: float


def find_check(samples: Sequence[Cells], width: int, whole: frozenset[int]) -> list[CheckFound]:
    """The check characters, the likeliest first; several when the list does not decide."""
    found: list[CheckFound] = []
    first = samples[:: max(1, len(samples) // _FIRST_LOOK)][:_FIRST_LOOK]
    rest = samples[:: max(1, len(samples) // _LOOK)][:_LOOK]
    for end in range(width, 1, -1):
        for method, known in METHODS.items():
            start = end - known.width
            if start < 1 or not whole.isdisjoint(range(start, end)):
                continue
            shown = Counter("".join(cells[start:end]) for cells in rest)
            if len(shown) < 4 or max(shown.values()) > 0.6 * len(rest):
                continue
            for digits_only in (False, True):
                share, _, _ = _tried(first, method, digits_only, start, end)
                if share < _RIGHT - 0.1:
                    continue
                share, right, tried = _tried(rest, method, digits_only, start, end)
                power = right * log10(len(known.gives) ** known.width) - 2.5
                if share >= _RIGHT and right >= _FEWEST and power >= 6:
                    found.append(CheckFound(method, digits_only, start, end, right, tried, power))
                    break
    return sorted(found, key=lambda one: (-one.right / one.tried, -one.end))


def _tried(
    samples: Sequence[Cells], method: str, digits_only: bool, start: int, end: int
) -> tuple[float, int, int]:
    seen: dict[str, bool] = {}
    for cells in samples:
        body = "".join(cells[:start])
        key = "".join(filter(str.isdigit, body)) if digits_only else body
        if key in seen:
            continue
        seen[key] = holds(method, digits_only, body, "".join(cells[start:end]))
    right = sum(seen.values())
    return (right / len(seen) if seen else 0.0), right, len(seen)


def holds(method: str, digits_only: bool, body: str, shown: str) -> bool:
    """Whether these are the right check characters of a text."""
    try:
        return check_characters(method, body, digits_only=digits_only) == shown
    except (ValueError, KeyError, IndexError):
        return False
