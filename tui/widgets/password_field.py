"""A field for the password of whoever is signed in, checked with Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.widgets import Input

from store.errors import KehaoError
from tui.locale import t

if TYPE_CHECKING:
    from tui.screens.base import Framed


class PasswordField(Input):
    """Gives what was typed to `check`, in a thread: calls `right` if it returns, else says why."""

    def __init__(self, check: Callable[[str], None], right: Callable[[], object]) -> None:
        super().__init__(password=True, max_length=256)
        self._check = check
        self._right = right

    @property
    def _framed(self) -> Framed[object]:
        return cast("Framed[object]", self.screen)

    async def action_submit(self) -> None:
        """Check it; the field is empty and closed until the answer is here."""
        password = self.value
        if not password:
            return
        self.value = ""
        self.disabled = True
        self._framed.show_note(t("Checking…"))
        self._framed.run_in_thread(
            lambda: self._check(password),
            lambda _: self._right(),
            failed=self._refused,
            kind="password",
        )

    def _refused(self, error: KehaoError) -> None:
        self.open()
        self._framed.show_error(error)

    def open(self) -> None:
        """Empty, and ready for typing."""
        self.value = ""
        self.disabled = False
        self.focus()
