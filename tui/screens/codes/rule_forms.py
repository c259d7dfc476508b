"""The forms that codes given by hand may have, one a line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from store.errors import InvalidPattern
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content
from tui.screens.base import KehaoDialog


class FormsDialog(KehaoDialog[Any]):
    """Answers with the forms; none of them is the usual form."""

    SCOPE = "sheet"
    TITLE_TEXT = "Codes by hand"
    BINDINGS = bindings_for("sheet")
    DEFAULT_CSS = """
    FormsDialog TextArea { height: 8; border: none; background: $field; padding: 0 1; }
    FormsDialog TextArea:focus { border: none; background: $field-focus; }
    FormsDialog TextArea:nocolor { text-style: underline; }
    FormsDialog .hint { margin-bottom: 1; }
    """

    def __init__(self, forms: tuple[str, ...], fields: Collection[str]) -> None:
        super().__init__()
        self._forms = forms
        self._fields = fields

    def compose_body(self) -> ComposeResult:
        """What a form is, and the lines."""
        hint = t(
            "One form a line, such as {example}: that many free characters. Without any line "
            "the usual form holds: 1 to 32 letters, digits, - _ / .",
            example="GD{any:2-8}",
        )
        yield Static(content(hint), classes="hint")
        yield TextArea("\n".join(self._forms), soft_wrap=False)

    def action_save(self) -> None:
        """Keep them in the draft, if they can be read."""
        from store.pattern import parse_manual_form

        area = self.query_one(TextArea)
        forms: dict[str, None] = {}
        for row, line in enumerate(area.text.splitlines()):
            form = line.strip()
            if not form:
                continue
            try:
                parse_manual_form(form, self._fields)
            except InvalidPattern as error:
                area.move_cursor((row, line.index(form) + error.start))
                self.show_error(t("Line {line}: {why}", line=row + 1, why=error_text(error)))
                return
            forms[form] = None
        self.dismiss(tuple(forms))
