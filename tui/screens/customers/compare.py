"""Two customers side by side, what differs first; from here they can be merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from textual.app import ComposeResult
from textual.widgets import Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.comparison import Comparison, Pair
from tui.widgets.customer_text import Detail, explained, field_rows, read_detail
from tui.widgets.reading import Reading


class CompareDialog(KehaoDialog[Literal["merge"]]):
    """Shows both as the list may show them; answers `merge` if they are to be merged."""

    SCOPE = "compare"
    WIDE = True
    TITLE_TEXT = "Two customers side by side"
    BINDINGS = bindings_for("compare")
    DEFAULT_CSS = """
    CompareDialog Reading { height: 1fr; }
    CompareDialog Static { height: auto; }
    CompareDialog #head { padding-bottom: 1; }
    """

    def __init__(self, first: int, second: int) -> None:
        super().__init__()
        self._ids = (first, second)
        self.details: tuple[Detail, Detail] | None = None

    def compose_body(self) -> ComposeResult:
        """How many differ, then both."""
        yield Static(id="head", classes="hint")
        with Reading():
            yield Comparison()

    def on_mount(self) -> None:
        """Read both."""
        self.query_one(Reading).focus()
        session, (first, second) = self.session, self._ids
        self.run_in_thread(
            lambda: (read_detail(session, first), read_detail(session, second)),
            self._show,
            kind="read",
        )

    def _show(self, details: tuple[Detail, Detail]) -> None:
        self.details = details
        pairs = pairs_of(*details)
        differing = sum(1 for pair in pairs if pair.before != pair.after)
        head = t(
            "{count} of {all} differ and stand first. * both have a value, - only the left one, "
            "+ only the right one.",
            count=differing,
            all=len(pairs),
        )
        self.query_one("#head", Static).update(content(head))
        codes = [plain(each.customer.code) for each in details]
        self.query_one(Comparison).show(pairs, *codes)

    def action_swap(self) -> None:
        """The right one to the left."""
        if self.details is not None:
            self._ids = (self._ids[1], self._ids[0])
            self._show((self.details[1], self.details[0]))

    def action_merge(self) -> None:
        """On to the merging, which asks."""
        self.dismiss("merge")


def pairs_of(left: Detail, right: Detail) -> list[Pair]:
    """Both customers value by value, as the reader may see them; what neither has is left out."""
    texts = [_texts(left), _texts(right)]
    labels = dict.fromkeys(label for each in texts for label in each)
    return [Pair(label, texts[0].get(label, ""), texts[1].get(label, "")) for label in labels]


def _texts(detail: Detail) -> dict[str, str]:
    fields: Mapping[str, Field] = detail.fields
    found = {t("Archived"): t("yes")} if detail.customer.archived else {}
    if detail.segments:
        found[t("The code says")] = explained(detail.segments, fields)
    for row in field_rows(detail, empty=False):
        found[row.label] = f"{found[row.label]}, {row.text}" if row.label in found else row.text
    return found
