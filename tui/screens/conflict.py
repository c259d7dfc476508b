"""Two people changed the same fields: field by field, whose value shall stand.

Only fields that both changed, and differently, are here; all others are merged without a question.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store.customers.fields import Field
from store.errors import Conflict
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.customer_fields import label_of
from tui.widgets.vim_list import VimList


class ConflictDialog(KehaoDialog[frozenset[str]]):
    """Answers with the fields in which theirs shall stand, None when it was left.

    Every field begins with theirs: nothing that is saved is overwritten unasked.
    """

    SCOPE = "conflict"
    TITLE_TEXT = "Two changes at once"
    BINDINGS = bindings_for("conflict")
    DEFAULT_CSS = """
    ConflictDialog Static { height: auto; }
    ConflictDialog OptionList { height: auto; max-height: 14; margin: 1 0; background: $surface; }
    """

    def __init__(self, error: Conflict, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._error = error
        self._fields = fields
        self.names = list(error.mine)
        self.mine_stands = dict.fromkeys(self.names, False)

    def compose_body(self) -> ComposeResult:
        """What happened, and a row for each field."""
        yield Static(content(self._head()))
        yield VimList(*[Option(self._row(name)) for name in self.names], markup=False)
        hint = t("Space or Enter: mine or theirs. Ctrl-S saves; Esc goes back to the form.")
        yield Static(content(hint), classes="hint")

    def _head(self) -> str:
        code = plain(self._error.params.get("code", ""))
        people = t(", ").join(dict.fromkeys(map(plain, self._error.by.values())))
        return t(
            "{who} changed {code} while you did. To be chosen: {count}; all else is merged.",
            who=people or t("Somebody else"),
            code=code,
            count=len(self.names),
        )

    def _row(self, name: str) -> Content:
        error, mine = self._error, self.mine_stands[name]
        chosen, other = "bold $strong", "$quiet"
        by = plain(error.by.get(name, ""))
        theirs = t("theirs") + (f" ({by})" if by else "")
        head: list[str | tuple[str, str]] = [(label_of(name, self._fields), "$primary")]
        if name in error.base:
            head.append(("   " + t("before: {value}", value=self._value(error.base, name)), other))
        return Content.assemble(
            *head,
            "\n  ",
            ("[x] " if mine else "[ ] ", chosen if mine else other),
            (t("mine") + ": ", chosen if mine else other),
            (self._value(error.mine, name), chosen if mine else other),
            "\n  ",
            ("[ ] " if mine else "[x] ", other if mine else chosen),
            (theirs + ": ", other if mine else chosen),
            (self._value(error.theirs, name), other if mine else chosen),
        )

    @staticmethod
    def _value(values: Mapping[str, str], name: str) -> str:
        return plain(values[name]) or "-"

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
        self.dismiss(frozenset(name for name, mine in self.mine_stands.items() if not mine))
