"""What the terminal shows, cell by cell, and the shortest way from there to what it should show.

Runs of cells that differ are sent; between them the cursor moves. The look is changed by what
differs from the look before, not set anew for every run. Rows that only moved up or down (a list
scrolled by a row) are moved by the terminal itself: a scroll region with line feeds or reverse
indexes, VT100 sequences that PuTTY, Windows Terminal, macOS Terminal, tmux and screen all know.
Spaces are sent as such: erasing sequences take the colour of the background in some of them only.

Some characters (`…`, `│`, pictures) are drawn narrow by one terminal and wide by another. Behind
them the cursor is placed anew, so that the rest of the row stands where it should in either.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import eq
from typing import Final

from rich.cells import get_character_cell_size

GAP: Final = 4
"""Runs of changed cells with so few equal ones between them are sent as one."""
SHIFTED_ROWS: Final = 3
"""So many rows at least must be found elsewhere before the terminal is asked to move them."""
TELLING: Final = 16
"""A piece of a row with fewer cells says nothing about where the row went."""
WORTH: Final = 0.8
"""Rows are moved when no more than this share of the work is left."""
PLACING: Final = 6
"""Bytes that it costs to move the cursor."""

Cell = tuple[str, str]
"""A character (empty: the second half of a wide one) and the codes of its look."""
Piece = tuple[int, int, list[Cell]]
"""Column and row from 0, and what is to be shown from there."""
Row = list[Cell | None]
"""A row of the terminal, None where it is not known what it shows."""


class Shadow:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}

    def forget(self) -> None:
        """The terminal may show anything: the next update is sent whole."""
        self._rows.clear()

    def draw(self, pieces: Iterable[Piece]) -> str:
        """Take note of these pieces; what has to be sent for them."""
        pen = Pen()
        for piece in self._shifted(pen, list(pieces)):
            self._put(pen, *piece)
        return pen.text()

    def put(self, x: int, y: int, cells: list[Cell]) -> str:
        """One piece alone, see `draw`."""
        return self.draw([(x, y, cells)])

    def _put(self, pen: Pen, x: int, y: int, cells: list[Cell]) -> None:
        row = self._rows.setdefault(y, [])
        end = x + len(cells)
        if len(row) < end:
            row.extend([None] * (end - len(row)))
        old = row[x:end]
        if old == cells:
            return
        row[x:end] = cells
        covered = _covered(_unsure(old)) | _covered(_unsure(cells))
        for first, last in _changes(old, cells, covered):
            pen.write(x + first, y, cells[first:last])

    # -- rows that moved ------------------------------------------------------------------------

    def _shifted(self, pen: Pen, pieces: list[Piece]) -> list[Piece]:
        """The pieces as they are, or the terminal moves rows and the pieces say what is left."""
        found = self._shift(pieces)
        if found is None:
            return pieces
        top, bottom, by = found
        before = {y: list(self._rows[y]) for y in range(top, bottom + 1)}
        wanted = {y: list(row) for y, row in before.items()}
        for x, y, cells in pieces:
            if y in wanted:
                wanted[y][x : x + len(cells)] = cells
        if any(None in row for row in wanted.values()):
            return pieces
        unknown: Row = [None] * max(map(len, wanted.values()))
        after = {y: before.get(y + by, unknown) for y in wanted}
        if _work(after, wanted) > WORTH * _work(before, wanted):
            return pieces
        pen.shift(top, bottom, by)
        self._rows.update({y: list(row) for y, row in after.items()})
        whole = [(0, y, [cell for cell in row if cell is not None]) for y, row in wanted.items()]
        return [piece for piece in pieces if piece[1] not in wanted] + whole

    def _shift(self, pieces: list[Piece]) -> tuple[int, int, int] | None:
        """First and last row of what moved, and by how many rows (positive: upwards)."""
        columns: dict[tuple[int, int], list[Piece]] = {}
        for piece in pieces:
            if len(piece[2]) >= TELLING:
                columns.setdefault((piece[0], len(piece[2])), []).append(piece)
        column = max(columns.values(), key=len, default=[])
        if len(column) <= SHIFTED_ROWS:
            return None
        new = {y: _text(cells) for _, y, cells in column}
        x, length = column[0][0], len(column[0][2])
        old = {y: _text(self._rows.get(y, [])[x : x + length]) for y in new}
        places: dict[str, list[int]] = {}
        for y, text in old.items():
            places.setdefault(text, []).append(y)
        moves = Counter(
            places[text][0] - y
            for y, text in new.items()
            if old[y] != text and len(places.get(text, ())) == 1 and not text.isspace()
        )
        if not moves:
            return None
        ((by, count),) = moves.most_common(1)
        if count < SHIFTED_ROWS:
            return None
        there = [y for y, text in new.items() if old.get(y + by) == text]
        top, bottom = min(there + [y + by for y in there]), max(there + [y + by for y in there])
        known = all(y in self._rows for y in range(top, bottom + 1))
        return (top, bottom, by) if known else None


class Pen:
    """Collects what is to be sent; knows where the cursor is and how it writes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._look = ""
        self._place: tuple[int, int] | None = None

    def write(self, x: int, y: int, cells: Sequence[Cell]) -> None:
        """These cells from column `x` of row `y`."""
        self._go(x, y)
        unsure = _unsure(cells)
        if not unsure:
            self._set(cells)
        else:
            done = 0
            for first, last in _runs(unsure):
                self._set(cells[done:first])
                done = self._set_unsure(x, first, last, cells)
            self._set(cells[done:])
        self._place = (x + len(cells), y)

    def _set(self, cells: Sequence[Cell]) -> None:
        parts = self._parts
        look = self._look
        for character, codes in cells:
            if codes != look and not (character == " " and blank(look) == codes):
                parts.append(_turn(look, codes))
                look = codes
            parts.append(character)
        self._look = look

    def _set_unsure(self, x: int, first: int, last: int, cells: Sequence[Cell]) -> int:
        """Characters of uncertain width, the cursor placed behind them; where to go on."""
        after = last
        if last == first + 1 and last < len(cells) and cells[last] == (" ", blank(cells[first][1])):
            # room for its second half, should it be wide here
            after += 1
            self._set([cells[last]] * 2)
            self._parts.append(f"\x1b[{x + first + 1}G")
        self._set(cells[first:last])
        self._parts.append(f"\x1b[{x + after + 1}G")
        return after

    def shift(self, top: int, bottom: int, by: int) -> None:
        """Let the terminal move the rows from `top` to `bottom`; those left free show anything."""
        self._plain()
        self._parts.append(f"\x1b[{top + 1};{bottom + 1}r")
        if by > 0:
            self._parts.append(f"\x1b[{bottom + 1};1H" + "\n" * by)
        else:
            self._parts.append(f"\x1b[{top + 1};1H" + "\x1bM" * -by)
        self._parts.append("\x1b[r")
        self._place = None

    def text(self) -> str:
        """All of it; the look is plain in the end."""
        self._plain()
        return "".join(self._parts)

    def _plain(self) -> None:
        if self._look:
            self._parts.append("\x1b[0m")
            self._look = ""

    def _go(self, x: int, y: int) -> None:
        if self._place is not None and self._place[1] == y and x >= self._place[0]:
            steps = x - self._place[0]
            if steps:
                self._parts.append(f"\x1b[{steps}C" if steps > 1 else "\x1b[C")
        else:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")


