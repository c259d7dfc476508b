"""What the columns beside the codes explain: dates, values with codes of their own, initials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from store.pattern import dates
from store.pattern.inference.listing import Column, Listing
from store.pattern.inference.slots import Cells, joined
from store.pattern.tokens import DATE_PARTS

PART_OF: Final = {directive: part for part, directive in DATE_PARTS.items()}
_AGREE: Final = 0.92
_BITS: Final = 14.0
_MOST_VALUES: Final = 3000


@dataclass(slots=True)
class Piece:
    """A part of the pattern under construction, on slots `start` to `end`.

    kind: text, date, field, initials, seq, check. left, right: characters at the ends of the
    slots' text that belong to neighbours. power: the evidence (log10).
    """

    kind: str
    start: int
    end: int
    text: str = ""
    field: str = ""
    count: int = 0
    left: int = 0
    right: int = 0
    power: float = 0.0

    def of(self, cells: Cells) -> str:
        """The piece's text in a code."""
        text = joined(cells, self.start, self.end)
        return text[self.left : len(text) - self.right]


def find_dates(
    listing: Listing, rows: Sequence[int], cells: dict[int, Cells], open_slots: list[bool]
) -> list[Piece]:
    """The slots that show parts of a date column."""
    width = len(open_slots)
    found: list[Piece] = []
    taken = [not is_open for is_open in open_slots]
    columns = [column for column in listing.columns if column.kind == "date"]
    columns.sort(key=lambda column: column.name != "registered")
    for directive in ("%Y", "%m", "%d", "%j", "%y", "%V", "%q"):
        size = dates.DIRECTIVES[directive].width
        for start in range(width - size + 1):
            if any(taken[start : start + size]):
                continue
            best: Piece | None = None
            for column in columns:
                piece = _date_piece(column, directive, start, rows, cells)
                if piece is not None and (best is None or piece.power > best.power):
                    best = piece
            if best is not None and (best.count > 1 or directive == "%Y"):
                found.append(best)
                taken[start : start + size] = [True] * size
    if found:
        found += _constant_parts(columns, rows, cells, taken, found)
    return sorted(found, key=lambda piece: piece.start)


def _date_piece(
    column: Column, directive: str, start: int, rows: Sequence[int], cells: dict[int, Cells]
) -> Piece | None:
    end = start + dates.DIRECTIVES[directive].width
    right = filled = 0
    values: Counter[str] = Counter()
    for row in rows:
        value = column.values[row]
        if len(value) != 10:
            continue
        filled += 1
        try:
            shown = dates.show_text(directive, value)
        except ValueError:
            continue
        values[shown] += 1
        if joined(cells[row], start, end) == shown:
            right += 1
        elif filled == 60 and right < 30:
            return None
    if filled < 0.5 * len(rows) or right < _AGREE * filled or right < 6:
        return None
    alike = sum((count / filled) ** 2 for count in values.values())
    power = right * -log2(alike) * 0.301 if alike < 1 else 4.0 if directive == "%Y" else 1.0
    if len(values) > 1 and power < 5:
        return None
    return Piece("date", start, end, directive, column.name, len(values), power=power)


def _constant_parts(
    columns: Sequence[Column],
    rows: Sequence[int],
    cells: dict[int, Cells],
    taken: list[bool],
    found: list[Piece],
) -> list[Piece]:
    """Parts that are the same in all dates of the list, beside a part that is found."""
    more: list[Piece] = []
    again = True
    while again:
        again = False
        for piece in [*found, *more]:
            column = next(column for column in columns if column.name == piece.field)
            for directive in ("%m", "%d"):
                for start in (piece.end, piece.start - 2):
                    if start < 0 or start + 2 > len(taken) or any(taken[start : start + 2]):
                        continue
                    if any(p.text == directive for p in (*found, *more)):
                        continue
                    other = _date_piece(column, directive, start, rows, cells)
                    if other is not None:
                        more.append(other)
                        taken[start : start + 2] = [True, True]
                        again = True
    return more


