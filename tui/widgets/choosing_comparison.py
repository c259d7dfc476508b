"""Before and after side by side, row by row, where some of what differs can be chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tui.widgets.comparison import Layout, Pair
from tui.widgets.vim_list import VimList

BOXES: Final = {True: "[x] ", False: "[ ] ", None: "    "}
"""Chosen, not chosen, and what cannot be chosen."""
SCROLLBAR: Final = 1


class ChoosingComparison(Vertical):
    """`show` puts pairs in; `chosen` are the places of those that were chosen."""

    DEFAULT_CSS = """
    ChoosingComparison { height: 1fr; }
    ChoosingComparison Static { height: 1; padding: 0; }
    ChoosingComparison OptionList { height: 1fr; }
    """

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self.pairs: Sequence[Pair] = ()
        self.headings = (before, after)
        self.choosable: frozenset[int] = frozenset()
        self.chosen: set[int] = set()
        self._layout = Layout(8, 8)

    def compose(self) -> ComposeResult:
        """The heading stays when the rows are scrolled."""
        yield Static()
        yield VimList(markup=False)

    @property
    def rows(self) -> VimList:
        """The rows."""
        return self.query_one(VimList)

    @property
    def place(self) -> int | None:
        """The row under the cursor."""
        return self.rows.highlighted

    def show(self, pairs: Sequence[Pair], choosable: Collection[int]) -> None:
        """Show these in this order; those at the places `choosable` can be chosen."""
        self.pairs, self.choosable = pairs, frozenset(choosable)
        self.chosen.clear()
        self.rows.highlighted = None
        self._draw()

    def turn(self, place: int) -> bool:
        """Choose the row, or no longer; False for one that cannot be chosen."""
        if place not in self.choosable:
            return False
        self.chosen ^= {place}
        self.rows.replace_option_prompt_at_index(place, self._row(place))
        return True

    def turn_all(self) -> None:
        """All that can be chosen; none, if all are."""
        wanted = set() if self.chosen == self.choosable else set(self.choosable)
        for place in self.chosen ^ wanted:
            self.turn(place)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew; the cursor stays."""
        self._draw()

    def _draw(self) -> None:
        room = self.size.width - SCROLLBAR - len(BOXES[None])
        if room <= 0:
            return
        self._layout = Layout.of(self.pairs, room)
        head = Content.assemble(BOXES[None], self._layout.heading(*self.headings))
        self.query_one(Static).update(head)
        rows, here = self.rows, self.rows.highlighted
        rows.clear_options()
        rows.add_options(Option(self._row(place)) for place in range(len(self.pairs)))
        rows.highlighted = (here or 0) if self.pairs else None

    def _row(self, place: int) -> Content:
        box = BOXES[place in self.chosen if place in self.choosable else None]
        first, *more = self._layout.lines(self.pairs[place])
        return Content("\n").join(
            [
                Content.assemble((box, "bold $strong"), first),
                *(Content.assemble(BOXES[None], line) for line in more),
            ]
        )