@lru_cache(4096)
def _turn(old: str, new: str) -> str:
    """The shortest codes from one look to another."""
    if not new:
        return "\x1b[0m"
    if not old:
        return f"\x1b[{new}m"
    weight_before, ink_before, ground_before = _look(old)
    weight, ink, ground = _look(new)
    whole = f"\x1b[0;{new}m"
    if not weight_before <= weight:
        return whole
    codes = sorted(weight - weight_before)
    if ink != ink_before:
        codes.append(ink or "39")
    if ground != ground_before:
        codes.append(ground or "49")
    return min(f"\x1b[{';'.join(codes)}m", whole, key=len)


@lru_cache(1024)
def _look(codes: str) -> tuple[frozenset[str], str, str]:
    """Weight and the like, the colour of the ink, and that of the ground."""
    weight: set[str] = set()
    ink = ground = ""
    left = codes.split(";")
    while left:
        code = left.pop(0)
        number = int(code or 0)
        if number in (38, 48):
            count = 2 if left[0] == "5" else 4
            code = ";".join([code, *left[:count]])
            del left[:count]
        if number in range(30, 40) or number in range(90, 98):
            ink = code
        elif number in range(40, 50) or number in range(100, 108):
            ground = code
        else:
            weight.add(code)
    return frozenset(weight), "" if ink == "39" else ink, "" if ground == "49" else ground


