"""The counter of a list: base, first number, step, skipped digits, and what it counts by.

The right reading of the numbers is the one that needs the fewest words: numbers that fill a range
from its beginning are nearly free, numbers strewn over it are not a counter at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import lgamma, log, log2
from typing import Final

from store.pattern.numbers import decode, encode
from store.pattern.tokens import ALPHABETS

Scope = tuple[str, ...] | None
_STEPS: Final = (1000, 500, 200, 100, 50, 25, 20, 15, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2)
_MARGIN: Final = 6.0
_LARGEST_WALK: Final = 200_000


@dataclass(slots=True)
class Counting:
    """What the numbers say. scope: None for the usual one, () for none. far: rows whose number
    lies far beyond the others; odd: rows that show no number. density: how much of its range is
    filled. power: log10."""

    base: int
    first: int
    start: int
    step: int
    skip: str
    scope: Scope
    density: float
    cost: float
    power: float
    scopes: int
    highest: int
    far: set[int] = field(default_factory=set)
    odd: set[int] = field(default_factory=set)
    ambiguous: bool = False


@dataclass(slots=True)
class _Groups:
    numbers: dict[tuple[str, ...], list[int]]
    twice: int
    far: set[int]


def count(
    rows: Sequence[int], texts: Sequence[str], tokens: dict[str, Sequence[str]]
) -> Counting | None:
    """Read the numbers of a list. texts: the digits, one a row, all of one width. tokens: what
    else the codes show, by name, one text a row. None when they are no counter's."""
    width = len(texts[0])
    found: list[Counting] = []
    for base in (10, 16, 31, 32, 36):
        reading = _in_base(rows, texts, tokens, base, width)
        if reading is not None:
            found.append(reading)
            if base == 10 and not reading.odd:
                break
    if not found:
        return None
    best = min(found, key=lambda one: (one.cost, one.base))
    if found[0].base == 10 and best is not found[0]:
        # a few letters among digits: slips, or a counter that has just begun to need them
        best.ambiguous = True
    rivals = [one for one in found if one is not best and one.cost < best.cost + _MARGIN]
    best.ambiguous = best.ambiguous or (best.base != 10 and bool(rivals))
    return best


def _in_base(
    rows: Sequence[int],
    texts: Sequence[str],
    tokens: dict[str, Sequence[str]],
    base: int,
    width: int,
) -> Counting | None:
    kept, numbers = [], []
    for place, text in enumerate(texts):
        number = decode(text, base)
        if number is not None:
            kept.append(place)
            numbers.append(number)
    if len(texts) - len(kept) > max(1, 0.03 * len(texts)):
        return None
    varying = [name for name, shown in tokens.items() if len({shown[place] for place in kept}) > 1]
    step = _step(numbers)
    best: Counting | None = None
    second = float("inf")
    partitions: dict[int, float] = {}
    for scope in _scopes(varying):
        names = varying if scope is None else scope
        keys = [tuple([tokens[name][place] for name in names]) for place in kept]
        groups = _grouped(keys, numbers, kept, rows)
        reading = _cost(groups, base, width, step, len(kept), scope)
        if reading is None:
            continue
        mark = hash(tuple(sorted((len(v), v[0], v[-1]) for v in groups.numbers.values())))
        if mark in partitions:
            continue
        partitions[mark] = reading.cost
        if best is None or reading.cost < best.cost - 1e-6:
            second = best.cost if best is not None else second
            best = reading
        else:
            second = min(second, reading.cost)
    if best is None:
        return None
    best.ambiguous = second < best.cost + _MARGIN
    best.cost += (len(texts) - len(kept)) * (width * 5.2 + 10)
    best.odd = {rows[place] for place in set(range(len(rows))) - set(kept)}
    best = _with_skip(best, rows, kept, texts, tokens, varying, numbers, width)
    size, rest = step
    for place, number in zip(kept, numbers, strict=True):
        between = number % size != rest or (best.start > 1 and number < best.start)
        if between or any(digit in texts[place] for digit in best.skip):
            best.odd.add(rows[place])
    return best


