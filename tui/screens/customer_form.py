"""The form for a new customer or a changed one, checked field by field as one goes.

A new customer's code is shown as it would be now, with what its parts say; that binds nothing:
the number is given when the customer is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import DescendantBlur
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from store.customers.fields import MASK, Field
from store.errors import Conflict, InvalidValue, KehaoError, SecondCustomer
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.widgets.customer_fields import label_of
from tui.widgets.customer_text import explained
from tui.widgets.form_field import FormField

if TYPE_CHECKING:
    from store.codes.service import Preview
    from store.customers.record import Customer

PREVIEW_PAUSE = 0.15
PATIENCE = 0.7
"""Seconds after which a saving that is not done yet is said to be under way."""
CODE = Field("code", "text", "Code")
SHORT = Field("names", "text", "Short name")
TAGS = Field("tags", "text", "Tags")
REASON = Field("reason", "text", "Reason")


class CustomerForm(KehaoDialog["Customer"], EnterGoesOn["Customer"]):
    """Answers with the customer as saved, None when the form was left.

    customer: the one to change, None for a new one. field: where to begin. code: one to give by
    hand, for a new customer.
    """

    SCOPE = "form"
    WIDE = True
    BINDINGS = [
        *bindings_for("form"),
        ENTER,
        Binding("tab", "tab_on", show=False, priority=True),
        Binding("shift+tab", "tab_back", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    CustomerForm VerticalScroll { height: 1fr; }
    CustomerForm #preview { height: 2; color: $quiet; }
    """

    def __init__(
        self,
        customer: Customer | None,
        field: str = "",
        *,
        code: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.customer = customer
        self._code = code
        self._values = values or {}
        self._begin_at = field or "name"
        self.new_choices: dict[str, str] = {}
        self._fields: dict[str, Field] = {}
        self._version = customer.version if customer else 0
        self._timer: Timer | None = None
        self._saving = False
        self._why = ""
        self.preview: Preview | None = None

    def title_text(self) -> str:
        """New, or who."""
        if self.customer is None:
            return t("New customer")
        return t("Edit {code}", code=plain(self.customer.code))

    def compose_body(self) -> ComposeResult:
        """The preview (new customers), and room for the fields, which are read first."""
        if self.customer is None:
            yield Static(id="preview")
        yield VerticalScroll(can_focus=False)

    def on_mount(self) -> None:
        """Read the fields as they are now."""
        self.run_in_thread(self.session.field_map, self._show_fields, kind="fields")

    def _show_fields(self, fields: dict[str, Field]) -> None:
        self._fields = fields
        customer = self.customer
        rows = []
        if customer is None and (self._code or self.session.may("code.manual")):
            rows.append(FormField(CODE, t("Code"), self._code, hint=t("empty: given by rule")))
        for name, field in fields.items():
            value = (customer.values if customer else self._values).get(name, "")
            rows.append(FormField(field, label_of(name, fields), value))
        if customer is None:
            rows.append(FormField(SHORT, t("Short name")))
            rows.append(FormField(TAGS, t("Tags"), hint=t("with commas between")))
        else:
            rows.append(FormField(TAGS, t("Tags"), ", ".join(customer.tags)))
            rows.append(FormField(REASON, t("Reason"), hint=t("for the log, if there is one")))
        self.query_one(VerticalScroll).mount_all(rows)
        self.call_after_refresh(self._start)

    @property
    def keys_wait(self) -> bool:
        """What is typed behind `e` belongs into the fields: there is no other focus here."""
        return self.focused is None or super().keys_wait

    def _start(self) -> None:
        start = self.row(self._begin_at) or self.row("name")
        if start is not None:
            start.editor.focus()
        self._ask_preview()

    # The fields

    def row(self, name: str) -> FormField | None:
        """The row of a field."""
        return next((row for row in self.query(FormField) if row.field.name == name), None)

    def unsaved(self) -> str:
        """What would be lost."""
        if any(row.changed for row in self.query(FormField)):
            return t("What you typed into the form is not saved.")
        return ""

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Check the field that was left."""
        row = next((node for node in event.widget.ancestors if isinstance(node, FormField)), None)
        if row is not None:
            self._check(row)

    def _check(self, row: FormField) -> bool:
        from store.customers.values import read_value, refuse

        field, value = row.field, row.value
        problem = ""
        self.new_choices.pop(field.name, None)
        if field.name == "name" and not value.strip():
            if row.changed or self._saving:
                problem = t("A customer needs a name.")
        elif field.name in self._fields and row.changed and not (field.personal and value == MASK):
            read, fits = read_value(field, value)
            if not fits and not self._extends(field):
                problem = error_text(refuse(field, read))
            elif not fits:
                self.new_choices[field.name] = read
        row.complain(
            problem
            or (t("New: saving adds it to the choices.") if field.name in self.new_choices else "")
        )
        return not problem

    def _extends(self, field: Field) -> bool:
        return field.kind == "choice" and not field.custom and self.session.may("field.edit")

    def action_next_field(self) -> None:
        """Enter goes on; in notes it begins a line."""
        if isinstance(self.focused, TextArea):
            self.focused.insert("\n")
        else:
            super().action_next_field()

    def action_tab_on(self) -> None:
        """Tab, taken before the keys behind it: they belong into the next field."""
        self.focus_next()

    def action_tab_back(self) -> None:
        """Shift and Tab, likewise."""
        self.focus_previous()

    def action_options(self) -> None:
        """The values that the field offers."""
        from tui.screens.choose import ChooseDialog

        focused = self.focused
        row = (
            next((node for node in focused.ancestors if isinstance(node, FormField)), None)
            if (focused is not None)
            else None
        )
        if row is None or not row.field.choices:
            self.show_note(t("This field has no list of values: type one."))
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                row.set_value(value)
                self._check(row)

        rows = [(choice, choice) for choice in row.field.choices]
        self.app.push_screen(ChooseDialog(row.label, rows, current=row.value), chosen)

    # The code as it would be

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PREVIEW_PAUSE, self._ask_preview)

    def _ask_preview(self) -> None:
        if self.customer is not None or not self._fields:
            return
        if self._text(CODE):
            self.preview = None
            self.query_one("#preview", Static).update(
                t("The code below is given, not one by rule.")
            )
            return
        values = {
            row.field.name: row.value
            for row in self.query(FormField)
            if row.field.name in self._fields
        }
        self.run_in_thread(
            partial(self.session.codes.preview, values),
            self._show_preview,
            failed=self._no_preview,
            kind="preview",
        )

    def _show_preview(self, preview: Preview) -> None:
        self.preview = preview
        text: list[str | tuple[str, str]] = [
            (plain(preview.text), "bold $primary"),
            "  ",
            (explained(preview.segments, self._fields), "$quiet"),
            "\n",
            t("A preview: the number is given when you save."),
        ]
        self.query_one("#preview", Static).update(Content.assemble(*text))

    def _no_preview(self, error: KehaoError) -> None:
        self.preview = None
        self.query_one("#preview", Static).update(
            Content.assemble(t("No code yet: "), error_text(error))
        )

    # Saving

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    def action_save(self) -> None:
        """Check everything, then save; the first field that is wrong gets the cursor."""
        rows = list(self.query(FormField))
        if self._saving or not rows:
            return
        self._saving = True
        wrong = [row for row in rows if not self._check(row)]
        if wrong:
            self._saving = False
            wrong[0].editor.focus()
            self.show_error(t("To be put right: {count}.", count=len(wrong)))
            return
        if self.customer is None:
            self._add()
        else:
            changes = {
                row.field.name: row.value
                for row in rows
                if row.changed and row.field.name in self._fields
            }
            self._edit(changes, self._version)

    def _text(self, field: Field) -> str:
        row = self.row(field.name)
        return row.value.strip() if row else ""

    def _add(self) -> None:
        customers = self.session.customers
        values = {
            row.field.name: row.value
            for row in self.query(FormField)
            if row.field.name in self._fields and row.value.strip()
        }
        short = self._text(SHORT)
        work = partial(
            customers.add,
            values,
            code=self._text(CODE) or None,
            names=[("short", short)] if short else [],
            tags=_tags(self._text(TAGS)),
            reason=self._why,
        )
        self._save(work)

    def _edit(self, changes: dict[str, str], version: int) -> None:
        assert self.customer is not None
        customers, customer = self.session.customers, self.customer
        tags, reason = _tags(self._text(TAGS)), self._text(REASON) or self._why

        def work() -> Customer:
            saved = customers.edit(customer.id, changes, version=version, reason=reason)
            for tag in tags:
                if tag not in customer.tags:
                    saved = customers.add_tag(customer.id, tag)
            for tag in customer.tags:
                if tag not in tags:
                    saved = customers.remove_tag(customer.id, tag)
            return saved

        self._save(work)

    def _save(self, work: Callable[[], Customer]) -> None:
        """Do it in a thread; when another process holds the store that takes a while."""
        self.set_timer(PATIENCE, self._say_saving)
        self.run_in_thread(work, self.dismiss, failed=self._refused, kind="save")

    def _say_saving(self) -> None:
        if self._saving:
            self.show_note(t("Saving…"))

    def _refused(self, error: KehaoError) -> None:
        self._saving = False
        self.clear_message()
        if isinstance(error, Conflict):
            self._ask_whose(error)
            return
        if isinstance(error, SecondCustomer) and error.may_give_reason:
            self._ask_why(error)
            return
        self._complain(error)

    def _complain(self, error: KehaoError) -> None:
        row = self.row(error.field) if isinstance(error, InvalidValue) else None
        if row is None:
            self.show_error(error)
        else:
            row.complain(error_text(error))
            row.editor.focus()

    def _ask_why(self, error: SecondCustomer) -> None:
        """A second customer where the house wants a reason for one."""
        from tui.screens.ask import AskDialog

        def given(reason: str | None) -> None:
            if reason is None:
                self._complain(error)
            else:
                self._why = reason
                self.action_save()

        lines = [error_text(error), t("Why is a second one right? The reason goes to the log.")]
        self.app.push_screen(AskDialog(t("A second customer?"), lines), given)

    def _ask_whose(self, error: Conflict) -> None:
        from tui.screens.conflict import ConflictDialog, untouched

        assert self.customer is not None
        opened = self.customer.values
        if all(untouched(error, name, opened) for name in error.mine):
            self._saving = True  # they changed other fields than these
            self._edit(error.mine, error.version)
            return

        def chosen(mine: dict[str, str] | None) -> None:
            if mine is not None:
                self._saving = True
                self._edit(mine, error.version)

        self.app.push_screen(ConflictDialog(error, self._fields, opened), chosen)

    # Leaving

    def action_close(self) -> None:
        """Leave; asks when something was typed. What is being saved is not left half-way."""
        if self._saving:
            self._say_saving()
            return
        loss = self.unsaved()
        if not loss:
            self.dismiss(None)
            return
        from tui.screens.confirm import ConfirmDialog

        question = ConfirmDialog(t("Leave without saving?"), [loss], verb=t("Leave"))
        self.app.push_screen(question, self._left)

    def _left(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)


def _tags(text: str) -> list[str]:
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(tag.strip() for tag in parts if tag.strip()))
