"""What needs a second person: own requests, and those of others with what exactly is asked."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.approvals import Request
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.confirm import ConfirmDialog
from tui.screens.page import KehaoPage
from tui.widgets.log_words import moment_words
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.approvals import details_words, state_words, what_words


class ApprovalsPage(KehaoPage[None]):
    """The requests that wait, oldest first; all of the one under the cursor is shown below."""

    SCOPE = "approvals"
    SECTION = "What needs a second person"
    BINDINGS = bindings_for("approvals")
    DEFAULT_CSS = """
    ApprovalsPage #detail { height: auto; max-height: 12; padding: 1 1 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []

    def compose_body(self) -> ComposeResult:
        """The list, and what exactly is asked."""
        yield RowTable(opens=False)
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        self.run_in_thread(self.session.approvals.list, self._show, kind="list")

    def _show(self, found: list[Request]) -> None:
        self.requests = found
        zone = self.session.zone
        columns = (
            Column("at", t("Time"), 16),
            Column("by", t("Asked by"), 12, grows=True, most=24),
            Column("what", t("Asked for"), 24, grows=True, most=50),
            Column("state", t("State"), 24, grows=True, most=50),
        )
        rows = [
            (
                moment_words(one.asked_at, zone)[:16],
                one.asked_by,
                what_words(one),
                state_words(one),
            )
            for one in found
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (t("Nothing waits for a second person."),)
        table.show(columns, rows)
        self._moved()

    @property
    def current(self) -> Request | None:
        """The request under the cursor."""
        place = self.query_one(RowTable).index
        return self.requests[place] if place is not None and place < len(self.requests) else None

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        one = self.current
        detail = Content("")
        if one is not None:
            detail = Content.assemble(
                (plain(what_words(one)), "bold $strong"),
                "\n",
                plain(details_words(one)),
            )
        self.query_one("#detail", Static).update(detail)

    # -- deciding -------------------------------------------------------------------------------

    def action_approve(self) -> None:
        """Say yes, after a question that repeats what is asked."""
        self._decide(True, t("Approve it?"), t("Approve"))

    def action_refuse(self) -> None:
        """Say no."""
        self._decide(False, t("Refuse it?"), t("Refuse"))

    def _decide(self, yes: bool, question: str, verb: str) -> None:
        one = self.current
        if one is None:
            return
        number, approvals = one.id, self.session.approvals

        def sure(answer: bool | None) -> None:
            if answer:
                self.run_in_thread(
                    lambda: approvals.decide(number, yes),
                    lambda _: self.action_reload(),
                    kind="decide",
                )

        lines = [f"{one.asked_by}: {what_words(one)}", details_words(one)]
        self.app.push_screen(ConfirmDialog(question, lines, verb=verb), sure)
