"""`u` and `ctrl+r`: undo one's own newest change, do it again; and the list of one's own changes.

What is small and recent is done at once and said in one line. What is large, old, or leaves a mark
(a customer taken away, rules in force) is asked first. What somebody else has changed since is
named, with what can be done then.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from store.errors import CannotUndo, KehaoError
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import Framed
from tui.screens.customers.undo_work import VOIDS
from tui.widgets.log_words import UNDO, moment_words
from tui.widgets.own_words import change_words

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.engine.cancel import Cancel
    from store.undo.own import OwnChange, OwnUndone
    from tui.screens.progress import Outcome, Report

MANY: Final = 50
"""From so many operations on there is a question first, and a bar."""
OLD: Final = timedelta(hours=12)
WEIGHTY: Final = frozenset(
    ("customer.add", "customer.merge", "import.run", "rule.apply", "code.renumber")
)
"""Kinds that are asked about, however small."""

Found = tuple["OwnChange | None", Mapping[str, "Field"]]


class OwnWork(Framed[Any]):
    """For a screen whose changes are undone with `u`."""

    @abstractmethod
    def undone(self, note: str) -> None:
        """Something was undone or done again: read again what is shown, and say the note."""

    def action_undo(self) -> None:
        """Undo one's own newest change that is not undone."""
        self._undo_before(None)

    def _undo_before(self, seq: int | None) -> None:
        session = self.session

        def look() -> Found:
            return session.own_changes.next_undo(before=seq), session.field_map()

        self.run_in_thread(look, self._found_undo, kind="current")

    def _found_undo(self, found: Found) -> None:
        change, fields = found
        if change is None:
            self.show_note(t("There is nothing of yours left to undo."))
        else:
            self.undo_change(change, fields)

    def action_redo(self) -> None:
        """Do again what one undid last, as long as nothing was changed since."""
        session = self.session

        def look() -> Found:
            return session.own_changes.next_redo(), session.field_map()

        self.run_in_thread(look, self._found_redo, kind="current")

    def _found_redo(self, found: Found) -> None:
        change, fields = found
        if change is None:
            self.show_note(t("There is nothing to do again: u undoes, then this takes it back."))
        else:
            self.undo_change(change, fields)

    def action_own_changes(self) -> None:
        """The list of one's own changes."""
        from tui.screens.staff.own_changes import OwnChangesPage

        def closed(term: str | None) -> None:
            self.own_list_closed()
            if term:
                self._show_in_log(term)

        self.app.push_screen(OwnChangesPage(), closed)

    def own_list_closed(self) -> None:
        """Back from the list; screens that resume read again by themselves."""

    def _show_in_log(self, term: str) -> None:
        from tui.screens.log.log import LogScreen

        def look() -> None:
            if isinstance(self.app.screen, LogScreen):
                self.app.screen.look(term)

        self.kehao.open_section("log")
        self.app.call_after_refresh(look)

    # -- doing it -------------------------------------------------------------------------------

    def undo_change(self, change: OwnChange, fields: Mapping[str, Field]) -> None:
        """Undo this one, after a question where one is due."""
        from tui.screens.confirm import ConfirmDialog

        what = change_words(change, fields)
        why = _to_ask(change, datetime.now(UTC))
        if not why:
            self._do(change, what)
            return
        title = (
            t("Do again: {what}?", what=what) if _is_redo(change) else t("Undo: {what}?", what=what)
        )
        lines = [*why, t("From {at}.", at=moment_words(change.at, self.session.zone)[:16])]
        verb = t("Do again") if _is_redo(change) else t("Undo")
        self.app.push_screen(
            ConfirmDialog(title, lines, verb=verb, word=_word(change)),
            lambda yes: self._do(change, what) if yes else None,
        )

    def _do(self, change: OwnChange, what: str, *, partly: bool = False) -> None:
        own = self.session.own_changes
        refused = partial(self._refused, change, what)
        done = partial(self._done, what)
        if change.left <= MANY:
            work = partial(own.undo, change, partly=partly)
            self.run_in_thread(work, done, failed=refused, kind="save")
            return
        from tui.screens.progress import ProgressDialog

        def long(report: Report, cancel: Cancel) -> OwnUndone:
            return own.undo(change, partly=partly, progress=report, cancel=cancel)

        def closed(outcome: Outcome[OwnUndone] | None) -> None:
            if outcome is not None and outcome.result is not None:
                done(outcome.result)
            elif outcome is not None and outcome.error is not None:
                refused(outcome.error)

        title = t("Doing again") if _is_redo(change) else t("Undoing")
        self.app.push_screen(ProgressDialog(title, long), closed)

    def _done(self, what: str, made: OwnUndone) -> None:
        redo = _is_redo(made.change)
        if made.stopped:
            note = t(
                "Stopped after {done} of {count}; the same key goes on.",
                done=f"{made.done:,}",
                count=f"{made.change.left:,}",
            )
        elif redo:
            note = t("Done again: {what}", what=what)
        else:
            note = t("Undone: {what}", what=what)
        if made.failed:
            left = f"{made.change.left - made.done:,}"
            note += ". " + t("{count} could not be:", count=left)
            note += " " + error_text(made.failed[0][1])
        self.undone(note)

    # -- when something is in the way -----------------------------------------------------------

    def _refused(self, change: OwnChange, what: str, error: KehaoError) -> None:
        from tui.screens.choose import ChooseDialog

        if not isinstance(error, CannotUndo):
            self.show_error(error)
            return
        ways: list[tuple[str, str]] = []
        later = error.params.get("later")
        if isinstance(later, int):
            ways.append(("look", t("Look at operation {seq}", seq=later)))
        if change.count > 1:
            ways.append(("rest", t("Undo the rest, all that nothing is in the way of")))
        if not _is_redo(change):
            ways.append(("older", t("Leave it, and undo the change before it")))
        if not ways:
            self.show_error(error)
            return

        def chosen(way: str | None) -> None:
            if way == "look":
                self._look_at(error)
            elif way == "rest":
                self._do(change, what, partly=True)
            elif way == "older":
                self._undo_before(change.first)

        self.app.push_screen(ChooseDialog(error_text(error), ways), chosen)

    def _look_at(self, error: CannotUndo) -> None:
        from tui.screens.log.operation import OperationPage

        session, later = self.session, error.params["later"]
        assert isinstance(later, int)

        def read() -> tuple[Any, Mapping[str, Field]]:
            return session.log.get(later), session.field_map()

        def show(found: tuple[Any, Mapping[str, Field]]) -> None:
            operation, fields = found
            if operation is None:  # somebody else's, and this reader sees only the own log
                self.show_error(error)
                return
            page = OperationPage(operation, fields, session.zone, lambda _: None)
            self.app.push_screen(page, lambda term: self._show_in_log(term) if term else None)

        self.run_in_thread(read, show, kind="current")


