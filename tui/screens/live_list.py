"""The list of customers hears what others do: at the latest two seconds later it is in sight.

Once a second it asks whether anybody else has committed, which costs next to nothing. Only then
the end of the log is read, for which customers it was and who; and only if it was customers the
rows in sight are read again.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final

from tui.screens.base import Framed

if TYPE_CHECKING:
    from store.customers.changes import Changes
    from store.session import Session
    from tui.widgets.customer_list import CustomerList

POLL_SECONDS: Final = 1.0
KIND: Final = "poll"


class LiveList(Framed[Any]):
    """For the screen that has a `CustomerList`."""

    _seen_version: int | None = None
    _seen_seq: int | None = None

    @property
    @abstractmethod
    def finder(self) -> CustomerList:
        """Search box and table."""

    @abstractmethod
    def show_detail_soon(self) -> None:
        """The details of the customer under the cursor may be others now."""

    def begin_live(self) -> None:
        """Begin to ask; call before the first list is read, then nothing falls in between."""
        session = self.session
        self.run_in_thread(lambda: _heard(session, None, None), self._polled, kind=KIND)
        self.set_interval(POLL_SECONDS, self.look_again)

    def look_again(self) -> None:
        """Ask whether others have changed customers."""
        if self.app.screen is not self or self.kehao.session is None or KIND in self._under_way:
            return
        session, version, seq = self.session, self._seen_version, self._seen_seq
        self.run_in_thread(
            lambda: _heard(session, version, seq),
            self._polled,
            failed=lambda _: None,
            kind=KIND,
        )

    def _polled(self, answer: tuple[int, Changes | None]) -> None:
        self._seen_version, changes = answer
        if changes is None:
            self.finder.catch_up()
            return
        self._seen_seq = changes.seq
        touched = {touch.customer: touch for touch in changes.touches if not touch.own}
        if not touched and not changes.many:
            self.finder.catch_up()
            return
        self.finder.read_again(own=False, touched=touched)
        if changes.many or self.finder.table.current_id in touched:
            self.show_detail_soon()


def _heard(session: Session, version: int | None, seq: int | None) -> tuple[int, Changes | None]:
    """The store's version, and what was changed since line `seq`; None if nobody committed."""
    now = session.data_version()
    if now == version:
        return now, None
    return now, session.customers.changed_since(seq)
