"""The search box: a query, how many it found, and below where one stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.timer import Timer
from textual.widgets import Input, Static

from store.errors import InvalidText
from tui.locale import error_text, language, t
from tui.safe import content, fit, plain
from tui.widgets.entry import Entry
from tui.widgets.info_line import InfoLine

if TYPE_CHECKING:
    from store.search.completion import Candidate, Slot
    from tui.screens.base import Framed

PAUSE = 0.04
"""Seconds: keys that follow each other faster are searched for together, the first one at once."""
SLOW = 0.15
"""Seconds from asking to an answer beyond which a machine has more to do than it can: then the
next question waits for the keys to pause as long, so that a word is asked for once and not at each
of its letters."""
LONGEST_PAUSE = 0.5
LABEL = "/ "
FOUND_CELLS = 20
"""So wide is what stands at the right of the query."""


@dataclass(frozen=True, slots=True)
class Tabbed:
    """A completion that Tab goes on with: what stood there, what could stand, and what does now."""

    text: str
    slot: Slot
    offers: tuple[Candidate, ...]
    now: tuple[str, int]
    step: int = 0


class QueryInput(Entry):
    """The input of the box; Down, Enter and Escape go to what was found, Tab completes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "leave('down')"),
        ("escape", "leave('escape')"),
        ("enter", "leave('enter')"),
        ("tab", "complete"),
    ]

    virtual_size = Reactive(Size(0, 0))
    """How wide the text is; unlike Textual's it does not lay out the whole screen at each key."""

    def watch_value(self) -> None:
        """What the text finds is to be seen together with it, if it comes at once."""
        cast("Framed[None]", self.screen).hold_paint()

    @dataclass
    class Left(Message):
        """The person goes on: by Enter, which also takes what is offered, Tab, Down or Escape."""

        by: str = "escape"

    def action_complete(self) -> None:
        """Complete the field or value at the cursor; again: the next value; else go on."""
        box = self.query_ancestor(SearchBox)
        done = box.completed(self.value, self.cursor_position)
        if done is None:
            self.post_message(self.Left("tab"))
        else:
            self.value, self.cursor_position = done

    def action_leave(self, by: str) -> None:
        """Go to the table."""
        self.post_message(self.Left(by))

    def _on_paste(self, event: Paste) -> None:
        """All lines as one, without control characters; of too long a text the beginning."""
        event.prevent_default()
        event.stop()
        from store.search.query import MAX_LENGTH

        text = plain(event.text).strip()
        start, end = sorted(self.selection)
        room = max(0, MAX_LENGTH - len(self.value) + end - start)
        self.replace(text[:room], start, end)
        if len(text) > room:
            note = t("Too long: only the first {count} characters were pasted.", count=room)
            cast("Framed[None]", self.screen).show_note(note)


class SearchBox(Vertical):
    """Two rows: the query and the number found; then the line that informs or points."""

    DEFAULT_CSS = """
    SearchBox { height: 2; }
    SearchBox > Horizontal { height: 1; }
    SearchBox .slash { width: 3; color: $primary; padding-left: 1; }
    SearchBox QueryInput { width: 1fr; }
    SearchBox #found { width: 21; text-align: right; color: $strong; padding-right: 1; }
    """

    @dataclass
    class Asked(Message):
        """The query is another one now."""

        query: str

    def __init__(self) -> None:
        super().__init__()
        self._asked = ""
        self._asked_at = 0.0
        self._took = 0.0
        self._unanswered = False
        self._timer: Timer | None = None
        self._found = ""
        self._tabbed: Tabbed | None = None

    def compose(self) -> ComposeResult:
        """The row with the query, and the line under it."""
        with Horizontal():
            yield Static(LABEL, classes="slash")
            yield QueryInput(placeholder=t("Search: name, code, phone, type:VIP …"), id="query")
            yield Static(id="found")
        yield InfoLine()

    @property
    def query_text(self) -> str:
        """The query as it stands in the box."""
        return self.query_one(QueryInput).value

    def set_query(self, text: str) -> None:
        """Put another query into the box, and ask it at once."""
        box = self.query_one(QueryInput)
        with box.prevent(Input.Changed):
            box.value = text
            box.cursor_position = len(text)
        self._ask()

    def completed(self, text: str, at: int) -> tuple[str, int] | None:
        """The text with what stands at the cursor completed, and the cursor's place; None if there
        is nothing to complete."""
        from store.search.completion import candidates, slot_at, taken

        fields = getattr(self.parent, "fields", {})
        before = self._tabbed
        if before is not None and before.now == (text, at):
            step = before.step + 1
        else:
            slot = slot_at(text, at, fields)
            if slot is None or not (slot.typed or slot.kind in ("value", "presence")):
                return None
            offers = candidates(slot, fields, chinese=language() == "zh")
            whole = text[slot.start : slot.end]
            if not offers or any(one.text == whole for one in offers):
                return None
            before, step = Tabbed(text, slot, tuple(offers), (text, at)), 0
        now = taken(before.text, before.slot, before.offers[step % len(before.offers)])
        keep = before.slot.kind in ("value", "presence") and len(before.offers) > 1
        self._tabbed = replace(before, step=step, now=now) if keep else None
        return now

    def show_found(self, text: str) -> None:
        """The number found, as it should be read."""
        if text != self._found:
            self._found = text
            self.query_one("#found", Static).update(content(text), layout=False)

    @property
    def found_text(self) -> str:
        """The number found, as it is shown."""
        return self._found

    def say(self, text: str) -> None:
        """Say where one stands, in the line under the query."""
        self.query_one(InfoLine).say(text)

    def point(self, error: InvalidText, still: str = "") -> None:
        """Show the place in the query that cannot be read, and why; and what is shown still."""
        query = self.query_text
        start = cell_len(query[: error.start])
        width = cell_len(query[error.start : error.end])
        box = self.query_one(QueryInput)
        at = len(LABEL) + 1 + start - box.scroll_offset.x
        self.query_one(InfoLine).point(error_text(error), max(0, at), width)
        self.show_found(fit(still, FOUND_CELLS) if still else t("as before"))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        wait = self._asked_at + PAUSE - monotonic()
        if self._took > SLOW:
            wait = max(wait, min(self._took, LONGEST_PAUSE))
        if wait <= 0:
            self._ask()
        else:
            self._timer = self.set_timer(wait, self._ask)

    def answered(self) -> None:
        """What was asked for is here: how long it took says how soon to ask again."""
        if self._unanswered:
            self._unanswered = False
            self._took = max(monotonic() - self._asked_at, self._took / 2)

    def ask_now(self) -> None:
        """Ask for what stands in the box without waiting for more keys."""
        if self._timer is not None:
            self._timer.stop()
        self._ask()

    def _ask(self) -> None:
        self._timer = None
        query = self.query_text
        if query != self._asked:
            self._asked = query
            self._asked_at = monotonic()
            self._unanswered = True
            self.post_message(self.Asked(query))
