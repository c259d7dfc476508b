"""A month of days from which two are chosen: the first and the last of a range.

`Choice` knows what the keys mean, without a screen; `Calendar` draws it and takes the keys. Weeks
begin on Monday. The day under the cursor stands in brackets, chosen days are marked by signs as
well as by colour.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from store.search.periods import EARLIEST, LATEST, whole
from tui.actions import bindings_for
from tui.locale import t

WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_CELLS: Final = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the cursor stands, and what is chosen: nothing, a first day, or both."""

    cursor: date
    first: date | None = None
    last: date | None = None

    def by_days(self, days: int) -> Choice:
        """The cursor so many days on."""
        try:
            day = self.cursor + timedelta(days=days)
        except OverflowError:
            day = LATEST if days > 0 else EARLIEST
        return self.at(day)

    def by_months(self, months: int) -> Choice:
        """The same day of another month, or its last day."""
        number = self.cursor.year * 12 + self.cursor.month - 1 + months
        year, month = divmod(number, 12)
        if not EARLIEST.year <= year <= LATEST.year:
            return self.at(LATEST if months > 0 else EARLIEST)
        last = calendar.monthrange(year, month + 1)[1]
        return self.at(date(year, month + 1, min(self.cursor.day, last)))

    def at(self, day: date) -> Choice:
        """The cursor on this day."""
        return replace(self, cursor=min(max(day, EARLIEST), LATEST))

    def mark(self) -> Choice:
        """The day under the cursor as the first of a range, then as the last; then anew."""
        if self.first is None or self.last is not None:
            return replace(self, first=self.cursor, last=None)
        low, high = sorted((self.first, self.cursor))
        return replace(self, first=low, last=high)

    def whole(self, unit: str) -> Choice:
        """The whole month, quarter or year of the day under the cursor."""
        first, last = whole(unit, self.cursor)
        return replace(self, first=first, last=last)

    def holds(self, day: date) -> bool:
        """Whether a day is chosen; with a first day only, it and the way to the cursor are."""
        if self.first is None:
            return False
        low, high = sorted((self.first, self.cursor if self.last is None else self.last))
        return low <= day <= high


class Calendar(Widget, can_focus=True):
    """The month of `choice.cursor`, drawn; `Changed` says that what is chosen is another."""

    BINDINGS = bindings_for("calendar")
    DEFAULT_CSS = """
    Calendar { width: 30; height: 8; }
    """

    @dataclass
    class Changed(Message):
        """Another choice, or the cursor on another day."""

        choice: Choice

    @dataclass
    class Typed(Message):
        """A digit: the person would rather write the date."""

        digit: str

    @dataclass
    class Taken(Message):
        """Enter: what is chosen is to be used."""

        choice: Choice

    def __init__(self, choice: Choice, today: date) -> None:
        super().__init__()
        self.choice = choice
        self.today = today

    def show(self, choice: Choice) -> None:
        """Show another choice, without a message."""
        if choice != self.choice:
            self.choice = choice
            self.refresh()

    def _go(self, choice: Choice) -> None:
        if choice != self.choice:
            self.show(choice)
            self.post_message(self.Changed(choice))

    def render(self) -> Content:
        """Month and year, the days of the week, six weeks."""
        cursor = self.choice.cursor
        title = t("{year}-{month}", year=f"{cursor.year:04d}", month=f"{cursor.month:02d}")
        week = "".join(f" {t(name)} " for name in WEEKDAYS)
        parts: list[str | tuple[str, str]] = [(f" {title}\n", "bold"), (f"{week}\n", "$quiet")]
        for days in calendar.Calendar().monthdatescalendar(cursor.year, cursor.month):
            parts += [self._day(day) for day in days]
            parts.append("\n")
        return Content.assemble(*parts)

    def _day(self, day: date) -> str | tuple[str, str]:
        if day.month != self.choice.cursor.month:
            return " " * DAY_CELLS
        text = f"{day.day:2d}"
        chosen = self.choice.holds(day)
        if day == self.choice.cursor:
            text = f"[{text}]"
        elif day in (self.choice.first, self.choice.last):
            text = f"*{text}*"
        elif chosen:
            text = f"·{text}·"
        else:
            text = f" {text} "
        style = "bold reverse" if day == self.choice.cursor and self.has_focus else ""
        if not style:
            style = "$primary bold" if chosen else "underline" if day == self.today else ""
        return (text, style) if style else text

    def on_focus(self) -> None:
        """The cursor is brighter with the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is quieter without it."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """A digit begins a written date."""
        if event.character and event.character.isascii() and event.character.isdigit():
            event.stop()
            self.post_message(self.Typed(event.character))

    def on_click(self, event: events.Click) -> None:
        """The day that was clicked on."""
        column, row = event.x // DAY_CELLS, event.y - 2
        cursor = self.choice.cursor
        weeks = calendar.Calendar().monthdatescalendar(cursor.year, cursor.month)
        if 0 <= row < len(weeks) and column < 7 and weeks[row][column].month == cursor.month:
            self._go(self.choice.at(weeks[row][column]).mark())

    # Keys

    def action_left(self) -> None:
        """The day before."""
        self._go(self.choice.by_days(-1))

    def action_right(self) -> None:
        """The day after."""
        self._go(self.choice.by_days(1))

    def action_up(self) -> None:
        """A week before."""
        self._go(self.choice.by_days(-7))

    def action_down(self) -> None:
        """A week after."""
        self._go(self.choice.by_days(7))

    def action_month_before(self) -> None:
        """The month before."""
        self._go(self.choice.by_months(-1))

    def action_month_after(self) -> None:
        """The month after."""
        self._go(self.choice.by_months(1))

    def action_year_before(self) -> None:
        """The year before."""
        self._go(self.choice.by_months(-12))

    def action_year_after(self) -> None:
        """The year after."""
        self._go(self.choice.by_months(12))

    def action_today(self) -> None:
        """To today."""
        self._go(self.choice.at(self.today))

    def action_mark(self) -> None:
        """The first day, then the last."""
        self._go(self.choice.mark())

    def action_month(self) -> None:
        """The whole month."""
        self._go(self.choice.whole("month"))

    def action_quarter(self) -> None:
        """The whole quarter."""
        self._go(self.choice.whole("quarter"))

    def action_year(self) -> None:
        """The whole year."""
        self._go(self.choice.whole("year"))

    def action_take(self) -> None:
        """Use what is chosen."""
        self.post_message(self.Taken(self.choice))
