"""The first start: who administers, with which password; then the recovery key, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from store.errors import KehaoError
from store.text import fold
from tui import locale
from tui.actions import bindings_for
from tui.locale import LANGUAGES, t
from tui.safe import content
from tui.screens.base import KehaoDialog, KehaoScreen
from tui.screens.form import ENTER, EnterGoesOn

if TYPE_CHECKING:
    from store.sign_in.opening import Created
    from tui.wishes import Profile

_ALIKE = str.maketrans("OIL", "011")
_FIELDS = (
    ("admin", "Your name here"),
    ("password", "Password"),
    ("again", "Password again"),
    ("timezone", "Time zone"),
)


class FirstRunScreen(EnterGoesOn[None], KehaoScreen):
    """Makes the store and its first account, which is administrator and manager."""

    SCOPE = "first_run"
    SECTION = "First start"
    BINDINGS = [*bindings_for("first_run"), ENTER]
    DEFAULT_CSS = """
    FirstRunScreen { align: center middle; }
    FirstRunScreen > #card { width: 70; max-width: 100%; height: auto; padding: 0 2; }
    FirstRunScreen #card > Static { height: auto; }
    FirstRunScreen .row { height: 1; margin-top: 1; }
    FirstRunScreen .row > .label { width: 18; }
    FirstRunScreen .row > Input { width: 1fr; }
    FirstRunScreen #how { margin-top: 1; }
    """

    def compose_body(self) -> ComposeResult:
        """What will be made and where, four fields, what is asked of them."""
        with Vertical(id="card"):
            yield Static(Content.styled("客号 Kehao", "bold $primary"))
            yield Static(id="what")
            for name, _ in _FIELDS:
                with Horizontal(classes="row"):
                    yield Static(classes="label", id=f"{name}-label")
                    yield Input(
                        "Asia/Shanghai" if name == "timezone" else "",
                        id=name,
                        password=name in ("password", "again"),
                        max_length=256,
                    )
            yield Static(id="how", classes="hint")

    def on_mount(self) -> None:
        """Fill in the words."""
        self._words()
        self.query_one("#admin").focus()

    def _words(self) -> None:
        what = t("Here a new encrypted store is made, in {path}.", path=self.kehao.store_folder)
        how = t(
            "A password has 12 characters or more; several words are good. "
            "Enter goes on to the next field, and makes the store after the last."
        )
        self.query_one("#what", Static).update(content(what))
        self.query_one("#how", Static).update(content(how))
        for (name, _), label in zip(
            _FIELDS,
            (t("Your name here"), t("Password"), t("Password again"), t("Time zone")),
            strict=True,
        ):
            self.query_one(f"#{name}-label", Static).update(content(label))

    def action_language(self) -> None:
        """The other language."""
        other = next(name for name in LANGUAGES if name != locale.language())
        self.kehao.start_language = other
        locale.use(other)
        self._words()
        self.clear_message()
        self.refresh_bindings()

    def submit(self) -> None:
        """Make the store, or say what is still wrong."""
        admin, password, again, timezone = (
            self.query_one(f"#{name}", Input).value for name, _ in _FIELDS
        )
        if not admin.strip():
            self._wrong("admin", t("Who administers this store? Type a name."))
            return
        if password != again:
            self.query_one("#again", Input).value = ""
            self._wrong("again", t("The two passwords differ: type the second one again."))
            return
        folder, client = self.kehao.store_folder, self.kehao.client
        language = locale.language()

        def make() -> tuple[Created, Profile]:
            import store
            from tui.wishes import profile_of

            created = store.create(
                folder,
                admin=admin,
                password=password,
                timezone=timezone.strip(),
                language=language,
                client=client,
            )
            session = created.store.sign_in(admin, password, client=client)
            session.set_preference("language", language)
            return created, profile_of(session)

        self._wait(True)
        self.run_in_thread(make, self._made, failed=self._refused, kind="make")

    def _wait(self, waiting: bool) -> None:
        self.freeze(waiting)
        if waiting:
            self.show_note(t("Making the store…"))

    def _wrong(self, field: str, text: str) -> None:
        self.query_one(f"#{field}").focus()
        self.show_error(text)

    def _refused(self, error: KehaoError) -> None:
        self._wait(False)
        field = str(error.params.get("field", ""))
        field = "admin" if field == "name" else field
        self.query_one(f"#{field}" if field in dict(_FIELDS) else "#password").focus()
        self.show_error(error)

    def _made(self, made: tuple[Created, Profile]) -> None:
        created, profile = made
        for name in ("password", "again"):
            self.query_one(f"#{name}", Input).value = ""
        self.clear_message()
        self.kehao.session = profile.session

        def confirmed(_: bool | None) -> None:
            self.kehao.enter(profile)

        self.app.push_screen(RecoveryKeyDialog(created.recovery_key), confirmed)


class RecoveryKeyDialog(KehaoDialog[bool]):
    """Shows the recovery key once; goes on when its last group was typed from the copy."""

    SCOPE = "recovery"
    TITLE_TEXT = "The recovery key"

    DEFAULT_CSS = """
    RecoveryKeyDialog #key { margin: 1 0; height: auto; }
    """

    def __init__(self, recovery_key: str) -> None:
        super().__init__()
        self._groups = recovery_key.split("-")

    def compose_body(self) -> ComposeResult:
        """The key, why it matters, and the field for its last group."""
        yield Static(
            content(
                t(
                    "Copy this key to paper and keep it where your passwords are not. It is shown "
                    "this once and kept nowhere. When everyone's password is lost, or a backup is "
                    "to be restored, it is the only way back to the data."
                )
            ),
            classes="hint",
        )
        yield Static(content(key_lines(self._groups), "bold $strong", lines=True), id="key")
        yield Static(
            content(t("To show that you have it: type its last group from your copy.")),
            classes="label",
        )
        yield Input(id="last", max_length=128)

    @on(Input.Submitted)
    def _check(self, event: Input.Submitted) -> None:
        right = (_as_read(self._groups[-1]), _as_read("".join(self._groups)))
        if _as_read(event.value) in right:
            self._groups = [""]
            self.query_one("#key", Static).update("")
            self.dismiss(True)
        else:
            event.input.value = ""
            self.show_error(t("That is not the last group of the key: compare your copy with it."))

    def action_close(self) -> None:
        """There is no way round it."""


def key_lines(groups: list[str]) -> str:
    """The groups of a recovery key in rows of seven, as they are copied best."""
    return "\n".join("-".join(groups[at : at + 7]) for at in range(0, len(groups), 7))


def _as_read(text: str) -> str:
    """Text of a recovery key as the store reads it: without dashes, O as 0, I and L as 1."""
    return "".join(fold(text).replace("-", " ").split()).upper().translate(_ALIKE)
