"""Which of two values stays, field by field, before two records are merged."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.widgets.checks import Checks


class MergeValuesDialog(KehaoDialog[tuple[str, ...]]):
    """Answers with the fields in which the right one's value stays, None when it was left.

    rows: the fields in which both have another value, (name, text) each.
    """

    SCOPE = "merge_values"
    TITLE_TEXT = "Whose value stays"
    WIDE = True
    BINDINGS = bindings_for("merge_values")
    DEFAULT_CSS = """
    MergeValuesDialog Checks { height: 1fr; }
    MergeValuesDialog Static { height: auto; }
    """

    def __init__(self, rows: Sequence[tuple[str, str]], taken: Collection[str]) -> None:
        super().__init__()
        self._rows = rows
        self._taken = taken

    def compose_body(self) -> ComposeResult:
        """What a mark means, then the fields."""
        head = t("Marked: the right one's value stays. The log keeps the other one.")
        yield Static(content(head), classes="hint")
        yield Checks(t("Left | right"), self._rows, self._taken)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Checks).focus()

    def action_save(self) -> None:
        """Take it so."""
        self.dismiss(tuple(self.query_one(Checks).taken))
