"""Every doubtful row of the dry run in a table; its cells can be written anew where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input, Static

from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.importing.step import Step
from tui.screens.importing.words import cell_of, cells_of, columns_of, summary
from tui.widgets.page_columns import Column, place_of
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.transfer.imports.doubtful import Doubtful
    from store.transfer.imports.preview import PreviewRow

FIXED = ("row", "why")
"""Columns that say something of the row and are not written in."""
LEAST_WIDTH = 8
"""Cells that the cell being written has at least; a column has as many."""


class DoubtTable(RowTable):
    """The rows, with a cursor that stands on one cell."""

    HAS_COLUMN_CURSOR = True

    def on_resize(self, event: events.Resize) -> None:
        """Now that there is room: from the left on, as far as the cursor's cell asks for."""
        super().on_resize(event)
        self.scroll_to(x=0, animate=False, force=True, immediate=True)
        self.call_after_refresh(self._column_in_sight)


class CellInput(Input):
    """The cell that is written."""

    def on_key(self, event: events.Key) -> None:
        """Escape leaves the cell as it was."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.display = False
            self.screen.query_one(DoubtTable).focus()


class CheckStep(Step):
    """The fourth step."""

    TITLE = "Check"
    KEYS = frozenset(("edit", "leave_out", "again"))
    DEFAULT_CSS = """
    CheckStep > Static { height: auto; padding: 0 1; }
    CheckStep > #area { height: 1fr; layers: base over; }
    CheckStep DoubtTable { layer: base; height: 1fr; }
    CheckStep CellInput { layer: over; position: absolute; display: none; padding: 0; }
    CheckStep > #detail { height: 2; }
    """

    def __init__(self, state: object, *, id: str) -> None:
        super().__init__(state, id=id)  # type: ignore[arg-type]
        self.rows: list[Doubtful] = []
        self.looked: dict[int, PreviewRow] = {}
        self._targets: list[str] = []
        self._edited = ""

    def compose(self) -> ComposeResult:
        """The figures, the rows, and all of what is wrong with the one under the cursor."""
        yield Static(id="figures", classes="hint")
        with Container(id="area"):
            yield DoubtTable()
            yield CellInput(select_on_focus=False)
        yield Static(id="detail", classes="hint")

    @property
    def table(self) -> DoubtTable:
        """The rows."""
        return self.query_one(DoubtTable)

    def enter(self) -> None:
        """Show what the dry run found."""
        assert self.state.foretold is not None
        self.rows = [*self.state.foretold.doubtful]
        self.looked.clear()
        self._targets = self.state.targets()
        self.show(cursor=0)
        self.table.focus()

    def show(self, cursor: int | None = None) -> None:
        """The rows as they stand now."""
        self._say_figures()
        fields = {**self.state.fields, **{n.name: n for n in self.state.plan.new_fields.values()}}
        columns = columns_of(self._targets, fields)
        columns.insert(1, Column("why", t("What is doubtful"), 20, grows=True, most=36))
        rows = [(str(one.row), self.why(one), *self._cells(one)) for one in self.rows]
        quiet = {n for n, one in enumerate(self.rows) if one.row in self.state.left_out}
        self.table.empty_lines = (t("No row is doubtful. Ctrl-S brings them all in."),)
        self.table.show(columns, rows, quiet=quiet, cursor=cursor)
        if cursor == 0 and self.rows:
            self.call_after_refresh(self.table.move_column, self._faulty_column(self.rows[0]))

    def _cells(self, one: Doubtful) -> tuple[str, ...]:
        looked = self.looked.get(one.row)
        flags = looked.flags if looked is not None else one.flags
        said = self.state.corrections.get(one.row, {})
        return cells_of(one.values, self._targets, flags, said)

    def why(self, one: Doubtful) -> str:
        """What is doubtful about a row, in short."""
        if one.row in self.state.left_out:
            return t("left out")
        looked = self.looked.get(one.row)
        if looked is not None:
            if looked.error is not None:
                return error_text(looked.error)
            if not looked.flags:
                return t("mended")
        if one.error is not None and looked is None:
            return error_text(one.error)
        if one.other is not None and looked is None:
            code, name = one.other.code, plain(one.other.name)
            return t("{code} is {name}: another customer?", code=code, name=name)
        if one.why == "mistyped" and looked is None:
            return t("Meant {mended}?", mended=one.mended)
        if one.why == "double" and looked is None:
            return t("looks like a customer who is there")
        return t("a value can't be read")

    def _say_figures(self) -> None:
        found = self.state.foretold
        if found is None:
            return
        words = [summary(found)]
        if found.flagged:
            words.append(t("{count} with values that can't be read.", count=f"{found.flagged:,}"))
        if found.possible_duplicates:
            count = f"{found.possible_duplicates:,}"
            words.append(t("{count} look like customers who are there already.", count=count))
        if found.others:
            count = f"{found.others:,}"
            words.append(t("{count} have the code of a customer of another name.", count=count))
        if found.mistyped:
            words.append(t("{count} have a code that looks mistyped.", count=f"{found.mistyped:,}"))
        total = found.rejected + found.flagged + found.possible_duplicates + found.others
        total += found.mistyped
        if len(self.rows) < total and len(self.rows) >= 2000:
            words.append(t("The first {count} are shown.", count=f"{len(self.rows):,}"))
        self.query_one("#figures", Static).update(content(" ".join(words)))

    @on(PageTable.RowHighlighted)
    def _say_detail(self) -> None:
        place = self.table.index
        one = self.rows[place] if place is not None and place < len(self.rows) else None
        text = "" if one is None else t("Row {row}: {reason}", row=one.row, reason=self.why(one))
        self.query_one("#detail", Static).update(content(text))

    # -- writing into a cell --------------------------------------------------------------------

    @on(PageTable.RowOpened)
    def _opened(self, event: PageTable.RowOpened) -> None:
        event.stop()
        self.edit()

    def edit(self) -> None:
        """Write the cell under the cursor anew; on the row's number, the one that is wrong."""
        place = self.table.index
        if place is None or place >= len(self.rows):
            return
        one = self.rows[place]
        if self.table.column_name in FIXED:
            self.table.move_column(self._faulty_column(one))
        name = self.table.column_name
        if name not in self.state.fields and name != "code" and not self._is_new(name):
            self.page.show_note(t("This column can't be written here: change it in the file."))
            return
        self._edited = name
        said = self.state.corrections.get(one.row, {})
        field = self.query_one(CellInput)
        field.value = said.get(name, cell_of(one.values, name))
        field.cursor_position = len(field.value)
        table = self.table
        start, end = place_of(table.columns, table.column, table.frozen, table.scroll_offset.x)
        if table.column == len(table.columns) - 1:
            end = table.size.width  # nothing stands there that it could cover
        width = min(max(LEAST_WIDTH, end - start), table.size.width)
        start = max(0, min(start, table.size.width - width))
        field.styles.width = width
        field.styles.offset = (start, 1 + table.cursor - table.scroll_offset.y)
        field.display = True
        field.focus()

    def _is_new(self, name: str) -> bool:
        return any(new.name == name for new in self.state.plan.new_fields.values())

    def _faulty_column(self, one: Doubtful) -> int:
        wrong = list(one.flags)
        if one.error is not None and isinstance(named := one.error.params.get("field"), str):
            wrong.insert(0, named)
        if one.why == "mistyped":
            wrong.insert(0, "code")
        names = [column.name for column in self.table.columns]
        wrong.append("name")
        return next((names.index(name) for name in wrong if name in names), len(FIXED))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take_cell()

    def _take_cell(self) -> None:
        """What stands in the open cell is the row's from now on."""
        field = self.query_one(CellInput)
        place = self.table.index
        field.display = False
        self.table.focus()
        if place is None:
            return
        one = self.rows[place]
        text = field.value.strip()
        if text == cell_of(one.values, self._edited):
            said = self.state.corrections.get(one.row, {})
            said.pop(self._edited, None)
        else:
            self.state.corrections.setdefault(one.row, {})[self._edited] = text
        self.state.left_out.discard(one.row)
        self._look_again(one)

    def _look_again(self, one: Doubtful) -> None:
        from store.transfer.imports.preview import PreviewRow

        transfer, plan = self.page.session.transfer, self.state.plan
        correction = self.state.corrections.get(one.row, {})
        row = PreviewRow(one.row, one.values, one.flags, one.error)

        def looked(found: PreviewRow) -> None:
            if correction:
                self.looked[one.row] = found
            else:
                self.looked.pop(one.row, None)
            self.show()
            self._say_detail()

        self.page.run_in_thread(
            lambda: transfer.check_row(plan, row, correction), looked, kind="check"
        )

    # -- keys -----------------------------------------------------------------------------------

    def leave_out(self) -> None:
        """Do not bring the row in; the same key takes that back."""
        place = self.table.index
        if place is not None and place < len(self.rows):
            self.state.left_out ^= {self.rows[place].row}
            self.show()
            self.table.action_down()

    def again(self) -> None:
        """Try once more, with what was written."""
        if self.query_one(CellInput).display:
            self._take_cell()
        self.page.check()

    def go(self) -> None:
        """Take the open cell; else import, after a question."""
        if self.query_one(CellInput).display:
            self._take_cell()
        else:
            self.page.ask_to_import()