def _scopes(varying: Sequence[str]) -> list[Scope]:
    found: list[Scope] = [None]
    if varying:
        found.append(())
    for size in range(1, min(len(varying), 4)):
        found.extend(combinations(varying, size))
    return found


def _grouped(
    keys: Sequence[tuple[str, ...]],
    numbers: Sequence[int],
    kept: Sequence[int],
    rows: Sequence[int],
) -> _Groups:
    groups: dict[tuple[str, ...], list[int]] = {}
    order = sorted(numbers)
    usual = order[min(len(order) - 1, int(len(order) * 0.97))]
    far: set[int] = set()
    single = len(set(keys)) == 1
    low, high = (
        _cluster(order)
        if single or len(order) > 40 * len(set(keys))
        else (order[0], usual * 3 + 50)
    )
    for key, number, place in zip(keys, numbers, kept, strict=True):
        if low <= number <= high:
            groups.setdefault(key, []).append(number)
        else:
            far.add(rows[place])
    twice = 0
    for key, found in groups.items():
        unique = sorted(set(found))
        twice += len(found) - len(unique)
        groups[key] = unique
    return _Groups(groups, twice, far)


def _cluster(order: Sequence[int]) -> tuple[int, int]:
    """The range of most numbers, without those that lie far off."""
    typical = max(1, order[int(len(order) * 0.95)] - order[int(len(order) * 0.05)]) / len(order)
    gap = max(50.0, 60 * typical, 0.25 * typical * len(order))
    best = (order[0], order[0])
    most = begin = 0
    for at in range(1, len(order) + 1):
        if at == len(order) or order[at] - order[at - 1] > gap:
            if at - begin > most:
                most, best = at - begin, (order[begin], order[at - 1])
            begin = at
    return best


def _step(numbers: Sequence[int]) -> tuple[int, int]:
    """The largest step on which nearly all numbers lie, with the remainder; 1 without one."""
    distinct = set(numbers)
    for step in _STEPS:
        rest, times = Counter(number % step for number in numbers).most_common(1)[0]
        on_it = [number for number in distinct if number % step == rest]
        if times >= 0.96 * len(numbers) and len(on_it) >= 6:
            return step, rest
    return 1, 0


