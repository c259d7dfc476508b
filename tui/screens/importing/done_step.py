"""What the import did, where rejected rows are, and the ways on: mend them, undo it all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.importing.step import Step
from tui.screens.importing.words import summary
from tui.words.mapping import unmapped_lines

SHOWN = 100
"""Reasons that are listed; the file of rejected rows has all."""


class DoneStep(Step):
    """The last step."""

    TITLE = "Result"
    KEYS = frozenset(("undo", "mend", "another"))
    DEFAULT_CSS = """
    DoneStep VerticalScroll { height: 1fr; padding: 0 1; }
    DoneStep VerticalScroll > Static { height: auto; }
    """

    rejects = Path()

    def compose(self) -> ComposeResult:
        """The lines."""
        with VerticalScroll():
            yield Static(id="lines")

    def enter(self) -> None:
        """Show what was done."""
        self.query_one("#lines", Static).update(Content("\n").join(self._lines()))
        self.query_one(VerticalScroll).focus()

    def _lines(self) -> Iterator[Content]:
        result = self.state.result
        if result is None:
            return
        yield Content.styled(summary(result), "bold")
        if result.stopped:
            yield Content(t("Stopped: the same import goes on from there (Esc, then Ctrl-S)."))
        if result.flagged:
            count = f"{result.flagged:,}"
            yield Content(t("{count} with values that can't be read.", count=count))
        if result.others:
            count = f"{result.others:,}"
            yield Content(t("{count} have the code of a customer of another name.", count=count))
        if result.mistyped:
            count = f"{result.mistyped:,}"
            yield Content(t("{count} have a code that looks mistyped.", count=count))
        if result.possible_duplicates:
            count = f"{result.possible_duplicates:,}"
            yield Content(t("{count} look like customers who are there already.", count=count))
        if result.plan is not None:
            yield from (Content(plain(line)) for line in unmapped_lines(result.plan))
        rate = result.read / result.seconds if result.seconds else 0
        yield Content.styled(
            t(
                "{seconds} s, {rate} rows a second. In the log it is group {group}.",
                seconds=f"{result.seconds:.1f}",
                rate=f"{rate:,.0f}",
                group=result.group,
            ),
            "$quiet",
        )
        yield Content.styled(t("u takes all of it back."), "$quiet")
        if result.rejected:
            yield Content("")
            yield Content.styled(
                t("Rejected rows are in {file}; m mends them here.", file=plain(self.rejects)),
                "bold $warning",
            )
            for row, error in result.reasons[:SHOWN]:
                reason = plain(error_text(error))
                yield Content(t("Row {row}: {reason}", row=row, reason=reason))

    def go(self) -> None:
        """Nothing comes after this."""
        self.page.leave()
