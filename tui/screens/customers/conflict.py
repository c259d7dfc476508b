"""Two people changed the same fields: field by field, whose value shall stand.

Only fields that both changed, and differently, are here; all others are merged without a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store.customers.fields import Field
from store.customers.values import shown
from store.errors import Conflict
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.vim_list import VimList
from tui.words.labels import label_of


class ConflictDialog(KehaoDialog[frozenset[str]]):
    """Answers with the fields in which theirs shall stand, None when it was left.

    Nothing is chosen at first, and nothing is saved before every field is: a habitual second key
    would drop what one of the two typed.
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
        self.mine_stands: dict[str, bool | None] = dict.fromkeys(self.names)

    def compose_body(self) -> ComposeResult:
        """What happened, and a row for each field."""
        yield Static(content(self._head()))
        yield ConflictList(*[Option(self._row(name)) for name in self.names], markup=False)
        hint = t("Left or right (Space): mine or theirs. Ctrl-S saves; Esc goes back to the form.")
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
        mine_style = chosen if mine else other
        theirs_style = chosen if mine is False else other
        by = plain(error.by.get(name, ""))
        theirs = t("theirs") + (f" ({by})" if by else "")
        head: list[str | tuple[str, str]] = [(label_of(name, self._fields), "$primary")]
        if name in error.base:
            head.append(("   " + t("before: {value}", value=self._value(error.base, name)), other))
        return Content.assemble(
            *head,
            "\n  ",
            ("[x] " if mine else "[ ] ", mine_style),
            (t("mine") + t(": "), mine_style),
            (self._value(error.mine, name), mine_style),
            "\n  ",
            ("[x] " if mine is False else "[ ] ", theirs_style),
            (theirs + t(": "), theirs_style),
            (self._value(error.theirs, name), theirs_style),
        )

    def _value(self, values: Mapping[str, str], name: str) -> str:
        field = self._fields.get(name)
        value = values[name] if field is None else shown(field, values[name])
        return plain(value) or "-"

    @on(OptionList.OptionSelected)
    def _entered(self) -> None:
        self.action_swap()

    def action_swap(self) -> None:
        """The other value for the field under the cursor; mine where nothing is chosen yet."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._choose(place, mine=not self.mine_stands[self.names[place]])

    def action_mine(self) -> None:
        """Mine stands in the field under the cursor."""
        self._choose(self.query_one(OptionList).highlighted, mine=True)

    def action_theirs(self) -> None:
        """Theirs stands in the field under the cursor."""
        self._choose(self.query_one(OptionList).highlighted, mine=False)

    def _choose(self, place: int | None, *, mine: bool) -> None:
        if place is None:
            return
        name = self.names[place]
        self.mine_stands[name] = mine
        self.query_one(OptionList).replace_option_prompt_at_index(place, self._row(name))
        self.clear_message()

    def action_save(self) -> None:
        """Save with these values, once one is chosen for every field."""
        open_ones = [name for name in self.names if self.mine_stands[name] is None]
        if open_ones:
            self.query_one(OptionList).highlighted = self.names.index(open_ones[0])
            fields = t(", ").join(label_of(name, self._fields) for name in open_ones)
            self.show_error(t("Choose mine or theirs: {fields}.", fields=fields))
            return
        self.dismiss(frozenset(name for name, mine in self.mine_stands.items() if not mine))


class ConflictList(VimList):
    """The fields; left and right choose, they do not scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.mine", show=False),
        Binding("right", "screen.theirs", show=False),
    ]
