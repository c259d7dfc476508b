"""Which table of a database customers go into, and its password if it takes one."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.transfer.databases.address import SOURCE, parse_address
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn


@dataclass(frozen=True, slots=True)
class Target:
    """A table (empty: the one that the source names) and a password."""

    table: str
    password: str


class ExportTableDialog(KehaoDialog[Target], EnterGoesOn[Target]):
    """Answers with the table; None when it was left."""

    TITLE_TEXT = "Into a table"
    BINDINGS = [*bindings_for("dialog"), ENTER]
    DEFAULT_CSS = "ExportTableDialog Static { height: auto; }"

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where

    def compose_body(self) -> ComposeResult:
        """Where to, the table, the password of an account that needs one."""
        yield Static(content(plain(self._where)))
        yield Input(placeholder=t("Table"), id="table", select_on_focus=False)
        named = self._where.startswith(SOURCE)
        if not named and parse_address(self._where).user:
            yield Input(
                placeholder=t("Password (empty: none)"),
                password=True,
                id="password",
                select_on_focus=False,
            )
        yield Static(
            content(
                t(
                    "A table that is not there is made. Rows with the same code are written over, "
                    "all or none; a code out of use keeps its row, which says so."
                )
            ),
            classes="hint",
        )

    def submit(self) -> None:
        """Go on with what was filled in."""
        texts = {field.id: field.value for field in self.fields()}
        self.dismiss(Target(texts["table"].strip(), texts.get("password", "")))
