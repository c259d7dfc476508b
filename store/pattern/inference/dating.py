"""Dates that the codes themselves give away, where no column shows them.

Digits are a date only when chance is ruled out: a month that is never 13, in many values, beside
years of one lifetime. A part that is the same in all codes proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Final

from store.pattern import dates
from store.pattern.inference.columns import Piece
from store.pattern.inference.slots import Cells, joined

_FORMS: Final[tuple[tuple[str, ...], ...]] = (
    ("%Y", "%m", "%d", "%H", "%M", "%S"),
    ("%Y", "%m", "%d", "%H", "%M"),
    ("%Y", "%m", "%d", "%H"),
    ("%Y", "%m", "%d"),
    ("%Y", "%m"),
    ("%Y", "%j"),
    ("%Y",),
    ("%y", "%m", "%d", "%H", "%M", "%S"),
    ("%y", "%m", "%d", "%H", "%M"),
    ("%y", "%m", "%d"),
    ("%y", "%m"),
)
_FEWEST: Final = {"%Y": 2, "%y": 1, "%m": 4, "%d": 8, "%H": 6, "%M": 15, "%S": 15, "%j": 40}
"""How many values a part must show."""
_ODDS: Final = {"%m": 100 / 12, "%d": 100 / 31, "%H": 100 / 24, "%M": 100 / 60, "%S": 100 / 60,
                "%j": 1000 / 366, "%y": 100 / 60, "%Y": 10000 / 80}  # fmt: skip
_OLDEST: Final = 40
_BITS: Final = 18.0
_VALID: Final = 0.95


def find_shown_dates(
    samples: Sequence[Cells], open_slots: list[bool], digits: list[bool], year: int
) -> list[Piece]:
    """The parts of the date that codes show; empty when none is beyond doubt. year: this year."""
    best: tuple[float, list[Piece]] = (0.0, [])
    width = len(open_slots)
    for start in range(width):
        if not (open_slots[start] and digits[start]):
            continue
        for form in _FORMS:
            places = _places(form, start, open_slots, digits, samples)
            if places is None or (form[0] == "%y" and _varies(samples, open_slots, start)):
                continue
            bits = _bits(samples, form, places, year)
            if bits >= _BITS and bits > best[0]:
                best = (
                    bits,
                    [
                        Piece(
                            "date", at, at + dates.DIRECTIVES[part].width, part, power=bits * 0.301
                        )
                        for part, at in zip(form, places, strict=True)
                    ],
                )
    return best[1]


def _varies(samples: Sequence[Cells], open_slots: list[bool], end: int) -> bool:
    """Whether something unexplained varies before a slot."""
    return any(
        open_slots[slot] and len({cells[slot] for cells in samples}) > 2 for slot in range(end)
    )


def _places(
    form: Sequence[str],
    start: int,
    open_slots: list[bool],
    digits: list[bool],
    samples: Sequence[Cells],
) -> list[int] | None:
    """Where the parts of a form stand from a slot on; one sign may stand between two of them."""
    at = start
    places: list[int] = []
    for part in form:
        size = dates.DIRECTIVES[part].width
        if places and at < len(digits) and not digits[at] and at + 1 < len(digits):
            if len({cells[at] for cells in samples[:50]}) > 2 or samples[0][at].isalnum():
                return None
            at += 1
        if at + size > len(digits):
            return None
        if not all(open_slots[at : at + size]) or not all(digits[at : at + size]):
            return None
        places.append(at)
        at += size
    return places


def _bits(samples: Sequence[Cells], form: Sequence[str], places: Sequence[int], year: int) -> float:
    seen: list[set[str]] = [set() for _ in form]
    counts: list[dict[str, int]] = [{} for _ in form]
    good = 0
    for cells in samples:
        numbers: dict[str, int] = {}
        texts: list[str] = []
        for part, at in zip(form, places, strict=True):
            known = dates.DIRECTIVES[part]
            text = joined(cells, at, at + known.width)
            if not text.isdecimal() or not known.low <= int(text) <= known.high:
                break
            numbers[part] = int(text)
            texts.append(text)
        else:
            full = numbers.get("%Y") or _century(numbers["%y"], year)
            oldest = _OLDEST if "%Y" in numbers else _OLDEST // 2
            if not year - oldest <= full <= year + 1:
                continue
            if "%d" in numbers and not dates.possible(
                {**numbers, "%Y": full} if "%Y" in numbers else numbers
            ):
                continue
            good += 1
            for number, text in enumerate(texts):
                counts[number][text] = counts[number].get(text, 0) + 1
    if good < _VALID * len(samples):
        return 0.0
    least = max(1, good // 500)
    for number, shown in enumerate(counts):
        seen[number] = {text for text, count in shown.items() if count >= least}
    bits = 0.0
    for part, values in zip(form, seen, strict=True):
        enough = _FEWEST[part]
        if part == "%Y" and len(form) > 1:
            enough = 1
        if part == "%m" and len(values) < 4 and len(form) > 2 and "%d" in form:
            enough = 1
        if len(values) < min(enough, max(2, good // 3) if part == "%d" else enough):
            return 0.0
        if part == "%m" and enough > 1 and min(values) >= "10":
            return 0.0
        if part == "%H" and max(values) < "10":
            return 0.0
        if part == "%j" and max(values) < "150":
            return 0.0
        bits += len(values) * log2(_ODDS[part])
    return bits


def _century(short: int, year: int) -> int:
    full = year // 100 * 100 + short
    return full if full <= year + 1 else full - 100


def could_be_date(text: str, year: int) -> bool:
    """Whether digits that are the same in all codes could be part of a date all the same."""
    if len(text) in (4, 5, 6, 7, 8) and year - 30 <= int(text[:4]) <= year + 1:
        return len(text) < 6 or 1 <= int(text[4:6]) <= 12 or len(text) == 7
    if len(text) in (2, 4, 6) and year % 100 - 6 <= int(text[:2]) <= year % 100 + 1:
        return len(text) == 2 or 1 <= int(text[2:4]) <= 12
    return False


def find_times(
    samples: Sequence[Cells], open_slots: list[bool], digits: list[bool], start: int
) -> list[Piece]:
    """A time of day right after a date: hours and minutes, with or without seconds."""
    for form in (("%H", "%M", "%S"), ("%H", "%M")):
        places = _places(form, start, open_slots, digits, samples)
        if places is None:
            continue
        seen: list[set[str]] = [set() for _ in form]
        good = 0
        for cells in samples:
            texts = [joined(cells, at, at + 2) for at in places]
            parts = zip(form, texts, strict=True)
            if all(t.isdecimal() and int(t) <= dates.DIRECTIVES[p].high for p, t in parts):
                good += 1
                for values, text in zip(seen, texts, strict=True):
                    values.add(text)
        enough = all(
            len(values) >= min(_FEWEST[part], max(4, len(samples) // 2))
            for part, values in zip(form, seen, strict=True)
        )
        if good >= _VALID * len(samples) and enough and max(seen[0]) >= "10":
            return [Piece("date", at, at + 2, part) for part, at in zip(form, places, strict=True)]
    return []
