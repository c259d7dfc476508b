"""Jobs: imports and exports that come back by the calendar; what became of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import KehaoScreen
from tui.screens.confirm import ConfirmDialog
from tui.screens.progress import ProgressDialog, result_of
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.jobs import details, done_words, state_words, time_words, what_words

if TYPE_CHECKING:
    from store.due import Done
    from store.jobs.kept import Job
    from tui.screens.progress import Outcome


class JobsScreen(KehaoScreen):
    """One's own jobs, or all for who sets jobs up; below, all of the one under the cursor."""

    SCOPE = "jobs"
    SECTION = "Jobs"
    BINDINGS = bindings_for("jobs")
    DEFAULT_CSS = """
    JobsScreen #detail { height: auto; min-height: 3; max-height: 9; padding: 1 1 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self._wanted = ""

    def compose_body(self) -> ComposeResult:
        """The list, and a few lines on one."""
        yield RowTable()
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self.action_reload()

    def on_screen_resume(self) -> None:
        """One may have been done meanwhile."""
        super().on_screen_resume()
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        self.run_in_thread(self.session.jobs.list, lambda found: self._show([*found]), kind="list")

    def _show(self, found: list[Job]) -> None:
        self.jobs = found
        columns = (
            Column("name", t("Job"), 12, grows=True, most=30),
            Column("what", t("What"), 16, grows=True, most=40),
            Column("every", t("How often"), 9),
            Column("owner", t("Acts for"), 8, grows=True, most=20),
            Column("state", t("State"), 20, grows=True, most=60),
        )
        rows = [
            (
                job.name,
                what_words(job.does),
                t(job.does.every),
                job.owner,
                state_words(job),
            )
            for job in found
        ]
        quiet = {place for place, job in enumerate(found) if job.paused}
        table = self.query_one(RowTable)
        table.empty_lines = (t("There are no jobs: n sets one up; kehao run-due does them."),)
        names = [job.name for job in found]
        wanted = names.index(self._wanted) if self._wanted in names else None
        self._wanted = ""
        table.show(columns, rows, quiet=quiet, cursor=wanted)
        self._moved()

    @property
    def current(self) -> Job | None:
        """The job under the cursor."""
        place = self.query_one(RowTable).index
        return self.jobs[place] if place is not None and place < len(self.jobs) else None

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        job = self.current
        detail = Content("")
        if job is not None:
            done = time_words(job.done, self.session.zone) or t("never")
            words = [(t("Last done"), done), *details(job.does)]
            said = t("; ").join(t("{name}: {value}", name=name, value=what) for name, what in words)
            failed = job.last is not None and job.last.failed
            detail = Content.assemble(
                (plain(f"{job.name}: {what_words(job.does)}"), "bold $strong"),
                "\n",
                (plain(state_words(job)), "$error" if failed else ""),
                "\n",
                (plain(said), "$quiet"),
            )
            self._seen(job)
        self.query_one("#detail", Static).update(detail)

    def _seen(self, job: Job) -> None:
        """What became of it is on the screen now: at the sign-in no more is said of it."""
        session = self.session
        if job.staff == session.staff_id and job.last is not None and not job.last.seen:
            self.run_in_thread(lambda: session.jobs.looked_at(job.name), kind="seen")

    # -- what can be done -----------------------------------------------------------------------

    def action_new(self) -> None:
        """Set a job up."""
        from tui.screens.jobs.job_form import JobDialog

        self.app.push_screen(JobDialog(), self._saved)

    def action_edit(self) -> None:
        """Change the one under the cursor."""
        if job := self.current:
            from tui.screens.jobs.job_form import JobDialog

            self.app.push_screen(JobDialog(job), self._saved)

    def _saved(self, job: Job | None) -> None:
        if job is None:
            return
        self._wanted = job.name
        if job.waits:
            self.show_note(t("{name} is kept; it waits for a second person.", name=job.name))
        else:
            self.show_note(t("{name} is kept; kehao run-due does it.", name=job.name))
        self.action_reload()

    @on(PageTable.RowOpened)
    def action_history(self) -> None:
        """Its runs."""
        if job := self.current:
            from tui.screens.jobs.job_runs import JobRunsPage

            self.app.push_screen(JobRunsPage(job.name))

    def action_run(self) -> None:
        """Do it now."""
        job = self.current
        if job is None:
            return
        jobs, name = self.session.jobs, job.name

        def done(outcome: Outcome[Done] | None) -> None:
            found = result_of(self, outcome)
            if found is not None and found.ok:
                self.show_note(done_words(found))
            elif found is not None:
                self.show_error(done_words(found))
            self.action_reload()

        title = t("Doing {name}", name=name)
        self.app.push_screen(
            ProgressDialog(
                title,
                lambda report, cancel: jobs.run(
                    name, describe=error_text, progress=report, cancel=cancel
                ),
            ),
            done,
        )

    def action_pause(self) -> None:
        """Let it rest, or go on."""
        if job := self.current:
            jobs, name = self.session.jobs, job.name
            work: Callable[[], object] = (
                (lambda: jobs.resume(name)) if job.paused else (lambda: jobs.pause(name))
            )
            self.run_in_thread(work, lambda _: self.action_reload(), kind="change")

    def action_remove(self) -> None:
        """Remove it, after asking."""
        job = self.current
        if job is None:
            return
        jobs, name = self.session.jobs, job.name

        def sure(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    lambda: jobs.remove(name), lambda _: self.action_reload(), kind="change"
                )

        lines = [what_words(job.does), t("Its history goes with it; the files it wrote stay.")]
        question = t("Remove the job {name}?", name=name)
        self.app.push_screen(ConfirmDialog(question, lines, verb=t("Remove")), sure)
