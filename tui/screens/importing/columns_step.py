"""What each column of the file is, beside the first rows as they will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.locale import t
from tui.safe import content, plain
from tui.screens.importing.step import Step
from tui.screens.importing.words import cells_of, columns_of
from tui.widgets.cells import fit
from tui.widgets.row_table import RowTable
from tui.widgets.vim_list import VimList
from tui.words.labels import label_of
from tui.words.mapping import EXTRA, becomes, header_words, why_words

if TYPE_CHECKING:
    from store.transfer.imports.planning import Plan
    from store.transfer.mapping.profiles import Profile

BESIDE = 110
"""Cells of a screen that has room for the columns beside the rows."""


class ColumnsStep(Step):
    """The second step."""

    TITLE = "Columns"
    KEYS = frozenset(("profile", "keep_profile", "header", "sheet"))
    DEFAULT_CSS = """
    ColumnsStep > Static { height: auto; padding: 0 1; }
    ColumnsStep > Container { height: 1fr; layout: vertical; }
    ColumnsStep #targets { height: 45%; min-height: 5; border-bottom: solid $border; }
    ColumnsStep RowTable { height: 1fr; }
    ColumnsStep.-beside > Container { layout: horizontal; }
    ColumnsStep.-beside #targets {
        width: 54; height: 1fr; border-bottom: none; border-right: solid $border;
    }
    ColumnsStep.-beside RowTable { width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """The columns, and the rows."""
        yield Static(id="about", classes="hint")
        with Container():
            yield VimList(id="targets", markup=False)
            yield RowTable(id="preview", opens=False)

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        if event.size.width and self._lay_out(event.size.width) and self.state.preview is not None:
            self.show()

    def _lay_out(self, width: int) -> bool:
        """Beside or below; whether that has changed."""
        beside = width >= BESIDE
        changed = beside != self.has_class("-beside")
        self.set_class(beside, "-beside")
        return changed

    def enter(self) -> None:
        """Show the plan."""
        self._lay_out(self.app.size.width)
        self.show()
        self.query_one("#targets").focus()

    def show(self) -> None:
        """Columns and rows as they stand now."""
        plan = self.state.plan
        self.query_one("#about", Static).update(content(self._about(plan)))
        columns = self.query_one("#targets", VimList)
        here = columns.highlighted or 0
        columns.clear_options()
        columns.add_options(Option(self._row(plan, n)) for n in range(len(plan.headers)))
        columns.highlighted = min(here, len(plan.headers) - 1)
        self._show_rows()

    def _about(self, plan: Plan) -> str:
        words = [
            t("{rows} rows, {columns} columns", rows=f"{plan.rows:,}", columns=len(plan.headers))
        ]
        opened, others = self.state.opened, self.state.other_sheets()
        if opened is not None and others:
            sheet, count = plain(opened.sheet), len(others)
            words.append(t("sheet {sheet}, {count} more (s)", sheet=sheet, count=count))
        if not plan.headed:
            words.append(t("the first row is a customer, not headings (h)"))
        if plan.nameless and others:
            words.append(t("No column of this sheet is the customer's name: s, or Enter on it."))
        elif plan.nameless:
            words.append(t("No column is the customer's name: Enter on the one that is."))
        else:
            words.append(t("Enter changes what a column is; ! marks what a field can't read."))
        return "  ".join(words)

    def _row(self, plan: Plan, column: int) -> Content:
        sample = next((row[column] for row in plan.samples if row[column : column + 1] > ("",)), "")
        known = bool(plan.targets[column])
        why = why_words(plan, column)
        what = becomes(plan, column, self.state.fields)
        return Content.assemble(
            (fit(header_words(plan, column), 17), "$strong"),
            (" -> ", "$quiet"),
            (fit(what, 16), "$primary" if known else "$quiet"),
            (" " + fit(why, 13), "$quiet"),
            ("" if self.has_class("-beside") else " " + fit(plain(sample), 22), "$quiet"),
        )

    def _show_rows(self) -> None:
        assert self.state.preview is not None
        targets = self.state.targets()
        fields = {**self.state.fields, **{n.name: n for n in self.state.plan.new_fields.values()}}
        columns = columns_of(targets, fields)
        corrections = self.state.corrections
        rows = [
            (str(row.row), *cells_of(row.values, targets, row.flags, corrections.get(row.row, {})))
            for row in self.state.preview.rows
        ]
        quiet = {n for n, row in enumerate(self.state.preview.rows) if row.error is not None}
        self.query_one("#preview", RowTable).show(columns, rows, quiet=quiet)

    @on(OptionList.OptionSelected, "#targets")
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        from tui.screens.choose import ChooseDialog

        plan, column = self.state.plan, event.option_index
        names = [*EXTRA, *self.state.fields]
        rows = [
            ("+", t("a field of its own")),
            ("-", t("left out")),
            *((name, f"{label_of(name, self.state.fields)}  {name}") for name in names),
        ]
        title = t("The column {column} is", column=plain(header_words(plan, column)))

        def chosen(target: str | None) -> None:
            if target is not None:
                # by its number: two columns can have one heading, and some have none
                self.state.mapping[f"#{column + 1}"] = target
                self.page.read_plan(self.show)

        current = plan.targets[column]
        self.app.push_screen(ChooseDialog(title, rows, current=current), chosen)

    # -- keys -----------------------------------------------------------------------------------

    def profile(self) -> None:
        """Read the columns as a profile says."""
        profiles = self.page.session.profiles
        self.page.run_in_thread(profiles.list, self._choose_profile, kind="form")

    def _choose_profile(self, found: list[Profile]) -> None:
        from tui.screens.choose import ChooseDialog

        rows = [("", t("as proposed")), ("-", t("by headings and values alone"))]
        for one in found:
            about = t("the known export") if one.shipped else t("kept by {name}", name=one.by)
            rows.append((one.name, f"{plain(one.mapping.label)}  {about}"))

        def chosen(name: str | None) -> None:
            if name is not None:
                self.state.choices["profile"] = name
                self.page.read_plan(self.show)

        current = self.state.choices.get("profile", "")
        dialog = ChooseDialog(t("Read the columns by"), rows, current=current)
        self.app.push_screen(dialog, chosen)

    def keep_profile(self) -> None:
        """Keep this mapping under a name."""
        from tui.screens.ask import AskDialog

        opened, said = self.state.opened, self.state.understood()
        profiles = self.page.session.profiles
        assert opened is not None

        def kept(profile: Profile) -> None:
            self.page.show_note(t("Profile {name} is kept.", name=plain(profile.name)))

        def named(name: str | None) -> None:
            if name:
                self.page.run_in_thread(
                    lambda: profiles.save(name, opened, **said), kept, kind="save"
                )

        lines = [t("Files with these headings can then be read in the same way.")]
        self.app.push_screen(AskDialog(t("Keep as a profile"), lines), named)

    def header(self) -> None:
        """Take the first row for headings, or for a customer."""
        self.page.reopen({"header": "no" if self.state.plan.headed else "yes"})

    def sheet(self) -> None:
        """Read another sheet of the workbook; what was said of this one's columns is past."""
        from tui.screens.choose import ChooseDialog

        opened = self.state.opened
        assert opened is not None

        def chosen(name: str | None) -> None:
            if name and name != opened.sheet:
                self.page.reopen({"sheet": name, "header": "", "match": ""})

        rows = [(name, plain(name)) for name in opened.sheets]
        dialog = ChooseDialog(t("Read which sheet?"), rows, current=opened.sheet)
        self.app.push_screen(dialog, chosen)

    def go(self) -> None:
        """To the codes."""
        if self.state.plan.nameless:
            self.page.show_note(t("No column is the customer's name: Enter on the one that is."))
        else:
            self.page.turn_to("choices")
