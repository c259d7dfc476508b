"""One rule being written: what is wrong under its very place, and real codes as one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from store.codes.rulefile import RuleDraft, RuleSet
from store.customers.fields import Field
from store.errors import InvalidPattern, InvalidQuery, KehaoError, Stopped
from store.text import clean, fold
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, fit, pad, plain
from tui.screens.page import KehaoPage
from tui.widgets.pattern_text import UnderInput
from tui.widgets.steps import Steps
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.codes.trial import Sample
    from store.engine.cancel import Cancel
    from store.session import Session

PAUSE = 0.12
"""Seconds without a key before codes are made anew."""
SAMPLES = 10
MOST_CODE_CELLS = 36


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about a draft: faults at their places, what is wrong with the whole, codes."""

    pattern: InvalidPattern | None = None
    when: InvalidQuery | None = None
    whole: KehaoError | None = None
    example: str = ""
    samples: Sequence[Sample] = ()
    twice: str = ""
    """A code that can be cut into its segments in two ways."""

    @property
    def readable(self) -> bool:
        """Whether there is a rule to make codes with."""
        return bool(self.example) and self.when is None


def read(draft: RuleDraft, rules: RuleSet, fields: Mapping[str, Field]) -> Checked:
    """What the rule's own text says, at once: its faults, or an example of its codes."""
    from store.codes.proof import check_pattern
    from store.pattern import sample
    from store.search.query import parse_query

    found = Checked()
    try:
        pattern = check_pattern(draft.pattern, draft.date, rules.code_tables, fields)
        found = replace(found, example=sample(pattern, rules.code_tables))
    except InvalidPattern as error:
        found = replace(found, pattern=error)
    except KehaoError as error:
        found = replace(found, whole=error)
    try:
        parse_query(draft.when, fields)
    except InvalidQuery as error:
        found = replace(found, when=error)
    return found


def try_out(
    session: Session, draft: RuleDraft, rules: RuleSet, found: Checked, cancel: Cancel
) -> Checked:
    """Prove the whole set and make codes for real customers; call in a thread.

    rules: the set with the draft in it; found: what `read` said, without a fault.
    """
    try:
        session.rules.check(rules)
    except KehaoError as error:
        found = replace(found, whole=error)
    from store.pattern import parse_pattern, two_readings

    twice = two_readings(parse_pattern(draft.pattern), rules.code_tables) or ""
    cancel.check()
    samples = session.rules.samples(draft, rules.code_tables, count=SAMPLES, cancel=cancel)
    return replace(found, samples=samples, twice=twice)


