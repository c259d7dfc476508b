"""What a change to many will do, looked at first; then the change itself, and what came of it.

The first customers are there at once, before and after; the counts of all follow. Stopped, it says
what was done, and goes on in the same group when it is asked to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.customers.bulk_plan import Plan
from tui.widgets.frame import KeyBar
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from store.customers.bulk_forecast import Forecast, Sample
    from store.engine.cancel import Cancel
    from store.errors import KehaoError
    from store.search.service import Page
    from tui.screens.progress import Outcome, Report

MOST_OLDS = 12
"""Old values that are named with their numbers."""


class BulkPreview(KehaoDialog["Bulk"]):
    """Answers with what was done, None when nothing was."""

    SCOPE = "bulk"
    WIDE = True
    BINDINGS = bindings_for("bulk")
    DEFAULT_CSS = """
    BulkPreview RowTable { height: 1fr; margin-top: 1; }
    BulkPreview Static { height: auto; }
    """

    def __init__(self, plan: Plan, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._plan = plan
        self._fields = fields
        self._ids: list[int] = []
        self.forecast: Forecast | None = None
        self.done: Bulk | None = None

    def title_text(self) -> str:
        """The question."""
        return self._plan.title

    def compose_body(self) -> ComposeResult:
        """The counts, the old values, the first ones."""
        yield Static(content(t("Counting what changes…")), id="counts")
        yield Static(id="olds", classes="hint", markup=False)
        yield RowTable()
        hint = t("It stands in the log as one group, and is undone as one.")
        yield Static(content(hint), classes="hint")

    def on_mount(self) -> None:
        """Look at once."""
        self.query_one(RowTable).focus()
        self._look()

    def _look(self) -> None:
        """The first customers, then the counts of all."""
        from store.engine.cancel import Cancel

        plan, cancel = self._plan, Cancel()
        self.run_in_thread(plan.samples, self._show_samples, kind="samples")
        self.run_in_thread(
            lambda: plan.forecast(cancel), self._show_forecast, kind="forecast", cancel=cancel
        )

    def _show_samples(self, samples: list[Sample]) -> None:
        self._ids = [sample.id for sample in samples]
        columns = (
            _code_column(sample.code for sample in samples),
            Column("name", t("Name"), 14, grows=True, most=30),
            Column("before", t("Before"), 12, grows=True, most=30),
            Column("after", t("After"), 12, grows=True, most=60),
        )
        rows = [
            (sample.code, sample.name, self._values(sample.before), self._after(sample))
            for sample in samples
        ]
        quiet = {place for place, sample in enumerate(samples) if not sample.changes}
        self.query_one(RowTable).show(columns, rows, quiet=quiet, cursor=0)

    def _values(self, values: Mapping[str, str]) -> str:
        if len(values) == 1:
            (text,) = values.values()
            return plain(text) or t("(empty)")
        return ", ".join(f"{label_of(n, self._fields)} {plain(v)}" for n, v in values.items())

    def _after(self, sample: Sample) -> str:
        if sample.error is not None:
            return error_text(sample.error)
        return self._values(sample.after) if sample.changes else t("stays")

    def _show_forecast(self, found: Forecast) -> None:
        self.forecast = found
        parts = [t("{count} will change", count=f"{found.changed:,}")]
        if found.unchanged:
            parts.append(f"{found.unchanged:,} {self._plan.same}")
        if found.failed:
            parts.append(t("{count} cannot be changed", count=f"{found.failed:,}"))
        lines = [_sentence(parts), *_why(found.reasons)]
        self.query_one("#counts", Static).update(content("\n".join(lines), lines=True))
        self._show_olds(self._olds(found))

    def _show_olds(self, text: str) -> None:
        line = self.query_one("#olds", Static)
        line.update(content(text))
        line.display = bool(text)

    def _olds(self, found: Forecast) -> str:
        if not found.olds:
            return ""
        named = found.olds[:MOST_OLDS]
        texts = [f"{plain(old) or t('(empty)')} {many:,}" for old, many in named]
        rest = found.others + sum(many for _, many in found.olds[MOST_OLDS:])
        if rest:
            texts.append(t("others {count}", count=f"{rest:,}"))
        return t("Now: {values}", values=" · ".join(texts))

    @on(PageTable.RowOpened)
    def _see(self) -> None:
        """The customer in this row."""
        from tui.screens.customers.customer_detail import CustomerDialog

        place = self.query_one(RowTable).index

        def closed(changed: bool | None) -> None:
            if changed and self.done is None:
                self._look()

        if place is not None and place < len(self._ids):
            self.app.push_screen(CustomerDialog(self._ids[place]), closed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """After a stop the same keys go on, and the footer says so."""
        if action in ("go", "go_on"):
            stopped = self.done is not None and self.done.stopped
            return stopped == (action == "go_on")
        return super().check_action(action, parameters)

    def action_go_on(self) -> None:
        """Go on after a stop, in the same group."""
        self.action_go()

    def action_go(self) -> None:
        """Change them; after a stop, go on."""
        from tui.screens.progress import ProgressDialog

        done = self.done
        if done is not None and not done.stopped:
            self.dismiss(done)
            return
        if self.forecast is None:
            self.show_note(t("Still counting: a moment."))
            return
        if not self.forecast.changed:
            self.show_note(t("Nothing would change."))
            return
        group, run = done.group if done is not None and done.changed else "", self._plan.run

        def work(report: Report, cancel: Cancel) -> Bulk:
            return run(group=group, progress=report, cancel=cancel)

        self.query_one(KeyBar).visible = False  # meanwhile the keys are those of the progress
        self.app.push_screen(ProgressDialog(self._plan.doing, work), self._ended)

    def _ended(self, outcome: Outcome[Bulk] | None) -> None:
        self.query_one(KeyBar).visible = True
        if outcome is None:
            return
        if outcome.error is not None or outcome.result is None:
            self.show_error(outcome.error or "")
            return
        self.done = joined(self.done, outcome.result)
        if not self.done.stopped and not self.done.failures:
            self.dismiss(self.done)
            return
        self._show_done(self.done)

    def _show_done(self, done: Bulk) -> None:
        lines = [said(done), *_why(done.reasons)]
        if done.stopped:
            left = len(self._plan.chosen) - done.changed - done.unchanged - done.failures
            lines.append(t("{count} are left to do.", count=f"{max(0, left):,}"))
            lines.append(t("y goes on in the same group; Esc leaves it so, and u undoes it."))
        if done.error is not None:
            self.show_error(done.error)
        self.query_one("#counts", Static).update(content("\n".join(lines), lines=True))
        self._show_olds("")
        self.refresh_bindings()
        if done.stopped and not done.failed:  # as they are now, not as they were before it
            self.run_in_thread(self._plan.samples, self._show_samples, kind="samples")
        if done.failed:
            search, ids = self.session.search, [customer for customer, _ in done.failed]
            show = partial(self._show_failed, dict(done.failed))
            self.run_in_thread(lambda: search.rows(ids, ("code", "name")), show, kind="samples")

    def _show_failed(self, errors: Mapping[int, KehaoError], page: Page) -> None:
        known = dict(zip(page.ids, page.rows, strict=True))
        self._ids = list(errors)
        columns = (
            _code_column(code for code, _ in known.values()),
            Column("name", t("Name"), 14, grows=True, most=30),
            Column("why", t("Why not"), 12, grows=True, most=90),
        )
        rows = [(*known.get(one, ("", "")), error_text(error)) for one, error in errors.items()]
        self.query_one(RowTable).show(columns, rows, cursor=0)

    def action_close(self) -> None:
        """Leave; what was done stays."""
        self.dismiss(self.done)


def _code_column(codes: Iterable[str]) -> Column:
    """As wide as the longest of these codes; it stands at the left and does not grow."""
    return Column("code", t("Code"), max(13, *map(cell_len, codes), 0))


def _sentence(parts: Sequence[str]) -> str:
    """Clauses as one sentence, with the commas of the language."""
    said = parts[0]
    for part in parts[1:]:
        said = t("{first}, {then}", first=said, then=part)
    return t("{parts}.", parts=said)


def _why(reasons: tuple[tuple[KehaoError, int], ...]) -> Iterator[str]:
    for error, many in reasons[:3]:
        yield f"{many:,}: {error_text(error)}"


def joined(first: Bulk | None, then: Bulk) -> Bulk:
    """Two runs of one group as one result: the second found what the first had done unchanged."""
    from dataclasses import replace

    if first is None:
        return then
    done_before = min(first.changed, then.unchanged)
    return replace(
        then, changed=first.changed + then.changed, unchanged=then.unchanged - done_before
    )


def said(done: Bulk) -> str:
    """What a bulk change did, in a sentence."""
    parts = [t("{count} changed", count=f"{done.changed:,}")]
    if done.unchanged:
        parts.append(t("{count} were so already", count=f"{done.unchanged:,}"))
    if done.failures:
        parts.append(t("{count} could not be changed", count=f"{done.failures:,}"))
    if done.stopped:
        parts.append(t("stopped before the end"))
    return _sentence(parts)
