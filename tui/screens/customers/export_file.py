"""What is found, as a file or in a table of a database; the columns of the list or every field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.errors import KehaoError
from store.files.confinement import confined, named
from store.transfer.databases.address import SOURCE, is_address, parse_address
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog

if TYPE_CHECKING:
    from store.customers.chosen import Chosen
    from store.engine.cancel import Cancel
    from store.transfer.exports.service import ExportResult
    from tui.screens.customers.export_table import Target
    from tui.screens.progress import Outcome, Report


class ExportDialog(KehaoDialog[str]):
    """Answers with a sentence on what was written, None when nothing was.

    query, sort, columns: the list as it stands; total: how many it finds, if that is known.
    chosen: just these customers.
    """

    TITLE_TEXT = "Export"
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = "ExportDialog Static { height: auto; } ExportDialog Input { margin: 1 0 0 0; }"

    def __init__(
        self,
        query: str,
        sort: str,
        columns: Sequence[str],
        total: int | None,
        *,
        chosen: Chosen | None = None,
    ) -> None:
        super().__init__()
        self._ids = chosen
        self._query = query
        self._sort = sort
        self._columns = columns
        self._total = total
        self._path: Path | str = Path()
        self._since = ""
        self._table = self._password = ""

    def compose_body(self) -> ComposeResult:
        """What, and where to."""
        what = plain(self._query) or t("all customers")
        count = "" if self._total is None else f" ({self._total:,})"
        if self._ids is None:
            yield Static(content(t("Query: {query}", query=what) + count))
        else:
            yield Static(content(t("The selected customers") + count))
        served = confined() is not None
        example = "customers.xlsx" if served else "/path/customers.xlsx"
        yield Input(placeholder=example, select_on_focus=False)
        yield Input(
            placeholder=t("Only what changed since the last one of this name (empty: all)"),
            id="since",
            select_on_focus=False,
        )
        hint = t(
            "A file on this machine: .csv, .xlsx, .jsonl, .vcf (vCard) or .md; or a database: "
            "source:NAME or its address. Enter goes on; the log notes the export."
        )
        if served:
            hint = t(
                "A file in your own folder on the server: .csv, .xlsx, .jsonl, .vcf (vCard) or "
                ".md; or a database: source:NAME. Enter goes on; the log notes the export."
            )
        yield Static(content(hint), classes="hint")

    @on(Input.Submitted)
    def _named(self) -> None:
        path, since = self.query(Input)
        text = path.value.strip()
        if not text:
            path.focus()
            return
        self._since = since.value.strip()
        if not is_address(text):
            self._path = named(text)
            self._ask_columns()
            return
        try:
            if not text.startswith(SOURCE):
                parse_address(text)
        except KehaoError as error:
            self.show_error(error)
            return
        from tui.screens.customers.export_table import ExportTableDialog

        self._path = text
        self.app.push_screen(ExportTableDialog(text), self._table_named)

    def _table_named(self, target: Target | None) -> None:
        if target is not None:
            self._table, self._password = target.table, target.password
            self._ask_columns()

    def _ask_columns(self) -> None:
        from tui.screens.choose import ChooseDialog

        rows = [("all", t("Every field")), ("shown", t("The columns of the table"))]
        self.app.push_screen(ChooseDialog(t("Which columns?"), rows), self._chosen)

    def _chosen(self, which: str | None) -> None:
        if which is None:
            return
        from tui.screens.progress import ProgressDialog

        run, path, query, sort = (
            self.session.exports.run,
            self._path,
            self._query,
            self._sort,
        )
        columns, ids = tuple(self._columns) if which == "shown" else (), self._ids

        def work(report: Report, cancel: Cancel) -> ExportResult:
            return run(
                *(path, query, columns),
                ids=ids,
                sort=sort,
                headers=self._headings(columns),
                since=self._since,
                table=self._table,
                source_password=self._password,
                progress=report,
                cancel=cancel,
            )

        self.app.push_screen(ProgressDialog(t("Exporting"), work), self._written)

    def _headings(self, columns: Sequence[str]) -> dict[str, str] | None:
        """As people call the columns, in a file that people read."""
        from store.transfer.exports.exporting import EXACT, form_of
        from tui.words.labels import headings

        if isinstance(self._path, str) or form_of(self._path) in EXACT:
            return None
        return headings(columns, self.session.field_map())

    def _written(self, outcome: Outcome[ExportResult] | None) -> None:
        if outcome is None:
            return
        if outcome.error is not None or outcome.result is None:
            self.show_error(outcome.error or "")
            return
        count = f"{outcome.result.written:,}"
        to = confined()
        if isinstance(self._path, str):
            done = outcome.result
            self.dismiss(
                t(
                    "{count} customers told: {added} rows added, {updated} changed.",
                    count=count,
                    added=f"{done.added:,}",
                    updated=f"{done.updated:,}",
                )
            )
            return
        if to is not None and self._path.parent == to.home:
            name = plain(self._path.name)
            self.dismiss(
                t(
                    "{count} written: kehao files get {name} fetches the file.",
                    count=count,
                    name=name,
                )
            )
            return
        self.dismiss(t("{count} written to {file}.", count=count, file=plain(self._path)))
