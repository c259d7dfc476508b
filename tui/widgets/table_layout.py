"""How somebody has laid the table out: which columns, in which order, how wide, how many frozen.

The code always stands first: it is how a customer is named. No operation loses a column: one that
is hidden is among those that can be shown again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from store.customers.fields import Field
from tui.widgets.customer_fields import SHIPPED_COLUMNS, columns_of
from tui.widgets.page_columns import Column

NARROWEST: Final = 4
WIDEST: Final = 80
STEP: Final = 2
"""Cells by which a key makes a column narrower or wider."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns by name, the code first; widths only where somebody gave one, in cells.

    frozen: so many columns stay at the left, the code among them.
    """

    names: tuple[str, ...] = tuple(SHIPPED_COLUMNS)
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1

    def stays(self, fields: Mapping[str, Field]) -> int:
        """How many of `columns` are frozen."""
        return len(columns_of(self.names[: self.frozen], fields))

    def columns(self, fields: Mapping[str, Field]) -> tuple[Column, ...]:
        """The table's columns; those of fields that are gone are left out."""
        return tuple(
            replace(column, width=self.widths[column.name], grows=False)
            if column.name in self.widths
            else column
            for column in columns_of(self.names, fields)
        )

    def showing(self, names: Iterable[str]) -> Layout:
        """These columns instead, in this order; widths stay, and the frozen ones as far as they
        still stand first."""
        wanted = ("code", *(name for name in dict.fromkeys(names) if name != "code"))
        frozen = 0
        kept = self.names[: self.frozen]
        while frozen < len(wanted) and wanted[frozen] in kept:
            frozen += 1
        return replace(self, names=wanted, frozen=max(1, frozen))

    def moved(self, name: str, step: int) -> Layout:
        """The column so many places further right (or left, below 0); the code stays first."""
        if name not in self.names or name == "code":
            return self
        rest = [each for each in self.names if each != name]
        place = max(1, min(self.names.index(name) + step, len(rest)))
        return replace(self, names=(*rest[:place], name, *rest[place:]))

    def hidden(self, name: str) -> Layout:
        """Without the column; the code cannot be hidden."""
        if name not in self.names or name == "code":
            return self
        frozen = self.frozen - (self.names.index(name) < self.frozen)
        names = tuple(each for each in self.names if each != name)
        return replace(self, names=names, frozen=max(1, frozen))

    def frozen_with(self, name: str) -> Layout:
        """The column joins the frozen ones at the left; one of them is let go again."""
        if name not in self.names or name == "code":
            return self
        rest = [each for each in self.names if each != name]
        if self.is_frozen(name):
            place, frozen = self.frozen - 1, self.frozen - 1
        else:
            place, frozen = self.frozen, self.frozen + 1
        return replace(self, names=(*rest[:place], name, *rest[place:]), frozen=frozen)

    def is_frozen(self, name: str) -> bool:
        """Whether the column stays at the left."""
        return name in self.names[: self.frozen]

    def resized(self, name: str, width: int) -> Layout:
        """The column so many cells wide, within reason."""
        width = max(NARROWEST, min(width, WIDEST))
        return replace(self, widths={**self.widths, name: width})

    def text(self) -> str:
        """Widths and frozen columns as the account's preferences keep them."""
        if not self.widths and self.frozen == 1:
            return ""
        return json.dumps({"frozen": self.frozen, "widths": dict(self.widths)}, sort_keys=True)


def read_layout(columns: str, layout: str) -> Layout:
    """The layout that an account's preferences hold; what cannot be read is as shipped."""
    names = tuple(columns.split(",")) if columns else tuple(SHIPPED_COLUMNS)
    try:
        kept = json.loads(layout) if layout else {}
        widths = {str(name): int(width) for name, width in kept.get("widths", {}).items()}
        frozen = int(kept.get("frozen", 1))
    except (ValueError, TypeError, AttributeError):
        widths, frozen = {}, 1
    return layout_of(names, widths, frozen)


def layout_of(names: Iterable[str], widths: Mapping[str, int], frozen: int) -> Layout:
    """A layout from what was kept, whatever it was: the code first, widths within reason."""
    wanted = ("code", *(name for name in dict.fromkeys(names) if name != "code"))
    sane = {name: max(NARROWEST, min(width, WIDEST)) for name, width in widths.items()}
    return Layout(wanted, sane, max(1, min(frozen, len(wanted))))


@dataclass(frozen=True, slots=True)
class ViewState:
    """The list as it stands, or as a saved view keeps it.

    name: the view's, empty for the list that is not saved. place: its key, 0 for none.
    own: whether it is one's own, so that it can be brought up to date.
    """

    name: str
    query: str
    sort: str
    layout: Layout
    place: int = 0
    own: bool = True
    shared: bool = False

    def same_list(self, other: ViewState) -> bool:
        """Whether both show the same, in the same way, whatever their names."""
        return (
            self.query.split() == other.query.split()
            and self.sort == other.sort
            and self.layout == other.layout
        )
