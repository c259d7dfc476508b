"""Saved views: a query, its columns, order and layout under a name, one's own or everybody's.

A view stands on one of the keys 1 to 9 if it is put there, and that key shows it from the list.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.customers.view_work import state_of
from tui.widgets.table_layout import Layout, ViewState
from tui.widgets.vim_list import VimList

if TYPE_CHECKING:
    from store.customers.views import View

KEYS = frozenset("0123456789")


class ViewsDialog(KehaoDialog[ViewState]):
    """Answers with the view to show, None when it was left. Enter shows the one under the cursor.

    now: the list as it stands, which can be saved under a name. shown: the view it was shown from.
    Saving the list answers with the view that it is now.
    """

    SCOPE = "views"
    TITLE_TEXT = "Saved views"
    BINDINGS = bindings_for("views")
    DEFAULT_CSS = """
    ViewsDialog OptionList { height: auto; max-height: 16; background: $surface; }
    """

    def __init__(self, now: ViewState, shown: str = "") -> None:
        super().__init__()
        self._now = now
        self._shown = shown
        self.said = ""
        """What is to be said where the list is, once this is closed."""
        self._follow = shown
        self.views: list[View] = []

    def compose_body(self) -> ComposeResult:
        """The views; the first row is all customers."""
        yield VimList(markup=False)
        hint = t("Enter shows a view; s saves the list as it stands.")
        keys = t("1 to 9 puts the view on that key, 0 on none.")
        yield Static(content(f"{hint} {keys}"), classes="hint")

    def on_mount(self) -> None:
        """Read the views."""
        self._read()

    def _read(self) -> None:
        self.run_in_thread(self.session.views.list, self._show, kind="views")

    def _show(self, views: list[View]) -> None:
        views = sorted(views, key=lambda view: (not view.place, view.place))
        self.views = views
        options = self.query_one(OptionList)
        here = options.highlighted or 0
        names = [view.name for view in views if view.own]
        here = names.index(self._follow) + 1 if self._follow in names else here
        self._follow = ""
        options.clear_options()
        options.add_option(Option(Content.assemble(("0 ", "bold $primary"), t("All customers"))))
        options.add_options(Option(self._row(view)) for view in views)
        options.highlighted = min(here, len(views))

    def _row(self, view: View) -> Content:
        whose = ""
        if view.shared:
            whose = t("shared") if view.own else t("shared by {name}", name=plain(view.owner))
        return Content.assemble(
            (f"{view.place or ' '} ", "bold $primary"),
            plain(view.name),
            ("  " + plain(view.query), "$quiet"),
            ("  " + whose, "$primary"),
        )

    def _current(self) -> View | None:
        place = self.query_one(OptionList).highlighted
        return self.views[place - 1] if place else None

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        view = self._current()
        if view is None:
            self.dismiss(ViewState("", "", self._now.sort, Layout()))
        else:
            self.dismiss(state_of(view))

    def action_save(self) -> None:
        """Save the list as it stands: a name, and for whom."""
        from tui.screens.ask import AskDialog

        lines = [t("Query: {query}", query=plain(self._now.query) or t("all customers"))]
        self.app.push_screen(
            AskDialog(t("Name of the view"), lines, value=self._shown), self._named
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
        now, views, layout = self._now, self.session.views, self._now.layout

        def saved(view: View) -> None:
            said = t("The view {name} is saved.", name=plain(view.name))
            on_key = t("{key} shows it.", key=view.place) if view.place else ""
            self.said = f"{said} {on_key}".strip()
            self.dismiss(state_of(view))

        self.run_in_thread(
            lambda: views.save(
                name,
                now.query,
                layout.names,
                now.sort,
                shared=shared,
                widths=layout.widths,
                frozen=layout.frozen,
            ),
            saved,
            kind="save",
        )

    def _changed(self, note: str) -> None:
        self.show_note(note)
        self._read()

    def _own(self) -> View | None:
        view = self._current()
        if view is None or not view.own:
            self.show_note(t("Only views of your own can be changed."))
            return None
        return view

    def action_update(self) -> None:
        """The view under the cursor becomes the list as it stands."""
        from tui.screens.confirm import ConfirmDialog

        if (view := self._own()) is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._save(view.name, shared=view.shared)

        title = t("Let {name} show the list as it stands now?", name=plain(view.name))
        lines = [t("Query: {query}", query=plain(self._now.query) or t("all customers"))]
        self.app.push_screen(ConfirmDialog(title, lines, verb=t("Update")), answered)

    def action_rename(self) -> None:
        """Another name for the view under the cursor."""
        from tui.screens.ask import AskDialog

        if (view := self._own()) is None:
            return
        views = self.session.views

        def renamed(name: str | None) -> None:
            if name is not None and name != view.name:
                self._follow = name
                self.run_in_thread(
                    lambda: views.rename(view.name, name),
                    lambda _: self._changed(t("The view is called {name} now.", name=plain(name))),
                    kind="save",
                )

        self.app.push_screen(AskDialog(t("Name of the view"), value=view.name), renamed)

    def on_key(self, event: events.Key) -> None:
        """A digit puts the view under the cursor on that key."""
        if event.key not in KEYS:
            return
        event.stop()
        if (view := self._own()) is None:
            return
        place, self._follow = int(event.key), view.name
        note = (
            t("{key} shows {name}.", key=place, name=plain(view.name))
            if place
            else t("{name} stands on no key.", name=plain(view.name))
        )
        self.run_in_thread(
            partial(self.session.views.put_on_key, view.name, place),
            lambda _: self._changed(note),
            kind="save",
        )

    def action_remove(self) -> None:
        """Remove the view under the cursor, after a question."""
        from tui.screens.confirm import ConfirmDialog

        if (view := self._own()) is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_in_thread(
                    partial(self.session.views.remove, view.name),
                    lambda _: self._changed(t("The view {name} is removed.", name=view.name)),
                )

        title = t("Remove the view {name}?", name=plain(view.name))
        self.app.push_screen(ConfirmDialog(title, verb=t("Remove")), answered)
