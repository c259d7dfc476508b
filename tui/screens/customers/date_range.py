"""From one day to another by calendar, or from one number to another, as a filter writes it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from store.customers.fields import Field
from store.search.meaning import read_number
from store.search.periods import Period, read_period
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.widgets.calendar import Calendar, Choice
from tui.widgets.form_field import FormField

START = Field("from", "date", "From")
END = Field("to", "date", "To")


def ends_of(written: str) -> tuple[str, str]:
    """What stands on each side of a range as a query writes it; a single value is both."""
    if ".." in written:
        low, _, high = written.partition("..")
        return low.strip('"'), high.strip('"')
    if written.startswith(">="):
        return written[2:], ""
    if written.startswith("<="):
        return "", written[2:]
    return ("", "") if written[:1] in ("<", ">") else (written, written)


class RangeDialog(KehaoDialog[str], EnterGoesOn[str]):
    """Answers with `low..high`, either side empty for open; empty for no filter."""

    SCOPE = "form"
    BINDINGS = [*bindings_for("form"), ENTER]

    def __init__(self, label: str, written: str = "") -> None:
        super().__init__()
        self._label = label
        self._ends = ends_of(written)

    def title_text(self) -> str:
        """Of which field."""
        return t("{field} from … to …", field=self._label)

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    def read_ends(self, read: Callable[[str], str | None], complaint: str) -> list[str] | None:
        """Both ends as they are to be written; None, with the complaint at it, if one is wrong."""
        ends: list[str] = []
        for row in self.query(FormField):
            text = row.value.strip()
            written = read(text) if text else ""
            row.complain("" if written is not None else complaint)
            if written is None:
                row.editor.focus()
                return None
            ends.append(written)
        return ends

    @abstractmethod
    def action_save(self) -> None:
        """Use what stands in the fields."""

    def action_options(self) -> None:
        """There is no list."""
        self.show_note(t("This field has no list of values: type one."))

    def action_close(self) -> None:
        """Leave the filter as it is."""
        self.dismiss(None)


class DateRangeDialog(RangeDialog):
    """Two days by calendar keys or written; the two follow each other."""

    DEFAULT_CSS = """
    DateRangeDialog Horizontal.days { height: auto; }
    DateRangeDialog Vertical.ends { width: 1fr; height: auto; padding-left: 2; }
    DateRangeDialog FormField .form-label { width: 6; }
    DateRangeDialog FormField .complaint { padding-left: 0; }
    DateRangeDialog .hint { height: auto; }
    """

    def __init__(self, label: str, written: str = "", *, today: date) -> None:
        super().__init__(label, written)
        self._today = today

    def compose_body(self) -> ComposeResult:
        """The calendar, and beside it the two dates."""
        first, last = (self._days(end) for end in self._ends)
        if first and last:
            choice = Choice(first.first, first.first, last.last)
        elif first:
            choice = Choice(first.first, first.first)
        else:
            choice = Choice(last.last if last else self._today)
        with Horizontal(classes="days"):
            yield Calendar(choice, self._today)
            with Vertical(classes="ends"):
                yield FormField(START, t("From"), first.first.isoformat() if first else "")
                yield FormField(END, t("To"), last.last.isoformat() if last else "")
                yield Static(
                    content(t("Both days count; empty leaves that side open.")), classes="hint"
                )
                yield Static(
                    content(
                        t(
                            "Space: first day, then last. m month, q quarter, y year, t today; "
                            "PgUp PgDn month, < > year; or type a date."
                        )
                    ),
                    classes="hint",
                )

    def _days(self, text: str) -> Period | None:
        return read_period(text, self._today) if text else None

    def on_mount(self) -> None:
        """Begin with the calendar."""
        self.query_one(Calendar).focus()

    def action_next_field(self) -> None:
        """Enter: on the calendar it is done, in a field it goes on."""
        if isinstance(self.focused, Calendar):
            self.focused.action_take()
        else:
            super().action_next_field()

    @on(Calendar.Changed)
    def _chosen(self, message: Calendar.Changed) -> None:
        ends = (message.choice.first, message.choice.last)
        for row, day in zip(self.query(FormField), ends, strict=True):
            with row.editor.prevent(Input.Changed):
                row.set_value(day.isoformat() if day else "")
            row.complain("")

    @on(Calendar.Typed)
    def _digit(self, message: Calendar.Typed) -> None:
        row = self.query(FormField).first()
        if self.query_one(Calendar).choice.first is not None and row.value:
            row = self.query(FormField).last()
        row.set_value(message.digit)
        row.editor.focus()

    @on(Input.Changed)
    def _written(self) -> None:
        """The calendar shows what is written, as soon as it is a date."""
        first, last = (self._days(row.value.strip()) for row in self.query(FormField))
        shown = self.query_one(Calendar)
        place = last.last if last and self.focused is self.query(Input).last() else None
        cursor = place or (first.first if first else last.last if last else shown.choice.cursor)
        low, high = first and first.first, last and last.last
        shown.show(
            Choice(cursor, low, high if low is None or high is None or low <= high else None)
        )

    @on(Calendar.Taken)
    def _taken(self, message: Calendar.Taken) -> None:
        if not any(row.value.strip() for row in self.query(FormField)):
            day = message.choice.cursor.isoformat()
            self.dismiss(f"{day}..{day}")
            return
        self.action_save()

    def action_save(self) -> None:
        """Use the dates, if they are dates."""
        first_row, last_row = self.query(FormField)
        ends = self.read_ends(self._day, t("Write a date like 2026-01-31."))
        if ends is None:
            return
        low = self._days(first_row.value.strip())
        high = self._days(last_row.value.strip())
        first, last = low.first if low else None, high.last if high else None
        if first and last and first > last:
            last_row.complain(t("This is before the first day."))
            return
        written = [day.isoformat() if day else "" for day in (first, last)]
        self.dismiss("..".join(written) if any(written) else "")

    def _day(self, text: str) -> str | None:
        return text if self._days(text) else None


class NumberRangeDialog(RangeDialog):
    """From one number to another."""

    def compose_body(self) -> ComposeResult:
        """Two numbers."""
        low, high = self._ends
        yield FormField(Field("from", "number", "From"), t("From"), low)
        yield FormField(Field("to", "number", "To"), t("To"), high)
        yield Static(content(t("Both numbers count; empty leaves that side open.")), classes="hint")

    def on_mount(self) -> None:
        """Begin with the first."""
        self.query_one(Input).focus()

    def action_save(self) -> None:
        """Use the numbers, if they are numbers."""
        ends = self.read_ends(_number, t("Write a number like 120 or 99.5."))
        if ends is None:
            return
        low, high = ends
        if low and high and (read_number(low) or 0) > (read_number(high) or 0):
            self.query(FormField).last().complain(t("This is less than the first number."))
            return
        self.dismiss(f"{low}..{high}" if low or high else "")


def _number(text: str) -> str | None:
    return None if read_number(text) is None else text
