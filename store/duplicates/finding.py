"""Looking through the whole store for customers who are in it twice, in short steps.

Once over all customers for their keys and for how common values are; then the pairs that share a
key, of which some first teach the model; then every pair is judged, and the likely ones are kept.
Nothing is held of a customer but numbers; reading and writing go in transactions of milliseconds.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from time import monotonic
from typing import TYPE_CHECKING, Final

from store.change import utc_now
from store.duplicates.blocking import FAMILY, MARKS
from store.duplicates.comparing import Likeness, compare
from store.duplicates.frequencies import Frequencies
from store.duplicates.keeping import Judged, drop_stale, keep_model, put
from store.duplicates.model import Evidence, Model, first_model, learned, with_random
from store.duplicates.pairing import Blocks, Pair, unpacked
from store.duplicates.profile import Profile, compared_custom
from store.duplicates.reading import count, next_profiles, these_profiles
from store.engine.cancel import Cancel

if TYPE_CHECKING:
    from store.session import Session

READ: Final = 500
"""Customers read at once."""
COMPARE: Final = 1000
"""Pairs compared between two looks at whether to stop."""
WRITE: Final = 400
"""Pairs written in one transaction."""
LEARN: Final = 20_000
"""Pairs from which the model learns."""
DRAWN: Final = 1500
"""Customers of whom pairs are drawn at random."""
AT_RANDOM: Final = 20_000
REMEMBERED: Final = 20_000
"""Profiles kept at hand while pairs are compared."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: customers looked at, pairs compared, pairs that are open now."""

    customers: int
    compared: int
    found: int
    seconds: float


