"""Undoing from the log: one operation, or all of its group, after a question."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final

from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import Framed
from tui.widgets.log_words import action_words

if TYPE_CHECKING:
    from store.engine.cancel import Cancel
    from store.log.reading import Operation
    from store.undo.service import GroupUndone, Undone
    from tui.screens.progress import Outcome, Report


VOIDS: Final = frozenset(("customer.add", "import.run", "code.reserve"))
"""What is undone by making codes void: no single key says yes to that."""


class UndoWork(Framed[Any]):
    """For a screen that shows operations."""

    @abstractmethod
    def chosen_operation(self) -> Operation | None:
        """The operation that is meant."""

    @abstractmethod
    def undone(self, note: str) -> None:
        """Something was undone: read again what is shown, and say the note."""

    def action_undo(self) -> None:
        """Undo the operation, if nothing later is in the way."""
        operation, undo = self.chosen_operation(), self.session.undo
        if operation is None:
            return
        seq = operation.seq
        self.run_in_thread(
            lambda: undo.check(seq), lambda _: self._ask_undo(operation), kind="current"
        )

    def _ask_undo(self, operation: Operation) -> None:
        from tui.screens.confirm import ConfirmDialog

        what = f"{action_words(operation.action)} {plain(operation.object)}".strip()
        title = t("Undo operation {seq}: {what}?", seq=operation.seq, what=what)
        word = plain(operation.object) if operation.action in VOIDS else ""
        lines = [t("That is an operation of its own in the log, and can be undone in its turn.")]

        def answered(yes: bool | None) -> None:
            if yes:
                undo, seq = self.session.undo, operation.seq
                self.run_in_thread(lambda: undo.one(seq), self._undone_one, kind="save")

        self.app.push_screen(ConfirmDialog(title, lines, verb=t("Undo"), word=word), answered)

    def _undone_one(self, done: Undone) -> None:
        self.undone(t("Operation {seq} is undone, by operation {new}.", seq=done.of, new=done.seq))

    def action_undo_group(self) -> None:
        """Undo everything that was done together with the operation."""
        operation = self.chosen_operation()
        if operation is None or not operation.group:
            self.show_note(t("This operation has none."))
            return
        group, log = operation.group, self.session.log

        def voids() -> bool:
            asked = f"group:{group} action:{','.join(sorted(VOIDS))}"
            return operation.action in VOIDS or bool(log.list(asked, limit=1))

        self.run_in_thread(voids, lambda found: self._ask_undo_group(group, found), kind="current")

    def _ask_undo_group(self, group: str, voids: bool) -> None:
        from tui.screens.confirm import ConfirmDialog

        title = t("Undo the whole group {group}?", group=group)
        lines = [
            t("Every operation of it, the newest first; refused if a later change is in the way."),
            t("Esc stops it; the same goes on."),
        ]
        self.app.push_screen(
            ConfirmDialog(title, lines, verb=t("Undo"), word=group if voids else ""),
            lambda yes: self._undo_group(group) if yes else None,
        )

    def _undo_group(self, group: str) -> None:
        from tui.screens.progress import ProgressDialog

        undo = self.session.undo

        def work(report: Report, cancel: Cancel) -> GroupUndone:
            return undo.group(group, progress=report, cancel=cancel)

        self.app.push_screen(ProgressDialog(t("Undoing"), work), self._group_done)

    def _group_done(self, outcome: Outcome[GroupUndone] | None) -> None:
        from tui.screens.progress import result_of, said_of_stop

        done = result_of(self, outcome)
        if done is None:
            return
        text = t(
            "Operations undone: {count}. This undo is group {group}.",
            count=f"{done.undone:,}",
            group=done.by,
        )
        text = said_of_stop(text, stopped=done.stopped)
        if done.failed:
            text += " " + error_text(done.failed[0][1])
        self.undone(text)
