"""What is to become of many customers, typed in: a field's new value, or tags."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence

from textual.app import ComposeResult

from store.customers.fields import Field
from store.errors import InvalidValue
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.base import KehaoDialog
from tui.screens.customers.bulk_plan import who_words
from tui.screens.form import ENTER, EnterGoesOn
from tui.widgets.form_field import FormField

REASON = Field("reason", "text", "Reason")
TAG = Field("tags", "text", "Tags")
OFFERED = 200
"""Values in use that are offered, the most frequent first."""
_COMMAS = re.compile("[,，、;；]")

Typed = tuple[str, str]
"""What was typed, and the reason."""


class _ValueDialog(KehaoDialog[Typed], EnterGoesOn[Typed]):
    """A value and a reason; Enter on the last goes on to the preview, nothing is changed here."""

    SCOPE = "bulk_value"
    BINDINGS = [*bindings_for("bulk_value"), ENTER]

    def __init__(self, title: str, field: Field, label: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self.field = field
        self._label = label
        self._hint = hint

    def title_text(self) -> str:
        """What, and for how many."""
        return self._title

    def compose_body(self) -> ComposeResult:
        """The value and the reason."""
        yield FormField(self.field, self._label, hint=self._hint)
        yield FormField(REASON, t("Reason"), hint=t("for the log, if there is one"))

    def on_mount(self) -> None:
        """Type the value first."""
        self.query_one(FormField).editor.focus()

    @property
    def _row(self) -> FormField:
        return self.query_one(FormField)

    def action_options(self) -> None:
        """The values to choose from: those of the field, else those in use."""
        if self.field.choices:
            self._offer([(choice, choice) for choice in self.field.choices])
            return
        if self.field.personal:
            self.show_note(t("This field has no list of values: type one."))
            return
        from store.engine.cancel import Cancel

        cancel, search, name = Cancel(), self.session.search, self._counted
        self.run_in_thread(
            lambda: search.facets("archived:any", name, limit=OFFERED, cancel=cancel),
            lambda found: self._offer([(value, f"{value}  {many:,}") for value, many in found]),
            kind="current",
            cancel=cancel,
        )

    @property
    def _counted(self) -> str:
        return self.field.name

    def _offer(self, rows: Sequence[tuple[str, str]]) -> None:
        from tui.screens.choose import ChooseDialog

        if not rows:
            self.show_note(t("This field has no list of values: type one."))
            return
        self.app.push_screen(ChooseDialog(self._label, rows), self._take)

    def _take(self, value: str | None) -> None:
        if value is not None:
            self._row.set_value(value)

    def _refuse(self, error: InvalidValue) -> None:
        self._row.complain(error_text(error))
        self._row.editor.focus()

    def _answer(self, value: str) -> None:
        self._row.complain("")
        self.dismiss((value, self.query(FormField).last().value.strip()))

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    @abstractmethod
    def action_save(self) -> None:
        """Check it and go on."""

    def action_close(self) -> None:
        """Leave; nothing is changed."""
        self.dismiss(None)


class ValueDialog(_ValueDialog):
    """Answers with a value that the field takes, and the reason."""

    def __init__(self, field: Field, label: str, count: int) -> None:
        title = t("{field} of {who}", field=label, who=who_words(count))
        hint = "" if field.choices else t("empty: the value is taken away")
        super().__init__(title, field, label, hint)

    def action_save(self) -> None:
        """Check the value and go on."""
        from store.customers.values import is_tolerable, read_value, refuse

        value, fits = read_value(self.field, self._row.value)
        extends = self.field.kind == "choice" and not self.field.custom
        tolerable = is_tolerable(self.field, value)
        if not fits and not tolerable and not (extends and self.session.may("field.edit")):
            self._refuse(refuse(self.field, value))
        else:
            self._answer(value)


class TagDialog(_ValueDialog):
    """Answers with one tag or several, apart by commas, and the reason."""

    def __init__(self, count: int, *, add: bool) -> None:
        who = who_words(count)
        title = t("Put a tag on {who}", who=who) if add else t("Take a tag off {who}", who=who)
        super().__init__(title, TAG, t("Tags"), t("several: a, b"))

    @property
    def _counted(self) -> str:
        return "tag"

    def _take(self, value: str | None) -> None:
        if value is not None:
            before = ", ".join(tags_in(self._row.value))
            self._row.set_value(f"{before}, {value}" if before else value)

    def action_save(self) -> None:
        """Check the tags and go on."""
        from store.customers.editing import read_tag

        try:
            tags = [read_tag(tag) for tag in tags_in(self._row.value) or [""]]
        except InvalidValue as error:
            self._refuse(error)
        else:
            self._answer(", ".join(tags))


def tags_in(text: str) -> list[str]:
    """The tags that a text names, apart by commas of either kind."""
    return [tag for tag in map(str.strip, _COMMAS.split(plain(text))) if tag]
