"""Which file: its path typed and completed, or chosen in a folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from store.errors import KehaoError
from store.files.confinement import confined, named
from store.transfer.databases.address import is_address, with_table
from tui.locale import t
from tui.safe import content, plain
from tui.screens.importing.step import Step
from tui.widgets.cells import fit
from tui.widgets.entry import Entry
from tui.widgets.vim_list import VimList

if TYPE_CHECKING:
    from store.transfer.folders import Entry as FolderEntry


class PathField(Entry):
    """A path; Tab completes it as far as the folder's names leave no choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        Binding("down", "list", show=False),
    ]

    class Complete(Message):
        """Tab was pressed."""

    def action_complete(self) -> None:
        """Ask for the names that fit."""
        self.post_message(self.Complete())

    def action_list(self) -> None:
        """To the list of files."""
        self.screen.focus_next()


class FileStep(Step):
    """The first step."""

    TITLE = "File"
    DEFAULT_CSS = """
    FileStep > Static { height: auto; padding: 0 1; }
    FileStep > PathField { margin: 0 1; }
    FileStep > OptionList { height: 1fr; margin: 1 1 0 1; }
    """

    def __init__(self, state: object, *, id: str) -> None:
        super().__init__(state, id=id)  # type: ignore[arg-type]
        self.folder = Path()
        self.entries: list[FolderEntry] = []

    def compose(self) -> ComposeResult:
        """The path, and what the folder has."""
        hint = t(
            "A file to import: type its path (Tab completes it), or choose one below. "
            "source:NAME/TABLE reads from a database."
        )
        if confined() is not None:
            hint = t(
                "A file in your own folder on the server: type its name, or choose it below. "
                "source:NAME/TABLE reads from a database."
            )
        yield Static(content(hint), classes="hint")
        yield PathField(id="path", placeholder="customers.xlsx", select_on_focus=False)
        yield VimList(id="files", markup=False)

    def on_mount(self) -> None:
        """The person's own folder to begin with."""
        served = confined()
        self.look(served.home if served is not None else Path.cwd())

    def enter(self) -> None:
        """Type, or choose; the name of the file before is written over by the next one."""
        field = self.query_one(PathField)
        field.focus()
        field.select_all()

    def look(self, folder: Path) -> None:
        """Show what a folder has."""
        transfer = self.page.session.transfer
        self.page.run_in_thread(
            lambda: transfer.folder(folder),
            lambda found: self._show(folder, found),
            kind="folder",
        )

    def _show(self, folder: Path, found: list[FolderEntry]) -> None:
        self.folder, self.entries = folder, found
        files = self.query_one("#files", VimList)
        files.clear_options()
        if self._may_go_up(folder):
            files.add_option(Option(Content("../"), id=".."))
        for entry in found:
            name = entry.name + "/" if entry.folder else entry.name
            size = "" if entry.folder else f"{max(1, entry.size // 1024):,} KB"
            about = f"{size:>12}  {entry.changed[:10]}"
            row = Content.assemble((fit(name, 44), ""), (about, "$quiet"))
            files.add_option(Option(row))
        files.highlighted = 0 if files.option_count else None
        where = t("In {folder}", folder=plain(folder))
        files.border_title = where

    def _may_go_up(self, folder: Path) -> bool:
        served = confined()
        if served is None:
            return folder.parent != folder
        return any(folder != root and folder.is_relative_to(root) for root in served.roots())

    @on(OptionList.OptionSelected, "#files")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id == "..":
            self.look(self.folder.parent)
            return
        place = event.option_index - int(self._may_go_up(self.folder))
        entry = self.entries[place]
        whole = self.folder / entry.name
        if entry.folder:
            self.look(whole)
        else:
            self.query_one(PathField).value = str(whole)
            self.page.open_file(whole)

    @on(Input.Submitted, "#path")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        self.go()

    def go(self) -> None:
        """Open what is named; a folder is shown."""
        text = self.query_one(PathField).value.strip()
        if not text:
            self.page.show_note(t("Name a file first, or choose one of the list."))
            return
        if is_address(text):
            self._look_for_tables(text)
            return
        path = self._whole(text)
        transfer = self.page.session.transfer

        def failed(_: KehaoError) -> None:
            self.page.open_file(path)

        self.page.run_in_thread(
            lambda: transfer.folder(path),
            lambda found: self._show(path, found),
            failed=failed,
            kind="folder",
        )

    def _look_for_tables(self, where: str) -> None:
        """Open the table that is named; where none is, say so and let one be chosen."""
        sources = self.page.session.sources

        def found(tables: tuple[str, ...]) -> None:
            self.page.clear_message()
            if tables:
                self._choose_table(where, tables)
            else:
                self._open_table(where)

        self.page.show_note(t("Looking at the database…"))
        self.page.run_in_thread(lambda: sources.tables(where), found, kind="plan")

    def _choose_table(self, where: str, tables: tuple[str, ...]) -> None:
        from tui.screens.choose import ChooseDialog

        def chosen(table: str | None) -> None:
            if table is None:
                self.page.show_note(t("Name a table too: {example}.", example=plain(example)))
                return
            whole = with_table(where, table)
            self.query_one(PathField).value = whole
            self._open_table(whole)

        example = with_table(where, tables[0])
        rows = [(table, plain(table)) for table in tables]
        title = t("No table is named. Which one of {source}?", source=plain(where))
        self.app.push_screen(ChooseDialog(title, rows), chosen)

    def _open_table(self, where: str) -> None:
        """A name for its rejected rows comes from the table's."""
        table = re.sub(r"\W+", "-", where.rpartition("/")[2].rpartition("=")[2]).strip("-")
        self.page.open_file(self.folder / (table or "database"), where)

    def _whole(self, text: str) -> Path:
        if confined() is not None:
            return named(text)
        path = named(text)
        return path if path.is_absolute() else self.folder / path

    @on(PathField.Complete)
    def _complete(self) -> None:
        """Add what all names that fit have in common."""
        typed = self.query_one(PathField).value
        path = self._whole(typed) if typed else self.folder
        folder, start = (path, "") if typed.endswith("/") or not typed else (path.parent, path.name)
        transfer = self.page.session.transfer
        self.page.run_in_thread(
            lambda: transfer.folder(folder),
            lambda found: self._completed(folder, start, found),
            kind="folder",
        )

    def _completed(self, folder: Path, start: str, found: list[FolderEntry]) -> None:
        self._show(folder, found)
        fitting = [one for one in found if one.name.casefold().startswith(start.casefold())]
        if not fitting:
            self.page.show_note(t("Nothing here begins with {text}.", text=plain(start)))
            return
        common = _common([one.name for one in fitting])
        if len(fitting) == 1 and fitting[0].folder:
            common += "/"
        field = self.query_one(PathField)
        field.value = str(folder / common) + ("/" if common.endswith("/") else "")
        field.cursor_position = len(field.value)


def _common(names: list[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]