def _cost(
    groups: _Groups, base: int, width: int, step: tuple[int, int], total: int, scope: Scope
) -> Counting | None:
    if len(groups.far) > 0.04 * total or groups.twice > max(0.02 * total, 0):
        return None
    size, rest = step
    numbers = {
        key: [number for number in found if number % size == rest]
        for key, found in groups.numbers.items()
    }
    numbers = {key: found for key, found in numbers.items() if found}
    if not numbers:
        return None
    first = _first(numbers, size)
    cost = groups.twice * (width * log2(base) + 10) + len(groups.far) * width * log2(base)
    filled = span = 0
    for found in numbers.values():
        inside = [number for number in found if number >= first]
        reach = max(0, (found[-1] - first) // size + 1)
        cost += (len(found) - len(inside)) * 20
        cost += _choices(reach, len(inside)) + 2 * log2(reach + 1)
        filled += len(inside)
        span += reach
    density = filled / max(1, span)
    strewn = width * log2(base) * filled - lgamma(filled + 1) / log(2)
    if len(numbers) > 1:
        strewn = width * log2(base) * filled - sum(
            lgamma(len(found) + 1) / log(2) for found in numbers.values()
        )
    highest = max(found[-1] for found in numbers.values())
    if density < (0.4 if filled >= 40 else 0.6):
        return None
    if density < 0.9 and highest > 0.85 * base**width:
        return None
    start = first if _is_a_start(first, size, numbers) else 0 if first == 0 else 1
    return Counting(
        base, first, start, size, "", scope, density, cost, max(0.0, strewn - cost) * 0.301,
        len(numbers), highest, set(groups.far),
    )  # fmt: skip


def _choices(span: int, taken: int) -> float:
    """log2 of the ways to choose so many numbers of a range."""
    if taken >= span:
        return 0.0
    return (lgamma(span + 1) - lgamma(taken + 1) - lgamma(span - taken + 1)) / log(2)


def _first(numbers: dict[tuple[str, ...], list[int]], step: int) -> int:
    """The number that counters begin with."""
    lowest = Counter(found[0] for found in numbers.values())
    if len(numbers) == 1:
        (found,) = numbers.values()
        low = found[0]
        near = 1 + 2 * step + len(found) // 50 * step
        if low <= near:
            rest = low % step
            return 0 if low == 0 else rest if rest else step
        return low
    often, times = min(lowest.items(), key=lambda item: (-item[1], item[0]))
    if times >= 0.35 * len(numbers):
        return often
    return min(lowest)


def _is_a_start(first: int, step: int, numbers: dict[tuple[str, ...], list[int]]) -> bool:
    """Whether the lowest number is where the counter began, not where the list was cut off."""
    if first <= 1:
        return False
    if step > 1 or len(numbers) > 2:
        return True
    tens = 1
    while tens * 10 <= first:
        tens *= 10
    return first >= 10 and first % max(10, tens // 10) in (0, 1)


def _with_skip(
    best: Counting,
    rows: Sequence[int],
    kept: Sequence[int],
    texts: Sequence[str],
    tokens: dict[str, Sequence[str]],
    varying: Sequence[str],
    numbers: Sequence[int],
    width: int,
) -> Counting:
    """Find digits that the counter leaves out: all numbers that show them are missing."""
    seen = Counter("".join([texts[place] for place in kept]))
    absent = [d for d in ALPHABETS[best.base] if seen.get(d, 0) <= len(kept) // 60]
    if not absent or best.density > 0.99:
        return best
    names = varying if best.scope is None else best.scope
    groups: dict[tuple[str, ...], int] = {}
    for place, number in zip(kept, numbers, strict=True):
        if rows[place] in best.far:
            continue
        key = tuple([tokens[name][place] for name in names])
        groups[key] = max(groups.get(key, 0), number)
    had = len(kept) - len(best.far)
    missing = dict.fromkeys(absent, 0)
    clear = walked = 0
    for highest in groups.values():
        for number in range(best.first, highest + 1, best.step):
            text = encode(number, best.base, width)
            shown = [digit for digit in absent if digit in text]
            for digit in shown:
                missing[digit] += 1
            clear += not shown
            walked += 1
            if walked > _LARGEST_WALK:
                break
    if walked > _LARGEST_WALK:
        had = had * walked // max(1, sum(groups.values()))
    gaps = max(0.02, 1 - had / max(1, clear)) if clear else 1.0
    absent = [d for d in absent if seen.get(d, 0) <= 0.15 * missing[d]]
    skip = [d for d in absent if missing[d] >= 6 and gaps < 0.6 and missing[d] * -log2(gaps) > 20]
    if not skip and had >= clear and any(missing[d] and not seen.get(d) for d in absent):
        best.ambiguous = True
    if not skip and had < clear and any(not seen.get(d) and missing[d] > 1 for d in absent):
        best.ambiguous = best.ambiguous or gaps * clear <= 0.5 * max(missing.values())
    # a digit that is never there, too often for chance and too seldom for proof
    if any(not seen.get(d) and missing[d] * -log2(gaps) > 4 for d in set(absent) - set(skip)):
        best.ambiguous = True
    if skip:
        best.skip = "".join(skip)
        best.density = min(1.0, had / max(1, clear))
        best.cost -= sum(missing[d] for d in skip) * 0.5
        if best.first in (2, 3) and best.start == 1:
            best.first = 1
    return best
