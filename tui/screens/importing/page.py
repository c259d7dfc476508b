"""The import as a page: its steps, the ways between them, and the work each takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from store.errors import KehaoError
from store.transfer.imports.rejected import rejected_file
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.importing.check_step import CheckStep
from tui.screens.importing.choices_step import ChoicesStep
from tui.screens.importing.columns_step import ColumnsStep
from tui.screens.importing.done_step import DoneStep
from tui.screens.importing.file_step import FileStep
from tui.screens.importing.state import Importing
from tui.screens.importing.step import Step
from tui.screens.importing.taking_back import ask_to_take_back
from tui.screens.importing.whole_house import ask_for_house, is_house
from tui.screens.importing.words import fate_lines, summary
from tui.screens.page import KehaoPage
from tui.screens.progress import Outcome, ProgressDialog, Report
from tui.words.mapping import unmapped_lines

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.engine.cancel import Cancel
    from store.transfer.imports.importing import ImportResult
    from store.transfer.imports.planning import Opened
    from store.transfer.imports.preview import Preview
    from store.undo.service import GroupUndone

STEPS: dict[str, type[Step]] = {
    "file": FileStep,
    "columns": ColumnsStep,
    "choices": ChoicesStep,
    "check": CheckStep,
    "done": DoneStep,
}
NAMED = 5
"""Columns that the question before an import names."""
ALWAYS = frozenset(("go", "back"))


class ImportPage(KehaoPage[str]):
    """Answers with a sentence on what was done, None when nothing was."""

    SCOPE = "import_file"
    SECTION = "Import"
    BINDINGS = bindings_for("import_file")
    DEFAULT_CSS = """
    ImportPage > #steps { height: 1; padding: 0 1; }
    ImportPage > ContentSwitcher { height: 1fr; }
    ImportPage > ContentSwitcher > Step { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.state = Importing()
        self.told: str | None = None

    def compose_body(self) -> ComposeResult:
        """Where one is, and the step."""
        yield Static(id="steps")
        with ContentSwitcher(initial="file"):
            for name, kind in STEPS.items():
                yield kind(self.state, id=name)

    def on_mount(self) -> None:
        """Begin with the file."""
        self.turn_to("file")

    # -- steps ----------------------------------------------------------------------------------

    @property
    def here(self) -> str:
        """The step that is shown."""
        return self.query_one(ContentSwitcher).current or "file"

    @property
    def step(self) -> Step:
        """Its widget."""
        return self.query_one(f"#{self.here}", Step)

    def turn_to(self, name: str) -> None:
        """Show a step."""
        self.query_one(ContentSwitcher).current = name
        self._say_where()
        self.step.enter()
        self.refresh_bindings()

    def _say_where(self) -> None:
        parts = []
        for number, (name, kind) in enumerate(STEPS.items(), 1):
            style = "bold $primary" if name == self.here else "$quiet"
            parts.append(Content.styled(f"{number} {t(kind.TITLE)}", style))
        line = Content("  ").join(parts)
        if self.here != "file":
            line = Content.assemble(line, ("   " + plain(self.state.path.name), "$strong"))
        self.query_one("#steps", Static).update(line)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each step has keys of its own."""
        own = {key for kind in STEPS.values() for key in kind.KEYS}
        if self.is_mounted and action in own and action not in self.step.KEYS:
            return False
        if action == "sheet" and not self.state.other_sheets():
            return False
        if action == "mend" and (self.state.result is None or not self.state.result.rejected):
            return False
        return super().check_action(action, parameters)

    def unsaved(self) -> str:
        """What leaving would lose."""
        if not self.state.work_done:
            return ""
        count = len(self.state.corrections) + len(self.state.left_out)
        return t("The import is not done: {count} rows mended or left out.", count=count)

    def action_go(self) -> None:
        """To the next step."""
        self.step.go()

    def action_back(self) -> None:
        """To the step before; from the first one out."""
        names = [*STEPS]
        place = names.index(self.here)
        if self.here == "done":
            if self.state.result is not None and self.state.result.stopped:
                self.turn_to("choices")
            else:
                self.leave()
        elif place:
            self.turn_to(names[place - 1])
        elif question := self.unsaved():
            from tui.screens.confirm import ConfirmDialog

            dialog = ConfirmDialog(t("Leave the import?"), [question], verb=t("Leave"))
            self.app.push_screen(dialog, lambda yes: self.leave() if yes else None)
        else:
            self.leave()

    def leave(self) -> None:
        """Close, saying what was done."""
        self.state.close()
        self.dismiss(self.told)

    # -- the file -------------------------------------------------------------------------------

    def open_file(
        self,
        path: Path,
        where: str = "",
        failed: Callable[[KehaoError], object] | None = None,
    ) -> None:
        """Read a file, or the table of a database, and show its columns; a house comes in whole."""
        if is_house(path, where):
            ask_for_house(self, path, self._house_is_in)
            return
        transfer, session = self.session.transfer, self.session
        same = path == self.state.path
        state = self.state
        header, sheet = (state.choices.get(one, "") if same else "" for one in ("header", "sheet"))
        said = state.understood() if same else {}

        def work() -> tuple[Opened, Preview, dict[str, Field]]:
            opened = transfer.open_file(where or path, header=header, sheet=sheet)
            return opened, transfer.preview(opened, **said), session.field_map()

        def opened(found: tuple[Opened, Preview, dict[str, Field]]) -> None:
            self.clear_message()
            state.begin(path, where, found[0])
            state.preview, state.fields = found[1], found[2]
            state.good = dict(state.mapping), dict(state.choices)
            self.turn_to("columns")

        def not_opened(error: KehaoError) -> None:
            self.show_error(error)
            state.choices.pop("sheet", None)  # the file may have another by now, or none

        self.show_note(t("Reading the file…"))
        self.run_in_thread(work, opened, failed=failed or not_opened, kind="plan")

    def reopen(self, choices: dict[str, str]) -> None:
        """Read the same file in another way, its columns proposed anew; as it was if that fails."""
        state = self.state
        kept = dict(state.mapping), dict(state.choices)
        state.choices.update(choices)
        state.mapping.clear()

        def failed(error: KehaoError) -> None:
            self.show_error(error)
            state.mapping, state.choices = kept

        self.open_file(state.path, state.where, failed)

    def _house_is_in(self, said: str) -> None:
        self.told = said
        self.leave()

    def read_plan(self, done: Callable[[], None]) -> None:
        """Plan and preview anew with what was said; what the file had is at hand."""
        state, transfer = self.state, self.session.transfer
        opened, said = state.opened, state.said()
        if opened is None:
            return

        def show(preview: Preview) -> None:
            self.clear_message()
            state.preview, state.foretold = preview, None
            state.good = dict(state.mapping), dict(state.choices)
            done()

        def failed(error: KehaoError) -> None:
            self.show_error(error)
            state.mapping, state.choices = dict(state.good[0]), dict(state.good[1])

        self.run_in_thread(
            lambda: transfer.preview(opened, **said), show, failed=failed, kind="plan"
        )

    # -- trying and doing -----------------------------------------------------------------------

    def check(self, then: Callable[[], None] | None = None) -> None:
        """Try the import without changing anything, then show every doubtful row."""
        mended = self.state.mended()

        def tried(result: ImportResult) -> None:
            if result.stopped:
                self.show_note(t("Stopped; nothing was changed."))
                return
            self.state.foretold, self.state.tried = result, mended
            self.turn_to("check")
            if then is not None:
                then()

        self._run(t("Trying the import; nothing is changed"), tried, dry=True)

    def ask_to_import(self) -> None:
        """Say once more what will be, and ask; tried anew if rows were mended or left out since."""
        if self.state.mended() != self.state.tried:
            self.check(self._ask)
        else:
            self._ask()

    def _ask(self) -> None:
        from tui.screens.confirm import ConfirmDialog

        state = self.state
        lines = [summary(state.foretold)] if state.foretold is not None else []
        lines += fate_lines(state.plan, state.fields)
        lines += map(plain, unmapped_lines(state.plan, NAMED))
        if mended := len(state.corrections):
            lines.append(t("Rows written into: {count}.", count=f"{mended:,}"))
        if left := len(state.left_out):
            lines.append(t("Rows left out: {count}.", count=f"{left:,}"))
        rejects = rejected_file(state.path, beside=not state.where)
        lines.append(t("Rejected rows, if any, go to {file}.", file=plain(rejects)))
        title = t("Import {file}?", file=plain(state.path.name))
        dialog = ConfirmDialog(title, lines, verb=t("Import"))
        self.app.push_screen(dialog, lambda yes: self._import(rejects) if yes else None)

    def _import(self, rejects: Path) -> None:
        def imported(result: ImportResult) -> None:
            self.state.result = result
            self.told = summary(result)
            if result.rejected:
                beside = rejects.parent == self.state.path.parent and not self.state.where
                file = plain(rejects.name if beside else rejects)
                self.told += " " + t("Rejected rows are in {file}.", file=file)
            if result.stopped:
                self.told += " " + t("Stopped: the same import goes on from there.")
            self.query_one(DoneStep).rejects = rejects
            self.turn_to("done")

        self._run(t("Importing"), imported, dry=False, rejects=rejects)

    def _run(
        self,
        title: str,
        done: Callable[[ImportResult], None],
        *,
        dry: bool,
        rejects: Path | None = None,
    ) -> None:
        run, opened, said = self.session.transfer.run_import, self.state.opened, self.state.said()
        if opened is None:
            return

        def work(report: Report, cancel: Cancel) -> ImportResult:
            return run(
                opened,
                **said,
                dry_run=dry,
                rejects=rejects,
                describe=error_text,
                progress=report,
                cancel=cancel,
            )

        def ended(outcome: Outcome[ImportResult] | None) -> None:
            if outcome is not None and outcome.result is not None:
                done(outcome.result)
            elif outcome is not None and outcome.error is not None:
                self.show_error(outcome.error)

        self.app.push_screen(ProgressDialog(title, work), ended)

    # -- keys of the steps ----------------------------------------------------------------------

    def action_profile(self) -> None:
        """Read the columns as a profile says."""
        self.query_one(ColumnsStep).profile()

    def action_keep_profile(self) -> None:
        """Keep the mapping under a name."""
        self.query_one(ColumnsStep).keep_profile()

    def action_header(self) -> None:
        """Take the first row for headings, or for a customer."""
        self.query_one(ColumnsStep).header()

    def action_sheet(self) -> None:
        """Read another sheet."""
        self.query_one(ColumnsStep).sheet()

    def action_edit(self) -> None:
        """Write the cell under the cursor."""
        self.query_one(CheckStep).edit()

    def action_leave_out(self) -> None:
        """Leave the row under the cursor out."""
        self.query_one(CheckStep).leave_out()

    def action_again(self) -> None:
        """Check once more."""
        self.query_one(CheckStep).again()

    def action_mend(self) -> None:
        """Show the rejected rows to mend them; the import then brings those in."""
        self.check()

    def action_another(self) -> None:
        """Another file."""
        self.turn_to("file")

    def action_undo(self) -> None:
        """Take the whole import back, after a question."""
        if self.state.result is not None:
            ask_to_take_back(self, self.state.result.group, self._taken_back)

    def _taken_back(self, said: str, undone: GroupUndone) -> None:
        self.told = said
        if not undone.stopped:
            self.state.result = self.state.foretold = None
            self.turn_to("choices")
        self.show_note(said)
