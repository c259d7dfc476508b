"""Saved views on the list of customers: the dialog, and a key for each of nine."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

from tui.locale import t
from tui.screens.base import Framed
from tui.widgets.table_layout import ViewState, layout_of

if TYPE_CHECKING:
    from store.customers.views import View
    from tui.widgets.customer_list import CustomerList


def state_of(view: View) -> ViewState:
    """A saved view as the list shows it."""
    return ViewState(
        view.name,
        view.query,
        view.sort,
        layout_of(view.columns, view.widths, view.frozen),
        view.place,
        view.own,
        view.shared,
    )


class ViewWork(Framed[Any]):
    """For the screen that has a `CustomerList`."""

    @property
    @abstractmethod
    def finder(self) -> CustomerList:
        """The list."""

    def action_views(self) -> None:
        """Saved views: show one, or save the list as it stands."""
        from tui.screens.customers.views import ViewsDialog

        finder = self.finder

        def chosen(view: ViewState | None) -> None:
            if view is None:
                return
            if not view.name:
                finder.leave_view()
            elif view.same_list(finder.now()):
                finder.view = view
                finder.inform()
            else:
                finder.show_view(view)
            if dialog.said:
                self.show_note(dialog.said)

        dialog = ViewsDialog(finder.now(), finder.view_name)
        self.app.push_screen(dialog, chosen)

    def action_view_0(self) -> None:
        """All customers again, the list laid out as before."""
        self.finder.leave_view()

    def _show_key(self, place: int) -> None:
        from store.customers.views import by_key

        def show(views: list[View]) -> None:
            view = by_key(views).get(place)
            if view is None:
                self.show_note(t("No view stands on {key}: w puts one there.", key=place))
                return
            self.finder.show_view(state_of(view))

        self.run_in_thread(partial(self.session.views.list), show, kind="views")

    def action_view_1(self) -> None:
        """The view on this key; so the others."""
        self._show_key(1)

    def action_view_2(self) -> None:
        self._show_key(2)

    def action_view_3(self) -> None:
        self._show_key(3)

    def action_view_4(self) -> None:
        self._show_key(4)

    def action_view_5(self) -> None:
        self._show_key(5)

    def action_view_6(self) -> None:
        self._show_key(6)

    def action_view_7(self) -> None:
        self._show_key(7)

    def action_view_8(self) -> None:
        self._show_key(8)

    def action_view_9(self) -> None:
        self._show_key(9)
