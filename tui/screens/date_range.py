"""From one date to another, either of them open, as a filter writes it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.widgets.form_field import FormField

START = Field("from", "date", "From")
END = Field("to", "date", "To")


class DateRangeDialog(KehaoDialog[str], EnterGoesOn[str]):
    """Answers with `2026-01-01..2026-01-31`, either side empty for open; empty for no filter."""

    SCOPE = "form"
    BINDINGS = [*bindings_for("form"), ENTER]

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label

    def title_text(self) -> str:
        """Of which field."""
        return t("{field} from … to …", field=self._label)

    def compose_body(self) -> ComposeResult:
        """Two dates."""
        yield FormField(START, t("From"))
        yield FormField(END, t("To"))
        yield Static(content(t("Both days count; empty leaves that side open.")), classes="hint")

    def on_mount(self) -> None:
        """Begin with the first."""
        self.query_one(Input).focus()

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    def action_save(self) -> None:
        """Use the dates, if they are dates."""
        from store.customers.values import read_date

        dates: list[str] = []
        for row in self.query(FormField):
            text = row.value.strip()
            read = read_date(text) if text else ""
            row.complain("" if read is not None else t("Write a date like 2026-01-31."))
            if read is None:
                row.editor.focus()
                return
            dates.append(read)
        first, last = dates
        if first and last and first > last:
            self.query(FormField).last().complain(t("This is before the first day."))
            return
        self.dismiss(f"{first}..{last}" if first or last else "")

    def action_options(self) -> None:
        """Dates have no list."""
        self.show_note(t("This field has no list of values: type one."))

    def action_close(self) -> None:
        """Leave the filter as it is."""
        self.dismiss(None)
