"""Customers who are in the store twice: what screens and commands call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from store.access import Service, needs
from store.duplicates import entering, group_merging, groups, pairs
from store.duplicates.entering import Similar
from store.duplicates.finding import Found, OnProgress, Search
from store.duplicates.group_merging import LIKELY
from store.duplicates.groups import Group, GroupLine
from store.duplicates.keeping import OPEN
from store.duplicates.pairs import DuplicatePair, Shown
from store.engine.cancel import Cancel
from store.errors import InvalidValue

if TYPE_CHECKING:
    from store.customers.record import Customer


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

    @needs("customer.merge")
    def groups(
        self, *, minimum: float = 0.0, least: int = 3, limit: int = 200, offset: int = 0
    ) -> Sequence[GroupLine]:
        """Groups of at least so many customers who hang together through open pairs that score at
        least `minimum`, the one with the likest pair first."""
        return groups.grouped(self._session, minimum, least, limit, offset)

    @needs("customer.merge")
    def group(self, code: str, *, minimum: float = 0.0) -> Group:
        """Who hangs together with a customer through open pairs, side by side, and how alike every
        two of them are as they are now. Raises NotFound (also for one in no open pair)."""
        return groups.group_of(self._session, code, minimum)

    @needs("customer.merge")
    def merge_group(
        self,
        keep: str,
        others: Sequence[str],
        *,
        take: Mapping[str, str] | None = None,
        different: Sequence[str] = (),
        unlike: bool = False,
        reason: str = "",
    ) -> Customer:
        """Merge `others` into `keep`, by their codes, in one transaction and as one group of the
        log; whose value stays is told by `groups.whose_values`.

        take: field to the code of the member whose value stays. different: members left out, who
        are remembered as not the same as the survivor. Others who were left out stay in the queue,
        beside the survivor. unlike: also when two of them do not look like one, or were decided to
        be different; else that is refused. Raises NotFound, InvalidValue.
        """
        id_ = group_merging.merge_group(
            self._session, keep, others, take or {}, different, unlike, reason
        )
        return self._session.customers.by_id(id_)
