"""Copying to the terminal's clipboard: a menu of what, and what was really done."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.actions import BY_ID, bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.base import Framed, KehaoDialog
from tui.terminal import clipboard
from tui.widgets.cells import fit
from tui.widgets.customer_fields import is_column
from tui.widgets.vim_list import VimList
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.search.service import Search
    from store.transfer.exports.copying import Copied, Form
    from tui.widgets.customer_list import CustomerList
    from tui.widgets.customer_text import Detail, FieldRow

MOST_ORDERED: Final = 20_000
"""In lists of up to so many customers the order is looked up."""
TABLES: Final = ("csv", "tsv", "markdown")


@dataclass(frozen=True, slots=True)
class Copyable:
    """What may be copied: the customer under the cursor with its code, the chosen ones (or that
    one), the field under the cursor, and the columns in sight. query, sort: of the list, if the
    chosen ones are to come in its order."""

    current: int
    code: str
    ids: Collection[int]
    field: str
    columns: tuple[str, ...]
    fields: Mapping[str, Field]
    query: str | None = None
    sort: str = ""


class CopyDialog(KehaoDialog[str]):
    """Answers with what: `code`, `cell`, `row`, `csv`, `tsv` or `markdown`; a letter for each."""

    SCOPE = "copying"
    TITLE_TEXT = "Copy"
    BINDINGS = bindings_for("copying")
    DEFAULT_CSS = "CopyDialog OptionList { height: auto; margin: 1 0; background: $surface; }"

    def __init__(self, what: Copyable) -> None:
        super().__init__()
        self._what = what
        self.ways = ("code", *(("cell",) if what.field else ()), "row", *TABLES)

    def compose_body(self) -> ComposeResult:
        """The ways, each with its letter."""
        yield VimList(*(Option(self._line(way)) for way in self.ways), markup=False)

    def _line(self, way: str) -> Content:
        what, key = self._what, BY_ID[f"copying.{way}"].keys
        count = f"{len(what.ids):,}"
        said = {
            "code": t("Code {code}", code=plain(what.code)),
            "cell": t("Cell: {field}", field=label_of(what.field, what.fields))
            if what.field
            else "",
            "row": t("Row of {code}", code=plain(what.code)),
            "csv": t("Table of {count}, as CSV", count=count),
            "tsv": t("Table of {count}, for a spreadsheet (TSV)", count=count),
            "markdown": t("Table of {count}, as Markdown", count=count),
        }
        return Content.assemble((fit(key, 3), "$primary"), said[way])

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.ways[event.option_index])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No cell where there is none under the cursor."""
        return (action != "cell" or "cell" in self.ways) and super().check_action(
            action, parameters
        )

    def action_code(self) -> None:
        """The code."""
        self.dismiss("code")

    def action_cell(self) -> None:
        """The cell under the cursor."""
        self.dismiss("cell")

    def action_row(self) -> None:
        """The row under the cursor."""
        self.dismiss("row")

    def action_csv(self) -> None:
        """The chosen rows as CSV."""
        self.dismiss("csv")

    def action_tsv(self) -> None:
        """The chosen rows, for a spreadsheet."""
        self.dismiss("tsv")

    def action_markdown(self) -> None:
        """The chosen rows as Markdown."""
        self.dismiss("markdown")


class CopyWork(Framed[Any]):
    """For a screen or dialog that shows customers."""

    @abstractmethod
    def copyable(self) -> Copyable | None:
        """What is under the cursor and what is chosen; None when there is no customer."""

    def action_copy(self) -> None:
        """Choose what goes to the clipboard."""
        what = self.copyable()
        if what is None:
            self.show_note(t("There is no customer here."))
            return
        self.app.push_screen(CopyDialog(what), partial(self._copy, what))

    def _copy(self, what: Copyable, way: str | None) -> None:
        if way is None:
            return
        to, copying = clipboard.terminal(os.environ), self.session.copying
        if to == "none":
            self.show_error(clipboard.doubt("", to))
            return
        columns = {"code": ("code",), "cell": (what.field,)}.get(way, what.columns)
        form: Form = "row" if way == "row" else "text"
        if way in TABLES:
            form = way  # type: ignore[assignment]
        headers = {name: label_of(name, what.fields) for name in columns}
        search = self.session.search

        def work() -> Copied:
            ids = _in_order(search, what) if way in TABLES else [what.current]
            return copying.text(ids, columns, form=form, most=clipboard.MOST, headers=headers)

        self.run_in_thread(work, partial(self._copied, to), kind="copy")

    def _copied(self, to: clipboard.Terminal, made: Copied) -> None:
        if not made.text:
            self.show_error(
                t(
                    "Nothing is copied: a terminal takes {most} kB, which is {fits} of {count} "
                    "customers. Choose fewer, or export to a file.",
                    most=clipboard.MOST // 1000,
                    fits=f"{made.fits:,}",
                    count=f"{made.customers:,}",
                )
                if made.fits < made.customers
                else t("The cell is empty: nothing is copied.")
            )
            return
        self.kehao.to_terminal(clipboard.sequence(made.text, to))
        size = len(made.text.encode("utf-8", "replace"))
        note = t(
            "Sent to your terminal: {bytes} bytes, customers: {count}.",
            count=f"{made.customers:,}",
            bytes=f"{size:,}",
        )
        if made.logged:
            note += " " + t("The log says so: it is an export.")
        self.show_note(f"{note} {clipboard.doubt(made.text, to)}")


def _in_order(search: Search, what: Copyable) -> Collection[int]:
    """The chosen ones as the list has them, then those that it does not show; in a very long list
    as they were added."""
    if len(what.ids) < 2 or what.query is None or search.count(what.query) > MOST_ORDERED:
        return what.ids
    chosen = set(islice(what.ids, MOST_ORDERED + 1))
    if len(chosen) > MOST_ORDERED:
        return what.ids
    listed = [one for one in search.ids(what.query, sort=what.sort) if one in chosen]
    return [*listed, *sorted(chosen.difference(listed))]


class DetailCopy(CopyWork):
    """For the details of one customer."""

    detail: Detail | None
    rows: list[FieldRow]

    def copyable(self) -> Copyable | None:
        """The field under the cursor, and all of the customer that is a column elsewhere."""
        if self.detail is None:
            return None
        customer, fields = self.detail.customer, self.detail.fields
        place = self.query_one(OptionList).highlighted
        here = self.rows[place].name if place is not None and place < len(self.rows) else ""
        names = [row.name for row in self.rows if row.name != "code"]
        columns = ("code", *(name for name in names if is_column(name, fields)))
        field = here if here in columns else ""
        return Copyable(customer.id, customer.code, [customer.id], field, columns, fields)


class CustomersCopy(CopyWork):
    """For the list of customers."""

    @property
    @abstractmethod
    def finder(self) -> CustomerList:
        """The list."""

    def copyable(self) -> Copyable | None:
        """The cell and row under the cursor, and the chosen rows."""
        table = self.finder.table
        row, current = table.row_at(table.cursor), table.current_id
        if row is None or current is None:
            return None
        if table.selection.anchor is not None:
            table.action_range()
        chosen = table.selection.chosen if len(table.selection) else (current,)
        finder = self.finder
        columns = ("code", *(name for name in finder.column_names if name != "code"))
        return Copyable(
            current,
            row.cells[0],
            chosen,
            table.column_name,
            columns,
            finder.fields,
            finder.query_asked,
            finder.sort,
        )
