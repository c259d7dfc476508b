"""The runs of one job, newest first: what each did, or why it failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.page import KehaoPage
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.jobs import run_words, time_words

if TYPE_CHECKING:
    from store.jobs.kept import Run


class JobRunsPage(KehaoPage[None]):
    """A line on whose runs they are, the list, and all of the one under the cursor."""

    SCOPE = "job_runs"
    SECTION = "Runs of a job"
    BINDINGS = bindings_for("job_runs")
    DEFAULT_CSS = """
    JobRunsPage #detail { height: auto; max-height: 8; padding: 1 1 0 1; }
    """

    def __init__(self, job: str) -> None:
        super().__init__()
        self.job = job
        self.runs: Sequence[Run] = ()

    def compose_body(self) -> ComposeResult:
        """The list, and one of it whole."""
        yield InfoLine()
        yield RowTable(opens=False)
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self.query_one(InfoLine).say(t("Job {name}", name=self.job))
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        jobs, name = self.session.jobs, self.job
        self.run_in_thread(lambda: jobs.history(name, 100), self._show, kind="list")

    def _show(self, found: Sequence[Run]) -> None:
        self.runs = found
        zone = self.session.zone
        columns = (
            Column("began", t("Began"), 16),
            Column("ended", t("Ended"), 16),
            Column("what", t("What became of it"), 30, grows=True, most=200),
        )
        rows = [
            (time_words(run.began, zone), time_words(run.ended, zone), run_words(run))
            for run in found
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (t("It was not done yet."),)
        table.show(columns, rows)
        self._moved()

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        place = self.query_one(RowTable).index
        run = self.runs[place] if place is not None and place < len(self.runs) else None
        said = plain(run_words(run)) if run is not None else ""
        self.query_one("#detail", Static).update(content(said))
