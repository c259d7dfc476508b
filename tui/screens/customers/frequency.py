"""The frequency sheet of a column: each value with its number, share and bar, to filter by.

It counts under the query of the list. Space chooses values, Enter shows who has them, `-` leaves
them out: both write into the query's text, as the filter pane does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from store.customers.fields import Field
from store.engine.cancel import Cancel
from store.errors import KehaoError, Stopped
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.frequencies import (
    Count,
    Period,
    bar,
    by_period,
    filtered,
    first_period,
    in_order,
    is_date,
    next_period,
    query_name,
    share,
)
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

MOST_VALUES: Final = 1_000
MOST_DAYS: Final = 100_000
COUNT_CELLS: Final = 11
SHARE_CELLS: Final = 7
LEAST_BAR: Final = 6
MANY: Final = frozenset({"tags", "tag"})
"""Columns of which a customer can have several values: shares add up to more than the whole."""


class FrequencyDialog(KehaoDialog[str]):
    """Answers with the query as it should be, None when it was left.

    total: how many customers the query finds, if that is known already.
    """

    SCOPE = "frequency"
    WIDE = True
    BINDINGS = bindings_for("frequency")
    DEFAULT_CSS = """
    FrequencyDialog RowTable { height: 1fr; background: $surface; }
    FrequencyDialog #says { height: auto; }
    """

    def __init__(
        self, column: str, query: str, fields: Mapping[str, Field], total: int | None = None
    ) -> None:
        super().__init__()
        self._column = column
        self._query = query
        self._fields = fields
        self.total = total
        self.chosen: set[str] = set()
        self.rows: list[Count] = []
        self.complete = True
        self.period: Period = ""
        self.by_value = False
        self._counts: list[Count] | None = None

    def title_text(self) -> str:
        """Which column's values."""
        return t("Values of {field}", field=label_of(self._column, self._fields))

    def compose_body(self) -> ComposeResult:
        """The values, and a line that says how many there are."""
        yield RowTable()
        yield Static(id="says", classes="hint")

    def on_mount(self) -> None:
        """Count; leaving interrupts it."""
        self._say(t("counting…"))
        self.query_one(RowTable).focus()
        cancel, search = Cancel(), self.session.search
        name, query, total = query_name(self._column, self._fields), self._query, self.total
        most = MOST_DAYS if is_date(self._column, self._fields) else MOST_VALUES

        def work() -> tuple[list[Count], bool, int]:
            found = search.facets(query, name, limit=most + 1, cancel=cancel)
            whole = total if total is not None else search.count(query, cancel=cancel)
            counts = [Count(value, count) for value, count in found[:most]]
            return counts, len(found) <= most, whole

        self.run_in_thread(work, self._counted, failed=self._failed, kind="read", cancel=cancel)

    def _counted(self, answer: tuple[list[Count], bool, int]) -> None:
        counts, self.complete, self.total = answer
        if self.complete and self._column not in MANY:
            without = self.total - sum(each.count for each in counts)
            if without > 0:
                counts = [*counts, Count("", without)]
        self._counts = counts
        if is_date(self._column, self._fields):
            self.period = first_period(counts)
        self._draw(0)

    def _failed(self, error: KehaoError) -> None:
        if not isinstance(error, Stopped):
            self._say("")
            self.show_error(error_text(error))

    # What is shown

    def on_resize(self) -> None:
        """The bars are as long as there is room."""
        if self._counts is not None:
            self.call_after_refresh(self._draw)

    def _draw(self, cursor: int | None = None) -> None:
        if self._counts is None:
            return
        self.rows = in_order(by_period(self._counts, self.period), by_value=self.by_value)
        table = self.query_one(RowTable)
        room = max(40, table.size.width - 1)
        value = min(44, max(16, room // 2 - 6))
        length = max(LEAST_BAR, room - 2 - value - COUNT_CELLS - SHARE_CELLS - 6)
        most = max((each.count for each in self.rows), default=0)
        table.show(
            (
                Column("value", label_of(self._column, self._fields), value),
                Column("count", t("Number"), COUNT_CELLS, right=True),
                Column("share", t("Share"), SHARE_CELLS, right=True),
                Column("bar", "", length),
            ),
            [
                (
                    self._value_cell(each),
                    f"{each.count:,}",
                    share(each.count, self.total),
                    bar(each.count, most, length),
                )
                for each in self.rows
            ],
            cursor=cursor,
        )
        self._say_found()

    def _value_cell(self, each: Count) -> str:
        mark = "[x] " if each.value in self.chosen else "[ ] "
        return mark + (plain(each.value) if each.value else t("(none)"))

    def _say_found(self) -> None:
        customers = f"{self.total:,}" if self.total is not None else "?"
        count = f"{len(self.rows):,}"
        if self.complete:
            text = t("{count} values among {customers} customers", count=count, customers=customers)
        else:
            text = t(
                "the {count} most frequent values among {customers} customers",
                count=count,
                customers=customers,
            )
        if self.period:
            by = {"year": t("by year"), "month": t("by month"), "day": t("by day")}
            text += "  " + by[self.period]
        if self.chosen:
            text += "  " + t("{count} chosen", count=f"{len(self.chosen):,}")
        self._say(text + "\n" + t("Enter shows who has the value, - leaves them out."))

    def _say(self, text: str) -> None:
        self.query_one("#says", Static).update(content(text, lines=True))

    # What is done

    def _current(self) -> Count | None:
        index = self.query_one(RowTable).index
        return self.rows[index] if index is not None and index < len(self.rows) else None

    def action_mark(self) -> None:
        """Choose the value under the cursor, or let it go; the cursor goes on."""
        if (current := self._current()) is not None:
            self.chosen ^= {current.value}
            self._draw(min(self.query_one(RowTable).cursor + 1, len(self.rows) - 1))

    def action_turn(self) -> None:
        """By value, or by number."""
        self.by_value = not self.by_value
        self._draw(0)

    def action_period(self) -> None:
        """Dates by year, month or day."""
        if not self.period:
            self.show_note(t("Only dates are counted by year, month and day."))
            return
        self.period = next_period(self.period)
        self.chosen.clear()
        self._draw(0)

    @on(PageTable.RowOpened)
    def _entered(self, message: PageTable.RowOpened) -> None:
        message.stop()
        self._answer(exclude=False)

    def action_exclude(self) -> None:
        """Leave the chosen values out of the list."""
        self._answer(exclude=True)

    def _answer(self, *, exclude: bool) -> None:
        current = self._current()
        values = [each.value for each in self.rows if each.value in self.chosen]
        if not values and current is not None:
            values = [current.value]
        if values:
            try:
                query = filtered(self._query, self._column, values, self._fields, exclude=exclude)
            except KehaoError as error:
                self.show_error(error)
            else:
                self.dismiss(query)
