"""A whole import taken back, after a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from store.errors import Stopped
from tui.locale import error_text, t
from tui.screens.confirm import ConfirmDialog
from tui.screens.progress import Outcome, ProgressDialog, Report

if TYPE_CHECKING:
    from store.engine.cancel import Cancel
    from store.undo.service import GroupUndone
    from tui.screens.page import KehaoPage


def ask_to_take_back(
    page: KehaoPage[str], group: str, done: Callable[[str, GroupUndone], None]
) -> None:
    """Ask, take it back with its progress in sight, and hand over a sentence on what was done."""
    title = t("Take the whole import back?")
    lines = [
        t("Customers that it added go, those that it changed are as before."),
        t("Their codes are never given to anybody else; the same file may bring them again."),
    ]
    dialog = ConfirmDialog(title, lines, verb=t("Undo"))
    page.app.push_screen(dialog, lambda yes: _take_back(page, group, done) if yes else None)


def _take_back(page: KehaoPage[str], group: str, done: Callable[[str, GroupUndone], None]) -> None:
    undo = page.session.undo

    def work(report: Report, cancel: Cancel) -> GroupUndone:
        return undo.group(group, progress=report, cancel=cancel)

    def ended(outcome: Outcome[GroupUndone] | None) -> None:
        if outcome is None:
            return
        if outcome.result is None:
            if outcome.error is not None and not isinstance(outcome.error, Stopped):
                page.show_error(outcome.error)
            return
        undone = outcome.result
        count = f"{undone.customers:,}"
        text = t("The import is taken back: {count} customers.", count=count)
        if undone.stopped:
            text = t("Stopped: {count} customers are taken back so far; u goes on.", count=count)
        if undone.failed:
            text += " " + error_text(undone.failed[0][1])
        done(text, undone)

    page.app.push_screen(ProgressDialog(t("Undoing"), work), ended)
