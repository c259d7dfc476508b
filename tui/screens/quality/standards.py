"""What the house demands of its records, as the text that `kehao quality --apply` takes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.page import KehaoPage


class StandardsPage(KehaoPage[bool]):
    """Answers whether other standards were put in force."""

    SCOPE = "standards"
    SECTION = "What the house demands"
    BINDINGS = bindings_for("standards")
    DEFAULT_CSS = """
    StandardsPage Static { height: auto; padding: 0 1; }
    StandardsPage TextArea { height: 1fr; border: none; background: $field; padding: 0 1; }
    StandardsPage TextArea:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._first = ""

    def compose_body(self) -> ComposeResult:
        """What it is, and the text."""
        hint = t(
            "Days until a record is stale, required fields by type, checks. "
            "Ctrl-S puts it in force."
        )
        yield Static(content(hint), classes="hint")
        yield TextArea("", soft_wrap=False)

    def on_mount(self) -> None:
        """The standards in force."""
        from store.quality.standards import write_standards

        self._first = write_standards(self.session.quality.standards())
        area = self.query_one(TextArea)
        area.text = self._first
        area.read_only = not self.session.may("field.edit")
        area.focus()

    def unsaved(self) -> str:
        """A text that was changed and not put in force."""
        changed = self.query_one(TextArea).text != self._first
        return t("The changed standards are not in force.") if changed else ""

    def action_close(self) -> None:
        """Back; asks first when something would be lost."""
        from tui.screens.confirm import ConfirmDialog

        def go(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        if loss := self.unsaved():
            question = ConfirmDialog(t("Leave without saving?"), [loss], verb=t("Leave"))
            self.app.push_screen(question, go)
        else:
            self.dismiss(None)

    def action_save(self) -> None:
        """Put them in force; what is wrong is said."""
        service, text = self.session.quality, self.query_one(TextArea).text

        def saved(_: object) -> None:
            self.dismiss(True)

        self.run_in_thread(lambda: service.set_standards(text), saved, kind="save")
