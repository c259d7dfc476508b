"""The sign-in: says what this is, asks for name and password, and lets nobody wait in the dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from store.errors import CodeNeeded, KehaoError, NotPermitted, SignInRefused
from tui import locale
from tui.actions import bindings_for
from tui.locale import LANGUAGES, error_text, t
from tui.safe import content
from tui.screens.base import KehaoScreen
from tui.screens.form import ENTER, EnterGoesOn

if TYPE_CHECKING:
    from tui.wishes import Profile


class SignInScreen(EnterGoesOn[None], KehaoScreen):
    """Name, password, Enter."""

    SCOPE = "sign_in"
    BINDINGS = [*bindings_for("sign_in"), ENTER]
    DEFAULT_CSS = """
    SignInScreen { align: center middle; }
    SignInScreen > #card { width: 64; max-width: 100%; height: auto; padding: 0 2; }
    SignInScreen #card > Static { height: auto; }
    SignInScreen #what { padding-bottom: 1; }
    SignInScreen .row { height: 1; margin-top: 1; }
    SignInScreen .row > .label { width: 12; }
    SignInScreen .row > Input { width: 1fr; }
    SignInScreen #how, SignInScreen #hints { margin-top: 1; }
    """

    def compose_body(self) -> ComposeResult:
        """What this is, the two fields, how to go on."""
        name, password = self.kehao.prefill or ("", "")
        with Vertical(id="card"):
            yield Static(Content.styled("客号 Kehao", "bold $primary"))
            yield Static(id="what")
            yield Static(content(self.kehao.store_folder, "$quiet"))
            with Horizontal(classes="row"):
                yield Static(classes="label", id="name-label")
                yield Input(
                    name,
                    id="name",
                    max_length=64,
                    select_on_focus=bool(name),
                    disabled=self.kehao.served,
                )
            with Horizontal(classes="row"):
                yield Static(classes="label", id="password-label")
                yield Input(password, password=True, id="password", max_length=256)
            with Horizontal(classes="row", id="code-row"):
                yield Static(classes="label", id="code-label")
                yield Input(id="code", max_length=32, disabled=True)
            yield Static(id="how", classes="hint")
            yield Static(
                content("\n".join(self.kehao.hints), lines=True), id="hints", classes="hint"
            )

    def on_mount(self) -> None:
        """Fill in the words; look at the store once the screen stands."""
        self._words()
        self.query_one("#code-row").display = False
        self.query_one("#hints").display = bool(self.kehao.hints)
        self.query_one("#password" if self.kehao.prefill else "#name").focus()
        self.set_timer(0.3, self._look)

    def on_screen_resume(self) -> None:
        """Say why the person is here again."""
        super().on_screen_resume()
        if note := self.kehao.gate_note:
            self.kehao.gate_note = ""
            self.show_error(note)

    def _words(self) -> None:
        what = t("Customer codes by rule, unique for ever, and the customers behind them.")
        self.query_one("#what", Static).update(content(what))
        self.query_one("#name-label", Static).update(content(t("Your name")))
        self.query_one("#password-label", Static).update(content(t("Password")))
        self.query_one("#code-label", Static).update(content(t("Your code")))
        self.query_one("#how", Static).update(content(t("Enter signs in.")))

    def _look(self) -> None:
        folder = self.kehao.store_folder

        def opened() -> None:
            import store

            store.open(folder)

        self.run_in_thread(opened, kind="look")

    def action_language(self) -> None:
        """The other language, before anybody has chosen one."""
        others = [name for name in LANGUAGES if name != locale.language()]
        self.kehao.start_language = others[0]
        locale.use(others[0])
        self._words()
        self.clear_message()
        self.refresh_bindings()

    def action_next_field(self) -> None:
        """From the name on to the password, unless the demonstration has filled that in."""
        name, password = self.query_one("#name", Input), self.query_one("#password", Input)
        given = self.kehao.prefill[1] if self.kehao.prefill else ""
        if self.focused is name and given and password.value == given:
            name.call_later(self.submit)
        else:
            super().action_next_field()

    def submit(self) -> None:
        """Sign in, or say what is still missing."""
        name = self.query_one("#name", Input).value.strip()
        password = self.query_one("#password", Input).value
        if not name or not password:
            self.show_error(t("Name and password, then Enter."))
            self.set_focus(self.query_one("#password" if name else "#name"))
            return
        code = self.query_one("#code", Input).value.strip() if self._asked_code else ""
        if self._asked_code and not code:
            self.show_error(t("The code that your app shows, then Enter."))
            self.set_focus(self.query_one("#code"))
            return
        self._wait(True)
        self.drop("look")
        folder, client, key = self.kehao.store_folder, self.kehao.client, self.kehao.key

        def sign_in() -> Profile:
            import store
            from tui.wishes import profile_of

            session = store.open(folder).sign_in(name, password, code=code, client=client, key=key)
            if session.for_programs:
                session.close()
                raise NotPermitted(
                    "{name} is an account for a program, and opens no screen: sign in with your "
                    "own.",
                    name=session.name,
                )
            return profile_of(session)

        self.run_in_thread(sign_in, self._signed_in, failed=self._refused, kind="sign in")

    @property
    def _asked_code(self) -> bool:
        return bool(self.query_one("#code-row").display)

    def _ask_code(self, asked: bool) -> None:
        """Show the third field, or take it away with what was in it."""
        field = self.query_one("#code", Input)
        field.value = ""
        field.disabled = not asked
        self.query_one("#code-row").display = asked

    @on(Input.Changed, "#name, #password")
    def _somebody_else(self) -> None:
        """Another name or password: whether there are codes is not known again."""
        if self._asked_code and not self.query_one("#password").disabled:
            self._ask_code(False)

    def _wait(self, waiting: bool) -> None:
        self.freeze(waiting)
        self.query_one("#name").disabled = waiting or self.kehao.served
        if not waiting:
            self.query_one("#code").disabled = not self._asked_code
        if waiting:
            self.show_note(t("Signing in…"))

    def _refused(self, error: KehaoError) -> None:
        self._wait(False)
        if isinstance(error, CodeNeeded):
            self._ask_code(True)
            self.query_one("#code").focus()
            self.show_note(error_text(error))
            return
        asked = self._asked_code
        field = self.query_one("#code" if asked else "#password", Input)
        field.value = ""
        field.focus()
        self.show_error(error)
        if asked:
            hint = t("Each code is good once: wait for the next. A recovery code does as well.")
            self.query_one("#how", Static).update(content(hint))
        if isinstance(error, SignInRefused) and error.params.get("seconds"):
            self.query_one("#how", Static).update(
                content(t("After the wait, the right password signs in as ever."))
            )

    def _signed_in(self, profile: Profile) -> None:
        typed = self.query_one("#password", Input).value
        self.query_one("#password", Input).value = ""
        self._ask_code(False)
        session = profile.session
        if not session.must_change_password and not session.must_set_up_codes:
            self.kehao.enter(profile)
            return
        self.kehao.session = session

        def changed(done: bool | None) -> None:
            self._wait(False)
            if done and session.must_set_up_codes:
                self._first(profile, changed)
            elif done:
                self.kehao.enter(profile)
            else:
                self.kehao.close_session()
                self.clear_message()
                self.query_one("#password").focus()

        self.clear_message()
        self._first(profile, changed, typed)

    def _first(
        self, profile: Profile, done: Callable[[bool | None], None], typed: str = ""
    ) -> None:
        """What has to be done before anything is permitted: one thing after the other."""
        from tui.screens.staff.one_time_codes import SetUpCodesDialog
        from tui.screens.staff.password import PasswordDialog

        if profile.session.must_change_password:
            expired = profile.session.password_expired
            self.app.push_screen(PasswordDialog(forced=True, expired=expired, old=typed), done)
        else:
            self.app.push_screen(SetUpCodesDialog(forced=True), done)
