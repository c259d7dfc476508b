"""One customer in full: every field, the code explained, masked fields revealed one at a time.

What others change meanwhile is shown at once, with who did it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store.customers.values import shown
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.base import KehaoDialog
from tui.screens.codes.code_work import ChangesCode
from tui.screens.customers.copying import DetailCopy
from tui.screens.customers.customer_work import CustomerWork
from tui.screens.customers.look_back import LooksBack
from tui.screens.live_record import LiveRecord
from tui.widgets.cells import fit
from tui.widgets.customer_text import Detail, FieldRow, explained, field_rows, read_detail
from tui.widgets.live_rows import CHANGED, MARK_SECONDS
from tui.widgets.live_words import gone_words, touched_words
from tui.widgets.vim_list import VimList

if TYPE_CHECKING:
    from store.customers.changes import News


class CustomerDialog(
    KehaoDialog[bool], CustomerWork, ChangesCode, LiveRecord, DetailCopy, LooksBack
):
    """Answers True when something was changed. Enter on a field opens the form there."""

    SCOPE = "customer"
    WIDE = True
    BINDINGS = bindings_for("customer")
    DEFAULT_CSS = """
    CustomerDialog OptionList { height: 1fr; background: $surface; }
    CustomerDialog #head { height: auto; padding-bottom: 1; }
    """

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self._customer = customer_id
        self._changed = False
        self._note = ""
        self.detail: Detail | None = None
        self.rows: list[FieldRow] = []
        self._revealed: dict[str, str] = {}
        self._marked: frozenset[str] = frozenset()
        self._survivor: int | None = None

    def compose_body(self) -> ComposeResult:
        """Who it is, then the fields."""
        yield Static(id="head")
        yield VimList(markup=False)

    def on_mount(self) -> None:
        """Read the customer."""
        self._read()

    def _read(self) -> None:
        session = self.session
        self.run_in_thread(
            lambda: read_detail(session, self._customer), self.show_detail, kind="detail"
        )

    def show_detail(self, detail: Detail) -> None:
        """Show what was read; the cursor stays where it was."""
        self.detail = detail
        customer = detail.customer
        head: list[str | tuple[str, str]] = [
            (plain(customer.values.get("name", "")), "bold $strong"),
            "\n",
            (plain(customer.code), "$primary"),
        ]
        if detail.rule:
            head.append(("  " + t("by rule {rule}", rule=plain(detail.rule)), "$quiet"))
        if customer.archived:
            head.append(("  " + t("archived"), "$warning"))
        if detail.segments:
            head += ["\n", (explained(detail.segments, detail.fields), "$quiet")]
        self.query_one("#head", Static).update(Content.assemble(*head))
        self._show_rows()
        self.refresh_bindings()
        self.watch_record(customer.id, customer.seq)

    def _show_rows(self) -> None:
        if self.detail is None:
            return
        self.rows = [
            replace(row, text=plain(self._revealed[row.name]), masked=False)
            if row.name in self._revealed
            else row
            for row in field_rows(self.detail, empty=True)
        ]
        lines = [self._line(row) for row in self.rows]
        options = self.query_one(OptionList)
        if options.option_count == len(lines):  # in place: the cursor and the view stay
            for place, line in enumerate(lines):
                if options.get_option_at_index(place).prompt != line:
                    options.replace_option_prompt_at_index(place, line)
            return
        here = options.highlighted or 0
        options.clear_options()
        options.add_options(map(Option, lines))
        options.highlighted = min(here, len(self.rows) - 1)

    def _line(self, row: FieldRow) -> Content:
        width = max(cell_len(each.label) for each in self.rows) + 2
        mark = CHANGED if row.name and row.name in self._marked else " "
        parts: list[str | tuple[str, str]] = [(fit(row.label, width - 1), "$quiet"), mark, row.text]
        if row.flagged:
            parts.append(("  " + t("(kept as it came: not understood)"), "$warning"))
        if row.masked:
            shows = self.check_action("reveal", ())
            note = t("(masked: m shows it, and the log says so)") if shows else t("(masked)")
            parts.append(("  " + note, "$quiet"))
        if row.name in self._revealed:
            parts.append(("  " + t("(shown to you; the log says so)"), "$warning"))
        return Content.assemble(*parts)

    def _current(self) -> FieldRow | None:
        place = self.query_one(OptionList).highlighted
        return self.rows[place] if place is not None and place < len(self.rows) else None

    # What others do meanwhile

    def heard(self, news: News) -> None:
        """Show how it is now, and say who made it so."""
        if news.customer is None:
            self._survivor = news.survivor
            more = t("Enter shows it.") if news.survivor is not None else t("Esc goes back.")
            self._changed = True
            self.show_error(gone_words(news) + " " + more)
            return
        fields = self.detail.fields if self.detail else {}
        if said := touched_words(news.touches, fields):
            self._changed = True
            touched = {name for touch in news.touches if not touch.own for name in touch.fields}
            for name in touched:
                self._revealed.pop(name, None)
            self._marked = frozenset(touched)
            self.set_timer(MARK_SECONDS, self._unmark)
            self.show_note(said)
        self._read()

    def _unmark(self) -> None:
        self._marked = frozenset()
        self._show_rows()

    def customers_changed(self, note: str) -> None:
        """Something was saved here: read again."""
        self._changed = True
        self._revealed.clear()
        if note:
            self.show_note(note)
        self._read()

    @on(OptionList.OptionSelected)
    def _opened(self) -> None:
        if self._survivor is not None:
            self._customer, self._survivor = self._survivor, None
            self._revealed.clear()
            self.clear_message()
            self._read()
        elif self.check_action("edit", ()):
            self.action_edit()

    def action_edit(self) -> None:
        """The form, at the field under the cursor."""
        row = self._current()
        self.edit_by_id(self._customer, row.name if row else "")

    def action_reveal(self) -> None:
        """Show the masked field under the cursor; the log says who looked."""
        row = self._current()
        if row is None or not row.masked:
            self._to_masked()
            return
        customers = self.session.customers
        self.run_in_thread(
            lambda: customers.reveal(self._customer, row.name),
            partial(self._show_revealed, row.name),
        )

    def _to_masked(self) -> None:
        """The cursor to the next masked field, and what to press there."""
        options = self.query_one(OptionList)
        here = options.highlighted or 0
        masked = [place for place, row in enumerate(self.rows) if row.masked]
        if not masked:
            self.show_note(t("Nothing is masked here."))
            return
        options.highlighted = next((place for place in masked if place > here), masked[0])
        self.show_note(t("Here something is masked: press the key again to see it."))

    def _show_revealed(self, name: str, value: str) -> None:
        field = self.detail.fields.get(name) if self.detail is not None else None
        self._revealed[name] = value if field is None else shown(field, value)
        self._show_rows()

    def action_history(self) -> None:
        """What was done with this customer."""
        if self.detail is not None:
            self.open_history(self._customer, self.detail.customer.code)

    def action_change_code(self) -> None:
        """Another code."""
        self.open_change_code(self._customer)

    def action_archive(self) -> None:
        """Archive, or bring back what is archived."""
        if self.detail is not None:
            customer = self.detail.customer
            self.set_archived(customer.id, customer.code, not customer.archived)

    def action_restore(self) -> None:
        """Bring an archived customer back."""
        if self.detail is not None:
            self.set_archived(self._customer, self.detail.customer.code, False)

    def action_delete(self) -> None:
        """Erase for good."""
        if self.detail is not None:
            customer = self.detail.customer
            self.delete_for_good(customer.id, customer.code, customer.values.get("name", ""))

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss(self._changed)
