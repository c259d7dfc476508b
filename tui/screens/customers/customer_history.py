"""What was done with one customer, from the operation log, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.base import KehaoDialog
from tui.widgets.customer_page import local_time
from tui.widgets.log_words import action_words, both_words, done_by, label_words

if TYPE_CHECKING:
    from store.log.reading import Operation

UNSAID = frozenset({"digest"})
"""What stands in the log for machines only."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation as it is shown: when, who, what, and what was and is."""

    at: str
    actor: str
    action: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str


class HistoryDialog(KehaoDialog[None]):
    """The steps, one under another."""

    WIDE = True
    BINDINGS = bindings_for("dialog")
    DEFAULT_CSS = """
    HistoryDialog VerticalScroll { height: 1fr; }
    HistoryDialog VerticalScroll > Static { height: auto; }
    """

    def __init__(self, customer_id: int, code: str) -> None:
        super().__init__()
        self._customer = customer_id
        self._code = code
        self.steps: list[Step] = []

    def title_text(self) -> str:
        """Whose history."""
        return t("History of {code}", code=self._code)

    def compose_body(self) -> ComposeResult:
        """The text, scrolled."""
        with VerticalScroll():
            yield Static(t("Reading…"))

    def on_mount(self) -> None:
        """Read it."""
        session = self.session

        def work() -> list[Step]:
            fields = session.field_map()
            zone = session.zone
            return [
                _step(operation, fields, local_time(operation.at, zone))
                for operation in session.customers.history(self._customer)
            ]

        self.run_in_thread(work, self.show_steps, kind="history")

    def show_steps(self, steps: list[Step]) -> None:
        """Show what was read."""
        self.steps = steps
        text = Content("\n").join(map(_written, steps)) if steps else Content(t("Nothing yet."))
        self.query_one(VerticalScroll).query_one(Static).update(text)


def _step(operation: Operation, fields: Mapping[str, Field], at: str) -> Step:
    before, after = operation.before or {}, operation.after or {}
    changes = tuple(
        (
            label_words(name, fields, done_by(operation)),
            *both_words(name, before.get(name), after.get(name), fields),
        )
        for name in dict.fromkeys([*before, *after])
        if name not in UNSAID
    )
    return Step(at, operation.actor, operation.action, changes, operation.reason)


def _written(step: Step) -> Content:
    parts: list[str | Content | tuple[str, str]] = [
        (step.at, "$quiet"),
        "  ",
        (action_words(step.action), "bold"),
        "  ",
        plain(step.actor),
        "\n",
    ]
    for label, before, after in step.changes:
        parts += ["    ", (plain(label), "$quiet"), "  "]
        if before:
            parts += [before, " -> "]
        parts += [after or "-", "\n"]
    if step.reason:
        parts += ["    ", (t("Reason"), "$quiet"), "  ", plain(step.reason), "\n"]
    return Content.assemble(*parts)
