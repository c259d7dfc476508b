"""The person's own settings: language, colours, password, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui import locale
from tui.action import Action
from tui.actions import ACTIONS, BY_ID, SCOPES, bindings_for
from tui.keys import keymap
from tui.keys.names import key_shown, key_text, short_key_text
from tui.locale import LANGUAGES, t
from tui.safe import content, pad
from tui.screens.base import KehaoDialog
from tui.theme import THEMES
from tui.widgets.customer_page import local_time

if TYPE_CHECKING:
    from store.backup.service import Standing

if TYPE_CHECKING:
    from store.staff.second_factor import FactorStanding


class SettingsDialog(KehaoDialog[None]):
    """Every change is in force at once and kept with the account."""

    SCOPE = "settings"
    TITLE_TEXT = "Settings"
    WIDE = True
    BINDINGS = [*bindings_for("settings"), ("j", "move(1)"), ("k", "move(-1)")]
    DEFAULT_CSS = """
    SettingsDialog Static { height: auto; }
    SettingsDialog OptionList { height: 1fr; margin-top: 1; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._backup: tuple[str, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Choices, the backup for who answers for it, then every action with its keys."""
        yield Static(id="choices")
        yield Static(content(t("Keys: Enter on a row, then press the new key.")), classes="hint")
        yield OptionList(markup=False)

    def on_mount(self) -> None:
        """Show how things are; what is asked of the store comes a moment later."""
        self._show()
        session = self.session
        if session.may("backup.run") or session.may("setting.edit"):
            self.run_in_thread(session.backups.standing, self._backed_up, kind="backup")

    def _backed_up(self, standing: Standing) -> None:
        """How old the last backup is, in the colour of a warning where somebody has to act."""
        last = local_time(standing.last, self.session.zone) or t("never")
        told = t("{time}, the last attempt failed", time=last) if standing.failure else last
        ill = standing.too_old or bool(standing.failure)
        self._backup = (told, "bold $warning" if ill else "bold $strong")
        self._choices()

    # -- language and colours -------------------------------------------------------------------

    def action_language(self) -> None:
        """The other language, for everything at once."""
        names = list(LANGUAGES)
        language = names[(names.index(locale.language()) + 1) % len(names)]
        losses = [loss for screen in self.kehao.framed() if (loss := screen.unsaved())]
        if losses:
            self.show_error(losses[0])
            return
        self.kehao.use_language(language)
        self._keep("language", language)
        app = self.kehao
        self.dismiss(None)
        app.call_later(app.rebuild, app.action_settings)

    def action_theme(self) -> None:
        """The next colours."""
        names = list(THEMES)
        theme = names[(names.index(self.kehao.theme_name) + 1) % len(names)]
        self.kehao.use_theme(theme)
        self._keep("theme", theme)
        self._choices()

    def action_password(self) -> None:
        """Change one's own password."""
        from tui.screens.staff.password import PasswordDialog

        def changed(done: bool | None) -> None:
            if done:
                self.show_note(t("The password is changed."))

        self.app.push_screen(PasswordDialog(), changed)

    def action_codes(self) -> None:
        """One-time codes: set up, or what can be done with those there are."""
        factor = self.session.second_factor
        self.run_in_thread(factor.standing, self._open_codes, kind="codes")

    def _open_codes(self, standing: FactorStanding) -> None:
        from tui.screens.staff.one_time_codes import CodesDialog, SetUpCodesDialog

        def done(on: bool | None) -> None:
            if on:
                self.show_note(t("From now on your sign-in asks for a code."))

        def off(done: bool | None) -> None:
            if done:
                self.show_note(t("From now on the password alone signs you in."))

        if standing.on:
            self.app.push_screen(CodesDialog(standing), off)
        else:
            self.app.push_screen(SetUpCodesDialog(), done)

    def action_sessions(self) -> None:
        """Who is signed in."""
        from tui.screens.staff.sessions import SessionsPage

        self.app.push_screen(SessionsPage())

    def action_jobs(self) -> None:
        """Imports and exports that come back by the calendar."""
        self.dismiss(None)
        self.kehao.call_later(self.kehao.open_section, "jobs")

    def action_approvals(self) -> None:
        """What needs a second person."""
        from tui.screens.staff.approvals import ApprovalsPage

        self.app.push_screen(ApprovalsPage())

    def action_move(self, rows: int) -> None:
        """A row down or up, for hands that know vim."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if rows > 0 else options.action_cursor_up()

    # -- keys -----------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        action = ACTIONS[event.option_index]

        def pressed(key: str | None) -> None:
            if key:
                self._give(action, key)

        self.app.push_screen(KeyDialog(action), pressed)

    def action_reset_key(self) -> None:
        """The keys of the action under the cursor as they were shipped."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self._give(ACTIONS[highlighted], "")

    def _give(self, action: Action, key: str) -> None:
        app = self.kehao
        if key and (other := keymap.clash(app.keymap, action.id, key)):
            self.show_error(
                t(
                    "{key} already does “{label}” there: choose another key.",
                    key=key_text(key),
                    label=t(BY_ID[other].label),
                )
            )
            return
        keys = {name: value for name, value in app.own_keys().items() if name != action.id}
        if key:
            keys[action.id] = key
        text = keymap.write(keys)
        app.use_keys(text)
        self._keep("keys", text)
        self.clear_message()
        self._rows()

    # -- showing and keeping --------------------------------------------------------------------

    def _keep(self, name: str, value: str) -> None:
        session = self.session
        self.run_in_thread(lambda: session.set_preference(name, value), kind=f"keep {name}")

    def _show(self) -> None:
        self._choices()
        self._rows()

    def _choices(self) -> None:
        language = LANGUAGES[locale.language()]
        theme = t(THEMES[self.kehao.theme_name])
        keys = self.kehao.keymap
        lines = [
            (*key_and_label(keys, "settings.language"), language, "bold $strong"),
            (*key_and_label(keys, "settings.theme"), theme, "bold $strong"),
        ]
        if self._backup is not None:
            lines.append(("", t("Last backup"), *self._backup))
        self.query_one("#choices", Static).update(
            Content("\n").join(
                Content.assemble(
                    (pad(key, 4), "bold $primary"), (pad(label, 14), "$quiet"), (value, style)
                )
                for key, label, value, style in lines
            )
        )

    def _rows(self) -> None:
        options = self.query_one(OptionList)
        highlighted = options.highlighted
        options.clear_options()
        options.add_options(Option(self._row(action)) for action in ACTIONS)
        options.highlighted = highlighted if highlighted is not None else 0

    def _row(self, action: Action) -> Content:
        keys = self.kehao.keymap
        own = "*" if action.id in keys.keys else " "
        shown = ", ".join(map(key_text, keys.keys_of(action.id))) or t("in Ctrl-P")
        return Content.assemble(
            (own + pad(shown, 20), "$strong"),
            pad(t(SCOPES.get(action.scope, "")), 14),
            t(action.label),
        )


def key_and_label(keys: keymap.Keymap, action_id: str) -> tuple[str, str]:
    """The key of an action as it stands in a row of keys, and its label."""
    shown = keys.keys_of(action_id)
    name = short_key_text(key_shown(shown, locale.language())) if shown else ""
    return name, t(BY_ID[action_id].label)


class KeyDialog(KehaoDialog[str]):
    """Waits for one key and answers with its name; Escape leaves things as they are."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self._action = action

    def title_text(self) -> str:
        """Which action the key is for."""
        return t("New key for “{label}”", label=t(self._action.label))

    def compose_body(self) -> ComposeResult:
        """What to do."""
        yield Static(content(t("Press the key. Esc leaves it as it is.")), classes="hint")

    async def on_event(self, event: events.Event) -> None:
        """The very next key is the answer, whatever it does elsewhere."""
        if isinstance(event, events.Key):
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                self.dismiss(None)
            elif event.key in keymap.FIXED:
                self.show_error(t("This key always does the same: choose another."))
            else:
                self.dismiss(event.key)
            return
        await super().on_event(event)
