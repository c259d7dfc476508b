"""Whether two patterns can produce one string, shown by such a string.

Each pattern becomes a small network of states; the two are walked together, one character at a
time. Dates are taken loosely on the way, and each string that comes out is read back under both
patterns before it is believed. Where millions come out and none of those tried is right (two
check methods that hardly ever agree), the answer is None though one may exist; the namespace
itself still gives no code twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from store.pattern.check import METHODS, check_characters, unfit
from store.pattern.network import Network, network
from store.pattern.reading import reader
from store.pattern.render import counter_key_of
from store.pattern.segments import Tables
from store.pattern.shape import span
from store.pattern.tokens import Check, Pattern
from store.text import fold

if TYPE_CHECKING:
    from random import Random

_STEPS_IN_ORDER: Final = 20_000
_STEPS_AT_RANDOM: Final = 1_500
_TURNS: Final = 40
_Node = tuple[int, int, bool]


def meeting(
    one: Pattern, other: Pattern, tables: Tables, alike: Callable[[str], str] = fold
) -> str | None:
    """A code that both patterns can produce (as the first writes it), or None.

    alike: texts with the same result of it are the same code; the namespace's skeleton, or case
    and width folding.
    """
    return _search(one, other, tables, alike, apart=False)


def clash(
    one: Pattern, other: Pattern, tables: Tables, alike: Callable[[str], str] = fold
) -> str | None:
    """A code that both patterns can produce from different counters, or None.

    Where both would take it from one counter it is given only once, so nothing clashes. A pattern
    may clash with itself, when its codes can be cut into segments in two ways.
    """
    return _search(one, other, tables, alike, apart=True)


def two_readings(pattern: Pattern, tables: Tables) -> str | None:
    """A code of this pattern that can be cut into segments in two ways, or None.

    Such a code still comes from one counter where `clash` finds nothing, but which of its
    characters a segment gave cannot be told: `{name:initials3}{level}` has ABC1 from AB and C1,
    and from ABC and 1. With at most one segment of unequal lengths there is no such code.
    """
    spans = [span(token, tables) for token in pattern.tokens]
    if sum(low != high for low, high in spans) < 2:
        return None
    extra = _letters(pattern, tables)
    net = network(pattern, tables, str, extra, by_place=True)
    cutter = reader(pattern, tables)
    return _first(
        net, net, (net.begin, net.begin, False), lambda text, _: _has_two(cutter.cuts(text))
    )


def _has_two(cuts: Iterator[tuple[str, ...]]) -> bool:
    return len(list(islice(cuts, 2))) == 2


@dataclass(slots=True)
class _Walk:
    """The two networks walked together: who leads where, with the characters of each."""

    moves: dict[_Node, list[tuple[str, str, _Node]]] = field(default_factory=dict)
    ends: set[_Node] = field(default_factory=set)


def _search(
    one: Pattern, other: Pattern, tables: Tables, alike: Callable[[str], str], *, apart: bool
) -> str | None:
    extra = _letters(one, tables) | _letters(other, tables)
    first = network(one, tables, alike, extra)
    second = network(other, tables, alike, extra)
    begin = (first.begin, second.begin, not apart or _counters_differ(one, other))
    read_one, read_other = reader(one, tables), reader(other, tables)

    def right(text: str, other_text: str) -> bool:
        if not (read_one.read(text).ok and read_other.read(other_text).ok):
            return False
        if not apart or one.seq is None or other.seq is None:
            return True
        # The walk compares keys character by character; two that are cut in other places may
        # still be one key.
        keys = {counter_key_of(one, _ANY_DATE, cut) for cut in read_one.cuts(text)}
        keys |= {counter_key_of(other, _ANY_DATE, cut) for cut in read_other.cuts(other_text)}
        return len(keys) > 1 or "" in keys

    return _first(first, second, begin, right)


_ANY_DATE: Final = "registered"
"""Which date a code's date parts are of says nothing of whether two keys are the same."""


