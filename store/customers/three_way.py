"""Merging two people's changes to one customer, field by field, from what both began with.

Pure. A field that only one of them changed is as that one left it; one that both changed alike
needs no word; only what both changed differently clashes, and somebody has to say which stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

One = TypeVar("One")


def merge_values(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What has to be written over `theirs`, and the names of the fields that clash.

    mine: the values I want; one that is as it was in `base` is no change of mine. A name that
    `base` lacks was never seen: wanting anything but what is there clashes. A value missing in
    `theirs` is empty.
    """
    edited: dict[str, str] = {}
    clash: list[str] = []
    for name, wanted in mine.items():
        there = theirs.get(name, "")
        if wanted == there or wanted == base.get(name):
            continue
        if there == base.get(name):
            edited[name] = wanted
        else:
            clash.append(name)
    return edited, tuple(clash)


def merge_lists(base: Iterable[One], mine: Iterable[One], theirs: Iterable[One]) -> tuple[One, ...]:
    """Tags or names, of which each stands or falls by itself: nothing clashes.

    What I added is there and what I took away is gone; so is theirs. Their order, mine behind.
    """
    base, mine = list(base), list(mine)
    taken = [one for one in base if one not in mine]
    kept = [one for one in theirs if one not in taken]
    added = [one for one in mine if one not in base and one not in kept]
    return tuple(dict.fromkeys([*kept, *added]))
