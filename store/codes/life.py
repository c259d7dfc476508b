"""The life of a code: changed, merged, made void, reserved and released, renumbered.

Every string ever given stays one row of the namespace; what changes is its state and whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from store.access import Service, needs
from store.codes import changing, renumbering, reservations, reserving
from store.codes.changing import Changed
from store.codes.renumbering import Line, Renumbered
from store.codes.reservations import Released, Reservation
from store.customers import merging
from store.customers.merging import Merger
from store.engine.cancel import Cancel
from store.errors import CodeTaken

if TYPE_CHECKING:
    from store.customers.record import Customer

OnProgress = Callable[[int, int], None]


class Life(Service):
    """What becomes of codes."""

    @needs("code.change")
    def change(self, id: int, new: str = "", *, reason: str) -> Changed:
        """Give a customer another code: the next by its rule, or `new`.

        The old one stays an alias for ever. `new` may be one of the customer's own earlier codes,
        or out of a block that the person may use; any other one takes `code.manual` and has one
        of the forms for codes given by hand. Needs a reason. Raises InvalidValue, CodeTaken,
        CounterExhausted, NotFound, Conflict.
        """
        return changing.change_code(self._session, id, new, reason)

    @needs("customer.merge")
    def merge_preview(self, keep: int, other: int, *, take: Collection[str] = ()) -> Merger:
        """What merging `other` into `keep` will do, masked as the reader may see them."""
        return merging.preview(self._session, keep, other, take)

    @needs("customer.merge")
    def merge(
        self, keep: int, other: int, *, reason: str = "", take: Collection[str] = ()
    ) -> Customer:
        """Make two records one: `keep` keeps its code and values, empty ones and those in `take`
        come from `other`, whose codes find it from now on. Raises NotFound, InvalidValue."""
        merging.merge(self._session, keep, other, reason, take)
        return self._session.customers.by_id(keep)

    @needs("code.reserve")
    def void(self, code: str, reason: str) -> str:
        """Make a code void that nobody has: a reserved one, or one that was never given, so that
        it never is. Returns it as it is kept. Raises InvalidValue for a customer's code."""
        return changing.void_code(self._session, code, reason)

    @needs("code.reserve")
    def reserve(
        self,
        rule: str,
        count: int,
        *,
        owner: str,
        until: str,
        values: Mapping[str, str] | None = None,
        reason: str = "",
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Reservation:
        """Set the next `count` codes of a rule aside for `owner`, to be used up to the day `until`.

        values: the fields that the rule's pattern shows; registered is today unless given. Written
        in short transactions as one group: a stop, or the counter's end, leaves a smaller block.
        Raises NotFound (rule, field), InvalidValue, CounterExhausted.
        """
        return reserving.reserve(
            self._session, rule, count, owner, until, values or {}, reason, progress, cancel
        )

    @needs("code.reserve", "customer.add")
    def reservations(self, *, every: bool = False) -> list[Reservation]:
        """The open blocks, the newest first; `every` one that ever was if asked."""
        return reservations.listed(self._session, every=every)

    @needs("code.reserve")
    def release(
        self,
        what: Sequence[str],
        *,
        reason: str = "",
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Released:
        """Give back blocks (`R12`) or single reserved codes: they are void, explained, and never
        given. Raises NotFound, InvalidValue before anything is changed."""
        return reservations.release(self._session, what, reason, progress, cancel)

    @needs("code.reserve")
    def expire(self) -> int:
        """Make void what is left of blocks whose last day is past; returns how many codes."""
        return reservations.expire_reservations(self._session)

    @needs("code.renumber")
    def renumber_preview(
        self,
        query: str = "",
        *,
        ids: Collection[int] | None = None,
        rule: str = "",
        told: Callable[[Line], None] | None = None,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Renumbered:
        """What `renumber` would do now; takes no number. `told` hears every change, and every
        customer who cannot be, with why. Raises InvalidQuery, NotFound (rule), Stopped."""
        return renumbering.preview(self._session, query, ids, rule, told, progress, cancel)

    @needs("code.renumber")
    def renumber(
        self,
        query: str = "",
        *,
        ids: Collection[int] | None = None,
        rule: str = "",
        reason: str = "",
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Renumbered:
        """Give the customers of a query (or these `ids`) the codes that the rules in force give
        them, or that `rule` does; who has such a code keeps it. Old codes become aliases.

        In short transactions as one group; after a stop the same call goes on, and changes none
        twice. Raises InvalidQuery, NotFound (rule), StoreBusy (another is at the same).
        """
        self._session.require_fresh()
        return renumbering.renumber(self._session, query, ids, rule, reason, progress, cancel)

    @needs("code.renumber")
    def renumbered(self, group: str) -> Iterator[Line]:
        """Old and new codes of a renumbering, from the log; also of what an earlier call did."""
        return renumbering.lines_of(self._session, group)

    @needs("customer.add")
    def add_from_block(
        self,
        block: int,
        values: Mapping[str, str],
        *,
        tags: Sequence[str] = (),
        reason: str = "",
    ) -> Customer:
        """Add a customer with the next code of a block, and with what the block's codes show
        where `values` says nothing else. Raises as `Customers.add` does, NotFound when the block
        is used up."""
        values = {**reservations.one(self._session, block).shown, **values}
        while True:
            code = reservations.next_of(self._session, block)
            try:
                return self._session.customers.add(values, code=code, tags=tags, reason=reason)
            except CodeTaken:
                if reservations.next_of(self._session, block) == code:
                    raise
