"""A whole house chosen as the file of an import: it comes in at once, with nothing to map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.locale import t
from tui.safe import plain
from tui.screens.confirm import ConfirmDialog
from tui.screens.importing.words import summary
from tui.screens.progress import Outcome, ProgressDialog, Report

if TYPE_CHECKING:
    from store.engine.cancel import Cancel
    from store.transfer.imports.importing import ImportResult
    from tui.screens.page import KehaoPage

ENDING = ".zip"


def is_house(path: Path, where: str) -> bool:
    """Whether a file is taken for a whole house: by its ending, as the command does."""
    return not where and path.suffix.lower() == ENDING


def ask_for_house(page: KehaoPage[str], path: Path, done: Callable[[str], None]) -> None:
    """Ask, bring it in with its progress in sight, and hand over a sentence on what was done."""
    title = t("Bring in the whole house of {file}?", file=plain(path.name))
    lines = [
        t("Fields, lists, rules and customers come in as they were, with all codes."),
        t("This takes a store that has no customers yet."),
    ]
    dialog = ConfirmDialog(title, lines, verb=t("Import"))
    page.app.push_screen(dialog, lambda yes: _bring(page, path, done) if yes else None)


def _bring(page: KehaoPage[str], path: Path, done: Callable[[str], None]) -> None:
    bring = page.session.house.bring

    def work(report: Report, cancel: Cancel) -> ImportResult:
        return bring(path, progress=report, cancel=cancel)

    def ended(outcome: Outcome[ImportResult] | None) -> None:
        if outcome is None:
            return
        if outcome.result is None:
            if outcome.error is not None:
                page.show_error(outcome.error)
            return
        said = summary(outcome.result)
        if outcome.result.stopped:
            said += " " + t("Stopped: the same import goes on from there.")
        done(said)

    page.app.push_screen(ProgressDialog(t("Importing"), work), ended)
