"""One of several things: a list with a field over it that narrows the list."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.spelling import fits


class ChooseDialog(KehaoDialog[str]):
    """Answers with the key of the row that was chosen, None when it was left.

    rows: (key, text) pairs, the text already in the person's language. current: the key that the
    cursor begins on.
    """

    SCOPE = "choose"
    BINDINGS = bindings_for("choose")
    DEFAULT_CSS = """
    ChooseDialog OptionList { height: auto; max-height: 14; margin-top: 1; background: $surface; }
    """

    def __init__(self, title: str, rows: Sequence[tuple[str, str]], *, current: str = "") -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._shown: list[str] = []
        self._current = current

    def title_text(self) -> str:
        """What is to be chosen."""
        return self._title

    def compose_body(self) -> ComposeResult:
        """The field and the list under it."""
        yield Input(placeholder=t("Type a few letters, Enter chooses"))
        yield OptionList(markup=False)

    def on_mount(self) -> None:
        """All of them, before anything is typed."""
        options = self.query_one(OptionList)
        options.can_focus = False
        self._show("")
        if self._current in self._shown:
            options.highlighted = self._shown.index(self._current)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        fitting = [row for row in self._rows if fits(typed, " ".join(row))]
        self._shown = [key for key, _ in fitting]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(content(text)) for _, text in fitting)
        if fitting:
            options.highlighted = 0
            self.clear_message()
        elif typed:
            self.show_error(t("Nothing fits: fewer letters find more."))

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while the field has the focus."""
        options = self.query_one(OptionList)
        if event.key == "down":
            options.action_cursor_down()
        elif event.key == "up":
            options.action_cursor_up()
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    @on(Input.Submitted)
    def _chosen(self) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None and self._shown:
            self.dismiss(self._shown[highlighted])
