"""One field of a form: label, input, and under it what is wrong with the value."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static, TextArea

from store.customers.fields import Field
from store.customers.values import shown
from tui.locale import t
from tui.safe import content, plain
from tui.widgets.entry import Entry

LABEL_CELLS = 16
HINTS = {
    "date": "2026-01-31",
    "phone": "138 0013 8000",
    "email": "name@example.com",
    "credit": "91440300708461136T",
}


class FormField(Vertical):
    """A field with its value; `complain` shows an error at it, `complain("")` takes it away."""

    DEFAULT_CSS = """
    FormField { height: auto; }
    FormField > Horizontal { height: auto; }
    FormField .form-label { width: 18; color: $quiet; }
    FormField Input { width: 1fr; }
    FormField TextArea { width: 1fr; height: 4; border: none; padding: 0 1; background: $field; }
    FormField TextArea:focus { border: none; background: $field-focus; }
    FormField .complaint { height: auto; display: none; color: $error; padding-left: 18; }
    FormField .told { height: auto; color: $warning; padding-left: 19; }
    """

    def __init__(self, field: Field, label: str, value: str = "", *, hint: str = "") -> None:
        super().__init__()
        self.field = field
        self.label = label
        self.complaint = ""
        self._complained_of = ""
        self._initial = value
        self._hint = hint or self._usual_hint()

    def _usual_hint(self) -> str:
        if self.field.choices:
            return plain(" / ".join(self.field.choices[:8]))
        if self.field.kind == "yesno":
            return t("yes / no")
        example = HINTS.get(self.field.kind)
        return t("such as {example}", example=example) if example else ""

    def compose(self) -> ComposeResult:
        """The row, and room for the complaint."""
        with Horizontal():
            star = "*" if self.field.name == "name" else ""
            yield Static(content(self.label + star), classes="form-label")
            if self.field.kind == "lines":
                yield TextArea(plain(self._initial, lines=True), tab_behavior="focus")
            else:
                yield Entry(
                    self.shows(self._initial),
                    placeholder=self._hint,
                    select_on_focus=False,
                    suggester=SuggestFromList(self.field.choices, case_sensitive=False)
                    if self.field.choices
                    else None,
                )
        yield Static(classes="complaint")

    @property
    def editor(self) -> Input | TextArea:
        """What the value is typed into."""
        found = self.query("Input, TextArea").first()
        assert isinstance(found, Input | TextArea)
        return found

    @property
    def value(self) -> str:
        """The value as it stands; before the field is on the screen, the one it began with."""
        if not self.query("Input, TextArea"):
            return self.shows(self._initial)
        editor = self.editor
        return editor.value if isinstance(editor, Input) else editor.text

    def shows(self, value: str) -> str:
        """A kept value as it stands in the form."""
        return plain(shown(self.field, value), lines=self.field.kind == "lines")

    def set_value(self, value: str) -> None:
        """Put another value in."""
        editor = self.editor
        if isinstance(editor, Input):
            editor.value = self.shows(value)
            editor.cursor_position = len(editor.value)
        else:
            editor.text = self.shows(value)

    @property
    def initial(self) -> str:
        """The value at the beginning, as it is kept."""
        return self._initial

    def stand_on(self, value: str, *, keep: bool = True) -> None:
        """Another value to begin with; what was typed stays, unless it is not to be kept."""
        typed = keep and self.changed
        self._initial = value
        if not typed and self.changed:
            self.set_value(value)

    @property
    def changed(self) -> bool:
        """Whether the value differs from the one at the beginning."""
        return self.value != self.shows(self._initial)

    def complain(self, text: str) -> None:
        """Say under the field what is wrong with its value; another value takes it away."""
        self._complained_of = self.value
        if text == self.complaint:
            return
        self.complaint = text
        line = self.query_one(".complaint", Static)
        line.update(content("! " + text) if text else "")
        line.display = bool(text)
        self.editor.set_class(bool(text), "-invalid")

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _complaint_is_old(self) -> None:
        if self.complaint and self.value != self._complained_of:
            self.complain("")

    @on(Input.Blurred)
    def _take_offer(self) -> None:
        """Going on from a field takes the one choice that begins with what was typed."""
        typed = self.value.strip().casefold()
        if not typed or not self.changed or not self.app.app_focus:
            return
        fits = [one for one in self.field.choices if one.casefold().startswith(typed)]
        if len(fits) == 1:
            self.set_value(fits[0])

    def tell(self, text: str) -> None:
        """Say under the field what others made of it; nothing takes that away."""
        found = self.query(".told").results(Static)
        line = next(iter(found), None)
        if line is None and text:
            self.mount(Static(content(text), classes="told"))
        elif line is not None:
            line.update(content(text))
            line.display = bool(text)
