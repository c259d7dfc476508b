"""How good the records are: each figure with the way to its customers and to its mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.page import KehaoPage
from tui.screens.progress import Outcome, ProgressDialog, Report, result_of
from tui.widgets.customer_page import local_time
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.quality import Line, change_words, overall, per_field, share, trend_rows

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from store.engine.cancel import Cancel
    from store.quality.cleaning import CleanForecast
    from store.quality.measures import Figures

DAYS = 400
"""Kept days that the trend shows."""
TOLD = 6
"""Examples that are shown before cleaning."""

Day = tuple[str, "Figures"]


class QualityPage(KehaoPage[str]):
    """Answers with the query of the figure that was chosen; None when it was left."""

    SCOPE = "quality"
    SECTION = "Quality of the records"
    BINDINGS = bindings_for("quality")
    DEFAULT_CSS = "QualityPage #detail { height: 3; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.figures: Figures | None = None
        self.days: list[Day] = []
        self.lines: list[Line] = []
        self.by_day = False
        self._checks: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """When it was counted, the figures, and what to do about the one under the cursor."""
        yield InfoLine()
        yield RowTable()
        yield Static(id="detail")

    def on_mount(self) -> None:
        """The figures counted last, at once; the first time they are counted now."""
        self.query_one(RowTable).focus()
        service = self.session.quality

        def read() -> tuple[list[Day], dict[str, str]]:
            return service.trend(DAYS), dict(service.queries())

        self.run_in_thread(read, self._begin, kind="read")

    def _begin(self, read: tuple[list[Day], dict[str, str]]) -> None:
        self.days, self._checks = read
        if self.days:
            self.figures = self.days[-1][1]
            self._show()
        else:
            self.action_again()

    # -- what is shown --------------------------------------------------------------------------

    def _show(self) -> None:
        figures = self.figures
        if figures is None:
            return
        self.query_one(InfoLine).say(
            t(
                "Counted {at}: {count} customers, {share} of what is required is there.",
                at=local_time(figures.at, self.session.zone),
                count=f"{figures.customers:,}",
                share=f"{figures.completeness:.1%}",
            )
        )
        if self.by_day:
            self._show_days()
        else:
            self._show_figures(figures)
        self.refresh_bindings()

    def _show_figures(self, figures: Figures) -> None:
        fields = self.session.field_map()
        checks = [
            (plain(name), figures.checks.get(name, 0), query)
            for name, query in self._checks.items()
        ]
        self.lines = [*overall(figures), *checks, *per_field(figures, fields)]
        before = self.days[-2][1] if len(self.days) > 1 else None
        columns = (
            Column("what", t("Customers who"), 34, grows=True, most=60),
            Column("many", t("Number"), 11, right=True),
            Column("share", t("Share"), 7, right=True),
            Column("change", t("Day before"), 10, right=True),
            Column("query", t("Query"), 18, grows=True, most=60),
        )
        rows = [
            (
                label,
                f"{many:,}",
                share(many, figures.customers),
                change_words(before, query, many),
                query,
            )
            for label, many, query in self.lines
        ]
        self.query_one(RowTable).show(
            columns, rows, quiet=[n for n, one in enumerate(self.lines) if not one[1]]
        )

    def _show_days(self) -> None:
        columns = (
            Column("day", t("Day"), 11),
            Column("customers", t("Customers"), 11, right=True),
            Column("complete", t("Complete"), 9, right=True),
            Column("incomplete", t("Incomplete"), 11, right=True),
            Column("stale", t("Stale"), 11, right=True),
            Column("flagged", t("Unreadable"), 11, right=True),
            Column("failing", t("Fail a check"), 12, right=True),
        )
        self.query_one(RowTable).show(columns, trend_rows(self.days), cursor=0)
        self.query_one("#detail", Static).update("")

    @property
    def current(self) -> Line | None:
        """The figure under the cursor."""
        place = self.query_one(RowTable).index
        if self.by_day or place is None or place >= len(self.lines):
            return None
        return self.lines[place]

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        one = self.current
        detail = Content("")
        if one is not None and one[1]:
            detail = Content.assemble(
                (plain(one[0]), "$strong"), "\n", (t("Enter lists them."), "$primary")
            )
        self.query_one("#detail", Static).update(detail)

    # -- what leads on --------------------------------------------------------------------------

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        if (one := self.current) is not None:
            self.dismiss(one[2])

    def action_again(self) -> None:
        """Count everything anew."""
        service = self.session.quality

        def work(report: Report, cancel: Cancel) -> Figures:
            return service.count(cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Counting"), work), self._counted)

    def _counted(self, outcome: Outcome[Figures] | None) -> None:
        found = result_of(self, outcome)
        if found is None:
            return
        self.figures = found
        service = self.session.quality

        def read() -> list[Day]:
            return service.trend(DAYS)

        def show(days: list[Day]) -> None:
            self.days = days
            self._show()

        self.run_in_thread(read, show, kind="read")

    def _recount(self, note: str) -> None:
        """Say what was changed, and count anew without a question."""
        self.show_note(note)
        service = self.session.quality

        def work() -> tuple[Figures, list[Day]]:
            return service.count(), service.trend(DAYS)

        def show(found: tuple[Figures, list[Day]]) -> None:
            self.figures, self.days = found
            self._show()

        self.run_in_thread(work, show, kind="count")

    def action_trend(self) -> None:
        """The days one below the other, or the figures again."""
        self.by_day = not self.by_day
        self._show()

    def action_suggestions(self) -> None:
        """What could be filled in."""
        from tui.screens.quality.suggestions import SuggestionsPage

        def closed(note: str | None) -> None:
            if note:
                self._recount(note)

        one = self.current
        query = one[2] if one is not None else ""
        self.app.push_screen(SuggestionsPage(query), closed)

    def action_standards(self) -> None:
        """What the house demands."""
        from tui.screens.quality.standards import StandardsPage

        def closed(saved: bool | None) -> None:
            if saved:
                self._checks = dict(self.session.quality.queries())
                self.action_again()

        self.app.push_screen(StandardsPage(), closed)

    # -- cleaning -------------------------------------------------------------------------------

    def action_clean(self) -> None:
        """Bring what is stored into today's form, after a look at what that changes."""
        service = self.session.quality

        def work(report: Report, cancel: Cancel) -> CleanForecast:
            return service.clean_forecast(progress=report, cancel=cancel)

        title = t("Looking what cleaning would change")
        self.app.push_screen(ProgressDialog(title, work), self._foretold)

    def _foretold(self, outcome: Outcome[CleanForecast] | None) -> None:
        from tui.screens.confirm import ConfirmDialog
        from tui.words.labels import label_of

        found = result_of(self, outcome)
        if found is None:
            return
        if not found.customers:
            self.show_note(t("Everything is in today's form already."))
            return
        fields = self.session.field_map()
        lines = [
            t("{field}: {count} values", field=label_of(name, fields), count=f"{many:,}")
            for name, many in found.fields.items()
        ]
        lines += [
            f"{plain(code)}  {label_of(name, fields)}: {plain(before)} -> {plain(after)}"
            for code, name, before, after in found.samples[:TOLD]
        ]
        title = t("Clean {count} customers?", count=f"{found.customers:,}")
        self.app.push_screen(ConfirmDialog(title, lines, verb=t("Clean")), self._confirmed)

    def _confirmed(self, yes: bool | None) -> None:
        if not yes:
            return
        service = self.session.quality

        def work(report: Report, cancel: Cancel) -> Bulk:
            return service.clean(progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Cleaning"), work), self._cleaned)

    def _cleaned(self, outcome: Outcome[Bulk] | None) -> None:
        done = result_of(self, outcome)
        if done is not None:
            self._recount(
                t("Cleaned: {count} customers. u undoes it.", count=f"{done.changed:,}")
                if not done.stopped
                else t(
                    "Stopped after {count} customers; the same goes on.", count=f"{done.changed:,}"
                )
            )

    def on_screen_resume(self) -> None:
        """Back from elsewhere: the keys are those of the figures."""
        self.query_one("#detail", Static).update(content(""))
        self._moved()
