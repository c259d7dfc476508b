"""The code that a new customer would get, as the form shows it while one types.

It binds nothing: the number is given when the customer is saved.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from store.customers.fields import Field
from store.errors import KehaoError
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import Framed
from tui.widgets.customer_text import explained

if TYPE_CHECKING:
    from store.codes.service import Preview

PREVIEW_PAUSE: Final = 0.15


class CodePreview(Framed[Any]):
    """For the form: asks for the code a moment after the last key, and shows it."""

    preview: Preview | None = None
    _timer: Timer | None = None

    @abstractmethod
    def preview_of(self) -> Mapping[str, str] | None:
        """The values as typed; None where no preview is wanted."""

    @abstractmethod
    def code_given(self) -> str:
        """The code typed by hand; empty for one by rule."""

    @abstractmethod
    def fields_known(self) -> Mapping[str, Field]:
        """The fields in force."""

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PREVIEW_PAUSE, self.ask_preview)

    def ask_preview(self) -> None:
        """Ask what code there would be."""
        values = self.preview_of()
        if values is None:
            return
        if self.code_given():
            self.preview = None
            self._show(Content(t("The code below is given, not one by rule.")))
            return
        self.run_in_thread(
            partial(self.session.codes.preview, values),
            self._show_preview,
            failed=self._no_preview,
            kind="preview",
        )

    def _show_preview(self, preview: Preview) -> None:
        self.preview = preview
        self._show(
            Content.assemble(
                (plain(preview.text), "bold $primary"),
                "  ",
                (explained(preview.segments, self.fields_known()), "$quiet"),
                "\n",
                t("A preview: the number is given when you save."),
            )
        )

    def _no_preview(self, error: KehaoError) -> None:
        self.preview = None
        self._show(Content.assemble(t("No code yet: "), error_text(error)))

    def _show(self, text: Content) -> None:
        for shown in self.query("#preview").results(Static):
            shown.update(text)
