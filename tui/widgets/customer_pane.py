"""The customer under the cursor, beside the table on wide screens."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.locale import t
from tui.safe import plain
from tui.widgets.cells import fit
from tui.widgets.customer_text import Detail, explained, field_rows

LABEL_CELLS = 14


class CustomerPane(VerticalScroll, can_focus=False):
    """Shows a `Detail`, without the fields that have no value."""

    DEFAULT_CSS = """
    CustomerPane {
        width: 42; height: 1fr; padding: 0 1; border-left: solid $border-blurred;
        background: $background; display: none;
    }
    CustomerPane > Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.detail: Detail | None = None

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(self, detail: Detail | None) -> None:
        """Show a customer, or nobody; what stands there already is not sent again."""
        if detail != self.detail:
            self.detail = detail
            self.query_one(Static).update(describe(detail) if detail else Content(""))
            self.scroll_home(animate=False)


def describe(detail: Detail) -> Content:
    """Name, code and what it says, then the fields."""
    customer = detail.customer
    parts: list[str | Content | tuple[str, str]] = [
        (plain(customer.values.get("name", "")), "bold $strong"),
        "\n",
        (plain(customer.code), "$primary"),
        "\n",
    ]
    if customer.archived:
        parts += [(t("archived"), "$warning"), "\n"]
    if detail.segments:
        parts += [(explained(detail.segments, detail.fields), "$quiet"), "\n"]
    parts.append("\n")
    rows = [row for row in field_rows(detail, empty=False) if row.name != "name"]
    width = min(LABEL_CELLS, max(cell_len(row.label) for row in rows) + 1)
    for row in rows:
        label = fit(row.label, width) + " "
        parts += [(label, "$quiet"), (row.text, "$warning" if row.flagged else "")]
        if row.flagged:
            parts.append((" (?)", "$warning"))
        parts.append("\n")
    return Content.assemble(*parts)
