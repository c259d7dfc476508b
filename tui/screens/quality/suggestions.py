"""What could be filled in, each with its reason, to be taken one by one or as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from store.customers.values import shown
from store.quality.suggestions import REASONS
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.page import KehaoPage
from tui.screens.progress import Outcome, ProgressDialog, Report, result_of
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from store.engine.cancel import Cancel
    from store.quality.suggestions import Suggestion

MOST = 1000
"""Suggestions shown at once; when these are done with, the next ones come."""


class SuggestionsPage(KehaoPage[str]):
    """Answers with a sentence on what was put in; None when nothing was."""

    SCOPE = "suggestions"
    SECTION = "What could be filled in"
    BINDINGS = bindings_for("suggestions")

    def __init__(self, query: str) -> None:
        super().__init__()
        self.query_asked = query
        self.found: list[Suggestion] = []
        self.taken: set[int] = set()

    def compose_body(self) -> ComposeResult:
        """How many there are, and each."""
        yield InfoLine()
        yield RowTable()

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        service, query = self.session.quality, self.query_asked
        self.query_one(InfoLine).say(t("Looking…"))
        self.run_in_thread(lambda: service.suggestions(query, limit=MOST), self._begin, kind="read")

    def _begin(self, found: list[Suggestion]) -> None:
        self.found = found
        self._show()

    def _show(self) -> None:
        fields = self.session.field_map()
        columns = (
            Column("taken", "", 3),
            Column("code", t("Code"), 12, grows=True, most=20),
            Column("name", t("Customer name"), 14, grows=True, most=30),
            Column("field", t("Field"), 8, grows=True, most=12),
            Column("value", t("Suggested"), 10, grows=True, most=20),
            Column("why", t("Why"), 22, grows=True, most=60),
        )
        rows = [
            (
                "[x]" if place in self.taken else "[ ]",
                plain(one.code),
                plain(one.name),
                label_of(one.field, fields),
                plain(shown(fields[one.field], one.value)),
                t(REASONS[one.reason]),
            )
            for place, one in enumerate(self.found)
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (t("Nothing to suggest."),)
        table.show(columns, rows)
        self.query_one(InfoLine).say(
            t(
                "{count} suggestions, {taken} taken. Ctrl-S puts the taken ones in.",
                count=f"{len(self.found):,}" + ("+" if len(self.found) >= MOST else ""),
                taken=f"{len(self.taken):,}",
            )
        )

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Take the suggestion under the cursor, or leave it again; on to the next."""
        table = self.query_one(RowTable)
        if (place := table.index) is None:
            return
        self.taken ^= {place}
        self._show()
        table.action_down()

    def action_all(self) -> None:
        """Take all, or none when all are taken."""
        every = set(range(len(self.found)))
        self.taken = set() if self.taken == every else every
        self._show()

    def action_save(self) -> None:
        """Put the taken ones in."""
        if not self.taken:
            self.show_note(t("None is taken: Space takes one, a all."))
            return
        from tui.screens.confirm import ConfirmDialog

        title = t("Put {count} values in?", count=f"{len(self.taken):,}")
        self.app.push_screen(ConfirmDialog(title, verb=t("Put in")), self._confirmed)

    def _confirmed(self, yes: bool | None) -> None:
        if not yes:
            return
        service = self.session.quality
        seen = [self.found[place] for place in sorted(self.taken)]

        def work(report: Report, cancel: Cancel) -> Bulk:
            return service.accept(seen, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Filling in"), work), self._done)

    def _done(self, outcome: Outcome[Bulk] | None) -> None:
        done = result_of(self, outcome)
        if done is not None:
            self.dismiss(t("Filled in for {count} customers.", count=f"{done.changed:,}"))
