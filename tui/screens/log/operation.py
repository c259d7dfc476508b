"""One operation of the log: who, when, from where, and before and after side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import pad, plain
from tui.screens.customers.undo_work import UndoWork
from tui.screens.page import KehaoPage
from tui.widgets.comparison import Comparison, Pair, flat
from tui.widgets.log_words import (
    action_words,
    both_words,
    done_by,
    label_words,
    moment_words,
    said_names,
    whence,
)
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from store.log.reading import Operation

Neighbour = Callable[[int], "Operation | None"]
"""Gives the operation so many rows below (or above) the one shown, and goes there; None at the
end of what is loaded."""


class OperationPage(KehaoPage[str], UndoWork):
    """Answers with a term for the log's filter, None when it was left."""

    SCOPE = "operation"
    SECTION = "Operation log"
    BINDINGS = bindings_for("operation")
    DEFAULT_CSS = """
    OperationPage Reading { height: 1fr; padding: 0 1; }
    OperationPage #facts { margin-bottom: 1; }
    """

    def __init__(
        self,
        operation: Operation,
        fields: Mapping[str, Field],
        zone: ZoneInfo,
        neighbour: Neighbour,
    ) -> None:
        super().__init__()
        self.operation = operation
        self._fields = fields
        self._zone = zone
        self._neighbour = neighbour

    def compose_body(self) -> ComposeResult:
        """The facts, then the comparison."""
        with Reading():
            yield Static(id="facts")
            yield Comparison()

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(Reading).focus()
        self._show()

    def _show(self) -> None:
        operation = self.operation
        facts = [
            (t("No."), f"{operation.seq}"),
            (t("Time"), f"{moment_words(operation.at, self._zone)} ({self._zone.key})"),
            (t("Who"), f"{operation.actor} ({', '.join(map(t, operation.role.split('+')))})"),
            (t("From where"), whence(operation.client)),
            (t("Action"), f"{action_words(operation.action)} ({operation.action})"),
            (t("Object"), operation.object),
            (t("Group"), operation.group),
            (t("Reason"), operation.reason),
        ]
        room = max(cell_len(label) for label, _ in facts) + 2
        self.query_one("#facts", Static).update(
            Content("\n").join(
                Content.assemble((pad(label, room), "$quiet"), (plain(text), "$strong"))
                for label, text in facts
                if text
            )
        )
        pairs = pairs_of(operation, self._fields)
        comparison = self.query_one(Comparison)
        if pairs:
            comparison.show(pairs)
        else:
            comparison.pairs = ()
            comparison.update(
                Content.styled(t("This operation changed no values that the log keeps."), "$quiet")
            )
        self.query_one(Reading).scroll_home(animate=False)

    def action_older(self) -> None:
        """The next one in the list's order."""
        self._go(1)

    def action_newer(self) -> None:
        """The one before in the list's order."""
        self._go(-1)

    def _go(self, by: int) -> None:
        found = self._neighbour(by)
        if found is None:
            self.show_note(t("That is the end of the list."))
        else:
            self.operation = found
            self.clear_message()
            self._show()

    def chosen_operation(self) -> Operation | None:
        """What `undo` is about."""
        return self.operation

    def undone(self, note: str) -> None:
        """Stay here and say it."""
        self.show_note(note)

    def action_object(self) -> None:
        """Everything that was done with this object."""
        self._filter("object", self.operation.object)

    def action_group(self) -> None:
        """Everything that was done together with this."""
        self._filter("group", self.operation.group)

    def _filter(self, key: str, value: str) -> None:
        if value:
            from tui.widgets.log_query import with_term

            self.dismiss(with_term("", key, value))
        else:
            self.show_note(t("This operation has none."))


def pairs_of(operation: Operation, fields: Mapping[str, Field]) -> list[Pair]:
    """What the operation's images say, each value as it was and as it is."""
    said = said_names(operation.before or {}, operation.after or {})
    before, after = flat(operation.before), flat(operation.after)
    return [
        Pair(
            _label(path, fields, done_by(operation)),
            *both_words(path[0], before.get(path), after.get(path), fields),
        )
        for path in dict.fromkeys([*after, *before])
        if path[0] in said
    ]


def _label(path: tuple[str, ...], fields: Mapping[str, Field], action: str) -> str:
    match path:
        case ("rules", name, key):
            return f"{plain(name)}: {label_words(key, fields, action)}"
        case ("code_table", field, value):
            return f"{label_words(field, fields, action)} {plain(value)}"
        case (first, *rest):
            return " ".join([label_words(first, fields, action), *map(plain, filter(None, rest))])
    return ""
