"""Somebody else saved the same customer first: field by field, whose value shall stand."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store.customers.fields import MASK, Field
from store.errors import Conflict
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.customer_fields import label_of
from tui.widgets.vim_list import VimList


def untouched(error: Conflict, name: str, opened: Mapping[str, str]) -> bool:
    """Whether the other surely left this field as it was; behind a mask nobody can tell."""
    theirs = error.theirs[name]
    return theirs == opened.get(name, "") and theirs != MASK


class ConflictDialog(KehaoDialog[dict[str, str]]):
    """Answers with the values of one's own that shall stand, None when it was left.

    opened: the values as they were before either changed them. A field that the other did not
    touch begins with one's own value, every other with theirs, also one that is masked: nothing of
    theirs is lost unasked.
    """

    SCOPE = "conflict"
    TITLE_TEXT = "Two changes at once"
    BINDINGS = bindings_for("conflict")
    DEFAULT_CSS = """
    ConflictDialog Static { height: auto; }
    ConflictDialog OptionList { height: auto; max-height: 14; margin: 1 0; background: $surface; }
    """

    def __init__(
        self, error: Conflict, fields: Mapping[str, Field], opened: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._error = error
        self._fields = fields
        self.names = list(error.mine)
        self.mine_stands = {name: untouched(error, name, opened) for name in self.names}

    def compose_body(self) -> ComposeResult:
        """What happened, and a row for each field."""
        yield Static(content(error_text(self._error)))
        yield VimList(*[Option(self._row(name)) for name in self.names], markup=False)
        if self.names:
            hint = t("Space or Enter: mine or theirs. Ctrl-S saves; Esc goes back to the form.")
        else:
            hint = t("They wrote what you wrote. Ctrl-S goes on; Esc goes back to the form.")
        yield Static(content(hint), classes="hint")

    def _row(self, name: str) -> Content:
        mine = self.mine_stands[name]
        chosen, other = "bold $strong", "$quiet"
        return Content.assemble(
            (label_of(name, self._fields), "$primary"),
            "\n  ",
            ("[x] " if mine else "[ ] ", chosen if mine else other),
            (t("mine") + "   ", chosen if mine else other),
            (plain(self._error.mine[name]) or "-", chosen if mine else other),
            "\n  ",
            ("[ ] " if mine else "[x] ", other if mine else chosen),
            (t("theirs") + " ", other if mine else chosen),
            (plain(self._error.theirs[name]) or "-", other if mine else chosen),
        )

    @on(OptionList.OptionSelected)
    def _entered(self) -> None:
        self.action_swap()

    def action_swap(self) -> None:
        """The other value for the field under the cursor."""
        options = self.query_one(OptionList)
        place = options.highlighted
        if place is not None:
            name = self.names[place]
            self.mine_stands[name] = not self.mine_stands[name]
            options.replace_option_prompt_at_index(place, self._row(name))

    def action_save(self) -> None:
        """Save with these values."""
        self.dismiss(
            {name: self._error.mine[name] for name in self.names if self.mine_stands[name]}
        )
