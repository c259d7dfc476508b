"""The filters: fields with their values and how many each would leave.

The pane has no state of its own besides what is folded out and what is typed to narrow a list: it
shows the filters that stand in the query text, and a change is a new query text. What is counted
for a field leaves that field's own filter aside, so that several of its values can be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.customers.fields import Field
from store.errors import InvalidText
from store.search.filters import Filter, all_filters_of, with_filter, without_filters
from store.search.periods import plain_period
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.widgets.cells import fit
from tui.widgets.filter_rows import (
    ME,
    PERIODS,
    STANDING,
    Counts,
    PaneRow,
    is_date,
    is_number,
    offered,
    short_range,
    values_of,
)
from tui.widgets.vim_list import VimList
from tui.words.labels import label_of

__all__ = ["FilterPane", "PaneRow"]

MARKS = {"in": "[x] ", "out": "[-] ", "": "[ ] "}
NONE = Filter()


class FilterList(VimList):
    """The list of the pane: what is typed goes to the pane first."""

    def on_key(self, event: events.Key) -> None:
        """A letter that narrows a list is no command."""
        if cast(FilterPane, self.parent).take_key(event):
            event.stop()
            event.prevent_default()


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
    FilterPane.-alone { width: 1fr; border-right: none; }
    FilterPane OptionList { height: 1fr; background: $background; }
    """

    @dataclass
    class Edited(Message):
        """The query text with the filter changed."""

        query: str

    @dataclass
    class CountsNeeded(Message):
        """Count the values of these fields, the first one first, each under its own query."""

        wanted: tuple[tuple[str, str], ...]

    @dataclass
    class BeginningNeeded(Message):
        """Look in the store for values of a field that begin with what was typed."""

        field: str
        query: str
        typed: str

    @dataclass
    class RangeAsked(Message):
        """The person wants to choose a field from one value to another."""

        field: str
        value: str

    @dataclass
    class Refused(Message):
        """Nothing can be changed while the query in the box cannot be read."""

    @dataclass
    class Left(Message):
        """Escape: back to the table."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Mapping[str, Field] = {}
        self.query_shown = ""
        self.unreadable = False
        self.open_fields: list[str] = []
        self.rows: list[PaneRow] = []
        self.typed = ""
        self.typed_field = ""
        self.counts: dict[str, Counts] = {}
        self._found: Counts | None = None
        self._personal = False
        self._segments: tuple[str, ...] = ()
        self.own_name = ""

    def compose(self) -> ComposeResult:
        """One list."""
        yield FilterList(markup=False)

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

    def show_query(self, query: str) -> bool:
        """Follow the query; the values of open fields are counted again.

        False if it cannot be read: then the filters stay as they are, as the list does.
        """
        try:
            all_filters_of(query, self.fields)
        except InvalidText:
            self.unreadable = True
            return False
        self.unreadable = False
        changed = query != self.query_shown
        self.query_shown = query
        if not self.display:
            return True
        if changed:
            self.counts = {field: replace(c, stale=True) for field, c in self.counts.items()}
        self._ask_counts(*self.open_fields)
        self._draw()
        return True

    def show_counts(self, field: str, counts: Counts) -> None:
        """The values of a field, each with its number."""
        if field in self.open_fields:
            self.counts[field] = counts
            self._draw()

    def show_beginning(self, field: str, typed: str, counts: Counts) -> None:
        """Values of a field that begin with what was typed, if it still stands there."""
        if (field, typed) == (self.typed_field, self.typed):
            self._found = counts
            self._draw()

    @property
    def filters(self) -> dict[str, Filter]:
        """What the query filters by: the last one that could be read."""
        return all_filters_of(self.query_shown, self.fields) if self.fields else {}

    def _draw(self) -> None:
        active = self.filters
        options = self.query_one(OptionList)
        before = self.current
        self.rows = []
        for field in offered(self.fields, self._segments, sees_personal=self._personal):
            self.rows.append(PaneRow(field))
            if field in self.open_fields:
                narrowed = field == self.typed_field
                self.rows += values_of(
                    field,
                    self.fields,
                    active.get(field, NONE),
                    Counts() if is_number(field, self.fields) else self.counts.get(field),
                    typed=self.typed if narrowed else "",
                    found=self._found if narrowed else None,
                    own_name=self.own_name,
                )
        options.clear_options()
        options.add_options(Option(self._line(row, active)) for row in self.rows)
        if before is not None:
            same = [place for place, row in enumerate(self.rows) if row.same_as(before)]
            whole = [place for place, row in enumerate(self.rows) if row.field == before.field]
            options.highlighted = (same or whole or [0])[0]
        elif self.rows:
            options.highlighted = 0

    def _line(self, row: PaneRow, active: Mapping[str, Filter]) -> Content:
        if row.ranged:
            return Content.assemble("    ", (t("from … to …"), "$primary"))
        if row.note:
            return Content.assemble("    ", (row.note, "$quiet"))
        if not row.value:
            return self._field_line(row.field, active.get(row.field, NONE))
        shown = t(PERIODS[row.value]) if row.value in PERIODS else short_range(plain(row.value))
        if row.field == STANDING:
            shown = t(plain(row.value))
        if row.value is ME:
            shown = t("me ({name})", name=plain(self.own_name))
        counts = self.counts.get(row.field)
        sign = "~" if counts is not None and counts.estimate else ""
        count = "" if row.count is None else f"{sign}{row.count:,}"
        style = {"in": "$primary", "out": "$error", "": ""}[row.state]
        width = max(4, self.size.width - 8 - len(count) - 1)
        text = fit(shown, width)
        return Content.assemble("  ", (MARKS[row.state], style), text, " ", (count, "$quiet"))

    def _field_line(self, field: str, chosen: Filter) -> Content:
        special = {"tag": "Tags", STANDING: "Standing"}.get(field, "")
        label = t(special) if special else label_of(field, self.fields)
        is_open = field in self.open_fields
        number = f" ({len(chosen.included)})" if chosen.included else ""
        number += f" -{len(chosen.excluded)}" if chosen.excluded else ""
        said = ""
        if is_open and field == self.typed_field:
            said = f" /{plain(self.typed)}_"
        elif is_open and not is_number(field, self.fields):
            counts = self.counts.get(field)
            said = " " + t("counting…") if counts is None or counts.stale else ""
        return Content.assemble(
            ("- " if is_open else "+ ", "$quiet"),
            (label, "bold" if number else ""),
            (number, "$primary"),
            (said, "$strong" if field == self.typed_field else "$quiet"),
        )

    # Typing narrows

    def take_key(self, event: events.Key) -> bool:
        """Whether the key narrows the list of values under the cursor."""
        sign = event.character or ""
        prints = len(sign) == 1 and sign.isprintable() and not sign.isspace()
        if self.typed_field:
            if event.key == "escape":
                self._type("", "")
            elif event.key == "backspace":
                self._type(self.typed_field if self.typed else "", self.typed[:-1])
            elif prints and sign != "-":
                self._type(self.typed_field, self.typed + sign)
            else:
                return False
            return True
        row = self.current
        if row is None or row.field not in self.open_fields or not sign.isalnum() or not prints:
            return False
        lists = self.query_one(FilterList)
        for widget in (lists, self):
            if event.key in widget._bindings.key_to_bindings:
                return False
        self._type(row.field, sign)
        return True

    def action_find(self) -> None:
        """Narrow the values of the field under the cursor by what is typed next."""
        row = self.current
        if row is None:
            return
        if row.field not in self.open_fields:
            self._fold(row.field)
        self._type(row.field, "")

    def _type(self, field: str, typed: str) -> None:
        if field != self.typed_field or not typed.startswith(self.typed):
            self._found = None
        self.typed_field, self.typed = field, typed
        known = self.counts.get(field)
        if typed and (known is None or not known.whole):
            query = self.query_shown
            self.post_message(self.BeginningNeeded(field, query, typed))
        self._draw()
        if typed:
            place = [row.field == field and bool(row.value) for row in self.rows]
            if True in place:
                self.query_one(OptionList).highlighted = place.index(True)

    # What is done

    @property
    def current(self) -> PaneRow | None:
        """The row under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self.rows[place] if place is not None and place < len(self.rows) else None

    def _ask_counts(self, *fields: str) -> None:
        row = self.current
        here = row.field if row is not None else ""
        wanted = []
        for field in sorted(fields, key=lambda name: name != here):
            if is_number(field, self.fields):
                continue
            query = with_filter(self.query_shown, field, (), self.fields, excluded=())
            wanted.append((field, query))
        if wanted:
            self.post_message(self.CountsNeeded(tuple(wanted)))

    @on(OptionList.OptionSelected)
    def _entered(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.action_mark()

    def action_mark(self) -> None:
        """Fold a field out or in; choose a value or let it go."""
        row = self.current
        if row is None or row.note:
            return
        if row.ranged:
            self.post_message(self.RangeAsked(row.field, self._range_of(row.field)))
        elif not row.value:
            self._fold(row.field)
        else:
            self._set(row, "" if row.state == "in" else "in")

    def action_leave_out(self) -> None:
        """Leave a value out, or let it in again."""
        row = self.current
        if row is not None and row.value:
            self._set(row, "" if row.state == "out" else "out")

    def _fold(self, field: str) -> None:
        if self.typed_field:
            self._type("", "")
        if field in self.open_fields:
            self.open_fields.remove(field)
            self.counts.pop(field, None)
        else:
            self.open_fields.append(field)
            self._ask_counts(*[f for f in self.open_fields if f not in self.counts or f == field])
        self._draw()

    def _set(self, row: PaneRow, state: str) -> None:
        """Choose a value, leave it out, or neither; a date is chosen one period at a time."""
        dated = is_date(row.field, self.fields)

        def others(values: tuple[str, ...]) -> list[str]:
            return [v for v in values if (plain_period(v) if dated else v) != row.value]

        included, excluded = map(others, self.filters.get(row.field, NONE))
        if state == "in":
            included = [row.value] if dated else [*included, row.value]
        elif state == "out":
            excluded.append(row.value)
        self.put(row.field, tuple(included), tuple(excluded))

    def _range_of(self, field: str) -> str:
        """The range that stands in the query, to go on from."""
        chosen = self.filters.get(field, NONE).included
        return next((str(value) for value in chosen if value not in PERIODS), "")

    def put(
        self, field: str, values: tuple[str, ...], excluded: tuple[str, ...] | None = None
    ) -> None:
        """Filter a field by these values, as the query writes them; none takes the filter away.

        excluded: those to leave out; None lets those stay that are.
        """
        self._edit(with_filter(self.query_shown, field, values, self.fields, excluded=excluded))

    def _edit(self, query: str) -> None:
        """Ask for another query, unless that would throw away what is being typed."""
        self.post_message(self.Refused() if self.unreadable else self.Edited(query))

    def action_clear(self) -> None:
        """Take the filter of the field under the cursor away."""
        row = self.current
        if row is not None and row.field in self.filters:
            self.put(row.field, (), ())

    def action_clear_all(self) -> None:
        """Take every filter away; words stay."""
        query = without_filters(self.query_shown, self.fields)
        if query != self.query_shown:
            self._edit(query)

    def action_close(self) -> None:
        """Back to the table."""
        self.post_message(self.Left())