def find_fields(
    listing: Listing,
    rows: Sequence[int],
    cells: dict[int, Cells],
    open_slots: list[bool],
    whole: frozenset[int],
) -> list[Piece]:
    """The slots that follow a field's value."""
    width = len(open_slots)
    by_slot: list[list[tuple[int, int, str]]] = [[] for _ in range(width)]
    columns = [column for column in listing.columns if column.kind == "table"]
    for order, column in enumerate(columns):
        values = [column.values[row] for row in rows]
        distinct = len({value for value in values if value})
        if distinct < 2 or distinct > _MOST_VALUES:
            continue
        for slot in range(width):
            if open_slots[slot] and follows(values, [cells[row][slot] for row in rows]):
                by_slot[slot].append((distinct, order, column.name))
    found: list[Piece] = []
    slot = 0
    while slot < width:
        if not by_slot[slot]:
            slot += 1
            continue
        name = min(by_slot[slot])[2]
        end = slot + 1
        while (
            end < width
            and by_slot[end]
            and min(by_slot[end])[2] == name
            and not {slot, end} & whole
        ):
            end += 1
        column = listing.column(name)
        texts = [joined(cells[row], slot, end) for row in rows]
        values = [column.values[row] for row in rows]
        bits = confirmed(listing, values, texts)
        if bits >= _BITS:
            piece = Piece("field", slot, end, "", name, power=bits * 0.301)
            if slot in whole:
                _trim(piece, values, texts)
            found.append(piece)
        slot = end
    return found


def follows(values: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a text is nearly always the same for the same value."""
    groups: dict[str, Counter[str]] = {}
    for value, text in zip(values, texts, strict=True):
        if value:
            groups.setdefault(value, Counter())[text] += 1
    again = sum(group.total() - 1 for group in groups.values())
    if again < 1 or sum(group.total() for group in groups.values()) < 0.8 * len(values):
        return False
    same = sum(max(group.values()) - 1 for group in groups.values())
    slips = sum(group.total() - max(group.values()) for group in groups.values())
    usual = len(texts) - Counter(texts).most_common(1)[0][1]
    return same >= 0.93 * again and slips <= 0.3 * usual


def confirmed(listing: Listing, values: Sequence[str], texts: Sequence[str]) -> float:
    """How many bits speak for a table: each row that repeats one of its lines, and each line
    that shows its value's initials."""
    groups: dict[str, Counter[str]] = {}
    for value, text in zip(values, texts, strict=True):
        if value:
            groups.setdefault(value, Counter())[text] += 1
    total = sum(group.total() for group in groups.values())
    shown = Counter(text for text in texts)
    alike = sum((count / len(texts)) ** 2 for count in shown.values())
    if alike >= 0.999 or not total:
        return 0.0
    bits = sum(max(group.values()) - 1 for group in groups.values()) * -log2(alike)
    for value, group in groups.items():
        text = min(group, key=lambda one: (-group[one], one))
        if text.isalpha() and listing.initials(value)[: len(text)] == text:
            bits += 4.7 * len(text)
    return bits


def _trim(piece: Piece, values: Sequence[str], texts: Sequence[str]) -> None:
    """Leave to the literal text what all codes of a table begin with."""
    groups: dict[str, Counter[str]] = {}
    for value, text in zip(values, texts, strict=True):
        if value:
            groups.setdefault(value, Counter())[text] += 1
    codes = {min(group, key=lambda one: (-group[one], one)) for group in groups.values()}
    if len(codes) < 4:
        return
    first, last = min(codes), max(codes)
    shortest = min(map(len, codes))
    while piece.left < shortest - 1 and first[piece.left] == last[piece.left]:
        piece.left += 1


def find_initials(
    listing: Listing,
    rows: Sequence[int],
    cells: dict[int, Cells],
    open_slots: list[bool],
    whole: frozenset[int],
) -> Piece | None:
    """The slots that show the first letters of a name."""
    best: Piece | None = None
    for column in listing.columns:
        if column.kind != "name":
            continue
        letters = [listing.initials(column.values[row]).upper() for row in rows]
        for start, is_open in enumerate(open_slots):
            if not is_open:
                continue
            if start in whole:
                tries = [(start + 1, count) for count in range(9, 0, -1)]
            else:
                tries = [
                    (start + count, count)
                    for count in range(9, 0, -1)
                    if all(open_slots[start : start + count]) and start + count <= len(open_slots)
                ]
            for end, count in tries:
                texts = [joined(cells[row], start, end) for row in rows]
                left = 0
                if start in whole:
                    left = _common(texts)
                right = sum(
                    bool(shown) and text[left:] == shown[:count]
                    for text, shown in zip(texts, letters, strict=True)
                )
                different = len(set(texts))
                if right < 0.85 * len(rows) or right < 6 or different < 4:
                    continue
                piece = Piece(
                    "initials", start, end, "", column.name, count, left, power=right * count * 0.6
                )
                if start in whole:
                    better = best is None or (right, -count) > (best.right, -best.count)
                else:
                    better = best is None or (count > best.count and right > 0.98 * best.right)
                if better:
                    best = piece
                    best.right = right
    if best is not None:
        best.right = 0
    return best


def _common(texts: Sequence[str]) -> int:
    """How many first characters nearly all the texts have in common."""
    size = 0
    while True:
        shown = Counter(text[: size + 1] for text in texts if len(text) > size)
        if not shown or max(shown.values()) < 0.97 * len(texts):
            return size
        size += 1