class CustomersOwn(OwnWork):
    """For the list of customers, which follows."""

    @abstractmethod
    def customers_changed(self, note: str) -> None:
        """Something was saved: read again what is shown, and say the note."""

    def undone(self, note: str) -> None:
        """Read the list again where the cursor is."""
        self.customers_changed(note)


def _is_redo(change: OwnChange) -> bool:
    return change.action == UNDO


def _word(change: OwnChange) -> str:
    """What is typed out before codes become void: the code, or how many there are; else nothing."""
    if _is_redo(change) or change.action not in VOIDS:
        return ""
    if change.count == 1 and change.sample is not None and change.sample.object:
        return plain(change.sample.object)
    return str(change.left)


def _to_ask(change: OwnChange, now: datetime) -> list[str]:
    """Why there is a question first: nothing for what is small, recent and easily taken back."""
    lines = []
    if change.after_final:
        lines.append(t("A customer was deleted for good after it: that stays as it is."))
    if _is_redo(change):
        return lines if change.left <= MANY else [*lines, t("Esc stops it; the same goes on.")]
    if change.action == "code.reserve":
        lines.append(t("The codes of the block that are free become void."))
    elif change.action == "customer.add":
        lines.append(t("The customer is taken away, and its code stays void for ever."))
    elif change.action == "import.run":
        lines.append(t("Customers it added are taken away, and their codes stay void for ever."))
    elif change.action == "rule.apply":
        lines.append(t("The rules before it come in force again; codes stay as they are."))
    elif change.action in WEIGHTY or now - datetime.fromisoformat(change.at) > OLD:
        lines.append(t("It is not from just now: see that this is what you mean."))
    if change.left > MANY:
        lines.append(t("Esc stops it; the same goes on."))
    return lines
