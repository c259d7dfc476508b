"""One customer as a backup has it beside the customer of today; fields can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from store.customers.fields import Field
from store.customers.values import shown
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import plain
from tui.screens.page import KehaoPage
from tui.widgets.choosing_comparison import ChoosingComparison
from tui.widgets.comparison import Pair
from tui.widgets.customer_page import local_time
from tui.widgets.info_line import InfoLine
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.backup.looking_back import Compared
    from store.customers.record import Customer


class ThenAndNowPage(KehaoPage[str]):
    """What differs first; answers with a sentence on what was taken back, None when nothing was.

    Nothing is chosen at first: what is taken back takes the place of what is there now.
    """

    SCOPE = "then_now"
    SECTION = "Customer from a backup"
    BINDINGS = bindings_for("then_now")
    DEFAULT_CSS = "ThenAndNowPage ChoosingComparison { padding: 0 1; }"

    def __init__(self, compared: Compared, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self.compared = compared
        self._fields = fields
        self.shown = sorted(compared.fields, key=lambda one: one.then == one.now)
        self._own = {*fields, "names", "tags"}

    def compose_body(self) -> ComposeResult:
        """Who and when, how much differs, then both."""
        yield InfoLine()
        yield ChoosingComparison(t("Then"), t("Now"))

    def on_mount(self) -> None:
        """Show both."""
        pairs = [
            Pair(label_of(one.field, self._fields), *self._texts(one.field, one.then, one.now))
            for one in self.shown
        ]
        gone = self.compared.now is None
        choosable = [
            place
            for place, one in enumerate(self.shown)
            if one.then != one.now and one.field in self._own and not gone
        ]
        self.comparison.show(pairs, choosable)
        self.comparison.rows.focus()
        self._say()
        if gone:
            self.show_error(t("This customer is gone now."))
        elif not self.compared.differences:
            self.show_note(t("Nothing is different from the backup."))

    @property
    def comparison(self) -> ChoosingComparison:
        """The rows."""
        return self.query_one(ChoosingComparison)

    def _say(self) -> None:
        said = t(
            "{code} on {time}: {count} of {all} differ, {chosen} chosen to be taken back.",
            code=plain(self.compared.then.code),
            time=local_time(self.compared.at, self.session.zone),
            count=len(self.compared.differences),
            all=len(self.shown),
            chosen=len(self.comparison.chosen),
        )
        self.query_one(InfoLine).say(said)

    # -- choosing -------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _entered(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """Take the field under the cursor back, or leave it as it is."""
        place = self.comparison.place
        if place is None:
            return
        if self.comparison.turn(place):
            self.clear_message()
            self._say()
            return
        one = self.shown[place]
        if one.then == one.now:
            self.show_note(t("Here nothing is different."))
        elif one.field == "code":
            self.show_note(t("A code is not taken back here: C in the details changes it."))
        elif self.compared.now is None:
            self.show_note(t("This customer is gone now."))
        else:
            self.show_note(t("This field is no longer in use."))

    def _texts(self, field: str, *values: str) -> Iterator[str]:
        """Values as people read them."""
        known = self._fields.get(field)
        return (value if known is None else shown(known, value) for value in values)

    def action_every(self) -> None:
        """Take all back, or none."""
        self.comparison.turn_all()
        self._say()

    # -- taking back ----------------------------------------------------------------------------

    def action_take(self) -> None:
        """Save the chosen fields as they were: one edit, which can be undone."""
        from store.backup.looking_back import LookingBack

        chosen = [self.shown[place].field for place in sorted(self.comparison.chosen)]
        if not chosen:
            self.show_error(t("Nothing is chosen: Space chooses the field under the cursor."))
            return
        looking, compared = LookingBack(self.session), self.compared

        def taken(customer: Customer) -> None:
            fields = t(", ").join(label_of(name, self._fields) for name in chosen)
            self.dismiss(
                t(
                    "{code}: taken back from the backup: {fields}. It can be undone.",
                    code=plain(customer.code),
                    fields=fields,
                )
            )

        self.run_in_thread(lambda: looking.put_back(compared, fields=chosen), taken, kind="save")
