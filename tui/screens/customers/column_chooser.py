"""Which columns the table shows, and in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store.customers.fields import Field
from store.search.names import OF_CODES
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.widgets.customer_fields import SHIPPED_COLUMNS, known_columns
from tui.widgets.vim_list import VimList
from tui.words.labels import label_of


class ColumnChooser(KehaoDialog[tuple[str, ...]]):
    """Answers with the names of the columns in their order, None when it was left.

    `reset` says that all is to be as shipped: widths and frozen columns too. The code always stands
    first and is not in the list. segments: what codes say (`code.region`).
    """

    SCOPE = "columns"
    TITLE_TEXT = "Columns"
    BINDINGS = bindings_for("columns")
    DEFAULT_CSS = """
    ColumnChooser OptionList { height: auto; max-height: 16; background: $surface; }
    """

    def __init__(
        self, shown: Sequence[str], fields: Mapping[str, Field], segments: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._fields = fields
        self._segments = segments
        self.reset = False
        self.names: list[str] = []
        self.on: set[str] = set()
        self._take(shown)

    def _take(self, shown: Sequence[str]) -> None:
        known = [*self._segments, *OF_CODES, *known_columns(self._fields)[1:]]
        first = [name for name in shown if name in known]
        self.names = first + [name for name in known if name not in first]
        self.on = set(first)

    def compose_body(self) -> ComposeResult:
        """The columns, those shown first, and how to change them."""
        yield VimList(*self._options(), markup=False)
        yield Static(
            content(t("Space: show or hide. Shift and arrows: earlier or later. Ctrl-S saves.")),
            classes="hint",
        )

    def _options(self) -> list[Option]:
        return [Option(self._row(name)) for name in self.names]

    def _row(self, name: str) -> Content:
        shown = name in self.on
        return Content.assemble(
            ("[x] " if shown else "[ ] ", "$primary" if shown else "$quiet"),
            (label_of(name, self._fields), "" if shown else "$quiet"),
        )

    def _draw(self, place: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._options())
        options.highlighted = place

    @on(OptionList.OptionSelected)
    def _entered(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """Show the column under the cursor, or hide it."""
        options = self.query_one(OptionList)
        place = options.highlighted
        if place is not None:
            self.on ^= {self.names[place]}
            options.replace_option_prompt_at_index(place, self._row(self.names[place]))

    def action_earlier(self) -> None:
        """One place to the left in the table."""
        self._move(-1)

    def action_later(self) -> None:
        """One place to the right in the table."""
        self._move(1)

    def _move(self, step: int) -> None:
        place = self.query_one(OptionList).highlighted
        if place is None or not 0 <= place + step < len(self.names):
            return
        names = self.names
        names[place], names[place + step] = names[place + step], names[place]
        self._draw(place + step)

    def action_shipped(self) -> None:
        """The columns as shipped."""
        self.reset = True
        self._take(SHIPPED_COLUMNS)
        self._draw(0)

    def action_save(self) -> None:
        """Use these columns."""
        self.dismiss(("code", *(name for name in self.names if name in self.on)))
