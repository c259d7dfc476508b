"""What every screen of Kehao is built on: the frame around it, and work in threads.

A section is a `KehaoScreen`, a question over it a `KehaoDialog[Answer]`:

    class StaffScreen(KehaoScreen):
        SCOPE = "staff"                      # its actions in tui/actions.py are staff.*
        SECTION = "Staff"                    # in the title row; English, the key to the Chinese
        BINDINGS = bindings_for("staff")

        def compose_body(self) -> ComposeResult:
            yield PageTable(...)

        def on_mount(self) -> None:
            self.run_in_thread(self.session.staff.list, self.show_accounts, kind="list")

        def show_accounts(self, accounts: list[Account]) -> None: ...   # in the event loop
        def action_new(self) -> None: ...                               # for staff.new

`run_in_thread(work, done)` calls `work` in a thread and `done(result)` back here. Runs of one
`kind` replace each other: the older one's token is cancelled and its answer dropped, also when it
is an error. An error of the store goes to `failed`, if given, else to `show_error`; the end of the
session takes everybody back to the sign-in; anything else is a fault of the program. Inside
`work`, call the session and nothing of a widget.

`show_error(error or text)` and `show_note(text)` say one sentence above the row of keys. A screen
that would lose something says so in `unsaved()`. `check_action` greys out what the account may not
do; the store decides for itself. Dialogs: `self.app.push_screen(dialog, callback)`; a dialog's
rows are in `compose_body`, its `TITLE_TEXT` or `title_text()` above them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from store.errors import KehaoError, PasswordNeeded, SessionEnded, Stopped, StoreError
from tui.actions import BY_ID, bindings_over
from tui.locale import error_text, t
from tui.safe import content
from tui.widgets.entry import takes_text
from tui.widgets.frame import KeyBar, MessageBar, TitleBar

if TYPE_CHECKING:
    from textual.widget import Widget

    from store.engine.cancel import Cancel
    from store.session import Session
    from tui.app import KehaoApp

Result = TypeVar("Result")
Answer = TypeVar("Answer")


HELD: Final = 0.01
"""Seconds: so long the echo of a key waits for what the key has asked for."""
OPENING: Final = frozenset({"form", "current", "fields", "save", "change"})
"""Kinds of runs after which something opens or closes."""
LISTING: Final = frozenset({"begin", "page", "select", "list", "read", "first", "views"})
"""Kinds of runs that bring the rows which the next keys are about."""

ENDING_NOTES: Final = OPENING | LISTING
"""Kinds of runs with which a note is past: it spoke of what was there before."""


@dataclass
class Finished(Message):
    """A thread is done: its result or its error, for the run of this kind and number."""

    kind: str
    generation: int
    result: Any
    error: Exception | None
    done: Callable[[Any], object] | None
    failed: Callable[[KehaoError], object] | None
    again: Callable[[], object]
    """Does the same once more, when the password was given that it takes."""


def _as_known(error: Exception) -> Exception:
    """What the machine refuses (a full disk, a closed folder) is no fault of the program."""
    if isinstance(error, OSError):
        return StoreError(
            "The machine refused it: {why} ({path}). Put that right and try again.",
            why=error.strerror or type(error).__name__,
            path=error.filename or "-",
        )
    return error


class Framed(Screen[Answer]):
    """What sections and dialogs share. See the module for how to use it."""

    SCOPE: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self._generations: dict[str, int] = {}
        self._cancels: dict[str, Cancel] = {}
        self._under_way: dict[str, int] = {}
        self._bar: MessageBar | None = None
        self._painted_first: Widget | None = None
        self._held = False
        self._waiting_to_close: tuple[Answer | None] | None = None

    @property
    def kehao(self) -> KehaoApp:
        """The app, as what it is."""
        return cast("KehaoApp", self.app)

    @property
    def session(self) -> Session:
        """The session of whoever is signed in."""
        session = self.kehao.session
        if session is None:
            raise SessionEnded("You have signed out: sign in again.")
        return session

    # -- what a screen may say of itself --------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        """What stands between the title and the keys."""
        yield from ()

    def unsaved(self) -> str:
        """A sentence on what would be lost by leaving now, or an empty string."""
        return ""

    # -- work in threads ------------------------------------------------------------------------

    def run_in_thread(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None = None,
        *,
        failed: Callable[[KehaoError], object] | None = None,
        kind: str = "",
        cancel: Cancel | None = None,
    ) -> int:
        """Call `work` in a thread, then `done` with its result in the event loop.

        kind: a new run of the same kind makes the older one stale; empty: runs stand side by side.
        cancel: interrupted when the run becomes stale or the screen goes.
        Returns the run's number.
        """
        self.drop(kind) if kind else None
        if kind in ENDING_NOTES and self._bar is not None:
            self._bar.clear_when_past()
        generation = self._generations.get(kind, 0) + 1
        self._generations[kind] = generation
        self._under_way[kind] = generation
        if cancel is not None:
            self._cancels[kind or f"#{generation}"] = cancel

        def again() -> None:
            self.run_in_thread(work, done, failed=failed, kind=kind, cancel=cancel)

        def run() -> None:
            result: Any = None
            error: Exception | None = None
            try:
                result = work()
            except Exception as raised:
                error = raised
            self.post_message(Finished(kind, generation, result, error, done, failed, again))

        # the app's worker, not the screen's: what is to be saved is saved though the screen goes
        self.app.run_worker(run, thread=True, group=kind or "work", exit_on_error=False)
        return generation

    def drop(self, kind: str) -> None:
        """Cancel the run of this kind, if there is one, and forget its answer."""
        self._generations[kind] = self._generations.get(kind, 0) + 1
        self._under_way.pop(kind, None)
        if token := self._cancels.pop(kind, None):
            token.cancel()

    @property
    def keys_wait(self) -> bool:
        """Whether the next key is meant for something that is still being read or saved.

        `e` opens a form, and what is typed next belongs into it; a row key belongs to the list that
        was asked for, not to the one still shown. Who types into a field is not held up by a list.
        """
        running = self._under_way.keys()
        if not running.isdisjoint(OPENING):
            return True
        if running.isdisjoint(LISTING):
            return False
        return not takes_text(self.focused)

    @on(Finished)
    def _finished(self, message: Finished) -> None:
        message.stop()
        kind = message.kind
        if kind and message.generation != self._generations.get(kind):
            return
        self._cancels.pop(kind or f"#{message.generation}", None)
        if self._under_way.get(kind) == message.generation:
            del self._under_way[kind]
        error = message.error
        if error is None:
            if message.done is not None:
                message.done(message.result)
        elif isinstance(error, SessionEnded):
            self.kehao.end_session(error)
        elif isinstance(error, PasswordNeeded):
            self._ask_password(message, error)
        elif isinstance(known := _as_known(error), KehaoError):
            if message.failed is not None:
                message.failed(known)
            elif not isinstance(known, Stopped):
                self.show_error(known)
        else:
            raise error

    def _ask_password(self, message: Finished, error: PasswordNeeded) -> None:
        """Ask for the password, then go on with what takes it; leaving the question refuses it."""
        from tui.screens.staff.password_again import PasswordAgainDialog

        def answered(given: bool | None) -> None:
            if given:
                message.again()
            elif message.failed is not None:
                message.failed(error)

        self.app.push_screen(PasswordAgainDialog(str(error.params.get("permission", ""))), answered)

    def on_unmount(self) -> None:
        """Interrupt what still runs for this screen."""
        for token in self._cancels.values():
            token.cancel()
        self._cancels.clear()

    # -- what is to be seen at once -------------------------------------------------------------

    def hold_paint(self) -> None:
        """Paint nothing for a moment: what was asked for comes, and is seen together with the key.

        Textual would paint the echo of the key first, and then nothing for up to two frames: 33 ms.
        """
        if not self._held:
            self._held = True
            asyncio.get_running_loop().call_later(HELD, self._release)

    def paint_first(self, widget: Widget) -> None:
        """Paint as soon as this widget has changed, without the wait for the next frame."""
        self._painted_first = widget

    def _release(self) -> None:
        self._held = False
        self.check_idle()

    def on_idle(self, event: events.Idle) -> None:
        """Paint what should not wait, and what should wait not yet."""
        if self._painted_first in self._dirty_widgets:
            self._painted_first = None
            self._on_timer_update()
            self._held = False
        elif self._held:
            event.prevent_default()

    # -- one sentence for the person ------------------------------------------------------------

    def show_error(self, error: KehaoError | str) -> None:
        """Say what happened and how to go on; it stays until the next key after a while."""
        text = error_text(error) if isinstance(error, KehaoError) else error
        self._message_bar().show(text, "error")

    def show_note(self, text: str) -> None:
        """Say that something was done."""
        self._message_bar().show(text, "note")

    def clear_message(self) -> None:
        """Take the sentence away."""
        self._message_bar().clear()

    def _message_bar(self) -> MessageBar:
        if self._bar is None:
            self._bar = self.query_one(MessageBar)
        return self._bar

    # -- habits of all screens ------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out (None) what none of the account's permissions allows."""
        known = BY_ID.get(f"{self.SCOPE}.{action}")
        if known is not None and known.permissions:
            session = self.kehao.session
            if session is None or not any(map(session.may, known.permissions)):
                return None
        return True

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """No cursor blinks: it would send a kilobyte a second for ever."""
        if getattr(event.widget, "cursor_blink", False):
            event.widget.cursor_blink = False  # type: ignore[attr-defined]

    def on_key(self, event: events.Key) -> None:
        """A message that has been read makes room; a key that may not be used says so."""
        if self._bar is not None:
            self._bar.clear_when_read()
        session = self.kehao.session
        bound = [
            BY_ID.get(binding.id or "")
            for _, bindings in self._modal_binding_chain
            for binding in bindings.key_to_bindings.get(event.key, ())
        ]
        known = bound[0] if bound else None
        if known and known.permissions and session and not any(map(session.may, known.permissions)):
            self.show_note(t("Your role does not include this: {action}.", action=t(known.label)))

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close with an answer; behind the lock or another dialog, as soon as it is on top."""
        if self.app.screen is not self:
            self._waiting_to_close = (result,)
            return nothing()
        closing: AwaitComplete = super().dismiss(result)
        return closing

    def on_screen_suspend(self) -> None:
        """What was said here is past when something else has been looked at."""
        if self._bar is not None:
            self._bar.clear_when_past()

    def on_screen_resume(self) -> None:
        """Close now if that was asked for while something lay over this screen."""
        if self._waiting_to_close is not None:
            (result,) = self._waiting_to_close
            self._waiting_to_close = None
            self.call_later(self._close_now, result)

    def _close_now(self, result: Answer | None) -> None:
        # Returns nothing to await: a screen must not wait for its own end.
        self.dismiss(result)


def nothing() -> AwaitComplete:
    """Something to await that is done already."""
    done: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]
    return done


class KehaoScreen(Framed[None]):
    """A whole screen: a section, the sign-in, the lock."""

    SECTION: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        """Title, body, message, keys."""
        yield TitleBar(self.SECTION)
        yield from self.compose_body()
        with Vertical(classes="foot"):
            yield MessageBar()
            yield KeyBar()


class KehaoDialog(Framed[Answer], ModalScreen[Answer]):
    """A question or a form over a screen; closes with an answer, None when it was left."""

    SCOPE = "dialog"
    BINDINGS = bindings_over("app.help", "app.palette")
    TITLE_TEXT: ClassVar[str] = ""
    WIDE: ClassVar[bool] = False

    def compose(self) -> ComposeResult:
        """A frame with title, body, message and keys."""
        with Vertical(classes="dialog -wide" if self.WIDE else "dialog"):
            if title := self.title_text():
                yield Static(content(title), classes="dialog-title")
            yield from self.compose_body()
            with Vertical(classes="dialog-foot"):
                yield MessageBar()
                yield KeyBar()

    def title_text(self) -> str:
        """The heading, already in the person's language."""
        return t(self.TITLE_TEXT) if self.TITLE_TEXT else ""

    def action_close(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
