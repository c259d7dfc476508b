"""What likenesses mean together: weights in bits, a probability, and how the store teaches them.

The model is that of Fellegi and Sunter (A Theory for Record Linkage, 1969): a field's likeness
weighs log2(m / u), m being how often it comes about between two records of one customer, u how
often between two different customers. Where a value is shared, u is how many others have it, so
that rare values weigh more. m, and how many doubles there are at all, are estimated without labels
by expectation maximisation over pairs of the store itself; u from pairs drawn at random.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from store.duplicates.comparing import (
    DIFFERS,
    LEVELS,
    MISSING,
    NEAR,
    PART,
    SAME,
    SHORT,
    SOUND,
    TURNED,
    Likeness,
)
from store.duplicates.profile import COMPARED

OTHERS: Final = "other"
"""The house's own fields, before the store has taught more about each."""
FEWEST: Final = 300
"""In a store with fewer customers nobody is likelier to be a double than with so many."""
UNSEEN: Final = 2000
"""What a store shows of how common a value is counts beside so many customers not seen."""
DOUBLES: Final = 0.05
"""Doubles to a customer that are expected before any were seen."""
ROUNDS: Final = 15
LIKELY: Final = 0.5
"""Only pairs that are likelier one customer than two teach how such pairs look (classification EM,
Celeux and Govaert 1992)."""
PSEUDO_PAIRS: Final = 20.0
"""So many pairs of one customer the first figures are worth when the store teaches others."""
PSEUDO_RANDOM: Final = 1000.0

_FIRST_M: Final[dict[str, dict[int, float]]] = {
    "name": {DIFFERS: 5, PART: 6, NEAR: 12, SOUND: 4, TURNED: 4, SHORT: 14, SAME: 55},
    "contact": {DIFFERS: 20, PART: 10, NEAR: 10, SOUND: 3, TURNED: 3, SHORT: 4, SAME: 50},
    "phone": {DIFFERS: 25, NEAR: 10, SHORT: 5, SAME: 60},
    "email": {DIFFERS: 25, PART: 5, NEAR: 5, SAME: 65},
    "credit_code": {DIFFERS: 5, NEAR: 10, SAME: 85},
    "birthday": {DIFFERS: 10, NEAR: 10, TURNED: 5, SAME: 75},
    "address": {DIFFERS: 15, PART: 15, NEAR: 20, SAME: 50},
    "postal_code": {DIFFERS: 12, NEAR: 10, SAME: 78},
    "city": {DIFFERS: 12, NEAR: 8, SAME: 80},
    "region": {DIFFERS: 10, NEAR: 3, SAME: 87},
    "website": {DIFFERS: 20, NEAR: 10, SAME: 70},
    OTHERS: {DIFFERS: 15, NEAR: 10, SAME: 75},
}
"""Per cent of pairs of one customer, as clerks' slips and habits are known: a start only."""
_FIRST_U: Final[dict[str, dict[int, float]]] = {
    "name": {PART: 2e-3, NEAR: 2e-5, SOUND: 1e-5, TURNED: 1e-5, SHORT: 1e-4, SAME: 1e-4},
    "contact": {PART: 5e-3, NEAR: 5e-5, SOUND: 1e-4, TURNED: 5e-5, SHORT: 1e-3, SAME: 1e-3},
    "phone": {NEAR: 1e-5, SHORT: 1e-5, SAME: 1e-5},
    "email": {PART: 1e-4, NEAR: 1e-5, SAME: 1e-5},
    "credit_code": {NEAR: 1e-6, SAME: 1e-6},
    "birthday": {NEAR: 2e-3, TURNED: 1e-4, SAME: 1e-4},
    "address": {PART: 1e-2, NEAR: 1e-4, SAME: 1e-5},
    "postal_code": {NEAR: 5e-3, SAME: 1e-2},
    "city": {NEAR: 1e-2, SAME: 5e-2},
    "region": {NEAR: 1e-2, SAME: 0.2},
    "website": {NEAR: 1e-4, SAME: 1e-4},
    OTHERS: {NEAR: 1e-3, SAME: 1e-2},
}
_FIRST_CHANCE: Final[dict[str, float]] = {
    "name": 0.3, "contact": 1.0, "phone": 0.05, "email": 0.02, "credit_code": 0.005,
    "birthday": 1.0, "address": 0.3, "postal_code": 1.0, "city": 1.0, "region": 1.0,
    "website": 0.1, OTHERS: 0.5,
}  # fmt: skip
"""Of a value that nobody else has: how many others there could have been."""