class Search:
    """One search of the whole store."""

    def __init__(
        self, session: Session, minimum: float, progress: OnProgress | None, cancel: Cancel | None
    ) -> None:
        self._session = session
        self._minimum = minimum
        self._progress = progress
        self._cancel = cancel
        self._custom = compared_custom(session.field_map())
        self._chance = random.Random(1)
        self._at_hand: dict[int, Profile] = {}
        self._compared = self._found = 0

    def run(self) -> Found:
        """Search. Raises Stopped; what was kept until then stays, the next search begins anew."""
        began, at = monotonic(), utc_now()
        with self._session.reading() as conn:
            many = count(conn)
        blocks, common, drawn, seen = self._look(many)
        model = self._random(first_model(self._custom, seen), drawn)
        parts = blocks.pairs(seen, self._check)
        total = sum(map(len, parts))
        model = self._taught(model, parts, common, total)
        for at_part, part in enumerate(parts):
            self._judge(model, part, common, at, total, many)
            parts[at_part] = array("Q")
        self._end(model, at, seen)
        return Found(seen, self._compared, self._found, round(monotonic() - began, 3))

    # -- the first time over -----------------------------------------------------------------------

    def _look(self, many: int) -> tuple[Blocks, Frequencies, list[Profile], int]:
        """Everybody's keys and values, and some customers drawn at random."""
        blocks, common = Blocks(), Frequencies(many)
        drawn: list[Profile] = []
        seen = last = 0
        while profiles := self._next(last):
            for one in profiles:
                blocks.add(one)
                common.add(one)
                seen += 1
                if len(drawn) < DRAWN:
                    drawn.append(one)
                elif (place := self._chance.randrange(seen)) < DRAWN:
                    drawn[place] = one
            last = profiles[-1].id
            self._report(seen, 2 * max(many, seen))
        return blocks, common, drawn, seen

    def _next(self, after: int) -> list[Profile]:
        self._check()
        with self._session.reading(self._cancel) as conn:
            return next_profiles(conn, after, READ, self._custom)

    # -- the model ---------------------------------------------------------------------------------

    def _random(self, model: Model, drawn: list[Profile]) -> Model:
        if len(drawn) < 2:
            return model
        pairs = (compare(*self._chance.sample(drawn, 2)) for _ in range(AT_RANDOM))
        return with_random(model, pairs if len(drawn) > 20 else [])

    def _taught(
        self, model: Model, parts: Sequence[array[int]], common: Frequencies, total: int
    ) -> Model:
        """The model as a sample of the pairs teaches it."""
        if not total:
            return model
        chosen = sorted(self._chance.sample(range(total), min(LEARN, total)))
        families = [FAMILY.get(name, MARKS) for name in model.fields]
        evidence: list[Evidence] = []
        for (_, _, free), first, second in self._with_profiles(_at(chain(*parts), chosen)):
            likenesses = compare(first, second)
            evidence.append(
                Evidence(
                    likenesses,
                    [
                        common.others(place, one.common) if one.common else 0
                        for place, one in enumerate(likenesses)
                    ],
                    frozenset(place for place, one in enumerate(families) if free & one),
                )
            )
        return learned(model, evidence, total / len(chosen))

    # -- judging -----------------------------------------------------------------------------------

    def _judge(
        self, model: Model, part: array[int], common: Frequencies, at: str, total: int, many: int
    ) -> None:
        likely: list[Judged] = []
        for _, first, second in self._with_profiles(part):
            likenesses: list[Likeness] = compare(first, second)
            weights = model.weights(likenesses, common.others)
            score = model.score(weights)
            if score >= self._minimum:
                likely.append(Judged(first, second, score, tuple(weights)))
            self._compared += 1
            if len(likely) >= WRITE:
                self._keep(likely, at)
                likely = []
            if self._compared % COMPARE == 0:
                self._report(many + many * self._compared // max(1, total), 2 * many)
        self._keep(likely, at)

    def _keep(self, likely: list[Judged], at: str) -> None:
        if likely:
            with self._session.writing("customer.merge") as change:
                self._found += put(change, likely, at)

    def _with_profiles(self, pairs: Iterable[int]) -> Iterator[tuple[Pair, Profile, Profile]]:
        """The pairs with their profiles, those who are gone meanwhile left out."""
        going = unpacked(pairs)
        while some := list(islice(going, COMPARE)):
            self._check()
            wanted = {one for first, second, _ in some for one in (first, second)}
            if len(self._at_hand) > REMEMBERED:
                self._at_hand = {i: p for i, p in self._at_hand.items() if i in wanted}
            missing = sorted(wanted - self._at_hand.keys())
            for start in range(0, len(missing), READ):
                with self._session.reading(self._cancel) as conn:
                    chunk = missing[start : start + READ]
                    for one in these_profiles(conn, chunk, self._custom):
                        self._at_hand[one.id] = one
            for pair in some:
                first, second = self._at_hand.get(pair[0]), self._at_hand.get(pair[1])
                if first is not None and second is not None:
                    yield pair, first, second

    # -- the end -----------------------------------------------------------------------------------

    def _end(self, model: Model, at: str, seen: int) -> None:
        """Drop open pairs that are not likely any more, keep the model, and say so in the log."""
        dropped = WRITE
        while dropped == WRITE:
            with self._session.writing("customer.merge") as change:
                dropped = drop_stale(change.conn, at, WRITE)
        with self._session.writing("customer.merge") as change:
            keep_model(change.conn, model.as_text())
            change.log(
                "duplicate.find",
                after={"customers": seen, "compared": self._compared, "count": self._found},
            )

    def _check(self) -> None:
        if self._cancel is not None:
            self._cancel.check()

    def _report(self, done: int, total: int) -> None:
        self._check()
        if self._progress is not None:
            self._progress(min(done, total), total)


def _at(pairs: Iterable[int], places: Sequence[int]) -> Iterator[int]:
    """The pairs at these places, which rise."""
    wanted = iter(places)
    place = next(wanted, -1)
    for at, pair in enumerate(pairs):
        if at == place:
            yield pair
            place = next(wanted, -1)
