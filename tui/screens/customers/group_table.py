"""The members of a group side by side: a field a row, a member a column, and what stays of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import events
from textual.message import Message

from store.customers.values import shown
from store.duplicates.groups import Link, weakest, whose_values
from tui.locale import t
from tui.safe import plain
from tui.widgets.page_columns import GAP, GUTTER, Column
from tui.widgets.row_table import RowTable
from tui.words.duplicates import score_words
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.customers.record import Customer
    from store.duplicates.groups import Group

STAYS: Final = "*"
"""The mark of who stays, and of each value that does."""
UNITED: Final = "+"
"""Stands for a field's name where what all have is kept."""
LABEL: Final = 14
LEAST: Final = 19
MOST: Final = 44
"""Cells of the column of labels at most, and of a member's column."""


@dataclass(slots=True)
class Choice:
    """What is to become of a group: who survives, who is left out (and who of them is told apart
    for good), and whose value of a field stays where that was chosen."""

    group: Group
    keep: int
    out: set[int] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    take: dict[str, int] = field(default_factory=dict)

    @property
    def others(self) -> list[Customer]:
        """Those who go into the survivor."""
        return [one for one in self.group.members if one.id != self.keep and one.id not in self.out]

    @property
    def whose(self) -> Mapping[str, int]:
        """Whose value of each field stays."""
        return whose_values(self.group.member(self.keep), self.others, self.take)

    @property
    def weakest(self) -> Link | None:
        """The weakest link of those who are merged; of all when nobody else is left."""
        some = {self.keep, *(one.id for one in self.others)}
        ids = some if len(some) > 1 else {one.id for one in self.group.members}
        return weakest(self.group.links, ids)

    def survive(self, id: int) -> None:
        """Let this member be the one that stays."""
        self.keep = id
        self.out.discard(id)
        self.apart.discard(id)

    def leave_out(self, id: int) -> None:
        """Leave a member out, then for good as not the same, then take it in again, in turn."""
        if id == self.keep:
            return
        if id not in self.out:
            self.out.add(id)
            self.take = {name: one for name, one in self.take.items() if one != id}
        elif id not in self.apart:
            self.apart.add(id)
        else:
            self.out.discard(id)
            self.apart.discard(id)

    def stays(self, name: str, id: int) -> bool:
        """Let this member's value of a field stay; False when it has none, or is left out."""
        if id in self.out or not self.group.member(id).values.get(name):
            return False
        self.take[name] = id
        return True

    def link(self, id: int) -> Link | None:
        """How alike a member and the survivor are."""
        two = {id, self.keep}
        return next((one for one in self.group.links if {one.first, one.second} == two), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a field's name (empty for how alike they are, or UNITED), its label, each's text."""

    name: str
    label: str
    texts: tuple[str, ...]


def lines_of(choice: Choice, fields: Mapping[str, Field]) -> list[Line]:
    """How alike each is to the survivor, then the fields, those that differ first, then what is
    united; what nobody has is left out."""
    members = choice.group.members
    found = [Line("", t("Likeness"), tuple(standing(choice, one) for one in members))]
    rows = []
    for name in members[0].values:
        of_field = fields.get(name)
        raw = [one.values.get(name, "") for one in members]
        if any(raw):
            said = tuple(plain(v if of_field is None else shown(of_field, v)) for v in raw)
            rows.append((len(set(raw)) == 1, Line(name, label_of(name, fields), said)))
    found += [line for _, line in sorted(rows, key=lambda row: row[0])]
    united: Sequence[tuple[str, Callable[[Customer], Sequence[str]]]] = (
        (t("Other names"), lambda one: [text for _, text in one.names]),
        (t("Tags"), lambda one: one.tags),
        (t("Old codes"), lambda one: one.aliases),
    )
    for label, of in united:
        texts = tuple(", ".join(map(plain, of(one))) for one in members)
        if any(texts):
            found.append(Line(UNITED, label, texts))
    return found


def standing(choice: Choice, one: Customer) -> str:
    """What becomes of a member, and how like the survivor it is."""
    link = choice.link(one.id)
    if link is None:
        return t("the survivor")
    score = score_words(link.score)
    if one.id in choice.apart:
        return f"{score} {t('not the same')}"
    return f"{score} {t('left aside')}" if one.id in choice.out else score


def _heading(choice: Choice, one: Customer) -> str:
    sign = STAYS if one.id == choice.keep else "-" if one.id in choice.out else " "
    return f"{sign} {plain(one.code)}"


def widths(label: int, members: int, room: int) -> tuple[int, int]:
    """Cells of the labels and of a member's column, so that whole columns fill `room`: all of them
    if each gets its least, else as many as fit."""
    label = min(LABEL, label)
    free = room - GUTTER - label
    seen = max(1, min(members, free // (LEAST + GAP)))
    width = min(MOST, max(LEAST, free // seen - GAP))
    left = free - seen * (width + GAP)
    return (label + left if members > seen and left > 0 else label), width


class GroupTable(RowTable):
    """`show_choice` puts a group in; `member` and `line` are those under the cursor."""

    HAS_COLUMN_CURSOR = True

    class Moved(Message):
        """The cursor stands on another cell."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()
        self._members: Sequence[Customer] = ()
        self._choice: Choice | None = None
        self._fields: Mapping[str, Field] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter takes a value: it belongs to the screen."""
        return False if action == "open" else super().check_action(action, parameters)

    @property
    def member(self) -> Customer | None:
        """The member whose column the cursor is in."""
        place = self.column - 1
        return self._members[place] if 0 <= place < len(self._members) else None

    @property
    def line(self) -> Line | None:
        """The row under the cursor."""
        place = self.index
        return self.lines[place] if place is not None and place < len(self.lines) else None

    def show_choice(self, choice: Choice, fields: Mapping[str, Field]) -> None:
        """Show the group as it is chosen now; the cursor stays."""
        self._choice, self._fields = choice, fields
        self._members = choice.group.members
        self.lines = lines_of(choice, fields)
        first = not self._columns
        self._draw()
        if first:
            self.move_column(1)

    def _draw(self) -> None:
        choice = self._choice
        if choice is None:
            return
        label, width = widths(
            max(cell_len(line.label) for line in self.lines), len(self._members), self._width
        )
        columns = [Column("field", t("Field"), label)]
        columns += [Column(str(one.id), _heading(choice, one), width) for one in self._members]
        whose = choice.whose
        rows = [
            [line.label, *(self._cell(line, place, whose) for place in range(len(line.texts)))]
            for line in self.lines
        ]
        self.show(columns, rows)

    def _cell(self, line: Line, place: int, whose: Mapping[str, int]) -> str:
        member, text = self._members[place], line.texts[place]
        stays = whose.get(line.name) == member.id
        if line.name == UNITED:
            stays = bool(text) and self._choice is not None and member.id not in self._choice.out
        return f"{STAYS if stays else ' '} {text}"

    def move_column(self, index: int) -> None:
        """Members alone have a cursor; the labels stand still."""
        super().move_column(max(1, index))
        self.post_message(self.Moved())

    def move_to(self, index: int) -> None:
        """The row's whole text is told below."""
        super().move_to(index)
        self.post_message(self.Moved())

    def on_resize(self, event: events.Resize) -> None:
        """As many members as there is room for, as far to the side as the cursor asks for."""
        super().on_resize(event)
        self._draw()
        self.scroll_to(x=0, animate=False, force=True, immediate=True)
        self.call_after_refresh(self._column_in_sight)
