"""Blocks of codes set aside: the list, a new one, giving back what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from store.customers.fields import Field
from store.errors import InvalidValue, KehaoError, NotFound
from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.screens.form import ENTER, EnterGoesOn
from tui.screens.progress import Outcome, ProgressDialog
from tui.widgets.form_field import FormField
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from store.codes.reservations import Released, Reservation
    from store.customers.record import Customer
    from store.engine.cancel import Cancel
    from tui.screens.progress import Report


class ReservationsDialog(KehaoDialog[None]):
    """The open blocks, or every one there ever was."""

    SCOPE = "reservations"
    TITLE_TEXT = "Reservations"
    WIDE = True
    BINDINGS = bindings_for("reservations")
    DEFAULT_CSS = """
    ReservationsDialog RowTable { height: 1fr; }
    ReservationsDialog Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Reservation] = []
        self._every = False

    def compose_body(self) -> ComposeResult:
        """The table, and how the codes are used."""
        yield RowTable()
        hint = t(
            "Enter: a new customer with the block's next code. On the command line: kehao "
            "customers add --from-block R1."
        )
        yield Static(content(hint), classes="hint")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(RowTable).focus()
        self._read()

    def _read(self) -> None:
        life, every = self.session.life, self._every
        self.run_in_thread(lambda: life.reservations(every=every), self._show, kind="list")

    def _show(self, blocks: list[Reservation]) -> None:
        self.blocks = blocks
        columns = (
            Column("id", t("Block"), 6),
            Column("owner", t("For"), 10, grows=True, most=24),
            Column("until", t("Until"), 10),
            Column("left", t("Left"), 6, right=True),
            Column("count", t("Of"), 6, right=True),
            Column("next", t("Next code"), 14, grows=True, most=24),
            Column("last", t("Last"), 14, grows=True, most=24),
            Column("rule", t("Rule"), 8, grows=True, most=20),
            Column("state", t("State"), 9),
        )
        rows = [
            (
                f"R{block.id}",
                block.owner,
                block.until,
                f"{block.left:,}",
                f"{block.count:,}",
                block.next,
                block.last,
                block.rule,
                t(block.state),
            )
            for block in blocks
        ]
        quiet = {place for place, block in enumerate(blocks) if not block.left}
        table = self.query_one(RowTable)
        table.empty_lines = (t("No codes are reserved."), t("n reserves a block."))
        table.show(columns, rows, quiet=quiet)

    @property
    def current(self) -> Reservation | None:
        """The block under the cursor."""
        place = self.query_one(RowTable).index
        return self.blocks[place] if place is not None and place < len(self.blocks) else None

    @on(PageTable.RowOpened)
    def _use(self) -> None:
        """A new customer with the next code of the block under the cursor."""
        from tui.screens.customers.customer_form import CustomerForm

        block = self.current
        if block is None or not block.next:
            self.show_note(t("Nothing is left of this block."))
            return

        def saved(customer: Customer | None) -> None:
            if customer is not None:
                self.show_note(t("{code} is saved.", code=plain(customer.code)))
                self._read()

        self.app.push_screen(CustomerForm(None, code=block.next, values=block.shown), saved)

    def action_every(self) -> None:
        """Every block there ever was, or the open ones."""
        self._every = not self._every
        self._read()

    def action_new(self) -> None:
        """Reserve a block."""
        rules = self.session.rules

        def opened(names: Sequence[str]) -> None:
            self.app.push_screen(ReserveDialog(tuple(names)), self._reserved)

        self.run_in_thread(lambda: [rule.name for rule in rules.list()], opened, kind="form")

    def _reserved(self, block: Reservation | None) -> None:
        if block is not None:
            self.show_note(block_text(block))
            self._read()

    def action_release(self) -> None:
        """Give back what is left of the block under the cursor."""
        from tui.screens.confirm import ConfirmDialog

        block = self.current
        if block is None or not block.left:
            self.show_note(t("Nothing is left of this block."))
            return
        title = t("Release block R{id}: {count} codes?", id=block.id, count=f"{block.left:,}")
        lines = [t("They are void then, and never given. The log can undo it.")]
        self.app.push_screen(
            ConfirmDialog(title, lines, verb=t("Release")),
            lambda yes: self._give_back(block.id) if yes else None,
        )

    def _give_back(self, block: int) -> None:
        release = self.session.life.release

        def work(report: Report, cancel: Cancel) -> Released:
            return release([f"R{block}"], progress=report, cancel=cancel)

        def done(outcome: Outcome[Released] | None) -> None:
            if outcome is not None and outcome.error is not None:
                self.show_error(outcome.error)
            elif outcome is not None and outcome.result is not None:
                count = f"{outcome.result.codes:,}"
                self.show_note(t("Codes released: {count}. They are never given.", count=count))
            self._read()

        self.app.push_screen(ProgressDialog(t("Releasing"), work), done)


