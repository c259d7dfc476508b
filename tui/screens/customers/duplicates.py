"""Customers who may be one: pairs to decide about, the likest first, each side by side below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.page import KehaoPage
from tui.screens.progress import ProgressDialog, result_of
from tui.screens.staff.own_work import OwnWork
from tui.widgets.comparison import Comparison, Pair
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.duplicates import STATES, reason_words, score_words
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.duplicates.finding import Found
    from store.duplicates.pairs import DuplicatePair, Shown
    from tui.screens.progress import Outcome

MOST: Final = 400
"""So many pairs are listed; deciding makes room for the next."""
PAUSE: Final = 0.1
"""Seconds that the cursor rests before two customers are read."""


class DuplicatesPage(KehaoPage[bool], OwnWork):
    """Answers whether customers were merged, so that the list behind it is read again."""

    SCOPE = "duplicates"
    SECTION = "Duplicates"
    BINDINGS = bindings_for("duplicates")
    DEFAULT_CSS = """
    DuplicatesPage RowTable { height: 1fr; min-height: 6; }
    DuplicatesPage VerticalScroll { height: 1fr; padding: 0 1; border-top: solid $panel; }
    DuplicatesPage Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Sequence[DuplicatePair] = ()
        self.state = "open"
        self.shown: Shown | None = None
        self._fields: Mapping[str, Field] = {}
        self._merged = False

    def compose_body(self) -> ComposeResult:
        """How many there are, the pairs, and the one under the cursor field by field."""
        yield InfoLine()
        yield RowTable()
        with VerticalScroll(can_focus=False):
            yield Static(id="why", classes="hint")
            yield Comparison()

    def on_mount(self) -> None:
        """Read the queue."""
        self.query_one(RowTable).focus()
        self.action_reload()

    # -- the list -------------------------------------------------------------------------------

    def action_reload(self) -> None:
        """Read again."""
        session, state = self.session, self.state

        def work() -> tuple[Sequence[DuplicatePair], int, Mapping[str, Field]]:
            duplicates = session.duplicates
            found = duplicates.list(state=state, limit=MOST)
            return found, duplicates.count(state=state), session.field_map()

        self.run_in_thread(work, lambda answer: self._show(*answer), kind="list")

    def _show(
        self, pairs: Sequence[DuplicatePair], count: int, fields: Mapping[str, Field]
    ) -> None:
        self.pairs, self._fields = by_groups(pairs), fields
        columns = (
            Column("score", t("Score"), 7, right=True),
            Column("first", t("One"), 20, grows=True, most=48),
            Column("second", t("Other"), 20, grows=True, most=48),
            Column("group", t("In all"), 6, right=True),
        )
        rows = [
            (
                score_words(one.score),
                f"{one.first.code} {one.first.name}",
                f"{one.second.code} {one.second.name}",
                _together(one, before),
            )
            for before, one in zip([None, *self.pairs], self.pairs, strict=False)
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (
            t("No pair is there to be decided."),
            t("f looks through the whole store."),
        )
        table.show(columns, rows)
        said = t("{count} pairs, {state}", count=f"{count:,}", state=t(STATES[self.state]))
        self.query_one(InfoLine).say(said)
        self._moved()

    @property
    def current(self) -> DuplicatePair | None:
        """The pair under the cursor."""
        place = self.query_one(RowTable).index
        return self.pairs[place] if place is not None and place < len(self.pairs) else None

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        one = self.current
        if one is None:
            self.drop("pair")
            self.shown = None
            self.query_one("#why", Static).update("")
            self.query_one(Comparison).update("")
            return
        work = partial(self.session.duplicates.show, one.first.code, one.second.code)
        self.run_in_thread(work, self._side_by_side, kind="pair")

    def _side_by_side(self, shown: Shown) -> None:
        self.shown = shown
        why = f"{score_words(shown.score)}: {reason_words(shown.reasons, self._fields, 6)}"
        self.query_one("#why", Static).update(content(why))
        first, second = shown.first, shown.second
        pairs = [
            Pair(label_of(name, self._fields), plain(left, lines=True), plain(right, lines=True))
            for name, left in first.values.items()
            if left or second.values.get(name)
            for right in (second.values.get(name, ""),)
        ]
        self.query_one(Comparison).show(pairs, plain(first.code), plain(second.code))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_state(self) -> None:
        """Those to be decided, those put off, those that are different, in turn."""
        states = list(STATES)
        self.state = states[(states.index(self.state) + 1) % len(states)]
        self.action_reload()

    # -- deciding -------------------------------------------------------------------------------

    def action_different(self) -> None:
        """They are two: never ask again."""
        self._decide("different")

    def action_later(self) -> None:
        """Not now."""
        self._decide("later")

    def action_open(self) -> None:
        """Back into the queue."""
        if self.state != "open":
            self._decide("open")

    def _decide(self, decision: str) -> None:
        one = self.current
        if one is None:
            return
        first, second = one.first.code, one.second.code

        def decided(_: str) -> None:
            self.show_note(_said(decision, plain(first), plain(second)))
            self.action_reload()

        work = partial(self.session.duplicates.decide, first, second, decision)
        self.run_in_thread(work, decided, kind="save")

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        if self.in_group:
            self.action_group()
        else:
            self.action_merge()

    @property
    def in_group(self) -> bool:
        """Whether the pair under the cursor is one of a group."""
        return self.state == "open" and self.current is not None and self.current.together > 2

    def action_group(self) -> None:
        """All who hang together with the two, side by side, merged as one."""
        from tui.screens.customers.group import GroupPage

        one = self.current
        if one is None or not self.in_group:
            self.show_note(t("These two hang together with nobody else."))
            return
        self.app.push_screen(GroupPage(one.first.code, self._fields), self._merged_by)

    def action_merge(self) -> None:
        """They are one: side by side, field by field, then merged."""
        from tui.screens.customers.merge import MergeDialog

        one = self.current
        if one is None:
            return
        dialog = MergeDialog(one.first.id, one.second.id, self._fields)
        self.app.push_screen(dialog, self._merged_by)

    def _merged_by(self, note: str | None) -> None:
        if note is not None:
            self.undone(note)

    def undone(self, note: str) -> None:
        """Something was merged or undone: show the queue as it is now, and say what was done."""
        self._merged = True
        self.show_note(note)
        self.action_reload()

    # -- finding --------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Look through the whole store."""
        duplicates = self.session.duplicates

        def found(outcome: Outcome[Found] | None) -> None:
            result = result_of(self, outcome)
            if result is not None:
                self.show_note(
                    t(
                        "{customers} customers looked at: {found} pairs to be decided.",
                        customers=f"{result.customers:,}",
                        found=f"{result.found:,}",
                    )
                )
            self.action_reload()

        dialog: ProgressDialog[Found] = ProgressDialog(
            t("Looking for duplicates"),
            lambda report, cancel: duplicates.find(progress=report, cancel=cancel),
        )
        self.app.push_screen(dialog, found)

    def action_close(self) -> None:
        """Back to the customers."""
        self.dismiss(self._merged)


def by_groups(pairs: Sequence[DuplicatePair]) -> list[DuplicatePair]:
    """The pairs of a group one below the other, where the likest of them stands."""
    place: dict[int, int] = {}
    for one in pairs:
        place.setdefault(one.group, len(place))
    return sorted(pairs, key=lambda one: place[one.group])


def _together(one: DuplicatePair, before: DuplicatePair | None) -> str:
    """How many hang together, at the first pair of a group; a mark at its other pairs."""
    if one.together <= 2:
        return ""
    return '"' if before is not None and before.group == one.group else str(one.together)


def _said(decision: str, first: str, second: str) -> str:
    if decision == "different":
        return t("{first} and {second} are remembered as not the same.", first=first, second=second)
    if decision == "later":
        return t("{first} and {second} are put off.", first=first, second=second)
    return t("{first} and {second} are to be decided again.", first=first, second=second)
