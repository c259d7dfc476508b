"""Code rules: the ordered list, a draft in which changes gather, and putting it in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.codes.rulefile import RuleDraft, RuleSet
from store.errors import Stopped
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.codes.rule_draft import InForce, standing, state_of, stopping
from tui.screens.codes.rule_ways import RuleWays
from tui.screens.progress import Outcome, ProgressDialog, Report
from tui.screens.staff.own_work import OwnWork
from tui.widgets.info_line import InfoLine
from tui.widgets.log_words import moment_words
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.pattern_text import coloured, legend
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.codes.trial import DryRun
    from store.engine.cancel import Cancel


class RulesScreen(RuleWays, OwnWork):
    """The first rule whose condition fits a customer gives its code."""

    SCOPE = "rules"
    SECTION = "Code rules"
    BINDINGS = bindings_for("rules")
    DEFAULT_CSS = "RulesScreen #detail { height: 6; padding: 0 1; color: $quiet; }"

    def __init__(self) -> None:
        super().__init__()
        self.base: InForce | None = None
        self.draft = RuleSet(())

    def compose_body(self) -> ComposeResult:
        """One line on the draft, the list, and the rule under the cursor."""
        yield InfoLine()
        yield RowTable()
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read what is in force."""
        self._read()

    def on_screen_resume(self) -> None:
        """Somebody may have put other rules in force; a draft stays as it is."""
        super().on_screen_resume()
        if not self.changed:
            self._read()

    def _read(self) -> None:
        session = self.session

        def read() -> InForce:
            rules = {rule.name: rule for rule in session.rules.list()}
            return InForce(rules, session.rules.rule_set(), session.field_map())

        self.run_in_thread(read, self._begin, kind="read")

    def _begin(self, found: InForce) -> None:
        self.base, self.draft = found, found.whole
        self._show()
        self.read_ends()

    # -- the draft ------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether the draft is another set than the one in force."""
        return self.base is not None and self.draft != self.base.whole

    def unsaved(self) -> str:
        """A draft that is not in force."""
        return t("The draft of the rules is not in force.") if self.changed else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a draft there is nothing to put in force or to drop."""
        if action in ("apply", "drop") and not self.changed:
            return None
        return super().check_action(action, parameters)

    def put_draft(self, draft: RuleSet) -> None:
        """Take this set as the draft."""
        self._put(draft)

    def show_ends(self) -> None:
        """The counters near their end were read."""
        self._show()

    def _put(self, draft: RuleSet, cursor: int | None = None) -> None:
        self.draft = draft
        self._show(cursor)

    def _show(self, cursor: int | None = None) -> None:
        if self.base is None:
            return
        columns = (
            Column("position", t("No."), 4, right=True),
            Column("name", t("Rule"), 14, grows=True, most=28),
            Column("when", t("When"), 14, grows=True, most=36),
            Column("pattern", t("Pattern"), 24, grows=True, most=64),
            Column("state", t("Version"), 8),
        )
        rows = []
        for place, draft in enumerate(self.draft.rules):
            known = self.base.rules.get(draft.name)
            version = str(known.version) if known is not None else ""
            state = state_of(draft, self.base) or version
            if draft.name in self.ends and state == version:
                state = f"{version} ! {self.ends[draft.name].percent} %"
            when = draft.when or t("always")
            rows.append((str(place + 1), draft.name, when, draft.pattern, state))
        table = self.query_one(RowTable)
        table.empty_lines = (t("No rule is left in the draft."), t("n writes one."))
        table.show(columns, rows, cursor=cursor)
        worry = "" if self.changed else self.worry()
        self.query_one(InfoLine).say(worry or standing(self.draft, self.base))
        self.refresh_bindings()

    @property
    def place(self) -> int | None:
        """The place of the rule under the cursor."""
        index = self.query_one(RowTable).index
        return index if index is not None and index < len(self.draft.rules) else None

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        place = self.place
        detail = Content("")
        if place is not None and self.base is not None:
            draft = self.draft.rules[place]
            known = self.base.rules.get(draft.name)
            lines = [
                Content.assemble(coloured(draft.pattern), "   ", legend(draft.pattern)),
                Content.assemble(
                    t("When"),
                    t(": "),
                    plain(draft.when) or t("always"),
                    "   ",
                    t("Date"),
                    t(": "),
                    label_of(draft.date, self.base.fields),
                ),
            ]
            if known is not None:
                made = moment_words(known.made_at, self.session.zone)[:16]
                lines.append(
                    Content(
                        t(
                            "Version {version} by {who}, {when}",
                            version=known.version,
                            who=plain(known.made_by),
                            when=made,
                        )
                    )
                )
            if worry := self.worry_about(draft.name):
                lines.append(Content.styled(worry, "$warning"))
            if draft.notes:
                lines.append(Content(plain(draft.notes)))
            detail = Content("\n").join(lines)
        self.query_one("#detail", Static).update(detail)

    # -- changing the draft ---------------------------------------------------------------------

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        if self.check_action("edit", ()):
            self.action_edit()
        else:
            self.action_versions()

    def action_edit(self) -> None:
        """Edit the rule under the cursor."""
        if (place := self.place) is not None:
            self._edit(self.draft.rules[place], place, new=False)

    def action_new(self) -> None:
        """Write a rule; it comes before the one under the cursor, the last stays last."""
        if self.base is not None:
            place = self.place if self.place is not None else 0
            self._edit(RuleDraft("", ""), place, new=True)

    def _edit(self, draft: RuleDraft, place: int, *, new: bool) -> None:
        from tui.screens.codes.rule_editor import RuleEditor

        assert self.base is not None
        rules = self.draft.rules
        others = [rule.name for at, rule in enumerate(rules) if new or at != place]

        def put(rule: RuleDraft) -> RuleSet:
            rest = rules[place:] if new else rules[place + 1 :]
            return replace(self.draft, rules=(*rules[:place], rule, *rest))

        def closed(rule: RuleDraft | None) -> None:
            if rule is not None:
                self._put(put(rule), place)

        in_force = not new and draft.name in self.base.rules
        editor = RuleEditor(
            draft, others, put, self.base.fields, self._keep_tables, in_force=in_force
        )
        self.app.push_screen(editor, closed)

    def action_earlier(self) -> None:
        """Move the rule up: it is asked earlier."""
        self._move(-1)

    def action_later(self) -> None:
        """Move the rule down."""
        self._move(1)

    def _move(self, by: int) -> None:
        place = self.place
        if place is None or not 0 <= place + by < len(self.draft.rules):
            return
        rules = list(self.draft.rules)
        rules[place], rules[place + by] = rules[place + by], rules[place]
        self._put(replace(self.draft, rules=tuple(rules)), place + by)

    def action_retire(self) -> None:
        """Take the rule out of the draft, after a question."""
        place = self.place
        if place is None:
            return
        name = self.draft.rules[place].name

        def go() -> None:
            rules = (*self.draft.rules[:place], *self.draft.rules[place + 1 :])
            self._put(replace(self.draft, rules=rules))

        self._ask(
            t("Retire the rule {name}?", name=name),
            t("It gives no more codes once the draft is in force. What it gave stays explained."),
            t("Retire"),
            go,
        )

    def action_tables(self) -> None:
        """The code tables, in the draft."""
        from tui.screens.codes.code_tables import CodeTablesPage

        if self.base is not None:

            def closed(tables: dict[str, dict[str, str]] | None) -> None:
                if tables is not None:
                    self._keep_tables(tables)

            self.app.push_screen(CodeTablesPage(self.draft, self.base.fields), closed)

    def _keep_tables(self, tables: dict[str, dict[str, str]]) -> None:
        self._put(replace(self.draft, code_tables=tables))

    def action_forms(self) -> None:
        """The forms that codes given by hand may have, in the draft."""
        from tui.screens.codes.rule_forms import FormsDialog

        def closed(forms: tuple[str, ...] | None) -> None:
            if forms is not None:
                self._put(replace(self.draft, manual=forms))

        if self.base is not None:
            self.app.push_screen(FormsDialog(self.draft.manual, self.base.fields), closed)

    def action_audit(self) -> None:
        """Audit all codes; a counter near its end leads back, to its rule made wider."""
        from tui.screens.log.audit import AuditPage

        def closed(led: tuple[str, bool] | None) -> None:
            names = [rule.name for rule in self.draft.rules]
            if led is None or led[0] not in names:
                return
            self.drop("read")  # it would overtake the draft that is made now
            self._show(names.index(led[0]))
            if led[1] and self.check_action("widen", ()):
                self.action_widen()

        self.app.push_screen(AuditPage(), closed)

    def action_versions(self) -> None:
        """Every version of the rule under the cursor."""
        from tui.screens.codes.rule_versions import VersionsPage

        if (place := self.place) is not None and self.base is not None:
            name = self.draft.rules[place].name
            if name in self.base.rules:
                self.app.push_screen(VersionsPage(name, self.base.fields))
            else:
                self.show_note(t("This rule is new: it has no version before it is in force."))

    def action_learn(self) -> None:
        """Learn rules from existing codes; what is taken goes into the draft."""
        from tui.screens.codes.learn_rules import LearnPage

        def closed(rules: RuleSet | None) -> None:
            if rules is not None:
                self._put(rules, 0)

        self.app.push_screen(LearnPage(self.draft), closed)

    def action_drop(self) -> None:
        """Go back to the rules in force, after a question."""
        self._ask(
            t("Drop the draft?"),
            t("The rules in force stay as they are; what was changed here is lost."),
            t("Drop the draft"),
            self._read,
        )

    def action_reload(self) -> None:
        """Read again; a draft must be dropped first."""
        if self.changed:
            self.action_drop()
        else:
            self._read()

    def undone(self, note: str) -> None:
        """One's own change was undone; a draft stays as it is."""
        self.show_note(note)
        if not self.changed:
            self._read()

    # -- trying and putting in force ------------------------------------------------------------

    def action_try_out(self) -> None:
        """Try the draft on every customer; nothing changes."""
        self._try()

    def action_apply(self) -> None:
        """Try the draft, show what comes of it, and ask before it is put in force."""
        self._try()

    def _try(self) -> None:
        session, draft = self.session, self.draft

        def work(report: Report, cancel: Cancel) -> DryRun:
            progress = stopping(report, cancel)
            return session.rules.apply(draft, dry_run=True, progress=progress, cancel=cancel)

        self.app.push_screen(
            ProgressDialog(t("Trying the rules on every customer"), work), self._tried
        )

    def _tried(self, outcome: Outcome[DryRun] | None) -> None:
        from tui.screens.codes.trial import TrialPage

        found = self._result(outcome)
        if found is None:
            return

        def closed(reason: str | None) -> None:
            if reason is not None:
                self._apply(reason)

        self.app.push_screen(TrialPage(found, asks=self.changed), closed)

    def _apply(self, reason: str) -> None:
        assert self.base is not None
        session, draft, base = self.session, self.draft, self.base.whole

        def work(report: Report, cancel: Cancel) -> DryRun:
            progress = stopping(report, cancel)
            return session.rules.apply(
                draft, reason=reason, expected=base, progress=progress, cancel=cancel
            )

        self.app.push_screen(ProgressDialog(t("Putting the rules in force"), work), self._applied)

    def _applied(self, outcome: Outcome[DryRun] | None) -> None:
        if self._result(outcome) is not None:
            self.show_note(t("The rules are in force."))
            self._read()

    def _result(self, outcome: Outcome[DryRun] | None) -> DryRun | None:
        if outcome is not None and isinstance(outcome.error, Stopped):
            self.show_note(t("Stopped: the rules in force are as they were."))
        elif outcome is not None and outcome.error is not None:
            self.show_error(outcome.error)
        return outcome.result if outcome is not None else None

    def _ask(self, question: str, line: str, verb: str, go: Callable[[], object]) -> None:
        from tui.screens.confirm import ConfirmDialog

        def answered(yes: bool | None) -> None:
            if yes:
                go()

        self.app.push_screen(ConfirmDialog(question, [line], verb=verb), answered)
