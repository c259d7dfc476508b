"""The form for a new customer or a changed one, checked field by field as one goes.

What others change in the customer meanwhile is said at once. Fields in which nobody typed here
follow; what was typed stays, and saving asks about fields that both changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.events import DescendantBlur
from textual.widget import AwaitMount
from textual.widgets import Static, TextArea

from store.customers.fields import MASK, Field
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.codes.code_preview import CodePreview
from tui.screens.customers.similar_hint import SimilarHint
from tui.screens.form import ENTER, EnterGoesOn
from tui.screens.form_saving import CODE, REASON, SHORT, TAGS, FormSaving
from tui.screens.live_record import LiveRecord
from tui.widgets.form_field import FormField
from tui.widgets.live_words import gone_words, touched_words
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.changes import News
    from store.customers.record import Customer


class CustomerForm(
    KehaoDialog["Customer"],
    FormSaving,
    CodePreview,
    SimilarHint,
    LiveRecord,
    EnterGoesOn["Customer"],
):
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
    CustomerForm #similar { height: auto; max-height: 2; display: none; }
    CustomerForm #news { height: auto; max-height: 3; display: none; color: $warning; }
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
        self._asked_of: dict[str, str] = {}
        self._fields: dict[str, Field] = {}
        self._gone: News | None = None

    def title_text(self) -> str:
        """New, or who."""
        if self.customer is None:
            return t("New customer")
        return t("Edit {code}", code=plain(self.customer.code))

    def compose_body(self) -> ComposeResult:
        """The preview (new customers), and room for the fields, which are read first."""
        if self.customer is None:
            yield Static(id="preview")
        else:
            yield Static(id="news")
        yield Static(id="similar")
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
        self.call_later(self._when_there, self.query_one(VerticalScroll).mount_all(rows))

    async def _when_there(self, rows: AwaitMount) -> None:
        """Begin once each row has what is typed into."""
        await rows
        self.call_after_refresh(self._start)

    @property
    def keys_wait(self) -> bool:
        """What is typed behind `e` belongs into the fields: there is no other focus here."""
        return self.focused is None or super().keys_wait

    def _start(self) -> None:
        start = self.row(self._begin_at) or self.row("name")
        if start is not None:
            start.editor.focus()
        self.ask_preview()
        if self.customer is not None:
            self.watch_record(self.customer.id, self.customer.seq)

    # The fields

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
        from store.customers.values import is_tolerable, read_value, refuse

        field, value = row.field, row.value
        problem = ""
        self.new_choices.pop(field.name, None)
        if field.name == "name" and not value.strip():
            if row.changed or self._saving:
                problem = t("A customer needs a name.")
        elif field.name in self._fields and row.changed and not (field.personal and value == MASK):
            read, fits = read_value(field, value)
            if not fits and is_tolerable(field, read):
                row.complain(t("Not a number that can be dialled from anywhere: it is flagged."))
                return True
            if not fits and not self._extends(field):
                problem = error_text(refuse(field, read))
            elif not fits:
                self.new_choices[field.name] = read
                return self._asked_about(row, read)
        row.complain(problem)
        return not problem

    def _asked_about(self, row: FormField, value: str) -> bool:
        """A value that is no choice yet may be a slip: the first saving only says so."""
        name = row.field.name
        asked = self._asked_of.get(name) == value
        if self._saving:
            self._asked_of[name] = value
        if asked or self._saving:
            text = t("{value} is not among the choices: Ctrl-S again adds it.", value=plain(value))
        else:
            text = t("New: it is not among the choices; saving asks first.")
        row.complain(text)
        return asked or not self._saving

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

    def preview_of(self) -> Mapping[str, str] | None:
        """The values as typed, while they are for a new customer."""
        if self.customer is not None or not self._fields:
            return None
        return {row.field.name: row.value for row in self.rows() if row.field.name in self._fields}

    def compared_of(self) -> tuple[Mapping[str, str], int] | None:
        """What is looked for in the store, once somebody has typed something."""
        if not self._fields or not any(row.changed for row in self.rows()):
            return None
        rows = [row for row in self.rows() if row.field.name in self._fields]
        return {
            row.field.name: row.value for row in rows
        }, self.customer.id if self.customer is not None else 0

    def code_given(self) -> str:
        """The code typed by hand."""
        return self.typed(CODE)

    def fields_known(self) -> Mapping[str, Field]:
        """The fields in force."""
        return self._fields

    # What others do meanwhile

    def heard(self, news: News) -> None:
        """Say it; let the fields follow in which nobody typed here."""
        if news.customer is None:
            self._gone = news
            self._tell(gone_words(news) + " " + t("Saving asks where what you typed shall go."))
            return
        said = touched_words(news.touches, self._fields)
        if not said:
            return
        self._tell(said + " " + t("Saving keeps both changes, and asks where they clash."))
        for touch in news.touches:
            for name in touch.fields:
                row = self.row(name)
                if row is not None and not touch.own:
                    self._follow(row, news.customer, plain(touch.actor))

    def _follow(self, row: FormField, there: Customer, who: str) -> None:
        name = row.field.name
        if name == TAGS.name:
            if not row.changed:
                row.stand_on(", ".join(there.tags))
            return
        value = there.values.get(name, "")
        clash = row.changed and (row.value != row.shows(value) or value == MASK)
        if clash or (row.editor.has_focus and not row.changed):
            row.tell(t("{who} made this: {value}", who=who, value=row.shows(value) or "-"))
        else:
            row.stand_on(value)
            row.tell(t("changed by {who}", who=who))

    def _tell(self, text: str) -> None:
        for line in self.query("#news").results(Static):
            line.update(content("! " + text))
            line.display = True

    def moved_on(self, customer: Customer) -> None:
        """The form is about another customer now, the one that this was merged into."""
        self._gone = None
        for line in self.query("#news").results(Static):
            line.display = False
        self.watch_record(customer.id, customer.seq)

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
            asks = all(row.field.name in self.new_choices for row in wrong)
            count = t("To be put right: {count}.", count=len(wrong))
            self.show_error(wrong[0].complaint if asks else count)
            return
        if self.customer is None:
            self.add()
        elif self._gone is not None:
            self._saving = False
            self.ask_what_now(self._gone)
        else:
            self.edit()

    # Leaving

    def action_close(self) -> None:
        """Leave; asks when something was typed. What is being saved is not left half-way."""
        if self._saving:
            self.say_saving()
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