Others = Callable[[int, str], int]
"""How many customers besides the two have a value of a field, by its place and the value."""


class Weight(NamedTuple):
    """What one field says: its name, the level of likeness, and the bits for (or against) it."""

    field: str
    level: int
    bits: float


@dataclass(frozen=True, slots=True)
class Model:
    """The figures in force. m, u: for each field by level; chance: see `_FIRST_CHANCE`.

    customers: how many there are; doubles: how many pairs of one customer are expected.
    """

    fields: tuple[str, ...]
    customers: int
    doubles: float
    m: tuple[tuple[float, ...], ...]
    u: tuple[tuple[float, ...], ...]
    chance: tuple[float, ...]

    @property
    def prior(self) -> float:
        """The bits for two customers of whom nothing is known: very few are the same."""
        many = max(self.customers, FEWEST)
        doubles = max(self.doubles * many / max(1, self.customers), 0.001)
        return math.log2(2 * doubles / (many * (many - 1)))

    def by_chance(self, place: int, likeness: Likeness, others: int) -> float:
        """How often two different customers are so alike, a shared value being that of so many
        others. Never less than for the same value: nothing is rarer than that."""
        level, common, chance = likeness
        many = self.customers + UNSEEN
        if common:
            u = (others + self.chance[place]) / many * chance
        else:
            u = self.u[place][level] * chance
        return min(0.999, u) if level == SAME else min(0.999, max(u, self.chance[place] / many))

    def weights(self, likenesses: Sequence[Likeness], others: Others) -> list[Weight]:
        """What each field says that both have."""
        return [
            Weight(
                self.fields[place],
                likeness[0],
                math.log2(
                    self.m[place][likeness[0]]
                    / self.by_chance(
                        place, likeness, others(place, likeness[1]) if likeness[1] else 0
                    )
                ),
            )
            for place, likeness in enumerate(likenesses)
            if likeness[0] != MISSING
        ]

    def score(self, weights: Iterable[Weight]) -> float:
        """The probability that the two are one customer."""
        return probability(self.prior + sum([one.bits for one in weights]))

    def as_text(self) -> str:
        """For keeping it: probabilities of fields, no value of anybody."""
        fields = {
            name: {"m": self.m[at], "u": self.u[at], "chance": self.chance[at]}
            for at, name in enumerate(self.fields)
        }
        return json.dumps({"doubles": self.doubles / max(1, self.customers), "fields": fields})


def probability(bits: float) -> float:
    """Odds in bits as a probability."""
    return 1 / (1 + math.pow(2.0, -max(-500.0, min(500.0, bits))))


def first_model(own: Sequence[str], customers: int) -> Model:
    """The figures before the store has taught any; `own`: the house's fields that are compared."""
    fields = (*COMPARED, *own)
    kinds = [name if name in _FIRST_M else OTHERS for name in fields]
    m, u = [], []
    for kind in kinds:
        shares = [_FIRST_M[kind].get(level, 0.1) for level in range(LEVELS)]
        m.append(tuple(share / sum(shares) for share in shares))
        rare = [_FIRST_U[kind].get(level, 1e-4) for level in range(LEVELS)]
        rare[DIFFERS] = 1 - sum(rare[1:])
        u.append(tuple(rare))
    return Model(
        fields,
        customers,
        DOUBLES * customers,
        tuple(m),
        tuple(u),
        tuple(_FIRST_CHANCE[kind] for kind in kinds),
    )


def read_model(text: str, own: Sequence[str], customers: int) -> Model:
    """The kept figures for the fields there are now; first figures for those that are new."""
    model = first_model(own, customers)
    if not text:
        return model
    kept: dict[str, Any] = json.loads(text)
    known = [kept["fields"].get(name) for name in model.fields]
    return replace(
        model,
        doubles=float(kept["doubles"]) * customers,
        m=tuple(tuple(f["m"]) if f else model.m[at] for at, f in enumerate(known)),
        u=tuple(tuple(f["u"]) if f else model.u[at] for at, f in enumerate(known)),
        chance=tuple(f["chance"] if f else model.chance[at] for at, f in enumerate(known)),
    )


