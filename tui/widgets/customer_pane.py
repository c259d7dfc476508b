"""The customer under the cursor: beside the table on wide screens, under it on narrow ones.

Under the table it is the quick look: the fields two by two in a few lines, so that the list stays
in sight and the cursor can go on.
"""

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
TWO_BY_TWO = 56
"""Cells from which on the quick look puts two fields side by side."""


class CustomerPane(VerticalScroll, can_focus=False):
    """Shows a `Detail`, without the fields that have no value."""

    DEFAULT_CSS = """
    CustomerPane {
        width: 42; height: 1fr; padding: 0 1; border-left: solid $border-blurred;
        background: $background; display: none;
    }
    CustomerPane.-below {
        dock: bottom; width: 100%; height: 40%; min-height: 6;
        border-left: none; border-top: solid $border-blurred;
    }
    CustomerPane > Static { height: auto; min-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.detail: Detail | None = None
        self._looks: tuple[bool, int] = (False, 0)

    @property
    def below(self) -> bool:
        """Whether it stands under the table."""
        return self.has_class("-below")

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(self, detail: Detail | None) -> None:
        """Show a customer, or nobody; what stands there already is not sent again.

        When others have changed the one who stands there, the scrolling stays.
        """
        looks = (self.below, self.size.width if self.below else 0)
        if detail != self.detail or looks != self._looks:
            before, self.detail, self._looks = self.detail, detail, looks
            self._put(self._text())
            if not (before and detail and before.customer.id == detail.customer.id):
                self.scroll_home(animate=False)

    def _put(self, text: Content) -> None:
        """Show the text; the screen is laid out anew only when more or fewer rows scroll."""
        static, room = self.query_one(Static), self.size.height
        rows = text.get_height({}, max(1, static.size.width))
        static.update(text, layout=max(rows, room) != static.size.height)

    def _text(self) -> Content:
        if self.detail is None:
            return Content("")
        return glance(self.detail, self.size.width - 2) if self.below else describe(self.detail)

    def on_resize(self) -> None:
        """The quick look is as wide as there is room."""
        if self.detail is not None:
            self.show(self.detail)


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


def glance(detail: Detail, width: int) -> Content:
    """The customer in few lines of `width` cells: code and name, then fields two by two."""
    customer = detail.customer
    head: list[str | Content | tuple[str, str]] = [
        (plain(customer.code), "$primary"),
        "  ",
        (plain(customer.values.get("name", "")), "bold $strong"),
    ]
    if customer.archived:
        head += ["  ", (t("archived"), "$warning")]
    rows = [row for row in field_rows(detail, empty=False) if row.name != "name"]
    width = max(width, LABEL_CELLS)
    across = 2 if width >= TWO_BY_TWO else 1
    cells = (width - 2 * (across - 1)) // across
    label = min(LABEL_CELLS, max(cell_len(row.label) for row in rows) + 1, cells // 2)
    parts = head
    for place, row in enumerate(rows):
        parts.append("\n" if place % across == 0 else "  ")
        value = fit(row.text.replace("\n", " "), max(1, cells - label - 1))
        parts += [
            (fit(row.label, label) + " ", "$quiet"),
            (value, "$warning" if row.flagged else ""),
        ]
    return Content.assemble(*parts)
