"""What the steps share: each is a part of the page, and knows the import on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical

from tui.screens.importing.state import Importing

if TYPE_CHECKING:
    from tui.screens.importing.page import ImportPage


class Step(Vertical):
    """One step. `enter` shows it anew, `go` goes on; keys that are its own: `KEYS`."""

    TITLE: ClassVar[str] = ""
    KEYS: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, state: Importing, *, id: str) -> None:
        super().__init__(id=id)
        self.state = state

    @property
    def page(self) -> ImportPage:
        """The screen that the step is part of."""
        return cast("ImportPage", self.screen)

    def enter(self) -> None:
        """Show what there is to decide, and take the focus."""

    def go(self) -> None:
        """Go on to the next step."""