def _first(
    first: Network, second: Network, begin: _Node, right: Callable[[str, str], bool]
) -> str | None:
    """The first string found that leads both networks to an end and is right in truth."""
    walk = _together(first, second, begin)
    useful = _leading_to(walk)
    if begin not in useful:
        return None
    from random import Random

    checks = first.checks, second.checks
    turns: list[tuple[int, Random | None]] = [(_STEPS_IN_ORDER, None)]
    turns += [(_STEPS_AT_RANDOM, Random(turn)) for turn in range(_TURNS)]
    for steps, order in turns:
        strings = _strings(walk, begin, useful, checks, order)
        for text, second_text in islice(strings, steps):
            if text and right(text, second_text):
                return text
        if next(strings, None) is None:
            break
    return None


def _letters(pattern: Pattern, tables: Tables) -> frozenset[str]:
    """Letters beyond ASCII that stand in a pattern, which the other's `{any}` may meet."""
    texts: Iterable[str] = [pattern.text]
    for name in pattern.table_fields:
        texts = [*texts, *tables.get(name, {}).values()]
    return frozenset(c for text in texts for c in text if not c.isascii() and c.isalnum())


def _counters_differ(one: Pattern, other: Pattern) -> bool:
    """Whether no code of one can come from a counter of the other."""
    a, b = one.seq, other.seq
    if a is None or b is None:
        return not (a is None and b is None and one == other)
    return (a.width, a.base, a.per) != (b.width, b.base, b.per)


def _together(first: Network, second: Network, begin: _Node) -> _Walk:
    walk = _Walk()
    waiting = [begin]
    while waiting:
        node = waiting.pop()
        if node in walk.moves:
            continue
        a, b, differs = node
        steps: list[tuple[str, str, _Node]] = []
        steps += [("", "", (after, b, differs)) for after in first.free[a]]
        steps += [("", "", (a, after, differs)) for after in second.free[b]]
        for character, ways in first.moves[a].items():
            for text, label, after in ways:
                for second_text, second_label, second_after in second.moves[b].get(character, ()):
                    other_key = label != second_label or (
                        label.startswith("=") and text != second_text
                    )
                    steps.append((text, second_text, (after, second_after, differs or other_key)))
        walk.moves[node] = steps
        if a == first.end and b == second.end and differs:
            walk.ends.add(node)
        waiting += [after for _, _, after in steps if after not in walk.moves]
    return walk


def _leading_to(walk: _Walk) -> set[_Node]:
    """The nodes from which an end can be reached."""
    before: dict[_Node, list[_Node]] = {}
    for node, steps in walk.moves.items():
        for _, _, after in steps:
            before.setdefault(after, []).append(node)
    found = set(walk.ends)
    waiting = list(found)
    while waiting:
        for node in before.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


def _strings(
    walk: _Walk,
    begin: _Node,
    useful: set[_Node],
    checks: tuple[dict[int, Check], dict[int, Check]],
    order: Random | None,
) -> Iterator[tuple[str, str]]:
    """Pairs of strings that lead to an end; a pair of empty ones at every step on the way.

    The last characters change first, in order or at random. A way on which a check character is
    wrong is left at once.
    """
    stack: list[tuple[_Node, str, str]] = [(begin, "", "")]
    while stack:
        node, text, second_text = stack.pop()
        right = _holds(checks[0].get(node[0]), text)
        if not right or not _holds(checks[1].get(node[1]), second_text):
            yield "", ""
            continue
        yield (text, second_text) if node in walk.ends else ("", "")
        steps = [step for step in walk.moves[node] if step[2] in useful]
        if order is None:
            steps.reverse()
        else:
            order.shuffle(steps)
        for one, other, after in steps:
            stack.append((after, text + one, second_text + other))


def _holds(check: Check | None, text: str) -> bool:
    """Whether a text ends with the right check character(s), where it ends with any."""
    if check is None:
        return True
    before = text[: -METHODS[check.method].width]
    return text == before + _right(check, before)


@lru_cache(maxsize=256)
def _right(check: Check, before: str) -> str:
    if not check.digits_only and unfit(check.method, before):
        return ""
    return check_characters(check.method, before, digits_only=check.digits_only)
