"""The audit of all codes: what it found, and the ways from a finding to its mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.errors import Stopped
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.page import KehaoPage
from tui.screens.progress import Outcome, ProgressDialog, Report
from tui.widgets.audit_words import KINDS
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.codes.findings import Audit, Finding
    from store.engine.cancel import Cancel

KEPT = 2000
"""Findings of a kind that the screen holds; all are counted."""


class AuditPage(KehaoPage[tuple[str, bool]]):
    """Answers with the rule that a finding leads to, and whether it is to be made wider; None when
    it was left."""

    SCOPE = "audit"
    SECTION = "Audit of the codes"
    BINDINGS = bindings_for("audit")
    DEFAULT_CSS = "AuditPage #detail { height: 5; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.found: Audit | None = None
        self.kind = ""

    def compose_body(self) -> ComposeResult:
        """What came of it, the findings, and the one under the cursor."""
        yield InfoLine()
        yield RowTable()
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Audit at once."""
        self.query_one(RowTable).focus()
        self.action_again()

    # -- auditing -------------------------------------------------------------------------------

    def action_again(self) -> None:
        """Audit all codes."""
        auditing = self.session.auditing

        def work(report: Report, cancel: Cancel) -> Audit:
            return auditing.run(most=KEPT, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Auditing all codes"), work), self._audited)

    def _audited(self, outcome: Outcome[Audit] | None) -> None:
        if outcome is None or outcome.result is None:
            if outcome is not None and isinstance(outcome.error, Stopped):
                self.show_note(t("Stopped: nothing was found out. r audits again."))
            elif outcome is not None and outcome.error is not None:
                self.show_error(outcome.error)
            return
        self.found = outcome.result
        if self.kind not in outcome.result.counts:
            self.kind = ""
        self._show()

    @property
    def shown(self) -> Sequence[Finding]:
        """The findings of the kind that was chosen, or all."""
        if self.found is None:
            return ()
        return [one for one in self.found.findings if self.kind in ("", one.kind)]

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        columns = (
            Column("kind", t("Kind"), 18, grows=True, most=22),
            Column("code", t("Code"), 16, grows=True, most=28),
            Column("customer", t("Customer"), 14, grows=True, most=24),
            Column("what", t("What was found"), 28, grows=True, most=120),
        )
        rows = [
            (
                t(KINDS[one.kind]),
                one.code or one.counter,
                one.customer or one.rule,
                error_text(one.what),
            )
            for one in self.shown
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (t("Nothing found: all codes and numbers are as they should be."),)
        table.show(columns, rows, cursor=0)
        self.query_one(InfoLine).say(self._summary(found))
        self.refresh_bindings()

    def _summary(self, found: Audit) -> str:
        text = t(
            "{codes} codes and {counters} counters audited; {count} numbers unexplained.",
            codes=f"{found.codes:,}",
            counters=f"{found.counters:,}",
            count=f"{found.unexplained:,}",
        )
        if self.kind:
            text += "  " + t("Only: {kind}", kind=t(KINDS[self.kind]))
        return text

    @property
    def current(self) -> Finding | None:
        """The finding under the cursor."""
        place, shown = self.query_one(RowTable).index, self.shown
        return shown[place] if place is not None and place < len(shown) else None

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        one = self.current
        detail = Content("")
        if one is not None:
            detail = Content.assemble(
                (plain(error_text(one.what)), "$strong"),
                "\n",
                (plain(error_text(one.mend)), "$quiet"),
                "\n",
                (self._way(one), "$primary"),
            )
        self.query_one("#detail", Static).update(detail)

    def _way(self, one: Finding) -> str:
        if one.customer_id is not None and self.session.may("customer.read"):
            return t("Enter shows the customer.")
        if one.rule and one.kind == "counter":
            return t("Enter leads to the rule and its wider version.")
        return ""

    # -- what leads on --------------------------------------------------------------------------

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        one = self.current
        if one is None:
            return
        if one.customer_id is not None and self.session.may("customer.read"):
            from tui.screens.customers.customer_detail import CustomerDialog

            self.app.push_screen(CustomerDialog(one.customer_id))
        elif one.rule and one.kind == "counter":
            self.dismiss((one.rule, True))
        else:
            self.show_note(t("This leads nowhere in Kehao: see what to do below the list."))

    def action_rule(self) -> None:
        """To the rule that the finding is about."""
        one = self.current
        if one is not None and one.rule:
            self.dismiss((one.rule, False))
        else:
            self.show_note(t("This finding is about no rule."))

    def action_kind(self) -> None:
        """Show the findings of one kind, or all."""
        from tui.screens.choose import ChooseDialog

        found = self.found
        if found is None or not found.counts:
            return
        rows = [("", t("All findings"))] + [
            (kind, f"{t(KINDS[kind])}  {found.counts[kind]:,}")
            for kind in KINDS
            if kind in found.counts
        ]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self.kind = kind
                self._show()

        self.app.push_screen(ChooseDialog(t("Which findings"), rows, current=self.kind), chosen)
