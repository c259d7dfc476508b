"""What a person wishes of the app: language, colours, keys; kept with the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.driver import Driver
from textual.filter import Monochrome

from tui import locale
from tui.keys import keymap
from tui.locking import Locking
from tui.safe import Sweep
from tui.theme import DARK, LIGHT, THEMES, NoColours

if TYPE_CHECKING:
    from store.errors import KehaoError
    from store.session import Session


@dataclass(frozen=True, slots=True)
class Profile:
    """What the account wants, read together with the sign-in (in its thread)."""

    session: Session
    language: str
    theme: str
    keys: str
    short_of_room: KehaoError | None = None
    failing: tuple[str, ...] = ()


def profile_of(session: Session) -> Profile:
    """Read the account's wishes; call in a thread."""
    return Profile(
        session,
        session.preference("language"),
        session.preference("theme"),
        session.preference("keys"),
        session.short_of_room(),
        tuple(job.name for job in session.jobs.failing()),
    )


class Wishes(Locking):
    """An app that follows somebody's wishes."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = "dark"
        self._no_color_asked = self.no_color
        self._plain_filter = NoColours(enabled=self.no_color)
        self._filters[:] = [
            *(kept for kept in self._filters if not isinstance(kept, Monochrome)),
            self._plain_filter,
            Sweep(),
        ]
        self.keymap = keymap.AS_SHIPPED
        self.theme_name = "plain" if self.no_color else "dark"
        self._own_keys = ""

    def use_language(self, language: str) -> None:
        """Speak this language in all that is composed from now on."""
        locale.use(language)

    def use_theme(self, name: str) -> None:
        """Show these colours (`dark`, `light`, `plain`); NO_COLOR comes before any choice."""
        name = name if name in THEMES else "dark"
        self._plain_filter.enabled = self.no_color = self._no_color_asked or name == "plain"
        self.theme_name = name
        self.theme = "dark" if name == "plain" else name
        self.refresh_css(animate=False)

    def use_keys(self, text: str) -> None:
        """Put the person's keys in force: the file's, and over it those of the account."""
        self._own_keys = text
        from_file, problem = keymap.read_file(keymap.path())
        self.keymap = keymap.load(from_file, text)
        if problem:
            self.keymap = keymap.Keymap(self.keymap.keys, (problem, *self.keymap.problems))
        self.set_keymap(self.keymap.keys)

    def own_keys(self) -> dict[str, str]:
        """The keys that the account itself asks for, without those of the file."""
        return dict(keymap.load(self._own_keys).keys)
