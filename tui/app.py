"""The full-screen app: who is signed in, which section is open, colours, lock, leaving.

No screen's logic is here. Start it with `tui.start.full_screen`, which cleans the environment
before Textual is imported. The first screen (sign-in, or the first start) is the mode `gate`; the
sections are modes of their own, each imported when it is first opened; the lock is a mode too, so
that nothing of another mode is on the screen while it is locked.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.driver import Driver
from textual.screen import Screen

from store.errors import KehaoError
from tui import locale
from tui.actions import BY_ID, bindings_for
from tui.locale import error_text, t
from tui.locking import now
from tui.safe import plain
from tui.widgets.frame import TitleBar
from tui.wishes import Profile, Wishes

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from store.session import Session
    from store.sign_in.opening import Store
    from tui.action import Action
    from tui.screens.base import Framed

SETTLED: Final = 0.3
"""Seconds after the start: what there is then (classes, styles, texts) stays to the end."""
SESSION_SECONDS: Final = 15
"""So often the app asks whether the account may still go on."""

SECTIONS: Final[dict[str, str]] = {
    "customers": "tui.screens.customers.customers:CustomersScreen",
    "rules": "tui.screens.codes.rules:RulesScreen",
    "log": "tui.screens.log.log:LogScreen",
    "staff": "tui.screens.staff.staff:StaffScreen",
    "fields": "tui.screens.fields:FieldsScreen",
    "jobs": "tui.screens.jobs.jobs:JobsScreen",
}
"""The sections in the order in which the first permitted one opens, and where each is."""


class KehaoApp(Wishes):
    """Kehao on the whole screen.

    store_folder: the store, or None for the person's own (`kehao` in the data folder).
    language: `zh` or `en`, else what LANG says; the account's choice comes before both.
    prefill: name and password already filled in (the demonstration), Enter signs in; the password
        can be empty.
    hints: sentences under the sign-in.
    """

    TITLE = "Kehao"
    CSS_PATH = Path(__file__).with_name("kehao.tcss")
    BINDINGS = [*bindings_for("app"), ("ctrl+c", "hint_quit")]
    DEFAULT_MODE = "gate"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
    SCOPE: ClassVar[str] = "app"

    def __init__(
        self,
        store_folder: Path | None = None,
        *,
        language: str | None = None,
        prefill: tuple[str, str] | None = None,
        hints: Sequence[str] = (),
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class)
        self.store_folder = store_folder or own_store()
        self.start_language = language or locale.from_environment()
        locale.use(self.start_language)
        self.prefill = prefill
        self.hints = tuple(hints)
        self.session: Session | None = None
        self.store: Store | None = None
        self.client = (os.environ.get("SSH_CONNECTION", "").split() or ["local"])[0]
        self.served = serves(self.store_folder)
        self.key = os.environ.get("KEHAO_SERVED_KEY", "") if self.served else ""
        self.gate_note = ""
        self.hang_up_reason = ""
        self.tour_wanted = False
        self.short_of_room: KehaoError | None = None
        self._modes = {"gate": self._gate, "lock": self._lock_screen, "empty": self._empty}
        self._modes |= {name: _opener(place) for name, place in SECTIONS.items()}

    # -- what others ask ------------------------------------------------------------------------

    def may(self, *permissions: str) -> bool:
        """Whether whoever is signed in holds one of these (for showing, not for deciding)."""
        return self.session is not None and any(map(self.session.may, permissions))

    def who(self) -> str:
        """Name, roles and store for the title row; empty before the sign-in."""
        if self.session is None or not self.signed_in:
            return ""
        roles = "、" if locale.language() == "zh" else ", "
        return f"{self.session.name} ({roles.join(map(t, self.session.roles))})  " + plain(
            self.store_folder.name
        )

    def warning(self) -> str:
        """What stands in the title row until it is mended; empty when all is well."""
        if self.signed_in and self.session is not None and self.session.set_back is not None:
            return t("An old copy of the store")
        if self.short_of_room is None or not self.signed_in:
            return ""
        return t("Disk: {free} MB left", free=self.short_of_room.params["free"])

    # -- beginning and end ----------------------------------------------------------------------

    def on_mount(self) -> None:
        """Watch for the connection's end and for idleness."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)
        with suppress(ValueError, NotImplementedError):  # not in the main thread
            loop.add_signal_handler(signal.SIGHUP, self.hang_up, "connection lost")
            loop.add_signal_handler(signal.SIGTERM, self.hang_up, "terminated")
        self.set_timer(SETTLED, settle)
        self.set_interval(5, self.lock_if_idle)
        self.set_interval(SESSION_SECONDS, self.look_after_session)

    def enter(self, profile: Profile) -> None:
        """Somebody is signed in: their language, colours and keys, and the first section."""
        self.session = profile.session
        self.signed_in = True
        self.last_input = now()
        self.use_language(profile.language or self.start_language)
        self.use_theme(profile.theme)
        self.use_keys(profile.keys)
        first = next((name for name in SECTIONS if self.may(*BY_ID[f"app.{name}"].permissions)), "")
        self.open_section(first or "empty")
        self._renew("gate", self._gate)
        self.short_of_room = profile.short_of_room
        if self.keymap.problems:
            self.call_after_refresh(self.say, self.keymap.problems[0])
        if self.short_of_room is not None:
            self.call_after_refresh(self.say, error_text(self.short_of_room))
        if profile.failing:
            said = t("Your job {name} failed: Jobs, among all commands, says why.",
                     name=profile.failing[0])  # fmt: skip
            self.call_after_refresh(self.say, said)
        if self.session.set_back is not None:
            self.call_after_refresh(self.say, error_text(self.session.set_back))

    def end_session(self, why: KehaoError | str = "") -> None:
        """Back to the sign-in, which says why; the session is closed, its screens are gone."""
        session, self.session = self.session, None
        self.signed_in = False
        self.forget_lock()
        self.gate_note = error_text(why) if isinstance(why, KehaoError) else why
        self.clear_notifications()
        self.use_language(self.start_language)
        self.use_keys("")
        self.switch_mode("gate")
        for name, place in SECTIONS.items():
            self._renew(name, _opener(place))
        self._renew("lock", self._lock_screen)
        self._renew("empty", self._empty)
        if session is not None:
            self.run_worker(lambda: _close(session, ""), thread=True, exit_on_error=False)

    def look_after_session(self) -> None:
        """Leave the session when the account was disabled or signed out elsewhere."""
        session = self.session
        if session is None or not self.signed_in:
            return

        held = session.permissions
        present = now() - self.last_input < SESSION_SECONDS

        def look() -> None:
            why = session.why_over()
            if self.session is session and why is not None:
                ended = t("Your session was ended by an administrator: sign in again.")
                self.call_later(self.end_session, why if "hours" in why.params else ended)
            elif session.permissions != held:
                self.call_later(self._roles_changed)
            self.call_later(self._room_seen, session.short_of_room())
            if why is None and present:
                session.seen()

        self.run_worker(look, thread=True, exclusive=True, group="session", exit_on_error=False)

    def _roles_changed(self) -> None:
        self.screen.refresh_bindings()
        self._refresh_title()

    def _room_seen(self, short: KehaoError | None) -> None:
        before, self.short_of_room = self.warning(), short
        if self.warning() == before:
            return
        self._refresh_title()
        if short is not None and not before:
            self.say(error_text(short))

    def _refresh_title(self) -> None:
        for bar in self.screen.query(TitleBar):
            bar.refresh()

    def close_session(self, why: str = "") -> None:
        """Sign out for good; called once more after the screen is gone, and harmless then."""
        session, self.session = self.session, None
        if session is not None:
            _close(session, why)

    def hang_up(self, why: str) -> None:
        """The connection is gone: sign out and leave, whatever still runs after ten seconds."""
        self.hang_up_reason = why
        watchdog = threading.Timer(10, os._exit, (129,))
        watchdog.daemon = True
        watchdog.start()
        self.exit(return_code=129)

    # -- sections -------------------------------------------------------------------------------

    def open_section(self, name: str) -> None:
        """Show a section; it is imported and composed the first time."""
        try:
            self.switch_mode(name)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("tui.screens"):
                raise
            self._screen_stacks.pop(name, None)
            self.say(t("This section is missing from the installation: install Kehao again."))

    async def run_command(self, action: Action, node: DOMNode | None) -> None:
        """Do an action of the registry; without a node in a section that is opened first."""
        if node is None:
            self.open_section(action.scope)
            self.call_after_refresh(self.run_action, action.name, self.screen)
        else:
            await self.run_action(action.name, node)

    def say(self, text: str) -> None:
        """One sentence on whatever screen is open."""
        show = getattr(self.screen, "show_error", None)
        if show is not None:
            show(text)

    def rebuild(self, then: Callable[[], object]) -> None:
        """Compose every section anew, in the language in use now; the open one stays open."""
        here = self.current_mode
        self.switch_mode("empty")
        for name, place in SECTIONS.items():
            self._renew(name, _opener(place))
        self.call_later(self.open_section, here)
        self.call_later(self._renew, "empty", self._empty)
        self.call_later(then)

    def _renew(self, mode: str, factory: Callable[[], Screen[Any]]) -> None:
        if mode != self.current_mode:
            self.remove_mode(mode)
            self.add_mode(mode, factory)

    def _gate(self) -> Screen[Any]:
        from store.sign_in.making import unfinished

        try:
            fresh = unfinished(self.store_folder) or not any(self.store_folder.iterdir())
        except FileNotFoundError:
            fresh = True
        except OSError:
            fresh = False  # the sign-in says what is wrong with it
        if fresh:
            from tui.screens.staff.first_run import FirstRunScreen

            return FirstRunScreen()
        from tui.screens.staff.sign_in import SignInScreen

        return SignInScreen()

    def _lock_screen(self) -> Screen[Any]:
        from tui.screens.staff.lock import LockScreen

        return LockScreen()

    def _empty(self) -> Screen[Any]:
        from tui.screens.empty import EmptyScreen

        return EmptyScreen()

    # -- actions of everywhere ------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the sign-in and behind the lock, only leaving and (before) help."""
        known = BY_ID.get(f"app.{action}")
        if known is None:
            return True
        if self.locked or not self.signed_in:
            return action == "quit" or (action == "help" and not self.locked)
        return True if not known.permissions or self.may(*known.permissions) else None

    def action_customers(self) -> None:
        self.open_section("customers")

    def action_rules(self) -> None:
        self.open_section("rules")

    def action_log(self) -> None:
        self.open_section("log")

    def action_staff(self) -> None:
        self.open_section("staff")

    def action_fields(self) -> None:
        self.open_section("fields")

    def action_jobs(self) -> None:
        self.open_section("jobs")

    def action_settings(self) -> None:
        from tui.screens.settings import SettingsDialog

        self.push_screen(SettingsDialog())

    def action_help(self) -> None:
        from tui.screens.help import HelpDialog

        if isinstance(self.screen, HelpDialog):
            self.screen.dismiss(None)
            return
        self.push_screen(HelpDialog(self.screen))

    def action_palette(self) -> None:
        from tui.screens.palette import PaletteDialog

        if isinstance(self.screen, PaletteDialog):
            self.screen.dismiss(None)
            return
        self.push_screen(PaletteDialog(self.screen))

    def action_redraw(self) -> None:
        """Something else wrote on the terminal: draw all of it anew."""
        self.repaint()
        self.screen.refresh()

    def action_tour(self) -> None:
        """To the tour, on sample data in a store of its own; ends this session first."""
        from tui.screens.confirm import ConfirmDialog

        lines = [
            t("Fifteen short steps on made-up customers, with the real keys."),
            t("You are signed out here; when you leave the tour you can sign in again."),
        ]

        def go() -> None:
            self.tour_wanted = True
            self.exit()

        question = ConfirmDialog(t("Take the tour?"), lines, verb=t("Take the tour"))
        self.push_screen(question, lambda yes: self._leave(go) if yes else None)

    def action_lock(self) -> None:
        self.lock()

    def action_sign_out(self) -> None:
        self._leave(lambda: self.end_session(t("You have signed out.")))

    async def action_quit(self) -> None:
        """Sign out and leave; asks first when something would be lost."""
        if self.locked:
            self.exit()
        else:
            self._leave(self.exit)

    def action_hint_quit(self) -> None:
        """Ctrl-C does not end the app; say what does."""
        self.say(t("Ctrl-Q leaves Kehao."))

    def _leave(self, go: Callable[[], object]) -> None:
        losses = [loss for screen in self.framed() if (loss := screen.unsaved())]
        if not losses:
            go()
            return
        from tui.screens.confirm import ConfirmDialog

        question = ConfirmDialog(t("Leave without saving?"), losses, verb=t("Leave"))
        self.push_screen(question, lambda yes: go() if yes else None)

    def framed(self) -> Iterable[Framed[Any]]:
        """Every screen there is, shown or not."""
        from tui.screens.base import Framed

        for stack in self._screen_stacks.values():
            yield from (screen for screen in stack if isinstance(screen, Framed))


def settle() -> None:
    """Keep the search for garbage out of the keys' way.

    What is in memory now is never looked through again (60 ms in the middle of a key press), and
    what comes after less often: a screen's paint makes thousands of small objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def serves(store_folder: Path) -> bool:
    """Whether somebody else than the process's own account is served on this store."""
    if "KEHAO_SERVED" not in os.environ:
        return False
    from store.files import confinement

    return confinement.serves(store_folder)


def own_store() -> Path:
    """Where a person's own store lies when none is named."""
    from platformdirs import user_data_path

    return user_data_path("kehao")


def _opener(place: str) -> Callable[[], Screen[Any]]:
    module, _, name = place.partition(":")

    def open_screen() -> Screen[Any]:
        screen: Screen[Any] = getattr(import_module(module), name)()
        return screen

    return open_screen


def _close(session: Session, why: str) -> None:
    with suppress(KehaoError):
        session.close(why=why)
