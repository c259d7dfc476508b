"""The lock, while it is on: nothing of another screen is shown, and only the password returns.

The lock is a mode of its own. What threads finish behind it goes on behind it: screens they open
and sections they switch to wait there, notices are not shown.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.await_complete import AwaitComplete
from textual.driver import Driver
from textual.notifications import SeverityLevel
from textual.screen import Screen

from tui.safe import plain
from tui.terminal.thrift import ThriftyApp

if TYPE_CHECKING:
    from textual.widget import AwaitMount

IDLE_SECONDS: Final = 600
"""So long without a key or a click, and the screen locks."""


class Locking(ThriftyApp):
    """An app that can be locked while somebody is signed in."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self.signed_in = False
        self.last_input = now()
        self._behind_lock = ""

    @property
    def locked(self) -> bool:
        """Whether only the password gets on."""
        return bool(self._behind_lock)

    def lock(self) -> None:
        """Show nothing of the data until the password is given; work goes on behind it."""
        if self.signed_in and not self.locked:
            self.clear_notifications()
            here = self.current_mode
            self.repaint()
            self.switch_mode("lock")
            self._behind_lock = here

    def unlock(self) -> None:
        """The password was right: back to where the person was."""
        here, self._behind_lock = self._behind_lock, ""
        self.last_input = now()
        self.switch_mode(here)

    def lock_if_idle(self) -> None:
        """Lock when nobody has pressed a key for IDLE_SECONDS."""
        if self.signed_in and not self.locked and now() - self.last_input > IDLE_SECONDS:
            self.lock()

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there, then go on as ever."""
        if isinstance(event, (events.Key, events.Paste, events.MouseEvent)):
            self.last_input = now()
        await super().on_event(event)

    def push_screen(self, screen: Any, *args: Any, mode: str | None = None, **kwargs: Any) -> Any:
        """As ever; but what work behind the lock opens, opens behind the lock."""
        return super().push_screen(screen, *args, mode=mode or self._behind_lock or None, **kwargs)

    def switch_mode(self, mode: str) -> AwaitMount:
        """As ever; but behind the lock the screen stays the lock's."""
        if self.locked:
            self._behind_lock = mode
            mode = "lock"
        return super().switch_mode(mode)

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """As ever; but not while locked."""
        return _nothing() if self.locked else super().switch_screen(screen)

    def pop_screen(self) -> AwaitComplete:
        """As ever; but the lock is no screen that can be taken away."""
        return _nothing() if self.locked else super().pop_screen()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """As ever, but never markup, and nothing over the lock."""
        if not self.locked:
            super().notify(
                plain(message),
                title=plain(title),
                severity=severity,
                timeout=timeout,
                markup=False,
            )

    def forget_lock(self) -> None:
        """The session is over: there is nothing to come back to."""
        self._behind_lock = ""


def now() -> float:
    """Seconds that also pass while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _nothing() -> AwaitComplete:
    done: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]
    return done
