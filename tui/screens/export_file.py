"""What is found, as a file: a table, cards or a text; the columns of the list or every field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.confinement import confined, named
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog

if TYPE_CHECKING:
    from store.customers.chosen import Chosen
    from store.engine.cancel import Cancel
    from store.transfer.exports import ExportResult
    from tui.screens.progress import Outcome, Report


class ExportDialog(KehaoDialog[str]):
    """Answers with a sentence on what was written, None when nothing was.

    query, sort, columns: the list as it stands; total: how many it finds, if that is known.
    chosen: just these customers.
    """

    TITLE_TEXT = "Export"
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = "ExportDialog Static { height: auto; } ExportDialog Input { margin: 1 0; }"

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
        self._path = Path()

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
        hint = t(
            "A file on this machine: .csv, .xlsx, .jsonl, .vcf (vCard) or .md. Enter goes on; the "
            "log notes the export."
        )
        if served:
            hint = t(
                "A file in your own folder on the server: .csv, .xlsx, .jsonl, .vcf (vCard) or "
                ".md. Enter goes on; the log notes the export."
            )
        yield Static(content(hint), classes="hint")

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if not text:
            return
        self._path = named(text)
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
            return run(path, query, columns, ids=ids, sort=sort, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Exporting"), work), self._written)

    def _written(self, outcome: Outcome[ExportResult] | None) -> None:
        if outcome is None:
            return
        if outcome.error is not None or outcome.result is None:
            self.show_error(outcome.error or "")
            return
        count = f"{outcome.result.written:,}"
        to = confined()
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
