"""The filters: fields with their values and how many each would leave.

The pane has no state of its own besides what is folded out: it shows the filters that stand in
the query text, and a change is a new query text. What is counted for a field leaves that field's
own filter aside, so that several of its values can be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.customers.fields import Field
from store.errors import InvalidText
from store.search.filters import filters_of, with_filter
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.widgets.cells import fit
from tui.widgets.customer_fields import label_of
from tui.widgets.vim_list import VimList

FIRST = ("type", "status", "level", "region", "city", "industry", "owner", "registered")
"""Fields that are offered first; the others follow."""
PERIODS: dict[str, str] = {
    ">=-7d": "last 7 days",
    ">=-30d": "last 30 days",
    ">=-90d": "last 90 days",
    ">=-1y": "last 12 months",
    "<=today": "until today",
}
"""Date filters that are one key away, as the query writes them."""


@dataclass(frozen=True, slots=True)
class PaneRow:
    """One row: a field (value empty), a value of it, or the way to a range of dates.

    note: nothing to choose: what is said in place of values.
    """

    field: str
    value: str = ""
    count: int | None = None
    ranged: bool = False
    note: str = ""


class FilterPane(Vertical):
    """The pane. `show_query` follows the query, `show_counts` fills in a field's values."""

    SCOPE: ClassVar[str] = "filters"
    CELLS: ClassVar[int] = 30
    BINDINGS = bindings_for("filters")
    DEFAULT_CSS = """
    FilterPane {
        width: 30; height: 1fr; border-right: solid $border-blurred; display: none;
        background: $background;
    }
    FilterPane OptionList { height: 1fr; background: $background; }
    """

    @dataclass
    class Edited(Message):
        """The query text with the filter changed."""

        query: str

    @dataclass
    class CountsNeeded(Message):
        """A field was folded out: count its values under this query."""

        field: str
        query: str

    @dataclass
    class RangeAsked(Message):
        """The person wants to write a range of dates for a field."""

        field: str
        value: str

    @dataclass
    class Left(Message):
        """Escape: back to the table."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Mapping[str, Field] = {}
        self.query_shown = ""
        self.open_field = ""
        self.rows: list[PaneRow] = []
        self._counts: list[tuple[str, int]] | None = None
        self._personal = False
        self._segments: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """One list."""
        yield VimList(markup=False)

    def begin(self, fields: Mapping[str, Field], *, sees_personal: bool) -> None:
        """Offer these fields; masked ones only to those who may see them."""
        self.fields = fields
        self._personal = sees_personal
        self._draw()

    def offer(self, segments: tuple[str, ...]) -> None:
        """Offer what codes say, too."""
        if segments != self._segments:
            self._segments = segments
            self._draw()

    # What is shown

    def show_query(self, query: str) -> None:
        """Follow the query; the counts of the open field are asked for again."""
        self.query_shown = query
        if self.display:
            self._ask_counts()
            self._draw()

    def show_counts(self, field: str, counts: list[tuple[str, int]]) -> None:
        """The values of a field, each with its number."""
        if field == self.open_field:
            self._counts = counts
            self._draw()

    def _offered(self) -> list[str]:
        usable = [
            name
            for name, field in self.fields.items()
            if field.kind in ("choice", "date", "yesno")
            or name in FIRST
            or (field.custom and field.kind in ("text", "credit"))
        ]
        usable = [name for name in usable if self._personal or not self.fields[name].personal]
        first = [name for name in FIRST if name in usable]
        others = [name for name in usable if name not in first]
        return [*first, *others, "tag", "rule", *self._segments, "code.legacy"]

    def _active(self) -> dict[str, tuple[str, ...]]:
        try:
            return {
                field: tuple(values)
                for field, values in filters_of(self.query_shown, self.fields).items()
            }
        except InvalidText:
            return {}

    def _draw(self) -> None:
        active = self._active()
        options = self.query_one(OptionList)
        before = self._current()
        self.rows = []
        for field in self._offered():
            self.rows.append(PaneRow(field))
            if field == self.open_field:
                self.rows += self._value_rows(field, active.get(field, ()))
        options.clear_options()
        options.add_options(Option(self._line(row, active)) for row in self.rows)
        if before is not None:
            same = [
                place
                for place, row in enumerate(self.rows)
                if replace(row, count=None) == replace(before, count=None)
            ]
            whole = [place for place, row in enumerate(self.rows) if row.field == before.field]
            options.highlighted = (same or whole or [0])[0]
        elif self.rows:
            options.highlighted = 0

    def _value_rows(self, field: str, chosen: tuple[str, ...]) -> list[PaneRow]:
        if self._is_date(field):
            others = [value for value in chosen if value not in PERIODS]
            rows = [PaneRow(field, value) for value in [*others, *PERIODS]]
            return [*rows, PaneRow(field, ranged=True)]
        known = self.fields[field].choices if field in self.fields else ()
        if self._counts is None:
            rows = [PaneRow(field, value) for value in dict.fromkeys((*chosen, *known))]
            return rows if known else [*rows, PaneRow(field, note=t("counting…"))]
        counts = dict(self._counts)
        values = dict.fromkeys(
            (*(choice for choice in known if choice in counts), *chosen, *counts)
        )
        rows = [PaneRow(field, value, counts.get(value, 0)) for value in values if value]
        return rows or [PaneRow(field, note=t("no values here"))]

    def _is_date(self, field: str) -> bool:
        return field in self.fields and self.fields[field].kind == "date"

    def _line(self, row: PaneRow, active: Mapping[str, tuple[str, ...]]) -> Content:
        chosen = active.get(row.field, ())
        if row.ranged:
            return Content.assemble("    ", (t("from … to …"), "$primary"))
        if row.note:
            return Content.assemble("    ", (row.note, "$quiet"))
        if not row.value:
            label = t("Tags") if row.field == "tag" else label_of(row.field, self.fields)
            sign = "-" if row.field == self.open_field else "+"
            number = f" ({len(chosen)})" if chosen else ""
            return Content.assemble(
                (f"{sign} ", "$quiet"), (label, "bold" if chosen else ""), (number, "$primary")
            )
        mark = "[x] " if row.value in chosen else "[ ] "
        text = t(PERIODS[row.value]) if row.value in PERIODS else plain(row.value)
        count = "" if row.count is None else f"{row.count:,}"
        style = "$primary" if row.value in chosen else ""
        width = max(4, self.size.width - 8 - len(count) - 1)
        return Content.assemble("  ", (mark, style), fit(text, width), " ", (count, "$quiet"))

    # What is done

    def _current(self) -> PaneRow | None:
        place = self.query_one(OptionList).highlighted
        return self.rows[place] if place is not None and place < len(self.rows) else None

    def _ask_counts(self) -> None:
        if not self.open_field or self._is_date(self.open_field):
            return
        try:
            query = with_filter(self.query_shown, self.open_field, (), self.fields)
        except InvalidText:
            return
        self.post_message(self.CountsNeeded(self.open_field, query))

    @on(OptionList.OptionSelected)
    def _entered(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.action_mark()

    def action_mark(self) -> None:
        """Fold a field out or in; choose a value or let it go."""
        row = self._current()
        if row is None or row.note:
            return
        if row.ranged:
            self.post_message(self.RangeAsked(row.field, ""))
        elif not row.value:
            self.open_field = "" if self.open_field == row.field else row.field
            self._counts = None
            self._ask_counts()
            self._draw()
        else:
            chosen = list(self._active().get(row.field, ()))
            if row.value in chosen:
                chosen.remove(row.value)
            elif self._is_date(row.field):
                chosen = [row.value]
            else:
                chosen.append(row.value)
            self.put(row.field, tuple(chosen))

    def put(self, field: str, values: tuple[str, ...]) -> None:
        """Filter a field by these values, as the query writes them; none takes the filter away."""
        try:
            query = with_filter(self.query_shown, field, values, self.fields)
        except InvalidText:
            return
        self.post_message(self.Edited(query))

    def action_clear(self) -> None:
        """Take the filter of the field under the cursor away."""
        row = self._current()
        if row is not None and self._active().get(row.field):
            self.put(row.field, ())

    def action_close(self) -> None:
        """Back to the table."""
        self.post_message(self.Left())