class RuleEditor(KehaoPage[RuleDraft]):
    """Answers with the rule for the draft; nothing is in force by that.

    draft: the rule to begin with. others: names of the other rules. put: the whole set with a
    rule in the place of this one. keep_tables: takes code tables for the draft. in_force:
    whether a rule of this name is in force.
    """

    SCOPE = "rule_editor"
    SECTION = "One rule"
    BINDINGS = bindings_for("rule_editor")
    DEFAULT_CSS = """
    RuleEditor .row { height: 1; }
    RuleEditor .row > .label { width: 12; padding-left: 1; }
    RuleEditor .row > Input { width: 1fr; }
    RuleEditor .row > Steps { width: 1fr; }
    RuleEditor UnderInput { margin-left: 12; }
    RuleEditor #notes-row { height: 2; }
    RuleEditor TextArea {
        width: 1fr; height: 2; border: none; padding: 0 1; background: $field;
    }
    RuleEditor TextArea:focus { border: none; background: $field-focus; }
    RuleEditor TextArea:nocolor { text-style: underline; }
    RuleEditor #heading { height: 1; padding: 0 1; color: $quiet; background: $bar; }
    RuleEditor #whole { height: auto; max-height: 3; padding: 0 1; color: $warning; }
    RuleEditor VerticalScroll { height: 1fr; scrollbar-gutter: stable; }
    RuleEditor #samples { width: 100%; height: auto; padding: 0 1; text-wrap: nowrap; }
    """

    def __init__(
        self,
        draft: RuleDraft,
        others: Sequence[str],
        put: Callable[[RuleDraft], RuleSet],
        fields: Mapping[str, Field],
        keep_tables: Callable[[dict[str, dict[str, str]]], None],
        *,
        in_force: bool = False,
    ) -> None:
        super().__init__()
        self._keep_tables = keep_tables
        self._in_force = in_force
        self._first = draft
        self._others = {fold(name) for name in others}
        self._put = put
        self._fields = fields
        self._began: RuleDraft | None = None
        self._timer: Timer | None = None
        self.checked = Checked()

    def compose_body(self) -> ComposeResult:
        """The fields, each with what is wrong with it, then the codes."""
        draft = self._first
        with Horizontal(classes="row"):
            yield Static(content(t("Rule")), classes="label")
            yield Input(draft.name, id="name", max_length=64, select_on_focus=False)
        with Horizontal(classes="row"):
            yield Static(content(t("When")), classes="label")
            yield Input(
                draft.when,
                id="when",
                select_on_focus=False,
                placeholder=t("a query such as type:VIP; empty fits every customer"),
            )
        yield UnderInput(pattern=False, id="when-under")
        with Horizontal(classes="row"):
            yield Static(content(t("Pattern")), classes="label")
            yield Input(
                draft.pattern,
                id="pattern",
                select_on_focus=False,
                placeholder=t("such as {example}; Ctrl-O lists the segments", example="GD{seq:6}"),
            )
        yield UnderInput(pattern=True, id="pattern-under")
        with Horizontal(classes="row"):
            yield Static(content(t("Date")), classes="label")
            yield Steps(self._dates(), draft.date, id="date")
        with Horizontal(classes="row", id="notes-row"):
            yield Static(content(t("Notes")), classes="label")
            yield TextArea(draft.notes, soft_wrap=True, id="notes")
        yield Static(id="whole")
        yield Static(id="heading")
        with VerticalScroll(can_focus=False):
            yield Static(id="samples")

    def _dates(self) -> list[tuple[str, str]]:
        names = [name for name, field in self._fields.items() if field.kind == "date"]
        if self._first.date not in ("now", *names):
            names.insert(0, self._first.date)
        # The date that most rules take stands first.
        names.sort(key=lambda name: name != "registered")
        rows = [(name, f"{label_of(name, self._fields)} ({name})") for name in names]
        return [*rows, ("now", t("the moment the code is given") + " (now)")]

    def on_mount(self) -> None:
        """Look at what is there."""
        self._began = self.draft
        self.query_one("#pattern" if self._first.name else "#name").focus()
        self.call_after_refresh(self._changed)

    def on_resize(self) -> None:
        """Codes fill the width there is."""
        if self._began is not None:
            self.call_after_refresh(self._show)

    # -- as one types ---------------------------------------------------------------------------

    @property
    def draft(self) -> RuleDraft:
        """The rule as it stands in the fields."""
        return RuleDraft(
            clean(self.query_one("#name", Input).value),
            self.query_one("#pattern", Input).value,
            clean(self.query_one("#when", Input).value),
            self.query_one("#date", Steps).key,
            clean(self.query_one("#notes", TextArea).text, lines=True),
        )

    @on(Input.Changed)
    @on(Steps.Changed)
    def _changed(self) -> None:
        """Show colours and faults at once, codes after a pause."""
        draft = self.draft
        self.checked = read(draft, self._put(draft), self._fields)
        self.drop("check")
        for name, fault in (("when", self.checked.when), ("pattern", self.checked.pattern)):
            field = self.query_one(f"#{name}", Input)
            self.query_one(f"#{name}-under", UnderInput).follow(field, fault)
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.checked.readable:
            self._timer = self.set_timer(PAUSE, self._try_out)
        else:
            self._show()

    def _try_out(self) -> None:
        from store.engine.cancel import Cancel

        session, draft, cancel, found = self.session, self.draft, Cancel(), self.checked
        whole = self._put(draft)
        self.run_in_thread(
            lambda: try_out(session, draft, whole, found, cancel),
            self._found,
            failed=self._failed,
            kind="check",
            cancel=cancel,
        )

    def _failed(self, error: KehaoError) -> None:
        if not isinstance(error, Stopped):
            self.show_error(error)

    def _found(self, checked: Checked) -> None:
        self.checked = checked
        self._show()

    def _show(self) -> None:
        checked = self.checked
        whole = self.query_one("#whole", Static)
        remark = error_text(checked.whole) if checked.whole else self._renaming()
        if not remark and checked.twice:
            remark = t(
                "{code} can be read in two ways: with a - between its segments it could not.",
                code=plain(checked.twice),
            )
        whole.display = bool(remark)
        whole.update(content(remark))
        self.query_one("#heading", Static).update(content(self._heading(checked)))
        self.query_one("#samples", Static).update(self._written(checked.samples))

    def _renaming(self) -> str:
        """A rule is known by its name: another name is another rule."""
        old = self._first.name
        if self._in_force and self.draft.name not in ("", old):
            return t("Another name makes this a new rule, and retires {name}.", name=old)
        return ""

    def _heading(self, checked: Checked) -> str:
        if not checked.readable:
            return t("Codes appear as soon as the rule can be read.")
        if not checked.samples:
            return t("No customer fits yet. An example: {code}", code=checked.example)
        return t("Codes that customers would get; nothing is given by looking")

    def _written(self, samples: Sequence[Sample]) -> Content:
        width = max(
            (min(MOST_CODE_CELLS, cell_len(plain(sample.code))) for sample in samples), default=0
        )
        room = max(20, self.query_one("#samples").size.width - width - 2)
        lines = []
        for sample in samples:
            if sample.error is not None:
                name = fit(sample.name, room // 3)
                lines.append(
                    Content.assemble(
                        pad("-", max(1, width)),
                        "  ",
                        name,
                        "  ",
                        (
                            fit(error_text(sample.error), max(8, room - cell_len(name) - 2)),
                            "$error",
                        ),
                    )
                )
            else:
                now = t("now {code}", code=plain(sample.now))
                name = pad(sample.name, max(8, room - cell_len(now) - 2))
                lines.append(
                    Content.assemble(
                        (pad(sample.code, width), "bold $strong"), "  ", name, "  ", (now, "$quiet")
                    )
                )
        return Content("\n").join(lines)

    # -- keys -----------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def action_tokens(self) -> None:
        """Choose a segment and put it in at the cursor of the pattern."""
        from tui.screens.choose import ChooseDialog
        from tui.widgets.pattern_words import segments

        field = self.query_one("#pattern", Input)

        def chosen(text: str | None) -> None:
            field.focus()
            if text:
                field.insert_text_at_cursor(text)

        tables = self._put(self.draft).code_tables
        self.app.push_screen(ChooseDialog(t("Segments"), segments(self._fields, tables)), chosen)

    def action_tables(self) -> None:
        """The code tables of the draft, as this rule needs them; what is typed here stays."""
        from tui.screens.codes.code_tables import CodeTablesPage

        def closed(tables: dict[str, dict[str, str]] | None) -> None:
            if tables is not None:
                self._keep_tables(tables)
                self._changed()

        self.app.push_screen(CodeTablesPage(self._put(self.draft), self._fields), closed)

    def action_save(self) -> None:
        """Keep it in the draft, unless it cannot be read."""
        draft = self.draft
        checked = read(draft, self._put(draft), self._fields)
        if not draft.name:
            self.query_one("#name").focus()
            self.show_error(t("The rule needs a name."))
        elif fold(draft.name) in self._others:
            self.query_one("#name").focus()
            self.show_error(t("There is a rule {name} already: choose another.", name=draft.name))
        elif checked.when is not None:
            self.query_one("#when").focus()
            self.show_error(checked.when)
        elif checked.pattern is not None:
            self.query_one("#pattern").focus()
            self.show_error(checked.pattern)
        elif checked.whole is not None:
            self.query_one("#date").focus()
            self.show_error(checked.whole)
        else:
            self.dismiss(draft)

    def unsaved(self) -> str:
        """A rule that was changed and not kept."""
        if self._began is not None and self._began != self.draft:
            return t("Changes to the rule {name} are not in the draft.", name=self.draft.name)
        return ""

    def action_close(self) -> None:
        """Back; asks first when something would be lost."""
        from tui.screens.confirm import ConfirmDialog

        def go(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        if loss := self.unsaved():
            question = ConfirmDialog(t("Leave without keeping?"), [loss], verb=t("Leave"))
            self.app.push_screen(question, go)
        else:
            self.dismiss(None)
