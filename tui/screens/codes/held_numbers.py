"""Numbers that a rule holds back and nobody has yet: one of them opens the new-customer form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input

from store.errors import KehaoError
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import plain
from tui.screens.page import KehaoPage
from tui.widgets.info_line import InfoLine
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.codes.held import Held
    from store.customers.record import Customer

PAUSE = 0.15
MOST = 400


class HeldPage(KehaoPage[None]):
    """Free held-back codes of one rule; typing narrows them to those that begin so."""

    SCOPE = "held"
    SECTION = "Held-back numbers"
    BINDINGS = bindings_for("held")

    def __init__(self, rule: str) -> None:
        super().__init__()
        self._rule = rule
        self._timer: Timer | None = None
        self.found: Sequence[Held] = ()

    def compose_body(self) -> ComposeResult:
        """Where to type, what it is about, the codes."""
        yield Input(placeholder=t("Beginning of the code"))
        yield InfoLine()
        yield RowTable()

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self._read()

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._read)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(RowTable).focus()

    def _read(self) -> None:
        begins = self.query_one(Input).value
        work = partial(self.session.rules.held, self._rule, begins=begins, limit=MOST)
        self.run_in_thread(work, self._show, failed=self._refused, kind="read")

    def _refused(self, error: KehaoError) -> None:
        self._show(())
        self.query_one(InfoLine).say(error_text(error))

    def _show(self, found: Sequence[Held]) -> None:
        self.found = found
        columns = (
            Column("code", t("Code"), 16, grows=True, most=64),
            Column("number", t("Held number"), 12, right=True),
            Column("counter", t("Counter"), 16, grows=True, most=64),
            Column("passed", t("Passed"), 8),
        )
        rows = [
            (one.code, str(one.number), one.counter, t("yes") if one.passed else "")
            for one in found
        ]
        table = self.query_one(RowTable)
        table.empty_lines = (
            t("No held-back number is free here."),
            t("A rule with fields lists them once it has given a code."),
        )
        table.show(columns, rows, quiet=[at for at, one in enumerate(found) if not one.whole])
        text = t("{rule}: {count} free", rule=plain(self._rule), count=f"{len(found):,}")
        self.query_one(InfoLine).say(text + ("…" if len(found) == MOST else ""))

    def action_search(self) -> None:
        """Type the beginning of a code."""
        self.set_focus(self.query_one(Input))

    @on(PageTable.RowOpened)
    def _opened(self) -> None:
        self.action_give()

    def action_give(self) -> None:
        """A new customer with the code under the cursor."""
        from tui.screens.customers.customer_form import CustomerForm

        index = self.query_one(RowTable).index
        if index is None or index >= len(self.found):
            return
        one = self.found[index]
        if not one.whole:
            self.show_note(t("The customer decides the rest of this code: type it into the form."))

        def closed(saved: Customer | None) -> None:
            if saved is not None:
                self.show_note(t("{code} is saved.", code=plain(saved.code)))
                self._read()

        self.app.push_screen(CustomerForm(None, code=one.code if one.whole else ""), closed)

    def action_close(self) -> None:
        """From what is typed back to the list, from the list back to the rules."""
        if self.query_one(Input).has_focus:
            self.query_one(RowTable).focus()
        else:
            self.dismiss(None)
