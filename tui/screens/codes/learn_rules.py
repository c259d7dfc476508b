"""Rules learned from existing codes: a file or the store's codes, what they prove, taking it.

What is taken goes into the draft of the rules, with the counters' last numbers; nothing is in
force before the draft has been tried and put in force there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from store.codes.rulefile import RuleSet
from store.errors import InvalidValue, KehaoError, Stopped
from store.files.confinement import named
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, pad, plain
from tui.screens.page import KehaoPage
from tui.widgets.pattern_text import coloured
from tui.widgets.reading import Reading
from tui.words.learned import headline, note_words, why_none

if TYPE_CHECKING:
    from store.codes.learning import Lesson
    from store.engine.cancel import Cancel
    from store.pattern.inference import Proposal
    from tui.screens.progress import Outcome, Report

LINES = 200


class LearnPage(KehaoPage[RuleSet]):
    """Answers with the draft that has the learned rules in it, None when nothing was taken.

    draft: the set of rules that they go into.
    """

    SCOPE = "learn"
    SECTION = "Learn from existing codes"
    BINDINGS = bindings_for("learn")
    DEFAULT_CSS = """
    LearnPage Reading { height: 1fr; padding: 0 1; }
    LearnPage .hint { padding: 0 1; }
    """

    def __init__(self, draft: RuleSet) -> None:
        super().__init__()
        self._draft = draft
        self._path = ""
        self.lesson: Lesson | None = None

    def compose_body(self) -> ComposeResult:
        """Where the codes are, and below it what they prove."""
        hint = t("A CSV or XLSX file with the codes, then Enter; empty: the codes in the store.")
        yield Static(content(hint), classes="hint")
        yield Input(placeholder="/path/customers.xlsx", select_on_focus=False)
        with Reading():
            yield Static(id="found")

    def on_mount(self) -> None:
        """The file first."""
        self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing learned, nothing to take."""
        if action == "take" and not (self.lesson and self.lesson.proposals):
            return None
        return super().check_action(action, parameters)

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        self._path = event.value.strip()
        self._learn("")

    def _learn(self, column: str) -> None:
        from tui.screens.progress import ProgressDialog

        learning = self.session.learning
        path = named(self._path) if self._path else None

        def work(report: Report, cancel: Cancel) -> Lesson:
            if path is None:
                return learning.from_store(progress=report, cancel=cancel)
            return learning.from_file(path, column=column, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Learning from the codes"), work), self._learned)

    def _learned(self, outcome: Outcome[Lesson] | None) -> None:
        if outcome is None or isinstance(outcome.error, Stopped):
            self.show_note(t("Stopped; nothing was learned."))
        elif outcome.error is not None:
            self._failed(outcome.error)
        elif outcome.result is not None:
            self.lesson = outcome.result
            self.query_one("#found", Static).update(Content("\n").join(written(self.lesson)))
            scroll = self.query_one(Reading)
            scroll.scroll_home(animate=False)
            scroll.focus()
            self.refresh_bindings()

    def _failed(self, error: KehaoError) -> None:
        columns = str(error.params.get("columns", "")) if isinstance(error, InvalidValue) else ""
        if not columns:
            self.show_error(error)
            return
        from tui.screens.choose import ChooseDialog

        def chosen(column: str | None) -> None:
            if column is not None:
                self._learn(column)

        rows = [(column, plain(column)) for column in columns.split(", ")]
        self.app.push_screen(ChooseDialog(t("Which column holds the codes?"), rows), chosen)

    def action_take(self) -> None:
        """Put what was learned into the draft."""
        from store.codes.learning import rule_set_of

        if self.lesson is not None and self.lesson.proposals:
            self.dismiss(rule_set_of(self.lesson, t("learned"), self._draft))


def written(lesson: Lesson) -> Iterator[Content]:
    """What was learned, in lines."""
    if not lesson.proposals:
        why = lesson.learned.why
        yield Content.styled(t("No rule found: {why}", why=why_none(why) if why else ""), "bold")
        yield Content.styled(t("A rule is proposed only where the codes prove it."), "$quiet")
        return
    for proposal in lesson.proposals:
        yield from _proposal(proposal, lesson)
        yield Content("")
    yield Content.styled(
        t("Taken, the counters go on above these codes, whether the list is imported or not."),
        "$quiet",
    )


def _proposal(proposal: Proposal, lesson: Lesson) -> Iterator[Content]:
    numbers = tuple(lesson.rows)
    yield coloured(proposal.pattern)
    field, value = proposal.when
    if field:
        yield Content("  " + t("when {field} is {value}", field=field, value=plain(value)))
    yield Content.styled("  " + headline(proposal, lesson.learned.rows), "bold")
    for note in proposal.notes:
        yield Content("  + " + plain(note_words(note)))
    for name, table in proposal.tables.items():
        shown = ", ".join(f"{item} = {code}" for item, code in table.items())
        yield Content.styled(plain(f"  {name}: {shown}"), "$quiet")
    if proposal.exceptions:
        yield Content.styled("  " + t("What it does not explain"), "bold $primary")
    for one in proposal.exceptions[:LINES]:
        yield Content.assemble(
            "  ",
            (pad(t("row {row}", row=numbers[one.row]), 12), "$quiet"),
            (pad(plain(one.code) or "-", 22), "$strong"),
            plain(note_words(one.why, numbers)),
        )
    if len(proposal.exceptions) > LINES:
        more = f"{len(proposal.exceptions) - LINES:,}"
        yield Content.styled("  " + t("and {count} more", count=more), "$quiet")
