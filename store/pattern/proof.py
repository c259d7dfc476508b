"""Whether two patterns can produce one string, shown by such a string.

Each pattern becomes a small network of states; the two are walked together, one character at a
time. Dates are taken loosely on the way, and each string that comes out is read back under both
patterns before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from store.pattern.check import METHODS, check_characters, unfit
from store.pattern.network import Network, network
from store.pattern.reading import reader
from store.pattern.segments import Tables
from store.pattern.tokens import Check, Pattern
from store.text import fold

_MOST_STEPS: Final = 200_000
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
    walk = _together(first, second, begin)
    useful = _leading_to(walk)
    read_one, read_other = reader(one, tables), reader(other, tables)
    for text, second_text in _strings(walk, begin, useful, first.checks, second.checks):
        if read_one.read(text).ok and read_other.read(second_text).ok:
            return text
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
    checks: dict[int, Check],
    second_checks: dict[int, Check],
) -> Iterator[tuple[str, str]]:
    """Pairs of strings that lead to an end, the last characters changing first.

    A way on which a check character is wrong is left at once.
    """
    if begin not in useful:
        return
    stack: list[tuple[_Node, str, str]] = [(begin, "", "")]
    for _ in range(_MOST_STEPS):
        if not stack:
            return
        node, text, second_text = stack.pop()
        if not (
            _holds(checks.get(node[0]), text) and _holds(second_checks.get(node[1]), second_text)
        ):
            continue
        if node in walk.ends:
            yield text, second_text
        for one, other, after in reversed(walk.moves[node]):
            if after in useful:
                stack.append((after, text + one, second_text + other))


def _holds(check: Check | None, text: str) -> bool:
    """Whether a text ends with the right check character(s), where it ends with any."""
    if check is None:
        return True
    width = METHODS[check.method].width
    before = text[:-width]
    if not check.digits_only and unfit(check.method, before):
        return False
    return text == before + check_characters(check.method, before, digits_only=check.digits_only)
