"""Saved views: a query, its columns and its order under a name, one's own or everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.customer_fields import SHIPPED_COLUMNS, SHIPPED_SORT
from tui.widgets.vim_list import VimList

if TYPE_CHECKING:
    from store.customers.views import View


@dataclass(frozen=True, slots=True)
class ViewState:
    """What a view keeps of the list; `name` is empty for what is not saved."""

    name: str
    query: str
    columns: tuple[str, ...]
    sort: str


class ViewsDialog(KehaoDialog[ViewState]):
    """Answers with the view to show, None when it was left. Enter shows the one under the cursor.

    now: the list as it stands, which can be saved under a name.
    """

    SCOPE = "views"
    TITLE_TEXT = "Saved views"
    BINDINGS = bindings_for("views")
    DEFAULT_CSS = """
    ViewsDialog OptionList { height: auto; max-height: 16; background: $surface; }
    """

    def __init__(self, now: ViewState) -> None:
        super().__init__()
        self._now = now
        self.views: list[View] = []

    def compose_body(self) -> ComposeResult:
        """The views; the first row is all customers as shipped."""
        yield VimList(markup=False)
        yield Static(
            content(t("Enter shows a view; s saves the list as it stands.")), classes="hint"
        )

    def on_mount(self) -> None:
        """Read the views."""
        self._read()

    def _read(self) -> None:
        self.run_in_thread(self.session.views.list, self._show, kind="views")

    def _show(self, views: list[View]) -> None:
        self.views = views
        options = self.query_one(OptionList)
        here = options.highlighted or 0
        options.clear_options()
        options.add_option(Option(t("All customers")))
        options.add_options(Option(self._row(view)) for view in views)
        options.highlighted = min(here, len(views))

    def _row(self, view: View) -> Content:
        whose = ""
        if view.shared:
            whose = t("shared") if view.own else t("shared by {name}", name=plain(view.owner))
        return Content.assemble(
            plain(view.name), ("  " + plain(view.query), "$quiet"), ("  " + whose, "$primary")
        )

    def _current(self) -> View | None:
        place = self.query_one(OptionList).highlighted
        return self.views[place - 1] if place else None

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        view = self._current()
        if view is None:
            self.dismiss(ViewState("", "", SHIPPED_COLUMNS, SHIPPED_SORT))
        else:
            self.dismiss(ViewState(view.name, view.query, view.columns, view.sort))

    def action_save(self) -> None:
        """Save the list as it stands: a name, and for whom."""
        from tui.screens.ask import AskDialog

        lines = [t("Query: {query}", query=plain(self._now.query) or t("all customers"))]
        self.app.push_screen(
            AskDialog(t("Name of the view"), lines, value=self._now.name), self._named
        )

    def _named(self, name: str | None) -> None:
        if name is None:
            return
        if not self.session.may("view.share"):
            self._save(name, shared=False)
            return
        from tui.screens.choose import ChooseDialog

        rows = [("own", t("Only for me")), ("shared", t("For everybody"))]

        def chosen(whose: str | None) -> None:
            if whose is not None:
                self._save(name, shared=whose == "shared")

        self.app.push_screen(ChooseDialog(t("Who sees the view?"), rows), chosen)

    def _save(self, name: str, *, shared: bool) -> None:
        now = self._now
        self.run_in_thread(
            partial(self.session.views.save, name, now.query, now.columns, now.sort, shared=shared),
            lambda _: self._changed(t("The view {name} is saved.", name=name)),
        )

    def _changed(self, note: str) -> None:
        self.show_note(note)
        self._read()

    def action_remove(self) -> None:
        """Remove the view under the cursor, after a question."""
        view = self._current()
        if view is None or not view.own:
            self.show_note(t("Only views of your own can be removed."))
            return
        from tui.screens.confirm import ConfirmDialog

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    partial(self.session.views.remove, view.name),
                    lambda _: self._changed(t("The view {name} is removed.", name=view.name)),
                )

        title = t("Remove the view {name}?", name=plain(view.name))
        self.app.push_screen(ConfirmDialog(title, verb=t("Remove")), answered)
