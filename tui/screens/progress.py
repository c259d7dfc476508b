"""Long work with a bar, a rate, and a way to stop.

    def imported(outcome: Outcome[Report] | None) -> None: ...

    self.app.push_screen(
        ProgressDialog(t("Importing"), lambda report, cancel: session.transfer.run_import(
            ..., progress=report, cancel=cancel)),
        imported,
    )

`work` is called in a thread with `report(done, total)`, which it may call as often as it likes,
and a `Cancel`; Escape or `s` cancels it, and the work ends at its next safe place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.errors import KehaoError
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import Framed, KehaoDialog

if TYPE_CHECKING:
    from store.engine.cancel import Cancel

Result = TypeVar("Result")
Report = Callable[[int, int], None]
"""How far: so many done of so many (0 when the total is not known yet)."""

REFRESH_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What long work came to: its result, or the error (Stopped when the person stopped it)."""

    result: Result | None = None
    error: KehaoError | None = None


def result_of(screen: Framed[Any], outcome: Outcome[Result] | None) -> Result | None:
    """What the work came to; its error, if it ended with one, is said on the screen."""
    if outcome is None:
        return None
    if outcome.error is not None:
        screen.show_error(outcome.error)
    return outcome.result


def said_of_stop(text: str, *, stopped: bool) -> str:
    """The sentence on what was done, and that it was stopped and can go on."""
    return f"{t('Stopped; the same goes on.')} {text}" if stopped else text


class ProgressDialog(KehaoDialog[Outcome[Result]]):
    """Runs the work and shows how far it is; answers with its outcome."""

    SCOPE = "progress"
    BINDINGS = bindings_for("progress")

    def __init__(self, title: str, work: Callable[[Report, Cancel], Result]) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self._lock = Lock()
        self._done = 0
        self._total = 0
        self._began = monotonic()
        self._stopping = False
        self._token: Cancel | None = None

    def title_text(self) -> str:
        """What is being done."""
        return self._title

    def compose_body(self) -> ComposeResult:
        """The bar and the figures, drawn four times a second while they change."""
        yield Static(id="bar")
        yield Static(id="figures", classes="hint")

    def on_mount(self) -> None:
        """Begin the work once the bar is on the screen: the work may keep the processor busy."""
        from store.engine.cancel import Cancel

        self._began = monotonic()
        token = self._token = Cancel()
        self.set_interval(REFRESH_SECONDS, self._draw)
        self._draw()
        self.call_after_refresh(self._begin, token)

    def _begin(self, token: Cancel) -> None:
        self._began = monotonic()
        self.run_in_thread(
            lambda: self._work(self._report, token),
            lambda result: self.dismiss(Outcome(result=result)),
            failed=lambda error: self.dismiss(Outcome(error=error)),
            kind="work",
            cancel=token,
        )

    def action_stop(self) -> None:
        """Ask the work to end at its next safe place."""
        if self._token is not None and not self._stopping:
            self._stopping = True
            self._token.cancel()
            self.show_note(t("Stopping at the next safe place…"))

    def _report(self, done: int, total: int) -> None:
        with self._lock:
            self._done, self._total = done, total

    def _draw(self) -> None:
        with self._lock:
            done, total = self._done, self._total
        width = max(10, self.query_one("#bar").size.width - 6)
        self.query_one("#bar", Static).update(bar(done, total, width))
        self.query_one("#figures", Static).update(
            content(figures(done, total, monotonic() - self._began))
        )


def bar(done: int, total: int, width: int) -> Content:
    """A bar of so many cells with its per cent; empty while the total is not known."""
    share = min(1.0, done / total) if total > 0 else 0.0
    full = int(width * share)
    return Content.assemble(
        ("#" * full, "$primary"),
        ("-" * (width - full), "$quiet"),
        f" {int(share * 100):3d}%" if total > 0 else "",
    )


def figures(done: int, total: int, seconds: float) -> str:
    """Done, the rate, and how long it will still take, in words."""
    rate = done / seconds if seconds > 0.2 else 0.0
    if total <= 0:
        return t("{done} done, {rate} a second", done=f"{done:,}", rate=f"{rate:,.0f}")
    left = (total - done) / rate if rate > 0 else 0.0
    return t(
        "{done} of {total}, {rate} a second, about {left} left",
        done=f"{done:,}",
        total=f"{total:,}",
        rate=f"{rate:,.0f}",
        left=f"{int(left) // 60}:{int(left) % 60:02d}" if rate > 0 else "?",
    )
