"""One's own changes, the newest first: what is undone, and what can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult

from tui.actions import bindings_for
from tui.locale import t
from tui.screens.page import KehaoPage
from tui.screens.staff.own_work import OwnWork
from tui.widgets.info_line import InfoLine
from tui.widgets.log_words import moment_words
from tui.widgets.own_words import change_words
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.log.reading import Operation
    from store.undo.own import OwnChange

PAGE: Final = 100


class OwnChangesPage(KehaoPage[str], OwnWork):
    """Answers with a term for the log's filter when somebody wants to see more there."""

    SCOPE = "own_changes"
    SECTION = "My own changes"
    BINDINGS = bindings_for("own_changes")

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[OwnChange] = []
        self._fields: Mapping[str, Field] = {}
        self._ended = False

    def compose_body(self) -> ComposeResult:
        """A line on what is here, then the list."""
        yield InfoLine()
        yield RowTable()

    def on_mount(self) -> None:
        """Read the newest."""
        self.table.focus()
        self._read(max(PAGE, len(self.changes)))

    @property
    def table(self) -> RowTable:
        """The list."""
        return self.query_one(RowTable)

    @property
    def current(self) -> OwnChange | None:
        """The change under the cursor."""
        place = self.table.index
        return self.changes[place] if place is not None and place < len(self.changes) else None

    def _read(self, limit: int) -> None:
        session = self.session

        def work() -> tuple[list[OwnChange], Mapping[str, Field]]:
            return session.own_changes.list(limit=limit), session.field_map()

        self.run_in_thread(work, lambda found: self._show(*found, limit), kind="list")

    def _show(self, changes: list[OwnChange], fields: Mapping[str, Field], limit: int) -> None:
        self.changes, self._fields = changes, fields
        self._ended = len(changes) < limit
        columns = (
            Column("at", t("Time"), 16),
            Column("what", t("What"), 28, grows=True, most=90),
            Column("state", t("State"), 16, grows=True, most=30),
        )
        zone = self.session.zone
        rows = [
            (
                moment_words(change.at, zone)[:16],
                change_words(change, fields),
                _state(change, self.session.name),
            )
            for change in changes
        ]
        table = self.table
        table.empty_lines = (t("You have changed nothing yet that could be undone."),)
        gone = {place for place, change in enumerate(changes) if not change.undoable}
        table.show(columns, rows, quiet=gone)
        more = "" if self._ended else "+"
        said = t(
            "{count} changes of your own, newest first, {zone}",
            count=f"{len(changes):,}{more}",
            zone=zone.key,
        )
        self.query_one(InfoLine).say(said)

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        if not self._ended and self.table.cursor >= len(self.changes) - 1 > 0:
            self._read(len(self.changes) + PAGE)

    # -- what can be done -----------------------------------------------------------------------

    def action_undo(self) -> None:
        """Undo the change under the cursor."""
        change = self.current
        if change is None:
            return
        if change.undoable:
            self.undo_change(change, self._fields)
        elif change.left:
            self.show_note(t("Deleting for good cannot be undone."))
        else:
            self.show_note(t("It is undone already; ctrl+r does again what you undid last."))

    def undone(self, note: str) -> None:
        """Show the list as it is now, and say what was done."""
        self.show_note(note)
        self._read(max(PAGE, len(self.changes)))

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        from tui.screens.log.operation import OperationPage

        change = self.current
        if change is None or change.sample is None:
            return

        def closed(term: str | None) -> None:
            if term:
                self.dismiss(term)
            else:
                self._read(max(PAGE, len(self.changes)))

        page = OperationPage(change.sample, self._fields, self.session.zone, self._step)
        self.app.push_screen(page, closed)

    def _step(self, by: int) -> Operation | None:
        place = self.table.cursor + by
        if not 0 <= place < len(self.changes):
            return None
        self.table.move_to(place)
        return self.changes[place].sample


def _state(change: OwnChange, own: str) -> str:
    if change.left == change.count:
        return "" if change.undoable else t("stays for good")
    if change.left:
        done = f"{change.count - change.left:,}"
        return t("undone: {done} of {count}", done=done, count=f"{change.count:,}")
    by = change.undone_by
    return t("undone by {name}", name=by) if by not in ("", own) else t("undone")
