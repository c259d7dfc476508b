"""A dialog about one customer hears at once what others do with that customer.

Once a second it asks whether somebody else has committed at all, which costs next to nothing;
only then is the customer looked at again. Nothing is sent while nothing changed.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final

from tui.screens.base import Framed

if TYPE_CHECKING:
    from textual.timer import Timer

    from store.customers.changes import News

POLL_SECONDS: Final = 1.0
KIND: Final = "live"


class LiveRecord(Framed[Any]):
    """For a dialog: `watch_record` begins, `heard` is called when there is something new."""

    _watched: int | None = None
    _seq = 0
    _seen_version: int | None = None
    _poller: Timer | None = None

    @abstractmethod
    def heard(self, news: News) -> None:
        """Somebody has changed the customer, or it is gone. It may have been oneself."""

    def watch_record(self, customer_id: int | None, seq: int) -> None:
        """Watch a customer that was read when line `seq` of the log was the last about it."""
        self._watched, self._seq = customer_id, seq
        self._seen_version = None
        self.drop(KIND)
        if self._poller is None:
            self._poller = self.set_interval(POLL_SECONDS, self.look_again)

    def look_again(self) -> None:
        """Ask whether there is something new."""
        if self._watched is None or self.kehao.session is None or self.app.screen is not self:
            return
        if KIND in self._under_way:
            return
        session, customer, seq, seen = self.session, self._watched, self._seq, self._seen_version

        def work() -> tuple[int, News | None]:
            version = session.data_version()
            if version == seen:
                return version, None
            return version, session.customers.news_of(customer, seq)

        self.run_in_thread(work, self._looked, failed=lambda _: None, kind=KIND)

    def _looked(self, answer: tuple[int, News | None]) -> None:
        self._seen_version, news = answer
        if news is None:
            return
        if news.customer is None:
            self._watched = None
            self.heard(news)
        elif news.touches:
            self._seq = news.touches[-1].seq
            self.heard(news)

    def on_screen_resume(self) -> None:
        """What lay over this is gone: look what happened meanwhile. (Textual calls the frame's.)"""
        self.look_again()
