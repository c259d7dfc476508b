"""Customers from a file: which column is what, a try that changes nothing, then the import."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from store.confinement import confined, named, serves
from store.errors import InvalidValue, KehaoError
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.cells import fit
from tui.widgets.customer_fields import label_of
from tui.widgets.vim_list import VimList

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.engine.cancel import Cancel
    from store.transfer.importing import ImportResult
    from store.transfer.planning import Plan
    from tui.screens.progress import Outcome, Report

LEAVE_OUT = "-"
EXTRA = {
    "code": "Code",
    "tags": "Tags",
    "short_name": "Short name",
    "foreign_name": "Foreign name",
    "former_name": "Former name",
}
ON_MATCH = {"skip": "leave the customer as it is", "update": "update the customer"}
UNMAPPED = {"fields": "become new fields", "notes": "go into the notes", "drop": "are left out"}
OPTIONS = 3
"""Rows of the list that are no column."""


class ImportDialog(KehaoDialog[str]):
    """Answers with a sentence on what was done, None when nothing was."""

    SCOPE = "import_file"
    TITLE_TEXT = "Import"
    WIDE = True
    BINDINGS = bindings_for("import_file")
    DEFAULT_CSS = """
    ImportDialog Static { height: auto; }
    ImportDialog OptionList { height: 1fr; margin-top: 1; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self._path = Path()
        self._fields: dict[str, Field] = {}
        self._mapping: dict[str, str] = {}
        self._on_match = "skip"
        self._unmapped = "fields"
        self._match = ""

    def compose_body(self) -> ComposeResult:
        """The file, what it has, and what becomes of each column."""
        served = confined() is not None
        hint = t("A CSV or XLSX file on this machine, then Enter:")
        if served:
            hint = t("A file in your own folder on the server, then Enter:")
        yield Static(content(hint), classes="hint")
        example = "customers.xlsx" if served else "/path/customers.xlsx"
        yield Input(id="path", placeholder=example, select_on_focus=False)
        yield Static(id="about", classes="hint")
        yield VimList(markup=False)

    @on(Input.Submitted)
    def _file_named(self, event: Input.Submitted) -> None:
        if text := event.value.strip():
            self._path = named(text)
            self._mapping.clear()
            self._match = ""
            self._read_plan()

    def _read_plan(self) -> None:
        session, options = self.session, self._options()

        def work() -> tuple[Plan, dict[str, Field]]:
            return session.transfer.plan(self._path, **options), session.field_map()

        self.show_note(t("Reading the file…"))
        self.run_in_thread(work, self._show_plan, failed=self._no_plan, kind="plan")

    def _options(self) -> dict[str, Any]:
        return {
            "mapping": dict(self._mapping),
            "match": self._match,
            "on_match": self._on_match,
            "unmapped": self._unmapped,
        }

    def _no_plan(self, error: KehaoError) -> None:
        columns = str(error.params.get("columns", "")) if isinstance(error, InvalidValue) else ""
        if not columns:
            self.show_error(error)
            return
        from tui.screens.choose import ChooseDialog

        def chosen(column: str | None) -> None:
            if column is not None:
                self._mapping[column] = "name"
                self._read_plan()

        rows = [(column, plain(column)) for column in columns.split(", ")]
        title = t("Which column holds the customer's name?")
        self.app.push_screen(ChooseDialog(title, rows), chosen)

    def _show_plan(self, read: tuple[Plan, dict[str, Field]]) -> None:
        plan, self._fields = read
        self.plan = plan
        self.clear_message()
        about = t(
            "{rows} rows, {columns} columns", rows=f"{plan.rows:,}", columns=len(plan.headers)
        )
        if plan.encoding:
            about += "  " + plan.encoding
        about += "  " + t("Enter on a row changes it; Ctrl-S tries it without changing anything.")
        self.query_one("#about", Static).update(content(about))
        options = self.query_one(OptionList)
        here = options.highlighted or 0
        options.clear_options()
        options.add_options(Option(row) for row in self._rows(plan))
        options.highlighted = here
        options.focus()

    def _rows(self, plan: Plan) -> list[Content]:
        match = label_of(plan.match, self._fields) if plan.match else t("nothing: all are new")
        rows = [
            self._pair(t("Rows are matched by"), match),
            self._pair(t("A row that matches"), t(ON_MATCH[self._on_match])),
            self._pair(t("Columns without a field"), t(UNMAPPED[self._unmapped])),
        ]
        for place, header in enumerate(plan.headers):
            sample = next(
                (row[place] for row in plan.samples if row[place : place + 1] > ("",)), ""
            )
            rows.append(
                Content.assemble(
                    (fit(header or t("column {number}", number=place + 1), 24), "$strong"),
                    (" -> ", "$quiet"),
                    (fit(self._becomes(plan, place, header), 22), "$primary"),
                    (" " + plain(sample), "$quiet"),
                )
            )
        return rows

    @staticmethod
    def _pair(label: str, value: str) -> Content:
        return Content.assemble((fit(label, 24), "$quiet"), "   ", (value, "$primary"))

    def _becomes(self, plan: Plan, place: int, header: str) -> str:
        if target := plan.targets[place]:
            return self._label(target)
        if place in plan.new_fields:
            return t("new field")
        if place in plan.into_notes:
            return t("notes")
        return t("left out")

    def _label(self, target: str) -> str:
        return t(EXTRA[target]) if target in EXTRA else label_of(target, self._fields)

    @on(OptionList.OptionSelected)
    def _change_row(self, event: OptionList.OptionSelected) -> None:
        plan = self.plan
        if plan is None:
            return
        place = event.option_index
        if place == 0:
            targets = dict.fromkeys(target for target in plan.targets if target)
            rows = [(target, self._label(target)) for target in targets]
            self._choose(t("Rows are matched by"), rows, partial(setattr, self, "_match"))
        elif place == 1:
            rows = [(key, t(text)) for key, text in ON_MATCH.items()]
            self._choose(t("A row that matches"), rows, partial(setattr, self, "_on_match"))
        elif place == 2:
            rows = [(key, t(text)) for key, text in UNMAPPED.items()]
            self._choose(t("Columns without a field"), rows, partial(setattr, self, "_unmapped"))
        elif header := plan.headers[place - OPTIONS]:
            names = [*EXTRA, *self._fields]
            rows = [(LEAVE_OUT, t("left out")), *((name, self._label(name)) for name in names)]
            title = t("The column {column} is", column=plain(header))
            self._choose(title, rows, partial(self._mapping.__setitem__, header))

    def _choose(self, title: str, rows: list[tuple[str, str]], take: partial[None]) -> None:
        from tui.screens.choose import ChooseDialog

        def chosen(key: str | None) -> None:
            if key is not None:
                take(key)
                self._read_plan()

        self.app.push_screen(ChooseDialog(title, rows), chosen)

    # Trying, then doing

    def action_go(self) -> None:
        """Try the import without changing anything; then ask, then do it."""
        if self.plan is None:
            self.show_note(t("Name a file first, then Enter."))
            return
        self._run(dry=True)

    def _run(self, *, dry: bool) -> None:
        from tui.screens.progress import ProgressDialog

        run, path, options = self.session.transfer.run_import, self._path, self._options()
        rejects = None if dry else self._rejects_file()

        def work(report: Report, cancel: Cancel) -> ImportResult:
            return run(
                path,
                **options,
                dry_run=dry,
                rejects=rejects,
                describe=error_text,
                progress=report,
                cancel=cancel,
            )

        title = t("Trying the import; nothing is changed") if dry else t("Importing")
        self.app.push_screen(ProgressDialog(title, work), self._tried if dry else self._imported)

    def _rejects_file(self) -> Path:
        """Beside the file that is imported; a served person's next free name."""
        name = self._path.with_name(self._path.stem + ".rejected.csv")
        number = 1
        while serves(self.kehao.store_folder) and name.exists():
            number += 1
            name = self._path.with_name(f"{self._path.stem}.rejected-{number}.csv")
        return name

    def _tried(self, outcome: Outcome[ImportResult] | None) -> None:
        if outcome is None:
            return
        if outcome.error is not None or outcome.result is None:
            self.show_error(outcome.error or "")
            return
        result = outcome.result
        if result.stopped:
            self.show_note(t("Stopped; nothing was changed."))
            return
        from tui.screens.confirm import ConfirmDialog

        lines = [summary(result)]
        lines += [
            t("Row {row}: {reason}", row=row, reason=error_text(error))
            for row, error in result.reasons[:6]
        ]
        if result.rejected:
            lines.append(t("Rejected rows go to {file}.", file=plain(self._rejects_file())))
        if result.possible_duplicates:
            count = f"{result.possible_duplicates:,}"
            lines.append(t("{count} look like customers who are there already.", count=count))
        question = ConfirmDialog(
            t("Import {file}?", file=plain(self._path.name)), lines, verb=t("Import")
        )
        self.app.push_screen(question, self._confirmed)

    def _confirmed(self, yes: bool | None) -> None:
        if yes:
            self._run(dry=False)

    def _imported(self, outcome: Outcome[ImportResult] | None) -> None:
        if outcome is None:
            return
        if outcome.error is not None or outcome.result is None:
            self.show_error(outcome.error or "")
            return
        text = summary(outcome.result)
        if outcome.result.rejected:
            text += " " + t("Rejected rows are in {file}.", file=plain(self._rejects_file().name))
        if outcome.result.stopped:
            text += " " + t("Stopped: the same import goes on from there.")
        self.dismiss(text)

    def action_close(self) -> None:
        """Leave; nothing is imported."""
        self.dismiss(None)


def summary(result: ImportResult) -> str:
    """What an import did or would do, in a sentence."""
    return t(
        "{read} rows: {added} added, {updated} updated, {skipped} skipped, {rejected} rejected.",
        read=f"{result.read:,}",
        added=f"{result.added:,}",
        updated=f"{result.updated:,}",
        skipped=f"{result.skipped:,}",
        rejected=f"{result.rejected:,}",
    )
