"""Customers who are in the store twice: what screens and commands call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from store.access import Service, needs
from store.duplicates import entering, pairs
from store.duplicates.entering import Similar
from store.duplicates.finding import Found, OnProgress, Search
from store.duplicates.keeping import OPEN
from store.duplicates.pairs import DuplicatePair, Shown
from store.engine.cancel import Cancel
from store.errors import InvalidValue

LIKELY: Final = 0.5
"""From here on two customers are more likely one than two."""


class Duplicates(Service):
    """Finding customers who are in the store twice, and deciding about them."""

    @needs("customer.read")
    def similar(
        self,
        values: Mapping[str, str],
        *,
        customer: int = 0,
        limit: int = 5,
        cancel: Cancel | None = None,
    ) -> Sequence[Similar]:
        """Who in the store looks like a customer with these values, the likest first; for forms.

        customer: the one whose values they are to be, who is left out. Archived ones are among
        them. What the reader sees masked is compared as a whole value only.
        """
        return entering.similar(self._session, values, customer, limit, cancel)

    @needs("customer.merge")
    def find(
        self,
        *,
        minimum: float = LIKELY,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Found:
        """Look through the whole store, and put pairs that score at least `minimum` into the queue.

        Pairs that were decided stay so unless one of the two has changed much; archived customers
        are left out. Takes `customer.see_personal` as well: all values are compared. In short
        steps; a stop leaves what was found until then. Raises InvalidValue, Stopped.
        """
        if not 0 <= minimum <= 1:
            raise InvalidValue("A score is from 0 to 1.", field="min")
        self._session.require("customer.see_personal")
        return Search(self._session, minimum, progress, cancel).run()

    @needs("customer.merge")
    def list(
        self,
        *,
        state: str = OPEN,
        minimum: float = 0.0,
        limit: int = 200,
        offset: int = 0,
    ) -> Sequence[DuplicatePair]:
        """Pairs of a state (`open`, `later`, `different`), the likest first; those of archived
        customers are left out. Raises InvalidValue."""
        return pairs.listed(self._session, state, minimum, limit, offset)

    @needs("customer.merge")
    def count(self, *, state: str = OPEN, minimum: float = 0.0) -> int:
        """How many pairs there are of a state."""
        return pairs.counted(self._session, state, minimum)

    @needs("customer.merge")
    def show(self, first: str, second: str) -> Shown:
        """Two customers by their codes, compared as they are now. Raises NotFound, InvalidValue."""
        return pairs.shown(self._session, first, second)

    @needs("customer.merge")
    def decide(self, first: str, second: str, decision: str, *, reason: str = "") -> str:
        """Remember that two customers are `different` or are to be looked at `later`, or take that
        back (`open`); returns what it was before. Who is the same is merged: `Session.life.merge`.
        Can be undone. Raises NotFound, InvalidValue."""
        return pairs.decide(self._session, first, second, decision, reason)
