"""Fields: what is kept of a customer, the choice lists, and the house's own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.base import KehaoScreen
from tui.screens.staff.own_work import OwnWork
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field


class FieldsScreen(KehaoScreen, OwnWork):
    """The house's own fields first, then the choice lists, then the rest, which stays as it is."""

    SCOPE = "fields"
    SECTION = "Fields"
    BINDINGS = bindings_for("fields")
    DEFAULT_CSS = "FieldsScreen #detail { height: 4; padding: 0 1; color: $quiet; }"

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []

    def compose_body(self) -> ComposeResult:
        """The table, and below what can be done with the field under the cursor."""
        yield RowTable()
        yield Static(id="detail")

    def on_mount(self) -> None:
        """Read the fields."""
        self.action_reload()

    def on_screen_resume(self) -> None:
        """Somebody may have changed them meanwhile."""
        super().on_screen_resume()
        self.action_reload()

    def action_reload(self) -> None:
        """Read the fields again."""
        self.run_in_thread(self.session.fields.all, self._read, kind="list")

    def _read(self, fields: dict[str, Field]) -> None:
        self.fields = sorted(fields.values(), key=_rank)
        columns = (
            Column("name", t("Field"), 14, grows=True, most=20),
            Column("label", t("Called"), 14, grows=True, most=24),
            Column("kind", t("Kind"), 10),
            Column("personal", t("Masked"), 8),
            Column("choices", t("Choices"), 22, grows=True, most=60),
        )
        rows = [
            (
                field.name,
                label_of(field.name, fields),
                t(field.kind),
                t("masked") if field.personal else "",
                ", ".join(field.choices),
            )
            for field in self.fields
        ]
        quiet = {place for place, field in enumerate(self.fields) if _rank(field) == 2}
        self.query_one(RowTable).show(columns, rows, quiet=quiet)

    @property
    def current(self) -> Field | None:
        """The field under the cursor."""
        place = self.query_one(RowTable).index
        return self.fields[place] if place is not None else None

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        field = self.current
        if field is None:
            return
        lines = [_sentence(field)]
        if field.choices:
            count = t("{count} choices", count=len(field.choices))
            lines.append(f"{count}: {', '.join(field.choices)}")
        elif _rank(field) == 1:
            lines.append(t("The list is empty yet: e puts choices in."))
        if not any(known.custom for known in self.fields):
            lines.append(t("The house has no fields of its own yet: n defines one."))
        self.query_one("#detail", Static).update(Content(plain("\n".join(lines), lines=True)))

    # -- what can be done -----------------------------------------------------------------------

    def action_new(self) -> None:
        """Define a field."""
        from tui.screens.field_forms import FieldDialog

        self.app.push_screen(FieldDialog(), self._changed)

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        """Change a field of the house's own, or a choice list."""
        from tui.screens.field_forms import ChoicesDialog, FieldDialog

        field = self.current
        if field is None:
            return
        if field.custom:
            self.app.push_screen(FieldDialog(field), self._changed)
        elif field.kind == "choice":
            self.app.push_screen(ChoicesDialog(field), self._changed)
        else:
            self.show_note(_sentence(field))

    def action_retire(self) -> None:
        """Take a field of the house's own out of use, after a question."""
        from tui.screens.confirm import ConfirmDialog

        field = self.current
        if field is None:
            return
        if not field.custom:
            self.show_note(t("Only the house's own fields are retired; this one is built in."))
            return
        name, service = field.name, self.session.fields

        def go(yes: bool | None) -> None:
            if yes:
                said = t("The field {name} is retired.", name=name)
                self.run_in_thread(
                    lambda: service.retire(name), lambda _: self._changed(said), kind="change"
                )

        self.app.push_screen(
            ConfirmDialog(
                t("Retire the field {name}?", name=name),
                [t("It is shown no more. What customers have in it is kept, not deleted.")],
                verb=t("Retire"),
            ),
            go,
        )

    def undone(self, note: str) -> None:
        """One's own change was undone or done again."""
        self._changed(note)

    def _changed(self, said: str | None) -> None:
        if said:
            self.show_note(said)
            self.action_reload()


def _rank(field: Field) -> int:
    return 0 if field.custom else 1 if field.kind == "choice" else 2


def _sentence(field: Field) -> str:
    if field.custom:
        return t("A field of the house's own: e changes its words and choices, x retires it.")
    if field.kind == "choice":
        return t("A built-in field with a list of choices: e changes the list.")
    return t("A built-in field: it stays as it is.")
