"""Two forms for fields: one of the house's own, and the choices of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static, TextArea

from store.customers.definitions import CUSTOM_KINDS
from store.errors import InvalidValue, KehaoError
from store.text import clean
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.widgets.steps import Steps

if TYPE_CHECKING:
    from store.customers.fields import Field


class LinesForm(KehaoDialog[str]):
    """Several things, one a line, and a place for errors."""

    SCOPE = "sheet"
    BINDINGS = bindings_for("sheet")
    DEFAULT_CSS = """
    LinesForm TextArea { height: 5; border: none; background: $field; padding: 0 1; }
    LinesForm TextArea:focus { border: none; background: $field-focus; }
    LinesForm TextArea:nocolor { text-style: underline; }
    LinesForm .row { height: 1; }
    LinesForm .hint { margin-top: 1; }
    """

    def lines_field(self, label: str, lines: Sequence[str]) -> ComposeResult:
        """The lines, in their order."""
        yield Static(content(label), classes="label")
        area = TextArea("\n".join(lines), soft_wrap=False, show_cursor=True)
        area.move_cursor(area.document.end)  # one more is what is added most
        yield area

    def lines(self) -> list[str]:
        """What stands in the lines, each once."""
        lines = self.query_one(TextArea).text.splitlines()
        return list(dict.fromkeys(line for raw in lines if (line := clean(raw))))

    def refused(self, error: KehaoError) -> None:
        """Say why, at the field it is about."""
        if isinstance(error, InvalidValue) and error.field:
            for field in self.query(f"#{error.field}"):
                field.focus()
        self.show_error(error)


class FieldDialog(LinesForm):
    """A new field, or the words and choices of one there is. Answers with what was done."""

    def __init__(self, field: Field | None = None) -> None:
        super().__init__()
        self._field = field

    def title_text(self) -> str:
        """New, or which."""
        return t("Field {name}", name=self._field.name) if self._field else t("New field")

    def compose_body(self) -> ComposeResult:
        """Name, label, kind, whether it is masked, choices."""
        field = self._field
        if field is None:
            yield Static(
                content(t("Name: one word, as queries, imports and rules call it")),
                classes="label",
            )
            yield Input(id="name", max_length=32)
        yield Static(content(t("What people call it")), classes="label")
        yield Input(field.label if field else "", id="label", max_length=40)
        if field is None:
            yield Static(content(t("Kind; it stays for ever")), classes="label")
            yield Steps([(kind, t(kind)) for kind in CUSTOM_KINDS], id="kind")
        yield Static(
            content(t("Masked for those who may not see personal values")), classes="label"
        )
        yield Steps(
            [("no", t("No")), ("yes", t("Yes"))],
            "yes" if field and field.personal else "no",
            id="personal",
        )
        yield from self.lines_field(_label(), field.choices if field else ())
        yield Static(content(t("Arrows change a kind, Tab goes on, Ctrl-S saves.")), classes="hint")

    def on_mount(self) -> None:
        """Choices only where there are some."""
        self._show_choices(self._field.kind if self._field else CUSTOM_KINDS[0])

    @on(Steps.Changed)
    def _stepped(self, event: Steps.Changed) -> None:
        if event.steps.id == "kind":
            self._show_choices(event.key)

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def _show_choices(self, kind: str) -> None:
        area = self.query_one(TextArea)
        area.display = kind == "choice"
        self.query(".label").last().display = kind == "choice"

    def action_save(self) -> None:
        """Save it."""
        service = self.session.fields
        label = self.query_one("#label", Input).value
        personal = self.query_one("#personal", Steps).key == "yes"
        choices = self.lines()
        if self._field is not None:
            name, listed = self._field.name, self._field.kind == "choice"
            if listed and not choices:
                self.query_one(TextArea).focus()
                self.show_error(t("A choice field needs at least one choice."))
                return
            self.run_in_thread(
                lambda: service.change(
                    name, label=label, choices=choices if listed else None, personal=personal
                ),
                lambda _: self.dismiss(t("The field {name} is changed.", name=name)),
                failed=self.refused,
                kind="save",
            )
            return
        name = self.query_one("#name", Input).value
        kind = self.query_one("#kind", Steps).key
        self.run_in_thread(
            lambda: service.define(
                name, kind, label, choices=choices if kind == "choice" else (), personal=personal
            ),
            lambda made: self.dismiss(t("The field {name} is there.", name=made.name)),
            failed=self.refused,
            kind="save",
        )


class ChoicesDialog(LinesForm):
    """The choices of a built-in field. Answers with what was done."""

    DEFAULT_CSS = "ChoicesDialog TextArea { height: 14; }"

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field

    def title_text(self) -> str:
        """Which list."""
        return t("Choices of {name}", name=t(self._field.label))

    def compose_body(self) -> ComposeResult:
        """The lines, and what happens to values that are taken out."""
        yield from self.lines_field(_label(), self._field.choices)
        hint = t("Customers keep what they have, also when it is no longer offered. Ctrl-S saves.")
        yield Static(content(hint), classes="hint")

    def action_save(self) -> None:
        """Make these the list."""
        name, service, choices = self._field.name, self.session.fields, self.lines()
        if tuple(choices) == self._field.choices:
            self.dismiss(None)
            return
        said = t("{name} has {count} choices now.", name=t(self._field.label), count=len(choices))
        self.run_in_thread(
            lambda: service.set_choices(name, choices),
            lambda _: self.dismiss(said),
            failed=self.refused,
            kind="save",
        )


def _label() -> str:
    return t("Choices, one a line, in their order")
