"""Learning from a whole list: one rule, or several side by side.

Where one pattern does not explain the list, each column with a few values is tried: the rows of
each value by themselves. Where no column parts the schemes there is no rule: nothing says which
customer gets which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from store.pattern.inference.learned import Rule, learn_rule
from store.pattern.inference.listing import Column, Listing, Misfit, Note, Progress
from store.pattern.inference.single import FEWEST, Unproved

_MOST_PARTS: Final = 12
_MOST_RULES: Final = 4
_WORDS: Final = re.compile(r"[^\W_]+(?![^{]*\})|,start=\d+")
_ENOUGH: Final = 0.9
_BETTER: Final = 0.02


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that the list proves.

    share: of all rows that have a code, those that it makes letter for letter. exceptions: the
    rows it stands for and does not make. when: a field and its value, both empty for a rule
    without a condition. sure: log10 of the odds against chance for its weakest claim.
    """

    pattern: str
    date: str
    when: tuple[str, str]
    tables: dict[str, dict[str, str]]
    share: float
    explained: int
    exceptions: tuple[Misfit, ...]
    notes: tuple[Note, ...]
    sure: float
    counters: dict[str, int]
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """What a list teaches.

    proposals: best first; all of them are one set of rules, of which the one without a condition
    is asked last. why: why there is none.
    """

    rows: int
    codes: int
    proposals: tuple[Proposal, ...]
    why: Note | None


def learn(listing: Listing, progress: Progress | None = None) -> Learned:
    """Propose what made these codes; nothing when nothing is proved."""
    total = max(1, len(listing.usable))
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done = min(total, done + count)
        if progress is not None:
            progress(done, total)

    why: Note | None = None
    rules: list[Rule] = []
    explained = 0
    if progress is not None:
        progress(0, total)
    try:
        rules = [learn_rule(listing, listing.usable, tick)]
        explained = len(rules[0].explained)
    except Unproved as unproved:
        why = unproved.note
    if explained < (1 - _BETTER) * total:
        parted = _parted(listing, tick)
        better = sum(len(rule.explained) for rule in parted)
        if parted and better > explained + _BETTER * total and better >= _ENOUGH * total:
            rules, explained = parted, better
    if progress is not None:
        progress(total, total)
    proposals = [_proposal(listing, rule, total) for rule in rules]
    if len(proposals) == 1:
        proposals = [_with_known(listing, proposals[0], total)]
    proposals.sort(key=lambda one: (-one.share, one.pattern, one.when))
    return Learned(
        len(listing.raw),
        len(listing.usable),
        tuple(proposals),
        None if proposals else why or Note("no_form"),
    )


def _parted(listing: Listing, tick: Callable[[int], None]) -> list[Rule]:
    """The best set of rules with a condition on one column; empty when none holds."""
    best: tuple[int, int, list[Rule]] = (0, 0, [])
    for column in listing.columns:
        if column.kind != "table":
            continue
        parts: dict[str, list[int]] = {}
        for row in listing.usable:
            parts.setdefault(column.values[row], []).append(row)
        if not 2 <= len([v for v in parts if v]) <= _MOST_PARTS:
            continue
        rules = _rules_of(listing, column, parts, tick)
        explained = sum(len(rule.explained) for rule in rules)
        if explained > best[0] * 1.01 or (explained >= best[0] and len(rules) < best[1]):
            best = explained, len(rules), rules
    return best[2]


def _rules_of(
    listing: Listing, column: Column, parts: dict[str, list[int]], tick: Callable[[int], None]
) -> list[Rule]:
    """A rule a value; the others join into one where that holds for them all."""
    singles: dict[str, Rule] = {}
    for value, rows in parts.items():
        if not value or len(rows) < FEWEST:
            continue
        try:
            singles[value] = learn_rule(listing, rows, lambda count: None)
        except Unproved:
            continue
    tick(0)
    apart = sorted(singles, key=lambda value: (len(parts[value]), value))
    best: list[Rule] = []
    for taken in range(1, len(apart) + 1):
        # the smallest groups get rules of their own; the rest may have one in common
        own = [singles[value] for value in apart[:taken]]
        rest = [row for value, rows in parts.items() if value not in apart[:taken] for row in rows]
        if len(rest) < FEWEST:
            break
        try:
            common = learn_rule(listing, sorted(rest), lambda count: None)
        except Unproved:
            continue
        found = [*own, common]
        if _together(found) and sum(len(r.explained) for r in found) > sum(
            len(r.explained) for r in best
        ):
            best = found
            for value, rule in zip(apart, own, strict=False):
                rule.when = (column.name, value)
            break
    if not best:
        best = _one_each(listing, column, singles, parts)
    return best


def _one_each(
    listing: Listing, column: Column, singles: dict[str, Rule], parts: dict[str, list[int]]
) -> list[Rule]:
    """A single group with a rule of its own, the rest with one in common."""
    for value in sorted(singles, key=lambda one: (-len(parts[one]), one)):
        rest = [row for other, rows in parts.items() if other != value for row in rows]
        try:
            common = learn_rule(listing, sorted(rest), lambda count: None)
        except Unproved:
            continue
        own = singles[value]
        if _together([own, common]):
            own.when = (column.name, value)
            return [own, common]
    return []


def _together(rules: Sequence[Rule]) -> bool:
    """Whether the tables of the rules agree, and no two differ by nothing but letters, which one
    rule with a code table would have explained, or by where their numbers begin, which tells of
    one counter under both."""
    shapes = [(_WORDS.sub("", rule.pattern), rule.date) for rule in rules]
    if len(set(shapes)) < len(shapes) or len(rules) > _MOST_RULES:
        return False
    tables: dict[str, dict[str, str]] = {}
    for rule in rules:
        for name, table in rule.tables.items():
            known = tables.setdefault(name, {})
            for value, code in table.items():
                if known.setdefault(value, code) != code:
                    return False
    return True


def _proposal(listing: Listing, rule: Rule, total: int) -> Proposal:
    exceptions = [Misfit(row, listing.raw[row], why) for row, why in sorted(rule.misfits.items())]
    powers = [note.power for note in rule.notes if note.power]
    return Proposal(
        rule.pattern,
        rule.date,
        rule.when,
        rule.tables,
        len(rule.explained) / total,
        len(rule.explained),
        tuple(exceptions),
        tuple(rule.notes),
        round(min(powers, default=0.0), 1),
        rule.counters,
        tuple(rule.taken),
    )


def _with_known(listing: Listing, proposal: Proposal, total: int) -> Proposal:
    """Blank and repeated codes are exceptions of the only rule there is."""
    from dataclasses import replace

    more = [Misfit(row, listing.raw[row], why) for row, why in listing.known.items()]
    return replace(
        proposal,
        exceptions=tuple(sorted((*proposal.exceptions, *more), key=lambda one: one.row)),
        share=proposal.explained / max(1, len(listing.raw)),
    )