# -- what the store teaches ------------------------------------------------------------------------


@dataclass(slots=True)
class Evidence:
    """One pair to learn from: its likenesses, how many others share each common value, and the
    fields on which finding it did not depend (`free`, by place)."""

    likenesses: Sequence[Likeness]
    others: Sequence[int]
    free: frozenset[int]


@dataclass(slots=True)
class _Sums:
    same: list[list[float]]
    post: float = 0.0
    lone_same: list[float] = field(default_factory=list)
    all_same: list[float] = field(default_factory=list)
    lone_chance: list[float] = field(default_factory=list)


def with_random(model: Model, pairs: Iterable[Sequence[Likeness]]) -> Model:
    """The model with u as pairs drawn at random show it."""
    counts = [[0] * LEVELS for _ in model.fields]
    for likenesses in pairs:
        for place, likeness in enumerate(likenesses):
            if likeness[0] != MISSING:
                counts[place][likeness[0]] += 1
    u = []
    for place, seen in enumerate(counts):
        total = sum(seen) + PSEUDO_RANDOM
        first = model.u[place]
        u.append(
            tuple((n + PSEUDO_RANDOM * one) / total for n, one in zip(seen, first, strict=True))
        )
    return replace(model, u=tuple(u))


def learned(model: Model, pairs: Sequence[Evidence], scale: float) -> Model:
    """The model after expectation maximisation over pairs that may be one customer.

    scale: for how many pairs of the store each of these stands. A field learns only from pairs
    that would have been found without it: else it would seem never to differ.
    """
    first = model
    for _ in range(ROUNDS):
        sums = _expected(model, pairs)
        model = _maximised(first, model, sums, scale)
    return model


def _expected(model: Model, pairs: Sequence[Evidence]) -> _Sums:
    many = len(model.fields)
    sums = _Sums([[0.0] * LEVELS for _ in range(many)], 0.0, *([0.0] * many for _ in range(3)))
    prior = model.prior
    for pair in pairs:
        bits = prior
        for place, likeness in enumerate(pair.likenesses):
            if (level := likeness[0]) != MISSING:
                u = model.by_chance(place, likeness, pair.others[place])
                bits += math.log2(model.m[place][level] / u)
        post = probability(bits)
        if post < LIKELY:  # very many unlikely pairs would together drown the few likely ones
            for place, (level, common, _) in enumerate(pair.likenesses):
                if level == SAME and common and not pair.others[place]:
                    sums.lone_chance[place] += 1 - post
            continue
        sums.post += post
        for place, (level, common, _) in enumerate(pair.likenesses):
            if level == MISSING or place not in pair.free:
                continue
            sums.same[place][level] += post
            if level == SAME and common:
                sums.all_same[place] += post
                if not pair.others[place]:
                    sums.lone_same[place] += post
        for place, (level, common, _) in enumerate(pair.likenesses):
            if level == SAME and common and not pair.others[place]:
                sums.lone_chance[place] += 1 - post
    return sums


def _maximised(first: Model, model: Model, sums: _Sums, scale: float) -> Model:
    m, chance = [], []
    many = max(model.customers, FEWEST)
    for place, seen in enumerate(sums.same):
        total = sum(seen) + PSEUDO_PAIRS
        m.append(
            tuple(
                (n + PSEUDO_PAIRS * one) / total
                for n, one in zip(seen, first.m[place], strict=True)
            )
        )
        lone = (sums.lone_same[place] + 5) / (sums.all_same[place] + 10)
        by_chance = 2 * scale * sums.lone_chance[place] * (many + UNSEEN) / (many**2 * lone)
        weight = many / (many + 20_000)  # a small store says little of rare coincidences
        one = weight * by_chance + (1 - weight) * first.chance[place]
        chance.append(max(0.002, min(2.0, one)))
    doubles = 0.95 * scale * sums.post + 0.05 * first.doubles
    return replace(model, doubles=doubles, m=tuple(m), chance=tuple(chance))
