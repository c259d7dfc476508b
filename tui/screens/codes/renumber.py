"""New codes for many customers: all changes first, a file of them, then the change as one group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from store.files.confinement import named
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.progress import Outcome, ProgressDialog, result_of, said_of_stop
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.codes.renumbering import Line, Renumbered
    from store.customers.record import Customer
    from store.engine.cancel import Cancel
    from tui.screens.progress import Report


class RenumberDialog(KehaoDialog[str]):
    """Answers with a sentence on what was changed, None when it was left.

    ids: the chosen customers, or None for all that the query finds.
    """

    SCOPE = "renumber"
    WIDE = True
    BINDINGS = bindings_for("renumber")
    DEFAULT_CSS = """
    RenumberDialog RowTable { height: 1fr; }
    RenumberDialog Static { height: auto; }
    """

    def __init__(self, query: str, ids: Collection[int] | None) -> None:
        super().__init__()
        self._query = query
        self._ids = ids
        self._rule = ""
        self.forecast: Renumbered | None = None

    def title_text(self) -> str:
        """For whom."""
        if self._ids is not None:
            return t("Renumber {count} customers", count=f"{len(self._ids):,}")
        return t("Renumber: {query}", query=plain(self._query) or t("all customers"))

    def compose_body(self) -> ComposeResult:
        """What would be, counted, and each change."""
        yield Static(id="counts")
        yield RowTable()
        hint = t("Old codes stay and find their customers. It is one group, undone as one.")
        yield Static(content(hint), classes="hint")

    def on_mount(self) -> None:
        """Work the changes out."""
        self.query_one(RowTable).focus()
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        preview, query, ids = self.session.life.renumber_preview, self._query, self._ids
        rule = self._rule

        def work(report: Report, cancel: Cancel) -> Renumbered:
            return preview(query, ids=ids, rule=rule, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Working the new codes out"), work), self._show)

    def _show(self, outcome: Outcome[Renumbered] | None) -> None:
        if outcome is None or outcome.result is None:
            if outcome is not None and outcome.error is not None:
                self.show_error(outcome.error)
            return
        found = self.forecast = outcome.result
        counts = t(
            "Would change: {changed}. Right already: {kept}. Cannot be: {failed}.",
            changed=f"{found.changed:,}",
            kept=f"{found.kept:,}",
            failed=f"{found.failed:,}",
        )
        if self._rule:
            counts += " " + t("All by rule {rule}.", rule=plain(self._rule))
        if len(found.lines) < found.changed + found.failed:
            counts += " " + t("The first are shown; w writes all to a file.")
        self.query_one("#counts", Static).update(content(counts))
        columns = (
            Column("old", t("Old code"), 16, grows=True, most=30),
            Column("new", t("New code"), 16, grows=True, most=30),
            Column("why", t("Why not"), 12, grows=True, most=80),
        )
        rows = [
            (line.old, line.new, error_text(line.error) if line.error else "")
            for line in found.lines
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (t("Every code is what its rule gives: there is nothing to change."),)
        quiet = {place for place, line in enumerate(found.lines) if line.error is not None}
        table.show(columns, rows, quiet=quiet, cursor=0)

    @on(PageTable.RowOpened)
    def _see(self) -> None:
        """The customer in this row."""
        place = self.query_one(RowTable).index
        if self.forecast is not None and place is not None and place < len(self.forecast.lines):
            customers, code = self.session.customers, self.forecast.lines[place].old
            self.run_in_thread(lambda: customers.get(code), self._open, kind="current")

    def _open(self, customer: Customer) -> None:
        from tui.screens.customers.customer_detail import CustomerDialog

        def closed(changed: bool | None) -> None:
            if changed:
                self._look()

        self.app.push_screen(CustomerDialog(customer.id), closed)

    def action_rule(self) -> None:
        """Use one rule for all of them, or each customer's own again."""
        rules = self.session.rules
        self.run_in_thread(lambda: [rule.name for rule in rules.list()], self._choose, kind="rules")

    def _choose(self, names: Sequence[str]) -> None:
        from tui.screens.choose import ChooseDialog

        rows = [("", t("each by the rule that fits")), *((name, name) for name in names)]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._rule = name
                self._look()

        self.app.push_screen(ChooseDialog(t("By which rule?"), rows, current=self._rule), chosen)

    def action_write(self) -> None:
        """Write all old and new codes, as they would be now, to a file."""
        from tui.screens.ask import AskDialog

        lines = [t("A file on this machine, .csv or .xlsx.")]
        self.app.push_screen(AskDialog(t("Old and new codes to a file"), lines), self._write)

    def _write(self, name: str | None) -> None:
        if not name:
            return
        from store.codes.renumbering import write_lines
        from store.transfer.exports.exporting import check_place

        preview, query, ids = self.session.life.renumber_preview, self._query, self._ids
        path, rule = named(name), self._rule

        def work(report: Report, cancel: Cancel) -> int:
            check_place(path)
            found: list[Line] = []
            preview(query, ids=ids, rule=rule, told=found.append, progress=report, cancel=cancel)
            return write_lines(path, iter(found), error_text)

        def written(outcome: Outcome[int] | None) -> None:
            if outcome is not None and outcome.error is not None:
                self.show_error(outcome.error)
            elif outcome is not None:
                count = f"{outcome.result or 0:,}"
                self.show_note(t("{count} written to {file}.", count=count, file=plain(path)))

        self.app.push_screen(ProgressDialog(t("Writing"), work), written)

    def action_go(self) -> None:
        """Ask, then renumber."""
        from tui.screens.confirm import ConfirmDialog

        if self.forecast is None or not self.forecast.changed:
            self.show_note(t("Every code is what its rule gives: there is nothing to change."))
            return
        title = t("Give {count} customers new codes?", count=f"{self.forecast.changed:,}")
        lines = [t("It stands in the log as one group."), t("Esc stops it; the same goes on.")]
        self.app.push_screen(
            ConfirmDialog(title, lines, verb=t("Renumber")),
            lambda yes: self._renumber() if yes else None,
        )

    def _renumber(self) -> None:
        renumber, query, ids, rule = (
            self.session.life.renumber,
            self._query,
            self._ids,
            self._rule,
        )

        def work(report: Report, cancel: Cancel) -> Renumbered:
            return renumber(query, ids=ids, rule=rule, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Renumbering"), work), self._done)

    def _done(self, outcome: Outcome[Renumbered] | None) -> None:
        done = result_of(self, outcome)
        if done is None:
            return
        text = t(
            "Changed: {changed}. Right already: {kept}. Could not be: {failed}. Group: {group}",
            changed=f"{done.changed:,}",
            kept=f"{done.kept:,}",
            failed=f"{done.failed:,}",
            group=done.group,
        )
        self.dismiss(said_of_stop(text, stopped=done.stopped))
