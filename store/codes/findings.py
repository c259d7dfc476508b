"""What an audit finds: each finding with its code, its customer, what is wrong and the way out.

Findings are errors like those that other operations raise, so that they are told in either
language; `kind` is what to filter by. Of each kind so many are kept, all are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from store.errors import KehaoError

DUPLICATE: Final = "duplicate"
SKELETON: Final = "skeleton"
RULE: Final = "rule"
CHECK: Final = "check"
RECORD: Final = "record"
CONFUSABLE: Final = "confusable"
NUMBER: Final = "number"
UNEXPLAINED: Final = "unexplained"
COUNTER: Final = "counter"

KINDS: Final = (
    DUPLICATE, SKELETON, UNEXPLAINED, NUMBER, CHECK, RULE, RECORD, CONFUSABLE, COUNTER,
)  # fmt: skip
"""Every kind, the gravest first: two codes that are the same; a skeleton that is not its text's;
numbers that nobody can explain; a number that is not the code's; a wrong check digit; a code that
its rule version does not give; a segment that contradicts the record; two codes that are easily
taken for each other; a counter near its end."""

MOST: Final = 1000
"""How many findings of a kind are kept, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    code: the code it is about (empty for a counter). customer: that customer's code today, and
    customer_id, where there is one. rule: the rule's name, where there is one. counter: its key.
    what and mend: what is wrong, and what to do, as sentences with holes.
    """

    kind: str
    code: str
    customer: str
    customer_id: int | None
    rule: str
    what: KehaoError
    mend: KehaoError
    counter: str = ""


@dataclass(slots=True)
class Found:
    """Findings as they come in: kept up to `most` a kind (0: all), and counted."""

    most: int = MOST
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, finding: Finding, count: int = 1) -> None:
        """Take one finding in; `count` is how many things it stands for."""
        kind = finding.kind
        self.counts[kind] = self.counts.get(kind, 0) + count
        kept = self.findings.setdefault(kind, [])
        if not self.most or len(kept) < self.most:
            kept.append(finding)

    def in_order(self) -> tuple[Finding, ...]:
        """The findings kept, the gravest kinds first."""
        return tuple(finding for kind in KINDS for finding in self.findings.get(kind, ()))


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit came to.

    counts: findings of each kind, also those beyond the ones kept. unexplained: numbers of all
    counters that nobody can explain. codes, counters: how many were looked at.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    unexplained: int
    codes: int
    counters: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.counts

    @property
    def total(self) -> int:
        """How many things were found, kept or not."""
        return sum(self.counts.values())
