"""The steps of the tour, as data: what is said, and how one sees that it has really happened.

A step has goals, reached one after the other. A goal names the action whose key it wants (the
panel shows the person's own key for it) and looks at the state: a query that found somebody, a
dialog on top, an operation in the log. Which key was pressed does not matter.

The English here is the key to the Chinese in `tui.locale.zh_CN.tour`; `{letters}` and the other
holes are filled from a customer of the sample store (`Facts`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.screen import Screen

    from store.log.reading import Operation
    from tui.screens.customers.customers import CustomersScreen
    from tui.widgets.customer_list import CustomerList

SEES_PHONES: Final = "customer.see_personal"
FIRST: Final = 100
"""Rows that are looked at for the customer who was to be found."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A customer of the sample store, of whom the steps speak.

    brand: a part of the name; letters: the first letters of its pinyin; end: of the phone number;
    id: to see whether the cursor is on them.
    """

    name: str = ""
    brand: str = ""
    letters: str = ""
    end: str = ""
    code: str = ""
    id: int = 0

    def texts(self) -> dict[str, str]:
        """What fills the holes."""
        return {
            "name": self.name,
            "brand": self.brand,
            "letters": self.letters,
            "end": self.end,
            "code": self.code,
        }


@dataclass(slots=True)
class Sight:
    """What a goal may look at: the app as it is, and what has happened since the step began.

    operations: one's own in the log, since. before: `snapshot` at the beginning. copied: how many
    times something went to the terminal's clipboard, ever.
    """

    customers: CustomersScreen
    top: Screen[Any]
    facts: Facts = field(default_factory=Facts)
    operations: Sequence[Operation] = ()
    copied: int = 0
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def finder(self) -> CustomerList:
        """Search box and table."""
        return self.customers.finder

    @property
    def query(self) -> str:
        """What is being asked."""
        return self.finder.query_asked.strip()

    @property
    def found(self) -> int:
        """How many there are; 0 also while the answer is on its way."""
        return self.finder.total or 0

    @property
    def at_list(self) -> bool:
        """Whether the list of customers is on top."""
        return self.top is self.customers

    def shows(self, name: str) -> bool:
        """Whether a dialog of this class is on top."""
        return type(self.top).__name__ == name

    def did(self, *actions: str) -> bool:
        """Whether one of these stands in the log since."""
        return any(operation.action in actions for operation in self.operations)


def snapshot(sight: Sight) -> dict[str, Any]:
    """What stands when a step begins, for goals that want it changed."""
    finder = sight.finder
    return {
        "sort": finder.sort,
        "columns": tuple(finder.column_names),
        "view": finder.view_name,
        "copied": sight.copied,
        "cursor": finder.table.cursor,
    }


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to do, in two or three words.

    action: of the registry, whose key is shown; keys: what to press or type, shown in its place.
    """

    label: str
    done: Callable[[Sight], bool]
    action: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. text: one or two short sentences; goals: in their order.

    permissions: one of them is needed beside the keys' own. possible: whether it can be done on
    this terminal. A step that cannot be done is passed over.
    """

    title: str
    text: str
    goals: tuple[Goal, ...]
    permissions: tuple[str, ...] = ()
    possible: Callable[[], bool] = lambda: True


def _in_box(sight: Sight) -> bool:
    return bool(sight.finder.query("QueryInput").first().has_focus)


def _letters_found(sight: Sight) -> bool:
    """By letters, Chinese or code: somebody of the brand stands among the first."""
    query, table = sight.query, sight.finder.table
    if len(query) < 2 or query.isdigit() or not sight.found:
        return False
    rows = [table.row_at(number) for number in range(min(sight.found, FIRST))]
    return any(sight.facts.brand in cell for row in rows if row for cell in row.cells)


def _digits_found(sight: Sight) -> bool:
    return len(sight.query) >= 4 and sight.query.isdigit() and sight.found > 0


def _everybody(sight: Sight) -> bool:
    return sight.at_list and not sight.query


def _turned(sight: Sight) -> bool:
    return bool(sight.finder.sort.lstrip("-") == str(sight.before["sorted"]).lstrip("-")) and (
        sight.finder.sort != sight.before["sorted"]
    )


def _sorted(sight: Sight) -> bool:
    if sight.finder.sort.lstrip("-") == str(sight.before["sort"]).lstrip("-"):
        return False
    sight.before.setdefault("sorted", sight.finder.sort)
    return True


def _filters_open(sight: Sight) -> bool:
    return bool(sight.customers.query("FilterPane").first().display)


def _filtered(sight: Sight) -> bool:
    from store.errors import InvalidText
    from store.search.filters import filters_of

    try:
        return bool(filters_of(sight.query, sight.finder.fields))
    except InvalidText:
        return False


def _changed_many(sight: Sight) -> bool:
    groups = Counter(operation.group for operation in sight.operations if operation.group)
    return any(count > 1 for count in groups.values())


def _takes_copies() -> bool:
    from tui.terminal.clipboard import terminal

    return terminal(os.environ) != "none"


def _on_the_code(sight: Sight) -> bool:
    return sight.at_list and sight.finder.table.current_id == sight.facts.id


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "Find by name",
        "You find people as you type. For {name} type {letters}, the first letters of the pinyin "
        "of {brand}; Chinese and codes do as well.",
        (
            Goal("to the search box", _in_box, "customers.search"),
            Goal("type in", _letters_found, keys="{letters}"),
        ),
    ),
    Step(
        "Find by phone",
        "The end of a phone number is enough: take the letters out of the box, then type {end}. "
        "Enter goes to the rows; Esc there shows everybody again.",
        (
            Goal("type in", _digits_found, keys="{end}"),
            Goal("to the rows", lambda s: s.finder.table.has_focus, keys="Enter"),
            Goal("everybody again", _everybody, keys="Esc"),
        ),
        (SEES_PHONES,),
    ),
    Step(
        "Move",
        "Arrows move, and so do j and k; PgDn and PgUp go by pages. The last and the first of "
        "thousands are one key away.",
        (
            Goal("down", lambda s: s.finder.table.cursor > 0, "table.down"),
            Goal("last row", lambda s: s.finder.table.cursor + 1 >= s.found > 1, "table.last"),
            Goal("first row", lambda s: s.finder.table.cursor == 0, "table.first"),
        ),
    ),
    Step(
        "Open",
        "Enter opens the customer under the cursor. Esc always goes one step back and changes "
        "nothing.",
        (
            Goal("open it", lambda s: s.shows("CustomerDialog"), "table.open"),
            Goal("back", lambda s: s.at_list, "customer.close"),
        ),
    ),
    Step(
        "Edit and save",
        "Change something of this customer, say the contact: Tab goes from field to field. "
        "Nothing is kept until you save.",
        (
            Goal("edit", lambda s: s.shows("CustomerForm"), "customers.edit"),
            Goal("save", lambda s: s.did("customer.edit", "tag.add", "tag.remove"), "form.save"),
        ),
    ),
    Step(
        "A new customer",
        "Give a name, and the region 广东. The code stands above, as the rule will make it; it is "
        "given when you save, and never twice.",
        (
            Goal("new", lambda s: s.shows("CustomerForm"), "customers.new"),
            Goal("save", lambda s: s.did("customer.add"), "form.save"),
        ),
    ),
    Step(
        "Filter",
        "The pane shows how many each value leaves. Space opens a field, and Space again takes a "
        "value; the search box says the same in words.",
        (
            Goal("open the filters", _filters_open, "customers.filters"),
            Goal("take a value", _filtered, "filters.mark"),
            Goal("everybody again", _everybody, keys="Esc Esc"),
        ),
    ),
    Step(
        "Sort",
        "Another order: choose the field, a few letters narrow the choice. Then turn it round.",
        (
            Goal("sort by another field", _sorted, "customers.sort"),
            Goal("turn it round", _turned, "customers.reverse"),
        ),
    ),
    Step(
        "Columns",
        "Show what you work with: Space shows a column or hides it. It stays like that for you.",
        (
            Goal("columns", lambda s: s.shows("ColumnChooser"), "customers.columns"),
            Goal(
                "save",
                lambda s: tuple(s.finder.column_names) != s.before["columns"],
                "columns.save",
            ),
        ),
    ),
    Step(
        "Saved views",
        "A query with its order and columns is a view. Save the list as it stands under a name; "
        "from then on a digit calls it, 0 all customers.",
        (
            Goal("views", lambda s: s.shows("ViewsDialog"), "customers.views"),
            Goal("save it", lambda s: s.did("view.save"), "views.save"),
        ),
    ),
    Step(
        "Change many",
        "Mark two rows or more, then change one field of all of them. You see what will change "
        "before it is saved.",
        (
            Goal("mark two rows", lambda s: s.finder.table.selected_count > 1, "table.mark"),
            Goal("change them", _changed_many, "customers.change_many"),
        ),
    ),
    Step(
        "Undo",
        "Whatever you changed can be taken back, all of it in one go; and done again.",
        (
            Goal("undo", lambda s: s.did("log.undo"), "customers.undo"),
            Goal(
                "do it again",
                lambda s: (
                    len({o.group or o.seq for o in s.operations if o.action == "log.undo"}) > 1
                ),
                "customers.redo",
            ),
        ),
    ),
    Step(
        "Copy",
        "Copy the code, the row or all marked rows to the clipboard of your own machine. What "
        "holds personal data is logged as an export.",
        (
            Goal(
                "copy, and choose what",
                lambda s: s.copied > s.before["copied"],
                "customers.copy",
            ),
        ),
        possible=_takes_copies,
    ),
    Step(
        "Jump",
        "A code brings you to its customer, a row number or 50% to that place of the list. Try "
        "{code}.",
        (
            Goal("jump", lambda s: s.shows("JumpPrompt"), "customers.jump"),
            Goal("type, then Enter", _on_the_code, keys="{code}"),
        ),
    ),
    Step(
        "History, commands, help",
        "Who did what with this customer is a key away; every command is found by its name, in "
        "Chinese or English; and all keys stand in the help.",
        (
            Goal("history", lambda s: s.shows("HistoryDialog"), "customers.history"),
            Goal("commands", lambda s: s.shows("PaletteDialog"), "app.palette"),
            Goal("help", lambda s: s.shows("HelpDialog"), "app.help"),
        ),
    ),
)
