"""What people do with many customers at once, and what that would change beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from store.access import Service, needs
from store.customers.bulk import Bulk, Progress, run
from store.customers.bulk_forecast import Forecast, Sample, forecast, samples, within
from store.customers.bulk_steps import ChangeTags, SetArchived, SetValues, What
from store.customers.chosen import Chosen
from store.engine.cancel import Cancel
from store.text import clean


class Many(Service):
    """Changes to many customers: each in short transactions, as one group of operations.

    What is written stays when the work is stopped; the result says how much. `group` names one's
    own group that such a call goes on with.
    """

    @needs("customer.edit")
    def set(
        self,
        ids: Collection[int],
        changes: Mapping[str, str],
        *,
        reason: str = "",
        group: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Bulk:
        """Set the same values for all; an empty value empties the field.

        Raises InvalidValue before anything is changed when a value does not fit its field.
        """
        what = SetValues(self._session, changes)
        return self._run(ids, what, reason, group, progress, cancel)

    @needs("customer.edit")
    def tag(
        self,
        ids: Collection[int],
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        reason: str = "",
        group: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Bulk:
        """Put tags on all and take others off. Raises InvalidValue."""
        what = ChangeTags(self._session, add, remove)
        return self._run(ids, what, reason, group, progress, cancel)

    @needs("customer.archive")
    def archive(
        self,
        ids: Collection[int],
        archived: bool = True,
        *,
        reason: str = "",
        group: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Bulk:
        """Take all out of everyday lists, or bring them back; records and codes stay."""
        return self._run(ids, SetArchived(archived), reason, group, progress, cancel)

    @needs("customer.edit")
    def forecast_set(
        self,
        ids: Collection[int],
        changes: Mapping[str, str],
        *,
        reason: str = "",
        cancel: Cancel | None = None,
    ) -> Forecast:
        """How many `set` would change, how many have the values, who cannot. Raises Stopped."""
        return self._forecast(ids, SetValues(self._session, changes), cancel, clean(reason))

    @needs("customer.edit")
    def forecast_tag(
        self,
        ids: Collection[int],
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        cancel: Cancel | None = None,
    ) -> Forecast:
        """The same for `tag`."""
        return self._forecast(ids, ChangeTags(self._session, add, remove), cancel)

    @needs("customer.archive")
    def forecast_archive(
        self, ids: Collection[int], archived: bool = True, *, cancel: Cancel | None = None
    ) -> Forecast:
        """The same for `archive`."""
        return self._forecast(ids, SetArchived(archived), cancel)

    @needs("customer.edit")
    def samples_set(self, ids: Collection[int], changes: Mapping[str, str]) -> list[Sample]:
        """The first customers as `set` would change them; at once, however many are chosen."""
        return samples(self._session, ids, SetValues(self._session, changes))

    @needs("customer.edit")
    def samples_tag(
        self, ids: Collection[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> list[Sample]:
        """The same for `tag`."""
        return samples(self._session, ids, ChangeTags(self._session, add, remove))

    @needs("customer.archive")
    def samples_archive(self, ids: Collection[int], archived: bool = True) -> list[Sample]:
        """The same for `archive`."""
        return samples(self._session, ids, SetArchived(archived))

    @needs("customer.read")
    def within(self, ids: Collection[int], query: str, *, cancel: Cancel | None = None) -> int:
        """How many of these a query finds. Raises InvalidQuery, Stopped."""
        return within(self._session, Chosen.of(ids), query, cancel)

    # -- inside ---------------------------------------------------------------------------------

    def _forecast(
        self, ids: Collection[int], what: What, cancel: Cancel | None, reason: str = ""
    ) -> Forecast:
        return forecast(self._session, Chosen.of(ids), what, cancel, reason)

    def _run(
        self,
        ids: Collection[int],
        what: What,
        reason: str,
        group: str,
        progress: Progress | None,
        cancel: Cancel | None,
    ) -> Bulk:
        return run(
            self._session,
            what,
            ids,
            reason=clean(reason),
            group=clean(group),
            progress=progress,
            cancel=cancel,
        )