@lru_cache(1024)
def blank(codes: str) -> str:
    """The codes that tell of a space with this look: the ink does not, a line under it does."""
    weight, _, ground = _look(codes) if codes else (frozenset(), "", "")
    return codes if not weight <= {"1", "2", "3"} else ground


def _text(cells: Iterable[Cell | None]) -> str:
    return "".join([cell[0] for cell in cells if cell is not None])


def _work(rows: dict[int, Row], wanted: dict[int, Row]) -> int:
    """About as many bytes have to be sent to make the wanted rows of these."""
    work = 0
    for y, row in wanted.items():
        before = True
        for new, old in zip(row, rows[y], strict=False):
            same = new == old
            if not same and new is not None:
                work += len(new[0].encode()) + (PLACING if before else 0)
            before = same
    return work


def _changes(
    old: Sequence[Cell | None], new: Sequence[Cell], covered: set[int]
) -> Iterator[tuple[int, int]]:
    """Runs of cells that differ, as [first, last), no character cut on either side."""
    different = [index for index, same in enumerate(map(eq, new, old)) if not same]
    if not different:
        return
    first = before = different[0]
    for index in different:
        if index - before > GAP + 1:
            yield _whole_characters(old, new, first, before + 1, covered)
            first = index
        before = index
    yield _whole_characters(old, new, first, before + 1, covered)


def _whole_characters(
    old: Sequence[Cell | None], new: Sequence[Cell], first: int, last: int, covered: set[int]
) -> tuple[int, int]:
    """The run, wider where it would begin or end within what may be a wide character."""
    while first > 0 and (not new[first][0] or (old[first] or " ")[0] == "" or first in covered):
        first -= 1
    while last < len(new) and (not new[last][0] or (old[last] or " ")[0] == "" or last in covered):
        last += 1
    return first, last


def _unsure(cells: Sequence[Cell | None]) -> set[int]:
    """The places of characters whose width is uncertain, the second half with them."""
    if not _DOUBTFUL.search(_text(cells)):
        return set()
    found: set[int] = set()
    for index, cell in enumerate(cells):
        if cell is not None and (
            not _certain(cell[0]) if cell[0] else index - 1 in found  # the second half
        ):
            found.add(index)
    return found


def _covered(unsure: set[int]) -> set[int]:
    """The places that characters of uncertain width before them cover where they are wide."""
    none: set[int] = set()
    return none.union(*(range(first + 1, 2 * last - first) for first, last in _runs(unsure)))


def _runs(places: set[int]) -> Iterator[tuple[int, int]]:
    """Places side by side, as [first, last)."""
    rest = sorted(places)
    while rest:
        first = last = rest[0]
        while last in places:
            last += 1
        yield first, last
        rest = [place for place in rest if place > last]


_DOUBTFUL = re.compile("[^\x20-\x7e\u4e00-\u9fff\u3001-\u3011\uff01-\uff60]")


@lru_cache(4096)
def _certain(character: str) -> bool:
    """Whether every terminal gives this character as many cells as we think, at least one."""
    return character.isascii() or (
        len(character) == 1
        and character < "\U0001f000"
        and unicodedata.east_asian_width(character) in ("W", "F", "H", "Na", "N")
        and get_character_cell_size(character) > 0
    )