class ReserveDialog(KehaoDialog["Reservation"], EnterGoesOn["Reservation"]):
    """A new block: of which rule, how many, for whom, until when, and what the codes show."""

    SCOPE = "sheet"
    TITLE_TEXT = "Reserve codes"
    BINDINGS = [*bindings_for("sheet"), ENTER]
    DEFAULT_CSS = "ReserveDialog Static { height: auto; }"

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__()
        self._rules = tuple(rules)

    def compose_body(self) -> ComposeResult:
        """The fields, one under another."""
        first = self._rules[0] if len(self._rules) == 1 else ""
        yield FormField(Field("rule", "text", "Rule", choices=self._rules), t("Rule"), first)
        yield FormField(Field("count", "text", "Number"), t("Number"), hint=t("how many codes"))
        who = t("an account, or other words")
        yield FormField(Field("owner", "text", "For"), t("For"), hint=who)
        yield FormField(Field("until", "date", "Until"), t("Until"))
        shown = t("what the codes show: region=广东 type=企业")
        yield FormField(Field("values", "text", "Fields"), t("Fields"), hint=shown)
        yield FormField(Field("reason", "text", "Reason"), t("Reason"))

    def on_mount(self) -> None:
        """Begin at the first field that is empty."""
        empty = [row for row in self.query(FormField) if not row.value]
        empty[0].editor.focus()

    def row(self, name: str) -> FormField:
        """The row of this field."""
        return next(row for row in self.query(FormField) if row.field.name == name)

    def submit(self) -> None:
        """Enter on the last field."""
        self.action_save()

    def action_save(self) -> None:
        """Reserve them."""
        for row in self.query(FormField):
            row.complain("")
        count = self.row("count").value.strip()
        if not (count.isascii() and count.isdigit() and 0 < int(count) < 10**9):
            self._complain("count", t("{value} is no number: write 1 or more.", value=count or "-"))
            return
        values = {}
        for part in self.row("values").value.split():
            name, equals, value = part.partition("=")
            if not equals:
                self._complain("values", t("{value} is not FIELD=VALUE.", value=part))
                return
            values[name] = value
        reserve = self.session.life.reserve
        rule, owner, until, reason = (
            self.row(name).value.strip() for name in ("rule", "owner", "until", "reason")
        )

        def work(report: Report, cancel: Cancel) -> Reservation:
            return reserve(
                rule,
                int(count),
                owner=owner,
                until=until,
                values=values,
                reason=reason,
                progress=report,
                cancel=cancel,
            )

        self.app.push_screen(ProgressDialog(t("Reserving"), work), self._done)

    def _complain(self, name: str, text: str) -> None:
        row = self.row(name)
        row.complain(text)
        row.editor.focus()

    def _done(self, outcome: Outcome[Reservation] | None) -> None:
        if outcome is None:
            return
        if outcome.result is not None:
            self.dismiss(outcome.result)
        elif outcome.error is not None:
            self._refused(outcome.error)

    def _refused(self, error: KehaoError) -> None:
        named = {row.field.name for row in self.query(FormField)}
        field = error.field if isinstance(error, InvalidValue) else ""
        if isinstance(error, NotFound) and "name" in error.params:
            field = "values" if error.params["name"] != self.row("rule").value.strip() else "rule"
        if field:
            self._complain(field if field in named else "values", error_text(error))
        else:
            self.show_error(error)


def block_text(block: Reservation) -> str:
    """A block in a sentence."""
    return t(
        "Block R{id}: {count} codes from {first} to {last}, for {owner} until {until}.",
        id=block.id,
        count=f"{block.count:,}",
        first=plain(block.first),
        last=plain(block.last),
        owner=plain(block.owner),
        until=block.until,
    )
